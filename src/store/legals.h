/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of legal documents: versions, their texts, and who has accepted which. */
#pragma once

#include "core/legal.h"
#include "db/db.h"

#define LEGAL_HASH_BYTES 32 /* SHA-256 */

/* A set of documents that are accepted together. */
struct legal_version {
    int version;
    const char *title;
    int64_t published_at_us;
    int32_t grace_until_day; /* until then those who have accepted the one before may write; DAY_NONE: no longer than its publication */
};

struct legal_versions {
    struct legal_version *items; /* oldest first */
    size_t count;
};

struct legal_texts {
    struct legal_text *items; /* by language and kind */
    size_t count;
};

struct legal_acceptance {
    int64_t organisation_id;
    int version;
    const char *accepted_by;
    int64_t accepted_at_us;
    int64_t account_id;   /* 0: recorded by the operator */
    const char *language; /* NULL where the version had no texts */
    bool has_hash;
    unsigned char hash[LEGAL_HASH_BYTES]; /* of the text as it was shown */
    const char *body;                     /* that text; not in lists */
};

struct legal_acceptances {
    struct legal_acceptance *items; /* by organisation and version */
    size_t count;
};

MUST_CHECK enum rc legal_documents_list(struct db *db, struct arena *arena, struct legal_versions *out, struct err *e);
MUST_CHECK enum rc legal_documents_insert(struct db *db, const struct legal_version *version, struct err *e);
MUST_CHECK enum rc legal_texts_list(struct db *db, struct arena *arena, int version, struct legal_texts *out, struct err *e);
MUST_CHECK enum rc legal_texts_insert(
    struct db *db, int version, const struct legal_text *text, const unsigned char hash[LEGAL_HASH_BYTES], struct err *e);

/* Of one organisation, or with 0 of all. */
MUST_CHECK enum rc legal_acceptances_list(
    struct db *db, struct arena *arena, int64_t organisation_id, struct legal_acceptances *out, struct err *e);

/* Does nothing when the organisation has accepted this version. */
MUST_CHECK enum rc legal_acceptances_insert(struct db *db, const struct legal_acceptance *acceptance, bool *changed, struct err *e);

/* The text that was accepted; *out is NULL when there is none. */
MUST_CHECK enum rc legal_acceptances_get(
    struct db *db, struct arena *arena, int64_t organisation_id, int version, const char **out, bool *found, struct err *e);
