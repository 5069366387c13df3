/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/attr.h"
#include "base/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *text, *folded;
} folds[] = {
    {"nothing", "", ""},
    {"ASCII", "Ada LOVELACE-99", "ada lovelace-99"},
    {"accents", "\xc3\x89lo\xc3\xafse", "eloise"},
    {"accents as marks of their own", "E\xcc\x81loi\xcc\x88se", "eloise"},
    {"Polish and Swedish", "\xc5\x81ukasz \xc3\x85ngstr\xc3\xb6m", "lukasz angstrom"},
    {"Danish and Croatian",
        "S\xc3\xb8ren \xc4\x90or\xc4\x91"
        "evi\xc4\x87",
        "soren dordevic"},
    {"German",
        "Stra\xc3\x9f"
        "e",
        "strasse"},
    {"Maltese and Sami", "\xc4\xa6\xc4\xa7 \xc5\xa6\xc5\xa7", "hh tt"},
    {"Icelandic", "\xc3\x90\xc3\xb0", "dd"},
    {"Turkish", "\xc4\xb1\xc4\xb0", "ii"},
    {"Greek with its final sigma", "\xce\xa3\xce\x8a\xce\xa3\xcf\x85\xcf\x86\xce\xbf\xcf\x82",
        "\xcf\x83\xce\xb9\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83"},
    {"Cyrillic", "\xd0\x96\xd0\xb8\xd0\xb2\xd0\xb0", "\xd0\xb6\xd0\xb8\xd0\xb2\xd0\xb0"},
    {"compatibility forms", "\xef\xac\x81\xe2\x85\xa3", "fiiv"},
    {"Chinese", "\xe6\x9d\x8e", "\xe6\x9d\x8e"},
};

static void test_fold(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 256);
    for (size_t i = 0; i < COUNT_OF(folds); i++) {
        const char *const folded = fold_text(&arena, str_of(folds[i].text));
        assert_non_null(folded);
        if (strcmp(folded, folds[i].folded) != 0) {
            fail_msg("%s: \"%s\" gave \"%s\"", folds[i].name, folds[i].text, folded);
        }
        assert_string_equal(fold_text(&arena, str_of(folded)), folded);
    }
}

static const struct {
    const char *name;
    struct str text;
    bool valid;
    size_t length;
} texts[] = {
    {"nothing", {"", 0}, true, 0},
    {"ASCII", {"card", 4}, true, 4},
    {"two bytes, the least", {"\xc2\x80", 2}, true, 1},
    {"two bytes, the most", {"\xdf\xbf", 2}, true, 1},
    {"three bytes, the least", {"\xe0\xa0\x80", 3}, true, 1},
    {"before the surrogates", {"\xed\x9f\xbf", 3}, true, 1},
    {"after the surrogates", {"\xee\x80\x80", 3}, true, 1},
    {"four bytes, the least", {"\xf0\x90\x80\x80", 4}, true, 1},
    {"four bytes, the most", {"\xf4\x8f\xbf\xbf", 4}, true, 1},
    {"several", {"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\x93", 10}, true, 4},
    {"a NUL", {"a\0b", 3}, false, 0},
    {"a byte of the middle", {"\x80", 1}, false, 0},
    {"two bytes for one", {"\xc0\xaf", 2}, false, 0},
    {"two bytes for one, the most", {"\xc1\xbf", 2}, false, 0},
    {"three bytes for two", {"\xe0\x9f\xbf", 3}, false, 0},
    {"four bytes for three", {"\xf0\x8f\xbf\xbf", 4}, false, 0},
    {"the first surrogate", {"\xed\xa0\x80", 3}, false, 0},
    {"the last surrogate", {"\xed\xbf\xbf", 3}, false, 0},
    {"beyond the last character", {"\xf4\x90\x80\x80", 4}, false, 0},
    {"a byte that never stands", {"\xf5\x80\x80\x80", 4}, false, 0},
    {"the byte 255", {"\xff", 1}, false, 0},
    {"two bytes cut", {"\xc3", 1}, false, 0},
    {"three bytes cut", {"\xe2\x82", 2}, false, 0},
    {"four bytes cut", {"\xf0\x9f\x8e", 3}, false, 0},
    {"a letter in the middle",
        {"\xe2"
         "a\xac",
            3},
        false, 0},
    {"a letter at the end",
        {"\xe2\x82"
         "a",
            3},
        false, 0},
};

static void test_utf8(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (utf8_is_valid(texts[i].text) != texts[i].valid) {
            fail_msg("%s was %s", texts[i].name, texts[i].valid ? "refused" : "taken");
        }
        if (texts[i].valid) {
            assert_int_equal(utf8_length(texts[i].text), texts[i].length);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
