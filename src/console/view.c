/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/view.h"

#include "console/cookie.h"

#include <string.h>
#include <zlib.h>

#define COOKIE_NAME "lang"
#define COOKIE_DAYS 365

/* Packing less than this costs more than it saves. */
#define PACK_FROM 600

static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'";

/* Keeps the choice made in the address for the pages to come. */
static void remember_language(struct http_call *call, const struct language *language)
{
    const char *const cookie =
        arena_format(call->arena, COOKIE_NAME "=%s; Path=/; Max-Age=%d; SameSite=Lax; HttpOnly", language->code, COOKIE_DAYS * 86400);
    if (cookie != NULL) {
        http_reply_header(call, "Set-Cookie", cookie);
    }
}

void page_begin(struct page *page, struct http_call *call, const char *account_language)
{
    struct str text;
    const struct language *language = http_query(call, "lang", &text) ? language_find(text) : NULL;
    if (language != NULL) {
        remember_language(call, language);
    }
    if (language == NULL) {
        language = language_find(str_of(account_language));
    }
    if (language == NULL) {
        language = language_find(cookie_of(call, COOKIE_NAME));
    }
    if (language == NULL) {
        language = language_accept(str_of(http_header(call, "Accept-Language")));
    }
    page_init(page, call->arena, language == NULL ? &languages[0] : language);
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

static void *take_memory(void *arena, unsigned items, unsigned bytes)
{
    return arena_alloc_array(arena, items, bytes);
}

static void leave_memory(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

/* The body packed into the arena; false when there is no memory for that. */
static bool pack(struct arena *arena, struct str body, struct str *out)
{
    z_stream stream = {.zalloc = take_memory, .zfree = leave_memory, .opaque = arena};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 12 + 16, 5, Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    const size_t room = deflateBound(&stream, body.length);
    unsigned char *const data = arena_alloc(arena, room);
    union {
        const char *given;
        unsigned char *taken;
    } in = {.given = body.data}; /* zlib only reads it */
    stream.next_in = in.taken;
    stream.avail_in = (unsigned)body.length;
    stream.next_out = data;
    stream.avail_out = (unsigned)room;
    const bool good = data != NULL && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    *out = (struct str){(const char *)data, stream.total_out};
    (void)deflateEnd(&stream);
    return good;
}

enum rc page_reply(struct page *page, struct http_call *call, int status, struct err *e)
{
    struct str body = {page->out.data, page->out.length};
    if (page->out.failed) {
        return err_no_memory(e);
    }
    if (body.length >= PACK_FROM && page_takes_gzip(call)) {
        struct str packed;
        if (pack(call->arena, body, &packed)) {
            body = packed;
            http_reply_header(call, "Content-Encoding", "gzip");
        }
    }
    http_reply(call, status, "text/html; charset=utf-8", body);
    http_reply_header(call, "Content-Security-Policy", policy);
    http_reply_header(call, "Referrer-Policy", "no-referrer");
    http_reply_header(call, "Vary", "Accept-Language, Accept-Encoding, Cookie");
    http_reply_header(call, "Content-Language", page->language->code);
    return RC_OK;
}
