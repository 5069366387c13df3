/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/contacts.h"

#include "store/row.h"
#include "store/statements.h"

static enum rc read_contact(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct contact *)item = (struct contact){
        .id = db_column_int(rows, 0),
        .organisation_id = db_column_int(rows, 1),
        .role = (enum contact_role)db_column_int(rows, 2),
        .name = row_text(rows, 3, arena, &ok),
        .email = row_text(rows, 4, arena, &ok),
        .phone = row_text(rows, 5, arena, &ok),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc contacts_list(struct db *db, struct arena *arena, int64_t organisation_id, struct contacts *out, struct err *e)
{
    struct row_list rows = {0};
    const struct db_arg args[] = {db_int(organisation_id)};
    if (row_list_read(db, CONTACTS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_contact, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct contacts){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc contacts_get(struct db *db, struct arena *arena, int64_t id, struct contact *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, CONTACTS_GET, args, COUNT_OF(args), arena, read_contact, out, found, e);
}

enum rc contacts_insert(struct db *db, struct contact *contact, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(contact->organisation_id),
        db_int(contact->role),
        db_text(contact->name),
        db_text(contact->email),
        db_text(contact->phone),
        db_int(now_us),
    };
    bool found = false;
    return row_number(db, CONTACTS_INSERT, args, COUNT_OF(args), &contact->id, &found, e);
}

enum rc contacts_update(struct db *db, const struct contact *contact, struct err *e)
{
    const struct db_arg args[] = {
        db_int(contact->id),
        db_int(contact->role),
        db_text(contact->name),
        db_text(contact->email),
        db_text(contact->phone),
    };
    return db_run(db, CONTACTS_UPDATE, args, COUNT_OF(args), NULL, e);
}

enum rc contacts_delete(struct db *db, int64_t id, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return db_run(db, CONTACTS_DELETE, args, COUNT_OF(args), NULL, e);
}
