/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of organisations, mandates and legal documents: few rows, read as a whole. */
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

/* Those not withdrawn, past and future ones too. */
MUST_CHECK enum rc mandates_list(struct db *db, struct arena *arena, struct mandates *out, struct err *e);
MUST_CHECK enum rc mandates_insert(struct db *db, struct mandate *mandate, int64_t now_us, struct err *e);
MUST_CHECK enum rc legal_documents_insert(struct db *db, int version, const char *title, int64_t now_us, struct err *e);

/* Records that an organisation accepts the current documents; does nothing when there are none or they are accepted. */
MUST_CHECK enum rc legal_acceptances_insert(struct db *db, int64_t organisation_id, const char *accepted_by, int64_t now_us, struct err *e);
