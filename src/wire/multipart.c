/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/multipart.h"

#include "base/fold.h"
#include "base/temporary.h"

#include <string.h>

static enum rc malformed(struct err *e, const char *what)
{
    return err_set(e, RC_INVALID, "ER-1301", "", "the body is no multipart/form-data: %s", what);
}

/* RFC 2046: what a boundary may be made of. */
static bool is_boundary(struct str text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? ";
    bool good = text.length > 0 && text.length <= MULTIPART_BOUNDARY_MAX && text.data[text.length - 1] != ' ';
    for (size_t i = 0; good && i < text.length; i++) {
        good = text.data[i] != '\0' && strchr(allowed, text.data[i]) != NULL;
    }
    return good;
}

/* Where from `from` on one of these characters stands; the text's length when none does. */
static size_t length_before(struct str text, size_t from, const char *stops)
{
    size_t at = from;
    while (at < text.length && (text.data[at] == '\0' || strchr(stops, text.data[at]) == NULL)) {
        at++;
    }
    return at;
}

static size_t end_of_quoted(struct str text, size_t from)
{
    size_t at = from;
    while (at < text.length && text.data[at] != '"') {
        at += text.data[at] == '\\' && at + 1 < text.length ? 2 : 1;
    }
    return at;
}

/* Cuts the next "; name=value" off the parameters of a header; false when there is none. A value in quotes is given without them, with what
 * is escaped in it still escaped: nobody here needs a name with quotes. */
static bool cut_parameter(struct str *rest, struct str *name, struct str *value)
{
    struct str text = str_trim(*rest);
    if (text.length == 0 || text.data[0] != ';') {
        return false;
    }
    const size_t equals = length_before(text, 1, "=;");
    *name = str_trim((struct str){text.data + 1, equals - 1});
    if (equals == text.length || text.data[equals] == ';') {
        *value = STR("");
        *rest = (struct str){text.data + equals, text.length - equals};
        return true;
    }
    const bool quoted = equals + 1 < text.length && text.data[equals + 1] == '"';
    const size_t from = equals + (quoted ? 2 : 1);
    const size_t end = quoted ? end_of_quoted(text, from) : length_before(text, from, ";");
    const size_t after = quoted && end < text.length ? end + 1 : end;
    *value = (struct str){text.data + from, end - from};
    *value = quoted ? *value : str_trim(*value);
    *rest = (struct str){text.data + after, text.length - after};
    return true;
}

/* A header's parameter; data NULL when it is missing. */
static struct str find_parameter(struct str header, const char *wanted)
{
    const size_t type = length_before(header, 0, ";");
    struct str rest = {header.data + type, header.length - type};
    struct str name;
    struct str value;
    while (cut_parameter(&rest, &name, &value)) {
        if (str_equal_fold(name, str_of(wanted))) {
            return value;
        }
    }
    return (struct str){NULL, 0};
}

enum rc multipart_begin(struct multipart *form, struct arena *arena, const char *content_type, struct err *e)
{
    *form = (struct multipart){.arena = arena, .state = MULTIPART_CONTENT};
    const struct str boundary = find_parameter(str_of(content_type), "boundary");
    if (boundary.data == NULL || !is_boundary(boundary)) {
        return malformed(e, "its Content-Type names no boundary of 1 to 70 letters, digits and '()+_,-./:=?");
    }
    memcpy(form->mark, "\r\n--", 4);
    memcpy(form->mark + 4, boundary.data, boundary.length);
    form->mark_length = boundary.length + 4;
    form->matched = 2; /* the first boundary may stand at the very beginning */
    form->headers = arena_alloc(arena, MULTIPART_HEADERS_MAX);
    return form->headers == NULL ? err_no_memory(e) : RC_OK;
}

/* Content up to a whole mark, or to the end of the piece. Of the mark's bytes only the first is a CR (or, without CR, an LF), so that after
 * a mismatch nothing but a new beginning can fit. Gives how many bytes have gone by. */
static size_t pass_content(struct multipart *form, const char *data, size_t length)
{
    size_t i = 0;
    while (i < length) {
        if (form->matched <= form->mark_from) {
            const char *const found = memchr(data + i, form->mark[form->mark_from], length - i);
            if (found == NULL) {
                return length;
            }
            i = (size_t)(found - data) + 1;
            form->matched = form->mark_from + 1;
        } else if (data[i] != form->mark[form->matched]) {
            form->matched = form->mark_from;
        } else {
            i++;
            form->matched++;
        }
        if (form->matched == form->mark_length) {
            form->matched = form->mark_from;
            form->mark_end = form->at + i;
            form->state = MULTIPART_MARK;
            return i;
        }
    }
    return i;
}

