/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router service add|list|show|enable|disable|remove|rotate-secret|test. */
#include "base/day.h"
#include "core/event.h"
#include "courier/trial.h"
#include "registry/services.h"
#include "router/command.h"
#include "store/outbox.h"
#include "store/services.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct service_row {
    int64_t id;
    const char *organisation;
    const char *name;
    const char *url;
    struct wire_list events;
    const char *form;
    const char *state;
    const char *created_at;
    const char *last_success_at;
    int64_t failures;
    const char *failure;
    int64_t waiting;
    int64_t given_up;
    const char *secret; /* once */
};

#define AT(member) .offset = offsetof(struct service_row, member)
#define ROW_FIELDS                                                                                                                         \
    {"id", WIRE_INT64, AT(id)}, {"organisation", WIRE_TEXT, AT(organisation)}, {"name", WIRE_TEXT, AT(name)}, {"url", WIRE_TEXT, AT(url)}, \
        {"events", WIRE_TEXTS, AT(events)}, {"form", WIRE_TEXT, AT(form)}, {"state", WIRE_TEXT, AT(state)},                                \
        {"createdAt", WIRE_TEXT, AT(created_at)}, {"lastSuccessAt", WIRE_TEXT, AT(last_success_at)},                                       \
        {"failures", WIRE_INT64, AT(failures)}, {"lastFailure", WIRE_TEXT, AT(failure)}, {"waiting", WIRE_INT64, AT(waiting)},             \
    {                                                                                                                                      \
        "givenUp", WIRE_INT64, AT(given_up)                                                                                                \
    }

static const struct wire_field row_fields[] = {ROW_FIELDS};
static const struct wire_field secret_fields[] = {ROW_FIELDS, {"secret", WIRE_TEXT, AT(secret)}};
static const struct wire_shape row_shape = {
    .name = "service", .size = sizeof(struct service_row), .fields = row_fields, .count = COUNT_OF(row_fields)};
static const struct wire_shape secret_shape = {
    .name = "service", .size = sizeof(struct service_row), .fields = secret_fields, .count = COUNT_OF(secret_fields)};

static enum rc list_events(struct arena *arena, unsigned mask, struct wire_list *out, struct err *e)
{
    const void **const items = arena_alloc_array(arena, EVENT_KIND_COUNT, sizeof *items);
    if (items == NULL) {
        return err_no_memory(e);
    }
    *out = (struct wire_list){.items = items};
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        if ((mask & (1U << (unsigned)kind)) != 0) {
            items[out->count++] = event_name((enum event_kind)kind);
        }
    }
    return RC_OK;
}

static enum rc make_row(
    const struct desk *desk, const struct remote_service *service, struct arena *arena, struct service_row *out, struct err *e)
{
    const struct organisation *const owner = directory_get(&desk->session->directory, service->organisation_id);
    *out = (struct service_row){
        .id = service->id,
        .organisation = owner == NULL ? "" : owner->identifier,
        .name = service->name,
        .url = service->url,
        .form = service->is_legacy ? "OLD" : "EVENTS",
        .state = service->disabled_at_us != 0 ? "DISABLED"
            : service->failures > 0           ? "FAILING"
                                              : "GOOD",
        .created_at = shown_instant(arena, service->created_at_us),
        .last_success_at = shown_instant(arena, service->last_success_us),
        .failures = service->failures,
        .failure = service->failure,
        .given_up = service->given_up,
    };
    if (list_events(arena, service->events, &out->events, e) != RC_OK) {
        return e->rc;
    }
    return outbox_count_of_service(desk->session->db, service->id, &out->waiting, e);
}

struct add_options {
    const char *organisation;
    const char *name;
    const char *url;
    const char *events;
    bool old_form;
};

static const struct option_spec add_specs[] = {
    OWN_TEXT(struct add_options, organisation, "organisation", "PIC", "whose cards and persons it is told of"),
    OWN_TEXT(struct add_options, name, "name", "NAME", "what it is for"),
    OWN_TEXT(struct add_options, url, "url", "URL", "where it is told, https://HOST/PATH"),
    OWN_TEXT(struct add_options, events, "events", "LIST", "card.created,card.updated,card.deleted,person.deleted (default: all)"),
    OWN_FLAG(struct add_options, old_form, "old-form", "speak to it as the router before November 2024 did"),
};

const struct own_options service_add_options = {.specs = add_specs, .count = COUNT_OF(add_specs), .size = sizeof(struct add_options)};

/* A service with its new secret, as one of the acts below leaves it. */
struct act {
    struct new_service input;
    int64_t id;
    bool enable;
    struct remote_service service;
    char secret[SERVICE_SECRET_SIZE];
};

