/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/legal.h"

#include "base/attr.h"
#include "base/err.h"
#include "base/fold.h"

#define NOT_STATED "(not stated)"

static const struct code kinds[LEGAL_KIND_COUNT] = {
    [LEGAL_TERMS] = {"TERMS", "Terms and Conditions"},
    [LEGAL_PRIVACY] = {"PRIVACY", "Privacy Statement"},
    [LEGAL_CONTROLLERSHIP] = {"JOINT_CONTROLLERSHIP", "Joint Controllership Arrangement"},
};

static const struct code kind_words[LEGAL_KIND_COUNT] = {
    [LEGAL_TERMS] = {"terms", ""},
    [LEGAL_PRIVACY] = {"privacy", ""},
    [LEGAL_CONTROLLERSHIP] = {"joint-controllership", ""},
};

static const struct code value_names[LEGAL_VALUE_COUNT] = {
    [LEGAL_ORGANISATION_NAME] = {"organisation.name", ""},
    [LEGAL_ORGANISATION_IDENTIFIER] = {"organisation.identifier", ""},
    [LEGAL_ORGANISATION_IDENTIFIER_TYPE] = {"organisation.identifierType", ""},
    [LEGAL_ORGANISATION_TYPE] = {"organisation.type", ""},
    [LEGAL_ORGANISATION_COUNTRY] = {"organisation.country", ""},
    [LEGAL_ORGANISATION_ADDRESS] = {"organisation.address", ""},
    [LEGAL_ORGANISATION_WEBSITE] = {"organisation.website", ""},
    [LEGAL_ORGANISATION_DOMAIN] = {"organisation.domain", ""},
    [LEGAL_ORGANISATION_LEGAL_BASIS] = {"organisation.legalBasis", ""},
    [LEGAL_DOCUMENT_VERSION] = {"document.version", ""},
    [LEGAL_DOCUMENT_DATE] = {"document.date", ""},
    [LEGAL_PROCESSORS] = {"processors", ""},
};

static const struct code processor_names[LEGAL_PROCESSOR_VALUE_COUNT] = {
    [LEGAL_PROCESSOR_NAME] = {"processor.name", ""},
    [LEGAL_PROCESSOR_IDENTIFIER] = {"processor.identifier", ""},
    [LEGAL_PROCESSOR_COUNTRY] = {"processor.country", ""},
    [LEGAL_PROCESSOR_FROM] = {"processor.from", ""},
    [LEGAL_PROCESSOR_UNTIL] = {"processor.until", ""},
};

const struct code *legal_kind_code(enum legal_kind kind)
{
    return &kinds[kind];
}

bool legal_kind_parse(struct str text, enum legal_kind *out)
{
    size_t at = 0;
    if (!code_find(kinds, LEGAL_KIND_COUNT, text, &at) && !code_find(kind_words, LEGAL_KIND_COUNT, text, &at)) {
        return false;
    }
    *out = (enum legal_kind)at;
    return true;
}

enum rc language_check(struct str text, struct err *e)
{
    struct str region = text;
    const struct str language = str_cut(&region, '-');
    bool good = language.length == 2 || language.length == 3;
    for (size_t i = 0; good && i < language.length; i++) {
        good = language.data[i] >= 'a' && language.data[i] <= 'z';
    }
    good = good && (region.data == NULL || region.length == 2);
    for (size_t i = 0; good && i < region.length; i++) {
        good = region.data[i] >= 'A' && region.data[i] <= 'Z';
    }
    return good ? RC_OK
                : err_set(e, RC_INVALID, "ER-1012", "language", T_("the language is \"%.*s\"; a code such as en or pt-BR was expected"),
                      str_shown(text, 20), text.data);
}

enum token_type { TOKEN_END, TOKEN_TEXT, TOKEN_NAME, TOKEN_EACH, TOKEN_NONE, TOKEN_CLOSE };

struct token_piece {
    enum token_type type;
    struct str text; /* the text itself, or the name between the braces */
    size_t at;       /* where it begins */
};

/* A place in a body. */
struct cursor {
    struct str body;
    size_t at;
};

static size_t line_of(struct str body, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += body.data[i] == '\n';
    }
    return line;
}

static bool has_pair(struct str body, size_t at, char c)
{
    return at + 1 < body.length && body.data[at] == c && body.data[at + 1] == c;
}

static size_t find_pair(struct str body, size_t at, char c)
{
    while (at < body.length && !has_pair(body, at, c)) {
        at++;
    }
    return at;
}

