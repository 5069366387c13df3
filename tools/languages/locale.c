/* SPDX-License-Identifier: EUPL-1.2 */
/* How a language writes days, times and numbers, from the Unicode locale data. */
#include "languages.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#define TEXT_MAX 256

/* Countries in one literal: no compiler needs to take more than 4095 bytes. */
#define PIECE 84

static void check(UErrorCode code, const char *what, const char *locale)
{
    if (U_FAILURE(code)) {
        fail("%s of %s: %s", what, locale, u_errorName(code));
    }
}

static void to_utf8(const UChar *text, int32_t length, char out[TEXT_MAX])
{
    UErrorCode code = U_ZERO_ERROR;
    (void)u_strToUTF8(out, TEXT_MAX, NULL, text, length, &code);
    check(code, "text", "UTF-8");
}

/* The console's formatter knows these fields only. */
static void check_pattern(const char *pattern, const char *locale)
{
    static const char *const fields[] = {"d", "dd", "M", "MM", "MMM", "MMMM", "y", "H", "HH", "m", "mm", "s", "ss"};
    bool quoted = false;
    for (const char *at = pattern; *at != '\0'; at++) {
        quoted = *at == '\'' ? !quoted : quoted;
        if (quoted || !((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z'))) {
            continue;
        }
        const size_t length = strspn(at, (const char[]){*at, '\0'});
        bool known = false;
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            known |= strlen(fields[i]) == length && strncmp(fields[i], at, length) == 0;
        }
        if (!known) {
            fail("the pattern \"%s\" of %s has a field that src/console/language.c doesn't know", pattern, locale);
        }
        at += length - 1;
    }
}

static void write_pattern(FILE *out, const char *member, const UChar *text, int32_t length, const char *locale)
{
    char pattern[TEXT_MAX];
    to_utf8(text, length, pattern);
    check_pattern(pattern, locale);
    (void)fprintf(out, "     .%s = ", member);
    write_text(out, pattern);
    (void)fputs(",\n", out);
}

static void write_patterns(FILE *out, const char *locale, const UDateFormat *dates)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar pattern[TEXT_MAX];
    int32_t length = udat_toPattern(dates, false, pattern, TEXT_MAX, &code);
    check(code, "the pattern of days", locale);
    write_pattern(out, "day_pattern", pattern, length, locale);
    UDateTimePatternGenerator *const generator = udatpg_open(locale, &code);
    check(code, "the patterns", locale);
    length = udatpg_getBestPattern(generator, u"yMMMdHms", -1, pattern, TEXT_MAX, &code);
    check(code, "the pattern of instants", locale);
    write_pattern(out, "instant_pattern", pattern, length, locale);
    udatpg_close(generator);
}

static void write_months(FILE *out, const char *member, const char *locale, const UDateFormat *dates, UDateFormatSymbolType type)
{
    (void)fprintf(out, "     .%s = {", member);
    for (int32_t month = 0; month < 12; month++) {
        UErrorCode code = U_ZERO_ERROR;
        UChar name[TEXT_MAX];
        char text[TEXT_MAX];
        const int32_t length = udat_getSymbols(dates, type, month, name, TEXT_MAX, &code);
        check(code, "the months", locale);
        to_utf8(name, length, text);
        write_text(out, text);
        (void)fputs(month == 11 ? "" : ", ", out);
    }
    (void)fputs("},\n", out);
}

static void write_separators(FILE *out, const char *locale)
{
    static const struct {
        const char *member;
        UNumberFormatSymbol symbol;
    } symbols[] = {{"grouping", UNUM_GROUPING_SEPARATOR_SYMBOL}, {"decimal", UNUM_DECIMAL_SEPARATOR_SYMBOL}};
    UErrorCode code = U_ZERO_ERROR;
    UNumberFormat *const numbers = unum_open(UNUM_DECIMAL, NULL, 0, locale, NULL, &code);
    check(code, "the numbers", locale);
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        UChar symbol[TEXT_MAX];
        char text[TEXT_MAX];
        const int32_t length = unum_getSymbol(numbers, symbols[i].symbol, symbol, TEXT_MAX, &code);
        check(code, "the separators", locale);
        to_utf8(symbol, length, text);
        (void)fprintf(out, "     .%s = ", symbols[i].member);
        write_text(out, text);
        (void)fputs(",\n", out);
    }
    unum_close(numbers);
}

/* The language's name in the language itself, as it stands at the beginning of a line. */
static void write_name(FILE *out, const char *locale)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar name[TEXT_MAX];
    UChar title[TEXT_MAX];
    char language[ULOC_LANG_CAPACITY];
    char text[TEXT_MAX];
    (void)uloc_getLanguage(locale, language, sizeof language, &code);
    (void)uloc_getDisplayLanguage(language, language, name, TEXT_MAX, &code);
    memcpy(title, name, sizeof title);
    UChar first[8];
    const int32_t length = u_strToUpper(first, 8, name, 1, language, &code);
    check(code, "the name", locale);
    if (length == 1) {
        title[0] = first[0];
    }
    to_utf8(title, -1, text);
    (void)fputs("     .name = ", out);
    write_text(out, text);
    (void)fputs(",\n", out);
}

/* As ISO 3166-1 codes them, and Kosovo. English names come from the list that the router has anyway. */
static void write_countries(FILE *out, const char *locale)
{
    const char *const *const codes = uloc_getISOCountries();
    if (strncmp(locale, "en", 2) == 0) {
        return;
    }
    (void)fputs("     .countries = {", out);
    for (size_t i = 0; i == 0 || codes[i - 1] != NULL; i++) {
        UErrorCode code = U_ZERO_ERROR;
        UChar name[TEXT_MAX];
        char place[8];
        char text[TEXT_MAX];
        (void)snprintf(place, sizeof place, "_%s", codes[i] == NULL ? "XK" : codes[i]);
        const int32_t length = uloc_getDisplayCountry(place, locale, name, TEXT_MAX, &code);
        check(code, "the countries", locale);
        to_utf8(name, length, text);
        (void)fprintf(out, "%s\"%s\"", i % PIECE == 0 && i > 0 ? ", " : " ", place + 1);
        write_text(out, text);
        (void)fputs("\"\\000\"\n", out);
    }
    (void)fputs("},\n", out);
}

void write_locale(FILE *out, const char *locale)
{
    UErrorCode code = U_ZERO_ERROR;
    UDateFormat *const dates = udat_open(UDAT_NONE, UDAT_LONG, locale, u"UTC", 3, NULL, 0, &code);
    check(code, "the dates", locale);
    write_name(out, locale);
    write_patterns(out, locale, dates);
    write_months(out, "months", locale, dates, UDAT_MONTHS);
    write_months(out, "short_months", locale, dates, UDAT_SHORT_MONTHS);
    write_separators(out, locale);
    write_countries(out, locale);
    udat_close(dates);
}
