/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rosters.h"

#include "base/day.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 64
#define DAYS_MAX 100000 /* between the first and the last day of a list that is sorted by days */

struct part {
    int64_t number;
    int64_t changes;
    struct list_brief *entries; /* the newest first */
    size_t count;
};

/* One list. */
struct roster {
    int64_t organisation_id; /* 0: the slot is free */
    enum list_kind list;
    struct part *parts; /* the newest first */
    size_t part_count;
    size_t bytes;
    unsigned users; /* threads that hold it; not forgotten meanwhile */
    uint64_t last_use;
    pthread_mutex_t mutex; /* of the parts */
};

struct rosters {
    pthread_mutex_t mutex; /* of all but the parts */
    struct roster slots[SLOTS];
    uint64_t uses;
    size_t bytes, max_bytes;
};

struct rosters *rosters_new(size_t bytes)
{
    struct rosters *const rosters = calloc(1, sizeof *rosters);
    if (rosters == NULL) {
        return NULL;
    }
    rosters->max_bytes = bytes;
    (void)pthread_mutex_init(&rosters->mutex, NULL);
    for (size_t i = 0; i < SLOTS; i++) {
        (void)pthread_mutex_init(&rosters->slots[i].mutex, NULL);
    }
    return rosters;
}

static void parts_free(struct part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(parts[i].entries);
    }
    free(parts);
}

static void forget(struct rosters *rosters, struct roster *roster)
{
    parts_free(roster->parts, roster->part_count);
    rosters->bytes -= roster->bytes;
    roster->parts = NULL;
    roster->part_count = 0;
    roster->bytes = 0;
    roster->organisation_id = 0;
}

void rosters_free(struct rosters *rosters)
{
    if (rosters == NULL) {
        return;
    }
    for (size_t i = 0; i < SLOTS; i++) {
        forget(rosters, &rosters->slots[i]);
        (void)pthread_mutex_destroy(&rosters->slots[i].mutex);
    }
    (void)pthread_mutex_destroy(&rosters->mutex);
    free(rosters);
}

/* The one not used for longest that nobody holds, or a free one; NULL when all are held. */
static struct roster *oldest(struct rosters *rosters, const struct roster *but)
{
    struct roster *chosen = NULL;
    for (size_t i = 0; i < SLOTS; i++) {
        struct roster *const slot = &rosters->slots[i];
        if (slot->users == 0 && slot != but && (chosen == NULL || slot->organisation_id == 0 || slot->last_use < chosen->last_use)) {
            chosen = slot;
            if (slot->organisation_id == 0) {
                break;
            }
        }
    }
    return chosen;
}

/* Holds the roster of a list, empty where there was none; NULL when all slots are held. */
static struct roster *hold(struct rosters *rosters, int64_t organisation_id, enum list_kind list)
{
    struct roster *found = NULL;
    (void)pthread_mutex_lock(&rosters->mutex);
    for (size_t i = 0; i < SLOTS && found == NULL; i++) {
        struct roster *const slot = &rosters->slots[i];
        found = slot->organisation_id == organisation_id && slot->list == list ? slot : NULL;
    }
    if (found == NULL && (found = oldest(rosters, NULL)) != NULL) {
        forget(rosters, found);
        found->organisation_id = organisation_id;
        found->list = list;
    }
    if (found != NULL) {
        found->users++;
        found->last_use = ++rosters->uses;
    }
    (void)pthread_mutex_unlock(&rosters->mutex);
    if (found != NULL) {
        (void)pthread_mutex_lock(&found->mutex);
    }
    return found;
}

/* What it takes now is counted, and others make room. */
static void let_go(struct rosters *rosters, struct roster *roster)
{
    size_t bytes = roster->part_count * sizeof *roster->parts;
    for (size_t i = 0; i < roster->part_count; i++) {
        bytes += roster->parts[i].count * sizeof(struct list_brief);
    }
    (void)pthread_mutex_unlock(&roster->mutex);
    (void)pthread_mutex_lock(&rosters->mutex);
    rosters->bytes += bytes - roster->bytes;
    roster->bytes = bytes;
    roster->users--;
    for (size_t i = 0; i < SLOTS && rosters->bytes > rosters->max_bytes; i++) {
        struct roster *const other = oldest(rosters, roster);
        if (other == NULL) {
            break;
        }
        forget(rosters, other);
    }
    (void)pthread_mutex_unlock(&rosters->mutex);
}

