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

static enum rc read_organisation(const struct settings *settings, struct arena *arena, struct organisation *out, struct err *e)
{
    *out = (struct organisation){
        .identifier = settings->identifier,
        .name = settings->name,
        .schac_home_organization = settings->schac,
        .website = settings->website,
        .new_logo_day = DAY_NONE,
        .shows_name = settings->shows_name,
    };
    if (settings->identifier == NULL || settings->name == NULL || settings->country == NULL) {
        const char *const missing = settings->identifier == NULL ? "identifier" : settings->name == NULL ? "name" : "country";
        return err_set(e, RC_INVALID, "", missing, "the option --%s is missing", missing);
    }
    if (!organisation_kind_parse(str_of(settings->kind), &out->kind)) {
        return err_set(e, RC_INVALID, "", "kind", "kind is \"%s\"; institution, authority or processor was expected", settings->kind);
    }
    if (settings->new_logo_at != NULL && !day_parse(str_of(settings->new_logo_at), &out->new_logo_day)) {
        return err_set(
            e, RC_INVALID, "", "new-logo-at", "new-logo-at is \"%s\"; a day such as 2027-09-01 was expected", settings->new_logo_at);
    }
    char *const country = arena_copy(arena, settings->country);
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

static enum rc tell_added(const struct settings *settings, struct arena *arena, struct desk *desk, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (session_begin(desk->session, arena, NULL, e) != RC_OK || desk_organisation(desk, settings->identifier, &organisation, e) != RC_OK) {
        return e->rc;
    }
    const struct organisation_row row = row_of(organisation);
    if (settings->json) {
        return print_json(arena, &row_shape, &row, e);
    }
    (void)printf("%s %s is added%s\n", row.identifier, row.name,
        row.legal_accepted ? "" : "; it can read, and write once the legal documents are accepted (--accepted-by)");
    return RC_OK;
}

enum rc run_organisation_add(
    const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e)
{
    (void)operands;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct addition addition = {.accepted_by = settings->accepted_by};
    if (read_organisation(settings, arena, &addition.organisation, e) != RC_OK || desk_open(settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, add, &addition, e) != RC_OK) {
        return e->rc;
    }
    return tell_added(settings, arena, &desk, e);
}

enum rc run_organisation_list(
    const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e)
{
    (void)operands;
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
