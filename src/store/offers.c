/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/offers.h"

#include "store/row.h"
#include "store/statements.h"

static enum rc read_offer(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct offer *)item = (struct offer){
        .id = db_column_int(rows, 0),
        .organisation_id = db_column_int(rows, 1),
        .name = row_text(rows, 2, arena, &ok),
        .kind = (enum offer_kind)db_column_int(rows, 3),
        .city = row_text(rows, 4, arena, &ok),
        .country = row_text(rows, 5, arena, &ok),
        .link = row_text(rows, 6, arena, &ok),
        .version = db_column_int(rows, 7),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc offers_list(struct db *db, struct arena *arena, int64_t organisation_id, struct offers *out, struct err *e)
{
    struct row_list rows = {0};
    const struct db_arg args[] = {db_int(organisation_id)};
    if (row_list_read(db, OFFERS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_offer, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct offers){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc offers_get(struct db *db, struct arena *arena, int64_t id, struct offer *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, OFFERS_GET, args, COUNT_OF(args), arena, read_offer, out, found, e);
}

enum rc offers_insert(struct db *db, struct offer *offer, struct err *e)
{
    const struct db_arg args[] = {db_int(offer->organisation_id), db_text(offer->name), db_int(offer->kind), db_text(offer->city),
        db_text(offer->country), db_text(offer->link)};
    bool found = false;
    offer->version = 1;
    return row_number(db, OFFERS_INSERT, args, COUNT_OF(args), &offer->id, &found, e);
}

enum rc offers_update(struct db *db, struct offer *offer, struct err *e)
{
    const struct db_arg args[] = {db_int(offer->id), db_int(offer->version), db_text(offer->name), db_int(offer->kind),
        db_text(offer->city), db_text(offer->country), db_text(offer->link)};
    int64_t changed = 0;
    if (db_run(db, OFFERS_UPDATE, args, COUNT_OF(args), &changed, e) != RC_OK) {
        return e->rc;
    }
    if (changed == 0) {
        return err_set(e, RC_CONFLICT, "ER-0005", "", "somebody else has changed the service meanwhile");
    }
    offer->version++;
    return RC_OK;
}

enum rc offers_delete(struct db *db, int64_t id, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return db_run(db, OFFERS_DELETE, args, COUNT_OF(args), NULL, e);
}
