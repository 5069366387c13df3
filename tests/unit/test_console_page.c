/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/day.h"
#include "console/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void begin(struct page *page, struct arena *arena)
{
    arena_init(arena, 1024);
    page_init(page, arena, &languages[0]);
}

static void test_texts_are_escaped(void **state)
{
    (void)state;
    struct arena arena;
    struct page page;
    begin(&page, &arena);
    page_raw(&page, "<b>", 3);
    page_text(&page, "<script>alert(\"1\" & '2')</script>");
    page_text(&page, NULL);
    page_text(&page, "");
    page_text(&page, "\xc3\xa9");
    assert_string_equal(buf_text(&page.out), "<b>&lt;script&gt;alert(&#34;1&#34; &amp; &#39;2&#39;)&lt;/script&gt;\xc3\xa9");
    arena_deinit(&arena);
}

static void test_messages_take_texts(void **state)
{
    (void)state;
    struct arena arena;
    struct page page;
    begin(&page, &arena);
    page_say_with(&page, "%2 & %1, 100 %, %3 %", (const char *const[]){"<a>", "b"}, 2);
    assert_string_equal(buf_text(&page.out), "b &amp; &lt;a&gt;, 100 %, %3 %");
    page_init(&page, &arena, &languages[0]);
    page_say_count(&page, "%1 card", "%1 cards", 1);
    page_raw(&page, "|", 1);
    page_say_count(&page, "%1 card", "%1 cards", 12345);
    assert_string_equal(buf_text(&page.out), "1 card|12,345 cards");
    arena_deinit(&arena);
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *url, *written;
    } urls[] = {
        {"/cards?a=1&b=2", "/cards?a=1&amp;b=2"},
        {"?page=2", "?page=2"},
        {"#main", "#main"},
        {"https://univ.example/", "https://univ.example/"},
        {"mailto:a@b.example", "mailto:a@b.example"},
        {"javascript:alert(1)", "#"},
        {" javascript:alert(1)", "#"},
        {"JavaScript:alert(1)", "#"},
        {"data:text/html,x", "#"},
        {"//evil.example", "#"},
        {"/\\evil.example", "#"},
        {"cards", "#"},
        {"", "#"},
        {NULL, "#"},
        {"/\"><script>", "/&#34;&gt;&lt;script&gt;"},
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct arena arena;
        struct page page;
        begin(&page, &arena);
        page_url(&page, urls[i].url);
        assert_string_equal(buf_text(&page.out), urls[i].written);
        arena_deinit(&arena);
    }
}

static void test_what_machines_read(void **state)
{
    (void)state;
    struct arena arena;
    struct page page;
    begin(&page, &arena);
    page_isoday(&page, day_of_date((struct civil_date){2029, 9, 30}));
    page_raw(&page, "|", 1);
    page_isoinstant(&page, INT64_C(1795338847000000));
    page_raw(&page, "|", 1);
    page_number(&page, -12345);
    assert_string_equal(buf_text(&page.out), "2029-09-30|2026-11-22T09:14:07.000Z|-12345");
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_are_escaped),
        cmocka_unit_test(test_messages_take_texts),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_what_machines_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
