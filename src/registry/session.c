/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/session.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/ip.h"
#include "registry/batch.h"
#include "registry/card_cache.h"
#include "registry/reads.h"
#include "registry/secret.h"
#include "registry/visits.h"
#include "store/audits.h"
#include "store/schema.h"
#include "store/settings.h"
#include "store/tokens.h"

#include <assert.h>
#include <stdlib.h>

#define TOUCHED_CARDS 4096U
#define READER_CACHE_KIB 8192
#define WRITER_CACHE_KIB 32768
#define BULK_CACHE_KIB 524288

static enum rc open_parts(struct session *session, enum session_access access, struct err *e)
{
    const bool writes = access == SESSION_WRITE;
    const struct registry_settings *const settings = &session->registry->settings;
    const struct db_options options = {
        .url = settings->database,
        .read_only = !writes,
        .fast_unsafe = settings->temporary,
        .cache_kib = !writes ? READER_CACHE_KIB
            : settings->bulk ? BULK_CACHE_KIB
                             : WRITER_CACHE_KIB,
    };
    if (writes) {
        session->touched.cards = calloc(TOUCHED_CARDS, sizeof *session->touched.cards);
        session->batch_group = batch_group_new();
    } else {
        session->cards = card_cache_new();
        session->visits = visits_take(session->registry->visits);
    }
    const bool is_whole =
        writes ? session->touched.cards != NULL && session->batch_group != NULL : session->cards != NULL && session->visits != NULL;
    if (!is_whole) {
        return err_no_memory(e);
    }
    return store_open(&options, &session->db, e);
}

enum rc session_open(struct registry *registry, enum session_access access, struct session **out, struct err *e)
{
    AUTO(session_closep) struct session *session = calloc(1, sizeof *session);
    if (session == NULL) {
        return err_no_memory(e);
    }
    session->registry = registry;
    directory_init(&session->directory);
    session->directory_stamp = atomic_load(&registry->directory_stamp);
    if (open_parts(session, access, e) != RC_OK || directory_read(&session->directory, session->db, e) != RC_OK) {
        return e->rc;
    }
    *out = TAKE(session);
    return RC_OK;
}

void session_close(struct session *session)
{
    if (session == NULL) {
        return;
    }
    directory_deinit(&session->directory);
    card_cache_free(session->cards);
    visits_give(session->registry->visits, session->visits);
    tally_book_deinit(&session->tallies);
    batch_group_free(session->batch_group);
    free(session->touched.cards);
    db_close(session->db);
    free(session);
}

void session_closep(struct session **session)
{
    session_close(*session);
}

enum rc session_begin(struct session *session, struct arena *arena, const char *request_id, struct err *e)
{
    session->arena = arena;
    session->now_us = clock_now_us();
    session->today = day_of_us(session->now_us);
    session->request_id = request_id;
    session->subject_id = 0;
    session->answer_is_secret = false;
    session->actor = NULL;
    session->token_id = 0;
    session->scopes = 0;
    session->user = NULL;
    session->for_account_id = 0;
    session->is_stranger = false;
    const unsigned stamp = atomic_load(&session->registry->directory_stamp);
    if (stamp == session->directory_stamp) {
        return RC_OK;
    }
    if (directory_read(&session->directory, session->db, e) != RC_OK) {
        return e->rc;
    }
    session->directory_stamp = stamp;
    return RC_OK;
}

enum rc session_read_begin(struct session *session, struct err *e)
{
    session->changes_at_read = atomic_load(&session->registry->changes);
    if (db_begin(session->db, DB_READ, e) != RC_OK) {
        return e->rc;
    }
    session->in_read = true;
    return RC_OK;
}

void session_read_end(struct session *session)
{
    session->in_read = false;
    db_rollback(session->db);
}

bool session_may_remember(const struct session *session)
{
    const bool is_reader = session->cards != NULL;
    return is_reader && (!session->in_read || session->changes_at_read == atomic_load(&session->registry->changes));
}

/* What another process has withdrawn or suspended counts from the next request on: the writer tells of it only once it has looked. */
static enum rc refresh_directory(struct session *session, struct err *e)
{
    int64_t revision = 0;
    if (revisions_get(session->db, &revision, e) != RC_OK) {
        return e->rc;
    }
    return revision == session->directory.revision ? RC_OK : directory_read(&session->directory, session->db, e);
}

