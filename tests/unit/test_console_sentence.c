/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/sentence.h"

#include "base/pattern.h"
#include "console/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* In the order of strcmp. */
static const struct message messages[] = {
    {"\"%1\" is <no> number", {"\"%1\" is <geen> nummer"}},
    {"%1 is \"%2\"; %3 was expected", {"%3 hoort daar, niet \"%2\": %1"}},
    {"%1 is missing", {"%1 ontbreekt"}},
    {"100 % of %1", {"100 % van %1"}},
    {"Issued", {"Uitgegeven"}},
    {"a word", {"een woord"}},
    {"asks too much of %1", {"%1 en %2"}},
    {"row %1", {"regel %1"}},
    {"says less of %1 and %2", {"alleen %2"}},
    {"\xe2\x80\x9c%1\xe2\x80\x9d", {"\xc2\xab%1\xc2\xbb"}},
};
static const struct language dutch = {.code = "xx", .messages = messages, .message_count = COUNT_OF(messages)};

static const char *written(struct arena *arena, const struct language *language, const struct err *e, bool is_clause)
{
    struct page page;
    struct sentence sentence;
    page_init(&page, arena, language);
    assert_true(sentence_of_err(&sentence, arena, e));
    (is_clause ? page_clause : page_sentence)(&page, &sentence);
    return buf_text(&page.out);
}

/* Also after it was stored. */
static const char *restored(struct arena *arena, const struct language *language, const struct err *e)
{
    struct page page;
    struct sentence sentence;
    page_init(&page, arena, language);
    assert_true(sentence_of_packed(&sentence, arena, str_of(pattern_pack(arena, e))));
    page_sentence(&page, &sentence);
    return buf_text(&page.out);
}

static void assert_said(const struct err *e, const char *said, const char *english)
{
    struct arena arena;
    arena_init(&arena, 4096);
    assert_string_equal(written(&arena, &dutch, e, false), said);
    assert_string_equal(restored(&arena, &dutch, e), said);
    assert_string_equal(written(&arena, language_find(STR("en")), e, false), english);
    assert_string_equal(restored(&arena, language_find(STR("en")), e), english);
    arena_deinit(&arena);
}

static void test_what_the_language_says_is_said_in_it(void **state)
{
    (void)state;
    struct err e;
    (void)err_set(&e, RC_INVALID, "", "", "%s is \"%.*s\"; %s was expected", "it", 2, "xyz", "a word");
    assert_said(&e, "Een woord hoort daar, niet &#34;xy&#34;: it.", "It is &#34;xy&#34;; a word was expected.");
    (void)err_set(&e, RC_INVALID, "", "", "100 %% of %d", 7);
    assert_said(&e, "100 % van 7.", "100 % of 7.");
    (void)err_set(&e, RC_INVALID, "", "", "%s", "a word");
    assert_said(&e, "Een woord.", "A word.");
    (void)err_wrap(&e, "%s", "heap");
    assert_said(&e, "Heap: een woord.", "Heap: a word.");
    (void)err_set(&e, RC_INVALID, "", "", "%s", "no word");
    assert_said(&e, "<span lang=\"en\">No word.</span>", "No word.");
    (void)err_set(&e, RC_INVALID, "", "", "%s", "a word of %1");
    assert_said(&e, "<span lang=\"en\">A word of %1.</span>", "A word of %1.");
    (void)err_set(&e, RC_INVALID, "", "", "says less of %s and %s", "a", "b");
    assert_said(&e, "Alleen b.", "Says less of a and b.");
}

static void test_what_it_does_not_say_stays_english(void **state)
{
    (void)state;
    struct err e;
    (void)err_set(&e, RC_INVALID, "", "", "nobody translates \"%s\"", "<b>");
    assert_said(&e, "<span lang=\"en\">Nobody translates &#34;&lt;b&gt;&#34;.</span>", "Nobody translates &#34;&lt;b&gt;&#34;.");
    (void)err_set(&e, RC_INVALID, "", "", "asks too much of %s", "it");
    assert_said(&e, "<span lang=\"en\">Asks too much of it.</span>", "Asks too much of it.");
    (void)err_set(&e, RC_INVALID, "", "", "%02d is missing", 7);
    assert_said(&e, "<span lang=\"en\">07 is missing.</span>", "07 is missing.");
}

static void test_what_was_typed_stays_what_it_is(void **state)
{
    (void)state;
    struct err e;
    (void)err_set(&e, RC_INVALID, "", "", "\"%s\" is <no> number", "<script>%1 %2 a word</script>");
    assert_said(&e, "&#34;&lt;script&gt;%1 %2 a word&lt;/script&gt;&#34; is &lt;geen&gt; nummer.",
        "&#34;&lt;script&gt;%1 %2 a word&lt;/script&gt;&#34; is &lt;no&gt; number.");
    (void)err_set(&e, RC_INVALID, "", "", "\"%s\" is <no> number", "a word");
    assert_said(&e, "&#34;a word&#34; is &lt;geen&gt; nummer.", "&#34;a word&#34; is &lt;no&gt; number.");
    (void)err_set(&e, RC_INVALID, "", "", "\"%s\" is <no> number", "issuedAt");
    assert_said(&e, "&#34;issuedAt&#34; is &lt;geen&gt; nummer.", "&#34;issuedAt&#34; is &lt;no&gt; number.");
}