static void end_part(struct multipart *form)
{
    if (form->count > 0) {
        struct multipart_part *const part = &form->parts[form->count - 1];
        part->bytes = form->mark_end - (form->mark_length - form->mark_from) - part->at;
    }
    form->begun = true;
}

static enum rc begin_part(struct multipart *form, struct err *e)
{
    end_part(form);
    form->state = MULTIPART_HEADERS;
    form->headers_length = 0;
    if (form->count == MULTIPART_PARTS_MAX) {
        return err_set(e, RC_INVALID, "ER-1301", "", "the form in the body has more than the %d parts that are taken", MULTIPART_PARTS_MAX);
    }
    return RC_OK;
}

/* One byte behind a mark. What makes no boundary of it is not taken, because it belongs to the content. */
static enum rc pass_mark(struct multipart *form, char c, size_t *taken, struct err *e)
{
    const bool may_end = form->state != MULTIPART_LAST;
    const bool ends_line = c == '\n' && (form->state == MULTIPART_FEED || form->mark_from == 1 || !form->begun);
    *taken = 1;
    if (may_end && ends_line) {
        form->mark_from = form->state == MULTIPART_FEED ? form->mark_from : 1;
        return begin_part(form, e);
    }
    if (form->state == MULTIPART_LAST && c == '-') {
        end_part(form);
        form->state = MULTIPART_END;
    } else if (form->state == MULTIPART_MARK && c == '-') {
        form->state = MULTIPART_LAST;
    } else if ((form->state == MULTIPART_MARK || form->state == MULTIPART_BLANK) && (c == ' ' || c == '\t')) {
        form->state = MULTIPART_BLANK;
    } else if ((form->state == MULTIPART_MARK || form->state == MULTIPART_BLANK) && c == '\r') {
        form->state = MULTIPART_FEED;
    } else {
        form->state = MULTIPART_CONTENT;
        form->matched = form->mark_from;
        *taken = 0;
    }
    return RC_OK;
}

static enum rc read_disposition(struct multipart *form, struct multipart_part *part, struct str value, struct err *e)
{
    struct str kind = value;
    const struct str name = find_parameter(value, "name");
    if (!str_equal_fold(str_trim(str_cut(&kind, ';')), STR("form-data")) || name.data == NULL || !utf8_is_valid(name)) {
        return malformed(e, "a part's Content-Disposition is not form-data with a name");
    }
    const char *const copy = arena_text(form->arena, name.data, name.length);
    if (copy == NULL) {
        return err_no_memory(e);
    }
    part->name = (struct str){copy, name.length};
    part->is_file = find_parameter(value, "filename").data != NULL || find_parameter(value, "filename*").data != NULL;
    return RC_OK;
}

static bool is_plain_encoding(struct str value)
{
    return str_equal_fold(value, STR("binary")) || str_equal_fold(value, STR("8bit")) || str_equal_fold(value, STR("7bit"));
}

static enum rc read_header(struct multipart *form, struct multipart_part *part, struct str line, struct err *e)
{
    struct str value = line;
    const struct str name = str_cut(&value, ':');
    if (value.data == NULL || line.data[0] == ' ' || line.data[0] == '\t' || memchr(line.data, '\0', line.length) != NULL) {
        return malformed(e, "a part's header is no line of name, colon and value");
    }
    value = str_trim(value);
    if (str_equal_fold(name, STR("Content-Disposition"))) {
        return read_disposition(form, part, value, e);
    }
    if (str_equal_fold(name, STR("Content-Transfer-Encoding")) && !is_plain_encoding(value)) {
        return malformed(e, "a part has a Content-Transfer-Encoding other than binary");
    }
    if (str_equal_fold(name, STR("Content-Type"))) {
        const char *const copy = arena_text(form->arena, value.data, value.length);
        part->type = (struct str){copy, value.length};
        return copy == NULL ? err_no_memory(e) : RC_OK;
    }
    return RC_OK;
}

