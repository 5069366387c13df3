/* SPDX-License-Identifier: EUPL-1.2 */
/* A student's consent to what an organisation stores, or that the notice of it was given; and the texts that were agreed to. */
#pragma once

#include "core/code.h"
#include "esc/err.h"

#include <stdbool.h>
#include <stdint.h>

/* How it was given. The numbers are stored. */
enum consent_how {
    CONSENT_BY_INSTITUTION = 1, /* the institution says so, by enrolling or later */
    CONSENT_BY_LINK = 2,        /* the student, by a link that was sent to the student's address */
    CONSENT_BY_PORTAL = 3       /* the student, in a portal that the institution trusts */
};

struct consent {
    int64_t id; /* 0: nothing was recorded but the enrolment, by which the institution declares it */
    int64_t enrolment_id;
    int64_t version;      /* of the text; 0: there was none */
    const char *language; /* in which it was shown; NULL when unknown */
    enum consent_how how;
    int64_t given_at_us;
    int64_t withdrawn_at_us; /* 0: not withdrawn */
};

/* What students are told, or agree to. */
struct consent_text {
    int64_t organisation_id;
    int64_t version;
    const char *language; /* lower case, "en" or "pt-br" */
    const char *body;
    int64_t published_at_us;
};

#define CONSENT_TEXT_MAX 100000 /* characters */
#define LANGUAGE_SIZE 12

/* INSTITUTION, LINK or PORTAL. */
const struct code *consent_how_code(enum consent_how how);

/* Reads a key, letter case aside. */
ESC_MUST_CHECK enum rc consent_how_parse(struct str text, enum consent_how *out, struct err *e);

/* Reads a language tag: two or three letters, and a region or script of two to four letters; written in lower case. */
ESC_MUST_CHECK enum rc language_parse(struct str text, char out[LANGUAGE_SIZE], struct err *e);
