/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/cards.h"

#include "base/buf.h"
#include "base/day.h"
#include "esc/esi.h"
#include "registry/batch.h"
#include "registry/events.h"
#include "registry/numbers.h"
#include "store/cards.h"
#include "store/persons.h"

#include <stdio.h>
#include <string.h>

static enum rc unknown_card(struct str number, struct err *e)
{
    const int shown = str_shown(number, 60);
    return err_set(e, RC_NOT_FOUND, "ER-0001", "cardNumber", T_("there is no card with the number %.*s"), shown, number.data);
}

/* Finds a card that is there and may be seen. */
static enum rc find_card(struct session *session, struct str number, struct card *out, struct err *e)
{
    struct escn escn;
    bool found = false;
    if (escn_parse(number.data, number.length, &escn, e) != RC_OK) {
        return e->rc;
    }
    if (cards_get_by_number(session->db, session->arena, &escn, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || out->deleted_at_us != 0) {
        return unknown_card(number, e);
    }
    if (!session_may_see(session, out->issuer_id)) {
        return err_set(e, RC_DENIED, "SE-0000", "", T_("access denied: the card was issued by another organisation, not by yours"));
    }
    return RC_OK;
}

enum rc registry_get_card(struct session *session, struct str number, struct card_detail *out, struct err *e)
{
    *out = (struct card_detail){0};
    if (find_card(session, number, &out->card, e) != RC_OK) {
        return e->rc;
    }
    session_note_read(session, AUDIT_CARD_READ, out->card.issuer_id, out->card.id);
    return detail_card(session, out, e);
}

static struct str trimmed(const char *text)
{
    return str_trim(str_of(text));
}

enum rc card_check_issuer(struct session *session, const char *identifier, const struct organisation **out, struct err *e)
{
    const struct str text = trimmed(identifier);
    *out = directory_find(&session->directory, text);
    if (*out == NULL) {
        return err_set(e, RC_INVALID, "ER-0004", "issuerIdentifier", T_("there is no organisation %.*s in this router"),
            str_shown(text, 60), text.data);
    }
    if (session_permit_write(session, *out, PERMISSION_CARDS, e) != RC_OK) {
        return e->rc;
    }
    if (!organisation_is_issuer(*out)) {
        return err_set(e, RC_INVALID, "ER-0004", "issuerIdentifier",
            T_("organisation %s is a processor: cards are issued by institutions and public authorities"), (*out)->identifier);
    }
    return RC_OK;
}

enum rc card_check_processor(
    struct session *session, const char *identifier, const struct organisation *issuer, int64_t *out, struct err *e)
{
    const struct str text = trimmed(identifier);
    const struct organisation *const actor = session->actor;
    const bool is_processing = actor != NULL && actor->id != issuer->id;
    if (text.length == 0) {
        *out = is_processing ? actor->id : 0;
        return RC_OK;
    }
    const struct organisation *const processor = directory_find(&session->directory, text);
    if (processor == NULL || !directory_has_mandate(&session->directory, issuer->id, processor->id, session->today)) {
        return err_set(e, RC_INVALID, "ER-0006", "processorIdentifier", T_("%s is %.*s, which is no processor mandated by the issuer %s"),
            "processorIdentifier", str_shown(text, 60), text.data, issuer->identifier);
    }
    *out = is_processing ? actor->id : processor->id;
    return RC_OK;
}

/* Finds the person, who must be enrolled at the issuer. */
static enum rc check_person(
    struct session *session, const char *identifier, const struct organisation *issuer, struct person_detail *out, struct err *e)
{
    const struct str text = trimmed(identifier);
    struct esi parts;
    char key[ESI_TEXT_SIZE];
    bool found = false;
    if (esi_parse(text.data, text.length, &parts, e) != RC_OK) {
        (void)snprintf(e->field, sizeof e->field, "personIdentifier");
        return e->rc;
    }
    esi_fold(text.data, text.length, key);
    if (persons_find_by_esi(session->db, session->arena, key, &out->person, &found, e) != RC_OK) {
        return e->rc;
    }
    if (found && detail_enrolments(session, out, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < out->count; i++) {
        if (out->enrolments[i].organisation == issuer) {
            return RC_OK;
        }
    }
    return err_set(e, RC_INVALID, "ER-0007", "personIdentifier",
        T_("%s is %.*s, who is not enrolled at the issuer %s; register the person there first"), "personIdentifier", (int)text.length,
        text.data, issuer->identifier);
}

/* A blank text leaves *out as it is. */
static enum rc keep_text(struct session *session, const char *text, const char **out, struct err *e)
{
    const struct str kept = trimmed(text);
    if (kept.length == 0) {
        return RC_OK;
    }
    *out = arena_text(session->arena, kept.data, kept.length);
    return *out != NULL ? RC_OK : err_no_memory(e);
}

/* The values that both issue and update take over. */
static enum rc take_values(
    struct session *session, const struct card_input *input, const struct organisation *issuer, struct card *card, struct err *e)
{
    card->issued_day = input->issued_day;
    card->expires_day = input->expires_day;
    card->display_name = NULL;
    if (card_type_parse(trimmed(input->type), &card->type, e) != RC_OK ||
        card_status_parse(trimmed(input->status), &card->status, e) != RC_OK ||
        card_check_validity(card->issued_day, card->expires_day, e) != RC_OK ||
        card_check_processor(session, input->processor, issuer, &card->processor_id, e) != RC_OK) {
        return e->rc;
    }
    return keep_text(session, input->display_name, &card->display_name, e) == RC_OK ? keep_text(session, input->uid, &card->uid, e) : e->rc;
}

/* The number that the client brings, or a new one; *used is true with the card that has or had it in `old`. */
static enum rc take_number(struct session *session, const struct card_input *input, const struct organisation *issuer, struct escn *out,
    struct card *old, bool *used, struct err *e)
{
    const struct str text = trimmed(input->number);
    *used = false;
    if (text.length == 0) {
        return registry_make_numbers(session, NUMBERS_PREFIX, issuer->identifier, out, 1, e);
    }
    if (escn_parse(text.data, text.length, out, e) != RC_OK) {
        return e->rc;
    }
    if (!session->registry->settings.any_number && escn_check_issuer(out, issuer->identifier, e) != RC_OK) {
        return e->rc;
    }
    return cards_get_by_number(session->db, session->arena, out, old, used, e);
}

/* Enters a card that has just become visible into the issuer's list and counters. */
static enum rc enter(struct session *session, struct card *card, struct err *e)
{
    session->subject_id = card->person_id;
    if (batch_append(session, card->issuer_id, LIST_CARDS, &card->seq, e) != RC_OK) {
        return e->rc;
    }
    session_touch_list(session, card->issuer_id);
    session_touch_card(session, &card->escn);
    return batch_count(session, card, 1, e);
}

enum rc card_add(struct session *session, struct card *card, struct err *e)
{
    if (enter(session, card, e) != RC_OK || cards_insert(session->db, card, session->now_us, e) != RC_OK ||
        tally_card(session, NULL, card, e) != RC_OK) {
        return e->rc;
    }
    if (session_audit(session, AUDIT_CARD_ISSUE, card->issuer_id, card->id, NULL, e) != RC_OK) {
        return e->rc;
    }
    return events_tell_card(session, EVENT_CARD_CREATED, NULL, card, e);
}

/* A deleted card's number comes back for the same person and issuer only. */
enum rc card_add_again(struct session *session, const struct card *old, struct card *card, struct err *e)
{
    char number[ESCN_TEXT_SIZE];
    escn_format(&card->escn, number);
    if (old->deleted_at_us == 0) {
        return err_set(e, RC_CONFLICT, "ER-0002", "cardNumber", "a card with the number %s exists already; change it with PUT", number);
    }
    if (old->issuer_id != card->issuer_id || old->person_id != card->person_id) {
        return err_set(e, RC_CONFLICT, "ER-0002", "cardNumber",
            T_("the number %s was used for a card of another person or issuer, and a number is never given twice; take a new one"), number);
    }
    card->id = old->id;
    card->version = old->version;
    if (enter(session, card, e) != RC_OK || cards_update(session->db, card, session->now_us, e) != RC_OK ||
        tally_card(session, old, card, e) != RC_OK) {
        return e->rc;
    }
    if (session_audit(session, AUDIT_CARD_REISSUE, card->issuer_id, card->id, NULL, e) != RC_OK) {
        return e->rc;
    }
    return events_tell_card(session, EVENT_CARD_CREATED, NULL, card, e);
}

enum rc registry_issue_card(struct session *session, const struct card_input *input, struct card_detail *out, struct err *e)
{
    const struct organisation *issuer = NULL;
    struct card old = {0};
    struct card *const card = &out->card;
    bool used = false;
    *out = (struct card_detail){0};
    if (card_check_issuer(session, input->issuer, &issuer, e) != RC_OK || take_values(session, input, issuer, card, e) != RC_OK ||
        check_person(session, input->person, issuer, &out->person, e) != RC_OK ||
        take_number(session, input, issuer, &card->escn, &old, &used, e) != RC_OK) {
        return e->rc;
    }
    card->issuer_id = issuer->id;
    card->person_id = out->person.person.id;
    const enum rc rc = used ? card_add_again(session, &old, card, e) : card_add(session, card, e);
    return rc == RC_OK ? detail_card(session, out, e) : rc;
}

/* A card's number, issuer and holder stay what they are. */
static enum rc check_unchanged(struct session *session, const struct card_input *input, const struct organisation *issuer,
    const struct card *card, struct person_detail *person, struct err *e)
{
    const struct str text = trimmed(input->number);
    struct escn escn;
    if (text.length > 0) {
        if (escn_parse(text.data, text.length, &escn, e) != RC_OK) {
            return e->rc;
        }
        if (!escn_equal(&escn, &card->escn)) {
            char number[ESCN_TEXT_SIZE];
            escn_format(&card->escn, number);
            return err_set(e, RC_INVALID, "ER-1017", "cardNumber",
                "cardNumber is %.*s, but the path names the card %s; a card's number can't be changed", str_shown(text, 60), text.data,
                number);
        }
    }
    if (issuer->id != card->issuer_id) {
        return err_set(e, RC_INVALID, "ER-1017", "issuerIdentifier",
            T_("%s is %s, which has not issued this card; the issuer of a card can't be changed"), "issuerIdentifier", issuer->identifier);
    }
    if (check_person(session, input->person, issuer, person, e) != RC_OK) {
        return e->rc;
    }
    if (person->person.id != card->person_id) {
        return err_set(e, RC_INVALID, "ER-1017", "personIdentifier",
            T_("%s names another person than the holder of the card; a card number is never given to another person"), "personIdentifier");
    }
    return RC_OK;
}

static void add_change(struct buf *out, const char *what, const char *old, const char *now)
{
    if (strcmp(old, now) != 0) {
        buf_add_format(out, "%s%s %s > %s", out->length > 0 ? ", " : "", what, old, now);
    }
}

static void add_day(struct buf *out, const char *what, int32_t old, int32_t now)
{
    char old_text[DAY_TEXT_SIZE];
    char text[DAY_TEXT_SIZE];
    day_format(old, old_text);
    day_format(now, text);
    add_change(out, what, old_text, text);
}

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* What changes, for the log of acts: coded values before and after, personal ones only by name. */
static const char *changed_values(struct arena *arena, const struct card *old, const struct card *card)
{
    struct buf out;
    buf_init(&out, arena);
    add_change(&out, "status", card_status_code(old->status)->key, card_status_code(card->status)->key);
    add_change(&out, "type", card_type_code(old->type)->key, card_type_code(card->type)->key);
    add_day(&out, "issued", old->issued_day, card->issued_day);
    add_day(&out, "expires", old->expires_day, card->expires_day);
    if (!is_same(old->display_name, card->display_name)) {
        buf_add_text(&out, out.length > 0 ? ", displayName" : "displayName");
    }
    return buf_text(&out);
}

enum rc card_change(struct session *session, const struct card *old, struct card *card, struct err *e)
{
    const char *const detail = changed_values(session->arena, old, card);
    if (detail == NULL) {
        return err_no_memory(e);
    }
    if (batch_count(session, old, -1, e) != RC_OK || batch_count(session, card, 1, e) != RC_OK ||
        batch_touch(session, card->issuer_id, LIST_CARDS, card->seq, e) != RC_OK ||
        cards_update(session->db, card, session->now_us, e) != RC_OK || tally_card(session, old, card, e) != RC_OK) {
        return e->rc;
    }
    session->subject_id = card->person_id;
    session_touch_card(session, &card->escn);
    session_touch_list(session, card->issuer_id);
    if (session_audit(session, AUDIT_CARD_UPDATE, card->issuer_id, card->id, detail, e) != RC_OK) {
        return e->rc;
    }
    return events_tell_card(session, EVENT_CARD_UPDATED, old, card, e);
}

enum rc registry_update_card(
    struct session *session, struct str number, const struct card_input *input, struct card_detail *out, struct err *e)
{
    const struct organisation *issuer = NULL;
    *out = (struct card_detail){0};
    if (find_card(session, number, &out->card, e) != RC_OK) {
        return e->rc;
    }
    const struct card old = out->card;
    if (card_check_issuer(session, input->issuer, &issuer, e) != RC_OK ||
        check_unchanged(session, input, issuer, &old, &out->person, e) != RC_OK ||
        take_values(session, input, issuer, &out->card, e) != RC_OK || card_change(session, &old, &out->card, e) != RC_OK) {
        return e->rc;
    }
    return detail_card(session, out, e);
}

enum rc card_remove(struct session *session, struct card *card, struct err *e)
{
    const struct card before = *card;
    card->deleted_at_us = session->now_us;
    card->display_name = NULL;
    card->uid = NULL;
    if (batch_count(session, card, -1, e) != RC_OK || batch_remove(session, card->issuer_id, LIST_CARDS, card->seq, e) != RC_OK ||
        cards_update(session->db, card, session->now_us, e) != RC_OK || tally_card(session, &before, card, e) != RC_OK) {
        return e->rc;
    }
    session_touch_card(session, &card->escn);
    session_touch_list(session, card->issuer_id);
    session_touch_erased(session);
    if (session_audit(session, AUDIT_CARD_DELETE, card->issuer_id, card->id, NULL, e) != RC_OK) {
        return e->rc;
    }
    return events_tell_card(session, EVENT_CARD_DELETED, NULL, card, e);
}

enum rc registry_delete_card(struct session *session, struct str number, struct err *e)
{
    struct card card = {0};
    const struct organisation *issuer = NULL;
    if (find_card(session, number, &card, e) != RC_OK || session_organisation(session, card.issuer_id, &issuer, e) != RC_OK ||
        session_permit_write(session, issuer, PERMISSION_CARDS, e) != RC_OK) {
        return e->rc;
    }
    return card_remove(session, &card, e);
}