static enum rc add(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_add_service(session, &act->input, &act->service, act->secret, e);
}

static enum rc rotate(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    if (registry_rotate_service_secret(session, act->id, act->secret, e) != RC_OK) {
        return e->rc;
    }
    return registry_get_service(session, act->id, &act->service, e);
}

static enum rc enable(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    if (registry_enable_service(session, act->id, act->enable, e) != RC_OK) {
        return e->rc;
    }
    return registry_get_service(session, act->id, &act->service, e);
}

static enum rc take_out(struct session *session, void *argument, struct err *e)
{
    return registry_remove_service(session, *(const int64_t *)argument, e);
}

static enum rc tell_secret(
    const struct command_call *call, struct arena *arena, const struct desk *desk, const struct act *act, struct err *e)
{
    struct service_row row;
    if (make_row(desk, &act->service, arena, &row, e) != RC_OK) {
        return e->rc;
    }
    row.secret = act->secret;
    if (call->settings->json) {
        return print_json(arena, &secret_shape, &row, e);
    }
    (void)printf("Service %" PRId64 " of %s (%s) is told at %s.\nWhat it is sent is signed with this secret, which is not shown again:\n\n"
                 "  %s\n",
        row.id, row.organisation, row.name, row.url, act->secret);
    return RC_OK;
}

enum rc run_service_add(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct add_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *owner = NULL;
    struct act act = {.input = {.name = own->name, .url = own->url, .is_legacy = own->old_form}};
    if (require_option("organisation", own->organisation, e) != RC_OK || require_option("name", own->name, e) != RC_OK ||
        require_option("url", own->url, e) != RC_OK ||
        (own->events != NULL && event_mask_parse(str_of(own->events), &act.input.events, e) != RC_OK) ||
        desk_open(call->settings, arena, &desk, e) != RC_OK || desk_organisation(&desk, own->organisation, &owner, e) != RC_OK) {
        return e->rc;
    }
    act.input.organisation_id = owner->id;
    if (session_transaction(desk.session, add, &act, e) != RC_OK) {
        return e->rc;
    }
    return tell_secret(call, arena, &desk, &act, e);
}

enum rc run_service_rotate_secret(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct act act = {0};
    if (read_id_operand(call, "service", &act.id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, rotate, &act, e) != RC_OK) {
        return e->rc;
    }
    return tell_secret(call, arena, &desk, &act, e);
}

static void print_rows(const struct service_row *rows, size_t count)
{
    (void)printf(
        "%-5s %-14s %-9s %8s %9s %8s  %-20s %s\n", "ID", "ORGANISATION", "STATE", "WAITING", "FAILURES", "GIVEN UP", "NAME", "URL");
    for (size_t i = 0; i < count; i++) {
        (void)printf("%-5" PRId64 " %-14s %-9s %8" PRId64 " %9" PRId64 " %8" PRId64 "  %-20s %s\n", rows[i].id, rows[i].organisation,
            rows[i].state, rows[i].waiting, rows[i].failures, rows[i].given_up, rows[i].name, rows[i].url);
    }
}

struct list_options {
    const char *organisation;
};

static const struct option_spec list_specs[] = {
    OWN_TEXT(struct list_options, organisation, "organisation", "PIC", "of this organisation alone"),
};

const struct own_options service_list_options = {.specs = list_specs, .count = COUNT_OF(list_specs), .size = sizeof(struct list_options)};

