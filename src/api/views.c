/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/views.h"

#include "base/arena.h"
#include "base/day.h"

static const struct address_view *address_view_make(struct arena *arena, const struct organisation *organisation)
{
    const struct address *const address = &organisation->address;
    struct address_view *const view = arena_alloc(arena, sizeof *view);
    struct code *const country = arena_alloc(arena, sizeof *country);
    struct point_view *const point = arena_alloc(arena, sizeof *point);
    if (view == NULL || country == NULL || point == NULL) {
        return NULL;
    }
    *country = (struct code){.key = organisation->country, .label = country_name(organisation->country)};
    *point = (struct point_view){.x = address->x, .y = address->y};
    *view = (struct address_view){
        .label = address->label,
        .street_name = address->street_name,
        .house_number = address->house_number,
        .details = address->details,
        .city_name = address->city_name,
        .province = address->province,
        .other_comments = address->other_comments,
        .country = country,
        .point = address->has_point ? point : NULL,
    };
    return view;
}

/* "999978433 - Name" */
static const char *full_label(struct arena *arena, const struct organisation *organisation)
{
    return arena_format(arena, "%s - %s", organisation->identifier, organisation->name);
}

static const struct organisation_view *organisation_view_make(struct arena *arena, const struct organisation *organisation)
{
    struct organisation_view *const view = arena_alloc(arena, sizeof *view);
    if (view == NULL) {
        return NULL;
    }
    if (organisation == NULL) {
        view->new_logo_day = DAY_NONE;
        return view;
    }
    *view = (struct organisation_view){
        .id = organisation->id,
        .identifier = organisation->identifier,
        .identifier_code = organisation_identifier_code(organisation->kind),
        .name = organisation->name,
        .full_label = full_label(arena, organisation),
        .type = organisation_kind_code(organisation->kind),
        .status = organisation_status_code(organisation->status),
        .schac_home_organization = organisation->schac_home_organization,
        .website = organisation->website,
        .address = address_view_make(arena, organisation),
        .main_color = organisation->main_color,
        .secondary_color = organisation->secondary_color,
        .contrast_color = organisation->contrast_color,
        .new_logo_day = organisation->new_logo_day,
    };
    return view->full_label == NULL || view->address == NULL ? NULL : view;
}

static const struct enrolment_view *enrolment_view_make(struct arena *arena, const struct enrolment_detail *detail)
{
    struct enrolment_view *const view = arena_alloc(arena, sizeof *view);
    struct contact_view *const contact = arena_alloc(arena, sizeof *contact);
    if (view == NULL || contact == NULL) {
        return NULL;
    }
    contact->email = detail->enrolment.email;
    *view = (struct enrolment_view){
        .academic_level = academic_level_code(detail->enrolment.academic_level),
        .contact_point = contact,
        .full_name = detail->enrolment.full_name,
        .has_picture = detail->enrolment.has_picture,
        .organisation = organisation_view_make(arena, detail->organisation),
    };
    return view->organisation == NULL ? NULL : view;
}

const struct person_view *person_view_make(struct arena *arena, const struct person_detail *detail)
{
    struct person_view *const view = arena_alloc(arena, sizeof *view);
    const void **const items = arena_alloc_array(arena, detail->count, sizeof *items);
    if (view == NULL || items == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < detail->count; i++) {
        items[i] = enrolment_view_make(arena, &detail->enrolments[i]);
        if (items[i] == NULL) {
            return NULL;
        }
    }
    *view = (struct person_view){
        .identifier = detail->person.esi,
        .full_name = detail_person_name(detail),
        .identifier_code = person_identifier_code(),
        .organisation_count = (int64_t)detail->count,
        .organisations = {.items = items, .count = detail->count},
    };
    return view;
}

const struct card_view *card_view_make(struct arena *arena, const struct card_detail *detail)
{
    struct card_view *const view = arena_alloc(arena, sizeof *view);
    char *const number = arena_alloc(arena, ESCN_TEXT_SIZE);
    if (view == NULL || number == NULL) {
        return NULL;
    }
    escn_format(&detail->card.escn, number);
    *view = (struct card_view){
        .number = number,
        .status = card_status_code(detail->shown),
        .type = card_type_code(detail->card.type),
        .display_name = detail_card_name(detail),
        .issued_day = detail->card.issued_day,
        .expires_day = detail->card.expires_day,
        .has_owner_authorization = detail_card_is_authorized(detail),
        .issuer = organisation_view_make(arena, detail->issuer),
        .processor = organisation_view_make(arena, detail->processor),
        .person = person_view_make(arena, &detail->person),
    };
    return view->issuer == NULL || view->processor == NULL || view->person == NULL ? NULL : view;
}

struct status_view status_view_of(const struct public_status *status, const char *number)
{
    return (struct status_view){
        .number = number,
        .display_name = status->display_name,
        .issued_day = status->issued_day,
        .expires_day = status->expires_day,
        .issuer_identifier = status->issuer->identifier,
        .issuer_name = status->issuer->name,
        .status = card_status_code(status->status)->key,
    };
}
