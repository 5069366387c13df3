/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/json_check.h"

#include "base/fold.h"
#include "base/hex.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Walks over the text. After a failure `at` is the place and `expected` what should stand there. */
struct scan {
    const char *start, *at, *end;
    int depth;
    const char *expected;
};

static bool expected(struct scan *scan, const char *what)
{
    scan->expected = what;
    return false;
}

/* The character at hand; NUL at the end (the text holds none: that is checked first). */
static char current(const struct scan *scan)
{
    return scan->at < scan->end ? *scan->at : '\0';
}

static bool take(struct scan *scan, char c)
{
    const bool is_there = current(scan) == c;
    scan->at += is_there;
    return is_there;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_space(struct scan *scan)
{
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r')) {
        scan->at++;
    }
}

/* Reads the four digits of a \u escape. */
static bool scan_code_unit(struct scan *scan, unsigned *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_digit(current(scan));
        if (digit < 0) {
            return expected(scan, "a hexadecimal digit");
        }
        *out = *out * 16 + (unsigned)digit;
        scan->at++;
    }
    return true;
}

/* After "\u". */
static bool scan_unicode_escape(struct scan *scan)
{
    unsigned unit = 0;
    const char *const first = scan->at;
    if (!scan_code_unit(scan, &unit)) {
        return false;
    }
    if (unit == 0 || (unit >= 0xDC00U && unit <= 0xDFFFU)) {
        scan->at = first;
        return expected(scan, unit == 0 ? "a character other than NUL" : "the first half of a surrogate pair");
    }
    if (unit < 0xD800U || unit > 0xDBFFU) {
        return true;
    }
    const char *const second = scan->at;
    if (take(scan, '\\') && take(scan, 'u') && scan_code_unit(scan, &unit) && unit >= 0xDC00U && unit <= 0xDFFFU) {
        return true;
    }
    scan->at = second;
    return expected(scan, "the second half of a surrogate pair");
}

static bool scan_escape(struct scan *scan)
{
    const char c = current(scan);
    if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL) {
        return expected(scan, "one of \"\\/bfnrtu after the backslash");
    }
    scan->at++;
    return c == 'u' ? scan_unicode_escape(scan) : true;
}

/* After the opening quote. */
static bool scan_text(struct scan *scan)
{
    for (;;) {
        while (scan->at < scan->end && *scan->at != '"' && *scan->at != '\\' && (unsigned char)*scan->at >= 0x20U) {
            scan->at++;
        }
        if (take(scan, '"')) {
            return true;
        }
        if (!take(scan, '\\')) {
            return expected(scan, scan->at == scan->end ? "the closing quote of a text" : "a character of a text (controls as \\u00XX)");
        }
        if (!scan_escape(scan)) {
            return false;
        }
    }
}

static bool scan_digits(struct scan *scan)
{
    if (!is_digit(current(scan))) {
        return expected(scan, "a digit");
    }
    while (is_digit(current(scan))) {
        scan->at++;
    }
    return true;
}

/* The whole part: "0", or digits that don't begin with 0. */
static bool scan_whole(struct scan *scan)
{
    if (take(scan, '0')) {
        return is_digit(current(scan)) ? expected(scan, "no digit after a leading 0") : true;
    }
    return scan_digits(scan);
}

static bool fits_64_bits(struct str number, bool is_whole)
{
    long long whole = 0;
    if (is_whole) {
        return str_to_int64(number, &whole);
    }
    /* The object that it stands in goes on behind it, so strtod ends inside the text. */
    return isfinite(strtod(number.data, NULL));
}

static bool scan_number(struct scan *scan)
{
    const char *const first = scan->at;
    bool is_whole = true;
    (void)take(scan, '-');
    if (!scan_whole(scan)) {
        return false;
    }
    if (take(scan, '.')) {
        is_whole = false;
        if (!scan_digits(scan)) {
            return false;
        }
    }
    if (take(scan, 'e') || take(scan, 'E')) {
        is_whole = false;
        (void)(take(scan, '+') || take(scan, '-'));
        if (!scan_digits(scan)) {
            return false;
        }
    }
    const struct str number = {first, (size_t)(scan->at - first)};
    if (scan->at < scan->end && !fits_64_bits(number, is_whole)) {
        scan->at = first;
        return expected(scan, "a number that fits 64 bits");
    }
    return true;
}

