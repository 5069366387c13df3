/* SPDX-License-Identifier: EUPL-1.2 */
/* A cardholder and the enrolments at institutions; name, e-mail and level belong to the enrolment. */
#pragma once

#include "core/code.h"
#include "esc/err.h"

#include <stdbool.h>
#include <stdint.h>

/* The numbers are those of the European Qualifications Framework and are stored. */
enum academic_level { LEVEL_NONE = 0, LEVEL_BACHELOR = 6, LEVEL_MASTER = 7, LEVEL_DOCTORATE = 8 };

struct person {
    int64_t id;
    const char *esi;     /* as given */
    const char *esi_key; /* folded for comparison */
};

struct enrolment {
    int64_t id;
    int64_t person_id;
    int64_t organisation_id;
    int64_t seq;           /* place in the organisation's list, growing with time */
    const char *full_name; /* never NULL, may be "" */
    const char *name_key;  /* folded for search and sort */
    const char *email;     /* NULL when unknown */
    enum academic_level academic_level;
    bool has_picture;
    int32_t expires_day; /* for cards that are still to come, as clients of V1 say it; DAY_NONE when nothing was said */
    bool is_withdrawn;   /* the consent was withdrawn, and the data are kept for now */
    int64_t version;
};

/* The level's code; NULL for LEVEL_NONE. */
const struct code *academic_level_code(enum academic_level level);

/* Reads a key, letter case aside, or its number 6, 7, 8. */
ESC_MUST_CHECK enum rc academic_level_parse(struct str text, enum academic_level *out, struct err *e);
bool academic_level_is_known(int64_t number);

/* The one identifier code there is. */
const struct code *person_identifier_code(void);

/* RC_OK for something that can be an e-mail address: one @ with text around it, a dot in the domain, no blanks or control characters. */
ESC_MUST_CHECK enum rc email_check(struct str text, struct err *e);

/* Whether a mail can carry the address as it is: ASCII without quotes and comments, and not too long. */
bool email_is_plain(struct str text);

/* email_check for an address to which the router writes: one that is plain, too. */
ESC_MUST_CHECK enum rc email_check_mailable(struct str text, struct err *e);
