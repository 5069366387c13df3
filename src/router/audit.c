/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router audit list. */
#include "base/day.h"
#include "registry/acts.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>

struct act_row {
    int64_t id;
    const char *at, *action, *organisation, *actor;
    int64_t token, user, object;
    const char *detail, *request_id;
};

#define AT(member) .offset = offsetof(struct act_row, member)

static const struct wire_field row_fields[] = {
    {"id", WIRE_INT64, AT(id)},
    {"at", WIRE_TEXT, AT(at)},
    {"action", WIRE_TEXT, AT(action)},
    {"organisation", WIRE_TEXT, AT(organisation)},
    {"actor", WIRE_TEXT, AT(actor)},
    {"token", WIRE_ID, AT(token)},
    {"user", WIRE_ID, AT(user)},
    {"object", WIRE_ID, AT(object)},
    {"detail", WIRE_TEXT, AT(detail)},
    {"requestId", WIRE_TEXT, AT(request_id)},
};

static const struct wire_shape row_shape = {
    .name = "act", .size = sizeof(struct act_row), .fields = row_fields, .count = COUNT_OF(row_fields)};

static const char *identifier_of(const struct desk *desk, int64_t id)
{
    const struct organisation *const organisation = id == 0 ? NULL : directory_get(&desk->session->directory, id);
    return organisation == NULL ? NULL : organisation->identifier;
}

static struct act_row row_of(const struct desk *desk, const struct audit *act, struct arena *arena)
{
    const char *const key = audit_action_key(act->action);
    return (struct act_row){
        .id = act->id,
        .at = shown_instant(arena, act->at_us),
        .action = key == NULL ? "" : key,
        .organisation = identifier_of(desk, act->organisation_id),
        .actor = identifier_of(desk, act->actor_id),
        .token = act->token_id,
        .user = act->account_id,
        .object = act->object_id,
        .detail = act->detail,
        .request_id = act->request_id,
    };
}

struct list_options {
    const char *organisation, *actor, *action, *since, *until;
    int64_t object, before, limit;
};

static const struct option_spec list_specs[] = {
    OWN_TEXT(struct list_options, organisation, "organisation", "PIC", "what was done with the data of this organisation"),
    OWN_TEXT(struct list_options, actor, "actor", "PIC", "done by this organisation"),
    OWN_TEXT(struct list_options, action, "action", "ACT", "of one kind, such as card-issue"),
    OWN_TEXT(struct list_options, since, "since", "DAY", "from this day on"),
    OWN_TEXT(struct list_options, until, "until", "DAY", "up to the end of this day"),
    OWN_NUMBER(struct list_options, object, "object", 1, INT64_MAX, "on the card, person, mandate ... of this number"),
    OWN_NUMBER(struct list_options, before, "before", 1, INT64_MAX, "older than the act of this number: the next page"),
    OWN_NUMBER(struct list_options, limit, "limit", 1, ACTS_MAX, "how many at most (default 100)"),
};

const struct own_options audit_list_options = {.specs = list_specs, .count = COUNT_OF(list_specs), .size = sizeof(struct list_options)};

static enum rc find_id(const struct desk *desk, const char *identifier, int64_t *out, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (identifier == NULL) {
        return RC_OK;
    }
    if (desk_organisation(desk, identifier, &organisation, e) != RC_OK) {
        return e->rc;
    }
    *out = organisation->id;
    return RC_OK;
}

static enum rc find_action(const char *name, int *out, struct err *e)
{
    enum audit_action action = AUDIT_CARD_ISSUE;
    if (name == NULL) {
        return RC_OK;
    }
    if (!audit_action_parse(str_of(name), &action)) {
        return err_set(e, RC_INVALID, "", "action", "there is no act \"%s\"; CARD_ISSUE and MANDATE_WITHDRAW are some", name);
    }
    *out = (int)action;
    return RC_OK;
}

#define DAY_US INT64_C(86400000000)

static enum rc read_query(const struct list_options *own, const struct desk *desk, struct audit_query *out, struct err *e)
{
    int32_t since = 0;
    int32_t until = 0;
    *out = (struct audit_query){.object_id = own->object, .before = own->before, .limit = own->limit};
    if (read_day_option("since", own->since, &since, e) != RC_OK || read_day_option("until", own->until, &until, e) != RC_OK ||
        find_action(own->action, &out->action, e) != RC_OK || find_id(desk, own->organisation, &out->organisation_id, e) != RC_OK ||
        find_id(desk, own->actor, &out->actor_id, e) != RC_OK) {
        return e->rc;
    }
    out->since_us = since == DAY_NONE ? 0 : since * DAY_US;
    out->until_us = until == DAY_NONE ? 0 : (until + 1) * DAY_US;
    return RC_OK;
}

static void print_rows(const struct act_row *rows, const struct acts *acts)
{
    (void)printf("%-8s %-24s %-22s %-14s %-14s %-8s %s\n", "ID", "AT", "ACT", "ORGANISATION", "BY", "OBJECT", "DETAIL");
    for (size_t i = 0; i < acts->count; i++) {
        const struct act_row *const row = &rows[i];
        (void)printf("%-8" PRId64 " %-24s %-22s %-14s %-14s %-8" PRId64 " %s\n", row->id, row->at, row->action,
            row->organisation == NULL ? "-" : row->organisation, row->actor == NULL ? "-" : row->actor, row->object,
            row->detail == NULL ? "" : row->detail);
    }
    if (acts->next_before != 0) {
        (void)printf("there are older acts: --before %" PRId64 "\n", acts->next_before);
    }
}

enum rc run_audit_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct audit_query query;
    struct acts acts;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || read_query(call->own, &desk, &query, e) != RC_OK ||
        registry_list_acts(desk.session, &query, &acts, e) != RC_OK) {
        return e->rc;
    }
    struct act_row *const rows = arena_alloc_array(arena, acts.count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < acts.count; i++) {
        rows[i] = row_of(&desk, &acts.items[i], arena);
    }
    if (call->settings->json) {
        return print_json_list(arena, &row_shape, rows, acts.count, e);
    }
    print_rows(rows, &acts);
    return RC_OK;
}
