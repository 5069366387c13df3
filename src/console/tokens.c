/* SPDX-License-Identifier: EUPL-1.2 */
/* API tokens of an organisation: made and shown once, replaced without a gap, revoked. */
#include "base/day.h"
#include "console/routes.h"
#include "console/tokens_page.h"

#define DAY_US INT64_C(86400000000)

const struct form_option token_scope_options[TOKEN_SCOPE_COUNT] = {
    {"read", N_("Read persons and cards"), NULL},
    {"persons", N_("Register, change and erase persons"), NULL},
    {"cards", N_("Issue, change and delete cards"), NULL},
    {"pictures", N_("Send and delete pictures"), NULL},
    {"import", N_("Import files"), NULL},
};

static bool has_good_successor(const struct tokens *tokens, const struct token *token, int64_t now_us)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].replaces_id == token->id && token_is_good(&tokens->items[i], now_us)) {
            return true;
        }
    }
    return false;
}

static void describe(const struct visit *visit, const struct tokens *tokens, const struct token *token, struct token_line *out)
{
    const int64_t now_us = visit->session->now_us;
    *out = (struct token_line){.token = token,
        .organisation = directory_get(&visit->session->directory, token->organisation_id),
        .is_good = token_is_good(token, now_us)};
    out->was_rotated = out->is_good && has_good_successor(tokens, token, now_us);
    out->kind = !out->is_good ? "bad" : out->was_rotated ? "warn" : "good";
    out->state = !out->is_good ? (token_was_revoked(token) ? N_("Revoked") : N_("Expired"))
        : out->was_rotated     ? N_("Being replaced")
                               : N_("Good");
}

