/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/day.h"
#include "console/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NBSP "\xc2\xa0"
#define NARROW "\xe2\x80\xaf"

/* A language of this test, with a rule of plurals of its own. */
static unsigned one_few_many(unsigned long n)
{
    return n == 1 ? 0 : n < 5 ? 1 : 2;
}

static const struct message messages[] = {
    {"Cards", {"Kaarten"}},
    {"one card", {"een", "enkele", "veel"}},
};

static const struct language spoken = {.code = "xx",
    .day_pattern = "d 'de' MMMM y 'd''or'",
    .instant_pattern = "dd.MM.y, HH:mm:ss",
    .months = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"},
    .short_months = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
    .grouping = ".",
    .messages = messages,
    .message_count = 2,
    .plural = one_few_many};

static void test_countries_are_named_in_the_language(void **state)
{
    (void)state;
    static const struct {
        const char *language, *code, *name;
    } names[] = {
        {"de", "DE", "Deutschland"},
        {"fr", "AT", "Autriche"},
        {"pl", "XK", "Kosowo"},
        {"el", "ZW", "\xce\x96\xce\xb9\xce\xbc\xcf\x80\xce\xac\xce\xbc\xcf\x80\xce\xbf\xcf\x85\xce\xb5"},
        {"en", "GR", "Greece"},
        {"de", "QQ", "QQ"},
        {"de", "D", "D"},
        {"de", "", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_string_equal(language_country(language_find(str_of(names[i].language)), names[i].code), names[i].name);
    }
}

static void test_codes(void **state)
{
    (void)state;
    static const struct {
        const char *name, *code, *found;
    } codes[] = {
        {"a code", "fr", "fr"},
        {"another letter case", "DE", "de"},
        {"a region", "pt-BR", "pt"},
        {"an unknown language", "ja", NULL},
        {"nothing", "", NULL},
        {"a piece of one", "f", NULL},
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        const struct language *const language = language_find(str_of(codes[i].code));
        assert_string_equal(language == NULL ? "" : language->code, codes[i].found == NULL ? "" : codes[i].found);
    }
    assert_string_equal(languages[0].code, "en");
    assert_int_equal(language_count, 24);
    assert_non_null(language_pseudo);
    assert_ptr_equal(language_find(STR("qps")), language_pseudo);
    assert_string_equal(language_message(language_pseudo, "Card number"),
        "\xe2\x9f\xa6"
        "Card number"
        "\xe2\x9f\xa7");
}

static void test_accept(void **state)
{
    (void)state;
    static const struct {
        const char *name, *header, *found;
    } headers[] = {
        {"one", "fr", "fr"},
        {"the first of equals", "de, fr", "de"},
        {"the heaviest", "de;q=0.5, fr;q=0.8, it;q=0.75", "fr"},
        {"no weight is the most", "de;q=0.9, pl-PL", "pl"},
        {"unknown ones are passed over", "ja, zh;q=0.9, es;q=0.1", "es"},
        {"refused ones too", "fr;q=0, it;q=0.001", "it"},
        {"any language is none", "*", ""},
        {"blanks", "  sv ; q=0.3 ,  da ;q=0.4", "da"},
        {"nonsense", ";;,,q=,fr;q=x", ""},
        {"nothing", "", ""},
        {"more than 1", "fr;q=1.9, de", "fr"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        const struct language *const language = language_accept(str_of(headers[i].header));
        assert_string_equal(language == NULL ? "" : language->code, headers[i].found);
    }
}

static void test_messages(void **state)
{
    (void)state;
    assert_string_equal(language_message(&spoken, "Cards"), "Kaarten");
    assert_string_equal(language_message(&spoken, "Persons"), "Persons");
    assert_string_equal(language_plural(&spoken, "one card", "%1 cards", 1), "een");
    assert_string_equal(language_plural(&spoken, "one card", "%1 cards", 3), "enkele");
    assert_string_equal(language_plural(&spoken, "one card", "%1 cards", 100), "veel");
    assert_string_equal(language_plural(&spoken, "one cat", "%1 cats", 1), "one cat");
    assert_string_equal(language_plural(&spoken, "one cat", "%1 cats", 2), "%1 cats");
}

static void test_days_instants_and_counts(void **state)
{
    (void)state;
    struct arena arena;
    struct buf out;
    arena_init(&arena, 1024);
    buf_init(&out, &arena);
    language_add_day(&spoken, &out, day_of_date((struct civil_date){2029, 9, 30}));
    buf_add_char(&out, '|');
    language_add_day(&spoken, &out, DAY_NONE);
    buf_add_char(&out, '|');
    language_add_instant(&spoken, &out, INT64_C(1795338847999999));
    buf_add_char(&out, '|');
    language_add_instant(&spoken, &out, -1);
    assert_string_equal(buf_text(&out), "30 de september 2029 dor||22.11.2026, 09:14:07|31.12.1969, 23:59:59");
    static const struct {
        int64_t count;
        const char *text;
    } counts[] = {{0, "0"}, {999, "999"}, {1000, "1.000"}, {18742, "18.742"}, {1234567, "1.234.567"},
        {-1234,
            "\xe2\x88\x92"
            "1.234"},
        {INT64_MIN,
            "\xe2\x88\x92"
            "9.223.372.036.854.775.808"}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        buf_init(&out, &arena);
        language_add_count(&spoken, &out, counts[i].count);
        assert_string_equal(buf_text(&out), counts[i].text);
    }
    arena_deinit(&arena);
}

static void test_what_the_locale_data_say(void **state)
{
    (void)state;
    static const struct {
        const char *code, *name, *text;
    } expected[] = {
        {"en", "English", "4 July 2027|22 Nov 2026, 09:14:07|18,742"},
        {"fr",
            "Fran\xc3\xa7"
            "ais",
            "4 juillet 2027|22 nov. 2026, 09:14:07|18" NARROW "742"},
        {"de", "Deutsch", "4. Juli 2027|22. Nov. 2026, 09:14:07|18.742"},
        {"es", "Espa\xc3\xb1ol", "4 de julio de 2027|22 nov 2026, 9:14:07|18.742"},
        {"pl", "Polski", "4 lipca 2027|22 lis 2026, 09:14:07|18" NBSP "742"},
        {"hu", "Magyar", "2027. j\xc3\xbalius 4.|2026. nov. 22. 9:14:07|18" NBSP "742"},
    };
    struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct language *const language = language_find(str_of(expected[i].code));
        struct buf out;
        buf_init(&out, &arena);
        language_add_day(language, &out, day_of_date((struct civil_date){2027, 7, 4}));
        buf_add_char(&out, '|');
        language_add_instant(language, &out, INT64_C(1795338847000000));
        buf_add_char(&out, '|');
        language_add_count(language, &out, 18742);
        assert_string_equal(language->name, expected[i].name);
        assert_string_equal(buf_text(&out), expected[i].text);
    }
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_countries_are_named_in_the_language),
        cmocka_unit_test(test_accept),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_days_instants_and_counts),
        cmocka_unit_test(test_what_the_locale_data_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
