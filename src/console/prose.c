/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/prose.h"

#include "base/str.h"

#include <string.h>

#define DEEP_INDENT 4

#define RAW(page, markup) page_raw(page, markup, sizeof(markup) - 1)

static void add(struct page *page, struct str text)
{
    const char *const copy = arena_text(page->out.arena, text.data, text.length);
    page->out.failed = page->out.failed || copy == NULL;
    page_text(page, copy);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t indent_of(struct str line)
{
    size_t indent = 0;
    while (indent < line.length && line.data[indent] == ' ') {
        indent++;
    }
    return indent;
}

/* "12. Words", the heading of a section. */
static bool is_heading(struct str line)
{
    size_t digits = 0;
    while (digits < line.length && is_digit(line.data[digits])) {
        digits++;
    }
    return digits > 0 && digits + 2 < line.length && line.data[digits] == '.' && line.data[digits + 1] == ' ';
}

/* "3.2 Words", a numbered paragraph. */
static bool is_numbered(struct str line)
{
    bool has_dot = false;
    size_t i = 0;
    for (; i < line.length && (is_digit(line.data[i]) || line.data[i] == '.'); i++) {
        has_dot = has_dot || (line.data[i] == '.' && i > 0);
    }
    return has_dot && is_digit(line.data[0]) && i < line.length && line.data[i] == ' ';
}

/* How many bytes of a line are the dash of an item; 0: it begins none. */
static size_t dash_length(struct str line)
{
    static const char *const dashes[] = {"- ", "* ", "\xe2\x80\xa2 ", "\xe2\x80\x93 "};
    for (size_t i = 0; i < COUNT_OF(dashes); i++) {
        if (str_starts_with(line, str_of(dashes[i]))) {
            return strlen(dashes[i]);
        }
    }
    return 0;
}

/* "a) Words" */
static bool is_lettered(struct str line)
{
    return line.length > 3 && (is_letter(line.data[0]) || is_digit(line.data[0])) && line.data[1] == ')' && line.data[2] == ' ';
}

/* What is open within a block of lines. */
enum open { OPEN_NOTHING, OPEN_PARAGRAPH, OPEN_VERSE, OPEN_ITEM };

static void close_open(struct page *page, enum open *open, bool ends_list)
{
    if (*open == OPEN_PARAGRAPH || *open == OPEN_VERSE) {
        RAW(page, "</p>\n");
    } else if (*open == OPEN_ITEM) {
        RAW(page, "</li>\n");
        if (ends_list) {
            RAW(page, "</ul>\n");
        }
    }
    *open = OPEN_NOTHING;
}

static void begin_item(struct page *page, enum open *open, struct str line, size_t indent)
{
    const size_t dash = dash_length(line);
    const bool is_first = *open != OPEN_ITEM;
    close_open(page, open, is_first);
    if (is_first) {
        RAW(page, "<ul>\n");
    }
    RAW(page, "<li class=\"");
    if (dash == 0) {
        RAW(page, "lettered");
    } else if (indent >= DEEP_INDENT) {
        RAW(page, "deep");
    }
    RAW(page, "\">");
    add(page, (struct str){line.data + dash, line.length - dash});
    *open = OPEN_ITEM;
}

static void take_line(struct page *page, enum open *open, struct str line, size_t indent)
{
    if (dash_length(line) > 0 || is_lettered(line)) {
        begin_item(page, open, line, indent);
        return;
    }
    const bool begins = *open == OPEN_NOTHING || (indent == 0 && *open != OPEN_PARAGRAPH) || is_numbered(line);
    if (begins) {
        close_open(page, open, true);
        const bool is_verse = indent >= DEEP_INDENT;
        *open = is_verse ? OPEN_VERSE : OPEN_PARAGRAPH;
        if (is_verse) {
            RAW(page, "<p class=\"verse\">");
        } else {
            RAW(page, "<p>");
        }
    } else if (*open == OPEN_VERSE) {
        RAW(page, "<br>\n");
    } else {
        RAW(page, "\n");
    }
    add(page, line);
}

static bool is_title(struct str line, const char *const *titles, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(line, str_trim(str_of(titles[i])))) {
            return true;
        }
    }
    return false;
}

static bool is_blank(struct str line)
{
    return str_trim(line).length == 0;
}

/* A line that stands alone between blank ones. */
static bool show_alone(struct page *page, struct str line, const char *const *titles, size_t count)
{
    const struct str text = str_trim(line);
    if (is_title(text, titles, count)) {
        RAW(page, "<h2>");
        add(page, text);
        RAW(page, "</h2>\n");
        return true;
    }
    if (is_heading(text)) {
        RAW(page, "<h3>");
        add(page, text);
        RAW(page, "</h3>\n");
        return true;
    }
    return false;
}

void prose_show(struct page *page, const char *text, const char *const *titles, size_t count)
{
    enum open open = OPEN_NOTHING;
    bool was_blank = true;
    for (struct str rest = str_of(text); rest.data != NULL;) {
        const struct str line = str_cut(&rest, '\n');
        struct str after = rest;
        if (is_blank(line)) {
            close_open(page, &open, true);
            was_blank = true;
            continue;
        }
        const bool is_alone = was_blank && (rest.data == NULL || is_blank(str_cut(&after, '\n')));
        was_blank = false;
        if (!is_alone || !show_alone(page, line, titles, count)) {
            take_line(page, &open, str_trim(line), indent_of(line));
        }
    }
    close_open(page, &open, true);
}
