/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/console.h"

#include "console/assets_list.h"
#include "console/error_page.h"
#include "console/view.h"

#include <stdlib.h>

#define N_(text) text

struct console_route {
    enum http_method method;
    const char *path;
    const char *operation_id;
    page_fn *show;
    bool catch_all;
};

static const struct console_route pages[] = {
    {HTTP_GET, "/verify", "pageCheckForm", page_check_form, false},
    {HTTP_GET, "/{number}", "pageCheckCard", page_check_card, true},
};

static http_failure_fn render_error;

static void dispatch(struct http_call *call)
{
    const struct console *const console = call->route->owner;
    const struct session_context *const context = call->context;
    const struct console_route *const route = call->route->operation;
    struct err e = {0};
    if (session_begin(context->session, call->arena, call->id, &e) == RC_OK && route->show(call, context, &e) == RC_OK) {
        return;
    }
    if (e.rc == RC_INTERNAL) {
        log_write(console->settings.log, LOG_ERROR, "%s %s: %s", call->id, route->operation_id, e.msg);
    }
    console_render_error(console, call, &e);
}

static enum rc make_routes(struct console *console, struct err *e)
{
    console->route_count = COUNT_OF(pages) + asset_count;
    console->routes = arena_alloc_array(&console->arena, console->route_count, sizeof *console->routes);
    if (console->routes == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        console->routes[i] = (struct http_route){
            .method = pages[i].method,
            .path = pages[i].path,
            .operation_id = pages[i].operation_id,
            .operation = &pages[i],
            .handler = dispatch,
            .only_root = true,
            .catch_all = pages[i].catch_all,
            .owner = console,
            .render_error = render_error,
        };
    }
    for (size_t i = 0; i < asset_count; i++) {
        console->routes[COUNT_OF(pages) + i] = (struct http_route){.method = HTTP_GET,
            .path = assets[i]->path,
            .operation_id = "asset",
            .operation = assets[i],
            .handler = serve_asset,
            .only_root = true,
            .owner = console,
            .render_error = render_error};
    }
    return RC_OK;
}

enum rc console_new(const struct console_settings *settings, struct console **out, struct err *e)
{
    struct console *const console = calloc(1, sizeof *console);
    if (console == NULL) {
        return err_no_memory(e);
    }
    console->settings = *settings;
    arena_init(&console->arena, 8192);
    if (make_routes(console, e) != RC_OK) {
        console_free(console);
        return e->rc;
    }
    *out = console;
    return RC_OK;
}

void console_free(struct console *console)
{
    if (console != NULL) {
        arena_deinit(&console->arena);
        free(console);
    }
}

struct http_routes console_routes(const struct console *console)
{
    return (struct http_routes){.items = console->routes, .count = console->route_count};
}

/* Status and words for each kind of failure. */
static const struct {
    int status;
    const char *title, *sentence;
} failures[RC_COUNT] = {
    [RC_OK] = {500, N_("The server failed"), N_("Something went wrong on our side.")},
    [RC_INVALID] = {400, N_("This can't be read"), N_("The address or what was sent with it is malformed.")},
    [RC_UNAUTHENTICATED] = {401, N_("Please sign in"), N_("This page is for signed-in users.")},
    [RC_DENIED] = {403, N_("Not allowed"), N_("Your account may not see this.")},
    [RC_NOT_FOUND] = {404, N_("Page not found"), N_("There is no page at this address.")},
    [RC_CONFLICT] = {409, N_("Changed meanwhile"), N_("Somebody else has changed this. Look at it again.")},
    [RC_INTERNAL] = {500, N_("The server failed"), N_("Something went wrong on our side.")},
    [RC_UNAVAILABLE] = {503, N_("Not available"), N_("The server can't answer for the moment. Try again in a minute.")},
    [RC_NO_MEMORY] = {503, N_("Not available"), N_("The server can't answer for the moment. Try again in a minute.")},
    [RC_BAD_METHOD] = {405, N_("Not allowed"), N_("This address does not take this kind of request.")},
    [RC_TOO_LARGE] = {413, N_("Too large"), N_("What was sent is larger than what is taken here.")},
    [RC_BAD_TYPE] = {415, N_("Wrong kind of file"), N_("What was sent is of a kind that is not taken here.")},
    [RC_THROTTLED] = {429, N_("Too many requests"), N_("Wait a little, then try again.")},
};

static void show_error(struct http_call *call, const struct err *e)
{
    static const char plain[] = "The server can't answer for the moment.";
    const enum rc rc = e->rc < RC_COUNT ? e->rc : RC_INTERNAL;
    struct err ignored = {0};
    struct page page;
    const struct error_view view = {
        .frame = {.title = failures[rc].title, .query = call->method == HTTP_GET ? "" : NULL},
        .sentence = failures[rc].sentence,
        .request_id = rc == RC_INTERNAL ? call->id : NULL,
    };
    page_begin(&page, call);
    error_page(&page, &view);
    if (page_reply(&page, call, failures[rc].status, &ignored) != RC_OK) {
        http_reply(call, 503, "text/plain; charset=utf-8", STR(plain));
    }
}

void console_render_error_or(http_failure_fn *for_programs, struct http_call *call, const struct err *e)
{
    if (page_takes_html(call)) {
        show_error(call, e);
    } else {
        for_programs(call, e);
    }
}

void console_render_error(const struct console *console, struct http_call *call, const struct err *e)
{
    console_render_error_or(console->settings.for_programs, call, e);
}

static void render_error(struct http_call *call, const struct err *e)
{
    console_render_error(call->route->owner, call, e);
}

/* The path holds a hash of the content, so that it may be kept for ever. */
void serve_asset(struct http_call *call)
{
    const struct asset *const asset = call->route->operation;
    const bool packed = asset->packed_length < asset->plain_length && page_takes_gzip(call);
    const unsigned char *const data = packed ? asset->packed : asset->plain;
    http_reply(call, 200, asset->type, (struct str){(const char *)data, packed ? asset->packed_length : asset->plain_length});
    http_reply_header(call, "Cache-Control", "public, max-age=31536000, immutable");
    http_reply_header(call, "Vary", "Accept-Encoding");
    if (packed) {
        http_reply_header(call, "Content-Encoding", "gzip");
    }
}