static enum rc read_headers(struct multipart *form, struct err *e)
{
    struct multipart_part part = {.name = {NULL, 0}, .type = STR(""), .at = form->at};
    struct str rest = {form->headers, form->headers_length};
    while (rest.data != NULL) {
        struct str line = str_cut(&rest, '\n');
        line.length -= line.length > 0 && line.data[line.length - 1] == '\r' ? 1U : 0U;
        if (line.length > 0 && read_header(form, &part, line, e) != RC_OK) {
            return e->rc;
        }
    }
    if (part.name.data == NULL) {
        return malformed(e, "a part has no Content-Disposition");
    }
    form->parts[form->count++] = part;
    form->state = MULTIPART_CONTENT;
    form->matched = form->mark_from;
    return RC_OK;
}

static bool ends_with_blank_line(const struct multipart *form)
{
    const char *const text = form->headers;
    size_t length = form->headers_length;
    if (length == 0 || text[--length] != '\n') {
        return false;
    }
    length -= length > 0 && text[length - 1] == '\r' ? 1U : 0U;
    return length == 0 || text[length - 1] == '\n';
}

/* Headers up to their end, or to the end of the piece. */
static enum rc pass_headers(struct multipart *form, const char *data, size_t length, size_t *taken, struct err *e)
{
    for (*taken = 0; *taken < length;) {
        if (form->headers_length == MULTIPART_HEADERS_MAX) {
            return malformed(e, "the headers of a part don't end");
        }
        form->headers[form->headers_length++] = data[(*taken)++];
        if (ends_with_blank_line(form)) {
            form->at += *taken;
            const enum rc rc = read_headers(form, e);
            form->at -= *taken;
            return rc;
        }
    }
    return RC_OK;
}

enum rc multipart_add(struct multipart *form, const char *data, size_t length, struct err *e)
{
    while (length > 0) {
        size_t taken = length;
        enum rc rc = RC_OK;
        switch (form->state) {
        case MULTIPART_CONTENT:
            taken = pass_content(form, data, length);
            break;
        case MULTIPART_MARK:
        case MULTIPART_LAST:
        case MULTIPART_BLANK:
        case MULTIPART_FEED:
            rc = pass_mark(form, data[0], &taken, e);
            break;
        case MULTIPART_HEADERS:
            rc = pass_headers(form, data, length, &taken, e);
            break;
        case MULTIPART_END:
            break;
        }
        if (rc != RC_OK) {
            return rc;
        }
        form->at += taken;
        data += taken;
        length -= taken;
    }
    return RC_OK;
}

enum rc multipart_finish(struct multipart *form, struct err *e)
{
    if (form->state == MULTIPART_END) {
        return RC_OK;
    }
    return malformed(e, form->begun ? "its closing boundary is missing" : "the boundary that its Content-Type names is not in it");
}

enum rc multipart_read(struct multipart *form, struct arena *arena, const char *content_type, struct str body, struct err *e)
{
    if (multipart_begin(form, arena, content_type, e) != RC_OK || multipart_add(form, body.data, body.length, e) != RC_OK) {
        return e->rc;
    }
    return multipart_finish(form, e);
}

enum rc multipart_read_file(struct multipart *form, struct arena *arena, const char *content_type, int fd, uint64_t bytes, struct err *e)
{
    char piece[65536];
    if (multipart_begin(form, arena, content_type, e) != RC_OK) {
        return e->rc;
    }
    for (uint64_t at = 0; at < bytes; at += sizeof piece) {
        size_t got = 0;
        if (file_read(fd, at, piece, sizeof piece, &got, e) != RC_OK || multipart_add(form, piece, got, e) != RC_OK) {
            return e->rc;
        }
    }
    return multipart_finish(form, e);
}

enum rc multipart_find(const struct multipart *form, const char *name, const struct multipart_part **out, struct err *e)
{
    *out = NULL;
    for (size_t i = 0; i < form->count; i++) {
        if (!str_equal(form->parts[i].name, str_of(name))) {
            continue;
        }
        if (*out != NULL) {
            return err_set(e, RC_INVALID, "ER-1302", name, "the form has more than one part %s; one was expected", name);
        }
        *out = &form->parts[i];
    }
    return RC_OK;
}

enum rc multipart_get(const struct multipart *form, const char *name, const struct multipart_part **out, struct err *e)
{
    if (multipart_find(form, name, out, e) != RC_OK || *out != NULL) {
        return e->rc;
    }
    return err_set(e, RC_INVALID, "ER-1302", name, "the form has no part %s; one was expected", name);
}
