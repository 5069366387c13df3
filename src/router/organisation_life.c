/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router organisation show|edit|suspend|resume|close. */
#include "base/day.h"
#include "registry/organisations.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* An organisation with all that it says of itself. */
struct full_row {
    int64_t id;
    const char *identifier, *kind, *name, *country, *country_name, *schac, *website;
    const char *label, *street_name, *house_number, *details, *city_name, *province, *other_comments, *longitude, *latitude;
    const char *main_color, *secondary_color, *contrast_color;
    int32_t new_logo_day;
    bool shows_name;
    const char *legal_basis, *status, *status_reason;
    bool legal_accepted;
    const char *legal_grace_until;
    int64_t version;
};

#define AT(member) .offset = offsetof(struct full_row, member)

static const struct wire_field full_fields[] = {
    {"id", WIRE_INT64, AT(id)},
    {"identifier", WIRE_TEXT, AT(identifier)},
    {"kind", WIRE_TEXT, AT(kind)},
    {"name", WIRE_TEXT, AT(name)},
    {"country", WIRE_TEXT, AT(country)},
    {"countryName", WIRE_TEXT, AT(country_name)},
    {"schacHomeOrganization", WIRE_TEXT, AT(schac)},
    {"website", WIRE_TEXT, AT(website)},
    {"addressLabel", WIRE_TEXT, AT(label)},
    {"streetName", WIRE_TEXT, AT(street_name)},
    {"houseNumber", WIRE_TEXT, AT(house_number)},
    {"addressDetails", WIRE_TEXT, AT(details)},
    {"cityName", WIRE_TEXT, AT(city_name)},
    {"province", WIRE_TEXT, AT(province)},
    {"otherComments", WIRE_TEXT, AT(other_comments)},
    {"longitude", WIRE_TEXT, AT(longitude)},
    {"latitude", WIRE_TEXT, AT(latitude)},
    {"mainColor", WIRE_TEXT, AT(main_color)},
    {"secondaryColor", WIRE_TEXT, AT(secondary_color)},
    {"contrastColor", WIRE_TEXT, AT(contrast_color)},
    {"newLogoAt", WIRE_DAY, AT(new_logo_day)},
    {"showsName", WIRE_BOOL, AT(shows_name)},
    {"legalBasis", WIRE_TEXT, AT(legal_basis)},
    {"status", WIRE_TEXT, AT(status)},
    {"statusReason", WIRE_TEXT, AT(status_reason)},
    {"legalAccepted", WIRE_BOOL, AT(legal_accepted)},
    {"legalGraceUntil", WIRE_TEXT, AT(legal_grace_until)},
    {"version", WIRE_INT64, AT(version)},
};

static const struct wire_shape full_shape = {
    .name = "organisation", .size = sizeof(struct full_row), .fields = full_fields, .count = COUNT_OF(full_fields)};

static struct full_row row_of(const struct organisation *organisation, int32_t today, struct arena *arena)
{
    const struct address *const address = &organisation->address;
    const bool has_grace = !organisation->legal_accepted && organisation->legal_grace_day >= today;
    return (struct full_row){
        .id = organisation->id,
        .identifier = organisation->identifier,
        .kind = organisation_kind_code(organisation->kind)->key,
        .name = organisation->name,
        .country = organisation->country,
        .country_name = country_name(organisation->country),
        .schac = organisation->schac_home_organization,
        .website = organisation->website,
        .label = address->label,
        .street_name = address->street_name,
        .house_number = address->house_number,
        .details = address->details,
        .city_name = address->city_name,
        .province = address->province,
        .other_comments = address->other_comments,
        .longitude = address->has_point ? arena_format(arena, "%.6f", address->x) : NULL,
        .latitude = address->has_point ? arena_format(arena, "%.6f", address->y) : NULL,
        .main_color = organisation->main_color,
        .secondary_color = organisation->secondary_color,
        .contrast_color = organisation->contrast_color,
        .new_logo_day = organisation->new_logo_day,
        .shows_name = organisation->shows_name,
        .legal_basis = legal_basis_code(organisation->legal_basis)->key,
        .status = organisation_status_code(organisation->status)->key,
        .status_reason = organisation->status_reason,
        .legal_accepted = organisation->legal_accepted,
        .legal_grace_until = has_grace ? shown_day(arena, organisation->legal_grace_day) : NULL,
        .version = organisation->version,
    };
}

static void print_value(const struct full_row *row, const struct wire_field *field, struct arena *arena)
{
    const unsigned char *const at = (const unsigned char *)row + field->offset;
    const char *text = NULL;
    if (field->type == WIRE_TEXT) {
        text = *(const char *const *)(const void *)at;
    } else if (field->type == WIRE_BOOL) {
        text = *(const bool *)(const void *)at ? "yes" : "no";
    } else if (field->type == WIRE_DAY) {
        text = shown_day(arena, *(const int32_t *)(const void *)at);
    } else {
        text = arena_format(arena, "%" PRId64, *(const int64_t *)(const void *)at);
    }
    if (text != NULL) {
        (void)printf("  %-22s %s\n", field->name, text);
    }
}

