/* SPDX-License-Identifier: EUPL-1.2 */
/* Hostile texts stay texts in every language. The expected literals were read back by the languages themselves. */
#include "manual/literal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef void literal_fn(struct buf *out, const char *text);

static void java_block(struct buf *out, const char *text)
{
    literal_java_block(out, text, "  ");
}

static const struct {
    const char *name;
    literal_fn *write;
    const char *text, *written;
} cases[] = {
    {"shell: a plain text", literal_shell, "https://router.example/a?b=1&c=2", "'https://router.example/a?b=1&c=2'"},
    {"shell: the quote ends nothing", literal_shell, "'; rm -rf ~ #", "''\\''; rm -rf ~ #'"},
    {"shell: nothing is carried out", literal_shell, "$(id) `id` $HOME \\", "'$(id) `id` $HOME \\'"},
    {"shell: nothing", literal_shell, "", "''"},
    {"Java: quotes and backslashes", literal_java, "a\"b\\c", "\"a\\\"b\\\\c\""},
    {"Java: no escape that is read before all others", literal_java, "\\u0022+evil()+\\u0022", "\"\\\\u0022+evil()+\\\\u0022\""},
    {"Java: control characters in octal", literal_java,
        "a\nb\x01"
        "1",
        "\"a\\nb\\0011\""},
    {"Java: a block", java_block, "{\n  \"a\": \"b\"\n}", "\"\"\"\n  {\n    \"a\": \"b\"\n  }\n  \"\"\""},
    {"Java: three quotes end no block", java_block, "\"\"\" + evil() + \"\"\"", "\"\"\"\n  \\\"\\\"\" + evil() + \\\"\\\"\\\"\n  \"\"\""},
    {"Python: quotes, backslashes, braces", literal_python, "\"\\{x}'", "\"\\\"\\\\{x}'\""},
    {"Python: a line break", literal_python, "a\nb\r", "\"a\\nb\\x0d\""},
    {"Python: a block", literal_python_block, "{\n\"a\"}", "\"\"\"{\n\"a\"}\"\"\""},
    {"Python: three quotes end no block", literal_python_block, "\"\"\");evil()#", "\"\"\"\\\"\\\"\");evil()#\"\"\""},
    {"Python: nor does one at the end", literal_python_block, "a\"", "\"\"\"a\\\"\"\"\""},
    {"Python: nor does a backslash", literal_python_block, "a\\", "\"\"\"a\\\\\"\"\""},
    {"C#: quotes, backslashes, control characters", literal_csharp, "\"\\\x1b", "\"\\\"\\\\\\u001b\""},
    {"C#: a block", literal_csharp_block, "{\"a\": 1}", "\"\"\"\n{\"a\": 1}\n\"\"\""},
    {"C#: more quotes around than within", literal_csharp_block, "\"\"\"\"", "\"\"\"\"\"\n\"\"\"\"\n\"\"\"\"\""},
    {"PHP: quotes, backslashes, variables", literal_php, "'\\$x{$y}", "'\\'\\\\$x{$y}'"},
    {"PHP: line breaks stay", literal_php, "a\nb", "'a\nb'"},
    {"JavaScript: quotes and backslashes", literal_javascript, "'+evil()+'\\", "'\\'+evil()+\\'\\\\'"},
    {"JavaScript: a line break", literal_javascript, "a\nb\t", "'a\\nb\\x09'"},
    {"JavaScript: a block", literal_javascript_block, "`${evil()}`\\$", "`\\`\\${evil()}\\`\\\\$`"},
};

static void test_texts_stay_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct buf out;
        arena_init(&arena, 1024);
        buf_init(&out, &arena);
        cases[i].write(&out, cases[i].text);
        if (strcmp(buf_text(&out), cases[i].written) != 0) {
            fail_msg("%s: %s was expected, not %s", cases[i].name, cases[i].written, buf_text(&out));
        }
        arena_deinit(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_stay_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
