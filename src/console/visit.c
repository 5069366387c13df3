/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/visit.h"

#include "console/cookie.h"
#include "console/view.h"

#include <stdio.h>
#include <string.h>

int64_t visit_organisation_id(const struct visit *visit)
{
    return visit->organisation == NULL ? 0 : visit->organisation->id;
}

bool visit_may(const struct visit *visit, enum permission permission)
{
    struct err ignored = {0};
    return visit->session->user != NULL &&
        session_require_permission(visit->session, visit_organisation_id(visit), permission, &ignored) == RC_OK;
}

static const char *text_of(const struct visit *visit, struct str value)
{
    const char *const text = value.length == 0 ? "" : arena_text(visit->arena, value.data, value.length);
    return text == NULL ? "" : text;
}

const char *visit_param(const struct visit *visit, const char *name)
{
    return text_of(visit, http_param(visit->call, name));
}

const char *visit_query(const struct visit *visit, const char *name)
{
    struct str value;
    return http_query(visit->call, name, &value) ? text_of(visit, str_trim(value)) : "";
}

enum rc visit_id(const struct visit *visit, const char *name, int64_t *out, struct err *e)
{
    long long number = 0;
    if (!str_to_int64(http_param(visit->call, name), &number) || number <= 0) {
        return err_set(e, RC_NOT_FOUND, "SE-0404", "", "the address names nothing that is there");
    }
    *out = number;
    return RC_OK;
}

const char *visit_query_but(const struct visit *visit, const char *name)
{
    struct buf out;
    struct str rest = visit->call->query;
    buf_init(&out, visit->arena);
    while (rest.data != NULL && rest.length > 0) {
        const struct str part = str_cut(&rest, '&');
        struct str value = part;
        if (part.length > 0 && !str_equal(str_cut(&value, '='), str_of(name))) {
            buf_add_str(&out, part);
            buf_add_char(&out, '&');
        }
    }
    const char *const text = buf_text(&out);
    return text == NULL ? "" : text;
}

static bool is_this_machine(struct str host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const size_t length = strlen(names[i]);
        const bool begins = str_starts_with(host, str_of(names[i]));
        long long port = 0;
        if (begins &&
            (host.length == length ||
                (host.data[length] == ':' && str_to_int64((struct str){host.data + length + 1, host.length - length - 1}, &port)))) {
            return true;
        }
    }
    return false;
}

const char *visit_base_url(const struct visit *visit)
{
    const char *const host = http_header(visit->call, "Host");
    if (visit->console->settings.public_url != NULL) {
        return visit->console->settings.public_url;
    }
    return host == NULL || !is_this_machine(str_of(host)) ? NULL : arena_format(visit->arena, "http://%s", host);
}

enum rc visit_show(struct visit *visit, int status, struct frame *frame, struct err *e)
{
    struct page page;
    page_begin(&page, visit->call, visit->account.language);
    page.visit = visit;
    page.skin = visit->console->settings.skin;
    frame->visit = visit;
    frame_page(&page, frame);
    if (visit->said != SAID_NOTHING && cookie_clear(visit, COOKIE_SAID, e) != RC_OK) {
        return e->rc;
    }
    return page_reply(&page, visit->call, status, e);
}

enum rc visit_go(struct visit *visit, const char *path, enum said said, struct err *e)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%d", (int)said);
    http_reply(visit->call, 303, NULL, STR(""));
    http_reply_header(visit->call, "Location", path);
    http_reply_header(visit->call, "Referrer-Policy", "no-referrer");
    return said == SAID_NOTHING ? RC_OK : cookie_set(visit, COOKIE_SAID, number, 60, e);
}

void visit_download(struct visit *visit, const char *name, const char *type, struct str body)
{
    const char *const disposition = arena_format(visit->arena, "attachment; filename=\"%s\"", name);
    http_reply(visit->call, 200, type, body);
    http_reply_header(visit->call, "Content-Disposition", disposition == NULL ? "attachment" : disposition);
}

/* Work on its way through the writer. */
struct handed {
    const struct visit *visit;
    writer_work_fn *work;
    void *argument;
};

/* Who asks is found out anew: roles may have changed since. */
static enum rc run_handed(struct session *session, void *argument, struct err *e)
{
    const struct handed *const self = argument;
    const struct visit *const visit = self->visit;
    if (session_begin(session, visit->arena, visit->call->id, e) != RC_OK) {
        return e->rc;
    }
    session->is_stranger = true;
    if (visit->session->user != NULL && session_authenticate_user(session, visit->secret, e) != RC_OK) {
        return e->rc;
    }
    session->actor = visit->organisation == NULL ? NULL : directory_get(&session->directory, visit->organisation->id);
    if (visit->route->audience >= PAGE_USER && visit->route->permission != PAGE_NO_PERMISSION &&
        session_require_permission(session, visit_organisation_id(visit), visit->route->permission, e) != RC_OK) {
        return e->rc;
    }
    return self->work(session, self->argument, e);
}

enum rc visit_write(struct visit *visit, writer_work_fn *work, void *argument, struct err *e)
{
    struct handed handed = {visit, work, argument};
    bool taken = false;
    if (visit->thread->writer == NULL) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "a page wants to write from a thread that has no writer");
    }
    return writer_do(visit->thread->writer, run_handed, &handed, &taken, e);
}

/* Failures that whoever filled in the form can do something about. */
static bool is_about_form(enum rc rc)
{
    return rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_DENIED || rc == RC_NOT_FOUND || rc == RC_UNPROCESSABLE;
}

bool visit_write_form(struct visit *visit, writer_work_fn *work, void *argument, enum rc *rc, struct err *e)
{
    struct err found = {0};
    *rc = visit_write(visit, work, argument, &found);
    if (is_about_form(*rc)) {
        form_fail_err(&visit->form, "", &found);
        *rc = RC_OK;
        return false;
    }
    if (*rc != RC_OK) {
        *e = found;
    }
    return *rc == RC_OK;
}
