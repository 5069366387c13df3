/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router mandate give|list|end|withdraw. */
#include "base/day.h"
#include "registry/mandates.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>

struct mandate_row {
    int64_t id;
    const char *issuer, *processor;
    int32_t from_day, until_day;
    const char *created_at, *withdrawn_at;
    const char *state;
};

#define AT(member) .offset = offsetof(struct mandate_row, member)

static const struct wire_field row_fields[] = {
    {"id", WIRE_INT64, AT(id)},
    {"issuer", WIRE_TEXT, AT(issuer)},
    {"processor", WIRE_TEXT, AT(processor)},
    {"from", WIRE_DAY, AT(from_day)},
    {"until", WIRE_DAY, AT(until_day)},
    {"createdAt", WIRE_TEXT, AT(created_at)},
    {"withdrawnAt", WIRE_TEXT, AT(withdrawn_at)},
    {"state", WIRE_TEXT, AT(state)},
};

static const struct wire_shape row_shape = {
    .name = "mandate", .size = sizeof(struct mandate_row), .fields = row_fields, .count = COUNT_OF(row_fields)};

static const char *state_of(const struct mandate *mandate, int32_t today)
{
    if (mandate->withdrawn_at_us != 0) {
        return "WITHDRAWN";
    }
    return mandate_is_on(mandate, today) ? "ON" : today < mandate->from_day ? "TO_COME" : "OVER";
}

static const char *identifier_of(const struct desk *desk, int64_t id)
{
    const struct organisation *const organisation = directory_get(&desk->session->directory, id);
    return organisation == NULL ? "" : organisation->identifier;
}

static struct mandate_row row_of(const struct desk *desk, const struct mandate *mandate, struct arena *arena)
{
    return (struct mandate_row){
        .id = mandate->id,
        .issuer = identifier_of(desk, mandate->issuer_id),
        .processor = identifier_of(desk, mandate->processor_id),
        .from_day = mandate->from_day,
        .until_day = mandate->until_day,
        .created_at = shown_instant(arena, mandate->created_at_us),
        .withdrawn_at = shown_instant(arena, mandate->withdrawn_at_us),
        .state = state_of(mandate, desk->session->today),
    };
}

static enum rc tell(
    const struct command_call *call, const struct desk *desk, const struct mandate *mandate, struct arena *arena, struct err *e)
{
    const struct mandate_row row = row_of(desk, mandate, arena);
    char from[DAY_TEXT_SIZE];
    char until[DAY_TEXT_SIZE];
    if (call->settings->json) {
        return print_json(arena, &row_shape, &row, e);
    }
    day_format(row.from_day, from);
    day_format(row.until_day, until);
    (void)printf("mandate %" PRId64 ": %s for %s from %s %s%s%s\n", row.id, row.processor, row.issuer, from,
        row.until_day == DAY_NONE ? "without end" : "until ", until, mandate->withdrawn_at_us != 0 ? ", withdrawn" : "");
    return RC_OK;
}

struct give_options {
    const char *issuer, *processor, *from, *until;
};

static const struct option_spec give_specs[] = {
    OWN_TEXT(struct give_options, issuer, "issuer", "PIC", "who gives the mandate"),
    OWN_TEXT(struct give_options, processor, "processor", "VAT", "who gets it"),
    OWN_TEXT(struct give_options, from, "from", "DAY", "first day (default: today)"),
    OWN_TEXT(struct give_options, until, "until", "DAY", "last day (default: without end)"),
};

const struct own_options mandate_give_options = {.specs = give_specs, .count = COUNT_OF(give_specs), .size = sizeof(struct give_options)};

static enum rc give(struct session *session, void *argument, struct err *e)
{
    return registry_give_mandate(session, argument, e);
}

