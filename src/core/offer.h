/* SPDX-License-Identifier: EUPL-1.2 */
/* A service where the card of an institution is accepted, such as its library or a museum in town: for everybody to find. */
#pragma once

#include "core/code.h"
#include "esc/err.h"

#include <stdint.h>

/* The numbers are stored. */
enum offer_kind {
    OFFER_LIBRARY,
    OFFER_CATERING,
    OFFER_TRANSPORT,
    OFFER_CULTURE,
    OFFER_SPORT,
    OFFER_ACCOMMODATION,
    OFFER_SHOP,
    OFFER_OTHER,
    OFFER_KIND_COUNT
};

struct offer {
    int64_t id;
    int64_t organisation_id;
    const char *name;
    enum offer_kind kind;
    const char *city;
    const char *country; /* ISO 3166-1 alpha-2, upper case */
    const char *link;    /* NULL for none */
    int64_t version;     /* grows with each change */
};

/* Key and label, such as LIBRARY "Library". */
const struct code *offer_kind_code(enum offer_kind kind);

/* By its key, letter case aside; RC_INVALID (ER-1012) names those there are. */
ESC_MUST_CHECK enum rc offer_kind_parse(struct str text, enum offer_kind *out, struct err *e);

/* RC_OK when name and city are lines of text, the country is one, and the link is an http or https address. */
ESC_MUST_CHECK enum rc offer_check(const struct offer *offer, struct err *e);
