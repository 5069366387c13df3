/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router sandbox: a router full of invented data. */
#include "base/buf.h"
#include "intake/spool.h"
#include "registry/tokens.h"
#include "router/command.h"
#include "router/fill.h"
#include "router/key_file.h"
#include "router/node.h"
#include "router/sandbox_office.h"
#include "wire/json_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOKEN_NAME "sandbox"

struct party_view {
    const char *identifier;
    const char *name;
    char token[TOKEN_TEXT_SIZE];
    const char *token_text;
    int64_t token_id;
};

struct sandbox_view {
    const char *url;
    const char *management_url;
    struct wire_list organisations;
    const struct party_view *processor;
    struct wire_list users;
};

static const struct wire_field party_fields[] = {
    {"identifier", WIRE_TEXT, .offset = offsetof(struct party_view, identifier)},
    {"name", WIRE_TEXT, .offset = offsetof(struct party_view, name)},
    {"token", WIRE_TEXT, .offset = offsetof(struct party_view, token_text)},
};
static const struct wire_shape party_shape = {
    .name = "party", .size = sizeof(struct party_view), .fields = party_fields, .count = COUNT_OF(party_fields)};
static const struct wire_field user_fields[] = {
    {"email", WIRE_TEXT, .offset = offsetof(struct sandbox_user, email)},
    {"name", WIRE_TEXT, .offset = offsetof(struct sandbox_user, name)},
    {"role", WIRE_TEXT, .offset = offsetof(struct sandbox_user, role)},
    {"organisation", WIRE_TEXT, .offset = offsetof(struct sandbox_user, organisation)},
    {"password", WIRE_TEXT, .offset = offsetof(struct sandbox_user, password)},
};
static const struct wire_shape user_shape = {
    .name = "user", .size = sizeof(struct sandbox_user), .fields = user_fields, .count = COUNT_OF(user_fields)};
static const struct wire_field sandbox_fields[] = {
    {"url", WIRE_TEXT, .offset = offsetof(struct sandbox_view, url)},
    {"management_url", WIRE_TEXT, .offset = offsetof(struct sandbox_view, management_url)},
    {"organisations", WIRE_OBJECTS, .offset = offsetof(struct sandbox_view, organisations), .shape = &party_shape},
    {"processor", WIRE_OBJECT, .offset = offsetof(struct sandbox_view, processor), .shape = &party_shape},
    {"users", WIRE_OBJECTS, .offset = offsetof(struct sandbox_view, users), .shape = &user_shape},
};
static const struct wire_shape sandbox_shape = {
    .name = "sandbox", .size = sizeof(struct sandbox_view), .fields = sandbox_fields, .count = COUNT_OF(sandbox_fields)};

#define PARTIES 4

/* The three organisations, then the processor; and the users. */
struct parties {
    struct party_view items[PARTIES];
    struct sandbox_user users[SANDBOX_USERS];
};

static const char *const identifiers[PARTIES] = {SANDBOX_FIRST, SANDBOX_SECOND, SANDBOX_UNACCEPTED, SANDBOX_PROCESSOR};

