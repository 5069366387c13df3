/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/form.h"

#include "base/temporary.h"
#include "wire/multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void take(struct form *form, struct arena *arena, const char *body)
{
    struct err e = {0};
    arena_init(arena, 4096);
    *form = (struct form){.arena = arena, .is_sent = true};
    assert_int_equal(form_parse(arena, str_of(body), &form->sent, &e), RC_OK);
}

static void test_values_are_read_as_typed_without_blanks_around(void **state)
{
    (void)state;
    struct arena arena;
    struct form form;
    take(&form, &arena, "name=+Ana+Kov%C3%A1%C4%8Dov%C3%A1+&empty=&blank=++&tick=a&tick=b&password=+secret+");
    assert_string_equal(form_value(&form, "name"), "Ana Kov\xc3\xa1\xc4\x8dov\xc3\xa1");
    assert_string_equal(form_value(&form, "missing"), "");
    assert_null(form_optional(&form, "empty"));
    assert_null(form_optional(&form, "blank"));
    assert_int_equal(form_raw(&form, "password").length, strlen(" secret "));
    assert_true(form_has(&form, "tick", "a") && form_has(&form, "tick", "b") && !form_has(&form, "tick", "c"));
    assert_int_equal(form_count(&form, "tick"), 2);
    assert_true(str_equal(form_nth(&form, "tick", 1), STR("b")));
    assert_int_equal(form_nth(&form, "tick", 2).length, 0);
    arena_deinit(&arena);
}

static void test_fields_show_what_was_sent_else_what_is_stored(void **state)
{
    (void)state;
    struct arena arena;
    struct form form;
    take(&form, &arena, "name=typed&blank=");
    assert_string_equal(form_shown(&form, "name", "stored"), "typed");
    assert_string_equal(form_shown(&form, "blank", "stored"), "");
    assert_string_equal(form_shown(&form, "other", "stored"), "stored");
    assert_string_equal(form_shown(&form, "other", NULL), "");
    arena_deinit(&arena);
}

static void test_the_first_complaint_of_a_field_counts(void **state)
{
    (void)state;
    struct arena arena;
    struct form form;
    const struct err e = {.rc = RC_INVALID, .field = "email", .msg = "the address is none"};
    take(&form, &arena, "");
    assert_string_equal(form_need(&form, "name", "Enter it."), "");
    form_fail(&form, "name", "Something else.");
    form_fail_err(&form, "", &e);
    assert_int_equal(form.error_count, 2);
    assert_string_equal(form_error_of(&form, "name")->message, "Enter it.");
    assert_null(form_error_of(&form, "email")->message);
    assert_string_equal(form_error_of(&form, "email")->sentence.english, "the address is none");
    assert_null(form_error_of(&form, "other"));
    arena_deinit(&arena);
}

static void test_more_complaints_than_fit_are_left_out(void **state)
{
    (void)state;
    struct arena arena;
    struct form form;
    take(&form, &arena, "");
    for (int i = 0; i < FORM_ERRORS_MAX + 5; i++) {
        form_fail(&form, arena_format(&arena, "field%d", i), "Wrong.");
    }
    assert_int_equal(form.error_count, FORM_ERRORS_MAX);
    arena_deinit(&arena);
}

#define PART(name, more) "--x\r\nContent-Disposition: form-data; name=\"" name "\"" more "\r\n\r\n"

/* A form whose body is in a file: `head`, then `fill` bytes of "a", then its end. */
static enum rc take_file(struct form *form, struct arena *arena, const char *head, size_t fill, struct err *e)
{
    static const char end[] = "\r\n--x--\r\n";
    int fd = -1;
    char *const filler = arena_alloc(arena, fill + 1);
    *form = (struct form){.arena = arena, .is_sent = true};
    memset(filler, 'a', fill);
    assert_int_equal(temporary_open("/tmp", &fd, e), RC_OK);
    assert_int_equal(file_write(fd, head, strlen(head), e), RC_OK);
    assert_int_equal(file_write(fd, filler, fill, e), RC_OK);
    assert_int_equal(file_write(fd, end, sizeof end - 1, e), RC_OK);
    const enum rc rc = form_take_file(form, "multipart/form-data; boundary=x", fd, strlen(head) + fill + sizeof end - 1, e);
    (void)close(fd);
    return rc;
}

