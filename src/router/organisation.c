/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router organisation add|list. */
#include "base/day.h"
#include "registry/admin.h"
#include "router/command.h"

#include <stdio.h>

struct organisation_row {
    int64_t id;
    const char *identifier;
    const char *kind;
    const char *name;
    const char *country;
    const char *schac_home_organization;
    const char *status;
    bool legal_accepted;
};

#define AT(member) .offset = offsetof(struct organisation_row, member)

static const struct wire_field row_fields[] = {
    {"id", WIRE_INT64, AT(id)},
    {"identifier", WIRE_TEXT, AT(identifier)},
    {"kind", WIRE_TEXT, AT(kind)},
    {"name", WIRE_TEXT, AT(name)},
    {"country", WIRE_TEXT, AT(country)},
    {"schacHomeOrganization", WIRE_TEXT, AT(schac_home_organization)},
    {"status", WIRE_TEXT, AT(status)},
    {"legalAccepted", WIRE_BOOL, AT(legal_accepted)},
};

static const struct wire_shape row_shape = {
    .name = "organisation", .size = sizeof(struct organisation_row), .fields = row_fields, .count = COUNT_OF(row_fields)};

static struct organisation_row row_of(const struct organisation *organisation)
{
    return (struct organisation_row){
        .id = organisation->id,
        .identifier = organisation->identifier,
        .kind = organisation_kind_code(organisation->kind)->key,
        .name = organisation->name,
        .country = organisation->country,
        .schac_home_organization = organisation->schac_home_organization,
        .status = organisation_status_code(organisation->status)->key,
        .legal_accepted = organisation->legal_accepted,
    };
}

struct add_options {
    const char *identifier;
    const char *kind;
    const char *name;
    const char *country;
    const char *schac;
    const char *website;
    const char *accepted_by;
    const char *new_logo_at;
    bool shows_name;
};

static const struct option_spec add_specs[] = {
    OWN_TEXT(struct add_options, identifier, "identifier", "PIC", "PIC (nine digits), or VAT number of a processor"),
    OWN_TEXT(struct add_options, kind, "kind", "KIND", "institution, authority or processor (default institution)"),
    OWN_TEXT(struct add_options, name, "name", "NAME", "name"),
    OWN_TEXT(struct add_options, country, "country", "CC", "country code of two letters"),
    OWN_TEXT(struct add_options, schac, "schac", "DOMAIN", "schacHomeOrganization, such as univ-example.eu"),
    OWN_TEXT(struct add_options, website, "website", "URL", "website"),
    OWN_TEXT(struct add_options, accepted_by, "accepted-by", "NAME", "the representative who has accepted the current legal documents"),
    OWN_TEXT(struct add_options, new_logo_at, "new-logo-at", "DAY", "the day it switched to the new logo"),
    OWN_FLAG(struct add_options, shows_name, "shows-name", "the public status of its cards carries the name on the card"),
};

const struct own_options organisation_add_options = {.specs = add_specs,
    .count = COUNT_OF(add_specs),
    .size = sizeof(struct add_options),
    .defaults = &(struct add_options){.kind = "institution"}};

static enum rc read_organisation(const struct add_options *own, struct arena *arena, struct organisation *out, struct err *e)
{
    *out = (struct organisation){
        .identifier = own->identifier,
        .name = own->name,
        .schac_home_organization = own->schac,
        .website = own->website,
        .shows_name = own->shows_name,
    };
    if (require_option("identifier", own->identifier, e) != RC_OK || require_option("name", own->name, e) != RC_OK ||
        require_option("country", own->country, e) != RC_OK ||
        read_day_option("new-logo-at", own->new_logo_at, &out->new_logo_day, e) != RC_OK) {
        return e->rc;
    }
    if (!organisation_kind_parse(str_of(own->kind), &out->kind)) {
        return err_set(e, RC_INVALID, "", "kind", "kind is \"%s\"; institution, authority or processor was expected", own->kind);
    }
    char *const country = arena_copy(arena, own->country);
    if (country == NULL) {
        return err_no_memory(e);
    }
    for (char *at = country; *at != '\0'; at++) {
        *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    }
    out->country = country;
    return RC_OK;
}

struct addition {
    struct organisation organisation;
    const char *accepted_by;
};

static enum rc add(struct session *session, void *argument, struct err *e)
{
    struct addition *const addition = argument;
    return registry_add_organisation(session, &addition->organisation, addition->accepted_by, e);
}

static enum rc tell_added(const struct command_call *call, const char *identifier, struct arena *arena, struct desk *desk, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (session_begin(desk->session, arena, NULL, e) != RC_OK || desk_organisation(desk, identifier, &organisation, e) != RC_OK) {
        return e->rc;
    }
    const struct organisation_row row = row_of(organisation);
    if (call->settings->json) {
        return print_json(arena, &row_shape, &row, e);
    }
    (void)printf("%s %s is added%s\n", row.identifier, row.name,
        row.legal_accepted ? "" : "; it can read, and write once the legal documents are accepted (--accepted-by)");
    return RC_OK;
}

enum rc run_organisation_add(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct add_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct addition addition = {.accepted_by = own->accepted_by};
    if (read_organisation(own, arena, &addition.organisation, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, add, &addition, e) != RC_OK) {
        return e->rc;
    }
    return tell_added(call, addition.organisation.identifier, arena, &desk, e);
}

enum rc run_organisation_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    if (desk_open(settings, arena, &desk, e) != RC_OK) {
        return e->rc;
    }
    const struct organisations *const all = &desk.session->directory.organisations;
    struct organisation_row *const rows = arena_alloc_array(arena, all->count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < all->count; i++) {
        rows[i] = row_of(&all->items[i]);
    }
    if (settings->json) {
        return print_json_list(arena, &row_shape, rows, all->count, e);
    }
    (void)printf("%-14s %-22s %-7s %-9s %-8s %s\n", "IDENTIFIER", "KIND", "COUNTRY", "STATUS", "ACCEPTED", "NAME");
    for (size_t i = 0; i < all->count; i++) {
        (void)printf("%-14s %-22s %-7s %-9s %-8s %s\n", rows[i].identifier, rows[i].kind, rows[i].country, rows[i].status,
            rows[i].legal_accepted ? "yes" : "no", rows[i].name);
    }
    return RC_OK;
}
