/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/persons.h"

#include "registry/answers.h"

#include "base/fold.h"
#include "esc/esi.h"
#include "registry/batch.h"
#include "registry/cards.h"
#include "registry/events.h"
#include "registry/identifiers.h"
#include "store/aliases.h"
#include "store/cards.h"
#include "store/consents.h"
#include "store/enrolments.h"
#include "store/imports.h"
#include "store/links.h"
#include "store/lists.h"
#include "store/outbox.h"
#include "store/persons.h"
#include "store/pictures.h"

#include <string.h>

enum rc person_find(struct session *session, struct str esi, struct person *out, bool *found, struct err *e)
{
    struct esi parts;
    char key[ESI_TEXT_SIZE];
    if (esi_parse(esi.data, esi.length, &parts, e) != RC_OK) {
        return e->rc;
    }
    esi_fold(esi.data, esi.length, key);
    return persons_find_by_esi(session->db, session->arena, key, out, found, e);
}

static enum rc unknown_person(struct str esi, struct err *e)
{
    const int shown = str_shown(esi, 255);
    return err_set(e, RC_NOT_FOUND, "ER-0003", "identifier", T_("there is no person with the identifier %.*s"), shown, esi.data);
}

enum rc registry_get_person(struct session *session, struct str esi, struct person_detail *out, struct err *e)
{
    bool found = false;
    *out = (struct person_detail){0};
    if (person_find(session, esi, &out->person, &found, e) != RC_OK) {
        /* What can't be an identifier names nobody. */
        return e->rc == RC_INVALID ? unknown_person(esi, e) : e->rc;
    }
    if (!found) {
        return unknown_person(esi, e);
    }
    if (detail_enrolments(session, out, e) != RC_OK) {
        return e->rc;
    }
    if (out->count == 0) {
        return err_set(e, RC_DENIED, "SE-0000", "", T_("access denied: the person is registered by other organisations, not by yours"));
    }
    for (size_t i = 0; i < out->count; i++) {
        session_note_read(session, AUDIT_PERSON_READ, out->enrolments[i].organisation->id, out->person.id);
    }
    return RC_OK;
}

/* An enrolment as asked for, checked. */
struct wanted {
    const struct organisation *organisation;
    const char *full_name;
    const char *name_key;
    const char *email;
    enum academic_level level;
};

static struct str trimmed(const char *text)
{
    return str_trim(str_of(text));
}

static enum rc check_name(struct session *session, struct str name, struct wanted *out, struct err *e)
{
    out->full_name = arena_text(session->arena, name.data, name.length);
    out->name_key = fold_text(session->arena, name);
    return out->full_name != NULL && out->name_key != NULL ? RC_OK : err_no_memory(e);
}

static enum rc check_enrolment(
    struct session *session, const struct enrolment_input *input, const char *fallback_name, struct wanted *out, struct err *e)
{
    const struct str identifier = trimmed(input->organisation);
    const struct str name = trimmed(input->full_name);
    const struct str email = trimmed(input->email);
    const struct str level = trimmed(input->academic_level);
    *out = (struct wanted){.organisation = directory_find(&session->directory, identifier)};
    if (out->organisation == NULL) {
        return err_set(e, RC_INVALID, "ER-0004", "organisationIdentifier", T_("there is no organisation %.*s in this router"),
            str_shown(identifier, 60), identifier.data);
    }
    if (!organisation_is_issuer(out->organisation)) {
        return err_set(e, RC_INVALID, "ER-0004", "organisationIdentifier",
            T_("organisation %s is a processor: persons are enrolled at institutions and public authorities"),
            out->organisation->identifier);
    }
    if (session_permit_write(session, out->organisation, PERMISSION_PERSONS, e) != RC_OK) {
        return e->rc;
    }
    if (level.length > 0 && academic_level_parse(level, &out->level, e) != RC_OK) {
        return e->rc;
    }
    if (email.length > 0) {
        if (email_check(email, e) != RC_OK) {
            return e->rc;
        }
        out->email = arena_text(session->arena, email.data, email.length);
        if (out->email == NULL) {
            return err_no_memory(e);
        }
    }
    return check_name(session, name.length > 0 ? name : trimmed(fallback_name), out, e);
}

static enum rc check_input(struct session *session, const struct person_input *input, struct wanted **out, struct err *e)
{
    const struct str code = trimmed(input->identifier_code);
    if (code.length > 0 && !str_equal_fold(code, str_of(person_identifier_code()->key))) {
        return err_set(e, RC_INVALID, "ER-1012", "identifierCode", "identifierCode is \"%.*s\"; the only one there is is ESI",
            str_shown(code, 40), code.data);
    }
    struct wanted *const wanted = arena_alloc_array(session->arena, input->count, sizeof *wanted);
    if (wanted == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < input->count; i++) {
        if (check_enrolment(session, input->enrolments[i], input->full_name, &wanted[i], e) != RC_OK) {
            return e->rc;
        }
        for (size_t j = 0; j < i; j++) {
            if (wanted[j].organisation == wanted[i].organisation) {
                return err_set(e, RC_INVALID, "ER-1015", "personOrganisationUpdateViews",
                    "organisation %s stands twice in personOrganisationUpdateViews; one entry for each organisation was expected",
                    wanted[i].organisation->identifier);
            }
        }
    }
    *out = wanted;
    return RC_OK;
}

