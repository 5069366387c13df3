/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/consents.h"

#include "store/row.h"
#include "store/statements.h"

enum rc consents_insert(struct db *db, struct consent *consent, struct err *e)
{
    const struct db_arg args[] = {
        db_int(consent->enrolment_id),
        db_int(consent->version),
        db_text(consent->language),
        db_int(consent->how),
        db_int(consent->given_at_us),
        db_id_or_null(consent->withdrawn_at_us),
    };
    bool found = false;
    return row_number(db, CONSENTS_INSERT, args, COUNT_OF(args), &consent->id, &found, e);
}

static enum rc read_consent(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct consent *)item = (struct consent){
        .id = db_column_int(rows, 0),
        .enrolment_id = db_column_int(rows, 1),
        .version = db_column_int(rows, 2),
        .language = row_text(rows, 3, arena, &ok),
        .how = (enum consent_how)db_column_int(rows, 4),
        .given_at_us = db_column_int(rows, 5),
        .withdrawn_at_us = db_column_int(rows, 6),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc consents_list(struct db *db, struct arena *arena, int64_t enrolment_id, struct consents *out, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment_id)};
    struct row_list rows = {0};
    if (row_list_read(db, CONSENTS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_consent, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct consents){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc consents_withdraw(struct db *db, int64_t enrolment_id, int64_t now_us, bool *changed, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment_id), db_int(now_us)};
    int64_t count = 0;
    if (db_run(db, CONSENTS_WITHDRAW, args, COUNT_OF(args), &count, e) != RC_OK) {
        return e->rc;
    }
    *changed = count > 0;
    return RC_OK;
}

enum rc consents_delete_of_enrolment(struct db *db, int64_t enrolment_id, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment_id)};
    return db_run(db, CONSENTS_DELETE_OF_ENROLMENT, args, COUNT_OF(args), NULL, e);
}

enum rc consent_texts_insert(struct db *db, const struct consent_text *text, const unsigned char hash[CONSENT_HASH_BYTES], struct err *e)
{
    const struct db_arg args[] = {
        db_int(text->organisation_id),
        db_int(text->version),
        db_text(text->language),
        db_text(text->body),
        db_blob(hash, CONSENT_HASH_BYTES),
        db_int(text->published_at_us),
    };
    return db_run(db, CONSENT_TEXTS_INSERT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_text(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct consent_text *)item = (struct consent_text){
        .organisation_id = db_column_int(rows, 0),
        .version = db_column_int(rows, 1),
        .language = row_text(rows, 2, arena, &ok),
        .published_at_us = db_column_int(rows, 3),
        .body = row_text(rows, 4, arena, &ok),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc consent_texts_get(struct db *db, struct arena *arena, int64_t organisation_id, int64_t version, const char *language,
    struct consent_text *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(version), db_text(language)};
    return row_find(db, CONSENT_TEXTS_GET, args, COUNT_OF(args), arena, read_text, out, found, e);
}

enum rc consent_texts_list(struct db *db, struct arena *arena, int64_t organisation_id, struct consent_texts *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id)};
    struct row_list rows = {0};
    if (row_list_read(db, CONSENT_TEXTS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_text, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct consent_texts){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc consent_texts_version(struct db *db, int64_t organisation_id, int64_t until_us, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(until_us)};
    bool found = false;
    return row_number(db, CONSENT_TEXTS_VERSION, args, COUNT_OF(args), out, &found, e);
}
