/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/legals.h"

#include "store/row.h"
#include "store/statements.h"

#include <string.h>

static enum rc read_version(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct legal_version *)item = (struct legal_version){
        .version = (int)db_column_int(rows, 0),
        .title = row_text(rows, 1, arena, &ok),
        .published_at_us = db_column_int(rows, 2),
        .grace_until_day = row_day(rows, 3),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc legal_documents_list(struct db *db, struct arena *arena, struct legal_versions *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, LEGAL_DOCUMENTS_LIST, NULL, 0, arena, sizeof *out->items, read_version, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct legal_versions){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc legal_documents_insert(struct db *db, const struct legal_version *version, struct err *e)
{
    const struct db_arg args[] = {
        db_int(version->version), db_text(version->title), db_int(version->published_at_us), db_day(version->grace_until_day)};
    return db_run(db, LEGAL_DOCUMENTS_INSERT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_text(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct legal_text *)item = (struct legal_text){
        .kind = (enum legal_kind)db_column_int(rows, 0),
        .language = row_text(rows, 1, arena, &ok),
        .title = row_text(rows, 2, arena, &ok),
        .body = row_text(rows, 3, arena, &ok),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc legal_texts_list(struct db *db, struct arena *arena, int version, struct legal_texts *out, struct err *e)
{
    struct row_list rows = {0};
    const struct db_arg args[] = {db_int(version)};
    if (row_list_read(db, LEGAL_TEXTS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_text, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct legal_texts){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc legal_texts_insert(
    struct db *db, int version, const struct legal_text *text, const unsigned char hash[LEGAL_HASH_BYTES], struct err *e)
{
    const struct db_arg args[] = {
        db_int(version),
        db_int(text->kind),
        db_text(text->language),
        db_text(text->title),
        db_text(text->body),
        db_blob(hash, LEGAL_HASH_BYTES),
    };
    return db_run(db, LEGAL_TEXTS_INSERT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_acceptance(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct legal_acceptance *const out = item;
    const struct str hash = db_column_blob(rows, 6);
    bool ok = true;
    *out = (struct legal_acceptance){
        .organisation_id = db_column_int(rows, 0),
        .version = (int)db_column_int(rows, 1),
        .accepted_by = row_text(rows, 2, arena, &ok),
        .accepted_at_us = db_column_int(rows, 3),
        .account_id = db_column_int(rows, 4),
        .language = row_text(rows, 5, arena, &ok),
        .has_hash = hash.length == LEGAL_HASH_BYTES,
    };
    if (out->has_hash) {
        memcpy(out->hash, hash.data, LEGAL_HASH_BYTES);
    }
    return ok ? RC_OK : err_no_memory(e);
}

enum rc legal_acceptances_list(struct db *db, struct arena *arena, int64_t organisation_id, struct legal_acceptances *out, struct err *e)
{
    struct row_list rows = {0};
    const struct db_arg args[] = {db_int(organisation_id)};
    if (row_list_read(db, LEGAL_ACCEPTANCES_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_acceptance, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct legal_acceptances){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc legal_acceptances_insert(struct db *db, const struct legal_acceptance *acceptance, bool *changed, struct err *e)
{
    const struct db_arg args[] = {
        db_int(acceptance->organisation_id),
        db_int(acceptance->version),
        db_text(acceptance->accepted_by),
        db_int(acceptance->accepted_at_us),
        db_id_or_null(acceptance->account_id),
        db_text(acceptance->language),
        acceptance->has_hash ? db_blob(acceptance->hash, LEGAL_HASH_BYTES) : db_null(),
        db_text(acceptance->body),
    };
    return row_change(db, LEGAL_ACCEPTANCES_INSERT, args, COUNT_OF(args), changed, e);
}

/* The column of legal_acceptances_get. */
static enum rc read_body(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(const char **)item = row_text(rows, 0, arena, &ok);
    return ok ? RC_OK : err_no_memory(e);
}

enum rc legal_acceptances_get(
    struct db *db, struct arena *arena, int64_t organisation_id, int version, const char **out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(version)};
    *out = NULL;
    return row_find(db, LEGAL_ACCEPTANCES_GET, args, COUNT_OF(args), arena, read_body, out, found, e);
}