/* An organisation that another process has just added may not be in the directory yet. */
static enum rc find_owner(struct session *session, int64_t organisation_id, struct err *e)
{
    if (refresh_directory(session, e) != RC_OK) {
        return e->rc;
    }
    session->actor = directory_get(&session->directory, organisation_id);
    if (session->actor == NULL && directory_read(&session->directory, session->db, e) != RC_OK) {
        return e->rc;
    }
    return session_organisation(session, organisation_id, &session->actor, e);
}

static enum rc check_network(const struct token *token, const char *address, struct err *e)
{
    if (token->networks == NULL || address == NULL || ip_list_has(str_of(token->networks), str_of(address))) {
        return RC_OK;
    }
    return err_set(e, RC_DENIED, "ER-2202", "", "the token may not be used from here");
}

enum rc session_authenticate(struct session *session, struct str text, const char *address, struct err *e)
{
    unsigned char hash[TOKEN_HASH_BYTES];
    struct token token = {0};
    bool found = false;
    token_hash(text, hash);
    if (tokens_find_by_hash(session->db, session->arena, hash, &token, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return err_set(e, RC_UNAUTHENTICATED, "SE-0401", "",
            "the token is not known here: check that it is whole and was made by this router (\"Authorization: Bearer <token>\")");
    }
    if (!token_is_good(&token, session->now_us)) {
        return err_set(e, RC_UNAUTHENTICATED, "SE-0401", "", "the token %s: ask your technical administrator for a new one",
            token_was_revoked(&token) ? "was revoked" : "has expired");
    }
    if (check_network(&token, address, e) != RC_OK) {
        return e->rc;
    }
    uses_note(&session->registry->token_uses, token.id, session->now_us);
    session->token_id = token.id;
    session->scopes = token.scopes;
    return find_owner(session, token.organisation_id, e);
}

enum rc session_require_actor(const struct session *session, struct err *e)
{
    if (session->actor != NULL) {
        return RC_OK;
    }
    return err_set(e, RC_UNAUTHENTICATED, "SE-0401", "",
        "this operation needs a token: send the header \"Authorization: Bearer <token>\" or \"api_key: <token>\"");
}

enum rc session_require_scope(const struct session *session, unsigned scopes, struct err *e)
{
    const unsigned missing = session->token_id == 0 ? 0 : scopes & ~session->scopes;
    for (size_t i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        if ((missing & (1U << i)) != 0) {
            return err_set(e, RC_DENIED, "ER-2201", "",
                "the token lacks the right \"%s\", which this operation needs: ask your technical administrator for a token that has it",
                token_scope_name(1U << i));
        }
    }
    return RC_OK;
}

static bool user_may(const struct session_user *user, int64_t organisation_id, enum permission permission)
{
    bool may = user->is_super && role_may(ROLE_SUPER, permission);
    for (size_t i = 0; i < user->grant_count && !may; i++) {
        may = organisation_id != 0 && user->grants[i].organisation_id == organisation_id && role_may(user->grants[i].role, permission);
    }
    return may;
}

enum rc session_require_permission(const struct session *session, int64_t organisation_id, enum permission permission, struct err *e)
{
    const bool is_operator = session->user == NULL && session->token_id == 0 && !session->is_stranger;
    if (is_operator || (session->user != NULL && user_may(session->user, organisation_id, permission))) {
        return RC_OK;
    }
    return err_set(e, RC_DENIED, "ER-2215", "", T_("you may not %s here: it needs a user with another role"), permission_words(permission));
}

bool session_may_see(const struct session *session, int64_t organisation_id)
{
    const struct organisation *const actor = session->actor;
    return actor == NULL || actor->id == organisation_id ||
        directory_has_mandate(&session->directory, organisation_id, actor->id, session->today);
}

enum rc session_permit(const struct session *session, const struct organisation *organisation, struct err *e)
{
    if (session_may_see(session, organisation->id)) {
        return RC_OK;
    }
    return err_set(e, RC_DENIED, "SE-0000", "",
        T_("access denied: organisation %s may not act for organisation %s; a processor needs a mandate of the issuer"),
        session->actor->identifier, organisation->identifier);
}

enum rc session_permit_write(
    const struct session *session, const struct organisation *organisation, enum permission permission, struct err *e)
{
    const int64_t own_id = session->actor == NULL ? 0 : session->actor->id;
    if (session_permit(session, organisation, e) != RC_OK ||
        (session->user != NULL && session_require_permission(session, own_id, permission, e) != RC_OK) ||
        organisation_check_writable(organisation, session->today, e) != RC_OK) {
        return e->rc;
    }
    return session->actor == NULL ? RC_OK : organisation_check_writable(session->actor, session->today, e);
}

enum rc session_organisation(const struct session *session, int64_t id, const struct organisation **out, struct err *e)
{
    *out = directory_get(&session->directory, id);
    if (*out != NULL) {
        return RC_OK;
    }
    return err_set(e, RC_INTERNAL, "SE-0500", "", "the stored organisation %lld is missing", (long long)id);
}

void session_touch_card(struct session *session, const struct escn *escn)
{
    struct touched *const touched = &session->touched;
    if (touched->card_count == TOUCHED_CARDS) {
        touched->too_many = true;
        return;
    }
    touched->cards[touched->card_count++] = *escn;
}

void session_touch_list(struct session *session, int64_t organisation_id)
{
    struct touched *const touched = &session->touched;
    for (size_t i = 0; i < touched->organisation_count; i++) {
        if (touched->organisation_ids[i] == organisation_id) {
            return;
        }
    }
    if (touched->organisation_count == COUNT_OF(touched->organisation_ids)) {
        touched->too_many = true;
        return;
    }
    touched->organisation_ids[touched->organisation_count++] = organisation_id;
}

void session_touch_directory(struct session *session)
{
    session->touched.directory = true;
}

void session_touch_outbox(struct session *session)
{
    session->touched.outbox = true;
}

void session_touch_erased(struct session *session)
{
    session->touched.erased = true;
}

void session_forget(struct session *session)
{
    struct touched *const touched = &session->touched;
    *touched = (struct touched){.cards = touched->cards};
    tally_forget(session);
}

void session_publish(struct session *session)
{
    const struct touched *const touched = &session->touched;
    if (touched->too_many) {
        registry_touch_all(session->registry, touched->directory);
    }
    for (size_t i = 0; i < touched->card_count; i++) {
        registry_touch_card(session->registry, &touched->cards[i]);
    }
    for (size_t i = 0; i < touched->organisation_count; i++) {
        registry_touch_list(session->registry, touched->organisation_ids[i]);
    }
    if (touched->directory) {
        registry_touch_directory(session->registry);
    }
    if (touched->erased) {
        (void)atomic_fetch_add(&session->registry->erasures, 1);
    }
    if (touched->outbox) {
        registry_touch_outbox(session->registry);
    }
    session_forget(session);
}

enum rc session_audit(
    struct session *session, enum audit_action action, int64_t organisation_id, int64_t object_id, const char *detail, struct err *e)
{
    const struct audit audit = {
        .at_us = session->now_us,
        .organisation_id = organisation_id,
        .actor_id = session->actor == NULL ? 0 : session->actor->id,
        .token_id = session->token_id,
        .account_id = session->user == NULL ? session->for_account_id : session->user->account_id,
        .action = action,
        .object_id = object_id,
        .request_id = session->request_id,
        .detail = detail,
    };
    assert(audit_action_key(action) != NULL); /* each act has its name in core/audit.c */
    if (session->token_id != 0 && organisation_id != 0 && tally_write(session, organisation_id, e) != RC_OK) {
        return e->rc;
    }
    return audits_insert(session->db, &audit, e);
}

void session_note_read(struct session *session, enum audit_action action, int64_t organisation_id, int64_t object_id)
{
    const bool is_reader = session->cards != NULL;
    if (!is_reader || session->actor == NULL || session->actor->id == organisation_id) {
        return;
    }
    const struct read_note note = {
        .at_us = session->now_us,
        .organisation_id = organisation_id,
        .actor_id = session->actor->id,
        .token_id = session->token_id,
        .action = action,
        .object_id = object_id,
    };
    reads_note(session->registry->reads, &note);
}

/* A change of the directory shows in the database's revision, for other processes. */
enum rc session_settle(struct session *session, struct err *e)
{
    if (tally_settle(session, e) != RC_OK) {
        return e->rc;
    }
    return session->touched.directory ? revisions_raise(session->db, e) : RC_OK;
}

static enum rc run_work(struct session *session, session_work_fn *work, void *argument, struct err *e)
{
    if (work(session, argument, e) != RC_OK || session_settle(session, e) != RC_OK) {
        return e->rc;
    }
    return db_commit(session->db, e);
}

enum rc session_transaction(struct session *session, session_work_fn *work, void *argument, struct err *e)
{
    if (db_begin(session->db, DB_WRITE, e) != RC_OK) {
        return e->rc;
    }
    if (run_work(session, work, argument, e) != RC_OK) {
        db_rollback(session->db);
        session_forget(session);
        return e->rc;
    }
    session_publish(session);
    return RC_OK;
}