static enum rc read_part(struct session *session, const struct roster *roster, const struct list_bucket *bucket,
    struct list_brief space[LIST_BUCKET_SPAN], struct part *out, struct err *e)
{
    size_t count = 0;
    if (lists_bucket_entries(session->db, roster->organisation_id, roster->list, bucket->number, space, LIST_BUCKET_SPAN, &count, e) !=
        RC_OK) {
        return e->rc;
    }
    *out = (struct part){.number = bucket->number, .changes = bucket->changes, .count = count};
    out->entries = malloc((count + 1) * sizeof *out->entries);
    if (out->entries == NULL) {
        return err_no_memory(e);
    }
    memcpy(out->entries, space, count * sizeof *space);
    return RC_OK;
}

/* Takes the entries over from the part of this number where they have not changed. */
static bool take_over(struct roster *roster, size_t *at, const struct list_bucket *bucket, struct part *out)
{
    while (*at < roster->part_count && roster->parts[*at].number > bucket->number) {
        ++*at;
    }
    if (*at == roster->part_count || roster->parts[*at].number != bucket->number || roster->parts[*at].changes != bucket->changes) {
        return false;
    }
    *out = roster->parts[*at];
    roster->parts[*at].entries = NULL;
    roster->parts[*at].count = 0;
    roster->parts[*at].changes = -1;
    return true;
}

/* What was taken over before a failure is lost, and read again the next time. */
static enum rc refresh(struct session *session, struct roster *roster, const struct list_buckets *buckets, struct err *e)
{
    struct list_brief *const space = arena_alloc_array(session->arena, LIST_BUCKET_SPAN, sizeof *space);
    struct part *const parts = calloc(buckets->count + 1, sizeof *parts);
    size_t at = 0;
    enum rc rc = space == NULL || parts == NULL ? err_no_memory(e) : RC_OK;
    size_t count = 0;
    for (size_t i = 0; i < buckets->count && rc == RC_OK; i++) {
        if (buckets->items[i].entries > 0 && !take_over(roster, &at, &buckets->items[i], &parts[count])) {
            rc = read_part(session, roster, &buckets->items[i], space, &parts[count], e);
        }
        count += buckets->items[i].entries > 0 && rc == RC_OK;
    }
    if (parts != NULL) {
        parts_free(roster->parts, roster->part_count);
        roster->parts = parts;
        roster->part_count = count;
    }
    return rc;
}

static bool knows_field(enum list_field field)
{
    return field == FIELD_CARD_TYPE || field == FIELD_CARD_STATUS || field == FIELD_CARD_ISSUED || field == FIELD_CARD_EXPIRES ||
        field == FIELD_PERSON_LEVEL || field == FIELD_ISSUER_NAME || field == FIELD_ISSUER_IDENTIFIER;
}

bool roster_knows(const struct list_request *request)
{
    bool knows = request->search.text == NULL &&
        (request->sort == FIELD_NEWEST || request->sort == FIELD_CARD_ISSUED || request->sort == FIELD_CARD_EXPIRES);
    for (size_t i = 0; i < request->search.count; i++) {
        knows = knows && knows_field(request->search.terms[i].field);
    }
    return knows;
}

static bool entry_fits(const struct search *search, const struct list_brief *entry)
{
    for (size_t i = 0; i < search->count; i++) {
        const struct search_term *const term = &search->terms[i];
        bool fits = true;
        if (term->field == FIELD_CARD_TYPE || term->field == FIELD_PERSON_LEVEL) {
            fits = entry->kind == term->day;
        } else if (term->field == FIELD_CARD_STATUS) {
            fits = search_status_fits(term, (enum card_status)entry->status, entry->expires_day);
        } else if (term->field == FIELD_CARD_ISSUED) {
            fits = entry->issued_day == term->day;
        } else if (term->field == FIELD_CARD_EXPIRES) {
            fits = entry->expires_day == term->day;
        }
        if (!fits) {
            return false;
        }
    }
    return true;
}

/* Those of a page, in the list's own order. */
static void select_newest(const struct roster *roster, const struct list_request *request, struct selection *out)
{
    for (size_t i = 0; i < roster->part_count; i++) {
        const struct part *const part = &roster->parts[i];
        for (size_t k = 0; k < part->count; k++) {
            if (!entry_fits(&request->search, &part->entries[k])) {
                continue;
            }
            if (out->total >= request->offset && out->total < request->offset + request->size) {
                out->ids[out->count++] = part->entries[k].entity_id;
            }
            out->total++;
        }
    }
}

