/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/batch.h"

#include "store/counters.h"
#include "store/settings.h"

#include <stdlib.h>

#define HEADS_MAX 16U
#define BUCKETS_MAX 64U
#define COUNTS_MAX 64U
#define TICKS 128 /* claimed at once */

struct head {
    int64_t organisation_id;
    enum list_kind list;
    int64_t next; /* place */
    int64_t appended, removed;
};

struct bucket {
    int64_t organisation_id;
    enum list_kind list;
    int64_t bucket;
    int64_t delta;
};

/* Cards that count alike. */
struct alike {
    struct card card;
    int delta;
};

struct batch {
    struct head heads[HEADS_MAX];
    struct bucket buckets[BUCKETS_MAX];
    struct alike counts[COUNTS_MAX];
    size_t head_count, bucket_count, count_count;
    int64_t tick, tick_end;
    unsigned inner; /* batches begun within this one */
};

struct batch_group {
    struct batch now;
    struct batch mark; /* as it was when the part at hand began */
};

enum rc batch_begin(struct session *session, struct err *e)
{
    if (session->batch != NULL) {
        session->batch->inner++;
        return RC_OK;
    }
    session->batch = arena_alloc(session->arena, sizeof *session->batch);
    return session->batch != NULL ? RC_OK : err_no_memory(e);
}

/* Of one within another, the outer one takes back what is rolled back. */
void batch_drop(struct session *session)
{
    if (session->batch->inner > 0) {
        session->batch->inner--;
    } else {
        session->batch = NULL;
    }
}

static enum rc write_head(struct session *session, const struct head *head, struct err *e)
{
    int64_t first = 0;
    if (head->appended > 0 && lists_advance(session->db, head->organisation_id, head->list, head->appended, &first, e) != RC_OK) {
        return e->rc;
    }
    if (head->appended > 0 && first + head->appended != head->next) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the places of a list were given away while others were gathered");
    }
    return head->removed == 0 ? RC_OK : lists_shrink(session->db, head->organisation_id, head->list, head->removed, e);
}

/* Writes all and begins anew. */
static enum rc flush(struct session *session, struct batch *batch, struct err *e)
{
    for (size_t i = 0; i < batch->head_count; i++) {
        if (write_head(session, &batch->heads[i], e) != RC_OK) {
            return e->rc;
        }
    }
    for (size_t i = 0; i < batch->bucket_count; i++) {
        const struct bucket *const bucket = &batch->buckets[i];
        if (lists_fill(session->db, bucket->organisation_id, bucket->list, bucket->bucket, bucket->delta, e) != RC_OK) {
            return e->rc;
        }
    }
    for (size_t i = 0; i < batch->count_count; i++) {
        if (batch->counts[i].delta != 0 && counters_add(session->db, &batch->counts[i].card, batch->counts[i].delta, e) != RC_OK) {
            return e->rc;
        }
    }
    batch->head_count = batch->bucket_count = batch->count_count = 0;
    return RC_OK;
}

enum rc batch_end(struct session *session, struct err *e)
{
    struct batch *const batch = session->batch;
    if (batch->inner > 0) {
        batch->inner--;
        return RC_OK;
    }
    session->batch = NULL;
    return flush(session, batch, e);
}

struct batch_group *batch_group_new(void)
{
    return calloc(1, sizeof(struct batch_group));
}

void batch_group_free(struct batch_group *group)
{
    free(group);
}

void batch_group_begin(struct session *session, struct batch_group *group)
{
    group->now = (struct batch){0};
    session->batch = &group->now;
}

void batch_group_drop(struct session *session)
{
    session->batch = NULL;
}

void batch_group_part(struct batch_group *group)
{
    group->mark = group->now;
}

void batch_group_undo(struct session *session, struct batch_group *group)
{
    group->now = group->mark;
    session->batch = &group->now;
}