static enum rc make_tokens(struct session *session, void *argument, struct err *e)
{
    struct parties *const parties = argument;
    /* Those of a start that did not come to its end. */
    if (registry_revoke_tokens_named(session, TOKEN_NAME, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < PARTIES; i++) {
        struct party_view *const party = &parties->items[i];
        const struct organisation *const owner = directory_find(&session->directory, str_of(identifiers[i]));
        struct token token;
        if (owner == NULL) {
            return err_set(
                e, RC_CONFLICT, "", "database", "the sandbox in the database lacks organisation %s; name another database", identifiers[i]);
        }
        const struct new_token input = {.organisation_id = owner->id, .name = TOKEN_NAME, .test = true};
        if (registry_create_token(session, &input, &token, party->token, e) != RC_OK) {
            return e->rc;
        }
        party->identifier = identifiers[i];
        party->name = arena_copy(session->arena, owner->name);
        party->token_text = party->token;
        party->token_id = token.id;
        if (party->name == NULL) {
            return err_no_memory(e);
        }
    }
    return RC_OK;
}

/* At the end the tokens of this start are revoked: the next start makes its own. */
static enum rc revoke_tokens(struct session *session, void *argument, struct err *e)
{
    const struct parties *const parties = argument;
    for (size_t i = 0; i < PARTIES; i++) {
        const int64_t id = parties->items[i].token_id;
        if (id != 0 && registry_revoke_token(session, id, e) != RC_OK && e->rc != RC_NOT_FOUND) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc at_desk(const struct settings *settings, struct arena *arena, session_work_fn *work, struct parties *parties, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    if (desk_open(settings, arena, &desk, e) != RC_OK) {
        return e->rc;
    }
    return session_transaction(desk.session, work, parties, e);
}

static enum rc make_users(const struct settings *settings, struct arena *arena, struct parties *parties, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    return desk_open(settings, arena, &desk, e) == RC_OK ? sandbox_prepare_users(&desk, arena, parties->users, e) : e->rc;
}

static void print_welcome(const struct node *node, const struct parties *parties)
{
    (void)printf("A router full of invented data answers at %s (management: %s).\n\n", node_url(node), node_management_url(node));
    for (size_t i = 0; i < PARTIES; i++) {
        (void)printf("  %-10s %-30s %s\n", parties->items[i].identifier, parties->items[i].name, parties->items[i].token_text);
    }
    (void)printf("\nIts console is at %s/console. Its users, all with the password %s:\n\n", node_url(node), parties->users[0].password);
    for (size_t i = 0; i < SANDBOX_USERS; i++) {
        (void)printf("  %-31s %s\n", parties->users[i].email, parties->users[i].role);
    }
    (void)printf("\nTry it:\n\n  curl -s -H \"Authorization: Bearer %s\" \"%s/esc-rest/api/v2/cards?size=1\"\n\n",
        parties->items[0].token_text, node_url(node));
    if (node_mail_folder(node) != NULL) {
        (void)printf("Mails become files in %s. ", node_mail_folder(node));
    }
    (void)printf("Ctrl-C ends it.\n");
    (void)fflush(stdout);
}

static enum rc write_ready_file(
    const char *path, const struct node *node, const struct parties *parties, struct arena *arena, struct err *e)
{
    const void *const organisations[] = {&parties->items[0], &parties->items[1], &parties->items[2]};
    const void *users[SANDBOX_USERS];
    for (size_t i = 0; i < SANDBOX_USERS; i++) {
        users[i] = &parties->users[i];
    }
    const struct sandbox_view view = {
        .url = node_url(node),
        .management_url = node_management_url(node),
        .organisations = {.items = organisations, .count = COUNT_OF(organisations)},
        .processor = &parties->items[3],
        .users = {.items = users, .count = SANDBOX_USERS},
    };
    struct buf out;
    if (path == NULL) {
        return RC_OK;
    }
    buf_init(&out, arena);
    wire_write(&out, &sandbox_shape, &view);
    return out.failed ? err_no_memory(e) : write_whole_file(path, (struct str){out.data, out.length}, e);
}

static enum rc serve(const struct settings *settings, struct parties *parties, struct arena *arena, struct err *e)
{
    struct node *node = NULL;
    if (node_start(settings, &node, e) != RC_OK) {
        return e->rc;
    }
    print_welcome(node, parties);
    if (write_ready_file(settings->ready_file, node, parties, arena, e) == RC_OK) {
        node_wait(node);
    }
    node_stop(node);
    return e->rc;
}

static enum rc run_on(struct settings *settings, struct arena *arena, struct err *e)
{
    struct parties parties = {0};
    struct err ending = {0};
    if (node_check(settings, e) != RC_OK) {
        return e->rc;
    }
    if (settings->test) {
        (void)printf("the configuration is good\n");
        return RC_OK;
    }
    if (sandbox_fill(settings, arena, e) != RC_OK || key_file_prepare(settings, arena, e) != RC_OK ||
        at_desk(settings, arena, make_tokens, &parties, e) != RC_OK || make_users(settings, arena, &parties, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = serve(settings, &parties, arena, e);
    if (at_desk(settings, arena, revoke_tokens, &parties, &ending) != RC_OK) {
        (void)fprintf(stderr, "esc-router: revoking the sandbox's tokens: %s\n", ending.msg);
    }
    return rc;
}

/* A folder of its own under TMPDIR, which the caller removes. */
static enum rc make_folder(char *out, size_t capacity, struct err *e)
{
    const char *const place = getenv("TMPDIR");
    (void)snprintf(out, capacity, "%s/esc-sandbox-XXXXXX", place == NULL || place[0] == '\0' ? "/tmp" : place);
    if (mkdtemp(out) == NULL) {
        return err_set(e, RC_UNAVAILABLE, "", "database", "no temporary folder %s can be made: %s", out, strerror(errno));
    }
    return RC_OK;
}

static void remove_folder(const char *folder)
{
    static const char *const names[] = {"sandbox.db", "sandbox.db-wal", "sandbox.db-shm", "sandbox.db-journal", KEY_FILE_NAME};
    char path[4200];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    (void)snprintf(path, sizeof path, "%s/sandbox.db-imports", folder);
    spool_remove(path);
    (void)snprintf(path, sizeof path, "%s/mail", folder);
    spool_remove(path);
    (void)rmdir(folder);
}

enum rc run_sandbox(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    (void)code;
    struct settings own = *settings;
    char folder[4096];
    own.invented = true;
    if (own.database != NULL) {
        return run_on(&own, arena, e);
    }
    if (make_folder(folder, sizeof folder, e) != RC_OK) {
        return e->rc;
    }
    own.temporary = true;
    own.database = arena_format(arena, "sqlite:%s/sandbox.db", folder);
    const enum rc rc = own.database == NULL ? err_no_memory(e) : run_on(&own, arena, e);
    remove_folder(folder);
    return rc;
}
