/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/students.h"

#include "base/day.h"
#include "registry/cards.h"
#include "registry/listing.h"
#include "registry/persons.h"
#include "store/cards.h"
#include "store/enrolments.h"

#include <inttypes.h>

/* A person with all cards, of whom a student is made for one institution. */
struct holder {
    struct person_detail person;
    struct cards cards;
};

static enum rc read_cards(struct session *session, struct holder *holder, struct err *e)
{
    return cards_list_by_person(session->db, session->arena, holder->person.person.id, &holder->cards, e);
}

static enum rc read_holder(struct session *session, struct str esi, struct holder *out, struct err *e)
{
    return registry_get_person(session, esi, &out->person, e) == RC_OK ? read_cards(session, out, e) : e->rc;
}

static enum rc make_student(
    struct session *session, const struct holder *holder, const struct enrolment_detail *at, struct student *out, struct err *e)
{
    const struct cards *const all = &holder->cards;
    struct card *const cards = arena_alloc_array(session->arena, all->count, sizeof *cards);
    if (cards == NULL) {
        return err_no_memory(e);
    }
    *out = (struct student){
        .person = holder->person.person,
        .enrolment = at->enrolment,
        .institution = at->organisation,
        .cards = cards,
        .expires_day = DAY_NONE,
    };
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].issuer_id == at->organisation->id) {
            cards[out->card_count++] = all->items[i];
            out->expires_day = all->items[i].expires_day > out->expires_day ? all->items[i].expires_day : out->expires_day;
        }
    }
    if (out->card_count == 0) {
        out->expires_day = at->enrolment.expires_day;
    }
    return RC_OK;
}

enum rc registry_get_student(struct session *session, struct str esi, struct student *out, struct err *e)
{
    struct holder holder;
    if (read_holder(session, esi, &holder, e) != RC_OK) {
        return e->rc;
    }
    return make_student(session, &holder, &holder.person.enrolments[0], out, e);
}

static enum rc check_level(int64_t level, const char **key, struct err *e)
{
    *key = NULL;
    if (level == 0) {
        return RC_OK;
    }
    if (!academic_level_is_known(level)) {
        return err_set(e, RC_INVALID, "ER-1012", "academicLevel", "academicLevel is %" PRId64 "; 6, 7 or 8 was expected", level);
    }
    *key = academic_level_code((enum academic_level)level)->key;
    return RC_OK;
}

