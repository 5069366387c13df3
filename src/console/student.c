/* SPDX-License-Identifier: EUPL-1.2 */
/* A student's way in and out, and the card: /link/student/{secret}, /student/card. Opening a link changes nothing, so that no mail scanner
 * uses it up; its button does. */
#include "console/colours.h"
#include "console/cookie.h"
#include "console/routes.h"
#include "console/student_page.h"
#include "console/view.h"
#include "console/words.h"
#include "esc/qr.h"

#include <stdlib.h>
#include <string.h>

#define STAY_SECONDS 1800L
#define DRAWN_MAX 30U /* cards; who has more finds them among the data */

enum rc student_show(struct visit *visit, int status, struct student_frame *frame, struct err *e)
{
    struct page page;
    page_begin(&page, visit->call, NULL);
    page.visit = visit;
    page.skin = visit->console->settings.skin;
    page.is_app = true;
    frame->visit = visit;
    frame->colours = frame->organisation == NULL ? NULL : colours_path(visit->arena, frame->organisation);
    student_page(&page, frame);
    if (visit->said != SAID_NOTHING && cookie_clear(visit, COOKIE_SAID, e) != RC_OK) {
        return e->rc;
    }
    return page_reply(&page, visit->call, status, e);
}

enum rc student_look(struct visit *visit, bool with_acts, struct stored *out, struct err *e)
{
    return with_acts ? registry_student_see(visit->session, &visit->cardholder, out, e)
                     : registry_student_look(visit->session, &visit->cardholder, out, e);
}

/* What is told when a link does not open anything, and when a visit is over. */
static const struct {
    const char *code;
    int status;
    const char *title, *sentence;
    bool may_ask;
} reasons[] = {
    {"ER-2210", 404, N_("This link is not known"), N_("Check that its address is whole, or ask for a new one."), true},
    {"ER-2211", 410, N_("This link has expired"), N_("A link from a mail works for 24 hours, one from a portal for ten minutes."), true},
    {"ER-2212", 410, N_("This link was used before"), N_("Each link works once. If it was not you who used it, ask for a new one."), true},
    {"ER-2213", 410, N_("This link was replaced"), N_("There is a newer one: use that, or ask for a new one."), true},
    {"ER-2421", 404, N_("Nothing is stored"), N_("Nothing is stored about you there any more."), false},
    {"ER-2422", 401, N_("Please open your link"),
        N_("This page shows your own data. Come by the link from your mail or your portal; a visit lasts half an hour."), true},
};

bool student_tell(struct visit *visit, const struct err *failure)
{
    struct err ignored = {0};
    for (size_t i = 0; i < COUNT_OF(reasons) && page_takes_html(visit->call); i++) {
        if (strcmp(failure->code, reasons[i].code) == 0) {
            const struct student_notice notice = {.sentence = reasons[i].sentence, .may_ask = reasons[i].may_ask};
            struct student_frame frame = {.title = reasons[i].title, .content = student_notice_content, .view = &notice};
            return student_show(visit, reasons[i].status, &frame, &ignored) == RC_OK;
        }
    }
    return false;
}

static enum rc told(struct visit *visit, const struct err *failure)
{
    return student_tell(visit, failure) ? RC_OK : failure->rc;
}

static enum rc page_link(struct visit *visit, struct err *e)
{
    const struct student_notice notice = {
        .sentence = N_("This link shows your student card and what is stored about you. It works once."),
        .secret = visit_param(visit, "secret"),
    };
    struct student_frame frame = {.title = N_("My student card"), .content = student_notice_content, .view = &notice};
    return registry_student_look_at_link(visit->session, http_param(visit->call, "secret"), e) == RC_OK
        ? student_show(visit, 200, &frame, e)
        : told(visit, e);
}

struct coming {
    struct str link;
    struct cardholder cardholder;
    char key[LINK_SECRET_SIZE];
};

static enum rc begin(struct session *session, void *argument, struct err *e)
{
    struct coming *const self = argument;
    return registry_student_begin(session, self->link, &self->cardholder, self->key, e);
}

static enum rc do_link(struct visit *visit, struct err *e)
{
    struct coming coming = {.link = http_param(visit->call, "secret")};
    if (visit_write(visit, begin, &coming, e) != RC_OK) {
        return told(visit, e);
    }
    const char *const key = arena_copy(visit->arena, coming.key);
    if (key == NULL) {
        return err_no_memory(e);
    }
    return cookie_set(visit, COOKIE_STUDENT, key, STAY_SECONDS, e) == RC_OK ? visit_go(visit, "/student/card", SAID_NOTHING, e) : e->rc;
}

/* The QR code of a card, in the arena. */
static enum rc draw_code(struct visit *visit, const struct escn *escn, const char **out, struct err *e)
{
    const struct qr_style style = {.orientation = QR_VERTICAL, .colours = QR_NORMAL, .size = QR_SIZE_S};
    char *svg = NULL;
    size_t length = 0;
    if (qr_svg(escn, style, visit->console->settings.logos, &svg, &length, e) != RC_OK) {
        return e->rc;
    }
    *out = arena_text(visit->arena, svg, length);
    free(svg);
    return *out == NULL ? err_no_memory(e) : RC_OK;
}

