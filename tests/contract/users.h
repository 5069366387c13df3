/* SPDX-License-Identifier: EUPL-1.2 */
/* Users of a registry under test: short words to add them and to act for them. */
#pragma once

#include "registries.h"

#include "registry/logins.h"
#include "registry/own_account.h"
#include "registry/password.h"
#include "registry/second_factor.h"
#include "registry/users.h"

#define GOOD_PASSWORD "correct horse battery"
#define OTHER_PASSWORD "another horse battery"
#define MINUTE INT64_C(60000000)
#define HOUR (60 * MINUTE)

/* An act of somebody at an instant, in a transaction of its own. */
struct act {
    session_work_fn *work;
    void *argument;
    const char *secret; /* of the session in which a user acts; NULL: the operator */
    bool is_stranger;   /* nobody acts */
    int64_t now_us;     /* 0: the fixed one */
};

static inline enum rc office_do(struct office *office, const struct act *act, struct err *e)
{
    struct session *const session = office_act(office, office->writer, NULL);
    session->now_us = act->now_us == 0 ? NOW : act->now_us;
    session->is_stranger = act->is_stranger;
    if (act->secret != NULL && session_authenticate_user(session, str_of(act->secret), e) != RC_OK) {
        return e->rc;
    }
    return session_transaction(session, act->work, act->argument, e);
}

struct adding_user {
    struct new_user input;
    struct account account;
};

static inline enum rc add_user_work(struct session *session, void *argument, struct err *e)
{
    struct adding_user *const adding = argument;
    return registry_add_user(session, &adding->input, &adding->account, e);
}

static inline const char *hash_of(struct office *office, const char *password)
{
    const char *hash = NULL;
    MUST(password_hash(office->registry, &office->arena, str_of(password), &hash, &e));
    return hash;
}

/* With GOOD_PASSWORD, by the operator. */
static inline int64_t office_add_user(struct office *office, const char *email, int64_t organisation_id, enum role role)
{
    struct adding_user adding = {.input = {.email = email,
                                     .name = "Ada Lovelace",
                                     .password_hash = hash_of(office, GOOD_PASSWORD),
                                     .grant = {.organisation_id = organisation_id, .role = role}}};
    const struct act act = {.work = add_user_work, .argument = &adding};
    MUST(office_do(office, &act, &e));
    return adding.account.id;
}

/* A login from its beginning to its end. */
struct trying {
    const char *email, *password;
    const char *address; /* NULL: one of its own */
    const char *old_secret;
    struct login_attempt attempt;
    struct new_login login;
    int64_t now_us;
    int retry_after_s;
};

static inline enum rc keep_login_work(struct session *session, void *argument, struct err *e)
{
    struct trying *const trying = argument;
    return registry_keep_login(session, &trying->attempt, str_of(trying->old_secret), &trying->login, e);
}

static inline enum rc office_look(struct office *office, struct trying *trying, struct err *e)
{
    struct session *const reader = office_act(office, office->reader, NULL);
    reader->now_us = trying->now_us == 0 ? NOW : trying->now_us;
    return registry_look_at_login(reader, str_of(trying->email), trying->address == NULL ? "192.0.2.7" : trying->address, &trying->attempt,
        &trying->retry_after_s, e);
}

static inline enum rc office_keep(struct office *office, struct trying *trying, struct err *e)
{
    const struct act act = {.work = keep_login_work, .argument = trying, .is_stranger = true, .now_us = trying->now_us};
    if (login_judge(office->registry, &office->arena, &trying->attempt, str_of(trying->password), e) != RC_OK ||
        office_do(office, &act, e) != RC_OK) {
        return e->rc;
    }
    return trying->login.let_in ? RC_OK : login_refusal(e);
}

static inline enum rc office_try(struct office *office, struct trying *trying, struct err *e)
{
    return office_look(office, trying, e) != RC_OK ? e->rc : office_keep(office, trying, e);
}

/* Logs in with GOOD_PASSWORD; the session's secret is in the office's arena. */
static inline const char *office_log_in(struct office *office, const char *email)
{
    struct trying trying = {.email = email, .password = GOOD_PASSWORD};
    MUST(office_try(office, &trying, &e));
    const char *const secret = arena_copy(&office->arena, trying.login.secret);
    assert_non_null(secret);
    return secret;
}

/* Whether a session's secret lets somebody in at an instant. */
static inline enum rc office_enter(struct office *office, const char *secret, int64_t now_us, struct err *e)
{
    struct session *const reader = office_act(office, office->reader, NULL);
    reader->now_us = now_us;
    return session_authenticate_user(reader, str_of(secret), e);
}