static enum rc make_rows(const struct desk *desk, const struct remote_services *services, int64_t organisation_id, struct arena *arena,
    struct service_row **out, size_t *count, struct err *e)
{
    struct service_row *const rows = arena_alloc_array(arena, services->count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    *count = 0;
    *out = rows;
    for (size_t i = 0; i < services->count; i++) {
        const struct remote_service *const service = &services->items[i];
        if (organisation_id != 0 && service->organisation_id != organisation_id) {
            continue;
        }
        if (make_row(desk, service, arena, &rows[(*count)++], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc run_service_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct list_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *owner = NULL;
    struct remote_services services = {0};
    struct service_row *rows = NULL;
    size_t count = 0;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        (own->organisation != NULL && desk_organisation(&desk, own->organisation, &owner, e) != RC_OK) ||
        remote_services_list(desk.session->db, arena, &services, e) != RC_OK ||
        make_rows(&desk, &services, owner == NULL ? 0 : owner->id, arena, &rows, &count, e) != RC_OK) {
        return e->rc;
    }
    if (call->settings->json) {
        return print_json_list(arena, &row_shape, rows, count, e);
    }
    print_rows(rows, count);
    return RC_OK;
}

static const char *text_or_dash(const char *text)
{
    return text == NULL ? "-" : text;
}

static enum rc tell_service(
    const struct command_call *call, struct arena *arena, const struct desk *desk, const struct remote_service *service, struct err *e)
{
    struct service_row row;
    if (make_row(desk, service, arena, &row, e) != RC_OK) {
        return e->rc;
    }
    if (call->settings->json) {
        return print_json(arena, &row_shape, &row, e);
    }
    const char *const events = event_mask_format(arena, service->events);
    (void)printf("service       %" PRId64
                 ", %s\norganisation  %s\nurl           %s\nform          %s\nevents        %s\nstate         %s\n",
        row.id, row.name, row.organisation, row.url, service->is_legacy ? "the old one" : "events", text_or_dash(events), row.state);
    (void)printf("last success  %s\nfailures      %" PRId64 " since then\nlast failure  %s\nwaiting       %" PRId64
                 "\ngiven up      %" PRId64 "\n",
        text_or_dash(row.last_success_at), row.failures, text_or_dash(row.failure), row.waiting, row.given_up);
    return RC_OK;
}

enum rc run_service_show(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct remote_service service = {0};
    int64_t id = 0;
    if (read_id_operand(call, "service", &id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        registry_get_service(desk.session, id, &service, e) != RC_OK) {
        return e->rc;
    }
    return tell_service(call, arena, &desk, &service, e);
}

static enum rc set_enabled(const struct command_call *call, struct arena *arena, bool enabled, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    struct act act = {.enable = enabled};
    if (read_id_operand(call, "service", &act.id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, enable, &act, e) != RC_OK) {
        return e->rc;
    }
    return tell_service(call, arena, &desk, &act.service, e);
}

enum rc run_service_enable(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return set_enabled(call, arena, true, e);
}

enum rc run_service_disable(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return set_enabled(call, arena, false, e);
}

struct removed_view {
    int64_t id;
    bool removed;
};

static const struct wire_field removed_fields[] = {
    {"id", WIRE_INT64, .offset = offsetof(struct removed_view, id)},
    {"removed", WIRE_BOOL, .offset = offsetof(struct removed_view, removed)},
};
static const struct wire_shape removed_shape = {
    .name = "removed", .size = sizeof(struct removed_view), .fields = removed_fields, .count = COUNT_OF(removed_fields)};

enum rc run_service_remove(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    int64_t id = 0;
    if (read_id_operand(call, "service", &id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, take_out, &id, e) != RC_OK) {
        return e->rc;
    }
    const struct removed_view view = {.id = id, .removed = true};
    if (call->settings->json) {
        return print_json(arena, &removed_shape, &view, e);
    }
    (void)printf("service %" PRId64 " is removed, with what waited for it\n", id);
    return RC_OK;
}

struct trial_view {
    int64_t id;
    bool arrived;
    int64_t status;
    const char *failure;
};

static const struct wire_field trial_fields[] = {
    {"id", WIRE_INT64, .offset = offsetof(struct trial_view, id)},
    {"arrived", WIRE_BOOL, .offset = offsetof(struct trial_view, arrived)},
    {"status", WIRE_ID, .offset = offsetof(struct trial_view, status)},
    {"failure", WIRE_TEXT, .offset = offsetof(struct trial_view, failure)},
};
static const struct wire_shape trial_shape = {
    .name = "trial", .size = sizeof(struct trial_view), .fields = trial_fields, .count = COUNT_OF(trial_fields)};

enum rc run_service_test(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    const struct outcall_rules rules = {
        .allow_http = call->settings->services_allow_http, .allow_private = call->settings->services_allow_private};
    struct remote_service service = {0};
    struct trial trial;
    int64_t id = 0;
    if (read_id_operand(call, "service", &id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        registry_get_service(desk.session, id, &service, e) != RC_OK || trial_run(desk.session, &service, rules, &trial, e) != RC_OK) {
        return e->rc;
    }
    *code = trial.has_arrived ? EXIT_GOOD : EXIT_NEGATIVE;
    if (call->settings->json) {
        const struct trial_view view = {.id = id, .arrived = trial.has_arrived, .status = trial.status, .failure = trial.failure};
        return print_json(arena, &trial_shape, &view, e);
    }
    if (trial.has_arrived) {
        (void)printf("service %" PRId64 " has taken an event \"service.test\" (%d)\n", id, trial.status);
    } else {
        (void)printf("service %" PRId64 " was not reached: %s\n", id, text_or_dash(trial.failure));
    }
    return RC_OK;
}