/* As everybody sees it. */
static enum card_status status_of(const struct visit *visit, const struct stored_part *part, const struct card *card)
{
    const struct session *const session = visit->session;
    return card_public_status(card, part->organisation, session->today, session->registry->settings.new_logo_day);
}

static enum rc draw_card(
    struct visit *visit, const struct stored_part *part, const struct card *card, struct drawn_card *out, struct err *e)
{
    *out = (struct drawn_card){
        .card = card,
        .status = status_of(visit, part, card),
        .name = card->display_name == NULL ? part->enrolment.full_name : card->display_name,
        .level = level_message(part->enrolment.academic_level),
        .has_picture = part->enrolment.has_picture,
    };
    escn_format(&card->escn, out->number);
    return out->status == CARD_EXPIRED ? RC_OK : draw_code(visit, &card->escn, &out->qr, e);
}

/* The cards that are there, those that are valid first. */
static enum rc draw_cards(struct visit *visit, const struct stored_part *part, struct student_cards *out, struct err *e)
{
    out->cards = arena_alloc_array(visit->arena, part->cards.count, sizeof *out->cards);
    if (out->cards == NULL) {
        return err_no_memory(e);
    }
    for (enum card_status status = CARD_ACTIVE; status < CARD_STATUS_COUNT; status++) {
        for (size_t i = 0; i < part->cards.count && out->count < DRAWN_MAX; i++) {
            const struct card *const card = &part->cards.items[i];
            if (card->deleted_at_us != 0 || status_of(visit, part, card) != status) {
                continue;
            }
            if (draw_card(visit, part, card, &out->cards[out->count++], e) != RC_OK) {
                return e->rc;
            }
        }
    }
    return RC_OK;
}

static enum rc show_cards(struct visit *visit, bool is_copy, struct err *e)
{
    struct stored stored;
    if (student_look(visit, false, &stored, e) != RC_OK) {
        return e->rc;
    }
    struct student_cards view = {.part = &stored.parts[0], .checked_us = visit->session->now_us, .is_copy = is_copy};
    struct student_frame frame = {
        .title = N_("My student card"),
        .organisation = stored.parts[0].organisation,
        .tab = is_copy ? STUDENT_NO_TAB : STUDENT_CARD,
        .on_device = is_copy ? "copy" : NULL,
        .content = student_cards_content,
        .view = &view,
    };
    return draw_cards(visit, view.part, &view, e) == RC_OK ? student_show(visit, 200, &frame, e) : e->rc;
}

static enum rc page_card(struct visit *visit, struct err *e)
{
    return show_cards(visit, false, e);
}

static enum rc page_copy(struct visit *visit, struct err *e)
{
    return show_cards(visit, true, e);
}

static enum rc page_start(struct visit *visit, struct err *e)
{
    return visit_go(visit, "/student/card", SAID_NOTHING, e);
}

static enum rc page_picture(struct visit *visit, struct err *e)
{
    struct str picture = {0};
    if (registry_student_picture(visit->session, &visit->cardholder, &picture, e) != RC_OK) {
        return e->rc;
    }
    http_reply(visit->call, 200, "image/jpeg", picture);
    return RC_OK;
}

static enum rc end(struct session *session, void *argument, struct err *e)
{
    const struct cardholder *const cardholder = argument;
    return registry_student_end(session, cardholder, e);
}

static enum rc do_close(struct visit *visit, struct err *e)
{
    struct student_frame frame = {.title = N_("Goodbye"), .on_device = "forget", .content = student_closed_content};
    if (visit_write(visit, end, &visit->cardholder, e) != RC_OK) {
        return e->rc;
    }
    return student_leave(visit, &frame, e);
}

/* The page answers the form itself: no address leads to it, by which somebody else could make a browser forget. */
enum rc student_leave(struct visit *visit, struct student_frame *frame, struct err *e)
{
    if (cookie_clear(visit, COOKIE_STUDENT, e) != RC_OK || student_show(visit, 200, frame, e) != RC_OK) {
        return e->rc;
    }
    http_reply_header(visit->call, "Clear-Site-Data", "\"storage\"");
    return RC_OK;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/link/student/{secret}", "pageStudentLink", page_link, .audience = PAGE_GUEST},
    {HTTP_POST, "/link/student/{secret}", "doStudentLink", do_link, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/student", "pageStudent", page_start, .audience = PAGE_PUBLIC},
    {HTTP_GET, "/student/card", "pageStudentCard", page_card, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/student/kept", "pageStudentCopy", page_copy, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/student/picture", "studentPicture", page_picture, .audience = PAGE_STUDENT},
    {HTTP_POST, "/student/close", "doStudentClose", do_close, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
};

const struct page_table student_pages = {routes, COUNT_OF(routes)};
