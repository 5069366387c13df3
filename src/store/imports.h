/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of imports: what was asked and how far it is, what their rows did, and the rows that were refused. */
#pragma once

#include "core/card.h"
#include "core/import.h"
#include "core/person.h"
#include "db/db.h"

struct imports {
    struct import *items;
    size_t count;
};

MUST_CHECK enum rc imports_get(struct db *db, struct arena *arena, int64_t id, struct import *out, bool *found, struct err *e);

/* Fills import->id. `once` is what no other import of the organisation may have; NULL for none. */
MUST_CHECK enum rc imports_insert(struct db *db, struct import *import, const char *once, struct err *e);

/* Writes all that changes. */
MUST_CHECK enum rc imports_update(struct db *db, const struct import *import, struct err *e);

/* Of an organisation, newest first, older than `before_id`. */
MUST_CHECK enum rc imports_list(
    struct db *db, struct arena *arena, int64_t organisation_id, int64_t before_id, size_t limit, struct imports *out, struct err *e);

/* All that wait or run, oldest first. */
MUST_CHECK enum rc imports_list_active(struct db *db, struct arena *arena, struct imports *out, struct err *e);

/* Those that ended before an instant and still have their rows. */
MUST_CHECK enum rc imports_list_old(struct db *db, struct arena *arena, int64_t before_us, struct imports *out, struct err *e);

/* All that have a file, oldest first. */
MUST_CHECK enum rc imports_list_kept(struct db *db, struct arena *arena, struct imports *out, struct err *e);

/* How many of an organisation wait or run on the server, or have a file there. */
MUST_CHECK enum rc imports_count_kept(struct db *db, int64_t organisation_id, int64_t *out, struct err *e);

/* The import that was inserted with this `once`. */
MUST_CHECK enum rc imports_find_once(struct db *db, int64_t organisation_id, const char *once, int64_t *id, bool *found, struct err *e);

/* Takes the file from checks that ended before an instant. */
MUST_CHECK enum rc imports_drop_checked(struct db *db, int64_t before_us, struct err *e);

/* What a row did, as bits. The numbers are stored, 1 stands in a statement. */
enum import_act {
    IMPORT_ENROLLED = 1,
    IMPORT_ENROLMENT_CHANGED = 2,
    IMPORT_CARD_ISSUED = 4,
    IMPORT_CARD_REISSUED = 8,
    IMPORT_CARD_CHANGED = 16,
    IMPORT_CARD_DELETED = 32
};

/* One row that changed something, with the versions in which it left what it touched. */
struct import_done {
    int64_t row;
    unsigned act;    /* of enum import_act */
    int64_t card_id; /* 0: no card touched */
    int64_t card_version;
    int64_t enrolment_id; /* 0: no enrolment touched */
    int64_t enrolment_version;
    int64_t person_id;          /* whose former values follow; 0 when there are none, or they were erased with the person */
    struct enrolment enrolment; /* former name, e-mail, level, of IMPORT_ENROLMENT_CHANGED */
    struct card card;           /* former values, of IMPORT_CARD_CHANGED and IMPORT_CARD_DELETED */
};

struct import_dones {
    struct import_done *items;
    size_t count;
};

MUST_CHECK enum rc import_rows_insert(struct db *db, int64_t import_id, const struct import_done *done, struct err *e);

/* The last rows that are not undone yet, last first. */
MUST_CHECK enum rc import_rows_list(
    struct db *db, struct arena *arena, int64_t import_id, size_t limit, struct import_dones *out, struct err *e);

/* Forgets rows from `from_row` on. */
MUST_CHECK enum rc import_rows_clear(struct db *db, int64_t import_id, int64_t from_row, struct err *e);

/* Why an import can't be undone: how many of what it touched is not as it left it. Reads all its rows. */
struct import_obstacles {
    int64_t cards;      /* changed, deleted, or whose holder was erased */
    int64_t enrolments; /* changed or ended */
    int64_t others;     /* cards issued since to persons whom the import enrolled */
};

MUST_CHECK enum rc import_rows_compare(struct db *db, int64_t import_id, struct import_obstacles *out, struct err *e);

/* The organisations whose cards and persons an import touched. */
struct import_issuers {
    int64_t *ids;
    size_t count;
};

MUST_CHECK enum rc import_rows_issuers(struct db *db, struct arena *arena, int64_t import_id, struct import_issuers *out, struct err *e);

/* A row that was refused. */
struct import_bad {
    int64_t row;
    const char *person_key; /* folded identifier; NULL when it has none. Not read back. */
    const char *cells;
    const char *reasons;
    const char
        *said; /* the same to be said in any language: code and what pattern_pack writes of each, see registry/imports.h; NULL: not known */
};

struct import_bads {
    struct import_bad *items;
    size_t count;
};

MUST_CHECK enum rc import_errors_insert(struct db *db, int64_t import_id, const struct import_bad *bad, struct err *e);
MUST_CHECK enum rc import_errors_list(
    struct db *db, struct arena *arena, int64_t import_id, int64_t after_row, size_t limit, struct import_bads *out, struct err *e);
MUST_CHECK enum rc import_errors_clear(struct db *db, int64_t import_id, struct err *e);

/* Erases what rows of imports hold of a person at one organisation, or at all of them: 0. Of refused rows nobody knows for which
 * organisation a processor has sent them: they go with any. */
MUST_CHECK enum rc imports_forget_person(struct db *db, int64_t person_id, int64_t organisation_id, struct err *e);
