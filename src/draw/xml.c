/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/xml.h"

#include "core/excerpt.h"

#include <string.h>

void xml_reader_init(struct xml_reader *reader, struct str text)
{
    memset(reader, 0, sizeof *reader);
    if (str_starts_with(text, STR("\xef\xbb\xbf"))) { /* a byte order mark */
        text = (struct str){text.data + 3, text.length - 3};
    }
    reader->start = text.data;
    reader->at = text.data;
    reader->end = text.data + text.length;
}

static struct str rest_of(const struct xml_reader *reader)
{
    return (struct str){reader->at, (size_t)(reader->end - reader->at)};
}

static size_t line_of(const struct xml_reader *reader)
{
    size_t line = 1;
    for (const char *at = reader->start; at < reader->at; at++) {
        line += *at == '\n';
    }
    return line;
}

static enum rc refuse(const struct xml_reader *reader, struct err *e, const char *what)
{
    return err_set(e, RC_INVALID, "", "", "line %zu: %s", line_of(reader), what);
}

enum rc xml_refuse_name(const struct xml_reader *reader, const char *before, struct str name, const char *after, struct err *e)
{
    char shown[EXCERPT_SIZE];
    return err_set(e, RC_INVALID, "", "", "line %zu: %s%s%s", line_of(reader), before, excerpt(name.data, name.length, shown), after);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct xml_reader *reader)
{
    while (reader->at < reader->end && is_space(*reader->at)) {
        reader->at++;
    }
}

static bool take(struct xml_reader *reader, struct str token)
{
    if (!str_starts_with(rest_of(reader), token)) {
        return false;
    }
    reader->at += token.length;
    return true;
}

/* What stands before `end`, which is passed over too; false when it doesn't come. */
static bool take_until(struct xml_reader *reader, const char *end, struct str *out)
{
    const struct str rest = rest_of(reader);
    const char *const found = rest.length == 0 ? NULL : memmem(rest.data, rest.length, end, strlen(end));
    if (found == NULL) {
        return false;
    }
    *out = (struct str){rest.data, (size_t)(found - rest.data)};
    reader->at = found + strlen(end);
    return true;
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (unsigned char)c >= 0x80U;
}

static bool is_name_character(char c)
{
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static struct str take_name(struct xml_reader *reader)
{
    const char *const first = reader->at;
    if (reader->at < reader->end && is_name_start(*reader->at)) {
        while (reader->at < reader->end && is_name_character(*reader->at)) {
            reader->at++;
        }
    }
    return (struct str){first, (size_t)(reader->at - first)};
}

struct str xml_attribute(const struct xml_reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->attribute_count; i++) {
        if (str_equal(reader->attributes[i].name, str_of(name))) {
            return reader->attributes[i].value;
        }
    }
    return (struct str){"", 0};
}

