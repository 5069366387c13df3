/* SPDX-License-Identifier: EUPL-1.2 */
/* How imports come into the queue: with a file that was sent, or with one that was checked before. */
#include "registry/imports.h"

#include <inttypes.h>

/* Files that are checked and wait for an answer count too, so that what lies on the disk is bounded. */
static enum rc check_room(struct session *session, int64_t already, struct err *e)
{
    int64_t kept = 0;
    if (imports_count_kept(session->db, session->actor->id, &kept, e) != RC_OK) {
        return e->rc;
    }
    if (kept - already < IMPORTS_WAITING_MAX) {
        return RC_OK;
    }
    return err_set(e, RC_CONFLICT, "ER-1206", "",
        T_("%" PRId64 " imports of your organisation wait, run, or are checked and not yet started; %d at most were expected, send this "
           "one when one of "
           "them has ended or was discarded"),
        kept, IMPORTS_WAITING_MAX);
}

static enum rc check_once(struct session *session, const char *once, struct err *e)
{
    int64_t earlier = 0;
    bool found = false;
    if (once == NULL || imports_find_once(session->db, session->actor->id, once, &earlier, &found, e) != RC_OK || !found) {
        return e->rc;
    }
    return err_set(e, RC_CONFLICT, "ER-1208", "", T_("this form was sent already, as import %" PRId64), earlier);
}

static enum rc may_import(struct session *session, struct err *e)
{
    if (session_require_actor(session, e) != RC_OK || import_require_right(session, session->actor->id, e) != RC_OK) {
        return e->rc;
    }
    return session_permit_write(session, session->actor, PERMISSION_IMPORT, e);
}

static enum rc enqueue(struct session *session, struct import *import, const char *once, struct err *e)
{
    import->organisation_id = session->actor->id;
    import->token_id = session->token_id;
    import->account_id = session->user == NULL ? 0 : session->user->account_id;
    import->state = IMPORT_QUEUED;
    import->created_at_us = session->now_us;
    if (imports_insert(session->db, import, once, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(
        session, AUDIT_IMPORT_BEGIN, import->organisation_id, import->id, import_operation_code(import->operation)->key, e);
}

enum rc registry_begin_import(struct session *session, const struct new_import *input, struct import *out, struct err *e)
{
    if (may_import(session, e) != RC_OK || check_once(session, input->once, e) != RC_OK ||
        (!input->is_local && check_room(session, 0, e) != RC_OK)) {
        return e->rc;
    }
    *out = (struct import){
        .operation = input->operation,
        .mode = input->mode,
        .is_dry_run = input->is_dry_run,
        .is_local = input->is_local,
        .file = input->file,
        .bytes = input->bytes,
        .columns = input->columns,
        .separator = input->separator,
    };
    return enqueue(session, out, input->once, e);
}

static enum rc refuse_start(const struct import *import, const char *reason, struct err *e)
{
    return err_set(e, RC_CONFLICT, "ER-1208", "id", T_("the import %" PRId64 " can't be started: %s"), import->id, reason);
}

static enum rc check_waiting(const struct session *session, const struct import *import, struct err *e)
{
    if (!import->is_dry_run) {
        return refuse_start(import, N_("it is no check of a file"), e);
    }
    if (import->started_id != 0) {
        return err_set(e, RC_CONFLICT, "ER-1208", "id", T_("the file of import %" PRId64 " was started already, as import %" PRId64),
            import->id, import->started_id);
    }
    if (!import_is_over(import)) {
        return refuse_start(import, N_("its file is still being checked"), e);
    }
    if (import->state == IMPORT_UNDONE) {
        return refuse_start(import, N_("its file was discarded; send it again"), e);
    }
    return import_waits_until_us(import) > session->now_us ? RC_OK
                                                           : refuse_start(import, N_("its file is not kept any more; send it again"), e);
}

static enum rc hand_over(struct session *session, struct import *checked, const struct import *started, struct err *e)
{
    checked->file = NULL;
    checked->started_id = started->id;
    return imports_update(session->db, checked, e);
}

enum rc registry_start_checked_import(struct session *session, int64_t id, enum import_mode mode, struct import *out, struct err *e)
{
    struct import checked;
    if (may_import(session, e) != RC_OK || registry_get_import(session, id, &checked, e) != RC_OK ||
        check_waiting(session, &checked, e) != RC_OK || check_room(session, 1, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct import){
        .operation = checked.operation,
        .mode = mode,
        .file = checked.file,
        .bytes = checked.bytes,
        .columns = checked.columns,
        .separator = checked.separator,
    };
    return enqueue(session, out, NULL, e) == RC_OK ? hand_over(session, &checked, out, e) : e->rc;
}

enum rc registry_drop_checked_files(struct session *session, struct err *e)
{
    if (session_require_permission(session, 0, PERMISSION_IMPORT, e) != RC_OK) {
        return e->rc;
    }
    return imports_drop_checked(session->db, session->now_us - IMPORT_WAITS_US, e);
}