static enum rc page_tokens(struct visit *visit, struct err *e)
{
    struct tokens tokens = {0};
    struct tokens_view view = {.visit = visit, .shows_all = visit_query(visit, "all")[0] != '\0'};
    if (registry_list_tokens(visit->session, visit_organisation_id(visit), &tokens, e) != RC_OK) {
        return e->rc;
    }
    view.items = arena_alloc_array(visit->arena, tokens.count, sizeof *view.items);
    if (view.items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < tokens.count; i++) {
        describe(visit, &tokens, &tokens.items[i], &view.items[view.count]);
        const bool is_old = !view.items[view.count].is_good;
        view.old_count += is_old;
        view.count += !is_old || view.shows_all;
    }
    struct frame frame = {
        .title = N_("API tokens"), .current = MENU_TOKENS, .content = tokens_content, .actions = tokens_actions, .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static enum rc show_form(struct visit *visit, const struct token *token, struct err *e)
{
    const struct token_form view = {.visit = visit,
        .form = &visit->form,
        .token = token,
        .organisation = visit_query(visit, "organisation"),
        .asks_for_organisation = visit->organisation == NULL};
    struct frame frame = {.title = token == NULL ? N_("New API token") : N_("Replace an API token"),
        .current = MENU_TOKENS,
        .back = {"/console/tokens", N_("API tokens")},
        .form = &visit->form,
        .narrow = true,
        .content = token == NULL ? token_form_content : token_rotate_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_new_token(struct visit *visit, struct err *e)
{
    return show_form(visit, NULL, e);
}

/* A day of a form as the instant at its beginning; 0 when it is blank. */
static int64_t instant_of(struct visit *visit, const char *name)
{
    const char *const text = form_value(&visit->form, name);
    int32_t day = 0;
    if (text[0] == '\0') {
        return 0;
    }
    if (!day_parse(str_of(text), &day)) {
        form_fail(&visit->form, name, N_("Enter a day such as 2027-09-30."));
        return 0;
    }
    if (day <= visit->session->today) {
        form_fail(&visit->form, name, N_("Enter a day in the future."));
    }
    return (int64_t)day * DAY_US;
}

static unsigned scopes_of(struct visit *visit)
{
    unsigned scopes = 0;
    for (size_t i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        scopes |= form_has(&visit->form, "scopes", token_scope_options[i].value) ? 1U << i : 0;
    }
    if (scopes == 0) {
        form_fail(&visit->form, "scopes", N_("Choose at least one right."));
    }
    return scopes;
}

static int64_t organisation_of(struct visit *visit)
{
    if (visit->organisation != NULL) {
        return visit->organisation->id;
    }
    const char *const text = form_need(&visit->form, "organisation", N_("Enter the identifier of an organisation."));
    const struct organisation *const found = directory_find(&visit->session->directory, str_of(text));
    if (found == NULL) {
        form_fail(&visit->form, "organisation", N_("No organisation has this identifier."));
    }
    return found == NULL ? 0 : found->id;
}

struct making {
    struct new_token input;
    struct token_rotation rotation;
    struct token token;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc make_token(struct session *session, void *argument, struct err *e)
{
    struct making *const self = argument;
    return registry_create_token(session, &self->input, &self->token, self->secret, e);
}

static enum rc show_made(struct visit *visit, const struct making *making, struct err *e)
{
    const struct token_made view = {.visit = visit, .token = &making->token, .secret = making->secret, .base_url = visit_base_url(visit)};
    struct frame frame = {.title = N_("Keep this token now"),
        .current = MENU_TOKENS,
        .back = {"/console/tokens", N_("API tokens")},
        .narrow = true,
        .content = token_made_content,
        .view = &view};
    return visit_show(visit, 201, &frame, e);
}

static enum rc do_new_token(struct visit *visit, struct err *e)
{
    struct making making = {.input = {
                                .organisation_id = organisation_of(visit),
                                .name = form_need(&visit->form, "name", N_("Enter a name that tells what the token is for.")),
                                .test = form_has(&visit->form, "test", "yes"),
                                .expires_at_us = instant_of(visit, "expires"),
                                .scopes = scopes_of(visit),
                                .networks = form_optional(&visit->form, "networks"),
                            }};
    enum rc rc = RC_OK;
    if (visit->form.error_count == 0 && visit_write_form(visit, make_token, &making, &rc, e)) {
        return show_made(visit, &making, e);
    }
    return rc == RC_OK ? show_form(visit, NULL, e) : rc;
}

/* One of the user's that is good. */
static enum rc find_token(struct visit *visit, const struct token **out, struct err *e)
{
    struct tokens tokens = {0};
    int64_t id = 0;
    if (visit_id(visit, "id", &id, e) != RC_OK || registry_list_tokens(visit->session, visit_organisation_id(visit), &tokens, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < tokens.count; i++) {
        if (tokens.items[i].id == id && token_is_good(&tokens.items[i], visit->session->now_us)) {
            *out = &tokens.items[i];
            return RC_OK;
        }
    }
    return err_set(e, RC_NOT_FOUND, "ER-0009", "id", "there is no such token");
}

static enum rc page_rotate_token(struct visit *visit, struct err *e)
{
    const struct token *token = NULL;
    return find_token(visit, &token, e) == RC_OK ? show_form(visit, token, e) : e->rc;
}

static enum rc rotate_token(struct session *session, void *argument, struct err *e)
{
    struct making *const self = argument;
    return registry_rotate_token(session, &self->rotation, &self->token, self->secret, e);
}

static enum rc do_rotate_token(struct visit *visit, struct err *e)
{
    const struct token *token = NULL;
    struct making making = {0};
    enum rc rc = RC_OK;
    if (find_token(visit, &token, e) != RC_OK) {
        return e->rc;
    }
    making.rotation =
        (struct token_rotation){.id = token->id, .old_until_us = instant_of(visit, "until"), .expires_at_us = instant_of(visit, "expires")};
    if (visit->form.error_count == 0 && visit_write_form(visit, rotate_token, &making, &rc, e)) {
        return show_made(visit, &making, e);
    }
    return rc == RC_OK ? show_form(visit, token, e) : rc;
}

static enum rc revoke_token(struct session *session, void *argument, struct err *e)
{
    const int64_t *const id = argument;
    return registry_revoke_token(session, *id, e);
}

static enum rc do_revoke_token(struct visit *visit, struct err *e)
{
    const struct token *token = NULL;
    if (find_token(visit, &token, e) != RC_OK) {
        return e->rc;
    }
    int64_t id = token->id;
    return visit_write(visit, revoke_token, &id, e) == RC_OK ? visit_go(visit, "/console/tokens", SAID_TOKEN_REVOKED, e) : e->rc;
}

#define TOKEN_PAGE .audience = PAGE_USER, .permission = PERMISSION_TOKENS, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/tokens", "pageTokens", page_tokens, TOKEN_PAGE},
    {HTTP_GET, "/console/tokens/new", "pageNewToken", page_new_token, TOKEN_PAGE},
    {HTTP_POST, "/console/tokens/new", "doNewToken", do_new_token, TOKEN_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/tokens/{id}/rotate", "pageRotateToken", page_rotate_token, TOKEN_PAGE},
    {HTTP_POST, "/console/tokens/{id}/rotate", "doRotateToken", do_rotate_token, TOKEN_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/tokens/{id}/revoke", "doRevokeToken", do_revoke_token, TOKEN_PAGE, .body = HTTP_BODY_FORM},
};

const struct page_table token_pages = {routes, COUNT_OF(routes)};
