/* SPDX-License-Identifier: EUPL-1.2 */
/* One thread's access to the registry: its database connection, and for the request at hand who asks, when, and what was touched. */
#pragma once

#include "core/audit.h"
#include "core/permission.h"
#include "registry/directory.h"
#include "registry/registry.h"
#include "registry/tally.h"

#include <stdatomic.h>

struct card_cache;
struct batch;
struct batch_group;
struct visit_counter;
struct writer;

/* Stamps to raise once the transaction is durable. */
struct touched {
    struct escn *cards;
    size_t card_count;
    int64_t organisation_ids[64];
    size_t organisation_count;
    bool directory;
    bool erased; /* something personal was taken away */
    bool outbox;
    bool too_many; /* to remember one by one: everything counts as touched */
};

/* The administrative user who asks. */
struct session_user {
    int64_t account_id;
    int64_t login_id; /* of the session in which he works; 0: none */
    bool is_super;
    const struct grant *grants;
    size_t grant_count;
};

struct session {
    struct registry *registry;
    struct db *db;
    struct directory directory;
    unsigned directory_stamp;
    struct card_cache *cards;     /* of readers; NULL for writers */
    struct visit_counter *visits; /* likewise */
    struct touched touched;
    struct tally_book tallies;       /* of the running transaction */
    struct batch_group *batch_group; /* of sessions that write */
    struct batch *batch;             /* what many rows add up to, see batch.h; NULL: each is written at once */
    bool in_read;                    /* between session_read_begin and session_read_end */
    unsigned changes_at_read;        /* registry->changes when it began */

    /* of the request at hand */
    struct arena *arena;
    int64_t now_us;
    int32_t today; /* in UTC */
    const char *request_id;
    bool kept_part;                   /* see writer_keep */
    int64_t subject_id;               /* the person whom the request wrote something of, the last of them; 0: nobody */
    bool answer_is_secret;            /* it must not lie in the database for everybody who can read it */
    const struct organisation *actor; /* NULL: nobody, or the operator at the command line */
    int64_t token_id;
    unsigned scopes;                 /* of the token */
    bool is_stranger;                /* a server asks for somebody who has not shown who he is: never the operator */
    const struct session_user *user; /* NULL: a token, nobody, or the operator at the command line */
    int64_t for_account_id;          /* for which user a thread of the router's own goes on with what he asked for; 0: none */
};

/* What a server's threads that run handlers have: their session, and whether it is the writer's, inside its transaction. */
struct session_context {
    struct session *session;
    bool writes;
    struct writer *writer; /* to hand work to, of threads that may wait for it; NULL: none */

    /* Set by a handler: what the thread does after it has handed the call back, for an answer that grows. */
    void (*then)(void *argument, const struct session_context *thread);
    void *then_argument;
    const atomic_bool *ending; /* what takes long must come to an end; NULL in threads that have no time for it */
};

enum session_access { SESSION_READ, SESSION_WRITE };

/* A connection for one thread; the schema must be up to date. */
MUST_CHECK enum rc session_open(struct registry *registry, enum session_access access, struct session **out, struct err *e);
void session_close(struct session *session);
void session_closep(struct session **session);

/* Starts a request: takes the time, forgets who asked before, reads the organisations again where they have changed. `request_id` may be
 * NULL. */
MUST_CHECK enum rc session_begin(struct session *session, struct arena *arena, const char *request_id, struct err *e);

/* Several reads that see one moment of the database. Between them nothing can be written through this session. */
MUST_CHECK enum rc session_read_begin(struct session *session, struct err *e);
void session_read_end(struct session *session);

/* Whether what is read now may be remembered under stamps taken just before, and what others remembered may be used: not in a transaction
 * that sees an older moment, nor in one that writes. */
bool session_may_remember(const struct session *session);

/* Makes the owner of an API token the one who asks. RC_UNAUTHENTICATED for a token that is unknown, revoked or expired, RC_DENIED (ER-2202)
 * for one that may not be used from `address` (NULL: the address was looked at before). Notes the use, without writing. */
MUST_CHECK enum rc session_authenticate(struct session *session, struct str token, const char *address, struct err *e);

/* RC_UNAUTHENTICATED when nobody is known to ask. */
MUST_CHECK enum rc session_require_actor(const struct session *session, struct err *e);

/* RC_DENIED when a token was used that lacks one of these rights (enum token_scope). */
MUST_CHECK enum rc session_require_scope(const struct session *session, unsigned scopes, struct err *e);

/* RC_DENIED when a user asks who has no role with this right at the organisation (0: at the router itself), or a token or a stranger
 * does. The operator may all. */
MUST_CHECK enum rc session_require_permission(
    const struct session *session, int64_t organisation_id, enum permission permission, struct err *e);

/* RC_OK when the asking organisation may act for this one: it is the same, or a processor that it has mandated; else RC_DENIED. The
 * operator may. */
MUST_CHECK enum rc session_permit(const struct session *session, const struct organisation *organisation, struct err *e);
bool session_may_see(const struct session *session, int64_t organisation_id);

/* session_permit, and both sides are in a state in which something may be written; a user who asks needs this right where he comes from.
 * What tokens may is their scopes' matter, see session_require_scope. */
MUST_CHECK enum rc session_permit_write(
    const struct session *session, const struct organisation *organisation, enum permission permission, struct err *e);

/* The organisation of a stored id; RC_INTERNAL when there is none. */
MUST_CHECK enum rc session_organisation(const struct session *session, int64_t id, const struct organisation **out, struct err *e);

/* Remember what the running transaction changes. */
void session_touch_card(struct session *session, const struct escn *escn);
void session_touch_list(struct session *session, int64_t organisation_id);
void session_touch_directory(struct session *session);

/* Something personal was taken away or replaced: it must soon be gone from the files too. */
void session_touch_erased(struct session *session);
void session_touch_outbox(struct session *session);

/* Before a commit: writes what was gathered in memory. */
MUST_CHECK enum rc session_settle(struct session *session, struct err *e);

/* After a commit: tells the other sessions. After a rollback: forgets. */
void session_publish(struct session *session);
void session_forget(struct session *session);

/* Records an act in the running transaction. `organisation_id` 0: the router itself; `detail` may be NULL. */
MUST_CHECK enum rc session_audit(
    struct session *session, enum audit_action action, int64_t organisation_id, int64_t object_id, const char *detail, struct err *e);

/* Notes, in sessions that read, that the asking organisation has read another one's data: AUDIT_PERSON_READ, AUDIT_CARD_READ or
 * AUDIT_LIST_READ (object 0). Costs no write. */
void session_note_read(struct session *session, enum audit_action action, int64_t organisation_id, int64_t object_id);

/* Runs `work` in a durable transaction of its own: for the command line and the sandbox, not for servers (they have a writer). */
typedef enum rc session_work_fn(struct session *session, void *argument, struct err *e);
MUST_CHECK enum rc session_transaction(struct session *session, session_work_fn *work, void *argument, struct err *e);
