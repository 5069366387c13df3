/* SPDX-License-Identifier: EUPL-1.2 */
/* A card: its number, holder, issuer, kind, validity and state. */
#pragma once

#include "core/code.h"
#include "core/organisation.h"
#include "esc/err.h"
#include "esc/escn.h"

#include <stdint.h>

/* The numbers are stored, and are those of CSV files and V1. */
enum card_type {
    CARD_TYPE_UNKNOWN,
    CARD_PASSIVE,                 /* physical, without electronics */
    CARD_SMART_NO_CDZ,            /* physical smart card without the ESC data zone */
    CARD_SMART_CDZ,               /* with it */
    CARD_SMART_MAY_SP,            /* with custom data by service providers */
    CARD_SMART_PASSIVE,           /* digital, passive */
    CARD_SMART_PASSIVE_EMULATION, /* digital, emulating a physical card */
    CARD_TYPE_COUNT
};

/* ACTIVE and INACTIVE are stored; EXPIRED is shown when the day of expiry has passed. */
enum card_status { CARD_ACTIVE, CARD_INACTIVE, CARD_EXPIRED, CARD_STATUS_COUNT };

struct card {
    int64_t id;
    struct escn escn;
    int64_t person_id; /* 0 once the person was erased */
    int64_t issuer_id;
    int64_t processor_id; /* 0 for none */
    int64_t seq;          /* place in the issuer's list, growing with time */
    enum card_type type;
    enum card_status status;  /* as stored: ACTIVE or INACTIVE */
    const char *display_name; /* NULL where none was given: the person's name is shown */
    const char *uid;          /* of the chip, as clients of V1 give it; NULL when unknown */
    int32_t issued_day;
    int32_t expires_day;
    int64_t deleted_at_us; /* 0 for a card that is there */
    int64_t version;
};

const struct code *card_type_code(enum card_type type);
const struct code *card_status_code(enum card_status status);

ESC_MUST_CHECK enum rc card_type_parse(struct str text, enum card_type *out, struct err *e);

/* ACTIVE or INACTIVE; EXPIRED can't be set. */
ESC_MUST_CHECK enum rc card_status_parse(struct str text, enum card_status *out, struct err *e);

/* RC_OK when the first day is not after the last. */
ESC_MUST_CHECK enum rc card_check_validity(int32_t issued_day, int32_t expires_day, struct err *e);

/* The state on a day: EXPIRED after the day of expiry, else what is stored. */
enum card_status card_status_on(const struct card *card, int32_t today);

/* The state as `status` and `verify` show it: from `new_logo_day` on, an active card of an issuer that has not switched to the new logo, or
 * will only after `today`, is INACTIVE. */
enum card_status card_public_status(const struct card *card, const struct organisation *issuer, int32_t today, int32_t new_logo_day);