/* The organisation as it is now, in either form. */
static enum rc tell(const struct command_call *call, struct arena *arena, struct desk *desk, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (session_begin(desk->session, arena, NULL, e) != RC_OK ||
        desk_organisation(desk, call->operands->items[0], &organisation, e) != RC_OK) {
        return e->rc;
    }
    const struct full_row row = row_of(organisation, desk->session->today, arena);
    if (call->settings->json) {
        return print_json(arena, &full_shape, &row, e);
    }
    (void)printf("%s %s\n", row.identifier, row.name);
    for (size_t i = 0; i < COUNT_OF(full_fields); i++) {
        print_value(&row, &full_fields[i], arena);
    }
    return RC_OK;
}

enum rc run_organisation_show(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    return desk_open(call->settings, arena, &desk, e) == RC_OK ? tell(call, arena, &desk, e) : e->rc;
}

struct edit_options {
    const char *name, *country, *schac, *website;
    const char *label, *street, *house_number, *details, *city, *province, *comments, *longitude, *latitude;
    const char *main_color, *secondary_color, *contrast_color;
    const char *new_logo_at, *shows_name, *legal_basis;
    int64_t version;
};

#define EDIT_TEXT(member, option, value, about) OWN_TEXT(struct edit_options, member, option, value, about)

static const struct option_spec edit_specs[] = {
    EDIT_TEXT(name, "name", "NAME", "name"),
    EDIT_TEXT(country, "country", "CC", "country code of two letters"),
    EDIT_TEXT(schac, "schac", "DOMAIN", "schacHomeOrganization, such as univ-example.eu"),
    EDIT_TEXT(website, "website", "URL", "website"),
    EDIT_TEXT(label, "address-label", "TEXT", "address: what it is, such as \"Main building\""),
    EDIT_TEXT(street, "street", "TEXT", "address: street"),
    EDIT_TEXT(house_number, "house-number", "TEXT", "address: number"),
    EDIT_TEXT(details, "address-details", "TEXT", "address: floor, box"),
    EDIT_TEXT(city, "city", "TEXT", "address: city"),
    EDIT_TEXT(province, "province", "TEXT", "address: province"),
    EDIT_TEXT(comments, "address-comments", "TEXT", "address: what else helps to find it"),
    EDIT_TEXT(longitude, "longitude", "DEGREES", "address: place on the map"),
    EDIT_TEXT(latitude, "latitude", "DEGREES", "address: place on the map"),
    EDIT_TEXT(main_color, "main-color", "#RRGGBB", "colour of its pages"),
    EDIT_TEXT(secondary_color, "secondary-color", "#RRGGBB", "second colour"),
    EDIT_TEXT(contrast_color, "contrast-color", "#RRGGBB", "of text on the main colour (default: what can be read best)"),
    EDIT_TEXT(new_logo_at, "new-logo-at", "DAY", "the day it switched to the new logo"),
    EDIT_TEXT(shows_name, "shows-name", "YES", "yes or no: the public status of its cards carries the name on the card"),
    EDIT_TEXT(legal_basis, "legal-basis", "BASIS", "consent or public-task"),
    OWN_NUMBER(struct edit_options, version, "version", 1, INT64_MAX, "refuse unless this is still its version (default: whatever it is)"),
};

const struct own_options organisation_edit_options = {
    .specs = edit_specs, .count = COUNT_OF(edit_specs), .size = sizeof(struct edit_options)};

/* An option that was not given leaves a text alone, an empty one takes it away. */
static void put(const char **text, const char *option)
{
    if (option != NULL) {
        *text = option[0] == '\0' ? NULL : option;
    }
}

static enum rc put_degrees(const char *name, const char *option, double *out, struct err *e)
{
    char *end = NULL;
    const double value = strtod(option, &end);
    if (end == option || *end != '\0') {
        return err_set(e, RC_INVALID, "", name, "%s is \"%s\"; degrees such as 1.85 were expected", name, option);
    }
    *out = value;
    return RC_OK;
}

static enum rc put_point(const struct edit_options *own, struct address *out, struct err *e)
{
    if (own->longitude == NULL && own->latitude == NULL) {
        return RC_OK;
    }
    if (own->longitude == NULL || own->latitude == NULL || (own->longitude[0] == '\0') != (own->latitude[0] == '\0')) {
        return err_set(e, RC_INVALID, "", "longitude", "a place on the map needs both --longitude and --latitude");
    }
    out->has_point = own->longitude[0] != '\0';
    if (!out->has_point) {
        return RC_OK;
    }
    return put_degrees("longitude", own->longitude, &out->x, e) == RC_OK ? put_degrees("latitude", own->latitude, &out->y, e) : e->rc;
}

