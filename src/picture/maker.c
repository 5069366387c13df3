/* SPDX-License-Identifier: EUPL-1.2 */
#include "picture/maker.h"

#include "base/program.h"
#include "core/picture.h"
#include "picture/child.h"
#include "picture/protocol.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define NAME "esc-darkroom"
#define TIMEOUT_MS ((int)DARKROOM_WALL_SECONDS * 1000 + 2000)

enum rc picture_program_find(struct arena *arena, const char **out, struct err *e)
{
    return program_find(arena, NAME, out, e);
}

/* What may be said before any process is started. */
static enum rc check_upload(struct str upload, bool resizes, struct picture_head *head, struct err *e)
{
    if (picture_examine(upload, head, e) != RC_OK) {
        return e->rc;
    }
    const bool fits = head->width == PICTURE_WIDTH && head->height == PICTURE_HEIGHT;
    const bool may_fit = head->width == PICTURE_HEIGHT && head->height == PICTURE_WIDTH; /* when turned as its metadata says */
    return resizes || fits || may_fit ? RC_OK : picture_wrong_size(head->width, head->height, e);
}

static enum rc refuse_damaged(const struct picture_head *head, struct err *e)
{
    return err_set(e, RC_INVALID, "ER-1404", "file",
        T_("the file could not be decoded as a %s picture: it is cut short or damaged; a whole picture was expected"),
        picture_format_name(head->format));
}

/* What is believed of an answer: code that a picture has brought may have written it. */
static bool is_sound(const struct child_end *end, const unsigned char *output, const struct darkroom_reply *reply)
{
    struct picture_head head;
    struct err e;
    const struct str picture = {(const char *)output + sizeof *reply, reply->length};
    if (reply->magic != DARKROOM_MAGIC || reply->verdict >= DARKROOM_VERDICT_COUNT || reply->length != end->length - sizeof *reply ||
        !WIFEXITED(end->status)) {
        return false;
    }
    if (reply->verdict != DARKROOM_MADE) {
        return reply->length == 0;
    }
    return WEXITSTATUS(end->status) == 0 && picture_examine(picture, &head, &e) == RC_OK && head.format == PICTURE_JPEG &&
        head.width == PICTURE_WIDTH && head.height == PICTURE_HEIGHT;
}

static void tell(const struct picture_maker *maker, enum log_level level, const char *request_id, const char *what)
{
    if (maker->log != NULL) {
        log_write(maker->log, level, "%s: %s", request_id == NULL ? "-" : request_id, what);
    }
}

static void tell_death(
    const struct picture_maker *maker, const struct child_end *end, const struct picture_head *head, size_t bytes, const char *request_id)
{
    char how[64] = "gave an answer that makes no sense";
    char what[200];
    if (end->timed_out) {
        (void)snprintf(how, sizeof how, "was killed for taking too long");
    } else if (WIFSIGNALED(end->status)) {
        (void)snprintf(how, sizeof how, "was ended by signal %d", WTERMSIG(end->status));
    }
    (void)snprintf(what, sizeof what, NAME " %s, decoding a %s picture of %zu bytes, %u x %u", how, picture_format_name(head->format),
        bytes, head->width, head->height);
    tell(maker, LOG_WARNING, request_id, what);
}

static enum rc refuse_unable(const struct picture_maker *maker, const char *request_id, const char *why, struct err *e)
{
    tell(maker, LOG_ERROR, request_id, why);
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "pictures can't be taken for the moment; try again later");
}

/* What was said, or that nothing was said that can be believed. */
static bool read_reply(const struct child_end *end, const unsigned char *output, struct darkroom_reply *out)
{
    if (end->timed_out || end->too_much || end->length < sizeof *out) {
        return false;
    }
    memcpy(out, output, sizeof *out);
    return is_sound(end, output, out);
}

static enum rc develop(const struct picture_maker *maker, const struct child_work *work, const struct picture_head *head,
    const char *request_id, struct str *out, struct err *e)
{
    struct child_end end;
    struct darkroom_reply reply = {0};
    struct err failure = {0};
    if (child_run(work, &end, &failure) != RC_OK) {
        return refuse_unable(maker, request_id, failure.msg, e);
    }
    if (!read_reply(&end, work->output, &reply)) {
        tell_death(maker, &end, head, work->input.length, request_id);
        return refuse_damaged(head, e);
    }
    switch ((enum darkroom_verdict)reply.verdict) {
    case DARKROOM_MADE:
        *out = (struct str){(const char *)work->output + sizeof reply, reply.length};
        return RC_OK;
    case DARKROOM_WRONG_SIZE:
        return picture_wrong_size(reply.width, reply.height, e);
    case DARKROOM_UNABLE:
        return refuse_unable(maker, request_id, NAME " has no fence, or no memory", e);
    case DARKROOM_DAMAGED:
    case DARKROOM_VERDICT_COUNT:
        break;
    }
    return refuse_damaged(head, e);
}

enum rc picture_make(const struct picture_maker *maker, struct arena *arena, struct str upload, bool resizes, const char *request_id,
    struct str *out, struct err *e)
{
    struct picture_head head;
    struct child_work work = {
        .program = maker->program,
        .word = resizes ? DARKROOM_RESIZE : DARKROOM_EXACT,
        .input = upload,
        .timeout_ms = maker->timeout_ms > 0 ? maker->timeout_ms : TIMEOUT_MS,
        .capacity = sizeof(struct darkroom_reply) + DARKROOM_PICTURE_MAX,
    };
    if (check_upload(upload, resizes, &head, e) != RC_OK) {
        return e->rc;
    }
    work.output = arena_alloc(arena, work.capacity);
    return work.output == NULL ? err_no_memory(e) : develop(maker, &work, &head, request_id, out, e);
}
