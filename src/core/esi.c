/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/esi.h"

#include "base/err.h"
#include "base/hex.h"
#include "base/str.h"
#include "core/excerpt.h"
#include "esc/escn.h"

#include <string.h>

#define URN_PREFIX "urn:schac:personalUniqueCode:int:esi:"
#define LABEL_MAX 63
#define DOMAIN_MAX 253
#define REGION_MAX 3

/* Refusals never quote the student's code: it is personal data. */
static enum rc refuse(struct err *e, const char *what)
{
    return err_set(e, RC_INVALID, "ER-1002", "identifier", "%s", what);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alphanumeric(char c)
{
    return is_letter(c) || is_digit(c);
}

static bool is_country(struct str text)
{
    return text.length == 2 && is_letter(text.data[0]) && is_letter(text.data[1]);
}

/* What follows the country in ISO 3166-2: one to three letters or digits. */
static bool is_region(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_alphanumeric(text.data[i])) {
            return false;
        }
    }
    return text.length >= 1 && text.length <= REGION_MAX;
}

static bool is_country_with_region(struct str text)
{
    const struct str country = str_cut(&text, '-');
    return is_country(country) && is_region(text);
}

static bool is_label(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_alphanumeric(text.data[i]) && text.data[i] != '-') {
            return false;
        }
    }
    return text.length >= 1 && text.length <= LABEL_MAX && text.data[0] != '-' && text.data[text.length - 1] != '-';
}

/* Two labels or more; the last begins with a letter, so that no IP address passes. */
static bool is_domain(struct str text)
{
    struct str label = {"", 0};
    size_t count = 0;
    if (text.length == 0 || text.length > DOMAIN_MAX) {
        return false;
    }
    while (text.data != NULL) {
        label = str_cut(&text, '.');
        if (!is_label(label)) {
            return false;
        }
        count++;
    }
    return count >= 2 && label.length >= 2 && is_letter(label.data[0]);
}

/* Letters, digits and the "other" characters of RFC 2141, section 2.2. */
static bool is_urn_character(char c)
{
    return is_alphanumeric(c) || (c != '\0' && strchr("()+,-.:=@;$_!*'", c) != NULL);
}

/* "%" with two hexadecimal digits that don't stand for NUL. */
static bool is_escape(struct str text)
{
    return text.length >= 3 && hex_digit(text.data[1]) >= 0 && hex_digit(text.data[2]) >= 0 && (text.data[1] != '0' || text.data[2] != '0');
}

static enum rc check_code(struct str code, struct err *e)
{
    if (code.length == 0) {
        return refuse(e, N_("the identifier ends without a student code; one or more characters were expected after the scope"));
    }
    size_t at = 0;
    while (at < code.length) {
        const struct str rest = {code.data + at, code.length - at};
        if (rest.data[0] == '%' && is_escape(rest)) {
            at += 3;
            continue;
        }
        if (!is_urn_character(rest.data[0])) {
            char found[EXCERPT_SIZE];
            return err_set(e, RC_INVALID, "ER-1002", "identifier",
                T_("the student code has \"%s\" at character %zu; letters, digits, ()+,-.:=@;$_!*' and %%HH were expected"),
                excerpt(rest.data, 1, found), at + 1);
        }
        at++;
    }
    return RC_OK;
}

static enum rc check_scope(struct str scope, struct err *e)
{
    if (is_country(scope) || is_country_with_region(scope) || is_domain(scope)) {
        return RC_OK;
    }
    char shown[EXCERPT_SIZE];
    return err_set(e, RC_INVALID, "ER-1002", "identifier",
        T_("the scope is \"%s\"; a country (fr), a country with region (es-ct) or an institution's domain (polito.it) was expected"),
        excerpt(scope.data, scope.length, shown));
}

/* `rest` is what follows the prefix: <scope>:<code>. */
static enum rc parse_urn(struct str rest, struct esi *out, struct err *e)
{
    const struct str scope = str_cut(&rest, ':');
    if (check_scope(scope, e) != RC_OK || check_code(rest, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct esi){.form = ESI_URN,
        .scope = scope.data,
        .scope_length = scope.length,
        .region = "",
        .pic = "",
        .code = rest.data,
        .code_length = rest.length};
    return RC_OK;
}

static enum rc parse_old(struct str rest, struct esi *out, struct err *e)
{
    const struct str country = str_cut(&rest, '-');
    struct str region = {"", 0};
    struct str pic = str_cut(&rest, '-');
    if (is_region(pic)) {
        region = pic;
        pic = str_cut(&rest, '-');
    }
    struct err unused;
    if (pic_check(pic.data, pic.length, &unused) != RC_OK) {
        return refuse(e, N_("an identifier of the old form is CC-[region-]PIC-code with a PIC of nine digits; none was found"));
    }
    if (check_code(rest, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct esi){.form = ESI_OLD,
        .scope = country.data,
        .scope_length = country.length,
        .region = region.data,
        .region_length = region.length,
        .pic = pic.data,
        .pic_length = pic.length,
        .code = rest.data,
        .code_length = rest.length};
    return RC_OK;
}

enum rc esi_parse(const char *text, size_t length, struct esi *out, struct err *e)
{
    const struct str prefix = STR(URN_PREFIX);
    const struct str whole = {text, length};
    if (length > ESI_MAX_LENGTH) {
        return err_set(e, RC_INVALID, "ER-1002", "identifier", T_("the identifier has %zu characters; %d at most were expected"), length,
            ESI_MAX_LENGTH);
    }
    if (length > prefix.length && str_equal_fold((struct str){text, prefix.length}, prefix)) {
        return parse_urn((struct str){text + prefix.length, length - prefix.length}, out, e);
    }
    if (length > 3 && is_country((struct str){text, 2}) && text[2] == '-') {
        return parse_old(whole, out, e);
    }
    return refuse(e, N_("the identifier doesn't begin as one; urn:schac:personalUniqueCode:int:esi:<scope>:<code> was expected"));
}

enum rc esi_build(const char *scope, const char *code, char out[ESI_TEXT_SIZE], struct err *e)
{
    const size_t prefix_length = sizeof URN_PREFIX - 1;
    const size_t scope_length = strlen(scope);
    const size_t code_length = strlen(code);
    if (check_scope((struct str){scope, scope_length}, e) != RC_OK || check_code((struct str){code, code_length}, e) != RC_OK) {
        return e->rc;
    }
    const size_t length = prefix_length + scope_length + 1 + code_length;
    if (length > ESI_MAX_LENGTH) {
        return err_set(e, RC_INVALID, "ER-1002", "identifier", T_("the identifier would have %zu characters; %d at most were expected"),
            length, ESI_MAX_LENGTH);
    }
    memcpy(out, URN_PREFIX, prefix_length);
    memcpy(out + prefix_length, scope, scope_length);
    out[prefix_length + scope_length] = ':';
    memcpy(out + prefix_length + scope_length + 1, code, code_length + 1);
    return RC_OK;
}

void esi_fold(const char *text, size_t length, char out[ESI_TEXT_SIZE])
{
    const size_t kept = length < ESI_MAX_LENGTH ? length : ESI_MAX_LENGTH;
    memcpy(out, text, kept);
    out[kept] = '\0';
    ascii_lower(out, kept);
}

bool esi_equal(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return str_equal_fold((struct str){a, a_length}, (struct str){b, b_length});
}