static void test_of_a_body_on_the_disk_texts_alone_are_taken(void **state)
{
    (void)state;
    const char *const head = PART("csrf", "") "abc\r\n" PART("file", "; filename=\"x.csv\"");
    struct arena arena;
    struct form form;
    struct err e = {0};
    arena_init(&arena, 4096);
    assert_int_equal(take_file(&form, &arena, head, 300000, &e), RC_OK);
    assert_string_equal(form_value(&form, "csrf"), "abc");
    assert_int_equal(form_raw(&form, "file").length, 0);
    assert_non_null(form_file(&form, "file"));
    assert_int_equal(form_file(&form, "file")->bytes, 300000);
    assert_int_equal(form_file(&form, "file")->at, strlen(head));
    assert_null(form_file(&form, "csrf"));
    assert_null(form_file(&form, "other"));
    arena_deinit(&arena);
}

static void test_of_a_body_on_the_disk_what_is_bad_is_refused(void **state)
{
    (void)state;
    struct arena arena;
    struct form form;
    struct err e = {0};
    arena_init(&arena, 4096);
    assert_int_equal(take_file(&form, &arena, PART("text", ""), 65536, &e), RC_OK);
    assert_int_equal(form_raw(&form, "text").length, 65536);
    assert_int_equal(take_file(&form, &arena, PART("text", ""), 65537, &e), RC_TOO_LARGE);
    assert_string_equal(e.msg, "the part text of the form is longer than the 65536 bytes that are taken");
    assert_int_equal(take_file(&form, &arena, PART("text", "") "\xff", 1, &e), RC_INVALID);
    assert_string_equal(e.msg, "a part of the form is no UTF-8 text");
    assert_int_equal(take_file(&form, &arena, "--x\r\nContent-Type: text/plain\r\n\r\n", 1, &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1301");
    arena_deinit(&arena);
}

static void test_words_of_a_list(void **state)
{
    (void)state;
    assert_true(text_holds_word("read persons", "persons"));
    assert_false(text_holds_word("read persons", "person"));
    assert_false(text_holds_word("", ""));
    assert_false(text_holds_word(NULL, "read"));
}

static void test_a_field_is_escaped_and_tells_its_error(void **state)
{
    (void)state;
    struct arena arena;
    struct form form;
    struct page page;
    const struct field field = {.name = "name", .label = "Name", .hint = "As on the card", .optional = true};
    take(&form, &arena, "name=%22%3E%3Cscript%3E");
    form_fail(&form, "name", "Not like this.");
    page_init(&page, &arena, &languages[0]);
    form_input(&page, &form, &field);
    const char *const html = buf_text(&page.out);
    assert_non_null(strstr(html, "value=\"&#34;&gt;&lt;script&gt;\""));
    assert_non_null(strstr(html, "aria-describedby=\"name-hint name-error\""));
    assert_non_null(strstr(html, "aria-invalid=\"true\""));
    assert_non_null(strstr(html, "Not like this."));
    assert_null(strstr(html, "<script>"));
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_read_as_typed_without_blanks_around),
        cmocka_unit_test(test_fields_show_what_was_sent_else_what_is_stored),
        cmocka_unit_test(test_the_first_complaint_of_a_field_counts),
        cmocka_unit_test(test_more_complaints_than_fit_are_left_out),
        cmocka_unit_test(test_of_a_body_on_the_disk_texts_alone_are_taken),
        cmocka_unit_test(test_of_a_body_on_the_disk_what_is_bad_is_refused),
        cmocka_unit_test(test_words_of_a_list),
        cmocka_unit_test(test_a_field_is_escaped_and_tells_its_error),
    };
    return cmocka_run_group_tests_name("console form", tests, NULL, NULL);
}
