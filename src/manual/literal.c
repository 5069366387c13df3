/* SPDX-License-Identifier: EUPL-1.2 */
#include "manual/literal.h"

#include <string.h>

static bool is_control(char c)
{
    return ((unsigned char)c < ' ' || c == 0x7F);
}

/* A text in `quote`s in which these and backslashes have a backslash before them; `control` is how a control character is written, with its
 * number. */
static void add_quoted(struct buf *out, const char *text, char quote, const char *control)
{
    buf_add_char(out, quote);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == quote || *at == '\\') {
            buf_add_char(out, '\\');
            buf_add_char(out, *at);
        } else if (*at == '\n') {
            buf_add_text(out, "\\n");
        } else if (is_control(*at)) {
            buf_add_text(out, "\\");
            buf_add_format(out, control[0] == 'o' ? "%03o" : control[0] == 'u' ? "u%04x" : "x%02x", (unsigned)(unsigned char)*at);
        } else {
            buf_add_char(out, *at);
        }
    }
    buf_add_char(out, quote);
}

void literal_shell(struct buf *out, const char *text)
{
    buf_add_char(out, '\'');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'') {
            buf_add_text(out, "'\\''");
        } else {
            buf_add_char(out, *at);
        }
    }
    buf_add_char(out, '\'');
}

/* Octal, since Java reads \u000a as a line break in the program itself. */
void literal_java(struct buf *out, const char *text)
{
    add_quoted(out, text, '"', "octal");
}

void literal_python(struct buf *out, const char *text)
{
    add_quoted(out, text, '"', "x");
}

void literal_csharp(struct buf *out, const char *text)
{
    add_quoted(out, text, '"', "u");
}

void literal_javascript(struct buf *out, const char *text)
{
    add_quoted(out, text, '\'', "x");
}

/* One character between three quotes: a quote that could be the first of three has a backslash before it. */
static void add_in_three(struct buf *out, const char *at, bool octal)
{
    const bool may_end = *at == '"' && (at[1] == '"' || at[1] == '\0');
    if (may_end || *at == '\\') {
        buf_add_char(out, '\\');
    }
    if (*at != '\n' && is_control(*at)) {
        buf_add_format(out, octal ? "\\%03o" : "\\x%02x", (unsigned)(unsigned char)*at);
        return;
    }
    buf_add_char(out, *at);
}

void literal_java_block(struct buf *out, const char *text, const char *indent)
{
    buf_add_text(out, "\"\"\"\n");
    buf_add_text(out, indent);
    for (const char *at = text; *at != '\0'; at++) {
        add_in_three(out, at, true);
        if (*at == '\n') {
            buf_add_text(out, indent);
        }
    }
    buf_add_text(out, "\n");
    buf_add_text(out, indent);
    buf_add_text(out, "\"\"\"");
}

void literal_python_block(struct buf *out, const char *text)
{
    buf_add_text(out, "\"\"\"");
    for (const char *at = text; *at != '\0'; at++) {
        add_in_three(out, at, false);
    }
    buf_add_text(out, "\"\"\"");
}

/* The longest row of quotes in a text. */
static size_t longest_row(const char *text)
{
    size_t longest = 0;
    for (const char *at = text; *at != '\0'; at++) {
        const size_t row = strspn(at, "\"");
        longest = row > longest ? row : longest;
    }
    return longest;
}

static void add_row(struct buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_add_char(out, '"');
    }
}

/* Nothing in it means anything but a longer row of quotes than any that it holds. */
void literal_csharp_block(struct buf *out, const char *text)
{
    const size_t longest = longest_row(text);
    const size_t quotes = longest < 3 ? 3 : longest + 1;
    add_row(out, quotes);
    buf_add_char(out, '\n');
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    add_row(out, quotes);
}

void literal_php(struct buf *out, const char *text)
{
    buf_add_char(out, '\'');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'' || *at == '\\') {
            buf_add_char(out, '\\');
        }
        buf_add_char(out, *at);
    }
    buf_add_char(out, '\'');
}

void literal_javascript_block(struct buf *out, const char *text)
{
    buf_add_char(out, '`');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '`' || *at == '\\' || (*at == '$' && at[1] == '{')) {
            buf_add_char(out, '\\');
        }
        buf_add_char(out, *at);
    }
    buf_add_char(out, '`');
}
