/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"

#include "base/pattern.h"

#include <stdio.h>
#include <string.h>

/* A cut text must not end inside a UTF-8 sequence: drop the bytes of an unfinished last character. */
static void drop_cut_character(char *text, size_t capacity)
{
    const size_t length = strlen(text);
    if (length + 1 < capacity) {
        return;
    }
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0U) == 0x80U) {
        start--;
    }
    const unsigned char first = start > 0 ? (unsigned char)text[start - 1] : 0;
    const size_t whole = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : first >= 0xC0U ? 2 : 1;
    if (start > 0 && length - start + 1 < whole) {
        text[start - 1] = '\0';
    }
}

enum rc err_vset(struct err *e, enum rc rc, const char *code, const char *field, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    e->rc = rc;
    (void)snprintf(e->code, sizeof e->code, "%s", code);
    (void)snprintf(e->field, sizeof e->field, "%s", field);
    e->context = NULL;
    e->format = pattern_take(format, again, e->arguments, sizeof e->arguments) >= 0 ? format : NULL;
    va_end(again);
    (void)vsnprintf(e->msg, sizeof e->msg, format, args);
    drop_cut_character(e->msg, sizeof e->msg);
    return rc;
}

enum rc err_set(struct err *e, enum rc rc, const char *code, const char *field, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)err_vset(e, rc, code, field, format, args);
    va_end(args);
    return rc;
}

/* Puts the arguments of a context before those that are there. A second context, or one without room, is kept in the message alone. */
static void keep_context(struct err *e, const char *format, va_list args) PRINTF_LIKE(2, 0);
static void keep_context(struct err *e, const char *format, va_list args)
{
    char taken[sizeof e->arguments];
    const long bytes = pattern_take(format, args, taken, sizeof taken);
    const size_t used = e->format == NULL ? 0 : pattern_bytes(e->format, e->arguments);
    if (e->format == NULL || e->context != NULL || bytes < 0 || used + (size_t)bytes > sizeof e->arguments) {
        e->format = NULL;
        return;
    }
    memmove(e->arguments + bytes, e->arguments, used);
    memcpy(e->arguments, taken, (size_t)bytes);
    e->context = format;
}

enum rc err_wrap(struct err *e, const char *format, ...)
{
    char context[sizeof e->msg];
    char inner[sizeof e->msg];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(context, sizeof context, format, args);
    va_end(args);
    va_start(args, format);
    keep_context(e, format, args);
    va_end(args);
    (void)snprintf(inner, sizeof inner, "%s", e->msg);
    const size_t used = (size_t)snprintf(e->msg, sizeof e->msg, "%.255s: ", context);
    (void)snprintf(e->msg + used, sizeof e->msg - used, "%s", inner);
    drop_cut_character(e->msg, sizeof e->msg);
    return e->rc;
}

enum rc err_no_memory(struct err *e)
{
    return err_set(e, RC_NO_MEMORY, "SE-0503", "", "the server is out of memory for the moment, try again");
}

const char *rc_name(enum rc rc)
{
    static const char *const names[RC_COUNT] = {
        [RC_OK] = "RC_OK",
        [RC_INVALID] = "RC_INVALID",
        [RC_UNAUTHENTICATED] = "RC_UNAUTHENTICATED",
        [RC_DENIED] = "RC_DENIED",
        [RC_NOT_FOUND] = "RC_NOT_FOUND",
        [RC_BAD_METHOD] = "RC_BAD_METHOD",
        [RC_CONFLICT] = "RC_CONFLICT",
        [RC_UNPROCESSABLE] = "RC_UNPROCESSABLE",
        [RC_TOO_LARGE] = "RC_TOO_LARGE",
        [RC_BAD_TYPE] = "RC_BAD_TYPE",
        [RC_THROTTLED] = "RC_THROTTLED",
        [RC_INTERNAL] = "RC_INTERNAL",
        [RC_UNAVAILABLE] = "RC_UNAVAILABLE",
        [RC_NO_MEMORY] = "RC_NO_MEMORY",
    };
    return rc < RC_COUNT ? names[rc] : "RC_?";
}
