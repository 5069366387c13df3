/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router registration request|list|show|validate|refuse. */
#include "registry/registrations.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>

struct registration_row {
    int64_t id;
    const char *state, *identifier, *kind, *name, *country, *schac, *website, *representative_name, *representative_email, *message;
    const char *created_at, *decided_at, *reason;
    int64_t user;
};

#define AT(member) .offset = offsetof(struct registration_row, member)

static const struct wire_field row_fields[] = {
    {"id", WIRE_INT64, AT(id)},
    {"state", WIRE_TEXT, AT(state)},
    {"identifier", WIRE_TEXT, AT(identifier)},
    {"kind", WIRE_TEXT, AT(kind)},
    {"name", WIRE_TEXT, AT(name)},
    {"country", WIRE_TEXT, AT(country)},
    {"schacHomeOrganization", WIRE_TEXT, AT(schac)},
    {"website", WIRE_TEXT, AT(website)},
    {"representativeName", WIRE_TEXT, AT(representative_name)},
    {"representativeEmail", WIRE_TEXT, AT(representative_email)},
    {"message", WIRE_TEXT, AT(message)},
    {"createdAt", WIRE_TEXT, AT(created_at)},
    {"decidedAt", WIRE_TEXT, AT(decided_at)},
    {"reason", WIRE_TEXT, AT(reason)},
    {"user", WIRE_ID, AT(user)},
};

static const struct wire_shape row_shape = {
    .name = "registration", .size = sizeof(struct registration_row), .fields = row_fields, .count = COUNT_OF(row_fields)};

