/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/organisations.h"

#include "core/link.h"
#include "store/row.h"
#include "store/statements.h"

#include <string.h>

static struct address read_address(const struct db_rows *rows, struct arena *arena, bool *ok)
{
    return (struct address){
        .label = row_text(rows, 8, arena, ok),
        .street_name = row_text(rows, 9, arena, ok),
        .house_number = row_text(rows, 10, arena, ok),
        .details = row_text(rows, 11, arena, ok),
        .city_name = row_text(rows, 12, arena, ok),
        .province = row_text(rows, 13, arena, ok),
        .other_comments = row_text(rows, 14, arena, ok),
        .has_point = !db_column_is_null(rows, 15) && !db_column_is_null(rows, 16),
        .x = db_column_double(rows, 15),
        .y = db_column_double(rows, 16),
    };
}

static enum rc read_organisation(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct organisation *const out = item;
    bool ok = true;
    *out = (struct organisation){
        .id = db_column_int(rows, 0),
        .identifier = row_text(rows, 1, arena, &ok),
        .kind = (enum organisation_kind)db_column_int(rows, 2),
        .status = (enum organisation_status)db_column_int(rows, 3),
        .name = row_text(rows, 4, arena, &ok),
        .country = row_text(rows, 5, arena, &ok),
        .schac_home_organization = row_text(rows, 6, arena, &ok),
        .website = row_text(rows, 7, arena, &ok),
        .address = read_address(rows, arena, &ok),
        .main_color = row_text(rows, 17, arena, &ok),
        .secondary_color = row_text(rows, 18, arena, &ok),
        .contrast_color = row_text(rows, 19, arena, &ok),
        .new_logo_day = row_day(rows, 20),
        .shows_name = db_column_int(rows, 21) != 0,
        .legal_basis = (enum legal_basis)db_column_int(rows, 22),
        .status_reason = row_text(rows, 23, arena, &ok),
        .version = db_column_int(rows, 24),
        .legal_accepted = db_column_int(rows, 25) != 0,
        .legal_grace_day = row_day(rows, 26),
        .logo = row_text(rows, 27, arena, &ok),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc organisations_list(struct db *db, struct arena *arena, struct organisations *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, ORGANISATIONS_LIST, NULL, 0, arena, sizeof *out->items, read_organisation, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct organisations){.items = rows.items, .count = rows.count};
    return RC_OK;
}

#define SAID_COUNT 20

/* What both statements bind first, in this order. */
static void bind_said(const struct organisation *organisation, struct db_arg out[SAID_COUNT])
{
    const struct address *const address = &organisation->address;
    const struct db_arg said[SAID_COUNT] = {
        db_int(organisation->status),
        db_text(organisation->name),
        db_text(organisation->country),
        db_text(organisation->schac_home_organization),
        db_text(organisation->website),
        db_text(address->label),
        db_text(address->street_name),
        db_text(address->house_number),
        db_text(address->details),
        db_text(address->city_name),
        db_text(address->province),
        db_text(address->other_comments),
        address->has_point ? db_double(address->x) : db_null(),
        address->has_point ? db_double(address->y) : db_null(),
        db_text(organisation->main_color),
        db_text(organisation->secondary_color),
        db_text(organisation->contrast_color),
        db_day(organisation->new_logo_day),
        db_bool(organisation->shows_name),
        db_int(organisation->legal_basis),
    };
    memcpy(out, said, sizeof said);
}

enum rc organisations_insert(struct db *db, struct organisation *organisation, int64_t now_us, struct err *e)
{
    struct db_arg args[SAID_COUNT + 3];
    bool found = false;
    bind_said(organisation, args);
    args[SAID_COUNT] = db_text(organisation->identifier);
    args[SAID_COUNT + 1] = db_int(organisation->kind);
    args[SAID_COUNT + 2] = db_int(now_us);
    return row_number(db, ORGANISATIONS_INSERT, args, COUNT_OF(args), &organisation->id, &found, e);
}

enum rc organisations_update(struct db *db, const struct organisation *organisation, bool *changed, struct err *e)
{
    struct db_arg args[SAID_COUNT + 3];
    bind_said(organisation, args);
    args[SAID_COUNT] = db_int(organisation->id);
    args[SAID_COUNT + 1] = db_int(organisation->version);
    args[SAID_COUNT + 2] = db_text(organisation->status_reason);
    return row_change(db, ORGANISATIONS_UPDATE, args, COUNT_OF(args), changed, e);
}

static enum rc read_begun(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct organisation_begun *)item = (struct organisation_begun){
        .users = db_column_int(rows, 0),
        .invitations = db_column_int(rows, 1),
        .has_token = db_column_int(rows, 2) > 0,
        .has_card = db_column_int(rows, 3) > 0,
        .has_verification = db_column_int(rows, 4) > 0,
    };
    return RC_OK;
}

enum rc organisations_begun(struct db *db, int64_t id, int64_t now_us, struct organisation_begun *out, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(LINK_INVITATION), db_int(now_us)};
    bool found = false;
    return row_find(db, ORGANISATIONS_BEGUN, args, COUNT_OF(args), NULL, read_begun, out, &found, e);
}

static enum rc read_mandate(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct mandate *)item = (struct mandate){
        .id = db_column_int(rows, 0),
        .issuer_id = db_column_int(rows, 1),
        .processor_id = db_column_int(rows, 2),
        .from_day = (int32_t)db_column_int(rows, 3),
        .until_day = row_day(rows, 4),
        .created_at_us = db_column_int(rows, 5),
        .withdrawn_at_us = db_column_int(rows, 6),
    };
    return RC_OK;
}

enum rc mandates_list(struct db *db, struct arena *arena, struct mandates *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, MANDATES_LIST, NULL, 0, arena, sizeof *out->items, read_mandate, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct mandates){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc mandates_insert(struct db *db, struct mandate *mandate, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(mandate->issuer_id),
        db_int(mandate->processor_id),
        db_int(mandate->from_day),
        db_day(mandate->until_day),
        db_int(now_us),
    };
    bool found = false;
    return row_number(db, MANDATES_INSERT, args, COUNT_OF(args), &mandate->id, &found, e);
}

enum rc mandates_history(struct db *db, struct arena *arena, int64_t organisation_id, struct mandates *out, struct err *e)
{
    struct row_list rows = {0};
    const struct db_arg args[] = {db_int(organisation_id)};
    if (row_list_read(db, MANDATES_HISTORY, args, COUNT_OF(args), arena, sizeof *out->items, read_mandate, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct mandates){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc mandates_get(struct db *db, struct arena *arena, int64_t id, struct mandate *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, MANDATES_GET, args, COUNT_OF(args), arena, read_mandate, out, found, e);
}

enum rc mandates_set_end(struct db *db, int64_t id, int32_t until_day, bool *changed, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_day(until_day)};
    return row_change(db, MANDATES_SET_END, args, COUNT_OF(args), changed, e);
}

enum rc mandates_withdraw(struct db *db, int64_t id, int64_t now_us, bool *changed, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(now_us)};
    return row_change(db, MANDATES_WITHDRAW, args, COUNT_OF(args), changed, e);
}
