/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/selection.h"

#include "base/buf.h"
#include "base/fold.h"
#include "registry/results.h"
#include "registry/rosters.h"
#include "store/cards.h"
#include "store/enrolments.h"
#include "store/persons.h"

#include <stdlib.h>
#include <string.h>

enum rc scope_make(struct session *session, const struct search *search, struct scope *out, struct err *e)
{
    const struct organisations *const all = &session->directory.organisations;
    *out = (struct scope){.organisation_ids = arena_alloc_array(session->arena, all->count, sizeof(int64_t))};
    if (out->organisation_ids == NULL) {
        return err_no_memory(e);
    }
    bool ok = true;
    for (size_t i = 0; i < all->count; i++) {
        const struct organisation *const organisation = &all->items[i];
        if (organisation_is_issuer(organisation) && session_may_see(session, organisation->id) &&
            search_fits_issuer(search, organisation, session->arena, &ok)) {
            out->organisation_ids[out->count++] = organisation->id;
        }
    }
    return ok ? RC_OK : err_no_memory(e);
}

/* One entry of a list with what it is sorted by. */
struct entry {
    const char *text; /* NULL when sorted by number */
    int64_t number;
    int64_t age_rank; /* newer is larger */
    int64_t entity_id;
};

struct collector {
    const struct list_request *request;
    enum list_kind list;
    bool is_one_list;     /* of one organisation: places in it tell the age, as they do without sort and search */
    struct arena keys;    /* of the entries */
    struct arena passing; /* of one row */
    struct entry *entries;
    size_t count;
    size_t capacity;
};

static void collector_deinit(struct collector *collector)
{
    arena_deinit(&collector->keys);
    arena_deinit(&collector->passing);
    free(collector->entries);
}

static struct entry *next_entry(struct collector *collector)
{
    if (collector->count == collector->capacity) {
        const size_t capacity = collector->capacity == 0 ? 256 : collector->capacity * 2;
        struct entry *const entries = reallocarray(collector->entries, capacity, sizeof *entries);
        if (entries == NULL) {
            return NULL;
        }
        collector->entries = entries;
        collector->capacity = capacity;
    }
    return &collector->entries[collector->count];
}

static const char *keep(struct collector *collector, struct str text)
{
    return arena_text(&collector->keys, text.data, text.length);
}

static const char *shown_name_key(struct collector *collector, const struct list_row *row)
{
    return row->display_name.data == NULL ? keep(collector, row->name_key) : fold_text(&collector->keys, row->display_name);
}

static const char *number_key(struct collector *collector, const struct list_row *row)
{
    struct escn escn = {0};
    char text[ESCN_TEXT_SIZE];
    memcpy(escn.bytes, row->escn.data, row->escn.length == ESCN_BYTES ? ESCN_BYTES : 0);
    escn_format(&escn, text);
    return arena_copy(&collector->keys, text);
}

/* Fills what the entry is sorted by; false without memory. */
static bool fill_key(struct collector *collector, const struct list_row *row, const struct organisation *owner, struct entry *entry)
{
    switch (collector->request->sort) {
    case FIELD_PERSON_NAME:
        entry->text = keep(collector, row->name_key);
        return entry->text != NULL;
    case FIELD_PERSON_IDENTIFIER:
        entry->text = keep(collector, row->esi_key);
        return entry->text != NULL;
    case FIELD_CARD_NUMBER:
        entry->text = number_key(collector, row);
        return entry->text != NULL;
    case FIELD_CARD_DISPLAY_NAME:
        entry->text = shown_name_key(collector, row);
        return entry->text != NULL;
    case FIELD_CARD_ISSUED:
        entry->number = row->issued_day;
        return true;
    case FIELD_CARD_EXPIRES:
        entry->number = row->expires_day;
        return true;
    case FIELD_ISSUER_NAME:
        entry->text = fold_text(&collector->keys, str_of(owner->name));
        return entry->text != NULL;
    case FIELD_ISSUER_IDENTIFIER:
        entry->text = owner->identifier;
        return true;
    case FIELD_NEWEST:
    case FIELD_CARD_TYPE:
    case FIELD_CARD_STATUS:
    case FIELD_PERSON_EMAIL:
    case FIELD_PERSON_LEVEL:
    case FIELD_PERSON_IDENTIFIER_CODE:
        return true;
    }
    return true;
}

