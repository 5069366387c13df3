/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal documents: publishing a version, showing it filled, accepting it, and proving what was accepted. */
#pragma once

#include "registry/session.h"
#include "store/legals.h"

/* A new version: a set of documents, each in the same languages. */
struct legal_publication {
    const char *title;
    int32_t grace_until_day; /* last day on which those who have accepted the one before may write; DAY_NONE: none */
    const struct legal_text *texts;
    size_t count;
};

/* Publishes the next version; in the session's transaction. RC_INVALID tells kind, language and line of what is wrong in a text. */
MUST_CHECK enum rc registry_publish_legal(
    struct session *session, const struct legal_publication *publication, struct legal_version *out, struct err *e);

/* A version as it is shown to an organisation, all documents one behind the other. */
struct legal_shown {
    int version;
    const char *title;
    const char *language;
    const char *text;                     /* filled, or with its placeholders where no organisation was given */
    unsigned char hash[LEGAL_HASH_BYTES]; /* SHA-256 of it */
    const struct legal_text *documents;   /* of which it is made, with their placeholders */
    size_t document_count;
    const char *const *languages; /* in which this version is there */
    size_t language_count;
};

/* A version (0: the current one) for an organisation (NULL: nobody's), in a language (NULL: English where there is, else the first).
 * RC_NOT_FOUND (ER-2106) when there is no such version or language. */
MUST_CHECK enum rc registry_show_legal(struct session *session, int version, const char *language, const struct organisation *organisation,
    struct legal_shown *out, struct err *e);

struct legal_consent {
    int64_t organisation_id;
    const char *accepted_by;         /* the authorised representative's name */
    const char *language;            /* in which it was read; NULL as in registry_show_legal */
    const unsigned char *shown_hash; /* LEGAL_HASH_BYTES of what was read, which must be what is accepted; NULL: whatever it is now */
};

/* Accepts the current version, and keeps the text as it was shown; in the session's transaction. An invited organisation becomes active.
 * RC_CONFLICT (ER-2113) when the text is not any more what was read, or this version was accepted before (ER-2114). */
MUST_CHECK enum rc registry_accept_legal(
    struct session *session, const struct legal_consent *consent, struct legal_acceptance *out, struct err *e);

/* The operator records that the representative of an organisation has accepted the current version (there may be none) on paper.
 * `organisation` need not be in the directory yet. */
MUST_CHECK enum rc registry_record_acceptance(
    struct session *session, const struct organisation *organisation, const char *accepted_by, struct err *e);

/* A version as it would be shown once it is published, in one of its languages; writes nothing. Its texts stand language by language. */
MUST_CHECK enum rc registry_preview_legal(struct session *session, const struct legal_publication *publication, const char *language,
    const struct organisation *organisation, struct legal_shown *out, struct err *e);

MUST_CHECK enum rc registry_list_legal(struct session *session, struct legal_versions *out, struct err *e);

/* Of one organisation, or with 0 of all. */
MUST_CHECK enum rc registry_list_acceptances(
    struct session *session, int64_t organisation_id, struct legal_acceptances *out, struct err *e);

/* What was accepted, word by word; RC_NOT_FOUND (ER-2106) when that version was not. */
MUST_CHECK enum rc registry_accepted_text(struct session *session, int64_t organisation_id, int version, const char **out, struct err *e);