static void test_members_are_named_as_forms_name_them(void **state)
{
    (void)state;
    struct arena arena;
    struct err e;
    (void)err_set(&e, RC_INVALID, "", "", "%s is missing", "issuedAt");
    assert_said(&e, "\xc2\xabUitgegeven\xc2\xbb ontbreekt.", "\xe2\x80\x9cIssued\xe2\x80\x9d is missing.");
    arena_init(&arena, 4096);
    assert_string_equal(written(&arena, &dutch, &e, true), "issuedAt ontbreekt");
    arena_deinit(&arena);
}

static void test_contexts_are_said_too(void **state)
{
    (void)state;
    struct err e;
    (void)err_set(&e, RC_INVALID, "", "", "%s is missing", "it");
    (void)err_wrap(&e, "row %d", 7);
    assert_said(&e, "Regel 7: it ontbreekt.", "Row 7: it is missing.");
    (void)err_set(&e, RC_INVALID, "", "", "%s is missing", "it");
    (void)err_wrap(&e, "place %d", 7);
    assert_said(&e, "<span lang=\"en\">Place 7: it is missing.</span>", "Place 7: it is missing.");
    (void)err_wrap(&e, "row %d", 8);
    assert_said(&e, "<span lang=\"en\">Row 8: place 7: it is missing.</span>", "Row 8: place 7: it is missing.");
}

static void test_control_characters_are_not_stored_as_parts(void **state)
{
    (void)state;
    struct arena arena;
    struct err e;
    arena_init(&arena, 4096);
    (void)err_set(&e, RC_INVALID, "", "", "\"%s\" is <no> number",
        "a\x1f"
        "b");
    assert_string_equal(written(&arena, &dutch, &e, false),
        "&#34;a\x1f"
        "b&#34; is &lt;geen&gt; nummer.");
    assert_null(strstr(restored(&arena, &dutch, &e), "geen"));
    assert_non_null(strstr(restored(&arena, &dutch, &e), "<span lang=\"en\">&#34;a"));
    arena_deinit(&arena);
}

static void test_what_is_stored_may_be_anything(void **state)
{
    (void)state;
    static const struct {
        const char *packed, *said;
    } cases[] = {
        {"", "<span lang=\"en\">.</span>"},
        {"only words", "<span lang=\"en\">Only words.</span>"},
        {"\x1f", "<span lang=\"en\">\x1f.</span>"},
        {"\x1f%1 is missing\x1f", "<span lang=\"en\">.</span>"},
        {"\x1f%1 is missing\x1fit", "<span lang=\"en\">It.</span>"},
        {"\x1f%1 is missing\x1fit\x1f", "It ontbreekt."},
        {"\x1f%1 is missing\x1fit\x1fmore\x1f", "It ontbreekt."},
        {"row %1\x1f%1 is missing\x1fit\x1f", "<span lang=\"en\">It.</span>"},
        {"row %9\x1f%8 is missing\x1fit\x1f", "<span lang=\"en\">It.</span>"},
        {"\x1f"
         "of an older version: %1\x1fit\x1f",
            "<span lang=\"en\">Of an older version: it.</span>"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct page page;
        struct sentence sentence;
        arena_init(&arena, 4096);
        page_init(&page, &arena, &dutch);
        assert_true(sentence_of_packed(&sentence, &arena, str_of(cases[i].packed)));
        page_sentence(&page, &sentence);
        assert_string_equal(buf_text(&page.out), cases[i].said);
        arena_deinit(&arena);
    }
}

static void test_sentences_begin_with_a_capital(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"abc", "Abc"}, {"Abc", "Abc"}, {"\"a\"", "&#34;a&#34;"},
        {"\xc3\xa9t\xc3\xa9", "\xc3\x89t\xc3\xa9"}, {"\xc3\x89t", "\xc3\x89t"}, {"\xc3\xb7", "\xc3\xb7"},
        {"\xc5\x82"
         "a",
            "\xc5\x81"
            "a"},
        {"\xc5\x81"
         "a",
            "\xc5\x81"
            "a"},
        {"\xc5\x9b", "\xc5\x9a"}, {"\xc5\xbc", "\xc5\xbb"}, {"\xc5\xbb", "\xc5\xbb"}, {"\xc4\x87", "\xc4\x86"}, {"\xc4\x86", "\xc4\x86"},
        {"\xce\xb1", "\xce\xb1"}, {"\xe2\x82\xac", "\xe2\x82\xac"}, {"\xc3\x9f", "\xc3\x9f"}, {"\xc3\xbf", "\xc3\xbf"}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct arena arena;
        struct err e;
        char wanted[64];
        arena_init(&arena, 4096);
        (void)err_set(&e, RC_INVALID, "", "", "%s", pairs[i][0]);
        (void)snprintf(wanted, sizeof wanted, "%s.", pairs[i][1]);
        assert_string_equal(written(&arena, language_find(STR("en")), &e, false), wanted);
        arena_deinit(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_the_language_says_is_said_in_it),
        cmocka_unit_test(test_what_it_does_not_say_stays_english),
        cmocka_unit_test(test_what_was_typed_stays_what_it_is),
        cmocka_unit_test(test_members_are_named_as_forms_name_them),
        cmocka_unit_test(test_contexts_are_said_too),
        cmocka_unit_test(test_control_characters_are_not_stored_as_parts),
        cmocka_unit_test(test_what_is_stored_may_be_anything),
        cmocka_unit_test(test_sentences_begin_with_a_capital),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
