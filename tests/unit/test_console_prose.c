/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/prose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *text, *shown;
} cases[] = {
    {"nothing shows nothing", "", ""},
    {"blank lines show nothing", "\n  \n\n", ""},
    {"lines that belong together become one paragraph", "one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>\n"},
    {"a title alone on its line is a heading", "Terms\n\ntext", "<h2>Terms</h2>\n<p>text</p>\n"},
    {"a title within a paragraph is none", "Terms\ntext", "<p>Terms\ntext</p>\n"},
    {"a numbered line alone is a heading", "1. Parties\n\ntext", "<h3>1. Parties</h3>\n<p>text</p>\n"},
    {"a numbered line with a second one is none", "1. Parties\nand more", "<p>1. Parties\nand more</p>\n"},
    {"each numbered paragraph stands alone", "1.1 one\n    more\n1.2 two", "<p>1.1 one\nmore</p>\n<p>1.2 two</p>\n"},
    {"dashes make a list", "- one\n- two\n  more", "<ul>\n<li class=\"\">one</li>\n<li class=\"\">two\nmore</li>\n</ul>\n"},
    {"a list follows its sentence", "these:\n- one", "<p>these:</p>\n<ul>\n<li class=\"\">one</li>\n</ul>\n"},
    {"an indented dash lies deeper", "- one\n    - two", "<ul>\n<li class=\"\">one</li>\n<li class=\"deep\">two</li>\n</ul>\n"},
    {"letters keep their letter", "a) one;\nb) two",
        "<ul>\n<li class=\"lettered\">a) one;</li>\n<li class=\"lettered\">b) two</li>\n</ul>\n"},
    {"text behind a list ends it", "- one\ntext", "<ul>\n<li class=\"\">one</li>\n</ul>\n<p>text</p>\n"},
    {"indented lines keep their ends", "    Street 1\n    City", "<p class=\"verse\">Street 1<br>\nCity</p>\n"},
    {"text is escaped wherever it stands", "Terms <b>\n\n1. <i>\n\n- <script>\n\n    <s>",
        "<p>Terms &lt;b&gt;</p>\n<h3>1. &lt;i&gt;</h3>\n<ul>\n<li class=\"\">&lt;script&gt;</li>\n</ul>\n<p "
        "class=\"verse\">&lt;s&gt;</p>\n"},
    {"carriage returns are white space", "one\r\n\r\ntwo", "<p>one</p>\n<p>two</p>\n"},
};

static void test_texts_get_their_shape(void **state)
{
    (void)state;
    static const char *const titles[] = {"Terms"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        struct page page;
        arena_init(&arena, 1024);
        page_init(&page, &arena, &languages[0]);
        page_raw(&page, "", 0);
        prose_show(&page, cases[i].text, titles, 1);
        const char *const shown = buf_text(&page.out);
        if (shown == NULL || strcmp(shown, cases[i].shown) != 0) {
            fail_msg("%s: %s", cases[i].name, shown);
        }
        arena_deinit(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts_get_their_shape)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
