/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/outbox.h"

#include "store/row.h"
#include "store/statements.h"

enum rc outbox_insert(struct db *db, struct outbox_item *item, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(item->kind),
        db_id_or_null(item->service_id),
        db_text(item->recipient),
        db_text(item->subject),
        db_text(item->body),
        db_int(now_us),
    };
    bool found = false;
    return row_number(db, OUTBOX_INSERT, args, COUNT_OF(args), &item->id, &found, e);
}
