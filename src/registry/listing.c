/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/listing.h"

#include "registry/identifiers.h"
#include "registry/selection.h"
#include "store/cards.h"
#include "store/enrolments.h"
#include "store/persons.h"

static void note_reads(struct session *session, const struct scope *scope)
{
    for (size_t i = 0; i < scope->count; i++) {
        session_note_read(session, AUDIT_LIST_READ, scope->organisation_ids[i], 0);
    }
}

/* One organisation's list as it stands, newest first: counters lead to any page. */
static bool is_plain(const struct list_request *request, const struct scope *scope)
{
    return scope->count == 1 && request->sort == FIELD_NEWEST && request->search.text == NULL && request->search.count == 0;
}

static enum rc find_place(struct session *session, const struct list_request *request, int64_t organisation_id, enum list_kind list,
    struct list_place *place, int64_t *total, struct err *e)
{
    if (lists_count(session->db, organisation_id, list, total, e) != RC_OK) {
        return e->rc;
    }
    return lists_find(session->db, organisation_id, list, request->offset, place, e);
}

static enum rc add_card_details(struct session *session, const struct card *cards, size_t count, struct card_page *out, struct err *e)
{
    out->items = arena_alloc_array(session->arena, count, sizeof *out->items);
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < count; i++) {
        out->items[i].card = cards[i];
        if (detail_card(session, &out->items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    out->count = count;
    return RC_OK;
}

static enum rc plain_cards(
    struct session *session, const struct list_request *request, int64_t issuer_id, struct card_page *out, struct err *e)
{
    struct list_place place;
    struct cards cards = {0};
    if (find_place(session, request, issuer_id, LIST_CARDS, &place, &out->total, e) != RC_OK) {
        return e->rc;
    }
    if (place.found &&
        cards_list_from(session->db, session->arena, issuer_id, place.seq, place.skip, (size_t)request->size, &cards, e) != RC_OK) {
        return e->rc;
    }
    return add_card_details(session, cards.items, cards.count, out, e);
}

static enum rc selected_cards(struct session *session, const struct selection *selection, struct card_page *out, struct err *e)
{
    struct card *const cards = arena_alloc_array(session->arena, selection->count, sizeof *cards);
    size_t count = 0;
    if (cards == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < selection->count; i++) {
        bool found = false;
        if (cards_get(session->db, session->arena, selection->ids[i], &cards[count], &found, e) != RC_OK) {
            return e->rc;
        }
        count += found && cards[count].deleted_at_us == 0;
    }
    out->total = selection->total;
    return add_card_details(session, cards, count, out, e);
}

enum rc registry_list_cards(struct session *session, const struct list_request *request, struct card_page *out, struct err *e)
{
    struct list_request own = *request;
    struct scope scope;
    struct selection selection = {0};
    *out = (struct card_page){0};
    if (identifier_resolve_search(session, &own.search, e) != RC_OK || scope_make(session, &own.search, &scope, e) != RC_OK) {
        return e->rc;
    }
    note_reads(session, &scope);
    if (is_plain(request, &scope)) {
        return plain_cards(session, request, scope.organisation_ids[0], out, e);
    }
    if (selection_make(session, LIST_CARDS, &own, &scope, &selection, e) != RC_OK) {
        return e->rc;
    }
    return selected_cards(session, &selection, out, e);
}

/* A remembered list may name somebody who has left in this moment: passed over. */
static enum rc add_person(struct session *session, int64_t person_id, struct person_page *out, struct err *e)
{
    struct person_detail *const detail = &out->items[out->count];
    bool found = false;
    if (persons_get(session->db, session->arena, person_id, &detail->person, &found, e) != RC_OK ||
        (found && detail_enrolments(session, detail, e) != RC_OK)) {
        return e->rc;
    }
    out->count += found && detail->count > 0;
    return RC_OK;
}

static enum rc plain_persons(
    struct session *session, const struct list_request *request, int64_t organisation_id, struct person_page *out, struct err *e)
{
    struct list_place place;
    struct enrolments enrolments = {0};
    if (find_place(session, request, organisation_id, LIST_ENROLMENTS, &place, &out->total, e) != RC_OK) {
        return e->rc;
    }
    if (place.found &&
        enrolments_list_from(session->db, session->arena, organisation_id, place.seq, place.skip, (size_t)request->size, &enrolments, e) !=
            RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < enrolments.count; i++) {
        if (add_person(session, enrolments.items[i].person_id, out, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc selected_persons(struct session *session, const struct selection *selection, struct person_page *out, struct err *e)
{
    out->total = selection->total;
    for (size_t i = 0; i < selection->count; i++) {
        if (add_person(session, selection->ids[i], out, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_list_persons(struct session *session, const struct list_request *request, struct person_page *out, struct err *e)
{
    struct list_request own = *request;
    struct scope scope;
    struct selection selection = {0};
    *out = (struct person_page){.items = arena_alloc_array(session->arena, (size_t)request->size, sizeof *out->items)};
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    if (identifier_resolve_search(session, &own.search, e) != RC_OK || scope_make(session, &own.search, &scope, e) != RC_OK) {
        return e->rc;
    }
    note_reads(session, &scope);
    if (is_plain(request, &scope)) {
        return plain_persons(session, request, scope.organisation_ids[0], out, e);
    }
    if (selection_make(session, LIST_ENROLMENTS, &own, &scope, &selection, e) != RC_OK) {
        return e->rc;
    }
    return selected_persons(session, &selection, out, e);
}
