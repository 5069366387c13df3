/* SPDX-License-Identifier: EUPL-1.2 */
/* A person and a card with all that an answer shows of them, as far as the asking organisation may see it. */
#pragma once

#include "core/card.h"
#include "core/person.h"
#include "registry/session.h"

struct enrolment_detail {
    struct enrolment enrolment;
    const struct organisation *organisation;
};

struct person_detail {
    struct person person;
    struct enrolment_detail *enrolments; /* visible ones, oldest first */
    size_t count;
};

struct card_detail {
    struct card card;
    enum card_status shown; /* today */
    const struct organisation *issuer;
    const struct organisation *processor; /* NULL for none */
    struct person_detail person;
};

/* Adds the visible enrolments; detail->person must be filled. */
MUST_CHECK enum rc detail_enrolments(struct session *session, struct person_detail *detail, struct err *e);

/* Reads the person of a stored id. */
MUST_CHECK enum rc detail_person(struct session *session, int64_t person_id, struct person_detail *out, struct err *e);

/* Adds everything around out->card; the person only where out->person is not filled yet. */
MUST_CHECK enum rc detail_card(struct session *session, struct card_detail *out, struct err *e);

/* The visible enrolment at an organisation; NULL when there is none. */
const struct enrolment_detail *detail_find_enrolment(const struct person_detail *detail, int64_t organisation_id);

/* Whether the holder has consented to the card, or was told of it where the issuer's public task needs no consent. */
bool detail_card_is_authorized(const struct card_detail *detail);

/* The name to show where a card has none of its own: that of the enrolment at the issuer; "" when unknown. */
const char *detail_card_name(const struct card_detail *detail);

/* The person's name as the asking organisation knows it; "" when unknown. */
const char *detail_person_name(const struct person_detail *detail);
