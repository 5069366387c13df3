/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/report.h"

#include "base/fold.h"

#include <string.h>

#define ARENA_BLOCK 4096
#define LABEL_WIDTH 18

void report_init(struct report *report, bool json, FILE *out)
{
    *report = (struct report){.json = json, .out = out};
    arena_init(&report->arena, ARENA_BLOCK);
}

void report_deinit(struct report *report)
{
    arena_deinit(&report->arena);
}

struct str report_value(const char *text)
{
    return text == NULL ? (struct str){NULL, 0} : str_of(text);
}

static bool is_control(unsigned char c)
{
    return c < 0x20U || c == 0x7FU;
}

/* The controls U+0080 to U+009F as two bytes. */
static bool is_high_control(const unsigned char *at)
{
    return at[0] == 0xC2U && at[1] >= 0x80U && at[1] <= 0x9FU;
}

void report_clean(char *text)
{
    const bool is_utf8 = utf8_is_valid(str_of(text));
    for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++) {
        if (is_high_control(at)) {
            *at++ = '?';
            *at = '?';
        } else if (is_control(*at) || (*at >= 0x80U && !is_utf8)) {
            *at = '?';
        }
    }
}

/* Adds text for a terminal: control characters become "?". */
static void add_plain(struct buf *out, struct str text)
{
    char *const room = buf_reserve(out, text.length + 1);
    if (room == NULL) {
        return;
    }
    for (size_t i = 0; i < text.length; i++) {
        room[i] = text.data[i] == '\0' ? '?' : text.data[i];
    }
    room[text.length] = '\0';
    report_clean(room);
    buf_advance(out, text.length);
}

static void add_json_character(struct buf *out, char c, bool is_utf8)
{
    if (c == '"' || c == '\\') {
        buf_add_char(out, '\\');
        buf_add_char(out, c);
    } else if (is_control((unsigned char)c)) {
        buf_add_format(out, "\\u%04x", (unsigned)(unsigned char)c);
    } else if ((unsigned char)c >= 0x80U && !is_utf8) {
        buf_add_text(out, "\\ufffd");
    } else {
        buf_add_char(out, c);
    }
}

static void add_json_text(struct buf *out, struct str text)
{
    const bool is_utf8 = utf8_is_valid(text);
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        add_json_character(out, text.data[i], is_utf8);
    }
    buf_add_char(out, '"');
}

/* Begins a member in JSON; false when there is nothing to write there. */
static bool begin_member(struct report *report, const char *name)
{
    if (!report->json || name == NULL) {
        return false;
    }
    buf_add_text(&report->text, report->has_members ? ",\"" : "\"");
    buf_add_text(&report->text, name);
    buf_add_text(&report->text, "\":");
    report->has_members = true;
    return true;
}

static void add_line(struct report *report, const char *label, struct str value)
{
    if (report->json || label == NULL || value.data == NULL) {
        return;
    }
    buf_add_format(&report->text, "  %-*s ", LABEL_WIDTH, label);
    add_plain(&report->text, value);
    buf_add_char(&report->text, '\n');
}

void report_begin(struct report *report, struct str heading)
{
    arena_reset(&report->arena);
    buf_init(&report->text, &report->arena);
    report->has_members = false;
    if (report->json) {
        buf_add_char(&report->text, '{');
        return;
    }
    add_plain(&report->text, heading);
    buf_add_char(&report->text, '\n');
}

void report_text(struct report *report, const char *name, const char *label, struct str value)
{
    if (value.data == NULL) {
        report_null(report, name);
        return;
    }
    if (begin_member(report, name)) {
        add_json_text(&report->text, value);
    }
    add_line(report, label, value);
}

void report_number(struct report *report, const char *name, const char *label, int64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    if (begin_member(report, name)) {
        buf_add_text(&report->text, text);
    }
    add_line(report, label, str_of(text));
}

void report_bool(struct report *report, const char *name, const char *label, bool value)
{
    if (begin_member(report, name)) {
        buf_add_text(&report->text, value ? "true" : "false");
    }
    add_line(report, label, value ? STR("yes") : STR("no"));
}

void report_null(struct report *report, const char *name)
{
    if (begin_member(report, name)) {
        buf_add_text(&report->text, "null");
    }
}

void report_nulls(struct report *report, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        report_null(report, names[i]);
    }
}

bool report_end(struct report *report)
{
    if (report->json) {
        buf_add_text(&report->text, "}\n");
    }
    if (report->text.failed) {
        return false;
    }
    (void)fwrite(report->text.data, 1, report->text.length, report->out);
    return true;
}
