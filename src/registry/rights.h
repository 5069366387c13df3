/* SPDX-License-Identifier: EUPL-1.2 */
/* What a student may do with what organisations store: see it, correct it, agree to it, take it along, withdraw. A student comes by a
 * one-time link, which opens the data of one organisation alone. */
#pragma once

#include "core/link.h"
#include "registry/consents.h"
#include "store/aliases.h"
#include "store/audits.h"
#include "store/cards.h"

/* Whose data, and how the student was recognised. */
struct cardholder {
    int64_t person_id;
    int64_t organisation_id; /* 0: at all organisations; for the operator alone */
    enum consent_how how;
    int64_t link_id; /* of the stay; 0: acts for a student, as the operator or a user of the organisation */
};

/* Uses up a one-time link, in the session's transaction. `key` lets the same student go on for half an hour (registry_student_resume) and
 * is told this once. Refusals are those of registry_use_link; RC_NOT_FOUND (ER-2421) when nothing is stored any more. */
MUST_CHECK enum rc registry_student_begin(
    struct session *session, struct str link, struct cardholder *out, char key[LINK_SECRET_SIZE], struct err *e);
MUST_CHECK enum rc registry_student_resume(struct session *session, struct str key, struct cardholder *out, struct err *e);

/* Whether the link could be used now, without using it. */
MUST_CHECK enum rc registry_student_look_at_link(struct session *session, struct str link, struct err *e);

/* The key is good no more. In the session's transaction. */
MUST_CHECK enum rc registry_student_end(struct session *session, const struct cardholder *cardholder, struct err *e);

/* Acts for a student who has come in person or written: users need the right at the organisation; `organisation` NULL: at all, for the
 * operator. RC_NOT_FOUND (ER-0003). */
MUST_CHECK enum rc registry_student_for(
    struct session *session, struct str esi, const char *organisation, struct cardholder *out, struct err *e);

/* A one-time link for a portal that has recognised the student itself: good for ten minutes, at the asking organisation alone, in the
 * session's transaction. RC_NOT_FOUND (ER-0003), RC_DENIED (SE-0000) for a person of others, also of those who mandate the asking one. */
struct student_link {
    const char *url;
    int64_t expires_at_us;
};

MUST_CHECK enum rc registry_make_student_link(
    struct session *session, struct str esi, const char *base_url, struct student_link *out, struct err *e);

/* Somebody asks for links to be sent to a student. */
struct student_wish {
    struct str student;   /* ESI, or the number of a card */
    struct str email;     /* data NULL: whichever the organisation has */
    const char *base_url; /* where links lead */
    const char *subject;  /* of the mail; NULL: in English */
    const char *text;     /* likewise; "%1" stands for the organisation's name, "%2" for the link */
};

/* Sends links to the addresses that organisations have of the student: one for each organisation, which opens what that one stores, and
 * none again within ten minutes; with an e-mail address only where it is the one that the organisation has. Anybody may ask: the outcome is
 * the same whether there is such a student or not. In the session's transaction. RC_INVALID (ER-2214) without `base_url`. */
MUST_CHECK enum rc registry_send_student_links(struct session *session, const struct student_wish *wish, struct err *e);

/* The same by a user of the asking organisation who has the right to, for a cardholder of its own: no secret is made of how it went.
 * RC_NOT_FOUND (ER-0003), RC_UNPROCESSABLE (ER-2423) without an address, RC_CONFLICT (ER-2424) within ten minutes of the last one. */
MUST_CHECK enum rc registry_mail_student_link(struct session *session, const struct student_wish *wish, struct err *e);

/* What one organisation stores of the student. */
struct stored_part {
    const struct organisation *organisation;
    struct enrolment enrolment;
    int64_t created_at_us;
    int64_t updated_at_us;
    struct consents consents;
    struct cards cards; /* deleted ones too, as long as their number is tied to the student */
    struct str picture; /* a JPEG; empty when there is none */
    struct audits acts; /* who did what with it, the latest 1000; the latest first */
};

struct stored {
    struct person person;
    struct aliases aliases;
    struct stored_part *parts;
    size_t count;
};

/* RC_NOT_FOUND (ER-2421) when nothing is stored any more. */
MUST_CHECK enum rc registry_student_see(struct session *session, const struct cardholder *cardholder, struct stored *out, struct err *e);

/* The same without acts and pictures, which take longer to find. */
MUST_CHECK enum rc registry_student_look(struct session *session, const struct cardholder *cardholder, struct stored *out, struct err *e);

/* The picture, a JPEG, in the session's arena. RC_NOT_FOUND (ER-1405) when there is none. */
MUST_CHECK enum rc registry_student_picture(struct session *session, const struct cardholder *cardholder, struct str *out, struct err *e);

/* Who did an act. Organisations, not persons. */
enum actor {
    ACTOR_OPERATOR,    /* of the router */
    ACTOR_FOR_STUDENT, /* the operator, for the student who has asked for it */
    ACTOR_STUDENT,
    ACTOR_ORGANISATION
};

struct act_by {
    enum actor who;
    const struct organisation *organisation; /* of ACTOR_ORGANISATION */
};

/* Of part->acts.items[at]. */
struct act_by stored_act_by(const struct session *session, const struct stored_part *part, size_t at);

/* Who answers for the organisation's data protection; *found is false when nobody is named. */
MUST_CHECK enum rc registry_student_contact(
    struct session *session, const struct organisation *organisation, struct contact *out, bool *found, struct err *e);

/* Records that somebody else than the student has seen it; in the session's transaction. */
MUST_CHECK enum rc registry_student_note_seen(struct session *session, const struct cardholder *cardholder, struct err *e);

/* Puts down what was noted by session_note_read; in the session's transaction. */
struct read_note;
MUST_CHECK enum rc registry_record_reads(struct session *session, const struct read_note *notes, size_t count, struct err *e);

/* These run in the session's transaction. */

/* A blank address takes away the one there is. RC_INVALID (ER-1013). */
MUST_CHECK enum rc registry_student_correct_email(
    struct session *session, const struct cardholder *cardholder, struct str email, struct err *e);

/* Agrees to a version (0: the latest) of the organisation's text. */
MUST_CHECK enum rc registry_student_agree(
    struct session *session, const struct cardholder *cardholder, int64_t version, const char *language, struct err *e);

/* Erases cards and enrolment, and with the last enrolment the person. RC_DENIED (ER-2420) at an organisation that needs no consent. *ended
 * (may be NULL) is at how many organisations. */
MUST_CHECK enum rc registry_student_withdraw(struct session *session, const struct cardholder *cardholder, size_t *ended, struct err *e);