static int32_t day_of(const struct list_request *request, const struct list_brief *entry)
{
    return request->sort == FIELD_CARD_ISSUED ? entry->issued_day : entry->expires_day;
}

/* How many entries stand at each day; and, of each day, where its first one comes. */
struct days {
    int32_t first, last;
    int64_t *places;
};

static void find_days(const struct roster *roster, const struct list_request *request, struct days *out)
{
    *out = (struct days){.first = INT32_MAX, .last = INT32_MIN};
    for (size_t i = 0; i < roster->part_count; i++) {
        for (size_t k = 0; k < roster->parts[i].count; k++) {
            const int32_t day = day_of(request, &roster->parts[i].entries[k]);
            out->first = day < out->first ? day : out->first;
            out->last = day > out->last ? day : out->last;
        }
    }
}

static void count_days(const struct roster *roster, const struct list_request *request, const struct days *days, struct selection *out)
{
    for (size_t i = 0; i < roster->part_count; i++) {
        const struct part *const part = &roster->parts[i];
        for (size_t k = 0; k < part->count; k++) {
            if (entry_fits(&request->search, &part->entries[k])) {
                days->places[day_of(request, &part->entries[k]) - days->first]++;
                out->total++;
            }
        }
    }
    int64_t before = 0;
    for (int32_t i = 0; i <= days->last - days->first; i++) {
        int64_t *const place = &days->places[request->descending ? days->last - days->first - i : i];
        const int64_t entries = *place;
        *place = before;
        before += entries;
    }
}

/* Those of a page by a day; newer ones come first among those of one day. */
static void take_by_days(const struct roster *roster, const struct list_request *request, const struct days *days, struct selection *out)
{
    for (size_t i = 0; i < roster->part_count; i++) {
        const struct part *const part = &roster->parts[i];
        for (size_t k = 0; k < part->count; k++) {
            if (!entry_fits(&request->search, &part->entries[k])) {
                continue;
            }
            const int64_t place = days->places[day_of(request, &part->entries[k]) - days->first]++;
            if (place >= request->offset && place < request->offset + request->size) {
                out->ids[place - request->offset] = part->entries[k].entity_id;
                out->count++;
            }
        }
    }
}

/* *made is false where the days lie too far apart. */
static enum rc select_by_days(
    const struct roster *roster, const struct list_request *request, struct selection *out, bool *made, struct err *e)
{
    struct days days;
    find_days(roster, request, &days);
    if (days.first > days.last) {
        return RC_OK;
    }
    const int64_t span = (int64_t)days.last - days.first + 1;
    *made = span <= DAYS_MAX;
    if (!*made) {
        return RC_OK;
    }
    days.places = calloc((size_t)span, sizeof *days.places);
    if (days.places == NULL) {
        return err_no_memory(e);
    }
    count_days(roster, request, &days, out);
    take_by_days(roster, request, &days, out);
    free(days.places);
    return RC_OK;
}

static bool is_too_long(const struct session *session, const struct list_buckets *buckets)
{
    int64_t entries = 0;
    for (size_t i = 0; i < buckets->count; i++) {
        entries += buckets->items[i].entries;
    }
    return (size_t)entries * sizeof(struct list_brief) > session->registry->rosters->max_bytes / 2;
}

enum rc roster_select(struct session *session, enum list_kind list, const struct list_request *request, int64_t organisation_id,
    struct selection *out, bool *made, struct err *e)
{
    struct rosters *const rosters = session->registry->rosters;
    struct list_buckets buckets = {0};
    *out = (struct selection){0};
    *made = false;
    if (lists_buckets(session->db, session->arena, organisation_id, list, &buckets, e) != RC_OK) {
        return e->rc;
    }
    struct roster *const roster = is_too_long(session, &buckets) ? NULL : hold(rosters, organisation_id, list);
    if (roster == NULL) {
        return RC_OK;
    }
    *made = true;
    enum rc rc = refresh(session, roster, &buckets, e);
    if (rc == RC_OK && request->sort == FIELD_NEWEST) {
        select_newest(roster, request, out);
    } else if (rc == RC_OK) {
        rc = select_by_days(roster, request, out, made, e);
    }
    let_go(rosters, roster);
    return rc;
}
