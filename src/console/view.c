/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/view.h"

#include "console/asset.h"
#include "console/cookie.h"
#include "console/gzip.h"
#include "console/skin.h"

#include <string.h>

#define COOKIE_NAME "lang"
#define COOKIE_DAYS 365

/* Packing less than this costs more than it saves. */
#define PACK_FROM 600

void page_keep_language(struct http_call *call, const char *code)
{
    const struct language *const language = language_find(str_of(code));
    if (code == NULL || (language == NULL && code[0] != '\0')) {
        return;
    }
    const char *const cookie = arena_format(call->arena, COOKIE_NAME "=%s; Path=/; Max-Age=%d; SameSite=Lax; HttpOnly",
        language == NULL ? "" : language->code, language == NULL ? 0 : COOKIE_DAYS * 86400);
    if (cookie != NULL) {
        http_reply_header(call, "Set-Cookie", cookie);
    }
}

/* The choice made in the address; NULL for none. */
static const struct language *asked_language(const struct http_call *call)
{
    struct str text;
    return http_query(call, "lang", &text) ? language_find(text) : NULL;
}

const struct language *page_language(const struct http_call *call, const char *account_language)
{
    const struct language *language = asked_language(call);
    if (language == NULL) {
        language = language_find(cookie_of(call, COOKIE_NAME));
    }
    if (language == NULL) {
        language = language_find(str_of(account_language));
    }
    if (language == NULL) {
        language = language_accept(str_of(http_header(call, "Accept-Language")));
    }
    return language == NULL ? &languages[0] : language;
}

void page_begin(struct page *page, struct http_call *call, const char *account_language)
{
    const struct language *const asked = asked_language(call);
    if (asked != NULL) {
        page_keep_language(call, asked->code);
    }
    page_init(page, call->arena, page_language(call, account_language));
}

bool page_takes_html(const struct http_call *call)
{
    const char *const accept = http_header(call, "Accept");
    return accept != NULL && strstr(accept, "text/html") != NULL;
}

bool page_takes_gzip(const struct http_call *call)
{
    struct str rest = str_of(http_header(call, "Accept-Encoding"));
    while (rest.data != NULL && rest.length > 0) {
        struct str coding = str_cut(&rest, ',');
        const struct str name = str_trim(str_cut(&coding, ';'));
        const bool refused = coding.data != NULL && str_equal(str_trim(coding), STR("q=0"));
        if (str_equal_fold(name, STR("gzip")) && !refused) {
            return true;
        }
    }
    return false;
}

/* Built by hand: it goes out with every page. */
static const char *policy_of(const struct page *page, struct arena *arena)
{
    const bool loads_styles = page->style == NULL || (page->skin != NULL && page->skin->style.path != NULL);
    struct buf out;
    buf_init(&out, arena);
    buf_add_text(&out, "default-src 'none'; script-src 'self'; style-src");
    if (page->style != NULL) {
        buf_add_char(&out, ' ');
        buf_add_text(&out, page->style->digest);
    }
    buf_add_text(&out, loads_styles ? " 'self'" : "");
    buf_add_text(&out, "; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    buf_add_text(&out, page->is_app ? "; manifest-src 'self'; worker-src 'self'" : "");
    return buf_text(&out);
}

static bool pack(const struct page *page, struct arena *arena, struct str *body)
{
    if (page->style == NULL) {
        return gzip_pack(arena, *body, body);
    }
    const size_t end = page->style_at + page->style->plain_length;
    const struct str before = {body->data, page->style_at};
    const struct str after = {body->data + end, body->length - end};
    return gzip_around(arena, before, page->style, after, body);
}

enum rc page_reply(struct page *page, struct http_call *call, int status, struct err *e)
{
    struct str body = {page->out.data, page->out.length};
    if (page->out.failed) {
        return err_no_memory(e);
    }
    const char *const strict = policy_of(page, call->arena);
    if (strict == NULL) {
        return err_no_memory(e);
    }
    if (body.length >= PACK_FROM && page_takes_gzip(call) && pack(page, call->arena, &body)) {
        http_reply_header(call, "Content-Encoding", "gzip");
    }
    http_reply(call, status, "text/html; charset=utf-8", body);
    http_reply_header(call, "Content-Security-Policy", strict);
    http_reply_header(call, "Referrer-Policy", "no-referrer");
    http_reply_header(call, "Vary", "Accept-Language, Accept-Encoding, Cookie");
    http_reply_header(call, "Content-Language", page->language->code);
    return RC_OK;
}
