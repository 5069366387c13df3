/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rights.h"

#include "registry/persons.h"
#include "registry/reads.h"
#include "store/cards.h"
#include "store/contacts.h"
#include "store/enrolments.h"
#include "store/persons.h"
#include "store/pictures.h"

#include <string.h>

#define ACTS_MAX 1000U

/* How the student was recognised, as the log of acts says it. */
#define BY_LINK "by link"
#define BY_PORTAL "by portal"
#define FOR_THE_STUDENT "for the student"

static enum rc nothing_stored(struct err *e)
{
    return err_set(e, RC_NOT_FOUND, "ER-2421", "", "nothing is stored of you there any more");
}

/* The enrolments that the cardholder has come for. */
static enum rc find_enrolments(struct session *session, const struct cardholder *cardholder, struct enrolments *out, struct err *e)
{
    struct enrolments all = {0};
    if (enrolments_list_by_person(session->db, session->arena, cardholder->person_id, &all, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct enrolments){.items = all.items};
    for (size_t i = 0; i < all.count; i++) {
        if (cardholder->organisation_id == 0 || all.items[i].organisation_id == cardholder->organisation_id) {
            out->items[out->count++] = all.items[i];
        }
    }
    return out->count > 0 ? RC_OK : nothing_stored(e);
}

static enum rc see_part(struct session *session, const struct enrolment *enrolment, bool is_whole, struct stored_part *out, struct err *e)
{
    *out = (struct stored_part){.enrolment = *enrolment};
    if (session_organisation(session, enrolment->organisation_id, &out->organisation, e) != RC_OK ||
        enrolments_instants(session->db, enrolment->id, &out->created_at_us, &out->updated_at_us, e) != RC_OK ||
        consent_history(session, enrolment, &out->consents, e) != RC_OK ||
        cards_list_all_by_person(session->db, session->arena, enrolment->person_id, enrolment->organisation_id, &out->cards, e) != RC_OK) {
        return e->rc;
    }
    if (!is_whole) {
        return RC_OK;
    }
    bool found = false;
    if (enrolment->has_picture && pictures_get(session->db, session->arena, enrolment->id, &out->picture, &found, e) != RC_OK) {
        return e->rc;
    }
    return audits_list_of_person(
        session->db, session->arena, enrolment->organisation_id, enrolment->person_id, out->created_at_us, ACTS_MAX, &out->acts, e);
}

static enum rc see(struct session *session, const struct cardholder *cardholder, bool is_whole, struct stored *out, struct err *e)
{
    struct enrolments enrolments = {0};
    bool found = false;
    *out = (struct stored){0};
    if (persons_get(session->db, session->arena, cardholder->person_id, &out->person, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return nothing_stored(e);
    }
    if (find_enrolments(session, cardholder, &enrolments, e) != RC_OK ||
        aliases_list_by_person(session->db, session->arena, cardholder->person_id, &out->aliases, e) != RC_OK) {
        return e->rc;
    }
    out->parts = arena_alloc_array(session->arena, enrolments.count, sizeof *out->parts);
    if (out->parts == NULL) {
        return err_no_memory(e);
    }
    while (out->count < enrolments.count) {
        if (see_part(session, &enrolments.items[out->count], is_whole, &out->parts[out->count], e) != RC_OK) {
            return e->rc;
        }
        out->count++;
    }
    return RC_OK;
}

enum rc registry_student_see(struct session *session, const struct cardholder *cardholder, struct stored *out, struct err *e)
{
    return see(session, cardholder, true, out, e);
}

enum rc registry_student_look(struct session *session, const struct cardholder *cardholder, struct stored *out, struct err *e)
{
    return see(session, cardholder, false, out, e);
}

enum rc registry_student_picture(struct session *session, const struct cardholder *cardholder, struct str *out, struct err *e)
{
    struct enrolments enrolments = {0};
    bool found = false;
    if (find_enrolments(session, cardholder, &enrolments, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < enrolments.count && !found; i++) {
        if (pictures_get(session->db, session->arena, enrolments.items[i].id, out, &found, e) != RC_OK) {
            return e->rc;
        }
    }
    return found ? RC_OK : err_set(e, RC_NOT_FOUND, "ER-1405", "", "there is no picture of you");
}

enum rc registry_student_contact(
    struct session *session, const struct organisation *organisation, struct contact *out, bool *found, struct err *e)
{
    struct contacts contacts = {0};
    *found = false;
    if (contacts_list(session->db, session->arena, organisation->id, &contacts, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < contacts.count && !*found; i++) {
        *found = contacts.items[i].role == CONTACT_DATA_PROTECTION;
        *out = contacts.items[i];
    }
    return RC_OK;
}

static bool says(const struct audit *act, const char *detail)
{
    return act->detail != NULL && strcmp(act->detail, detail) == 0;
}

/* A change of a student's own stands in the log behind what says so. */
static const struct audit *cause_of(const struct audits *acts, size_t at)
{
    const struct audit *const act = &acts->items[at];
    const struct audit *const before = at + 1 < acts->count ? &acts->items[at + 1] : act;
    const bool follows = act->action == AUDIT_PERSON_UPDATE && before->action == AUDIT_STUDENT_CORRECT && before->at_us == act->at_us;
    return follows ? before : act;
}

struct act_by stored_act_by(const struct session *session, const struct stored_part *part, size_t at)
{
    const struct audit *const act = cause_of(&part->acts, at);
    const struct organisation *const actor = act->actor_id != 0 ? directory_get(&session->directory, act->actor_id)
        : act->account_id != 0                                  ? part->organisation
                                                                : NULL;
    if (actor != NULL) {
        return (struct act_by){.who = ACTOR_ORGANISATION, .organisation = actor};
    }
    if (says(act, BY_LINK) || says(act, BY_PORTAL)) {
        return (struct act_by){.who = ACTOR_STUDENT};
    }
    return (struct act_by){.who = says(act, FOR_THE_STUDENT) ? ACTOR_FOR_STUDENT : ACTOR_OPERATOR};
}

static const char *recognised(const struct cardholder *cardholder)
{
    return cardholder->link_id == 0 ? FOR_THE_STUDENT : cardholder->how == CONSENT_BY_PORTAL ? BY_PORTAL : BY_LINK;
}

/* One act at each of these organisations. */
static enum rc note(struct session *session, const struct cardholder *cardholder, const struct enrolments *enrolments,
    enum audit_action action, struct err *e)
{
    for (size_t i = 0; i < enrolments->count; i++) {
        if (session_audit(session, action, enrolments->items[i].organisation_id, cardholder->person_id, recognised(cardholder), e) !=
            RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_student_note_seen(struct session *session, const struct cardholder *cardholder, struct err *e)
{
    struct enrolments enrolments = {0};
    if (find_enrolments(session, cardholder, &enrolments, e) != RC_OK) {
        return e->rc;
    }
    return note(session, cardholder, &enrolments, AUDIT_STUDENT_SEE, e);
}

static enum rc read_email(struct session *session, struct str text, const char **out, struct err *e)
{
    const struct str email = str_trim(text);
    *out = NULL;
    if (email.length == 0) {
        return RC_OK;
    }
    if (email_check_mailable(email, e) != RC_OK) {
        return e->rc;
    }
    *out = arena_text(session->arena, email.data, email.length);
    return *out == NULL ? err_no_memory(e) : RC_OK;
}

enum rc registry_student_correct_email(struct session *session, const struct cardholder *cardholder, struct str email, struct err *e)
{
    struct enrolments enrolments = {0};
    const char *text = NULL;
    if (read_email(session, email, &text, e) != RC_OK || find_enrolments(session, cardholder, &enrolments, e) != RC_OK ||
        note(session, cardholder, &enrolments, AUDIT_STUDENT_CORRECT, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < enrolments.count; i++) {
        struct enrolment changed = enrolments.items[i];
        changed.email = text;
        if (enrolment_change(session, &enrolments.items[i], &changed, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_student_agree(
    struct session *session, const struct cardholder *cardholder, int64_t version, const char *language, struct err *e)
{
    struct enrolments enrolments = {0};
    char tag[LANGUAGE_SIZE];
    if (language != NULL && language_parse(str_trim(str_of(language)), tag, e) != RC_OK) {
        return e->rc;
    }
    if (find_enrolments(session, cardholder, &enrolments, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < enrolments.count; i++) {
        struct consent consent = {.version = version, .language = language == NULL ? NULL : tag, .how = cardholder->how};
        if (consent_give(session, &enrolments.items[i], &consent, recognised(cardholder), e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* RC_DENIED when the organisation needs no consent that could be withdrawn. */
static enum rc check_basis(struct session *session, const struct enrolment *enrolment, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (session_organisation(session, enrolment->organisation_id, &organisation, e) != RC_OK) {
        return e->rc;
    }
    if (organisation->legal_basis == LEGAL_BASIS_CONSENT) {
        return RC_OK;
    }
    return err_set(e, RC_DENIED, "ER-2420", "",
        T_("organisation %s (%s) registers its students as its public task, not by their consent: turn to its data protection officer to "
           "object"),
        organisation->identifier, organisation->name);
}

/* Cards of the issuer that were deleted before are cut off too: nothing is left that leads from a number to the student. */
static enum rc erase(struct session *session, const struct enrolment *enrolment, struct err *e)
{
    if (enrolment_end(session, enrolment, e) != RC_OK) {
        return e->rc;
    }
    return cards_forget_holder(session->db, enrolment->person_id, enrolment->organisation_id, e);
}

enum rc registry_student_withdraw(struct session *session, const struct cardholder *cardholder, size_t *ended, struct err *e)
{
    struct enrolments enrolments = {0};
    if (find_enrolments(session, cardholder, &enrolments, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < enrolments.count; i++) {
        if (check_basis(session, &enrolments.items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    if (note(session, cardholder, &enrolments, AUDIT_STUDENT_WITHDRAW, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < enrolments.count; i++) {
        if (erase(session, &enrolments.items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    if (ended != NULL) {
        *ended = enrolments.count;
    }
    return person_erase_if_alone(session, cardholder->person_id, e);
}

enum rc registry_record_reads(struct session *session, const struct read_note *notes, size_t count, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        const struct audit audit = {
            .at_us = notes[i].at_us,
            .organisation_id = notes[i].organisation_id,
            .actor_id = notes[i].actor_id,
            .token_id = notes[i].token_id,
            .action = notes[i].action,
            .object_id = notes[i].object_id,
        };
        if (audits_insert(session->db, &audit, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}
