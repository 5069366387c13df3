/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/vat.h"

#include "base/attr.h"
#include "base/err.h"
#include "core/country.h"

#include <stdio.h>
#include <string.h>

/* The value of a digit inside a number whose form was checked. */
static int digit(const char *text, size_t at)
{
    return text[at] - '0';
}

static int weighted(const char *text, const int *weights, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += digit(text, i) * weights[i];
    }
    return sum;
}

/* The remainder of a run of decimal digits. */
static int remainder_of(const char *text, size_t count, int divisor)
{
    int rest = 0;
    for (size_t i = 0; i < count; i++) {
        rest = (rest * 10 + digit(text, i)) % divisor;
    }
    return rest;
}

/* Luhn's rule over all digits. */
static bool luhn(const char *text, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        const int value = digit(text, i) * ((count - i) % 2 == 0 ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

/* ISO 7064, mod 11,10. */
static bool hybrid(const char *text, size_t count)
{
    int product = 10;
    for (size_t i = 0; i + 1 < count; i++) {
        const int sum = (digit(text, i) + product) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == digit(text, count - 1);
}

static bool check_at(const char *text)
{
    int sum = 4;
    for (size_t i = 1; i < 8; i++) {
        const int value = digit(text, i) * (i % 2 == 0 ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return (10 - sum % 10) % 10 == digit(text, 8);
}

static bool check_be(const char *text)
{
    return 97 - remainder_of(text, 8, 97) == remainder_of(text + 8, 2, 100);
}

static bool check_de(const char *text)
{
    return text[0] != '0' && hybrid(text, 9);
}

static bool check_dk(const char *text)
{
    static const int weights[] = {2, 7, 6, 5, 4, 3, 2, 1};
    return weighted(text, weights, COUNT_OF(weights)) % 11 == 0;
}

static bool check_ee(const char *text)
{
    static const int weights[] = {3, 7, 1, 3, 7, 1, 3, 7, 1};
    return weighted(text, weights, COUNT_OF(weights)) % 10 == 0;
}

static bool check_el(const char *text)
{
    static const int weights[] = {256, 128, 64, 32, 16, 8, 4, 2};
    return weighted(text, weights, COUNT_OF(weights)) % 11 % 10 == digit(text, 8);
}

/* Of legal persons only; the others' first character is X, Y, Z, K, L, M or a digit. */
static bool check_es(const char *text)
{
    int sum = 0;
    if (strchr("ABCDEFGHJNPQRSUVW", text[0]) == NULL) {
        return true;
    }
    for (size_t i = 1; i < 8; i++) {
        const int value = digit(text, i) * (i % 2 == 1 ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    const int control = (10 - sum % 10) % 10;
    return text[8] == '0' + control || text[8] == "JABCDEFGHI"[control];
}

static bool check_fi(const char *text)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1};
    return weighted(text, weights, COUNT_OF(weights)) % 11 == 0;
}

/* The key may also have letters, by a rule that is not public. */
static bool check_fr(const char *text)
{
    if (text[0] > '9' || text[1] > '9') {
        return true;
    }
    return (12 + 3 * remainder_of(text + 2, 9, 97)) % 97 == remainder_of(text, 2, 100);
}

static bool check_hr(const char *text)
{
    return hybrid(text, 11);
}

static bool check_hu(const char *text)
{
    static const int weights[] = {9, 7, 3, 1, 9, 7, 3, 1};
    return weighted(text, weights, COUNT_OF(weights)) % 10 == 0;
}

/* The form with seven digits in front. */
static bool check_ie(const char *text)
{
    static const int weights[] = {8, 7, 6, 5, 4, 3, 2};
    const int more = text[8] == '\0' ? 0 : (text[8] - 'A' + 1) * 9;
    return text[7] == "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(text, weights, COUNT_OF(weights)) + more) % 23];
}

static bool check_it(const char *text)
{
    return luhn(text, 11);
}

static bool check_lu(const char *text)
{
    return remainder_of(text, 6, 89) == remainder_of(text + 6, 2, 100);
}

static bool check_mt(const char *text)
{
    static const int weights[] = {3, 4, 6, 7, 8, 9};
    return 37 - weighted(text, weights, COUNT_OF(weights)) % 37 == remainder_of(text + 6, 2, 100);
}

/* Numbers of sole traders since 2020: ISO 7064 mod 97,10 over the whole, N as 23, L as 21, B as 11. */
static bool check_nl_new(const char *text)
{
    int rest = 2321 % 97;
    for (size_t i = 0; i < 12; i++) {
        rest = text[i] == 'B' ? (rest * 100 + 11) % 97 : (rest * 10 + digit(text, i)) % 97;
    }
    return rest == 1;
}

static bool check_nl(const char *text)
{
    static const int weights[] = {9, 8, 7, 6, 5, 4, 3, 2, -1};
    return weighted(text, weights, COUNT_OF(weights)) % 11 == 0 || check_nl_new(text);
}

static bool check_pl(const char *text)
{
    static const int weights[] = {6, 5, 7, 2, 3, 4, 5, 6, 7};
    return weighted(text, weights, COUNT_OF(weights)) % 11 == digit(text, 9);
}

static bool check_pt(const char *text)
{
    static const int weights[] = {9, 8, 7, 6, 5, 4, 3, 2};
    return (11 - weighted(text, weights, COUNT_OF(weights)) % 11) % 11 % 10 == digit(text, 8);
}

static bool check_ro(const char *text)
{
    static const int weights[] = {7, 5, 3, 2, 1, 7, 5, 3, 2};
    const size_t count = strlen(text) - 1;
    return weighted(text, weights + COUNT_OF(weights) - count, count) * 10 % 11 % 10 == digit(text, count);
}

static bool check_se(const char *text)
{
    return luhn(text, 10);
}

static bool check_si(const char *text)
{
    static const int weights[] = {8, 7, 6, 5, 4, 3, 2};
    const int rest = 11 - weighted(text, weights, COUNT_OF(weights)) % 11;
    return rest != 11 && rest % 10 == digit(text, 7);
}

static bool check_sk(const char *text)
{
    return remainder_of(text, 10, 11) == 0;
}

/* Patterns: 9 a digit, A a letter, X either; other characters stand for themselves. */
static const struct rule {
    const char *country; /* alpha-2 */
    const char *prefix;
    const char *pattern;
    bool (*check)(const char *text); /* NULL: the form alone */
} rules[] = {
    {"AT", "AT", "U99999999", check_at},
    {"BE", "BE", "9999999999", check_be},
    {"BG", "BG", "999999999", NULL},
    {"BG", "BG", "9999999999", NULL},
    {"CY", "CY", "99999999A", NULL},
    {"CZ", "CZ", "99999999", NULL},
    {"CZ", "CZ", "999999999", NULL},
    {"CZ", "CZ", "9999999999", NULL},
    {"DE", "DE", "999999999", check_de},
    {"DK", "DK", "99999999", check_dk},
    {"EE", "EE", "999999999", check_ee},
    {"GR", "EL", "999999999", check_el},
    {"ES", "ES", "X9999999X", check_es},
    {"FI", "FI", "99999999", check_fi},
    {"FR", "FR", "XX999999999", check_fr},
    {"MC", "FR", "XX999999999", check_fr},
    {"HR", "HR", "99999999999", check_hr},
    {"HU", "HU", "99999999", check_hu},
    {"IE", "IE", "9999999A", check_ie},
    {"IE", "IE", "9999999AA", check_ie},
    {"IE", "IE", "9A99999A", NULL},
    {"IT", "IT", "99999999999", check_it},
    {"LT", "LT", "999999999", NULL},
    {"LT", "LT", "999999999999", NULL},
    {"LU", "LU", "99999999", check_lu},
    {"LV", "LV", "99999999999", NULL},
    {"MT", "MT", "99999999", check_mt},
    {"NL", "NL", "999999999B99", check_nl},
    {"PL", "PL", "9999999999", check_pl},
    {"PT", "PT", "999999999", check_pt},
    {"RO", "RO", "99", check_ro},
    {"RO", "RO", "999", check_ro},
    {"RO", "RO", "9999", check_ro},
    {"RO", "RO", "99999", check_ro},
    {"RO", "RO", "999999", check_ro},
    {"RO", "RO", "9999999", check_ro},
    {"RO", "RO", "99999999", check_ro},
    {"RO", "RO", "999999999", check_ro},
    {"RO", "RO", "9999999999", check_ro},
    {"SE", "SE", "999999999901", check_se},
    {"SI", "SI", "99999999", check_si},
    {"SK", "SK", "9999999999", check_sk},
};

static bool fits_character(char wanted, char found)
{
    const bool is_digit = found >= '0' && found <= '9';
    const bool is_letter = found >= 'A' && found <= 'Z';
    switch (wanted) {
    case '9':
        return is_digit;
    case 'A':
        return is_letter;
    case 'X':
        return is_digit || is_letter;
    default:
        return wanted == found;
    }
}

static bool fits(const char *pattern, const char *text)
{
    size_t at = 0;
    while (pattern[at] != '\0' && fits_character(pattern[at], text[at])) {
        at++;
    }
    return pattern[at] == '\0' && text[at] == '\0';
}

/* Upper case without blanks, dots and dashes; false when something else is in it, or too much. */
static bool squeeze(struct str text, char out[VAT_TEXT_SIZE])
{
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (c == ' ' || c == '.' || c == '-') {
            continue;
        }
        const char upper = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (!fits_character('X', upper) || length + 1 >= VAT_TEXT_SIZE) {
            return false;
        }
        out[length++] = upper;
    }
    out[length] = '\0';
    return true;
}

/* The country's first rule; NULL when it has none here. */
static const struct rule *first_rule(const struct country *country)
{
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        if (strcmp(country->code, rules[i].country) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}

/* The rule whose form a number has. */
static const struct rule *rule_of(const struct country *country, const char *number)
{
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        if (strcmp(country->code, rules[i].country) == 0 && fits(rules[i].pattern, number)) {
            return &rules[i];
        }
    }
    return NULL;
}

static const char *prefix_of(const struct country *country)
{
    const struct rule *const rule = first_rule(country);
    return rule == NULL ? country->code : rule->prefix;
}

/* The number without the country's prefix, where it has one. A French number may begin with these letters by itself. */
static const char *behind_prefix(const struct country *country, const char *text)
{
    const char *const prefix = prefix_of(country);
    const size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 && rule_of(country, text) == NULL ? text + length : text;
}

static enum rc bad_form(const struct country *country, struct str text, struct err *e)
{
    const struct rule *const rule = first_rule(country);
    const int shown = str_shown(text, 40);
    if (rule == NULL) {
        return err_set(e, RC_INVALID, "ER-1005", "identifier",
            T_("\"%.*s\" is no VAT number: 4 to 14 letters and digits were expected, the letters %s in front"), shown, text.data,
            country->code);
    }
    return err_set(e, RC_INVALID, "ER-1005", "identifier",
        T_("\"%.*s\" has not the form of a VAT number of %s, which is %s%s (9 a digit, A a letter, X either)"), shown, text.data,
        country->name, rule->prefix, rule->pattern);
}

static enum rc check_number(const struct country *country, const char *number, struct str text, struct err *e)
{
    const struct rule *const rule = rule_of(country, number);
    if (rule == NULL) {
        return first_rule(country) == NULL ? RC_OK : bad_form(country, text, e);
    }
    if (rule->check == NULL || rule->check(number)) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1005", "identifier",
        T_("the check digits of the VAT number \"%.*s\" don't agree with the others; one of them is mistyped"), str_shown(text, 40),
        text.data);
}

/* Numbers of nobody, which the check digits would refuse. They stand for a processor's number where nothing is real. */
static bool is_invented(const char *number)
{
    static const char *const invented[] = {
        "B12345678", /* in what the European Commission publishes */
        "B99999999", /* in the sandbox */
    };
    const char *const bare = strncmp(number, "ES", 2) == 0 ? number + 2 : number;
    for (size_t i = 0; i < COUNT_OF(invented); i++) {
        if (strcmp(bare, invented[i]) == 0) {
            return true;
        }
    }
    return false;
}

enum rc vat_parse(const struct country *country, struct str text, char out[VAT_TEXT_SIZE], struct err *e)
{
    char given[VAT_TEXT_SIZE];
    if (!squeeze(text, given) || given[0] == '\0') {
        return bad_form(country, text, e);
    }
    if (!is_invented(given) && check_number(country, behind_prefix(country, given), text, e) != RC_OK) {
        return e->rc;
    }
    const bool begins_with_letter = given[0] >= 'A' && given[0] <= 'Z';
    const int length = snprintf(out, VAT_TEXT_SIZE, "%s%s", begins_with_letter ? "" : prefix_of(country), given);
    return length >= 4 && length < VAT_TEXT_SIZE ? RC_OK : bad_form(country, text, e);
}

bool vat_equal(const struct country *country, struct str a, struct str b)
{
    char left[VAT_TEXT_SIZE];
    char right[VAT_TEXT_SIZE];
    return squeeze(a, left) && squeeze(b, right) && strcmp(behind_prefix(country, left), behind_prefix(country, right)) == 0;
}
