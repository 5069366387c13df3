/* SPDX-License-Identifier: EUPL-1.2 */
/* Acts with the names of who did them and of what they were about. */
#include "console/act_line.h"

#include <inttypes.h>

/* The pages of things that the log knows by their numbers and that are never deleted. */
static const struct {
    enum audit_object object;
    enum permission permission;
    const char *folder;
} pages[] = {
    {AUDIT_OF_USER, PERMISSION_USERS, "/console/users/"},
    {AUDIT_OF_MANDATE, PERMISSION_MANDATES, "/console/processors/"},
    {AUDIT_OF_REGISTRATION, PERMISSION_REGISTRATIONS, "/console/registrations/"},
    {AUDIT_OF_ORGANISATION, PERMISSION_ORGANISATION, "/console/organisations/"},
};

static const char *page_of(const struct visit *visit, enum audit_object object, int64_t id)
{
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        if (pages[i].object == object && visit_may(visit, pages[i].permission)) {
            return arena_format(visit->arena, "%s%" PRId64, pages[i].folder, id);
        }
    }
    return NULL;
}

/* Cards and persons have pages under names that the log doesn't hold, as long as they are there. */
static enum rc find_page(const struct visit *visit, int64_t organisation_id, const struct audit *act, struct act_line *line, struct err *e)
{
    const enum audit_object object = audit_object_of(act->action);
    const char *name = NULL;
    if (registry_act_object(visit->session, organisation_id, act, &name, e) != RC_OK) {
        return e->rc;
    }
    if (name == NULL) {
        line->path = page_of(visit, object, act->object_id);
        return RC_OK;
    }
    line->name = object == AUDIT_OF_CARD ? name : line->name;
    line->path = arena_format(visit->arena, "/console/%s/%s", object == AUDIT_OF_CARD ? "cards" : "persons", name);
    return line->path == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc describe(const struct visit *visit, int64_t organisation_id, const struct audit *act, struct act_line *line, struct err *e)
{
    const struct directory *const directory = &visit->session->directory;
    const struct organisation *const whose = directory_get(directory, act->organisation_id);
    const struct organisation *const actor = directory_get(directory, act->actor_id);
    *line = (struct act_line){.act = act,
        .words = act_words(act->action),
        .organisation = whose == NULL ? NULL : whose->name,
        .actor = actor == NULL ? NULL : actor->name};
    if (act->object_id != 0) {
        line->object = act_object_words(audit_object_of(act->action));
        line->name = arena_format(visit->arena, "%" PRId64, act->object_id);
        if (line->name == NULL) {
            return err_no_memory(e);
        }
    }
    if (line->object != NULL && find_page(visit, organisation_id, act, line, e) != RC_OK) {
        return e->rc;
    }
    return registry_act_user(visit->session, organisation_id, act->account_id, &line->user, e);
}

enum rc act_lines(
    const struct visit *visit, int64_t organisation_id, const struct audit *acts, size_t count, struct act_lines *out, struct err *e)
{
    struct act_line *const lines = arena_alloc_array(visit->arena, count, sizeof *lines);
    if (lines == NULL) {
        return err_no_memory(e);
    }
    *out = (struct act_lines){lines, count};
    for (size_t i = 0; i < count; i++) {
        if (describe(visit, organisation_id, &acts[i], &lines[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}
