/* SPDX-License-Identifier: EUPL-1.2 */
/* Imports: asked for, looked at, taken back; and the steps in which a runner carries one out, each in a transaction of its own. */
#pragma once

#include "registry/import_rows.h"

#define IMPORTS_WAITING_MAX 10 /* of one organisation */

struct new_import {
    enum import_operation operation;
    enum import_mode mode;
    bool is_dry_run;
    bool is_local;
    const char *file; /* name in the import folder */
    int64_t bytes;
    unsigned columns;
    char separator;
    const char *once; /* of the form that was sent, so that it counts once; NULL for none */
};

/* Who asks needs the right to import at the organisation, as user or by token; else RC_DENIED. */

/* Puts an import of the asking organisation into the queue. RC_DENIED when it may not write; RC_CONFLICT when too many wait (ER-1206), or
 * the same form was sent before (ER-1208). */
MUST_CHECK enum rc registry_begin_import(struct session *session, const struct new_import *input, struct import *out, struct err *e);

/* Puts what a user has had checked into the queue, to be carried out in this mode: a new import that takes over the file. RC_CONFLICT
 * (ER-1208) when it was started before, or the file is kept no longer; otherwise as registry_begin_import. */
MUST_CHECK enum rc registry_start_checked_import(
    struct session *session, int64_t id, enum import_mode mode, struct import *out, struct err *e);

/* RC_NOT_FOUND (ER-1201) when there is none, RC_DENIED (SE-0000) when it is another organisation's. */
MUST_CHECK enum rc registry_get_import(struct session *session, int64_t id, struct import *out, struct err *e);

/* Those of the asking organisation, newest first, older than `before_id` (0: all). */
MUST_CHECK enum rc registry_list_imports(struct session *session, int64_t before_id, size_t limit, struct imports *out, struct err *e);

/* Those of all organisations that wait or run, oldest first: for who carries them out. */
MUST_CHECK enum rc registry_list_active_imports(struct session *session, struct imports *out, struct err *e);

/* Those that have a file in the import folder, of all organisations: for who sweeps it. */
MUST_CHECK enum rc registry_list_kept_imports(struct session *session, struct imports *out, struct err *e);

/* Takes their files from checks that have waited long enough; they are erased with the next sweep. */
MUST_CHECK enum rc registry_drop_checked_files(struct session *session, struct err *e);

/* The rows that were refused, after a row; an import that the session may see. */
MUST_CHECK enum rc registry_list_bad_rows(
    struct session *session, const struct import *import, int64_t after_row, size_t limit, struct import_bads *out, struct err *e);

/* Takes an import back when nothing that it touched has changed since; else RC_CONFLICT (ER-1205) with the reason. A small one is undone at
 * once (UNDONE), of a large one the runner undoes the rows (RUNNING). One that still waits is dropped, and so is a checked file: it is to
 * be erased after the commit. */
MUST_CHECK enum rc registry_undo_import(struct session *session, int64_t id, struct import *out, struct err *e);

/* Erases the refused rows and the undo data of imports that ended before an instant; *more is set when there is more to do. */
MUST_CHECK enum rc registry_forget_imports(struct session *session, int64_t before_us, bool *more, struct err *e);

/* The steps. Each but the last reads the import again and gives RC_CONFLICT (ER-1205) unless it is as `import` says: somebody else has run
 * it or taken it back. What they change in `import` is true once the transaction is. */

/* See above. */
MUST_CHECK enum rc import_require_right(const struct session *session, int64_t organisation_id, struct err *e);

/* Makes the session act for the import's organisation, and for the token or user that has asked for what it does now. */
MUST_CHECK enum rc import_act_for(struct session *session, const struct import *import, struct err *e);

/* Begins, or begins again: nothing has been written but refused rows, which go. */
MUST_CHECK enum rc import_step_start(struct session *session, struct import *import, struct err *e);

/* How far some rows bring an import. */
struct import_tally {
    int64_t last_row;
    int progress;                        /* percent */
    int64_t created, updated, unchanged; /* to be added, by a check */
};

/* Notes those of the rows that have problems. */
MUST_CHECK enum rc import_step_check(struct session *session, struct import *import, const struct import_row *rows, size_t count,
    const struct import_tally *tally, struct err *e);

/* Checks and writes rows. With IMPORT_ALL the first row with a problem ends it: RC_INVALID, to be rolled back. *failed_at is the row at
 * which it ended; `count` when no row is to blame. */
MUST_CHECK enum rc import_step_apply(struct session *session, struct import *import, struct import_row *rows, size_t count,
    const struct import_tally *tally, size_t *failed_at, struct err *e);

/* Undoes up to `limit` of the last rows; *more is false when none was left. Adds to import->left those that are not as it left them. */
MUST_CHECK enum rc import_step_undo(struct session *session, struct import *import, size_t limit, bool *more, struct err *e);

/* Goes on to another phase. */
MUST_CHECK enum rc import_step_phase(struct session *session, struct import *import, enum import_phase phase, struct err *e);

/* Why an import has ended as it did. */
struct import_reason {
    const char *english;
    const char *said; /* in the form of import_bad.said, without code */
};

/* Adds what a failure says to the reasons, empty at first. */
MUST_CHECK enum rc import_reason_add(struct import_reason *reason, struct arena *arena, const struct err *what, struct err *e);

/* Ends; `reason` may be NULL. */
MUST_CHECK enum rc import_step_end(
    struct session *session, struct import *import, enum import_state state, const struct import_reason *reason, struct err *e);

/* Stands between the cells of a refused row, those of the columns that the file has, in the order of enum import_column. */
#define IMPORT_CELL_END '\x1f'

/* Ends each reason in import_bad.said. */
#define IMPORT_REASON_END '\x1e'
