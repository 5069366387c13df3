/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/imports.h"

#include "base/buf.h"
#include "base/pattern.h"
#include "core/token.h"
#include "registry/batch.h"

#include <inttypes.h>

#define UNDO_AT_ONCE 200 /* rows */
#define FORGET_ROWS 10000

enum rc import_act_for(struct session *session, const struct import *import, struct err *e)
{
    const bool is_taken_back = import->phase == IMPORT_PHASE_UNDO;
    session->token_id = is_taken_back ? import->undo_token_id : import->token_id;
    session->for_account_id = is_taken_back ? import->undo_account_id : import->account_id;
    return session_organisation(session, import->organisation_id, &session->actor, e);
}

enum rc import_require_right(const struct session *session, int64_t organisation_id, struct err *e)
{
    return session->token_id != 0 ? session_require_scope(session, TOKEN_IMPORT, e)
                                  : session_require_permission(session, organisation_id, PERMISSION_IMPORT, e);
}

enum rc registry_get_import(struct session *session, int64_t id, struct import *out, struct err *e)
{
    bool found = false;
    if (imports_get(session->db, session->arena, id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return err_set(e, RC_NOT_FOUND, "ER-1201", "id", "there is no import %" PRId64, id);
    }
    if (session->actor != NULL && session->actor->id != out->organisation_id) {
        return err_set(e, RC_DENIED, "SE-0000", "", "access denied: the import was sent by another organisation, not by yours");
    }
    return import_require_right(session, out->organisation_id, e);
}

enum rc registry_list_imports(struct session *session, int64_t before_id, size_t limit, struct imports *out, struct err *e)
{
    if (session_require_actor(session, e) != RC_OK || import_require_right(session, session->actor->id, e) != RC_OK) {
        return e->rc;
    }
    return imports_list(session->db, session->arena, session->actor->id, before_id == 0 ? INT64_MAX : before_id, limit, out, e);
}

enum rc registry_list_active_imports(struct session *session, struct imports *out, struct err *e)
{
    if (session_require_permission(session, 0, PERMISSION_IMPORT, e) != RC_OK) {
        return e->rc;
    }
    return imports_list_active(session->db, session->arena, out, e);
}

enum rc registry_list_kept_imports(struct session *session, struct imports *out, struct err *e)
{
    if (session_require_permission(session, 0, PERMISSION_IMPORT, e) != RC_OK) {
        return e->rc;
    }
    return imports_list_kept(session->db, session->arena, out, e);
}

enum rc registry_list_bad_rows(
    struct session *session, const struct import *import, int64_t after_row, size_t limit, struct import_bads *out, struct err *e)
{
    if (import_require_right(session, import->organisation_id, e) != RC_OK) {
        return e->rc;
    }
    if (import->forgotten_at_us != 0) {
        return err_set(
            e, RC_NOT_FOUND, "ER-1201", "id", "the refused rows of import %" PRId64 " were erased, it ended too long ago", import->id);
    }
    return import_errors_list(session->db, session->arena, import->id, after_row, limit, out, e);
}

static enum rc refuse_undo(const struct import *import, const char *reason, struct err *e)
{
    return err_set(e, RC_CONFLICT, "ER-1205", "id", T_("the import %" PRId64 " can't be undone: %s"), import->id, reason);
}

static enum rc check_undo(const struct import *import, struct err *e)
{
    if (import->state == IMPORT_RUNNING) {
        return refuse_undo(import, N_("it is running; wait until it has ended"), e);
    }
    if (import->state == IMPORT_UNDONE) {
        return refuse_undo(import, N_("it is undone already"), e);
    }
    if (import->is_dry_run || (import->state == IMPORT_FAILED && import->mode == IMPORT_ALL)) {
        return refuse_undo(import, N_("it has written nothing"), e);
    }
    return import->forgotten_at_us == 0 ? RC_OK : refuse_undo(import, N_("what it would need was erased, it ended too long ago"), e);
}

/* Nothing that the import touched may have changed since. */
static enum rc check_obstacles(struct session *session, const struct import *import, struct err *e)
{
    struct import_obstacles found;
    if (import_rows_compare(session->db, import->id, &found, e) != RC_OK) {
        return e->rc;
    }
    if (found.cards == 0 && found.enrolments == 0 && found.others == 0) {
        return RC_OK;
    }
    return err_set(e, RC_CONFLICT, "ER-1205", "id",
        T_("the import %" PRId64 " can't be undone: since then %" PRId64 " of its cards and %" PRId64
           " of its persons were changed or deleted, and %" PRId64 " other cards were issued to persons whom it has enrolled"),
        import->id, found.cards, found.enrolments, found.others);
}

/* The asking organisation must still be allowed to write for every issuer whose data the import touched. */
static enum rc permit_undo(struct session *session, const struct import *import, struct err *e)
{
    struct import_issuers issuers;
    if (import_rows_issuers(session->db, session->arena, import->id, &issuers, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < issuers.count; i++) {
        const struct organisation *issuer = NULL;
        if (session_organisation(session, issuers.ids[i], &issuer, e) != RC_OK ||
            session_permit_write(session, issuer, PERMISSION_IMPORT, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc undo_each(struct session *session, const struct import_dones *rows, int64_t *left, struct err *e)
{
    if (batch_begin(session, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < rows->count; i++) {
        bool is_left = false;
        if (import_done_undo(session, &rows->items[i], &is_left, e) != RC_OK) {
            batch_drop(session);
            return e->rc;
        }
        *left += is_left ? 1 : 0;
    }
    return batch_end(session, e);
}

/* From the last row on, so that its number tells how far it is. */
static enum rc undo_rows(struct session *session, struct import *import, size_t limit, bool *more, struct err *e)
{
    struct import_dones rows;
    if (import_rows_list(session->db, session->arena, import->id, limit, &rows, e) != RC_OK ||
        undo_each(session, &rows, &import->left, e) != RC_OK) {
        return e->rc;
    }
    *more = rows.count > 0;
    if (!*more) {
        return RC_OK;
    }
    const int64_t row = rows.items[rows.count - 1].row;
    import->progress = import->row_done <= 0 ? 0 : (int)(100 - row * 100 / import->row_done);
    return import_rows_clear(session->db, import->id, row, e);
}

/* Undoes at once what is small; leaves the rest to the runner. */
static enum rc begin_undo(struct session *session, struct import *import, struct err *e)
{
    struct import_dones rows;
    bool more = false;
    if (import_rows_list(session->db, session->arena, import->id, UNDO_AT_ONCE + 1, &rows, e) != RC_OK) {
        return e->rc;
    }
    import->undo_token_id = session->token_id;
    import->undo_account_id = session->user == NULL ? 0 : session->user->account_id;
    if (rows.count > UNDO_AT_ONCE) {
        import->state = IMPORT_RUNNING;
        import->phase = IMPORT_PHASE_UNDO;
        import->progress = 0;
        import->ended_at_us = 0;
        return imports_update(session->db, import, e);
    }
    if (undo_rows(session, import, UNDO_AT_ONCE, &more, e) != RC_OK) {
        return e->rc;
    }
    return import_step_end(session, import, IMPORT_UNDONE, NULL, e);
}

enum rc import_reason_add(struct import_reason *reason, struct arena *arena, const struct err *what, struct err *e)
{
    const bool is_first = reason->english == NULL;
    const char *const packed = pattern_pack(arena, what);
    reason->english = is_first ? arena_copy(arena, what->msg) : arena_format(arena, "%s; %s", reason->english, what->msg);
    reason->said = packed == NULL || (!is_first && reason->said == NULL)
        ? NULL
        : arena_format(arena, "%s%c%s%c", is_first ? "" : reason->said, PATTERN_END, packed, IMPORT_REASON_END);
    return reason->english == NULL || packed == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc end_before_beginning(struct session *session, struct import *import, struct err *e)
{
    struct import_reason reason = {0};
    struct err why = {0};
    (void)err_set(&why, RC_CONFLICT, "", "", T_("it was taken back before it began"));
    return import_reason_add(&reason, session->arena, &why, e) == RC_OK ? import_step_end(session, import, IMPORT_UNDONE, &reason, e)
                                                                        : e->rc;
}

enum rc registry_undo_import(struct session *session, int64_t id, struct import *out, struct err *e)
{
    if (registry_get_import(session, id, out, e) != RC_OK) {
        return e->rc;
    }
    if (out->state == IMPORT_QUEUED) {
        return end_before_beginning(session, out, e);
    }
    if (import_is_waiting(out)) {
        return import_step_end(session, out, IMPORT_UNDONE, NULL, e);
    }
    if (check_undo(out, e) != RC_OK || permit_undo(session, out, e) != RC_OK || check_obstacles(session, out, e) != RC_OK) {
        return e->rc;
    }
    return begin_undo(session, out, e);
}

static enum rc forget(struct session *session, struct import *import, bool *more, struct err *e)
{
    struct import_dones last;
    if (import_errors_clear(session->db, import->id, e) != RC_OK ||
        import_rows_list(session->db, session->arena, import->id, 1, &last, e) != RC_OK) {
        return e->rc;
    }
    if (last.count > 0) {
        *more = true;
        return import_rows_clear(session->db, import->id, last.items[0].row - FORGET_ROWS, e);
    }
    import->forgotten_at_us = session->now_us;
    return imports_update(session->db, import, e);
}

enum rc registry_forget_imports(struct session *session, int64_t before_us, bool *more, struct err *e)
{
    struct imports old;
    *more = false;
    if (session_require_permission(session, 0, PERMISSION_IMPORT, e) != RC_OK ||
        imports_list_old(session->db, session->arena, before_us, &old, e) != RC_OK || old.count == 0) {
        return e->rc;
    }
    *more = old.count > 1;
    return forget(session, &old.items[0], more, e);
}

/* The import as it is now must be the one that the runner knows. */
static enum rc hold(struct session *session, const struct import *import, struct err *e)
{
    struct import now;
    bool found = false;
    if (imports_get(session->db, session->arena, import->id, &now, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || now.state != import->state || now.phase != import->phase || now.row_done != import->row_done) {
        return err_set(
            e, RC_CONFLICT, "ER-1205", "id", T_("the import %" PRId64 " was taken back, or is run by another process"), import->id);
    }
    return import_act_for(session, import, e);
}

enum rc import_step_start(struct session *session, struct import *import, struct err *e)
{
    if (hold(session, import, e) != RC_OK || import_errors_clear(session->db, import->id, e) != RC_OK) {
        return e->rc;
    }
    import->state = IMPORT_RUNNING;
    import->phase = IMPORT_PHASE_CHECK;
    import->row_done = 0;
    import->progress = 0;
    import->created = import->updated = import->unchanged = import->failed = 0;
    return imports_update(session->db, import, e);
}

/* The cells as one text, those of the columns that the file has, between unit separators. */
static const char *join_cells(struct arena *arena, const struct import_row *row)
{
    struct buf out;
    buf_init(&out, arena);
    bool is_first = true;
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        if (row->cells[i].data == NULL) {
            continue;
        }
        if (!is_first) {
            buf_add_char(&out, IMPORT_CELL_END);
        }
        is_first = false;
        buf_add_str(&out, row->cells[i]);
    }
    return buf_text(&out);
}

static const char *join_reasons(struct arena *arena, const struct import_row *row)
{
    struct buf out;
    buf_init(&out, arena);
    for (const struct import_problem *problem = row->problems; problem != NULL; problem = problem->next) {
        buf_add_format(&out, "%s%s (%s)", problem == row->problems ? "" : "; ", problem->message, problem->code);
    }
    return buf_text(&out);
}

/* The same for readers of any language. */
static const char *join_said(struct arena *arena, const struct import_row *row)
{
    struct buf out;
    buf_init(&out, arena);
    for (const struct import_problem *problem = row->problems; problem != NULL; problem = problem->next) {
        buf_add_format(&out, "%s%c%s%c", problem->code, PATTERN_END, problem->said, IMPORT_REASON_END);
    }
    return buf_text(&out);
}

static enum rc note_bad_row(struct session *session, struct import *import, const struct import_row *row, struct err *e)
{
    const struct import_bad bad = {
        .row = row->number,
        .person_key = row->esi_key,
        .cells = join_cells(session->arena, row),
        .reasons = join_reasons(session->arena, row),
        .said = join_said(session->arena, row),
    };
    import->failed++;
    const bool is_whole = bad.cells != NULL && bad.reasons != NULL && bad.said != NULL;
    return is_whole ? import_errors_insert(session->db, import->id, &bad, e) : err_no_memory(e);
}

enum rc import_step_check(struct session *session, struct import *import, const struct import_row *rows, size_t count,
    const struct import_tally *tally, struct err *e)
{
    if (hold(session, import, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].problem_count > 0 && note_bad_row(session, import, &rows[i], e) != RC_OK) {
            return e->rc;
        }
    }
    import->created += tally->created;
    import->updated += tally->updated;
    import->unchanged += tally->unchanged;
    import->row_done = tally->last_row;
    import->progress = tally->progress;
    return imports_update(session->db, import, e);
}

static void count_outcome(struct import *import, enum import_outcome outcome)
{
    import->created += outcome == IMPORT_CREATED ? 1 : 0;
    import->updated += outcome == IMPORT_UPDATED ? 1 : 0;
    import->unchanged += outcome == IMPORT_UNCHANGED ? 1 : 0;
}

/* Checks one row and writes it; a row that was refused before, or is now, is noted. */
static enum rc apply_row(struct session *session, struct import *import, struct import_row *row, struct err *e)
{
    struct import_plan plan = {0};
    struct import_done done;
    const bool was_refused = row->is_judged && row->problem_count > 0;
    if (!was_refused && import_plan_make(session, import->operation, row, &plan, e) != RC_OK) {
        return e->rc;
    }
    if (row->problem_count > 0 && import->mode == IMPORT_ALL) {
        return err_set(e, RC_INVALID, "ER-1012", "", T_("row %" PRId64 " can't be written"), row->number);
    }
    if (row->problem_count > 0) {
        return note_bad_row(session, import, row, e);
    }
    if (plan.act != 0 &&
        (import_plan_apply(session, row, &plan, &done, e) != RC_OK || import_rows_insert(session->db, import->id, &done, e) != RC_OK)) {
        return e->rc;
    }
    count_outcome(import, import_plan_outcome(&plan));
    return RC_OK;
}

static enum rc apply_rows(
    struct session *session, struct import *import, struct import_row *rows, size_t count, size_t *failed_at, struct err *e)
{
    if (batch_begin(session, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < count; i++) {
        if (apply_row(session, import, &rows[i], e) != RC_OK) {
            *failed_at = i;
            batch_drop(session);
            return e->rc;
        }
    }
    return batch_end(session, e);
}

enum rc import_step_apply(struct session *session, struct import *import, struct import_row *rows, size_t count,
    const struct import_tally *tally, size_t *failed_at, struct err *e)
{
    *failed_at = count;
    if (hold(session, import, e) != RC_OK || apply_rows(session, import, rows, count, failed_at, e) != RC_OK) {
        return e->rc;
    }
    import->row_done = tally->last_row;
    import->progress = tally->progress;
    return imports_update(session->db, import, e);
}

enum rc import_step_undo(struct session *session, struct import *import, size_t limit, bool *more, struct err *e)
{
    if (hold(session, import, e) != RC_OK || undo_rows(session, import, limit, more, e) != RC_OK) {
        return e->rc;
    }
    return *more ? imports_update(session->db, import, e) : RC_OK;
}

enum rc import_step_phase(struct session *session, struct import *import, enum import_phase phase, struct err *e)
{
    if (hold(session, import, e) != RC_OK) {
        return e->rc;
    }
    import->phase = phase;
    if (phase == IMPORT_PHASE_APPLY) {
        import->row_done = 0;
    }
    return imports_update(session->db, import, e);
}

static const char *tell(struct arena *arena, const struct import *import)
{
    return arena_format(arena, "%s%s: created %" PRId64 ", updated %" PRId64 ", unchanged %" PRId64 ", failed %" PRId64,
        import->is_dry_run ? "checked only, " : "", import_state_code(import->state)->key, import->created, import->updated,
        import->unchanged, import->failed);
}

enum rc import_step_end(
    struct session *session, struct import *import, enum import_state state, const struct import_reason *reason, struct err *e)
{
    if (import->phase == IMPORT_PHASE_FALL) {
        import->created = import->updated = import->unchanged = 0;
    }
    import->state = state;
    import->file = state == IMPORT_DONE && import_will_wait(import) ? import->file : NULL;
    import->reason = reason == NULL ? NULL : reason->english;
    import->reason_said = reason == NULL ? NULL : reason->said;
    import->ended_at_us = session->now_us;
    import->progress = 100;
    const char *const detail = tell(session->arena, import);
    if (detail == NULL) {
        return err_no_memory(e);
    }
    if (imports_update(session->db, import, e) != RC_OK) {
        return e->rc;
    }
    const enum audit_action action = state == IMPORT_UNDONE ? AUDIT_IMPORT_UNDO : AUDIT_IMPORT_END;
    return session_audit(session, action, import->organisation_id, import->id, detail, e);
}
