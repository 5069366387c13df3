/* SPDX-License-Identifier: EUPL-1.2 */
/* What goes wrong, as a page. */
#include "console/console.h"
#include "console/error_page.h"
#include "console/state.h"
#include "console/view.h"

#include <string.h>

struct words {
    const char *title, *sentence;
};

/* Status and words for each kind of failure. */
static const struct {
    int status;
    struct words words;
} failures[RC_COUNT] = {
    [RC_OK] = {500, {N_("The server failed"), N_("Something went wrong on our side.")}},
    [RC_INVALID] = {400, {N_("This can't be read"), N_("The address or what was sent with it is malformed.")}},
    [RC_UNAUTHENTICATED] = {401, {N_("Please sign in"), N_("This page is for signed-in users.")}},
    [RC_DENIED] = {403, {N_("Not allowed"), N_("Your account may not see this.")}},
    [RC_NOT_FOUND] = {404, {N_("Page not found"), N_("There is no page at this address.")}},
    [RC_CONFLICT] = {409, {N_("Changed meanwhile"), N_("Somebody else has changed this. Look at it again.")}},
    [RC_INTERNAL] = {500, {N_("The server failed"), N_("Something went wrong on our side.")}},
    [RC_UNAVAILABLE] = {503, {N_("Not available"), N_("The server can't answer for the moment. Try again in a minute.")}},
    [RC_NO_MEMORY] = {503, {N_("Not available"), N_("The server can't answer for the moment. Try again in a minute.")}},
    [RC_BAD_METHOD] = {405, {N_("Not allowed"), N_("This address does not take this kind of request.")}},
    [RC_UNPROCESSABLE] = {422, {N_("Not what was meant"), N_("This was sent before with other content. Load the page again.")}},
    [RC_TOO_LARGE] = {413, {N_("Too large"), N_("What was sent is larger than what is taken here.")}},
    [RC_BAD_TYPE] = {415, {N_("Wrong kind of file"), N_("What was sent is of a kind that is not taken here.")}},
    [RC_THROTTLED] = {429, {N_("Too many requests"), N_("Wait a little, then try again.")}},
};

/* Those that have words of their own, by their code. */
static const struct {
    const char *code;
    struct words words;
} known[] = {
    {"ER-2210", {N_("Unknown link"), N_("This link was never given out, or it is not complete.")}},
    {"ER-2211", {N_("This link is too old"), N_("Ask for a new one.")}},
    {"ER-2212", {N_("This link was used before"), N_("Each link works once. Ask for a new one if you need it.")}},
    {"ER-2213", {N_("This link counts no more"), N_("It was withdrawn, or a newer one was sent. Look for a later mail.")}},
    {"ER-2230", {N_("The form is too old"), N_("Go back, load the page again, and send the form once more.")}},
    {"ER-2231",
        {N_("Another organisation"), N_("You have switched to another organisation since this form was made. Nothing was changed.")}},
};

static const struct words *words_of(const struct err *e, enum rc rc)
{
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strcmp(known[i].code, e->code) == 0) {
            return &known[i].words;
        }
    }
    return &failures[rc].words;
}

static void show_error(const struct skin *skin, struct http_call *call, const struct err *e)
{
    static const char plain[] = "The server can't answer for the moment.";
    const enum rc rc = e->rc < RC_COUNT ? e->rc : RC_INTERNAL;
    struct err ignored = {0};
    struct page page;
    const struct words *const words = words_of(e, rc);
    const bool is_of_console = str_starts_with(call->path, STR("/console"));
    const struct error_view view = {
        .frame = {.title = words->title, .query = call->method == HTTP_GET ? "" : NULL, .is_of_console = is_of_console},
        .sentence = words->sentence,
        .request_id = rc == RC_INTERNAL ? call->id : NULL,
        .offers_sign_in = is_of_console || rc == RC_UNAUTHENTICATED || rc == RC_DENIED || rc == RC_CONFLICT,
    };
    page_begin(&page, call, NULL);
    page.skin = skin;
    error_page(&page, &view);
    if (page_reply(&page, call, failures[rc].status, &ignored) != RC_OK) {
        http_reply(call, 503, "text/plain; charset=utf-8", STR(plain));
    }
}

void console_render_error(const struct console *console, struct http_call *call, const struct err *e)
{
    if (page_takes_html(call)) {
        show_error(console->settings.skin, call, e);
    } else {
        console->settings.for_programs(call, e);
    }
}
