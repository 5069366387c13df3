/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of API tokens show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "registry/tokens.h"

struct token_line {
    const struct token *token;
    const struct organisation *organisation;
    const char *state; /* a message */
    const char *kind;  /* of its pill */
    bool is_good;
    bool was_rotated; /* a good successor is there */
};

struct tokens_view {
    const struct visit *visit;
    struct token_line *items;
    size_t count;
    size_t old_count; /* of those that are not shown: revoked or expired */
    bool shows_all;
};

struct token_form {
    const struct visit *visit;
    const struct form *form;
    const struct token *token;  /* that is replaced; NULL for a new one */
    const char *organisation;   /* chosen before; NULL: the one in which the user works */
    bool asks_for_organisation; /* he works for the router itself */
};

struct token_made {
    const struct visit *visit;
    const struct token *token;
    const char *secret;
    const char *base_url;
};

/* Words of each right, in the order of enum token_scope. */
extern const struct form_option token_scope_options[TOKEN_SCOPE_COUNT];

void tokens_content(struct page *page, const void *data);       /* struct tokens_view */
void tokens_actions(struct page *page, const void *data);       /* struct tokens_view */
void token_form_content(struct page *page, const void *data);   /* struct token_form */
void token_rotate_content(struct page *page, const void *data); /* struct token_form */
void token_made_content(struct page *page, const void *data);   /* struct token_made */
