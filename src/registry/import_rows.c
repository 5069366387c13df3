/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/import_rows.h"

#include "base/fold.h"
#include "registry/cards.h"
#include "registry/numbers.h"
#include "registry/persons.h"
#include "store/cards.h"
#include "store/enrolments.h"

static enum rc apply_enrolment(
    struct session *session, const struct import_row *row, struct import_plan *plan, struct import_done *done, struct err *e)
{
    if ((plan->act & IMPORT_ENROLLED) != 0) {
        if (!plan->is_known && person_add(session, row->cells[IMPORT_PERSON], &plan->person, e) != RC_OK) {
            return e->rc;
        }
        plan->enrolment.person_id = plan->person.id;
        if (enrolment_add(session, &plan->enrolment, e) != RC_OK) {
            return e->rc;
        }
        plan->enrolment.version = 1;
    } else if ((plan->act & IMPORT_ENROLMENT_CHANGED) == 0) {
        return RC_OK;
    } else if (enrolment_change(session, &plan->old_enrolment, &plan->enrolment, e) != RC_OK) {
        return e->rc;
    } else {
        done->person_id = plan->person.id;
        done->enrolment = plan->old_enrolment;
    }
    done->enrolment_id = plan->enrolment.id;
    done->enrolment_version = plan->enrolment.version;
    return RC_OK;
}

static enum rc issue_card(struct session *session, const struct import_row *row, struct import_plan *plan, struct err *e)
{
    plan->card.person_id = plan->person.id;
    if ((plan->act & IMPORT_CARD_REISSUED) != 0) {
        return card_add_again(session, &plan->old_card, &plan->card, e);
    }
    if (!import_row_has(row, IMPORT_CARD_NUMBER) &&
        registry_make_numbers(session, NUMBERS_PREFIX, plan->issuer->identifier, &plan->card.escn, 1, e) != RC_OK) {
        return e->rc;
    }
    return card_add(session, &plan->card, e);
}

static enum rc write_card(struct session *session, const struct import_row *row, struct import_plan *plan, struct err *e)
{
    if ((plan->act & IMPORT_CARD_CHANGED) != 0) {
        return card_change(session, &plan->old_card, &plan->card, e);
    }
    return (plan->act & IMPORT_CARD_DELETED) != 0 ? card_remove(session, &plan->card, e) : issue_card(session, row, plan, e);
}

static enum rc apply_card(
    struct session *session, const struct import_row *row, struct import_plan *plan, struct import_done *done, struct err *e)
{
    if ((plan->act & ~(unsigned)(IMPORT_ENROLLED | IMPORT_ENROLMENT_CHANGED)) == 0) {
        return RC_OK;
    }
    if (write_card(session, row, plan, e) != RC_OK) {
        return e->rc;
    }
    if ((plan->act & (IMPORT_CARD_CHANGED | IMPORT_CARD_DELETED)) != 0) {
        done->person_id = plan->person.id;
        done->card = plan->old_card;
    }
    done->card_id = plan->card.id;
    done->card_version = plan->card.version;
    return RC_OK;
}

enum rc import_plan_apply(
    struct session *session, const struct import_row *row, struct import_plan *plan, struct import_done *done, struct err *e)
{
    *done = (struct import_done){.row = row->number, .act = plan->act};
    return apply_enrolment(session, row, plan, done, e) == RC_OK ? apply_card(session, row, plan, done, e) : e->rc;
}

/* The person's enrolment at the card's issuer; its id stays 0 when there is none any more. */
static enum rc enrolment_of(struct session *session, const struct card *card, struct enrolment *out, struct err *e)
{
    struct enrolments all = {0};
    *out = (struct enrolment){0};
    if (card->person_id == 0) {
        return RC_OK;
    }
    if (enrolments_list_by_person(session->db, session->arena, card->person_id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].organisation_id == card->issuer_id) {
            *out = all.items[i];
        }
    }
    return RC_OK;
}

/* The card with the values that it had. */
static struct card restored(const struct card *card, const struct card *former)
{
    struct card out = *card;
    out.type = former->type;
    out.status = former->status;
    out.display_name = former->display_name;
    out.issued_day = former->issued_day;
    out.expires_day = former->expires_day;
    out.processor_id = former->processor_id;
    out.uid = former->uid;
    out.deleted_at_us = 0;
    return out;
}

