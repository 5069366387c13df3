/* SPDX-License-Identifier: EUPL-1.2 */
/* Walking through whole lists. */
#include "registry/identifiers.h"
#include "registry/listing.h"
#include "registry/selection.h"
#include "store/cards.h"
#include "store/enrolments.h"
#include "store/persons.h"

#include <stdlib.h>

#define ARENA_BYTES (256U << 10U)

struct walk {
    struct session *session;
    enum list_kind list;
    walk_cards_fn *each_card;
    walk_persons_fn *each_person;
    void *self;
    int64_t organisation_id; /* of a list as it stands; else 0 */
    int64_t seq;             /* where it goes on */
    int64_t *ids;            /* of any other */
    size_t count, at;
    struct arena passing;
};

static void walk_deinit(struct walk *walk)
{
    arena_deinit(&walk->passing);
    free(walk->ids);
}

/* The next ids of a list as it stands. */
static enum rc next_places(struct walk *walk, int64_t ids[LIST_SIZE_MAX], size_t *count, struct err *e)
{
    struct session *const session = walk->session;
    struct cards cards = {0};
    struct enrolments enrolments = {0};
    const bool of_cards = walk->list == LIST_CARDS;
    const enum rc rc = of_cards
        ? cards_list_from(session->db, &walk->passing, walk->organisation_id, walk->seq, 0, LIST_SIZE_MAX, &cards, e)
        : enrolments_list_from(session->db, &walk->passing, walk->organisation_id, walk->seq, 0, LIST_SIZE_MAX, &enrolments, e);
    if (rc != RC_OK) {
        return rc;
    }
    *count = of_cards ? cards.count : enrolments.count;
    for (size_t i = 0; i < *count; i++) {
        ids[i] = of_cards ? cards.items[i].id : enrolments.items[i].person_id;
        walk->seq = (of_cards ? cards.items[i].seq : enrolments.items[i].seq) - 1;
    }
    return RC_OK;
}

static enum rc next_ids(struct walk *walk, int64_t ids[LIST_SIZE_MAX], size_t *count, struct err *e)
{
    if (walk->organisation_id != 0) {
        return next_places(walk, ids, count, e);
    }
    for (*count = 0; *count < LIST_SIZE_MAX && walk->at < walk->count; ++*count) {
        ids[*count] = walk->ids[walk->at++];
    }
    return RC_OK;
}

static enum rc give_cards(struct walk *walk, const int64_t *ids, size_t count, struct err *e)
{
    struct session *const session = walk->session;
    struct card_detail *const cards = arena_alloc_array(&walk->passing, count, sizeof *cards);
    size_t kept = 0;
    if (cards == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        cards[kept] = (struct card_detail){0};
        if (cards_get(session->db, session->arena, ids[i], &cards[kept].card, &found, e) != RC_OK ||
            (found && cards[kept].card.deleted_at_us == 0 && detail_card(session, &cards[kept], e) != RC_OK)) {
            return e->rc;
        }
        kept += found && cards[kept].card.deleted_at_us == 0;
    }
    return walk->each_card(walk->self, cards, kept, e);
}

static enum rc give_persons(struct walk *walk, const int64_t *ids, size_t count, struct err *e)
{
    struct session *const session = walk->session;
    struct person_detail *const persons = arena_alloc_array(&walk->passing, count, sizeof *persons);
    size_t kept = 0;
    if (persons == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        persons[kept] = (struct person_detail){0};
        if (persons_get(session->db, session->arena, ids[i], &persons[kept].person, &found, e) != RC_OK ||
            (found && detail_enrolments(session, &persons[kept], e) != RC_OK)) {
            return e->rc;
        }
        kept += found && persons[kept].count > 0;
    }
    return walk->each_person(walk->self, persons, kept, e);
}

static enum rc go_through(struct walk *walk, struct err *e)
{
    int64_t ids[LIST_SIZE_MAX];
    for (;;) {
        size_t count = 0;
        arena_reset(&walk->passing);
        if (next_ids(walk, ids, &count, e) != RC_OK) {
            return e->rc;
        }
        if (count == 0) {
            return RC_OK;
        }
        if ((walk->list == LIST_CARDS ? give_cards : give_persons)(walk, ids, count, e) != RC_OK) {
            return e->rc;
        }
    }
}

static enum rc prepare(struct walk *walk, const struct list_request *request, struct err *e)
{
    struct session *const session = walk->session;
    struct list_request own = *request;
    struct scope scope;
    if (identifier_resolve_search(session, &own.search, e) != RC_OK || scope_make(session, &own.search, &scope, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < scope.count; i++) {
        session_note_read(session, AUDIT_LIST_READ, scope.organisation_ids[i], 0);
    }
    if (scope.count == 1 && own.sort == FIELD_NEWEST && own.search.text == NULL && own.search.count == 0) {
        walk->organisation_id = scope.organisation_ids[0];
        walk->seq = INT64_MAX;
        return RC_OK;
    }
    return selection_all(session, walk->list, &own, &scope, &walk->ids, &walk->count, e);
}

static enum rc walk_list(struct walk *walk, const struct list_request *request, struct err *e)
{
    struct session *const session = walk->session;
    struct arena *const arena = session->arena;
    if (prepare(walk, request, e) != RC_OK) {
        return e->rc;
    }
    session->arena = &walk->passing;
    const enum rc rc = go_through(walk, e);
    session->arena = arena;
    return rc;
}

enum rc registry_walk_cards(struct session *session, const struct list_request *request, walk_cards_fn *each, void *self, struct err *e)
{
    AUTO(walk_deinit) struct walk walk = {.session = session, .list = LIST_CARDS, .each_card = each, .self = self};
    arena_init(&walk.passing, ARENA_BYTES);
    return walk_list(&walk, request, e);
}

enum rc registry_walk_persons(struct session *session, const struct list_request *request, walk_persons_fn *each, void *self, struct err *e)
{
    AUTO(walk_deinit) struct walk walk = {.session = session, .list = LIST_ENROLMENTS, .each_person = each, .self = self};
    arena_init(&walk.passing, ARENA_BYTES);
    return walk_list(&walk, request, e);
}