static bool scan_word(struct scan *scan, const char *word)
{
    for (const char *c = word; *c != '\0'; c++) {
        if (!take(scan, *c)) {
            return expected(scan, "true, false or null");
        }
    }
    return true;
}

static bool scan_value(struct scan *scan);

static bool scan_member(struct scan *scan)
{
    skip_space(scan);
    if (!take(scan, '"')) {
        return expected(scan, "the name of a member in quotes");
    }
    if (!scan_text(scan)) {
        return false;
    }
    skip_space(scan);
    return take(scan, ':') ? scan_value(scan) : expected(scan, "a colon");
}

/* After the opening bracket: entries with commas between them, up to the closing one. */
static bool scan_entries(struct scan *scan, char close, bool (*entry)(struct scan *scan), const char *what)
{
    if (scan->depth == JSON_DEPTH_MAX) {
        scan->at--;
        return expected(scan, "no more than 32 objects and lists inside each other");
    }
    scan->depth++;
    skip_space(scan);
    bool ended = take(scan, close);
    while (!ended) {
        if (!entry(scan)) {
            return false;
        }
        skip_space(scan);
        ended = take(scan, close);
        if (!ended && !take(scan, ',')) {
            return expected(scan, what);
        }
    }
    scan->depth--;
    return true;
}

static bool scan_object(struct scan *scan)
{
    return scan_entries(scan, '}', scan_member, "a comma or }");
}

static bool scan_value(struct scan *scan)
{
    skip_space(scan);
    const char c = current(scan);
    switch (c) {
    case '{':
        scan->at++;
        return scan_object(scan);
    case '[':
        scan->at++;
        return scan_entries(scan, ']', scan_value, "a comma or ]");
    case '"':
        scan->at++;
        return scan_text(scan);
    case 't':
        return scan_word(scan, "true");
    case 'f':
        return scan_word(scan, "false");
    case 'n':
        return scan_word(scan, "null");
    default:
        return c == '-' || is_digit(c) ? scan_number(scan) : expected(scan, "a value");
    }
}

static bool scan_document(struct scan *scan)
{
    skip_space(scan);
    if (!take(scan, '{')) {
        return expected(scan, "a JSON object");
    }
    if (!scan_object(scan)) {
        return false;
    }
    skip_space(scan);
    return scan->at == scan->end ? true : expected(scan, "nothing more after the object");
}

/* The first byte that doesn't belong to a well-formed character. */
static const char *first_bad_byte(struct str text)
{
    size_t at = 0;
    while (at < text.length) {
        size_t length = 1;
        while (length < 4 && at + length < text.length && ((unsigned char)text.data[at + length] & 0xC0U) == 0x80U) {
            length++;
        }
        if (!utf8_is_valid((struct str){text.data + at, length})) {
            break;
        }
        at += length;
    }
    return text.data + at;
}

static void describe_found(const struct scan *scan, char out[32])
{
    const unsigned char c = scan->at < scan->end ? (unsigned char)*scan->at : 0;
    if (scan->at == scan->end) {
        (void)snprintf(out, 32, "the end");
    } else if (c > ' ' && c < 0x7FU) {
        (void)snprintf(out, 32, "%c", c);
    } else {
        (void)snprintf(out, 32, "the byte 0x%02X", c);
    }
}

static enum rc refuse(const struct scan *scan, struct err *e)
{
    size_t line = 1;
    const char *line_start = scan->start;
    for (const char *c = scan->start; c < scan->at; c++) {
        if (*c == '\n') {
            line++;
            line_start = c + 1;
        }
    }
    const size_t column = utf8_length((struct str){line_start, (size_t)(scan->at - line_start)}) + 1;
    char found[32];
    describe_found(scan, found);
    return err_set(e, RC_INVALID, "ER-1010", "", "the body is no JSON object: line %zu, column %zu has %s; expected %s", line, column,
        found, scan->expected);
}

enum rc json_check(struct str json, struct err *e)
{
    if (str_trim(json).length == 0) {
        return err_set(e, RC_INVALID, "ER-1010", "", "the body is empty; expected a JSON object");
    }
    struct scan scan = {.start = json.data, .at = json.data, .end = json.data + json.length};
    if (!utf8_is_valid(json)) {
        scan.at = first_bad_byte(json);
        scan.expected = "text in UTF-8 without NUL";
        return refuse(&scan, e);
    }
    return scan_document(&scan) ? RC_OK : refuse(&scan, e);
}
