/* SPDX-License-Identifier: EUPL-1.2 */
#include "template.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void refuse(const char *path, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fprintf(stderr, "%s:%d: ", path, line);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Elements without content, which are never closed. */
static const char *const void_tags[] = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", NULL};

/* Attributes that hold an address. */
static const char *const url_attributes[] = {"href", "src", "action", "formaction", "poster", NULL};

static void append(const struct html *html, char *name, char c)
{
    const size_t length = strlen(name);
    if (length + 1 >= NAME_SIZE) {
        refuse(html->path, html->line, "the name \"%s...\" is too long", name);
    }
    name[length] = (char)tolower((unsigned char)c);
    name[length + 1] = '\0';
}

static void begin_tag(struct html *html)
{
    if (strcmp(html->tag, "style") == 0) {
        refuse(html->path, html->line, "<style> is forbidden by the Content-Security-Policy: put the rule into a style sheet");
    }
    html->place = HTML_INSIDE_TAG;
    html->closes_itself = false;
}

static void end_open_tag(struct html *html)
{
    html->place = HTML_TEXT;
    if (is_one_of(html->tag, void_tags) || html->closes_itself) {
        return;
    }
    if (html->depth == OPEN_TAGS_MAX) {
        refuse(html->path, html->line, "more than %d elements are open", OPEN_TAGS_MAX);
    }
    struct open_tag *const open = &html->open[html->depth++];
    (void)snprintf(open->name, sizeof open->name, "%s", html->tag);
    open->line = html->line;
}

static void end_close_tag(struct html *html)
{
    html->place = HTML_TEXT;
    if (html->depth == 0) {
        refuse(html->path, html->line, "</%s> closes nothing", html->tag);
    }
    const struct open_tag *const open = &html->open[--html->depth];
    if (strcmp(open->name, html->tag) != 0) {
        refuse(html->path, html->line, "</%s> stands where </%s> of line %d was expected", html->tag, open->name, open->line);
    }
}

static void check_attribute(const struct html *html)
{
    if (strncmp(html->attribute, "on", 2) == 0 || strcmp(html->attribute, "style") == 0) {
        refuse(html->path, html->line, "the attribute %s is forbidden by the Content-Security-Policy: use a class, or a module",
            html->attribute);
    }
}

static void take_in_text(struct html *html, char c)
{
    const bool in_script = html->depth > 0 && strcmp(html->open[html->depth - 1].name, "script") == 0;
    if (c == '<') {
        html->place = HTML_TAG_BEGIN;
    } else if (in_script && !isspace((unsigned char)c)) {
        refuse(html->path, html->line, "a script in the page is forbidden by the Content-Security-Policy: put it into a module");
    }
}

static void take_tag_begin(struct html *html, char c)
{
    html->tag[0] = '\0';
    if (c == '!') {
        html->place = HTML_DECLARATION;
    } else if (c == '/') {
        html->place = HTML_CLOSE_NAME;
    } else if (isalpha((unsigned char)c)) {
        html->place = HTML_OPEN_NAME;
        append(html, html->tag, c);
    } else {
        refuse(html->path, html->line, "\"<\" begins no tag; a \"<\" of the text is written &lt;");
    }
}

static void take_inside_tag(struct html *html, char c)
{
    if (c == '>') {
        end_open_tag(html);
    } else if (c == '/') {
        html->closes_itself = true;
    } else if (isalpha((unsigned char)c)) {
        html->place = HTML_ATTRIBUTE;
        html->attribute[0] = '\0';
        append(html, html->attribute, c);
    } else if (!isspace((unsigned char)c)) {
        refuse(html->path, html->line, "\"%c\" in the tag <%s> is no attribute", c, html->tag);
    }
}

static void take_name(struct html *html, char c)
{
    if (isalnum((unsigned char)c) || c == '-' || c == ':') {
        append(html, html->tag, c);
    } else if (html->place == HTML_CLOSE_NAME) {
        if (c == '>') {
            end_close_tag(html);
        } else if (!isspace((unsigned char)c)) {
            refuse(html->path, html->line, "\"%c\" in a closing tag", c);
        }
    } else {
        begin_tag(html);
        take_inside_tag(html, c);
    }
}

static void take_attribute(struct html *html, char c)
{
    if (isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_') {
        append(html, html->attribute, c);
        return;
    }
    check_attribute(html);
    if (c == '=') {
        html->place = HTML_BEFORE_VALUE;
    } else {
        html->place = HTML_INSIDE_TAG;
        take_inside_tag(html, c);
    }
}

static void take_byte(struct html *html, char c)
{
    switch (html->place) {
    case HTML_TEXT:
        take_in_text(html, c);
        break;
    case HTML_TAG_BEGIN:
        take_tag_begin(html, c);
        break;
    case HTML_DECLARATION:
        html->place = c == '-' ? HTML_COMMENT : c == '>' ? HTML_TEXT : html->place;
        break;
    case HTML_COMMENT:
        refuse(html->path, html->line, "a comment would be sent to everybody: write %%# at the beginning of the line instead");
    case HTML_OPEN_NAME:
    case HTML_CLOSE_NAME:
        take_name(html, c);
        break;
    case HTML_INSIDE_TAG:
        take_inside_tag(html, c);
        break;
    case HTML_ATTRIBUTE:
        take_attribute(html, c);
        break;
    case HTML_BEFORE_VALUE:
        if (c != '"') {
            refuse(html->path, html->line, "the value of %s is not in double quotes", html->attribute);
        }
        html->place = HTML_VALUE;
        html->value_length = 0;
        break;
    case HTML_VALUE:
        html->place = c == '"' ? HTML_INSIDE_TAG : HTML_VALUE;
        html->value_length++;
        break;
    }
}

void html_take(struct html *html, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        take_byte(html, text[i]);
    }
}

void html_take_expression(struct html *html, bool is_url)
{
    const bool in_script = html->depth > 0 && strcmp(html->open[html->depth - 1].name, "script") == 0;
    if (html->place == HTML_TEXT && !in_script) {
        return;
    }
    if (html->place != HTML_VALUE) {
        refuse(html->path, html->line, "an expression stands in a tag, outside of a value in double quotes, where it can't be escaped");
    }
    if (html->value_length == 0 && is_one_of(html->attribute, url_attributes) && !is_url) {
        refuse(html->path, html->line, "the value of %s begins with an expression: write {{url: ...}}, which lets no script through",
            html->attribute);
    }
    html->value_length++;
}

void html_end(const struct html *html)
{
    if (html->place != HTML_TEXT) {
        refuse(html->path, html->line, "the template ends within a tag");
    }
    if (html->depth > 0) {
        const struct open_tag *const open = &html->open[html->depth - 1];
        refuse(html->path, open->line, "<%s> is never closed", open->name);
    }
}
