/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/legal_file.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *file, *title, *body;
} taken[] = {
    {"a title and a text", "Terms\n\n1. Parties\n", "Terms", "\n1. Parties\n"},
    {"what editors put in", "\xef\xbb\xbfTerms \r\nOne\r\nTwo\r\n", "Terms", "One\nTwo\n"},
    {"placeholders", "T\nFor {{organisation.name}}", "T", "For {{organisation.name}}"},
    {"words that look like a mark later on", "About\n%PDF and PK", "About", "%PDF and PK"},
};

static void test_a_file_is_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        struct arena arena;
        struct legal_text text = {0};
        struct err e = {0};
        arena_init(&arena, 4096);
        if (legal_file_read(&arena, str_of(taken[i].file), &text, &e) != RC_OK || strcmp(text.title, taken[i].title) != 0 ||
            strcmp(text.body, taken[i].body) != 0) {
            fail_msg("%s: %s", taken[i].name, e.msg);
        }
        arena_deinit(&arena);
    }
}

static const struct {
    const char *name;
    struct str file;
    const char *message;
} refused[] = {
    {"nothing", {"", 0}, "the file is empty"},
    {"a PDF", {"%PDF-1.7\nx", 10}, "the file is a PDF: save the document as plain text in UTF-8"},
    {"a document in an archive", {"PK\x03\x04xyz", 7}, "the file is of a word processor: save the document as plain text in UTF-8"},
    {"an old document", {"\xd0\xcf\x11\xe0\xa1\xb1", 6}, "the file is of a word processor: save the document as plain text in UTF-8"},
    {"rich text", {"{\\rtf1\n}", 8}, "the file is of a word processor: save the document as plain text in UTF-8"},
    {"UTF-16", {"\xff\xfeT\0", 4}, "the file is a text in UTF-16: save it in UTF-8"},
    {"a web page", {"<!doctype html>\n<p>", 19}, "the file is a web page: save the document as plain text in UTF-8"},
    {"bytes", {"Title\nx\0y", 9}, "the file is no text: save the document as plain text in UTF-8"},
    {"Latin 1", {"Title\nCaf\xe9", 10}, "the file is no text in UTF-8: save it in UTF-8"},
    {"a title alone", {"Title", 5}, "the file has not the form of a legal document: a line with its title, and below it its text"},
    {"no title", {"\nText", 5}, "the file has not the form of a legal document: a line with its title, and below it its text"},
    {"a control character, by the line of the file", {"Title\nx\n\x07", 9}, "line 3: the text has a control character in it"},
    {"a block that stays open", {"Title\n\n{{#processors}}", 22}, "line 3: the block is not closed by {{/processors}}"},
};

static void test_what_is_no_document_is_refused_by_its_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct arena arena;
        struct legal_text text = {0};
        struct err e = {0};
        arena_init(&arena, 4096);
        if (legal_file_read(&arena, refused[i].file, &text, &e) != RC_INVALID || strcmp(e.msg, refused[i].message) != 0) {
            fail_msg("%s: %s", refused[i].name, e.msg);
        }
        arena_deinit(&arena);
    }
}

static void test_a_file_that_is_too_large_is_refused(void **state)
{
    (void)state;
    struct arena arena;
    struct legal_text text = {0};
    struct err e = {0};
    char *const file = malloc(LEGAL_BODY_MAX + 1);
    assert_non_null(file);
    memset(file, 'x', LEGAL_BODY_MAX + 1);
    file[1] = '\n';
    arena_init(&arena, 4096);
    assert_int_equal(legal_file_read(&arena, (struct str){file, LEGAL_BODY_MAX + 1}, &text, &e), RC_INVALID);
    assert_string_equal(e.msg, "the file has 262145 bytes; 262144 at most were expected");
    assert_int_equal(legal_file_read(&arena, (struct str){file, LEGAL_BODY_MAX}, &text, &e), RC_OK);
    arena_deinit(&arena);
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_is_taken_apart),
        cmocka_unit_test(test_what_is_no_document_is_refused_by_its_kind),
        cmocka_unit_test(test_a_file_that_is_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