static enum rc find_head(struct session *session, int64_t organisation_id, enum list_kind list, struct head **out, struct err *e)
{
    struct batch *const batch = session->batch;
    for (size_t i = 0; i < batch->head_count; i++) {
        if (batch->heads[i].organisation_id == organisation_id && batch->heads[i].list == list) {
            *out = &batch->heads[i];
            return RC_OK;
        }
    }
    if (batch->head_count == HEADS_MAX && flush(session, batch, e) != RC_OK) {
        return e->rc;
    }
    *out = &batch->heads[batch->head_count++];
    **out = (struct head){.organisation_id = organisation_id, .list = list};
    return lists_next(session->db, organisation_id, list, &(*out)->next, e);
}

static enum rc add_to_bucket(struct session *session, int64_t organisation_id, enum list_kind list, int64_t seq, int delta, struct err *e)
{
    struct batch *const batch = session->batch;
    const int64_t number = seq / LIST_BUCKET_SPAN;
    for (size_t i = 0; i < batch->bucket_count; i++) {
        struct bucket *const bucket = &batch->buckets[i];
        if (bucket->organisation_id == organisation_id && bucket->list == list && bucket->bucket == number) {
            bucket->delta += delta;
            return RC_OK;
        }
    }
    if (batch->bucket_count == BUCKETS_MAX) {
        return lists_fill(session->db, organisation_id, list, number, delta, e);
    }
    batch->buckets[batch->bucket_count++] =
        (struct bucket){.organisation_id = organisation_id, .list = list, .bucket = number, .delta = delta};
    return RC_OK;
}

enum rc batch_append(struct session *session, int64_t organisation_id, enum list_kind list, int64_t *seq, struct err *e)
{
    struct head *head = NULL;
    if (session->batch == NULL) {
        return lists_append(session->db, organisation_id, list, seq, e);
    }
    if (find_head(session, organisation_id, list, &head, e) != RC_OK) {
        return e->rc;
    }
    *seq = head->next++;
    head->appended++;
    return add_to_bucket(session, organisation_id, list, *seq, 1, e);
}

enum rc batch_remove(struct session *session, int64_t organisation_id, enum list_kind list, int64_t seq, struct err *e)
{
    struct head *head = NULL;
    if (session->batch == NULL) {
        return lists_remove(session->db, organisation_id, list, seq, e);
    }
    if (find_head(session, organisation_id, list, &head, e) != RC_OK) {
        return e->rc;
    }
    head->removed++;
    return add_to_bucket(session, organisation_id, list, seq, -1, e);
}

enum rc batch_touch(struct session *session, int64_t organisation_id, enum list_kind list, int64_t seq, struct err *e)
{
    return session->batch == NULL ? lists_fill(session->db, organisation_id, list, seq / LIST_BUCKET_SPAN, 0, e)
                                  : add_to_bucket(session, organisation_id, list, seq, 0, e);
}

static bool count_alike(const struct card *a, const struct card *b)
{
    return a->issuer_id == b->issuer_id && a->issued_day == b->issued_day && a->type == b->type && a->status == b->status;
}

enum rc batch_count(struct session *session, const struct card *card, int delta, struct err *e)
{
    struct batch *const batch = session->batch;
    if (batch == NULL) {
        return counters_add(session->db, card, delta, e);
    }
    for (size_t i = 0; i < batch->count_count; i++) {
        if (count_alike(&batch->counts[i].card, card)) {
            batch->counts[i].delta += delta;
            return RC_OK;
        }
    }
    if (batch->count_count == COUNTS_MAX) {
        return counters_add(session->db, card, delta, e);
    }
    batch->counts[batch->count_count++] = (struct alike){.card = *card, .delta = delta};
    return RC_OK;
}

enum rc batch_claim(struct session *session, int64_t now_ticks, int64_t count, int64_t *first, struct err *e)
{
    struct batch *const batch = session->batch;
    if (batch == NULL || count > TICKS) {
        return escn_sequence_claim(session->db, now_ticks, count, first, e);
    }
    if (batch->tick_end - batch->tick < count) {
        if (escn_sequence_claim(session->db, now_ticks, TICKS, &batch->tick, e) != RC_OK) {
            return e->rc;
        }
        batch->tick_end = batch->tick + TICKS;
    }
    *first = batch->tick;
    batch->tick += count;
    return RC_OK;
}
