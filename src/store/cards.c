/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/cards.h"

#include "store/row.h"
#include "store/statements.h"

#include <string.h>

static enum rc read_card(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct card *const out = item;
    bool ok = true;
    const struct str number = db_column_blob(rows, 1);
    *out = (struct card){
        .id = db_column_int(rows, 0),
        .person_id = db_column_int(rows, 2),
        .issuer_id = db_column_int(rows, 3),
        .processor_id = db_column_int(rows, 4),
        .seq = db_column_int(rows, 5),
        .type = (enum card_type)db_column_int(rows, 6),
        .status = (enum card_status)db_column_int(rows, 7),
        .display_name = row_text(rows, 8, arena, &ok),
        .issued_day = (int32_t)db_column_int(rows, 9),
        .expires_day = (int32_t)db_column_int(rows, 10),
        .deleted_at_us = db_column_int(rows, 11),
        .version = db_column_int(rows, 12),
        .uid = row_text(rows, 13, arena, &ok),
    };
    if (number.length != ESCN_BYTES) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the number of the stored card %lld is damaged", (long long)out->id);
    }
    memcpy(out->escn.bytes, number.data, ESCN_BYTES);
    return ok ? RC_OK : err_no_memory(e);
}

static enum rc find_one(
    struct db *db, struct arena *arena, unsigned statement, struct db_arg key, struct card *out, bool *found, struct err *e)
{
    return row_find(db, statement, &key, 1, arena, read_card, out, found, e);
}

enum rc cards_get(struct db *db, struct arena *arena, int64_t id, struct card *out, bool *found, struct err *e)
{
    return find_one(db, arena, CARDS_GET, db_int(id), out, found, e);
}

enum rc cards_get_by_number(struct db *db, struct arena *arena, const struct escn *escn, struct card *out, bool *found, struct err *e)
{
    return find_one(db, arena, CARDS_GET_BY_NUMBER, db_blob(escn->bytes, ESCN_BYTES), out, found, e);
}

enum rc cards_insert(struct db *db, struct card *card, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_blob(card->escn.bytes, ESCN_BYTES),
        db_int(card->person_id),
        db_int(card->issuer_id),
        db_id_or_null(card->processor_id),
        db_int(card->seq),
        db_int(card->type),
        db_int(card->status),
        db_text(card->display_name),
        db_int(card->issued_day),
        db_int(card->expires_day),
        db_int(now_us),
        db_text(card->uid),
    };
    card->version = 1;
    return db_insert(db, CARDS_INSERT, args, COUNT_OF(args), &card->id, e);
}

enum rc cards_update(struct db *db, struct card *card, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(card->id),
        db_int(card->version),
        db_id_or_null(card->person_id),
        db_id_or_null(card->processor_id),
        db_int(card->seq),
        db_int(card->type),
        db_int(card->status),
        db_text(card->display_name),
        db_int(card->issued_day),
        db_int(card->expires_day),
        db_int(now_us),
        db_id_or_null(card->deleted_at_us),
        db_text(card->uid),
    };
    int64_t changed = 0;
    if (db_run(db, CARDS_UPDATE, args, COUNT_OF(args), &changed, e) != RC_OK) {
        return e->rc;
    }
    if (changed != 1) {
        return err_set(e, RC_CONFLICT, "ER-0005", "", "the card was changed by somebody else at the same moment, read it again");
    }
    card->version++;
    return RC_OK;
}

enum rc cards_set_version(struct db *db, int64_t id, int64_t version, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(version)};
    return db_run(db, CARDS_SET_VERSION, args, COUNT_OF(args), NULL, e);
}

static enum rc list(
    struct db *db, struct arena *arena, unsigned statement, const struct db_arg *args, size_t count, struct cards *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, statement, args, count, arena, sizeof *out->items, read_card, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct cards){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc cards_list_by_person(struct db *db, struct arena *arena, int64_t person_id, struct cards *out, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id)};
    return list(db, arena, CARDS_LIST_BY_PERSON, args, COUNT_OF(args), out, e);
}

enum rc cards_list_from(
    struct db *db, struct arena *arena, int64_t issuer_id, int64_t seq, size_t skip, size_t limit, struct cards *out, struct err *e)
{
    const struct db_arg args[] = {db_int(issuer_id), db_int(seq), db_int((int64_t)limit), db_int((int64_t)skip)};
    return list(db, arena, CARDS_LIST_FROM, args, COUNT_OF(args), out, e);
}

enum rc cards_forget_person(struct db *db, int64_t person_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id)};
    return db_run(db, CARDS_FORGET_PERSON, args, COUNT_OF(args), NULL, e);
}

enum rc cards_list_all_by_person(struct db *db, struct arena *arena, int64_t person_id, int64_t issuer_id, struct cards *out, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(issuer_id)};
    return list(db, arena, CARDS_LIST_ALL_BY_PERSON, args, COUNT_OF(args), out, e);
}

enum rc cards_forget_holder(struct db *db, int64_t person_id, int64_t issuer_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(issuer_id)};
    return db_run(db, CARDS_FORGET_HOLDER, args, COUNT_OF(args), NULL, e);
}
