/* SPDX-License-Identifier: EUPL-1.2 */
/* The public check of a card: GET /{number}, as QR codes lead to it, and /verify?number= for what people type. */
#include "console/routes.h"
#include "console/verify_page.h"
#include "console/view.h"
#include "registry/public.h"

#define TICK "M28 52l15 15 29-33"
#define CROSS "M33 33l34 34M67 33l-34 34"
#define PAUSE "M38 32v36M62 32v36"
#define QUESTION "M37 40c0-18 27-18 27 0 0 11-14 9-14 21M50 74v.1"

static const struct verify_sign valid = {"good", TICK, N_("Valid student card"), N_("This card is active today."), N_("Valid until")};
static const struct verify_sign expired = {
    "bad", CROSS, N_("Expired student card"), N_("This card is no longer valid."), N_("Expired after")};
static const struct verify_sign inactive = {"warn", PAUSE, N_("Student card not active"),
    N_("This card exists, but its issuer has not activated it or has blocked it."), N_("Valid until")};
static const struct verify_sign unknown = {
    "bad", QUESTION, N_("Unknown card"), N_("No student card has this number. It may have been withdrawn."), N_("Valid until")};
static const struct verify_sign no_number = {"bad", CROSS, N_("Not a card number"),
    N_("What was scanned or typed is not the number of a European Student Card."), N_("Valid until")};

static const struct verify_sign *sign_of(enum card_status status)
{
    switch (status) {
    case CARD_ACTIVE:
        return &valid;
    case CARD_INACTIVE:
        return &inactive;
    case CARD_EXPIRED:
    case CARD_STATUS_COUNT:
        break;
    }
    return &expired;
}

static enum rc look_up(struct session *session, struct str text, struct verify_view *view, char number[ESCN_TEXT_SIZE], struct err *e)
{
    struct public_status status;
    struct escn escn;
    view->sign = &no_number;
    view->checked_us = session->now_us;
    if (escn_parse_scanned(text.data, text.length, &escn, e) != RC_OK) {
        return RC_OK;
    }
    escn_format(&escn, number);
    view->number = number;
    view->sign = &unknown;
    const enum rc rc = registry_card_status(session, str_of(number), &status, e);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    view->sign = sign_of(status.status);
    view->owner = status.issuer;
    view->issuer = status.issuer->name;
    view->name = status.display_name;
    view->expires_day = status.expires_day;
    return RC_OK;
}

static enum rc show(const struct visit *visit, struct str text, const char *query, struct err *e)
{
    struct http_call *const call = visit->call;
    char number[ESCN_TEXT_SIZE];
    struct page page;
    struct verify_view view = {.frame = {.query = query}};
    if (look_up(visit->session, text, &view, number, e) != RC_OK) {
        return e->rc;
    }
    if (view.sign == &no_number && !page_takes_html(call)) {
        return err_set(e, RC_NOT_FOUND, "SE-0404", "", "nothing is at the path \"%.*s\"; the documentation lists the paths that there are",
            str_shown(call->path, 200), call->path.data);
    }
    view.frame.title = view.sign->title;
    page_begin(&page, call, NULL);
    page.skin = visit->console->settings.skin;
    verify_page(&page, &view);
    return page_reply(&page, call, view.issuer == NULL ? 404 : 200, e);
}

static enum rc page_check_card(struct visit *visit, struct err *e)
{
    return show(visit, http_param(visit->call, "number"), "", e);
}

/* A link back to the same number; only a number in its plain form goes into it. */
static const char *own_query(struct http_call *call, struct str text)
{
    struct escn escn;
    struct err ignored = {0};
    char number[ESCN_TEXT_SIZE];
    if (escn_parse_scanned(text.data, text.length, &escn, &ignored) != RC_OK) {
        return "number=0&";
    }
    escn_format(&escn, number);
    return arena_format(call->arena, "number=%s&", number);
}

static enum rc page_check_form(struct visit *visit, struct err *e)
{
    struct http_call *const call = visit->call;
    struct str text;
    const bool is_sent = http_query(call, "number", &text);
    if (is_sent && str_trim(text).length > 0) {
        const char *const query = own_query(call, text);
        return query == NULL ? err_no_memory(e) : show(visit, text, query, e);
    }
    struct page page;
    const struct verify_form form = {.frame = {.title = N_("Check a student card"), .query = ""}, .is_empty = is_sent};
    page_begin(&page, call, NULL);
    page.skin = visit->console->settings.skin;
    verify_form_page(&page, &form);
    return page_reply(&page, call, is_sent ? 400 : 200, e);
}

static const struct page_route routes[] = {
    {.method = HTTP_GET, .path = "/verify", .operation_id = "pageCheckForm", .run = page_check_form},
    {.method = HTTP_GET, .path = "/{number}", .operation_id = "pageCheckCard", .run = page_check_card, .catch_all = true},
};

const struct page_table verify_pages = {routes, COUNT_OF(routes)};
