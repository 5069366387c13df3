/* SPDX-License-Identifier: EUPL-1.2 */
/* How persons, cards and organisations look in answers and requests: structs, their shapes, and making them from what the registry gives.
 */
#pragma once

#include "registry/cards.h"
#include "registry/persons.h"
#include "registry/public.h"
#include "wire/shape.h"

struct point_view {
    double x, y;
};

struct address_view {
    const char *label, *street_name, *house_number, *details, *city_name, *province, *other_comments;
    const struct code *country;
    const struct point_view *point;
};

struct organisation_view {
    int64_t id;
    const char *identifier;
    const struct code *identifier_code;
    const char *name;
    const char *full_label;
    const struct code *type;
    const struct code *status;
    const char *schac_home_organization;
    const char *website;
    const struct address_view *address;
    const char *main_color, *secondary_color, *contrast_color;
    int32_t new_logo_day;
};

struct contact_view {
    const char *email;
};

struct enrolment_view {
    const struct code *academic_level;
    const struct contact_view *contact_point;
    const char *full_name;
    bool has_picture;
    const struct organisation_view *organisation;
};

struct person_view {
    const char *identifier;
    const char *full_name;
    const struct code *identifier_code;
    int64_t organisation_count;
    struct wire_list organisations;
};

struct card_view {
    const char *number;
    const struct code *status;
    const struct code *type;
    const char *display_name;
    int32_t issued_day;
    int32_t expires_day;
    bool has_owner_authorization;
    const struct organisation_view *issuer;
    const struct organisation_view *processor;
    const struct person_view *person;
};

struct status_view {
    const char *number;
    const char *display_name;
    int32_t issued_day;
    int32_t expires_day;
    const char *issuer_identifier;
    const char *issuer_name;
    const char *status;
};

struct holder_view {
    const struct code *academic_level;
};

struct verified_issuer_view {
    const char *identifier;
    const struct code *identifier_type;
    const char *name;
};

struct verification_view {
    const char *number;
    const struct code *type;
    const struct code *status;
    int32_t expires_day;
    const struct holder_view *holder;
    const struct verified_issuer_view *issuer;
};

struct link_view {
    const char *rel, *href;
    const char *hreflang, *media, *title, *type, *deprecation, *profile, *name; /* always NULL */
};

struct page_view {
    int64_t size, total_elements, total_pages, number;
};

struct paged_view {
    struct wire_list links;
    struct wire_list content;
    const struct page_view *page;
    bool empty;
};

/* What became of a line of a bulk request: the number of the card, or why there is none. */
struct bulk_result_view {
    int64_t line;
    int64_t status;
    const char *card_number;
    const char *code;
    const char *message;
};
extern const struct wire_shape bulk_result_shape;

struct error_view {
    const char *code;
    const char *message;
};

/* A request to enrol or change a person. */
struct person_update_view {
    const char *full_name;
    const char *identifier;
    const char *identifier_code;
    struct wire_list enrolments; /* of struct enrolment_input */
};

/* A link for a student. */
struct student_link_view {
    const char *url;
    const char *expires_at;
};

/* A request to replace a person's identifier. */
struct identifier_update_view {
    const char *identifier;
};

extern const struct wire_shape code_shape, person_shape, person_lite_shape, card_shape, card_lite_shape, status_shape, verification_shape,
    persons_page_shape, cards_page_shape, error_shape;

/* Requests. card_update_shape fills a struct card_input. */
extern const struct wire_shape csv_problem_shape;
extern const struct wire_shape person_update_shape, card_update_shape, identifier_update_shape;
extern const struct wire_shape student_link_shape;

/* All make their result in the arena; NULL without memory. */
const struct person_view *person_view_make(struct arena *arena, const struct person_detail *detail);
const struct card_view *card_view_make(struct arena *arena, const struct card_detail *detail);

/* `number` must outlive the view. */
struct status_view status_view_of(const struct public_status *status, const char *number);
