/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking for a link: /student/link. Who asks learns nothing, also not by the time it takes: the answer goes out before anybody is looked
 * for. */
#include "base/clock.h"
#include "console/routes.h"
#include "console/student_page.h"
#include "console/view.h"
#include "http/throttle.h"

#include <stdlib.h>

/* A whole campus may stand behind one address, and come on the same day. */
#define ASKS_AT_ONCE 60.0
#define ASKS_A_SECOND 0.5
#define ASKING_ADDRESSES 4096U

struct throttle *student_ask_throttle(void)
{
    return throttle_new(ASKING_ADDRESSES, ASKS_A_SECOND, ASKS_AT_ONCE);
}

/* A wish on its way to the writer, which frees it. */
struct wish {
    struct write_job job;
    struct arena arena;
    struct student_wish wish;
    const struct log *log;
};

static void wish_free(struct wish *wish)
{
    arena_deinit(&wish->arena);
    free(wish);
}

static void complain(const struct wish *wish, const struct err *e)
{
    log_write(wish->log, LOG_ERROR, "a link that a student may have asked for was not sent: %s", e->msg);
}

static bool run_wish(struct write_job *job, struct session *session)
{
    struct wish *const wish = (struct wish *)job;
    struct err e = {0};
    if (session_begin(session, &wish->arena, NULL, &e) != RC_OK) {
        complain(wish, &e);
        return false;
    }
    session->is_stranger = true;
    if (registry_send_student_links(session, &wish->wish, &e) != RC_OK) {
        complain(wish, &e);
        return false;
    }
    return true;
}

static void wish_done(struct write_job *job, const struct err *e)
{
    struct wish *const wish = (struct wish *)job;
    if (e->rc != RC_OK) {
        complain(wish, e);
    }
    wish_free(wish);
}

const char *student_mail_subject(const struct language *language)
{
    return language_message(language, N_("Your European Student Card"));
}

const char *student_mail_text(struct arena *arena, const struct language *language)
{
    return arena_format(arena, "%s\n\n%s\n\n  %%2\n\n%s\n", language_message(language, N_("Hello,")),
        language_message(language,
            N_("this link shows your student card and what %1 stores about you, and lets you correct or erase it. It works once, within 24 "
               "hours:")),
        language_message(language, N_("If you did not ask for it, leave this mail alone: nothing happens.")));
}

static struct wish *wish_new(const struct visit *visit, const char *number, const char *email, const char *base_url)
{
    struct wish *const wish = calloc(1, sizeof *wish);
    const struct language *const language = page_language(visit->call, NULL);
    if (wish == NULL) {
        return NULL;
    }
    struct arena *const arena = &wish->arena;
    wish->job = (struct write_job){.run = run_wish, .done = wish_done};
    wish->log = visit->console->settings.log;
    arena_init(arena, 2048);
    const char *const student = arena_copy(arena, number);
    const char *const address = arena_copy(arena, email);
    wish->wish = (struct student_wish){
        .student = str_of(student),
        .email = str_of(address),
        .base_url = arena_copy(arena, base_url),
        .subject = student_mail_subject(language),
        .text = student_mail_text(arena, language),
    };
    if (student == NULL || address == NULL || wish->wish.base_url == NULL || wish->wish.text == NULL) {
        wish_free(wish);
        return NULL;
    }
    return wish;
}

static enum rc ask(const struct visit *visit, const char *number, const char *email, struct err *e)
{
    const char *const base_url = visit_base_url(visit);
    if (base_url == NULL) {
        return err_set(
            e, RC_UNAVAILABLE, "ER-2214", "public-url", "the setting public-url is missing: the link in the mail must lead somewhere");
    }
    struct wish *const wish = wish_new(visit, number, email, base_url);
    if (wish == NULL) {
        return err_no_memory(e);
    }
    if (visit->thread->writer == NULL || !writer_submit(visit->thread->writer, &wish->job)) {
        wish_free(wish);
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "too much waits to be written; try again in a moment");
    }
    return RC_OK;
}

static enum rc show(struct visit *visit, struct err *e)
{
    const struct student_form view = {.form = &visit->form};
    struct student_frame frame = {.title = N_("Ask for a link"), .form = &visit->form, .content = student_ask_content, .view = &view};
    return student_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc check_throttle(const struct visit *visit, struct err *e)
{
    struct throttle *const asks = visit->console->student_asks;
    int retry_after_s = 0;
    if (throttle_take(asks, throttle_key(asks, str_of(visit->call->address)), clock_steady_us(), &retry_after_s)) {
        return RC_OK;
    }
    return err_set(e, RC_THROTTLED, "SE-0429", "", "too many links were asked for from this address; try again in %d s", retry_after_s);
}

static enum rc do_ask(struct visit *visit, struct err *e)
{
    const char *const number = form_need(&visit->form, "number", N_("Enter your student identifier or the number of your card."));
    const char *const email = form_need(&visit->form, "email", N_("Enter your e-mail address."));
    struct student_frame frame = {.title = N_("Look into your mail"), .content = student_asked_content};
    if (visit->form.error_count > 0) {
        return show(visit, e);
    }
    if (check_throttle(visit, e) != RC_OK || ask(visit, number, email, e) != RC_OK) {
        return e->rc;
    }
    return student_show(visit, 200, &frame, e);
}

static const struct page_route routes[] = {
    {HTTP_GET, "/student/link", "pageStudentAsk", show, .audience = PAGE_GUEST},
    {HTTP_POST, "/student/link", "doStudentAsk", do_ask, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
};

const struct page_table student_ask_pages = {routes, COUNT_OF(routes)};