enum rc enrolment_add(struct session *session, struct enrolment *enrolment, struct err *e)
{
    if (batch_append(session, enrolment->organisation_id, LIST_ENROLMENTS, &enrolment->seq, e) != RC_OK ||
        enrolments_insert(session->db, enrolment, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    session->subject_id = enrolment->person_id;
    session_touch_list(session, enrolment->organisation_id);
    return session_audit(session, AUDIT_PERSON_ENROL, enrolment->organisation_id, enrolment->person_id, NULL, e);
}

static enum rc add_wanted(struct session *session, int64_t person_id, const struct wanted *wanted, struct err *e)
{
    struct enrolment enrolment = {
        .person_id = person_id,
        .organisation_id = wanted->organisation->id,
        .full_name = wanted->full_name,
        .name_key = wanted->name_key,
        .email = wanted->email,
        .academic_level = wanted->level,
    };
    return enrolment_add(session, &enrolment, e);
}

static const struct enrolment *find_enrolment(const struct enrolments *all, int64_t organisation_id)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].organisation_id == organisation_id) {
            return &all->items[i];
        }
    }
    return NULL;
}

enum rc person_add(struct session *session, struct str esi, struct person *out, struct err *e)
{
    char key[ESI_TEXT_SIZE];
    esi_fold(esi.data, esi.length, key);
    out->esi = arena_text(session->arena, esi.data, esi.length);
    out->esi_key = arena_copy(session->arena, key);
    if (out->esi == NULL || out->esi_key == NULL) {
        return err_no_memory(e);
    }
    return persons_insert(session->db, out, session->now_us, e);
}

static enum rc refuse_enrolled(const struct enrolments *all, const struct wanted *wanted, size_t count, const char *esi, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        if (find_enrolment(all, wanted[i].organisation->id) != NULL) {
            return err_set(e, RC_CONFLICT, "ER-0019", "identifier",
                "the person %s is registered for organisation %s already; change it with PUT", esi, wanted[i].organisation->identifier);
        }
    }
    return RC_OK;
}

