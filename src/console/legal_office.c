/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal documents for who publishes them: the versions, and who has accepted which. */
#include "base/day.h"
#include "console/legal_page.h"
#include "console/routes.h"

#include <inttypes.h>
#include <string.h>

enum rc legal_office_show(struct visit *visit, struct err *e)
{
    struct legal_office_view view = {.visit = visit};
    const struct organisations *const all = &visit->session->directory.organisations;
    if (registry_list_legal(visit->session, &view.versions, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].status != ORGANISATION_CLOSED) {
            view.states[legal_state_of(&all->items[i], visit->session->today)]++;
        }
    }
    struct frame frame = {.title = N_("Legal documents"),
        .current = MENU_LEGAL,
        .content = legal_office_content,
        .actions = legal_office_actions,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static const struct column accepted_columns[] = {
    {.key = "organisation", .label = N_("Organisation"), .filter = FILTER_TEXT, .placeholder = N_("Organisation")},
    {.key = "by", .label = N_("Accepted by")},
    {.key = "at", .label = N_("When")},
    {.key = "language", .label = N_("Language")},
    {.key = "hash", .label = N_("SHA-256 of the text")},
};

static bool is_wanted(const struct visit *visit, const struct acceptance_line *line, int version, const char *folded)
{
    return line->acceptance->version == version &&
        (folded[0] == '\0' || (line->organisation != NULL && holds_folded(visit->arena, line->organisation->name, folded)));
}

static enum rc find_version(struct visit *visit, int64_t number, struct legal_version *out, struct err *e)
{
    struct legal_versions versions = {0};
    if (registry_list_legal(visit->session, &versions, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < versions.count; i++) {
        if (versions.items[i].version == number) {
            *out = versions.items[i];
            return RC_OK;
        }
    }
    return err_set(e, RC_NOT_FOUND, "ER-2106", "version", "there is no version %" PRId64 " of the legal documents", number);
}

/* The lines of a page of those that fit. */
static enum rc pick(struct visit *visit, struct list *list, struct legal_accepted_view *view, struct err *e)
{
    struct legal_acceptances acceptances = {0};
    const char *const folded = folded_filter(visit->arena, list_filter(list, "organisation"));
    if (registry_list_acceptances(visit->session, 0, &acceptances, e) != RC_OK) {
        return e->rc;
    }
    const struct acceptance_line *const all = legal_lines(visit, &acceptances);
    struct acceptance_line *const shown = arena_alloc_array(visit->arena, (size_t)list->size, sizeof *shown);
    if (all == NULL || shown == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < acceptances.count; i++) {
        if (!is_wanted(visit, &all[i], view->version->version, folded)) {
            continue;
        }
        if (list->total >= list_offset(list) && (int64_t)view->count < list->size) {
            shown[view->count++] = all[i];
        }
        list->total++;
    }
    view->items = shown;
    list->shown = (int64_t)view->count;
    return RC_OK;
}

static enum rc page_accepted(struct visit *visit, struct err *e)
{
    int64_t number = 0;
    struct legal_version version = {0};
    struct list list;
    struct legal_accepted_view view = {.visit = visit, .list = &list, .version = &version};
    if (visit_id(visit, "version", &number, e) != RC_OK || find_version(visit, number, &version, e) != RC_OK) {
        return e->rc;
    }
    const char *const path = arena_format(visit->arena, "/console/legal/%" PRId64 "/accepted", number);
    if (path == NULL) {
        return err_no_memory(e);
    }
    list_read(visit, path, accepted_columns, COUNT_OF(accepted_columns), &list);
    if (pick(visit, &list, &view, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = N_("Who has accepted the legal documents"),
        .subtitle = version.title,
        .current = MENU_LEGAL,
        .back = {"/console/legal", N_("Legal documents")},
        .content = legal_accepted_content,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static const struct page_route routes[] = {
    {HTTP_GET, "/console/legal/{version}/accepted", "pageAcceptedBy", page_accepted, .audience = PAGE_USER,
        .permission = PERMISSION_PUBLISH, .lane = PAGE_IN_WORKER},
};

const struct page_table legal_office_pages = {routes, COUNT_OF(routes)};
