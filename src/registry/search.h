/* SPDX-License-Identifier: EUPL-1.2 */
/* What lists can be sorted and searched by, and the grammar of a search: a bare text, or field:value terms joined by "<+>". */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/lists.h"

enum list_field {
    FIELD_NEWEST, /* the order without a sort: newest first */
    FIELD_PERSON_NAME,
    FIELD_PERSON_IDENTIFIER,
    FIELD_PERSON_IDENTIFIER_CODE, /* search only */
    FIELD_CARD_NUMBER,
    FIELD_CARD_DISPLAY_NAME,
    FIELD_CARD_ISSUED,
    FIELD_CARD_EXPIRES,
    FIELD_ISSUER_NAME,
    FIELD_ISSUER_IDENTIFIER,
    FIELD_CARD_TYPE,    /* search only, by search_add */
    FIELD_CARD_STATUS,  /* likewise: as shown today */
    FIELD_PERSON_EMAIL, /* likewise */
    FIELD_PERSON_LEVEL  /* likewise */
};

#define SEARCH_TERMS_MAX 8

struct search_term {
    enum list_field field;
    struct str value;        /* as given, trimmed */
    const char *folded;      /* for comparison; a card number in its usual form */
    enum card_status status; /* of a status */
    int32_t day;             /* of the fields that are days; for a status today, for a type or level its number */
};

struct search {
    const char *text; /* folded bare text; NULL when there is none */
    struct search_term terms[SEARCH_TERMS_MAX];
    size_t count;
};

/* The field of a sort parameter; RC_INVALID lists the ones there are. */
MUST_CHECK enum rc sort_parse(enum list_kind list, struct str text, enum list_field *out, struct err *e);

/* Reads the value of a search parameter, decoded. Blank: no search. A "+" that a client forgot to encode arrives as a blank: "< >" joins
 * too. */
MUST_CHECK enum rc search_parse(struct arena *arena, enum list_kind list, struct str text, struct search *out, struct err *e);

/* Adds a term by its field, for those who have a field for each. False (and nothing added) when the value makes no sense, or there are too
 * many terms; RC_NO_MEMORY is told by *ok. */
bool search_add(struct arena *arena, struct search *search, enum list_field field, const char *value, int32_t today, bool *ok);

/* Whether a field's value needs the person of a card. */
bool field_needs_person(enum list_field field);
bool search_needs_person(const struct search *search);

/* Whether an entry fits. Issuer terms are not looked at here: search_fits_issuer. `arena` is for passing work; *ok is cleared when there
 * was not enough memory to tell. */
bool search_fits(const struct search *search, const struct list_row *row, struct arena *arena, bool *ok);

/* Whether a card of this stored status and last day has the status that a term of FIELD_CARD_STATUS names. */
bool search_status_fits(const struct search_term *term, enum card_status stored, int32_t expires_day);

struct organisation;
bool search_fits_issuer(const struct search *search, const struct organisation *issuer, struct arena *arena, bool *ok);