static bool is_known(const struct code *names, size_t count, struct str name, size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(name, str_of(names[i].key))) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* Takes along the end of a line that has nothing but the mark of a block. */
static void skip_line_end(struct cursor *cursor, size_t began)
{
    const struct str body = cursor->body;
    const bool first = began == 0 || body.data[began - 1] == '\n';
    if (first && cursor->at < body.length && body.data[cursor->at] == '\n') {
        cursor->at++;
    }
}

static enum rc next_mark(struct cursor *cursor, struct token_piece *out, struct err *e)
{
    const struct str body = cursor->body;
    const size_t end = find_pair(body, cursor->at + 2, '}');
    if (end >= body.length) {
        return err_set(e, RC_INVALID, "ER-2102", "body", T_("line %zu: the braces {{ are not closed by }}"), line_of(body, cursor->at));
    }
    out->at = cursor->at;
    out->text = str_trim((struct str){body.data + cursor->at + 2, end - cursor->at - 2});
    out->type = str_equal(out->text, STR("#processors")) ? TOKEN_EACH
        : str_equal(out->text, STR("^processors"))       ? TOKEN_NONE
        : str_equal(out->text, STR("/processors"))       ? TOKEN_CLOSE
                                                         : TOKEN_NAME;
    cursor->at = end + 2;
    if (out->type != TOKEN_NAME) {
        skip_line_end(cursor, out->at);
    }
    return RC_OK;
}

static enum rc next_token(struct cursor *cursor, struct token_piece *out, struct err *e)
{
    const struct str body = cursor->body;
    if (has_pair(body, cursor->at, '{')) {
        return next_mark(cursor, out, e);
    }
    const size_t end = find_pair(body, cursor->at, '{');
    *out = (struct token_piece){
        .type = end == cursor->at ? TOKEN_END : TOKEN_TEXT, .text = {body.data + cursor->at, end - cursor->at}, .at = cursor->at};
    cursor->at = end;
    return RC_OK;
}

static enum rc unknown_name(struct str body, const struct token_piece *token, bool in_block, struct err *e)
{
    size_t at = 0;
    const size_t line = line_of(body, token->at);
    const int shown = str_shown(token->text, 60);
    if (!in_block && is_known(processor_names, LEGAL_PROCESSOR_VALUE_COUNT, token->text, &at)) {
        return err_set(e, RC_INVALID, "ER-2102", "body",
            T_("line %zu: the placeholder {{%.*s}} stands only between {{#processors}} and {{/processors}}"), line, shown,
            token->text.data);
    }
    char names[300];
    code_list(value_names, LEGAL_VALUE_COUNT, names, sizeof names);
    return err_set(e, RC_INVALID, "ER-2102", "body", T_("line %zu: there is no placeholder {{%.*s}}; there are %s"), line, shown,
        token->text.data, names);
}

static enum rc check_structure(struct str body, struct err *e)
{
    struct cursor cursor = {.body = body};
    struct token_piece token = {.type = TOKEN_TEXT};
    bool in_block = false;
    bool in_each = false;
    size_t opened = 0;
    while (token.type != TOKEN_END) {
        size_t at = 0;
        if (next_token(&cursor, &token, e) != RC_OK) {
            return e->rc;
        }
        const bool opens = token.type == TOKEN_EACH || token.type == TOKEN_NONE;
        if ((opens && in_block) || (token.type == TOKEN_CLOSE && !in_block)) {
            const int shown = str_shown(token.text, 60);
            return opens ? err_set(e, RC_INVALID, "ER-2102", "body", T_("line %zu: {{%.*s}} stands inside another block"),
                               line_of(body, token.at), shown, token.text.data)
                         : err_set(e, RC_INVALID, "ER-2102", "body", T_("line %zu: {{%.*s}} closes no block"), line_of(body, token.at),
                               shown, token.text.data);
        }
        if (token.type == TOKEN_NAME && !is_known(value_names, LEGAL_VALUE_COUNT, token.text, &at) &&
            !(in_each && is_known(processor_names, LEGAL_PROCESSOR_VALUE_COUNT, token.text, &at))) {
            return unknown_name(body, &token, in_each, e);
        }
        opened = opens ? token.at : opened;
        in_each = token.type == TOKEN_EACH || (in_each && token.type != TOKEN_CLOSE);
        in_block = opens || (in_block && token.type != TOKEN_CLOSE);
    }
    if (in_block) {
        return err_set(e, RC_INVALID, "ER-2102", "body", T_("line %zu: the block is not closed by {{/processors}}"), line_of(body, opened));
    }
    return RC_OK;
}

