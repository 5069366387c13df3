/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/identifiers.h"

#include "esc/esi.h"
#include "registry/persons.h"
#include "store/aliases.h"
#include "store/enrolments.h"
#include "store/persons.h"

#include <string.h>

static bool is_present(const struct person *person, struct str esi)
{
    return esi_equal(person->esi, strlen(person->esi), esi.data, esi.length);
}

enum rc identifier_check_present(const struct person *person, struct str esi, struct err *e)
{
    if (is_present(person, esi)) {
        return RC_OK;
    }
    return err_set(e, RC_CONFLICT, "ER-2402", "identifier",
        T_("the identifier %.*s was replaced: the person has another one now, which the person and the institution that changed it know; "
           "enrol the person under that one"),
        str_shown(esi, 255), esi.data);
}

static enum rc check_permitted(struct session *session, const struct person_detail *detail, struct err *e)
{
    for (size_t i = 0; session->actor != NULL && i < detail->count; i++) {
        if (session_permit_write(session, detail->enrolments[i].organisation, PERMISSION_PERSONS, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* RC_CONFLICT when the identifier is, or was, another person's. */
static enum rc check_free(struct session *session, const struct person *person, struct str identifier, struct err *e)
{
    struct person holder = {0};
    bool found = false;
    if (person_find(session, identifier, &holder, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || holder.id == person->id) {
        return RC_OK;
    }
    return err_set(e, RC_CONFLICT, "ER-2401", "identifier",
        T_("the identifier %.*s is another person's, or was one's before; two persons can't be made one, and no identifier is given twice"),
        str_shown(identifier, 255), identifier.data);
}

static bool is_below(struct str scope, struct str domain)
{
    if (domain.length == 0 || scope.length < domain.length) {
        return false;
    }
    const size_t before = scope.length - domain.length;
    const struct str end = {scope.data + before, domain.length};
    return str_equal_fold(end, domain) && (before == 0 || scope.data[before - 1] == '.');
}

/* Whether one of these organisations has given the present identifier: its scope is their domain. */
static bool is_giver(const struct person_detail *detail)
{
    struct esi parts;
    struct err ignored = {0};
    if (esi_parse(detail->person.esi, strlen(detail->person.esi), &parts, &ignored) != RC_OK || parts.form != ESI_URN) {
        return false;
    }
    for (size_t i = 0; i < detail->count; i++) {
        const char *const domain = detail->enrolments[i].organisation->schac_home_organization;
        if (is_below((struct str){parts.scope, parts.scope_length}, str_of(domain))) {
            return true;
        }
    }
    return false;
}

/* Notes what the asking organisation wants; *agreed when all others want it too. */
static enum rc wish(struct session *session, const struct person_detail *detail, const char *key, size_t all, bool *agreed, struct err *e)
{
    int64_t count = 0;
    for (size_t i = 0; i < detail->count; i++) {
        const int64_t organisation_id = detail->enrolments[i].organisation->id;
        if (wishes_put(session->db, detail->person.id, organisation_id, key, session->now_us, e) != RC_OK ||
            session_audit(session, AUDIT_IDENTIFIER_WISH, organisation_id, detail->person.id, NULL, e) != RC_OK) {
            return e->rc;
        }
    }
    if (wishes_count(session->db, detail->person.id, key, &count, e) != RC_OK) {
        return e->rc;
    }
    *agreed = (size_t)count == all;
    return RC_OK;
}

/* The present identifier becomes a former one, and a former one that comes back is one no more. */
static enum rc move_alias(struct session *session, const struct person *person, const char *key, struct err *e)
{
    const int64_t by = session->actor == NULL ? 0 : session->actor->id;
    if (strcmp(key, person->esi_key) == 0) {
        return RC_OK;
    }
    if (aliases_delete(session->db, key, e) != RC_OK) {
        return e->rc;
    }
    return aliases_insert(session->db, person->esi, person->esi_key, person->id, by, session->now_us, e);
}

/* Each organisation that has enrolled the person finds the change in its log. */
static enum rc tell(struct session *session, const struct enrolments *all, struct err *e)
{
    for (size_t i = 0; i < all->count; i++) {
        session_touch_list(session, all->items[i].organisation_id);
        if (session_audit(session, AUDIT_IDENTIFIER_CHANGE, all->items[i].organisation_id, all->items[i].person_id, NULL, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc change(struct session *session, struct person *person, struct str identifier, const struct enrolments *all, struct err *e)
{
    char key[ESI_TEXT_SIZE];
    esi_fold(identifier.data, identifier.length, key);
    const char *const esi = arena_text(session->arena, identifier.data, identifier.length);
    const char *const esi_key = arena_copy(session->arena, key);
    if (esi == NULL || esi_key == NULL) {
        return err_no_memory(e);
    }
    if (move_alias(session, person, key, e) != RC_OK || persons_rename(session->db, person->id, esi, esi_key, e) != RC_OK ||
        wishes_delete_by_person(session->db, person->id, e) != RC_OK) {
        return e->rc;
    }
    session_touch_erased(session);
    person->esi = esi;
    person->esi_key = esi_key;
    return tell(session, all, e);
}

/* Nothing to change; who wanted something else does so no more. */
static enum rc keep(struct session *session, const struct person_detail *detail, struct err *e)
{
    for (size_t i = 0; i < detail->count; i++) {
        if (wishes_delete(session->db, detail->person.id, detail->enrolments[i].organisation->id, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc change_or_wish(
    struct session *session, struct person_detail *detail, struct str identifier, enum identifier_change *out, struct err *e)
{
    struct enrolments all = {0};
    char key[ESI_TEXT_SIZE];
    esi_fold(identifier.data, identifier.length, key);
    if (enrolments_list_by_person(session->db, session->arena, detail->person.id, &all, e) != RC_OK) {
        return e->rc;
    }
    bool agreed = detail->count == all.count || is_giver(detail);
    if (!agreed && wish(session, detail, key, all.count, &agreed, e) != RC_OK) {
        return e->rc;
    }
    *out = agreed ? IDENTIFIER_CHANGED : IDENTIFIER_WISHED;
    return agreed ? change(session, &detail->person, identifier, &all, e) : RC_OK;
}

enum rc registry_change_identifier(struct session *session, struct str esi, struct str identifier, struct person_detail *out,
    enum identifier_change *change, struct err *e)
{
    const struct str wanted = str_trim(identifier);
    *change = IDENTIFIER_CHANGED;
    if (registry_get_person(session, esi, out, e) != RC_OK || check_permitted(session, out, e) != RC_OK ||
        check_free(session, &out->person, wanted, e) != RC_OK) {
        return e->rc;
    }
    session->subject_id = out->person.id;
    if (str_equal(wanted, str_of(out->person.esi))) {
        return keep(session, out, e);
    }
    if (!is_present(&out->person, esi)) {
        return err_set(e, RC_CONFLICT, "ER-2403", "esi",
            T_("the identifier %.*s in the path was replaced before; name the present one, so that nobody's change is undone by an old "
               "one"),
            str_shown(esi, 255), esi.data);
    }
    return change_or_wish(session, out, wanted, change, e);
}

enum rc identifier_resolve_search(struct session *session, struct search *search, struct err *e)
{
    for (size_t i = 0; i < search->count; i++) {
        struct search_term *const term = &search->terms[i];
        struct person person = {0};
        struct err found_out = {0};
        bool found = false;
        if (term->field != FIELD_PERSON_IDENTIFIER) {
            continue;
        }
        if (person_find(session, term->value, &person, &found, &found_out) != RC_OK && found_out.rc != RC_INVALID) {
            *e = found_out;
            return e->rc;
        }
        term->folded = found ? person.esi_key : term->folded;
    }
    return RC_OK;
}
