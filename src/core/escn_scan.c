/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/escn.h"

#include "base/err.h"
#include "base/hex.h"
#include "base/str.h"
#include "core/excerpt.h"

#include <string.h>

#define SCANNED_DIGITS 32

/* Today's QR codes, those before November 2024, and the sandbox of that time. */
static const char *const hosts[] = {"s.esc-r.eu", "esc.gg", "pp.esc.gg"};

static bool is_known_host(struct str host)
{
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        if (str_equal_fold(host, str_of(hosts[i]))) {
            return true;
        }
    }
    return false;
}

/* Removes "http://" or "https://" in any letter case; false when there is neither. */
static bool cut_scheme(struct str *text)
{
    static const struct str schemes[] = {{"https://", 8}, {"http://", 7}};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        const size_t length = schemes[i].length;
        if (text->length >= length && str_equal_fold((struct str){text->data, length}, schemes[i])) {
            *text = (struct str){text->data + length, text->length - length};
            return true;
        }
    }
    return false;
}

/* The last segment of a path that is not empty. */
static struct str last_segment(struct str path)
{
    struct str found = {"", 0};
    while (path.data != NULL) {
        const struct str segment = str_cut(&path, '/');
        if (segment.length > 0) {
            found = segment;
        }
    }
    return found;
}

/* The text before the query and the fragment. */
static struct str without_query(struct str text)
{
    const struct str before = str_cut(&text, '#');
    text = before;
    return str_cut(&text, '?');
}

/* Replaces a link by the card number in it; leaves any other text alone. */
static enum rc open_link(struct str *text, struct err *e)
{
    struct str rest = *text;
    if (!cut_scheme(&rest)) {
        return RC_OK;
    }
    rest = without_query(rest);
    const struct str host = str_cut(&rest, '/');
    if (!is_known_host(host)) {
        char shown[EXCERPT_SIZE];
        return err_set(e, RC_INVALID, "ER-1001", "cardNumber",
            "the link leads to \"%s\"; a student card's link leads to s.esc-r.eu, esc.gg or pp.esc.gg",
            excerpt(host.data, host.length, shown));
    }
    *text = last_segment(rest);
    if (text->length == 0) {
        return err_set(
            e, RC_INVALID, "ER-1001", "cardNumber", "the link has no card number; https://s.esc-r.eu/<card number> was expected");
    }
    return RC_OK;
}

static bool is_separator(char c)
{
    return c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum rc escn_parse_scanned(const char *text, size_t length, struct escn *out, struct err *e)
{
    struct str rest = str_trim((struct str){text, length});
    if (open_link(&rest, e) != RC_OK) {
        return e->rc;
    }
    char digits[SCANNED_DIGITS];
    char shown[EXCERPT_SIZE];
    size_t count = 0;
    for (size_t i = 0; i < rest.length; i++) {
        if (is_separator(rest.data[i])) {
            continue;
        }
        if (hex_digit(rest.data[i]) < 0) {
            return err_set(e, RC_INVALID, "ER-1001", "cardNumber",
                "\"%s\" is neither a card number nor a card's link; 32 hexadecimal digits were expected",
                excerpt(rest.data, rest.length, shown));
        }
        if (count < SCANNED_DIGITS) {
            digits[count] = rest.data[i];
        }
        count++;
    }
    if (count != SCANNED_DIGITS) {
        return err_set(e, RC_INVALID, "ER-1001", "cardNumber", "the card number \"%s\" has %zu hexadecimal digits; 32 were expected",
            excerpt(rest.data, rest.length, shown), count);
    }
    return escn_parse(digits, SCANNED_DIGITS, out, e);
}