/* The version that the card had before goes back in as well, so that an earlier row of the same import finds the card as it left it. */
static enum rc restore_card(struct session *session, const struct import_done *done, struct card *card, struct err *e)
{
    struct card former = restored(card, &done->card);
    const bool was_deleted = (done->act & IMPORT_CARD_DELETED) != 0;
    const enum rc rc = was_deleted ? card_add_again(session, card, &former, e) : card_change(session, card, &former, e);
    return rc == RC_OK ? cards_set_version(session->db, card->id, done->card_version - 1, e) : rc;
}

static enum rc undo_card(struct session *session, const struct import_done *done, bool *left, struct err *e)
{
    struct card card = {0};
    struct enrolment enrolment;
    bool found = false;
    if (done->card_id == 0) {
        return RC_OK;
    }
    if (cards_get(session->db, session->arena, done->card_id, &card, &found, e) != RC_OK ||
        enrolment_of(session, &card, &enrolment, e) != RC_OK) {
        return e->rc;
    }
    if (!found || card.version != done->card_version || enrolment.id == 0) {
        *left = true;
        return RC_OK;
    }
    if ((done->act & (IMPORT_CARD_CHANGED | IMPORT_CARD_DELETED)) != 0) {
        *left = *left || done->person_id == 0;
        return done->person_id == 0 ? RC_OK : restore_card(session, done, &card, e);
    }
    if (card_remove(session, &card, e) != RC_OK) {
        return e->rc;
    }
    return (done->act & IMPORT_CARD_ISSUED) != 0 ? RC_OK : cards_set_version(session->db, card.id, done->card_version - 1, e);
}

static bool has_cards(const struct cards *cards, int64_t issuer_id)
{
    for (size_t i = 0; i < cards->count; i++) {
        if (cards->items[i].issuer_id == issuer_id) {
            return true;
        }
    }
    return false;
}

static enum rc undo_enrolling(struct session *session, const struct enrolment *enrolment, bool *left, struct err *e)
{
    struct cards cards = {0};
    if (cards_list_by_person(session->db, session->arena, enrolment->person_id, &cards, e) != RC_OK) {
        return e->rc;
    }
    if (has_cards(&cards, enrolment->organisation_id)) {
        *left = true;
        return RC_OK;
    }
    if (enrolment_end(session, enrolment, e) != RC_OK) {
        return e->rc;
    }
    return person_erase_if_alone(session, enrolment->person_id, e);
}

static enum rc restore_enrolment(struct session *session, const struct import_done *done, const struct enrolment *now, struct err *e)
{
    struct enrolment former = *now;
    former.full_name = done->enrolment.full_name;
    former.name_key = fold_text(session->arena, str_of(former.full_name));
    former.email = done->enrolment.email;
    former.academic_level = done->enrolment.academic_level;
    if (former.name_key == NULL) {
        return err_no_memory(e);
    }
    if (enrolment_change(session, now, &former, e) != RC_OK) {
        return e->rc;
    }
    return enrolments_set_version(session->db, now->id, done->enrolment_version - 1, e);
}

static enum rc undo_enrolment(struct session *session, const struct import_done *done, bool *left, struct err *e)
{
    struct enrolment enrolment = {0};
    bool found = false;
    if (done->enrolment_id == 0) {
        return RC_OK;
    }
    if (enrolments_get(session->db, session->arena, done->enrolment_id, &enrolment, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || enrolment.version != done->enrolment_version) {
        *left = true;
        return RC_OK;
    }
    if ((done->act & IMPORT_ENROLLED) != 0) {
        return undo_enrolling(session, &enrolment, left, e);
    }
    *left = *left || done->person_id == 0;
    return done->person_id == 0 ? RC_OK : restore_enrolment(session, done, &enrolment, e);
}

enum rc import_done_undo(struct session *session, const struct import_done *done, bool *left, struct err *e)
{
    *left = false;
    return undo_card(session, done, left, e) == RC_OK ? undo_enrolment(session, done, left, e) : e->rc;
}
