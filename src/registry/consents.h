/* SPDX-License-Identifier: EUPL-1.2 */
/* On what an organisation's register rests: its texts, and for each enrolment the consent, or that the student was told. */
#pragma once

#include "registry/details.h"
#include "store/consents.h"

struct consent_text_input {
    const char *organisation; /* identifier */
    int64_t version;          /* 0: the one after the latest */
    const char *language;
    const char *body;
};

/* In the session's transaction. A text is never changed: a new wording is a new version, and a version that is there gets further
 * languages. RC_INVALID, RC_DENIED, RC_CONFLICT (ER-2410) when it is there, RC_INVALID (ER-2411) when versions would be left out. */
MUST_CHECK enum rc registry_publish_consent_text(
    struct session *session, const struct consent_text_input *input, struct consent_text *out, struct err *e);

/* Of an organisation, or of all when `identifier` is NULL. */
MUST_CHECK enum rc registry_list_consent_texts(struct session *session, const char *identifier, struct consent_texts *out, struct err *e);

/* The text of a version (0: the latest) in a language, else in English, else in any. RC_NOT_FOUND (ER-2412). */
MUST_CHECK enum rc registry_find_consent_text(
    struct session *session, int64_t organisation_id, int64_t version, const char *language, struct consent_text *out, struct err *e);

struct consent_input {
    const char *identifier; /* ESI */
    const char *organisation;
    int64_t version;      /* 0: the latest text */
    const char *language; /* NULL: not known */
    const char *how;      /* NULL: INSTITUTION */
    bool withdrawn;       /* the latest consent is withdrawn; nothing else is said then */
};

/* In the session's transaction: records a consent, or that one was withdrawn while the data are kept for now. `out` is how it stands
 * afterwards. RC_NOT_FOUND (ER-0003), RC_CONFLICT (ER-2413) when it is withdrawn already. */
MUST_CHECK enum rc registry_record_consent(struct session *session, const struct consent_input *input, struct consent *out, struct err *e);

/* All consents of an enrolment, oldest first. The first is the institution's own declaration, made by enrolling. */
MUST_CHECK enum rc consent_history(struct session *session, const struct enrolment *enrolment, struct consents *out, struct err *e);

/* Records a consent; `detail` (may be NULL) tells the log of acts how the student was recognised who gives it. */
MUST_CHECK enum rc consent_give(
    struct session *session, const struct enrolment *enrolment, struct consent *consent, const char *detail, struct err *e);