/* What was erased is not known any more. */
static const char *known(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

static struct registration_row row_of(const struct registration *registration, struct arena *arena)
{
    return (struct registration_row){
        .id = registration->id,
        .state = registration_state_code(registration->state)->key,
        .identifier = registration->identifier,
        .kind = organisation_kind_code(registration->kind)->key,
        .name = registration->name,
        .country = registration->country,
        .schac = registration->schac_home_organization,
        .website = registration->website,
        .representative_name = known(registration->representative_name),
        .representative_email = known(registration->representative_email),
        .message = registration->message,
        .created_at = shown_instant(arena, registration->created_at_us),
        .decided_at = shown_instant(arena, registration->decided_at_us),
        .reason = registration->reason,
        .user = registration->decided_by_id,
    };
}

struct request_options {
    const char *identifier, *kind, *name, *country, *schac, *website, *representative, *email, *message;
};

#define REQUEST_TEXT(member, option, value, about) OWN_TEXT(struct request_options, member, option, value, about)

static const struct option_spec request_specs[] = {
    REQUEST_TEXT(identifier, "identifier", "PIC", "PIC (nine digits), or VAT number of a processor"),
    REQUEST_TEXT(kind, "kind", "KIND", "institution, authority or processor (default institution)"),
    REQUEST_TEXT(name, "name", "NAME", "name"),
    REQUEST_TEXT(country, "country", "CC", "country code of two letters"),
    REQUEST_TEXT(schac, "schac", "DOMAIN", "schacHomeOrganization, such as univ-example.eu"),
    REQUEST_TEXT(website, "website", "URL", "website"),
    REQUEST_TEXT(representative, "representative", "NAME", "its authorised representative"),
    REQUEST_TEXT(email, "email", "ADDRESS", "the representative's e-mail address"),
    REQUEST_TEXT(message, "message", "TEXT", "to who decides"),
};

const struct own_options registration_request_options = {.specs = request_specs,
    .count = COUNT_OF(request_specs),
    .size = sizeof(struct request_options),
    .defaults = &(struct request_options){.kind = "institution"}};

static enum rc read_request(const struct request_options *own, struct registration *out, struct err *e)
{
    if (require_option("identifier", own->identifier, e) != RC_OK || require_option("name", own->name, e) != RC_OK ||
        require_option("country", own->country, e) != RC_OK || require_option("representative", own->representative, e) != RC_OK ||
        require_option("email", own->email, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct registration){
        .identifier = own->identifier,
        .name = own->name,
        .country = own->country,
        .schac_home_organization = own->schac,
        .website = own->website,
        .representative_name = own->representative,
        .representative_email = own->email,
        .message = own->message,
    };
    if (!organisation_kind_parse(str_of(own->kind), &out->kind)) {
        return err_set(e, RC_INVALID, "", "kind", "kind is \"%s\"; institution, authority or processor was expected", own->kind);
    }
    return RC_OK;
}

static enum rc request(struct session *session, void *argument, struct err *e)
{
    return registry_request_registration(session, argument, e);
}

enum rc run_registration_request(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct registration registration;
    if (read_request(call->own, &registration, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, request, &registration, e) != RC_OK) {
        return e->rc;
    }
    const struct registration_row row = row_of(&registration, arena);
    if (call->settings->json) {
        return print_json(arena, &row_shape, &row, e);
    }
    (void)printf("request %" PRId64 " of %s %s waits for its decision\n", row.id, row.identifier, row.name);
    return RC_OK;
}

struct list_options {
    const char *state;
    int64_t before;
};

static const struct option_spec list_specs[] = {
    OWN_TEXT(struct list_options, state, "state", "STATE", "waiting, validated or refused (default: all)"),
    OWN_NUMBER(struct list_options, before, "before", 1, INT64_MAX, "older than the request of this number: the next page"),
};

const struct own_options registration_list_options = {
    .specs = list_specs, .count = COUNT_OF(list_specs), .size = sizeof(struct list_options)};

static enum rc read_state(const char *text, int *out, struct err *e)
{
    enum registration_state state = REGISTRATION_WAITING;
    *out = -1;
    if (text == NULL) {
        return RC_OK;
    }
    if (!registration_state_parse(str_of(text), &state)) {
        return err_set(e, RC_INVALID, "", "state", "state is \"%s\"; waiting, validated or refused was expected", text);
    }
    *out = (int)state;
    return RC_OK;
}

enum rc run_registration_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct list_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct registrations all;
    int state = -1;
    if (read_state(own->state, &state, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        registry_list_registrations(desk.session, own->before, state, &all, e) != RC_OK) {
        return e->rc;
    }
    struct registration_row *const rows = arena_alloc_array(arena, all.count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < all.count; i++) {
        rows[i] = row_of(&all.items[i], arena);
    }
    if (call->settings->json) {
        return print_json_list(arena, &row_shape, rows, all.count, e);
    }
    (void)printf("%-6s %-14s %-22s %-7s %-10s %-25s %s\n", "ID", "IDENTIFIER", "KIND", "COUNTRY", "STATE", "SENT", "NAME");
    for (size_t i = 0; i < all.count; i++) {
        (void)printf("%-6" PRId64 " %-14s %-22s %-7s %-10s %-25s %s\n", rows[i].id, rows[i].identifier, rows[i].kind, rows[i].country,
            rows[i].state, rows[i].created_at, rows[i].name);
    }
    return RC_OK;
}

static void print_row(const struct registration_row *row)
{
    (void)printf("request %" PRId64 "\n", row->id);
    for (size_t i = 1; i + 1 < COUNT_OF(row_fields); i++) {
        const char *const text = *(const char *const *)(const void *)((const unsigned char *)row + row_fields[i].offset);
        if (text != NULL) {
            (void)printf("  %-22s %s\n", row_fields[i].name, text);
        }
    }
}

static enum rc tell(const struct command_call *call, const struct registration *registration, struct arena *arena, struct err *e)
{
    const struct registration_row row = row_of(registration, arena);
    if (call->settings->json) {
        return print_json(arena, &row_shape, &row, e);
    }
    print_row(&row);
    return RC_OK;
}

enum rc run_registration_show(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct registration registration;
    int64_t id = 0;
    if (read_id_operand(call, "registration", &id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        registry_get_registration(desk.session, id, &registration, e) != RC_OK) {
        return e->rc;
    }
    return tell(call, &registration, arena, e);
}

struct decision {
    int64_t id;
    const char *base_url;
    const char *reason;
    struct validation validation;
    struct registration registration;
};

static enum rc validate(struct session *session, void *argument, struct err *e)
{
    struct decision *const decision = argument;
    return registry_validate_registration(session, decision->id, decision->base_url, &decision->validation, e);
}

static enum rc refuse(struct session *session, void *argument, struct err *e)
{
    struct decision *const decision = argument;
    return registry_refuse_registration(session, decision->id, decision->reason, &decision->registration, e);
}

struct validate_options {
    const char *url;
};

static const struct option_spec validate_specs[] = {
    OWN_TEXT(struct validate_options, url, "url", "URL", "how users reach this router (default: public_url of the file)"),
};

const struct own_options registration_validate_options = {
    .specs = validate_specs, .count = COUNT_OF(validate_specs), .size = sizeof(struct validate_options)};

struct validated_view {
    int64_t id;
    const char *organisation, *status, *invitation, *expires_at;
};

#define VALIDATED_AT(member) .offset = offsetof(struct validated_view, member)

static const struct wire_field validated_fields[] = {
    {"id", WIRE_INT64, VALIDATED_AT(id)},
    {"organisation", WIRE_TEXT, VALIDATED_AT(organisation)},
    {"status", WIRE_TEXT, VALIDATED_AT(status)},
    {"invitation", WIRE_TEXT, VALIDATED_AT(invitation)},
    {"expiresAt", WIRE_TEXT, VALIDATED_AT(expires_at)},
};

static const struct wire_shape validated_shape = {
    .name = "validated", .size = sizeof(struct validated_view), .fields = validated_fields, .count = COUNT_OF(validated_fields)};

enum rc run_registration_validate(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct validate_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct decision decision = {.base_url = own->url != NULL ? own->url : call->settings->public_url};
    if (read_id_operand(call, "registration", &decision.id, e) != RC_OK) {
        return e->rc;
    }
    if (decision.base_url == NULL) {
        return err_set(
            e, RC_INVALID, "ER-2214", "url", "the invitation must lead somewhere: --url, or public_url in the configuration file");
    }
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, validate, &decision, e) != RC_OK) {
        return e->rc;
    }
    const struct validation *const made = &decision.validation;
    const struct validated_view view = {
        .id = decision.id,
        .organisation = made->organisation.identifier,
        .status = organisation_status_code(made->organisation.status)->key,
        .invitation = link_url(arena, decision.base_url, LINK_INVITATION, made->secret),
        .expires_at = shown_instant(arena, made->link.expires_at_us),
    };
    if (call->settings->json) {
        return print_json(arena, &validated_shape, &view, e);
    }
    (void)printf("%s is in, and its representative invited by mail. The link, good until %s:\n\n  %s\n", view.organisation, view.expires_at,
        view.invitation);
    return RC_OK;
}

struct refuse_options {
    const char *reason;
};

static const struct option_spec refuse_specs[] = {
    OWN_TEXT(struct refuse_options, reason, "reason", "TEXT", "why; the representative is told by mail"),
};

const struct own_options registration_refuse_options = {
    .specs = refuse_specs, .count = COUNT_OF(refuse_specs), .size = sizeof(struct refuse_options)};

enum rc run_registration_refuse(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct refuse_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct decision decision = {.reason = own->reason};
    if (require_option("reason", own->reason, e) != RC_OK || read_id_operand(call, "registration", &decision.id, e) != RC_OK ||
        desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, refuse, &decision, e) != RC_OK) {
        return e->rc;
    }
    return tell(call, &decision.registration, arena, e);
}