/* Remembers the day for the cards that are still to come. */
static enum rc keep_expiry(struct session *session, const struct enrolment *enrolment, int32_t expires_day, struct err *e)
{
    struct enrolment changed = *enrolment;
    if (enrolment->expires_day == expires_day) {
        return RC_OK;
    }
    changed.expires_day = expires_day;
    if (enrolments_set_expiry(session->db, &changed, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_PERSON_UPDATE, changed.organisation_id, changed.person_id, "changed: expiryDate", e);
}

/* The student as it now is, at the institution that the input named. */
static enum rc read_student(struct session *session, const struct student_input *input, struct student *out, struct err *e)
{
    struct holder holder;
    const struct organisation *const institution = directory_find(&session->directory, str_trim(str_of(input->institution)));
    if (read_holder(session, str_trim(str_of(input->identifier)), &holder, e) != RC_OK) {
        return e->rc;
    }
    return make_student(session, &holder, detail_find_enrolment(&holder.person, institution->id), out, e);
}

/* The one enrolment of a person as the registry takes it. */
struct request {
    struct enrolment_input enrolment;
    const struct enrolment_input *pointer;
    struct person_input input;
};

static enum rc make_request(const struct student_input *input, struct request *out, struct err *e)
{
    *out = (struct request){.enrolment = {.organisation = input->institution, .full_name = input->name, .email = input->email}};
    out->pointer = &out->enrolment;
    out->input = (struct person_input){.identifier = input->identifier, .enrolments = &out->pointer, .count = 1};
    return check_level(input->academic_level, &out->enrolment.academic_level, e);
}

enum rc registry_add_student(struct session *session, const struct student_input *input, struct student *out, struct err *e)
{
    struct request request;
    struct person_detail person;
    if (make_request(input, &request, e) != RC_OK || registry_enrol_person(session, &request.input, &person, e) != RC_OK ||
        read_student(session, input, out, e) != RC_OK || keep_expiry(session, &out->enrolment, input->expires_day, e) != RC_OK) {
        return e->rc;
    }
    return read_student(session, input, out, e);
}

static enum rc check_expiry(const struct card *card, int32_t expires_day, struct err *e)
{
    char issued[DAY_TEXT_SIZE];
    char expires[DAY_TEXT_SIZE];
    char number[ESCN_TEXT_SIZE];
    if (card->issued_day <= expires_day) {
        return RC_OK;
    }
    day_format(card->issued_day, issued);
    day_format(expires_day, expires);
    escn_format(&card->escn, number);
    return err_set(e, RC_INVALID, "ER-1014", "expiryDate", "expiryDate is %s, before %s, when the student's card %s was issued", expires,
        issued, number);
}

static enum rc move_cards(struct session *session, const struct student *student, int32_t expires_day, struct err *e)
{
    for (size_t i = 0; i < student->card_count; i++) {
        const struct card *const old = &student->cards[i];
        struct card card = *old;
        card.expires_day = expires_day;
        if (old->expires_day == expires_day) {
            continue;
        }
        if (check_expiry(old, expires_day, e) != RC_OK || card_change(session, old, &card, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static bool is_blank(const char *text)
{
    return text == NULL || str_trim(str_of(text)).length == 0;
}

/* What an old client doesn't know of, it must not wipe out. */
static void keep_unsaid(struct request *request, const struct enrolment *old)
{
    if (is_blank(request->enrolment.full_name)) {
        request->enrolment.full_name = old->full_name;
    }
    if (request->enrolment.academic_level == NULL && old->academic_level != LEVEL_NONE) {
        request->enrolment.academic_level = academic_level_code(old->academic_level)->key;
    }
}

/* Someone whom a processor knows through another of its issuers is no student of the institution named. */
static enum rc find_at_institution(
    struct session *session, const struct holder *holder, const char *identifier, const struct enrolment_detail **out, struct err *e)
{
    const struct organisation *const institution = directory_find(&session->directory, str_trim(str_of(identifier)));
    *out = institution == NULL ? NULL : detail_find_enrolment(&holder->person, institution->id);
    if (*out != NULL || institution == NULL || !session_may_see(session, institution->id)) {
        return RC_OK; /* the rest is refused as it is for everybody */
    }
    return err_set(e, RC_NOT_FOUND, "ER-0003", "picInstitutionCode", "the student is not registered at the institution %s; POST does that",
        institution->identifier);
}

enum rc registry_update_student(
    struct session *session, struct str esi, const struct student_input *input, struct student *out, struct err *e)
{
    struct holder holder;
    struct request request;
    struct person_detail person;
    const struct enrolment_detail *at = NULL;
    if (read_holder(session, esi, &holder, e) != RC_OK || make_request(input, &request, e) != RC_OK ||
        find_at_institution(session, &holder, input->institution, &at, e) != RC_OK) {
        return e->rc;
    }
    if (at != NULL) {
        keep_unsaid(&request, &at->enrolment);
    }
    if (registry_update_person(session, esi, &request.input, &person, e) != RC_OK || read_student(session, input, out, e) != RC_OK ||
        move_cards(session, out, input->expires_day, e) != RC_OK || keep_expiry(session, &out->enrolment, input->expires_day, e) != RC_OK) {
        return e->rc;
    }
    return read_student(session, input, out, e);
}

/* Where a card of this number belongs: to the institution whose PIC it carries, else to the oldest enrolment. */
static const struct enrolment_detail *choose_issuer(const struct person_detail *person, const char *number)
{
    const struct str text = str_trim(str_of(number));
    struct escn escn;
    struct err refused = {0};
    if (escn_parse(text.data, text.length, &escn, &refused) != RC_OK) {
        return &person->enrolments[0];
    }
    for (size_t i = 0; i < person->count; i++) {
        if (escn_check_issuer(&escn, person->enrolments[i].organisation->identifier, &refused) == RC_OK) {
            return &person->enrolments[i];
        }
    }
    return &person->enrolments[0];
}

/* The day until which a new card is valid. */
static enum rc check_day(const struct session *session, const struct student *student, struct err *e)
{
    char expires[DAY_TEXT_SIZE];
    if (student->expires_day == DAY_NONE) {
        return err_set(e, RC_INVALID, "ER-1101", "expiryDate",
            "the student has no expiryDate yet, which a card takes its own from; PUT the student with one first");
    }
    if (student->expires_day >= session->today) {
        return RC_OK;
    }
    day_format(student->expires_day, expires);
    return err_set(e, RC_INVALID, "ER-1014", "expiryDate",
        "the student's expiryDate %s has passed, and a new card would expire before it is issued; PUT the student with a later one first",
        expires);
}

static enum rc check_type(int64_t type, struct err *e)
{
    if (type >= 0 && type <= STUDENT_CARD_TYPE_MAX) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", "cardType", "cardType is %" PRId64 "; 0 to %d was expected", type, STUDENT_CARD_TYPE_MAX);
}

static enum rc pick_card(
    struct session *session, const struct holder *holder, const struct escn *escn, struct student_card *out, bool *found, struct err *e)
{
    *found = false;
    for (size_t i = 0; i < holder->cards.count; i++) {
        const struct card *const card = &holder->cards.items[i];
        const struct enrolment_detail *const at =
            escn_equal(&card->escn, escn) ? detail_find_enrolment(&holder->person, card->issuer_id) : NULL;
        if (at != NULL) {
            *found = true;
            out->card = *card;
            return make_student(session, holder, at, &out->student, e);
        }
    }
    return RC_OK;
}

enum rc registry_add_student_card(
    struct session *session, struct str esi, const struct student_card_input *input, struct student_card *out, struct err *e)
{
    struct holder holder;
    struct card_detail made;
    bool found = false;
    if (read_holder(session, esi, &holder, e) != RC_OK || check_type(input->type, e) != RC_OK) {
        return e->rc;
    }
    const struct enrolment_detail *const at = choose_issuer(&holder.person, input->number);
    if (make_student(session, &holder, at, &out->student, e) != RC_OK || check_day(session, &out->student, e) != RC_OK) {
        return e->rc;
    }
    const struct card_input card = {
        .number = input->number,
        .status = card_status_code(CARD_ACTIVE)->key,
        .type = card_type_code((enum card_type)input->type)->key,
        .uid = input->uid,
        .issued_day = session->today,
        .expires_day = out->student.expires_day,
        .issuer = at->organisation->identifier,
        .person = holder.person.person.esi,
    };
    if (registry_issue_card(session, &card, &made, e) != RC_OK || read_cards(session, &holder, e) != RC_OK) {
        return e->rc;
    }
    return pick_card(session, &holder, &made.card.escn, out, &found, e);
}

static enum rc no_such_card(struct str number, struct err *e)
{
    return err_set(e, RC_NOT_FOUND, "ER-0001", "europeanStudentCardNumber", "there is no card with the number %.*s here",
        str_shown(number, 60), number.data);
}

enum rc registry_get_student_card(struct session *session, struct str esi, struct str number, struct student_card *out, struct err *e)
{
    struct holder holder;
    struct card_detail other;
    struct escn escn;
    bool found = false;
    if (read_holder(session, esi, &holder, e) != RC_OK) {
        return e->rc;
    }
    if (escn_parse(number.data, number.length, &escn, e) != RC_OK) {
        return no_such_card(number, e);
    }
    if (pick_card(session, &holder, &escn, out, &found, e) != RC_OK || found) {
        return e->rc;
    }
    /* A card of others is refused as such; any other is none of this student. */
    return registry_get_card(session, number, &other, e) == RC_OK ? no_such_card(number, e) : e->rc;
}

enum rc registry_delete_student_card(struct session *session, struct str esi, struct str number, struct err *e)
{
    struct student_card card;
    if (registry_get_student_card(session, esi, number, &card, e) != RC_OK) {
        return e->rc;
    }
    return registry_delete_card(session, number, e);
}

/* The student who holds a card that was found otherwise. */
static enum rc add_student(struct session *session, const struct card_detail *detail, struct student_card *out, struct err *e)
{
    struct holder holder = {.person = detail->person};
    const struct enrolment_detail *const at = detail_find_enrolment(&detail->person, detail->card.issuer_id);
    if (at == NULL) {
        return err_set(
            e, RC_INTERNAL, "SE-0500", "", "the holder of the stored card %" PRId64 " is not enrolled at its issuer", detail->card.id);
    }
    out->card = detail->card;
    return read_cards(session, &holder, e) == RC_OK ? make_student(session, &holder, at, &out->student, e) : e->rc;
}

enum rc registry_find_student_card(struct session *session, struct str number, struct student_card *out, struct err *e)
{
    struct card_detail detail;
    if (registry_get_card(session, number, &detail, e) == RC_OK) {
        return add_student(session, &detail, out, e);
    }
    return e->rc == RC_INVALID || e->rc == RC_DENIED ? no_such_card(number, e) : e->rc;
}

enum rc registry_list_students(struct session *session, int64_t offset, int64_t limit, struct students *out, struct err *e)
{
    const struct list_request request = {.offset = offset, .size = limit};
    struct person_page page;
    if (registry_list_persons(session, &request, &page, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct students){.items = arena_alloc_array(session->arena, page.count, sizeof *out->items), .count = page.count};
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < page.count; i++) {
        struct holder holder = {.person = page.items[i]};
        if (read_cards(session, &holder, e) != RC_OK ||
            make_student(session, &holder, &holder.person.enrolments[0], &out->items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_list_student_cards(struct session *session, int64_t offset, int64_t limit, struct student_cards *out, struct err *e)
{
    const struct list_request request = {.offset = offset, .size = limit};
    struct card_page page;
    if (registry_list_cards(session, &request, &page, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct student_cards){.items = arena_alloc_array(session->arena, page.count, sizeof *out->items), .count = page.count};
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < page.count; i++) {
        if (add_student(session, &page.items[i], &out->items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}
