/* SPDX-License-Identifier: EUPL-1.2 */
/* How students come to what is stored of them: links and stays. */
#include "registry/rights.h"

#include "base/buf.h"
#include "base/day.h"
#include "core/person.h"
#include "registry/links.h"
#include "registry/outbox.h"
#include "registry/persons.h"
#include "store/cards.h"
#include "store/enrolments.h"
#include "store/persons.h"

#include <string.h>

#define SENT_AGAIN_US INT64_C(600000000) /* no second mail within ten minutes */

/* RC_NOT_FOUND when the organisation has not enrolled the person any more. */
static enum rc check_stored(struct session *session, const struct cardholder *cardholder, struct err *e)
{
    struct enrolments all = {0};
    if (enrolments_list_by_person(session->db, session->arena, cardholder->person_id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        if (cardholder->organisation_id == 0 || all.items[i].organisation_id == cardholder->organisation_id) {
            return RC_OK;
        }
    }
    return err_set(e, RC_NOT_FOUND, "ER-2421", "", "nothing is stored of you there any more");
}

static struct cardholder cardholder_of(const struct link *link, enum consent_how how)
{
    return (struct cardholder){.person_id = link->person_id, .organisation_id = link->organisation_id, .how = how, .link_id = link->id};
}

typedef enum rc take_link_fn(struct session *session, enum link_purpose purpose, struct str text, struct link *out, struct err *e);

/* By either of the two kinds of link that students come by. */
static enum rc take_either(
    struct session *session, take_link_fn *take, struct str text, const enum link_purpose purposes[2], struct link *out, struct err *e)
{
    struct err first = {0};
    if (take(session, purposes[0], text, out, &first) == RC_OK) {
        return RC_OK;
    }
    if (first.rc != RC_NOT_FOUND) {
        *e = first;
        return e->rc;
    }
    return take(session, purposes[1], text, out, e);
}

static const enum link_purpose links[] = {LINK_STUDENT, LINK_PORTAL};
static const enum link_purpose stays[] = {LINK_STAY, LINK_PORTAL_STAY};

enum rc registry_student_look_at_link(struct session *session, struct str text, struct err *e)
{
    struct link link = {0};
    return take_either(session, registry_find_link, text, links, &link, e);
}

enum rc registry_student_begin(struct session *session, struct str link, struct cardholder *out, char key[LINK_SECRET_SIZE], struct err *e)
{
    struct link used = {0};
    if (take_either(session, registry_use_link, link, links, &used, e) != RC_OK) {
        return e->rc;
    }
    const enum consent_how how = used.purpose == LINK_STUDENT ? CONSENT_BY_LINK : CONSENT_BY_PORTAL;
    struct link stay = {
        .purpose = how == CONSENT_BY_LINK ? LINK_STAY : LINK_PORTAL_STAY,
        .person_id = used.person_id,
        .organisation_id = used.organisation_id,
    };
    if (registry_make_link(session, &stay, key, e) != RC_OK) {
        return e->rc;
    }
    *out = cardholder_of(&stay, how);
    return check_stored(session, out, e);
}

enum rc registry_student_resume(struct session *session, struct str key, struct cardholder *out, struct err *e)
{
    struct link stay = {0};
    if (take_either(session, registry_find_link, key, stays, &stay, e) != RC_OK) {
        return e->rc;
    }
    *out = cardholder_of(&stay, stay.purpose == LINK_STAY ? CONSENT_BY_LINK : CONSENT_BY_PORTAL);
    return check_stored(session, out, e);
}

enum rc registry_student_end(struct session *session, const struct cardholder *cardholder, struct err *e)
{
    return registry_revoke_link(session, cardholder->link_id, e);
}

enum rc registry_student_for(struct session *session, struct str esi, const char *organisation, struct cardholder *out, struct err *e)
{
    struct person_detail person;
    const struct organisation *at = NULL;
    *out = (struct cardholder){.how = CONSENT_BY_INSTITUTION};
    if (organisation != NULL) {
        at = directory_find(&session->directory, str_trim(str_of(organisation)));
        if (at == NULL) {
            return err_set(e, RC_INVALID, "ER-0004", "organisation", "there is no organisation %.*s in this router",
                str_shown(str_of(organisation), 60), organisation);
        }
        out->organisation_id = at->id;
    }
    if (session_require_permission(session, out->organisation_id, PERMISSION_STUDENT_RIGHTS, e) != RC_OK ||
        registry_get_person(session, str_trim(esi), &person, e) != RC_OK) {
        return e->rc;
    }
    out->person_id = person.person.id;
    if (at != NULL && detail_find_enrolment(&person, at->id) == NULL) {
        return err_set(e, RC_NOT_FOUND, "ER-0003", "identifier", "the person is not enrolled at organisation %s", at->identifier);
    }
    return RC_OK;
}

static enum rc check_base_url(const char *base_url, struct err *e)
{
    return base_url != NULL
        ? RC_OK
        : err_set(e, RC_INVALID, "ER-2214", "public-url", "the setting public-url is missing: the link must lead somewhere");
}

enum rc registry_make_student_link(struct session *session, struct str esi, const char *base_url, struct student_link *out, struct err *e)
{
    struct person_detail person;
    char secret[LINK_SECRET_SIZE];
    if (check_base_url(base_url, e) != RC_OK || registry_get_person(session, esi, &person, e) != RC_OK) {
        return e->rc;
    }
    const struct organisation *const portal = session->actor;
    if (portal == NULL || detail_find_enrolment(&person, portal->id) == NULL) {
        return err_set(e, RC_DENIED, "SE-0000", "",
            "access denied: a link for a student is given to the organisation that has enrolled the student, with a token of its own");
    }
    struct link link = {.purpose = LINK_PORTAL, .person_id = person.person.id, .organisation_id = portal->id};
    session->subject_id = person.person.id;
    session->answer_is_secret = true;
    if (registry_make_link(session, &link, secret, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct student_link){.url = link_url(session->arena, base_url, LINK_STUDENT, secret), .expires_at_us = link.expires_at_us};
    return out->url == NULL ? err_no_memory(e) : RC_OK;
}

/* The person whom an ESI or the number of a card that is there names; 0 for none. */
static enum rc find_student(struct session *session, struct str text, int64_t *out, struct err *e)
{
    struct person person = {0};
    struct card card = {0};
    struct escn escn;
    struct err ignored = {0};
    bool found = false;
    *out = 0;
    if (escn_parse(text.data, text.length, &escn, &ignored) == RC_OK) {
        if (cards_get_by_number(session->db, session->arena, &escn, &card, &found, e) != RC_OK) {
            return e->rc;
        }
        *out = found && card.deleted_at_us == 0 ? card.person_id : 0;
        return RC_OK;
    }
    if (person_find(session, text, &person, &found, &ignored) != RC_OK && ignored.rc != RC_INVALID) {
        *e = ignored;
        return e->rc;
    }
    *out = found ? person.id : 0;
    return RC_OK;
}

static const char mail_subject[] = "What is stored for your European Student Card";
static const char mail_text[] = "Hello,\n\nthis link shows what %1 stores of you for your European Student Card, and lets you correct "
                                "or erase it. It works once, within 24 hours:\n\n  %2\n\n"
                                "If you did not ask for it, leave this mail alone: nothing happens.\n";

/* The text with name and link in their places. */
static const char *fill(struct arena *arena, const char *text, const char *name, const char *url)
{
    struct buf out;
    buf_init(&out, arena);
    for (const char *at = text; *at != '\0'; at++) {
        const bool is_place = at[0] == '%' && (at[1] == '1' || at[1] == '2');
        if (is_place) {
            buf_add_text(&out, *++at == '1' ? name : url);
        } else {
            buf_add_char(&out, *at);
        }
    }
    return buf_text(&out);
}

static enum rc post(
    struct session *session, const struct enrolment *enrolment, const struct student_wish *wish, const char *secret, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (session_organisation(session, enrolment->organisation_id, &organisation, e) != RC_OK) {
        return e->rc;
    }
    const char *const url = link_url(session->arena, wish->base_url, LINK_STUDENT, secret);
    const char *const text =
        url == NULL ? NULL : fill(session->arena, wish->text == NULL ? mail_text : wish->text, organisation->name, url);
    if (text == NULL) {
        return err_no_memory(e);
    }
    const struct mail mail = {.to = enrolment->email,
        .subject = wish->subject == NULL ? mail_subject : wish->subject,
        .text = text,
        .person_id = enrolment->person_id};
    return registry_post_mail(session, &mail, e);
}

/* *sent is false when one went out a short while ago. */
static enum rc send(struct session *session, const struct enrolment *enrolment, const struct student_wish *wish, bool *sent, struct err *e)
{
    struct link link = {.purpose = LINK_STUDENT, .person_id = enrolment->person_id, .organisation_id = enrolment->organisation_id};
    char secret[LINK_SECRET_SIZE];
    int64_t recent = 0;
    *sent = false;
    const int64_t now_us = session->now_us;
    if (links_count_since(session->db, link.person_id, link.organisation_id, LINK_STUDENT, now_us - SENT_AGAIN_US, now_us, &recent, e) !=
        RC_OK) {
        return e->rc;
    }
    if (recent > 0) {
        return RC_OK;
    }
    *sent = true;
    return registry_make_link(session, &link, secret, e) == RC_OK ? post(session, enrolment, wish, secret, e) : e->rc;
}

/* Letter case aside, as mail servers see it. */
static bool is_address(const struct enrolment *enrolment, struct str email)
{
    return email.data == NULL || str_equal_fold(str_of(enrolment->email), str_trim(email));
}

enum rc registry_send_student_links(struct session *session, const struct student_wish *wish, struct err *e)
{
    struct enrolments all = {0};
    int64_t person_id = 0;
    bool sent = false;
    if (check_base_url(wish->base_url, e) != RC_OK || find_student(session, str_trim(wish->student), &person_id, e) != RC_OK) {
        return e->rc;
    }
    if (person_id == 0) {
        return RC_OK;
    }
    if (enrolments_list_by_person(session->db, session->arena, person_id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct enrolment *const one = &all.items[i];
        const bool has_address = one->email != NULL && email_is_plain(str_of(one->email));
        if (has_address && is_address(one, wish->email) && send(session, one, wish, &sent, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_mail_student_link(struct session *session, const struct student_wish *wish, struct err *e)
{
    struct person_detail person;
    bool sent = false;
    const int64_t at = session->actor == NULL ? 0 : session->actor->id;
    if (session_require_permission(session, at, PERMISSION_STUDENT_RIGHTS, e) != RC_OK || check_base_url(wish->base_url, e) != RC_OK ||
        registry_get_person(session, str_trim(wish->student), &person, e) != RC_OK) {
        return e->rc;
    }
    const struct enrolment_detail *const own = detail_find_enrolment(&person, at);
    if (own == NULL) {
        return err_set(e, RC_NOT_FOUND, "ER-0003", "identifier", T_("the person is not enrolled at this organisation"));
    }
    if (own->enrolment.email == NULL) {
        return err_set(e, RC_UNPROCESSABLE, "ER-2423", "", T_("no e-mail address is stored to which a link could be sent"));
    }
    if (send(session, &own->enrolment, wish, &sent, e) != RC_OK) {
        return e->rc;
    }
    return sent
        ? RC_OK
        : err_set(e, RC_CONFLICT, "ER-2424", "", T_("a link was sent less than ten minutes ago; the next one can follow after that"));
}