static enum rc collect_row(struct collector *collector, const struct list_row *row, const struct organisation *owner, struct err *e)
{
    bool ok = true;
    const bool fits = search_fits(&collector->request->search, row, &collector->passing, &ok);
    arena_reset(&collector->passing);
    if (!ok) {
        return err_no_memory(e);
    }
    if (!fits) {
        return RC_OK;
    }
    struct entry *const entry = next_entry(collector);
    if (entry == NULL) {
        return err_no_memory(e);
    }
    *entry = (struct entry){.age_rank = collector->is_one_list ? row->seq : row->id, .entity_id = row->entity_id};
    if (!fill_key(collector, row, owner, entry)) {
        return err_no_memory(e);
    }
    collector->count++;
    return RC_OK;
}

static enum rc collect_organisation(struct session *session, struct collector *collector, const struct organisation *owner, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    struct list_row row;
    bool has = false;
    const bool with_person = field_needs_person(collector->request->sort) || search_needs_person(&collector->request->search);
    if (lists_scan(session->db, owner->id, collector->list, with_person, &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    while (has) {
        lists_scan_row(&rows, &row);
        if (collect_row(collector, &row, owner, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc collect_scope(struct session *session, struct collector *collector, const struct scope *scope, struct err *e)
{
    for (size_t i = 0; i < scope->count; i++) {
        const struct organisation *owner = NULL;
        if (session_organisation(session, scope->organisation_ids[i], &owner, e) != RC_OK ||
            collect_organisation(session, collector, owner, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static bool in_scope(const struct scope *scope, int64_t organisation_id)
{
    for (size_t i = 0; i < scope->count; i++) {
        if (scope->organisation_ids[i] == organisation_id) {
            return true;
        }
    }
    return false;
}

static struct str optional(const char *text)
{
    return text == NULL ? (struct str){NULL, 0} : str_of(text);
}

static enum rc collect_cards_of(
    struct session *session, struct collector *collector, const struct person *person, const struct enrolment *enrolment, struct err *e)
{
    const struct organisation *owner = NULL;
    struct cards cards = {0};
    if (cards_list_by_person(session->db, session->arena, person->id, &cards, e) != RC_OK ||
        session_organisation(session, enrolment->organisation_id, &owner, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < cards.count; i++) {
        const struct card *const card = &cards.items[i];
        const struct list_row row = {
            .id = card->id,
            .entity_id = card->id,
            .seq = card->seq,
            .escn = {(const char *)card->escn.bytes, ESCN_BYTES},
            .display_name = optional(card->display_name),
            .issued_day = card->issued_day,
            .expires_day = card->expires_day,
            .type = card->type,
            .status = card->status,
            .esi_key = str_of(person->esi_key),
            .name_key = str_of(enrolment->name_key),
            .email = optional(enrolment->email),
            .level = enrolment->academic_level,
        };
        if (card->issuer_id == enrolment->organisation_id && collect_row(collector, &row, owner, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc collect_enrolment(
    struct session *session, struct collector *collector, const struct person *person, const struct enrolment *enrolment, struct err *e)
{
    const struct organisation *owner = NULL;
    const struct list_row row = {
        .id = enrolment->id,
        .entity_id = person->id,
        .seq = enrolment->seq,
        .esi_key = str_of(person->esi_key),
        .name_key = str_of(enrolment->name_key),
        .email = optional(enrolment->email),
        .level = enrolment->academic_level,
    };
    if (collector->list == LIST_CARDS) {
        return collect_cards_of(session, collector, person, enrolment, e);
    }
    return session_organisation(session, enrolment->organisation_id, &owner, e) == RC_OK ? collect_row(collector, &row, owner, e) : e->rc;
}

/* What concerns one person, without reading anything else. */
static enum rc collect_person(
    struct session *session, struct collector *collector, const struct scope *scope, const struct person *person, struct err *e)
{
    struct enrolments enrolments = {0};
    if (enrolments_list_by_person(session->db, session->arena, person->id, &enrolments, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < enrolments.count; i++) {
        const struct enrolment *const enrolment = &enrolments.items[i];
        if (in_scope(scope, enrolment->organisation_id) && collect_enrolment(session, collector, person, enrolment, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static const struct search_term *find_term(const struct search *search, enum list_field field)
{
    for (size_t i = 0; i < search->count; i++) {
        if (search->terms[i].field == field) {
            return &search->terms[i];
        }
    }
    return NULL;
}

/* The person whom an exact term (identifier or card number) names; *exact is false when the search has no such term. */
static enum rc find_exact(
    struct session *session, const struct search *search, struct person *person, bool *found, bool *exact, struct err *e)
{
    const struct search_term *const identifier = find_term(search, FIELD_PERSON_IDENTIFIER);
    const struct search_term *const number = find_term(search, FIELD_CARD_NUMBER);
    struct err not_one = {0};
    struct escn escn;
    struct card card = {0};
    *exact = identifier != NULL || number != NULL;
    *found = false;
    if (identifier != NULL) {
        return persons_find_by_esi(session->db, session->arena, identifier->folded, person, found, e);
    }
    if (number == NULL || escn_parse(number->value.data, number->value.length, &escn, &not_one) != RC_OK) {
        return RC_OK;
    }
    if (cards_get_by_number(session->db, session->arena, &escn, &card, found, e) != RC_OK) {
        return e->rc;
    }
    *found = *found && card.deleted_at_us == 0;
    return *found ? persons_get(session->db, session->arena, card.person_id, person, found, e) : RC_OK;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

/* By key in the direction asked for; newer first among equals. */
static int compare_entries(const void *left, const void *right, void *context)
{
    const struct entry *const a = left;
    const struct entry *const b = right;
    const struct list_request *const request = context;
    const int by_key = a->text != NULL ? strcmp(a->text, b->text) : compare_numbers(a->number, b->number);
    if (by_key != 0) {
        return request->descending ? -by_key : by_key;
    }
    return compare_numbers(b->age_rank, a->age_rank);
}

static int compare_entities(const void *left, const void *right)
{
    const struct entry *const a = left;
    const struct entry *const b = right;
    const int by_entity = compare_numbers(a->entity_id, b->entity_id);
    return by_entity != 0 ? by_entity : compare_numbers(a->age_rank, b->age_rank);
}

/* A person enrolled at several organisations of the scope is listed once. */
static void drop_doubles(struct collector *collector)
{
    if (collector->count == 0) {
        return;
    }
    qsort(collector->entries, collector->count, sizeof *collector->entries, compare_entities);
    size_t kept = 1;
    for (size_t i = 1; i < collector->count; i++) {
        if (collector->entries[i].entity_id != collector->entries[kept - 1].entity_id) {
            collector->entries[kept++] = collector->entries[i];
        }
    }
    collector->count = kept;
}

static void order(struct collector *collector)
{
    struct list_request request = *collector->request;
    if (collector->list == LIST_ENROLMENTS) {
        drop_doubles(collector);
    }
    if (collector->count > 0) {
        qsort_r(collector->entries, collector->count, sizeof *collector->entries, compare_entries, &request);
    }
}

static void take_page(const struct collector *collector, struct selection *out)
{
    const struct list_request *const request = collector->request;
    const int64_t first = request->offset;
    *out = (struct selection){.total = (int64_t)collector->count};
    for (int64_t i = first; i < out->total && i < first + request->size; i++) {
        out->ids[out->count++] = collector->entries[i].entity_id;
    }
}

/* To be freed; NULL without memory. */
static int64_t *ids_of(const struct collector *collector)
{
    int64_t *const ids = malloc((collector->count + 1) * sizeof *ids);
    for (size_t i = 0; ids != NULL && i < collector->count; i++) {
        ids[i] = collector->entries[i].entity_id;
    }
    return ids;
}

static enum rc remember(struct session *session, const struct collector *collector, const char *key, uint64_t stamp, struct err *e)
{
    int64_t *const ids = ids_of(collector);
    if (ids == NULL) {
        return err_no_memory(e);
    }
    result_cache_put(session->registry->results, key, stamp, ids, collector->count);
    return RC_OK;
}

/* All that decides about a result, as text; lengths keep what a client wrote from looking like something else. */
static const char *result_key(struct session *session, enum list_kind list, const struct list_request *request, const struct scope *scope)
{
    struct buf key;
    buf_init(&key, session->arena);
    buf_add_format(&key, "%d %d %d", list, request->sort, request->descending);
    for (size_t i = 0; i < scope->count; i++) {
        buf_add_format(&key, " %lld", (long long)scope->organisation_ids[i]);
    }
    if (request->search.text != NULL) {
        buf_add_format(&key, " text %zu:%s", strlen(request->search.text), request->search.text);
    }
    for (size_t i = 0; i < request->search.count; i++) {
        const struct search_term *const term = &request->search.terms[i];
        buf_add_format(&key, " term %d %zu:%s", term->field, strlen(term->folded), term->folded);
    }
    return buf_text(&key);
}

static enum rc select_exact(
    struct session *session, struct collector *collector, const struct scope *scope, const struct person *person, bool found, struct err *e)
{
    if (found && collect_person(session, collector, scope, person, e) != RC_OK) {
        return e->rc;
    }
    order(collector);
    return RC_OK;
}

static enum rc select_all(struct session *session, struct collector *collector, const struct scope *scope, const char *key, struct err *e)
{
    const uint64_t stamp = registry_list_stamp(session->registry, scope->organisation_ids, scope->count);
    const bool may_remember = session_may_remember(session);
    if (collect_scope(session, collector, scope, e) != RC_OK) {
        return e->rc;
    }
    order(collector);
    return may_remember ? remember(session, collector, key, stamp, e) : RC_OK;
}

static bool selection_from_memory(
    struct session *session, const struct list_request *request, const struct scope *scope, const char *key, struct selection *out)
{
    const uint64_t stamp = registry_list_stamp(session->registry, scope->organisation_ids, scope->count);
    size_t total = 0;
    if (!session_may_remember(session) ||
        !result_cache_find(
            session->registry->results, key, stamp, (size_t)request->offset, (size_t)request->size, out->ids, &out->count, &total)) {
        return false;
    }
    out->total = (int64_t)total;
    return true;
}

static void collector_init(struct collector *collector, enum list_kind list, const struct list_request *request, const struct scope *scope)
{
    *collector = (struct collector){.request = request, .list = list, .is_one_list = scope->count == 1};
    arena_init(&collector->keys, 1 << 20);
    arena_init(&collector->passing, 4096);
}

enum rc selection_make(struct session *session, enum list_kind list, const struct list_request *request, const struct scope *scope,
    struct selection *out, struct err *e)
{
    const bool may_know = scope->count == 1 && session->cards != NULL && roster_knows(request);
    bool made = false;
    if (may_know && roster_select(session, list, request, scope->organisation_ids[0], out, &made, e) != RC_OK) {
        return e->rc;
    }
    if (made) {
        return RC_OK;
    }
    AUTO(collector_deinit) struct collector collector;
    struct person person = {0};
    bool found = false;
    bool exact = false;
    collector_init(&collector, list, request, scope);
    if (find_exact(session, &request->search, &person, &found, &exact, e) != RC_OK) {
        return e->rc;
    }
    const char *const key = result_key(session, list, request, scope);
    if (key == NULL) {
        return err_no_memory(e);
    }
    if (!exact && selection_from_memory(session, request, scope, key, out)) {
        return RC_OK;
    }
    const enum rc rc = exact ? select_exact(session, &collector, scope, &person, found, e) : select_all(session, &collector, scope, key, e);
    if (rc == RC_OK) {
        take_page(&collector, out);
    }
    return rc;
}

enum rc selection_all(struct session *session, enum list_kind list, const struct list_request *request, const struct scope *scope,
    int64_t **ids, size_t *count, struct err *e)
{
    AUTO(collector_deinit) struct collector collector;
    struct person person = {0};
    bool found = false;
    bool exact = false;
    collector_init(&collector, list, request, scope);
    if (find_exact(session, &request->search, &person, &found, &exact, e) != RC_OK ||
        (!exact && collect_scope(session, &collector, scope, e) != RC_OK) ||
        (found && collect_person(session, &collector, scope, &person, e) != RC_OK)) {
        return e->rc;
    }
    order(&collector);
    *count = collector.count;
    *ids = ids_of(&collector);
    return *ids == NULL ? err_no_memory(e) : RC_OK;
}
