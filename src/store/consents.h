/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of consents and of the texts of consent. */
#pragma once

#include "core/consent.h"
#include "db/db.h"

#define CONSENT_HASH_BYTES 32

struct consents {
    struct consent *items;
    size_t count;
};

struct consent_texts {
    struct consent_text *items; /* without their bodies */
    size_t count;
};

/* Fills consent->id. */
MUST_CHECK enum rc consents_insert(struct db *db, struct consent *consent, struct err *e);

/* All of an enrolment, oldest first. */
MUST_CHECK enum rc consents_list(struct db *db, struct arena *arena, int64_t enrolment_id, struct consents *out, struct err *e);

/* Marks the latest that was not withdrawn; *changed is false when there is none. */
MUST_CHECK enum rc consents_withdraw(struct db *db, int64_t enrolment_id, int64_t now_us, bool *changed, struct err *e);
MUST_CHECK enum rc consents_delete_of_enrolment(struct db *db, int64_t enrolment_id, struct err *e);

/* RC_CONFLICT when the organisation has this version in this language already. */
MUST_CHECK enum rc consent_texts_insert(
    struct db *db, const struct consent_text *text, const unsigned char hash[CONSENT_HASH_BYTES], struct err *e);

/* With its body. */
MUST_CHECK enum rc consent_texts_get(struct db *db, struct arena *arena, int64_t organisation_id, int64_t version, const char *language,
    struct consent_text *out, bool *found, struct err *e);

/* Of an organisation (0: of all), the latest version first. */
MUST_CHECK enum rc consent_texts_list(
    struct db *db, struct arena *arena, int64_t organisation_id, struct consent_texts *out, struct err *e);

/* The latest version that was published up to an instant; 0 when there is none. */
MUST_CHECK enum rc consent_texts_version(struct db *db, int64_t organisation_id, int64_t until_us, int64_t *out, struct err *e);