static enum rc put_switches(const struct edit_options *own, struct organisation *out, struct err *e)
{
    if (own->new_logo_at != NULL && own->new_logo_at[0] == '\0') {
        out->new_logo_day = DAY_NONE;
    } else if (own->new_logo_at != NULL && read_day_option("new-logo-at", own->new_logo_at, &out->new_logo_day, e) != RC_OK) {
        return e->rc;
    }
    if (own->legal_basis != NULL && legal_basis_parse(str_of(own->legal_basis), &out->legal_basis, e) != RC_OK) {
        return e->rc;
    }
    const bool yes = own->shows_name != NULL && str_equal_fold(str_of(own->shows_name), STR("yes"));
    if (own->shows_name != NULL && !yes && !str_equal_fold(str_of(own->shows_name), STR("no"))) {
        return err_set(e, RC_INVALID, "", "shows-name", "shows-name is \"%s\"; yes or no was expected", own->shows_name);
    }
    out->shows_name = own->shows_name == NULL ? out->shows_name : yes;
    return RC_OK;
}

static void put_texts(const struct edit_options *own, struct organisation *out)
{
    put(&out->name, own->name);
    put(&out->schac_home_organization, own->schac);
    put(&out->website, own->website);
    put(&out->address.label, own->label);
    put(&out->address.street_name, own->street);
    put(&out->address.house_number, own->house_number);
    put(&out->address.details, own->details);
    put(&out->address.city_name, own->city);
    put(&out->address.province, own->province);
    put(&out->address.other_comments, own->comments);
    put(&out->secondary_color, own->secondary_color);
    /* A new main colour gets the text that can be read on it. */
    if (own->main_color != NULL) {
        out->contrast_color = NULL;
    }
    put(&out->main_color, own->main_color);
    put(&out->contrast_color, own->contrast_color);
}

static enum rc apply(const struct edit_options *own, struct organisation *out, struct err *e)
{
    put_texts(own, out);
    if (own->version != 0) {
        out->version = own->version;
    }
    if (own->country != NULL) {
        if (country_check(str_of(own->country), e) != RC_OK) {
            return e->rc;
        }
        out->country = country_find(str_of(own->country))->code;
    }
    return put_switches(own, out, e) == RC_OK ? put_point(own, &out->address, e) : e->rc;
}

static enum rc edit(struct session *session, void *argument, struct err *e)
{
    return registry_edit_organisation(session, argument, e);
}

enum rc run_organisation_edit(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, call->operands->items[0], &organisation, e) != RC_OK) {
        return e->rc;
    }
    struct organisation changed = *organisation;
    if (apply(call->own, &changed, e) != RC_OK || session_transaction(desk.session, edit, &changed, e) != RC_OK) {
        return e->rc;
    }
    return tell(call, arena, &desk, e);
}

struct reason_options {
    const char *reason;
};

static const struct option_spec reason_specs[] = {
    OWN_TEXT(struct reason_options, reason, "reason", "TEXT", "why; the organisation is told with each refusal"),
};

const struct own_options organisation_reason_options = {
    .specs = reason_specs, .count = COUNT_OF(reason_specs), .size = sizeof(struct reason_options)};

struct step {
    int64_t id;
    const char *reason;
};

static enum rc suspend(struct session *session, void *argument, struct err *e)
{
    const struct step *const step = argument;
    return registry_suspend_organisation(session, step->id, step->reason, e);
}

static enum rc resume(struct session *session, void *argument, struct err *e)
{
    const struct step *const step = argument;
    return registry_resume_organisation(session, step->id, e);
}

static enum rc close_down(struct session *session, void *argument, struct err *e)
{
    const struct step *const step = argument;
    return registry_close_organisation(session, step->id, step->reason, e);
}

static enum rc take_step(const struct command_call *call, session_work_fn *work, const char *reason, struct arena *arena, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, call->operands->items[0], &organisation, e) != RC_OK) {
        return e->rc;
    }
    struct step step = {.id = organisation->id, .reason = reason};
    return session_transaction(desk.session, work, &step, e) == RC_OK ? tell(call, arena, &desk, e) : e->rc;
}

enum rc run_organisation_suspend(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct reason_options *const own = call->own;
    (void)code;
    return require_option("reason", own->reason, e) == RC_OK ? take_step(call, suspend, own->reason, arena, e) : e->rc;
}

enum rc run_organisation_resume(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return take_step(call, resume, NULL, arena, e);
}

enum rc run_organisation_close(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct reason_options *const own = call->own;
    (void)code;
    return require_option("reason", own->reason, e) == RC_OK ? take_step(call, close_down, own->reason, arena, e) : e->rc;
}