enum rc run_mandate_give(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct give_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *issuer = NULL;
    const struct organisation *processor = NULL;
    struct mandate mandate = {0};
    if (require_option("issuer", own->issuer, e) != RC_OK || require_option("processor", own->processor, e) != RC_OK ||
        read_day_option("from", own->from, &mandate.from_day, e) != RC_OK ||
        read_day_option("until", own->until, &mandate.until_day, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, own->issuer, &issuer, e) != RC_OK || desk_organisation(&desk, own->processor, &processor, e) != RC_OK) {
        return e->rc;
    }
    mandate.issuer_id = issuer->id;
    mandate.processor_id = processor->id;
    mandate.from_day = own->from == NULL ? desk.session->today : mandate.from_day;
    mandate.created_at_us = desk.session->now_us;
    return session_transaction(desk.session, give, &mandate, e) == RC_OK ? tell(call, &desk, &mandate, arena, e) : e->rc;
}

struct list_options {
    const char *organisation;
};

static const struct option_spec list_specs[] = {
    OWN_TEXT(struct list_options, organisation, "organisation", "PIC", "given by this issuer, or to this processor, alone"),
};

const struct own_options mandate_list_options = {.specs = list_specs, .count = COUNT_OF(list_specs), .size = sizeof(struct list_options)};

static void print_rows(const struct mandate_row *rows, size_t count)
{
    (void)printf("%-6s %-14s %-14s %-11s %-11s %s\n", "ID", "ISSUER", "PROCESSOR", "FROM", "UNTIL", "STATE");
    for (size_t i = 0; i < count; i++) {
        char from[DAY_TEXT_SIZE];
        char until[DAY_TEXT_SIZE];
        day_format(rows[i].from_day, from);
        day_format(rows[i].until_day, until);
        (void)printf("%-6" PRId64 " %-14s %-14s %-11s %-11s %s\n", rows[i].id, rows[i].issuer, rows[i].processor, from,
            rows[i].until_day == DAY_NONE ? "-" : until, rows[i].state);
    }
}

enum rc run_mandate_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct list_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    struct mandates mandates;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        (own->organisation != NULL && desk_organisation(&desk, own->organisation, &organisation, e) != RC_OK) ||
        registry_list_mandates(desk.session, organisation == NULL ? 0 : organisation->id, &mandates, e) != RC_OK) {
        return e->rc;
    }
    struct mandate_row *const rows = arena_alloc_array(arena, mandates.count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < mandates.count; i++) {
        rows[i] = row_of(&desk, &mandates.items[i], arena);
    }
    if (call->settings->json) {
        return print_json_list(arena, &row_shape, rows, mandates.count, e);
    }
    print_rows(rows, mandates.count);
    return RC_OK;
}

struct end_options {
    const char *until;
    bool open;
};

static const struct option_spec end_specs[] = {
    OWN_TEXT(struct end_options, until, "until", "DAY", "its last day"),
    OWN_FLAG(struct end_options, open, "open", "it has no last day"),
};

const struct own_options mandate_end_options = {.specs = end_specs, .count = COUNT_OF(end_specs), .size = sizeof(struct end_options)};

struct change {
    int64_t id;
    int32_t until_day;
    struct mandate mandate;
};

static enum rc end(struct session *session, void *argument, struct err *e)
{
    struct change *const change = argument;
    return registry_end_mandate(session, change->id, change->until_day, &change->mandate, e);
}

static enum rc withdraw(struct session *session, void *argument, struct err *e)
{
    struct change *const change = argument;
    return registry_withdraw_mandate(session, change->id, &change->mandate, e);
}

static enum rc make_change(
    const struct command_call *call, struct change *change, session_work_fn *work, struct arena *arena, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    if (read_id_operand(call, "mandate", &change->id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, work, change, e) != RC_OK) {
        return e->rc;
    }
    return tell(call, &desk, &change->mandate, arena, e);
}

enum rc run_mandate_end(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct end_options *const own = call->own;
    (void)code;
    struct change change = {0};
    if ((own->until == NULL) != own->open) {
        return err_set(e, RC_INVALID, "", "until", "give either a last day (--until DAY) or none (--open)");
    }
    if (read_day_option("until", own->until, &change.until_day, e) != RC_OK) {
        return e->rc;
    }
    return make_change(call, &change, end, arena, e);
}

enum rc run_mandate_withdraw(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    struct change change = {0};
    (void)code;
    return make_change(call, &change, withdraw, arena, e);
}
