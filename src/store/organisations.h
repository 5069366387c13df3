/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of organisations and mandates: few rows, read as a whole. */
#pragma once

#include "core/mandate.h"
#include "core/organisation.h"
#include "db/db.h"

struct organisations {
    struct organisation *items; /* by id */
    size_t count;
};

struct mandates {
    struct mandate *items;
    size_t count;
};

MUST_CHECK enum rc organisations_list(struct db *db, struct arena *arena, struct organisations *out, struct err *e);

/* Fills organisation->id. RC_CONFLICT when the identifier is taken. */
MUST_CHECK enum rc organisations_insert(struct db *db, struct organisation *organisation, int64_t now_us, struct err *e);

/* Everything but id, identifier and kind, where the stored version is still organisation->version; *changed is false when it is not. */
MUST_CHECK enum rc organisations_update(struct db *db, const struct organisation *organisation, bool *changed, struct err *e);

/* How far an organisation has come that has just joined. */
struct organisation_begun {
    int64_t users;       /* that can sign in */
    int64_t invitations; /* that can still be accepted */
    bool has_token;      /* a good one */
    bool has_card;       /* ever issued */
    bool has_verification;
};

MUST_CHECK enum rc organisations_begun(struct db *db, int64_t id, int64_t now_us, struct organisation_begun *out, struct err *e);

/* Those not withdrawn, past and future ones too. */
MUST_CHECK enum rc mandates_list(struct db *db, struct arena *arena, struct mandates *out, struct err *e);
MUST_CHECK enum rc mandates_insert(struct db *db, struct mandate *mandate, int64_t now_us, struct err *e);

/* All of an issuer or processor (0: of everybody), withdrawn ones too, oldest first. */
MUST_CHECK enum rc mandates_history(struct db *db, struct arena *arena, int64_t organisation_id, struct mandates *out, struct err *e);
MUST_CHECK enum rc mandates_get(struct db *db, struct arena *arena, int64_t id, struct mandate *out, bool *found, struct err *e);

/* *changed is false when there is no such mandate that was not withdrawn. */
MUST_CHECK enum rc mandates_set_end(struct db *db, int64_t id, int32_t until_day, bool *changed, struct err *e);
MUST_CHECK enum rc mandates_withdraw(struct db *db, int64_t id, int64_t now_us, bool *changed, struct err *e);