enum rc registry_enrol_person(struct session *session, const struct person_input *input, struct person_detail *out, struct err *e)
{
    const struct str esi = trimmed(input->identifier);
    struct wanted *wanted = NULL;
    struct enrolments all = {0};
    bool found = false;
    *out = (struct person_detail){0};
    if (person_find(session, esi, &out->person, &found, e) != RC_OK || check_input(session, input, &wanted, e) != RC_OK) {
        return e->rc;
    }
    if (found && enrolments_list_by_person(session->db, session->arena, out->person.id, &all, e) != RC_OK) {
        return e->rc;
    }
    if (refuse_enrolled(&all, wanted, input->count, out->person.esi, e) != RC_OK ||
        (found && identifier_check_present(&out->person, esi, e) != RC_OK)) {
        return e->rc;
    }
    if (!found && person_add(session, esi, &out->person, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < input->count; i++) {
        if (add_wanted(session, out->person.id, &wanted[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return detail_enrolments(session, out, e);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The names of the members that change, for the log of acts; never their values. */
static const char *changed_members(struct arena *arena, const struct enrolment *old, const struct enrolment *enrolment)
{
    const char *const name = same_text(old->full_name, enrolment->full_name) ? "" : " fullName";
    const char *const email = same_text(old->email, enrolment->email) ? "" : " email";
    const char *const level = old->academic_level == enrolment->academic_level ? "" : " academicLevel";
    return arena_format(arena, "changed:%s%s%s", name, email, level);
}

enum rc enrolment_change(struct session *session, const struct enrolment *old, struct enrolment *enrolment, struct err *e)
{
    const char *const detail = changed_members(session->arena, old, enrolment);
    if (detail == NULL) {
        return err_no_memory(e);
    }
    if (batch_touch(session, enrolment->organisation_id, LIST_ENROLMENTS, enrolment->seq, e) != RC_OK ||
        enrolments_update(session->db, enrolment, session->now_us, e) != RC_OK || tally_level(session, old, enrolment, e) != RC_OK) {
        return e->rc;
    }
    session->subject_id = enrolment->person_id;
    session_touch_list(session, enrolment->organisation_id);
    session_touch_erased(session);
    return session_audit(session, AUDIT_PERSON_UPDATE, enrolment->organisation_id, enrolment->person_id, detail, e);
}

static enum rc replace_enrolment(struct session *session, const struct enrolment *old, const struct wanted *wanted, struct err *e)
{
    struct enrolment enrolment = *old;
    enrolment.full_name = wanted->full_name;
    enrolment.name_key = wanted->name_key;
    enrolment.email = wanted->email;
    enrolment.academic_level = wanted->level;
    return enrolment_change(session, old, &enrolment, e);
}

/* The body names the person of the path, if by an identifier that was replaced. */
static enum rc check_same_person(struct session *session, struct str given, struct str esi, const struct person *person, struct err *e)
{
    struct person named = {0};
    bool found = false;
    if (esi_equal(given.data, given.length, esi.data, esi.length)) {
        return RC_OK;
    }
    if (person_find(session, given, &named, &found, e) != RC_OK && e->rc != RC_INVALID) {
        return e->rc;
    }
    if (found && named.id == person->id) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1016", "identifier",
        "the identifier in the body differs from the one in the path; PUT can't change an identifier, both must name the same person");
}

enum rc registry_update_person(
    struct session *session, struct str esi, const struct person_input *input, struct person_detail *out, struct err *e)
{
    const struct str given = trimmed(input->identifier);
    struct wanted *wanted = NULL;
    struct enrolments all = {0};
    if (registry_get_person(session, esi, out, e) != RC_OK) {
        return e->rc;
    }
    if (check_same_person(session, given, esi, &out->person, e) != RC_OK || check_input(session, input, &wanted, e) != RC_OK ||
        enrolments_list_by_person(session->db, session->arena, out->person.id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < input->count; i++) {
        const struct enrolment *const old = find_enrolment(&all, wanted[i].organisation->id);
        const enum rc rc =
            old == NULL ? add_wanted(session, out->person.id, &wanted[i], e) : replace_enrolment(session, old, &wanted[i], e);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return detail_enrolments(session, out, e);
}

/* Deletes the person's cards of one issuer. */
static enum rc delete_cards(struct session *session, int64_t person_id, int64_t issuer_id, struct err *e)
{
    struct cards cards = {0};
    if (cards_list_by_person(session->db, session->arena, person_id, &cards, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < cards.count; i++) {
        if (cards.items[i].issuer_id == issuer_id && card_remove(session, &cards.items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* What imports and answers hold of the person at one organisation, or at all of them: 0. */
static enum rc forget_kept(struct session *session, int64_t person_id, int64_t organisation_id, struct err *e)
{
    return imports_forget_person(session->db, person_id, organisation_id, e) == RC_OK
        ? answers_forget_person(session, person_id, organisation_id, e)
        : e->rc;
}

enum rc enrolment_end(struct session *session, const struct enrolment *enrolment, struct err *e)
{
    if (delete_cards(session, enrolment->person_id, enrolment->organisation_id, e) != RC_OK ||
        forget_kept(session, enrolment->person_id, enrolment->organisation_id, e) != RC_OK ||
        wishes_delete(session->db, enrolment->person_id, enrolment->organisation_id, e) != RC_OK ||
        outbox_forget_mails(session->db, enrolment->person_id, e) != RC_OK ||
        consents_delete_of_enrolment(session->db, enrolment->id, e) != RC_OK || pictures_delete(session->db, enrolment->id, e) != RC_OK ||
        enrolments_delete(session->db, enrolment, e) != RC_OK ||
        batch_remove(session, enrolment->organisation_id, LIST_ENROLMENTS, enrolment->seq, e) != RC_OK) {
        return e->rc;
    }
    session_touch_list(session, enrolment->organisation_id);
    session_touch_erased(session);
    if (session_audit(session, AUDIT_PERSON_LEAVE, enrolment->organisation_id, enrolment->person_id, NULL, e) != RC_OK) {
        return e->rc;
    }
    return events_tell_person_deleted(session, enrolment->organisation_id, enrolment->person_id, e);
}

enum rc person_erase_if_alone(struct session *session, int64_t person_id, struct err *e)
{
    struct enrolments left = {0};
    if (enrolments_list_by_person(session->db, session->arena, person_id, &left, e) != RC_OK) {
        return e->rc;
    }
    if (left.count > 0) {
        return RC_OK;
    }
    if (forget_kept(session, person_id, 0, e) != RC_OK || cards_forget_person(session->db, person_id, e) != RC_OK ||
        links_delete_of_person(session->db, person_id, e) != RC_OK || aliases_delete_by_person(session->db, person_id, e) != RC_OK ||
        persons_delete(session->db, person_id, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_PERSON_ERASE, 0, person_id, NULL, e);
}

enum rc registry_delete_person(struct session *session, struct str esi, struct err *e)
{
    struct person_detail detail = {0};
    if (registry_get_person(session, esi, &detail, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < detail.count; i++) {
        if (session_permit_write(session, detail.enrolments[i].organisation, PERMISSION_PERSONS, e) != RC_OK) {
            return e->rc;
        }
    }
    for (size_t i = 0; i < detail.count; i++) {
        if (enrolment_end(session, &detail.enrolments[i].enrolment, e) != RC_OK) {
            return e->rc;
        }
    }
    return person_erase_if_alone(session, detail.person.id, e);
}