static bool has_attribute(const struct xml_reader *reader, struct str name)
{
    for (size_t i = 0; i < reader->attribute_count; i++) {
        if (str_equal(reader->attributes[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* At a name: reads name="value". */
static enum rc take_attribute(struct xml_reader *reader, struct err *e)
{
    struct xml_attribute attribute = {.name = take_name(reader)};
    if (attribute.name.length == 0) {
        return refuse(reader, e, "an attribute's name, \">\" or \"/>\" was expected");
    }
    skip_space(reader);
    const bool equals = take(reader, STR("="));
    skip_space(reader);
    const char quote[] = {reader->at < reader->end ? *reader->at : '\0', '\0'};
    if (!equals || (quote[0] != '"' && quote[0] != '\'')) {
        return xml_refuse_name(reader, "a value in quotes was expected for the attribute ", attribute.name, "", e);
    }
    reader->at++;
    if (!take_until(reader, quote, &attribute.value)) {
        return xml_refuse_name(reader, "the value of the attribute ", attribute.name, " doesn't end", e);
    }
    if (attribute.value.length > 0 && memchr(attribute.value.data, '<', attribute.value.length) != NULL) {
        return xml_refuse_name(reader, "the value of the attribute ", attribute.name, " holds a \"<\"", e);
    }
    if (has_attribute(reader, attribute.name)) {
        return xml_refuse_name(reader, "the attribute ", attribute.name, " is given twice", e);
    }
    if (reader->attribute_count == XML_ATTRIBUTES_MAX) {
        return xml_refuse_name(reader, "the element ", reader->name, " has too many attributes", e);
    }
    reader->attributes[reader->attribute_count++] = attribute;
    return RC_OK;
}

/* After "<": a name, attributes, and the end of the tag. */
static enum rc take_start(struct xml_reader *reader, struct err *e)
{
    reader->name = take_name(reader);
    reader->attribute_count = 0;
    if (reader->name.length == 0) {
        return refuse(reader, e, "an element's name was expected after \"<\"");
    }
    if (reader->depth == XML_DEPTH_MAX || (reader->depth == 0 && reader->root_seen)) {
        return xml_refuse_name(reader, "the element ", reader->name, reader->depth == 0 ? " follows the end" : " stands too deep", e);
    }
    for (;;) {
        const bool spaced = reader->at < reader->end && is_space(*reader->at);
        skip_space(reader);
        reader->empty_element = take(reader, STR("/>"));
        if (reader->empty_element || take(reader, STR(">"))) {
            break;
        }
        if (!spaced) {
            return xml_refuse_name(reader, "the tag of the element ", reader->name, " doesn't end", e);
        }
        if (take_attribute(reader, e) != RC_OK) {
            return e->rc;
        }
    }
    reader->root_seen = true;
    reader->open[reader->depth++] = reader->name;
    return RC_OK;
}

/* After "</": the name of the innermost element. */
static enum rc take_end(struct xml_reader *reader, struct err *e)
{
    const struct str name = take_name(reader);
    skip_space(reader);
    if (reader->depth == 0 || !str_equal(name, reader->open[reader->depth - 1]) || !take(reader, STR(">"))) {
        return xml_refuse_name(reader, "the end tag of ", name, " fits no element", e);
    }
    reader->name = name;
    reader->depth--;
    return RC_OK;
}

/* Passes over comments, and the declaration at the start; `moved` tells whether there was one. */
static enum rc skip_comment(struct xml_reader *reader, bool *moved, struct err *e)
{
    struct str unused;
    *moved = false;
    if (take(reader, STR("<!--"))) {
        *moved = take_until(reader, "-->", &unused);
        return *moved ? RC_OK : refuse(reader, e, "a comment doesn't end");
    }
    if (reader->at == reader->start && take(reader, STR("<?xml "))) {
        *moved = take_until(reader, "?>", &unused);
        return *moved ? RC_OK : refuse(reader, e, "the XML declaration doesn't end");
    }
    if (str_starts_with(rest_of(reader), STR("<?"))) {
        return refuse(reader, e, "processing instructions are not taken");
    }
    if (str_starts_with(rest_of(reader), STR("<!")) && !str_starts_with(rest_of(reader), STR("<![CDATA["))) {
        return refuse(reader, e, "document types and entities (<!DOCTYPE>, <!ENTITY>) are not taken");
    }
    return RC_OK;
}

/* Text up to the next "<", or a CDATA section. */
static enum rc take_text(struct xml_reader *reader, struct err *e)
{
    if (take(reader, STR("<![CDATA["))) {
        return take_until(reader, "]]>", &reader->text) ? RC_OK : refuse(reader, e, "a CDATA section doesn't end");
    }
    const struct str rest = rest_of(reader);
    const char *const next = memchr(rest.data, '<', rest.length);
    reader->text = (struct str){rest.data, next == NULL ? rest.length : (size_t)(next - rest.data)};
    reader->at += reader->text.length;
    return RC_OK;
}

static enum rc finish(const struct xml_reader *reader, enum xml_event *out, struct err *e)
{
    if (reader->depth > 0) {
        return xml_refuse_name(reader, "the element ", reader->open[reader->depth - 1], " doesn't end", e);
    }
    if (!reader->root_seen) {
        return refuse(reader, e, "there is no element");
    }
    *out = XML_DONE;
    return RC_OK;
}

enum rc xml_next(struct xml_reader *reader, enum xml_event *out, struct err *e)
{
    if (reader->empty_element) {
        reader->empty_element = false;
        reader->name = reader->open[--reader->depth];
        *out = XML_END;
        return RC_OK;
    }
    bool moved = true;
    while (moved) {
        if (reader->depth == 0) {
            skip_space(reader);
        }
        if (skip_comment(reader, &moved, e) != RC_OK) {
            return e->rc;
        }
    }
    if (reader->at == reader->end) {
        return finish(reader, out, e);
    }
    if (*reader->at != '<' || str_starts_with(rest_of(reader), STR("<![CDATA["))) {
        *out = XML_TEXT;
        return reader->depth == 0 ? refuse(reader, e, "text stands outside of the root element") : take_text(reader, e);
    }
    const bool is_end = take(reader, STR("</"));
    *out = is_end ? XML_END : XML_START;
    reader->at += is_end ? 0 : 1;
    return is_end ? take_end(reader, e) : take_start(reader, e);
}
