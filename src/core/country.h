/* SPDX-License-Identifier: EUPL-1.2 */
/* The countries of ISO 3166-1, from Debian's iso-codes, and Kosovo. */
#pragma once

#include "base/str.h"
#include "esc/err.h"

#include <stdbool.h>

struct country {
    const char *code;   /* alpha-2, upper case */
    const char *alpha3; /* alpha-3 */
    const char *name;   /* in English */
};

/* All, by code. */
extern const struct country countries[];
extern const size_t country_count;

/* By its code of two letters, either case; NULL when there is none. */
const struct country *country_find(struct str code);

/* The name for people; the code itself where it is none that is known. */
const char *country_name(const char *code);

/* Whether organisations of this country may join: the European Union and Economic Area, the European microstates, third countries
 * associated to Erasmus+ and the Western Balkans. */
bool country_is_eligible(struct str code);

/* RC_OK for the code of a country, either case. */
ESC_MUST_CHECK enum rc country_check(struct str text, struct err *e);

/* RC_OK for the code of a country whose organisations may join. */
ESC_MUST_CHECK enum rc country_check_eligible(struct str text, struct err *e);