enum rc legal_body_check(struct str body, struct err *e)
{
    if (body.length == 0 || body.length > LEGAL_BODY_MAX) {
        return body.length == 0
            ? err_set(e, RC_INVALID, "ER-1012", "body", T_("the text is empty; 1 to %d bytes were expected"), LEGAL_BODY_MAX)
            : err_set(e, RC_INVALID, "ER-1012", "body", T_("the text is too long; 1 to %d bytes were expected"), LEGAL_BODY_MAX);
    }
    if (!utf8_is_valid(body)) {
        return err_set(e, RC_INVALID, "ER-1012", "body", T_("the text is no valid UTF-8"));
    }
    for (size_t i = 0; i < body.length; i++) {
        const unsigned char c = (unsigned char)body.data[i];
        if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f) {
            return err_set(e, RC_INVALID, "ER-1012", "body", T_("line %zu: the text has a control character in it"), line_of(body, i));
        }
    }
    return check_structure(body, e);
}

static const char *stated(const char *value)
{
    return value == NULL || value[0] == '\0' ? NOT_STATED : value;
}

/* What a name stands for; `processor` is that of the block, NULL outside. */
static const char *value_of(struct str name, const struct legal_values *values, const struct legal_processor *processor)
{
    size_t at = 0;
    if (is_known(value_names, LEGAL_VALUE_COUNT, name, &at)) {
        return stated(values->values[at]);
    }
    return processor != NULL && is_known(processor_names, LEGAL_PROCESSOR_VALUE_COUNT, name, &at) ? stated(processor->values[at]) : "";
}

/* Texts and values of a piece without blocks. */
static enum rc fill_flat(
    struct str piece, const struct legal_values *values, const struct legal_processor *processor, struct buf *out, struct err *e)
{
    struct cursor cursor = {.body = piece};
    struct token_piece token = {.type = TOKEN_TEXT};
    while (token.type != TOKEN_END) {
        if (next_token(&cursor, &token, e) != RC_OK) {
            return e->rc;
        }
        if (token.type == TOKEN_TEXT) {
            buf_add_str(out, token.text);
        } else if (token.type == TOKEN_NAME) {
            buf_add_text(out, value_of(token.text, values, processor));
        }
        if (out->length > LEGAL_FILLED_MAX) {
            return err_set(e, RC_INVALID, "ER-1012", "body", T_("the filled text is longer than %d bytes"), LEGAL_FILLED_MAX);
        }
    }
    return RC_OK;
}

/* Fills the block that was just opened, and stands behind it then. */
static enum rc fill_block(struct cursor *cursor, enum token_type opened, const struct legal_values *values, struct buf *out, struct err *e)
{
    const size_t began = cursor->at;
    struct token_piece token = {.type = opened};
    while (token.type != TOKEN_CLOSE) {
        if (next_token(cursor, &token, e) != RC_OK) {
            return e->rc;
        }
    }
    const struct str inside = {cursor->body.data + began, token.at - began};
    const size_t times = opened == TOKEN_EACH ? values->processor_count : values->processor_count == 0 ? 1 : 0;
    for (size_t i = 0; i < times; i++) {
        const struct legal_processor *const processor = opened == TOKEN_EACH ? &values->processors[i] : NULL;
        if (fill_flat(inside, values, processor, out, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc fill(struct str body, const struct legal_values *values, struct buf *out, struct err *e)
{
    struct cursor cursor = {.body = body};
    struct token_piece token = {.type = TOKEN_TEXT};
    while (token.type != TOKEN_END) {
        const size_t before = cursor.at;
        if (next_token(&cursor, &token, e) != RC_OK) {
            return e->rc;
        }
        const bool opens = token.type == TOKEN_EACH || token.type == TOKEN_NONE;
        const struct str piece = {body.data + before, cursor.at - before};
        if ((opens ? fill_block(&cursor, token.type, values, out, e) : fill_flat(piece, values, NULL, out, e)) != RC_OK) {
            return e->rc;
        }
    }
    return out->failed ? err_no_memory(e) : RC_OK;
}

enum rc legal_body_fill(struct str body, const struct legal_values *values, struct buf *out, struct err *e)
{
    return legal_body_check(body, e) == RC_OK ? fill(body, values, out, e) : e->rc;
}
