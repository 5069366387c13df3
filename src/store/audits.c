/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/audits.h"

#include "store/row.h"
#include "store/statements.h"

enum rc audits_insert(struct db *db, const struct audit *audit, struct err *e)
{
    const struct db_arg args[] = {
        db_int(audit->at_us),
        db_id_or_null(audit->organisation_id),
        db_id_or_null(audit->actor_id),
        db_id_or_null(audit->token_id),
        db_int(audit->action),
        db_id_or_null(audit->object_id),
        db_text(audit->request_id),
        db_text(audit->detail),
        db_id_or_null(audit->account_id),
    };
    return db_run(db, AUDITS_INSERT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_audit(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct audit *)item = (struct audit){
        .id = db_column_int(rows, 0),
        .at_us = db_column_int(rows, 1),
        .organisation_id = db_column_int(rows, 2),
        .actor_id = db_column_int(rows, 3),
        .token_id = db_column_int(rows, 4),
        .action = (enum audit_action)db_column_int(rows, 5),
        .object_id = db_column_int(rows, 6),
        .request_id = row_text(rows, 7, arena, &ok),
        .detail = row_text(rows, 8, arena, &ok),
        .account_id = db_column_int(rows, 9),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc audits_list(struct db *db, struct arena *arena, const struct audit_query *query, struct audits *out, struct err *e)
{
    struct row_list rows = {0};
    const struct db_arg args[] = {
        db_int(query->before == 0 ? INT64_MAX : query->before),
        db_int(query->since_us),
        db_int(query->until_us == 0 ? INT64_MAX : query->until_us),
        db_int(query->action),
        db_int(query->actor_id),
        db_int(query->object_id),
        db_int(query->limit),
        db_int(query->organisation_id),
    };
    const bool of_one = query->organisation_id != 0 || query->object_id != 0;
    const enum store_statement statement = query->object_id != 0 ? AUDITS_LIST_OF_OBJECT : of_one ? AUDITS_LIST_OF : AUDITS_LIST;
    if (row_list_read(db, statement, args, of_one ? COUNT_OF(args) : COUNT_OF(args) - 1, arena, sizeof *out->items, read_audit, &rows, e) !=
        RC_OK) {
        return e->rc;
    }
    *out = (struct audits){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc audits_list_of_person(struct db *db, struct arena *arena, int64_t organisation_id, int64_t person_id, int64_t lists_from_us,
    size_t limit, struct audits *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(person_id), db_int(lists_from_us), db_int((int64_t)limit)};
    struct row_list rows = {0};
    if (row_list_read(db, AUDITS_LIST_OF_PERSON, args, COUNT_OF(args), arena, sizeof *out->items, read_audit, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct audits){.items = rows.items, .count = rows.count};
    return RC_OK;
}

static enum rc list_of(struct db *db, struct arena *arena, enum store_statement statement, int64_t organisation_id, int64_t object_id,
    int64_t limit, struct audits *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(object_id), db_int(limit)};
    struct row_list rows = {0};
    if (row_list_read(db, statement, args, COUNT_OF(args), arena, sizeof *out->items, read_audit, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct audits){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc audits_list_of_holder(
    struct db *db, struct arena *arena, int64_t organisation_id, int64_t person_id, int64_t limit, struct audits *out, struct err *e)
{
    return list_of(db, arena, AUDITS_LIST_OF_HOLDER, organisation_id, person_id, limit, out, e);
}

enum rc audits_list_of_card(
    struct db *db, struct arena *arena, int64_t organisation_id, int64_t card_id, int64_t limit, struct audits *out, struct err *e)
{
    return list_of(db, arena, AUDITS_LIST_OF_CARD, organisation_id, card_id, limit, out, e);
}
