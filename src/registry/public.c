/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/public.h"

#include "registry/card_cache.h"
#include "registry/visits.h"
#include "store/cards.h"
#include "store/enrolments.h"

static enum rc unknown(struct str number, struct err *e)
{
    return err_set(e, RC_NOT_FOUND, "ER-0001", "cardNumber", "there is no card with the number %.*s", str_shown(number, 60), number.data);
}

static enum rc find_card(struct session *session, const struct escn *escn, struct card *out, struct err *e)
{
    char text[ESCN_TEXT_SIZE];
    bool found = false;
    if (cards_get_by_number(session->db, session->arena, escn, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (found && out->deleted_at_us == 0) {
        return RC_OK;
    }
    escn_format(escn, text);
    return unknown(str_of(text), e);
}

/* The enrolment at the issuer; *found is false when there is none, which no stored card should show. */
static enum rc find_enrolment(struct session *session, const struct card *card, struct enrolment *out, bool *found, struct err *e)
{
    struct enrolments all = {0};
    *found = false;
    if (enrolments_list_by_person(session->db, session->arena, card->person_id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].organisation_id == card->issuer_id) {
            *out = all.items[i];
            *found = true;
        }
    }
    return RC_OK;
}

static enum rc add_name(struct session *session, const struct card *card, struct public_status *out, struct err *e)
{
    struct enrolment enrolment = {0};
    bool found = false;
    out->display_name = card->display_name;
    if (out->display_name != NULL) {
        return RC_OK;
    }
    if (find_enrolment(session, card, &enrolment, &found, e) != RC_OK) {
        return e->rc;
    }
    out->display_name = found && enrolment.full_name[0] != '\0' ? enrolment.full_name : NULL;
    return RC_OK;
}

static struct card_facts facts_of(const struct card *card)
{
    return (struct card_facts){
        .escn = card->escn,
        .issued_day = card->issued_day,
        .expires_day = card->expires_day,
        .issuer_id = (int32_t)card->issuer_id,
        .type = (unsigned char)card->type,
        .status = (unsigned char)card->status,
    };
}

static void fill_status(const struct session *session, const struct card *card, struct public_status *out)
{
    out->issued_day = card->issued_day;
    out->expires_day = card->expires_day;
    out->status = card_public_status(card, out->issuer, session->today, session->registry->settings.new_logo_day);
}

static bool status_from_memory(const struct session *session, unsigned stamp, struct public_status *out)
{
    struct card_facts facts;
    if (!session_may_remember(session) || !card_cache_find(session->cards, &out->escn, stamp, &facts)) {
        return false;
    }
    const struct card card = {
        .status = (enum card_status)facts.status,
        .issued_day = facts.issued_day,
        .expires_day = facts.expires_day,
    };
    out->issuer = directory_get(&session->directory, facts.issuer_id);
    if (out->issuer == NULL || out->issuer->shows_name) {
        return false;
    }
    fill_status(session, &card, out);
    return true;
}

/* Writers answer nobody's doors. */
static void count_visit(const struct session *session, const struct organisation *issuer)
{
    if (session->visits != NULL) {
        visits_count(session->visits, issuer->id);
    }
}

static enum rc find_status(struct session *session, struct str number, struct public_status *out, struct err *e)
{
    struct card card = {0};
    *out = (struct public_status){0};
    if (escn_parse(number.data, number.length, &out->escn, e) != RC_OK) {
        return unknown(number, e);
    }
    const unsigned stamp = registry_card_stamp(session->registry, &out->escn);
    if (status_from_memory(session, stamp, out)) {
        return RC_OK;
    }
    const bool may_remember = session_may_remember(session);
    if (find_card(session, &out->escn, &card, e) != RC_OK || session_organisation(session, card.issuer_id, &out->issuer, e) != RC_OK) {
        return e->rc;
    }
    fill_status(session, &card, out);
    if (out->issuer->shows_name) {
        return add_name(session, &card, out, e);
    }
    if (may_remember) {
        const struct card_facts facts = facts_of(&card);
        card_cache_put(session->cards, &facts, stamp);
    }
    return RC_OK;
}

enum rc registry_card_status(struct session *session, struct str number, struct public_status *out, struct err *e)
{
    if (find_status(session, number, out, e) != RC_OK) {
        return e->rc;
    }
    count_visit(session, out->issuer);
    return RC_OK;
}

enum rc registry_verify_card(struct session *session, struct str number, struct public_verification *out, struct err *e)
{
    struct card card = {0};
    struct enrolment enrolment = {0};
    bool found = false;
    *out = (struct public_verification){0};
    if (escn_parse_scanned(number.data, number.length, &out->escn, e) != RC_OK) {
        return unknown(number, e);
    }
    if (find_card(session, &out->escn, &card, e) != RC_OK || session_organisation(session, card.issuer_id, &out->issuer, e) != RC_OK ||
        find_enrolment(session, &card, &enrolment, &found, e) != RC_OK) {
        return e->rc;
    }
    out->type = card.type;
    out->expires_day = card.expires_day;
    out->status = card_public_status(&card, out->issuer, session->today, session->registry->settings.new_logo_day);
    out->academic_level = enrolment.academic_level;
    count_visit(session, out->issuer);
    return RC_OK;
}

enum rc registry_card_exists(struct session *session, const struct escn *escn, struct err *e)
{
    struct card card = {0};
    return find_card(session, escn, &card, e);
}
