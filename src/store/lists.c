/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/lists.h"

#include "store/row.h"
#include "store/statements.h"

enum rc lists_fill(struct db *db, int64_t organisation_id, enum list_kind list, int64_t bucket, int64_t delta, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(list), db_int(bucket), db_int(delta)};
    return db_run(db, LISTS_BUCKET_ADD, args, COUNT_OF(args), NULL, e);
}

enum rc lists_next(struct db *db, int64_t organisation_id, enum list_kind list, int64_t *seq, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(list)};
    bool found = false;
    if (row_number(db, LISTS_HEAD, args, COUNT_OF(args), seq, &found, e) != RC_OK) {
        return e->rc;
    }
    *seq = found ? *seq : 1;
    return RC_OK;
}

enum rc lists_advance(struct db *db, int64_t organisation_id, enum list_kind list, int64_t count, int64_t *first, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(list), db_int(count)};
    bool found = false;
    return row_number(db, LISTS_HEAD_ADD, args, COUNT_OF(args), first, &found, e);
}

enum rc lists_shrink(struct db *db, int64_t organisation_id, enum list_kind list, int64_t count, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(list), db_int(count)};
    return db_run(db, LISTS_HEAD_REMOVE, args, COUNT_OF(args), NULL, e);
}

enum rc lists_append(struct db *db, int64_t organisation_id, enum list_kind list, int64_t *seq, struct err *e)
{
    if (lists_advance(db, organisation_id, list, 1, seq, e) != RC_OK) {
        return e->rc;
    }
    return lists_fill(db, organisation_id, list, *seq / LIST_BUCKET_SPAN, 1, e);
}

enum rc lists_remove(struct db *db, int64_t organisation_id, enum list_kind list, int64_t seq, struct err *e)
{
    if (lists_shrink(db, organisation_id, list, 1, e) != RC_OK) {
        return e->rc;
    }
    return lists_fill(db, organisation_id, list, seq / LIST_BUCKET_SPAN, -1, e);
}

enum rc lists_count(struct db *db, int64_t organisation_id, enum list_kind list, int64_t *entries, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_int(organisation_id), db_int(list)};
    bool has = false;
    if (db_query(db, LISTS_HEAD, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    *entries = has ? db_column_int(&rows, 1) : 0;
    return RC_OK;
}

enum rc lists_find(struct db *db, int64_t organisation_id, enum list_kind list, int64_t offset, struct list_place *out, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_int(organisation_id), db_int(list)};
    int64_t before = 0;
    bool has = false;
    *out = (struct list_place){0};
    if (db_query(db, LISTS_BUCKETS, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    while (has) {
        const int64_t entries = db_column_int(&rows, 1);
        if (before + entries > offset) {
            const int64_t bucket = db_column_int(&rows, 0);
            *out = (struct list_place){.seq = (bucket + 1) * LIST_BUCKET_SPAN - 1, .skip = (size_t)(offset - before), .found = true};
            return RC_OK;
        }
        before += entries;
        if (db_next(&rows, &has, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc lists_rebuild(struct db *db, int64_t now_us, struct err *e)
{
    static const enum store_statement steps[] = {LISTS_CLEAR_HEADS, LISTS_CLEAR_BUCKETS, LISTS_FILL_HEADS};
    const struct db_arg since[] = {db_int(now_us)};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        if (db_run(db, steps[i], NULL, 0, NULL, e) != RC_OK) {
            return e->rc;
        }
    }
    return db_run(db, LISTS_FILL_BUCKETS, since, COUNT_OF(since), NULL, e);
}

enum rc lists_scan(struct db *db, int64_t organisation_id, enum list_kind list, bool with_person, struct db_rows *rows, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id)};
    const enum store_statement of_cards = with_person ? CARDS_SCAN_WITH_PERSON : CARDS_SCAN;
    return db_query(db, list == LIST_CARDS ? of_cards : ENROLMENTS_SCAN, args, COUNT_OF(args), rows, e);
}

void lists_scan_row(const struct db_rows *rows, struct list_row *out)
{
    *out = (struct list_row){
        .id = db_column_int(rows, 0),
        .entity_id = db_column_int(rows, 1),
        .escn = db_column_blob(rows, 2),
        .display_name = db_column_text(rows, 3),
        .issued_day = (int32_t)db_column_int(rows, 4),
        .expires_day = (int32_t)db_column_int(rows, 5),
        .esi_key = db_column_text(rows, 6),
        .name_key = db_column_text(rows, 7),
        .email = db_column_text(rows, 8),
        .seq = db_column_int(rows, 9),
        .type = (enum card_type)db_column_int(rows, 10),
        .status = (enum card_status)db_column_int(rows, 11),
        .level = (enum academic_level)db_column_int(rows, 12),
    };
}

static enum rc read_bucket(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct list_bucket *)item = (struct list_bucket){db_column_int(rows, 0), db_column_int(rows, 1), db_column_int(rows, 2)};
    return RC_OK;
}

enum rc lists_buckets(
    struct db *db, struct arena *arena, int64_t organisation_id, enum list_kind list, struct list_buckets *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(list)};
    struct row_list rows = {0};
    if (row_list_read(db, LISTS_BUCKETS, args, COUNT_OF(args), arena, sizeof *out->items, read_bucket, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct list_buckets){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc lists_bucket_entries(struct db *db, int64_t organisation_id, enum list_kind list, int64_t number, struct list_brief *out,
    size_t max, size_t *count, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_int(organisation_id), db_int(number * LIST_BUCKET_SPAN), db_int((number + 1) * LIST_BUCKET_SPAN)};
    bool has = false;
    *count = 0;
    if (db_query(db, list == LIST_CARDS ? LISTS_BUCKET_CARDS : LISTS_BUCKET_ENROLMENTS, args, COUNT_OF(args), &rows, e) != RC_OK ||
        db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    while (has && *count < max) {
        out[(*count)++] = (struct list_brief){
            .entity_id = db_column_int(&rows, 0),
            .issued_day = (int32_t)db_column_int(&rows, 1),
            .expires_day = (int32_t)db_column_int(&rows, 2),
            .kind = (uint8_t)db_column_int(&rows, 3),
            .status = (uint8_t)db_column_int(&rows, 4),
        };
        if (db_next(&rows, &has, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}
