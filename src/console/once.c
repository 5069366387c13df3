/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/once.h"

#include "registry/answers.h"
#include "registry/secret.h"

_Static_assert(ANSWER_HASH_BYTES == TOKEN_HASH_BYTES, "a claim is made of the hashes of secrets");

void once_field(struct page *page)
{
    char key[SECRET_TEXT_SIZE];
    secret_make(key);
    buf_add_text(&page->out, "<input type=\"hidden\" name=\"once\" value=\"");
    buf_add_text(&page->out, key);
    buf_add_text(&page->out, "\">");
}

enum rc once_read(const struct visit *visit, struct once *out, struct err *e)
{
    struct buf all;
    *out = (struct once){.has_key = form_raw(&visit->form, "once").length == SECRET_TEXT_SIZE - 1};
    buf_init(&all, visit->arena);
    buf_add(&all, visit->call->path.data, visit->call->path.length);
    buf_add_text(&all, "\n");
    buf_add(&all, visit->call->body.data, visit->call->body.length);
    const char *const text = buf_text(&all);
    if (text == NULL) {
        return err_no_memory(e);
    }
    token_hash((struct str){text, all.length}, out->claim.key);
    token_hash(visit->call->path, out->claim.request);
    return RC_OK;
}

enum rc once_find(struct session *session, const struct once *once, const char **made, struct err *e)
{
    struct answer answer;
    struct str text = {0};
    bool found = false;
    *made = NULL;
    if (!once->has_key || session->actor == NULL) {
        return RC_OK;
    }
    if (registry_find_answer(session, &once->claim, &answer, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return RC_OK;
    }
    if (registry_read_answer(session, &answer, 0, &text, &found, e) != RC_OK) {
        return e->rc;
    }
    *made = arena_text(session->arena, text.data, text.length);
    return *made == NULL ? err_no_memory(e) : RC_OK;
}

enum rc once_keep(struct session *session, const struct once *once, const char *made, struct err *e)
{
    return once->has_key && session->actor != NULL ? registry_keep_answer(session, &once->claim, 303, NULL, str_of(made), e) : RC_OK;
}

enum rc once_do(struct session *session, void *argument, struct err *e)
{
    const struct once_work *const self = argument;
    const char *made = NULL;
    if (once_find(session, &self->once, &made, e) != RC_OK) {
        return e->rc;
    }
    if (made != NULL) {
        return RC_OK;
    }
    return self->work(session, self->argument, e) == RC_OK ? once_keep(session, &self->once, "done", e) : e->rc;
}
