/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TYPE "multipart/form-data; boundary=xyz"
#define HEAD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n"
#define FILE_HEAD(name) "Content-Disposition: form-data; name=\"" name "\"; filename=\"a.csv\"\r\n"
#define TEXT(literal) literal, sizeof(literal) - 1

/* Expected: for each part its name, "*" for a file, its type in parentheses, "=" and its content, then a blank. */
static const struct {
    const char *name, *type, *body;
    size_t length;
    const char *parts;
} accepted[] = {
    {"one field", TYPE, TEXT("--xyz\r\n" HEAD("a") "\r\nvalue\r\n--xyz--\r\n"), "a=value "},
    {"no line after the end", TYPE, TEXT("--xyz\r\n" HEAD("a") "\r\nvalue\r\n--xyz--"), "a=value "},
    {"two fields and a file", TYPE,
        TEXT("--xyz\r\n" HEAD("a") "\r\n1\r\n--xyz\r\n" HEAD("b") "\r\n\r\n--xyz\r\n" FILE_HEAD(
            "file") "Content-Type: text/csv\r\n\r\nx,y\r\n1,2\r\n\r\n--xyz--"),
        "a=1 b= file*(text/csv)=x,y\r\n1,2\r\n "},
    {"no part", TYPE, TEXT("--xyz--\r\n"), ""},
    {"text before and after", TYPE, TEXT("hello\r\n--xyz\r\n" HEAD("a") "\r\nv\r\n--xyz--\r\nbye\r\n--xyz\r\n"), "a=v "},
    {"the boundary in quotes", "multipart/form-data; charset=utf-8; boundary=\"a b:c\"", TEXT("--a b:c\r\n" HEAD("a") "\r\nv\r\n--a b:c--"),
        "a=v "},
    {"any letter case of the words", "Multipart/Form-Data; BOUNDARY=xyz",
        TEXT("--xyz\r\ncontent-disposition: FORM-DATA; NAME=a; FileName=b\r\ncontent-type:text/plain\r\n\r\nv\r\n--xyz--"),
        "a*(text/plain)=v "},
    {"a boundary of seventy characters",
        "multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789",
        TEXT("--0123456789012345678901234567890123456789012345678901234567890123456789\r\n" HEAD(
            "a") "\r\nv\r\n--0123456789012345678901234567890123456789012345678901234567890123456789--"),
        "a=v "},
    {"marks that are none", TYPE,
        TEXT("--xyz\r\n" HEAD("a") "\r\n--xyz\r\n--xy\r\n--xyzz\r\n--xyz-\r\n--xyz x\r\n--xyz\r\r\n--xy\r\n-\r\n--xyz\r\n" HEAD(
            "b") "\r\nv\r\n--xyz--"),
        "a=--xyz\r\n--xy\r\n--xyzz\r\n--xyz-\r\n--xyz x\r\n--xyz\r\r\n--xy\r\n- b=v "},
    {"CR after CR before the mark", TYPE, TEXT("--xyz\r\n" HEAD("a") "\r\nv\r\r\n--xyz--"), "a=v\r "},
    {"blanks behind the mark", TYPE, TEXT("--xyz \t\r\n" HEAD("a") "\r\nv\r\n--xyz  \r\n" HEAD("b") "\r\nw\r\n--xyz--"), "a=v b=w "},
    {"a client that ends its lines with LF alone", TYPE,
        TEXT("--xyz\nContent-Disposition: form-data; name=a\n\nv\r\nw\r\n--xyz\nContent-Disposition: form-data; name=b\n\nx\n--xyz--\n"),
        "a=v\r\nw\r b=x "},
    {"an LF alone is no end of a line when the others have CR", TYPE, TEXT("--xyz\r\n" HEAD("a") "\r\nv\n--xyz\nw\r\n--xyz\nx\r\n--xyz--"),
        "a=v\n--xyz\nw\r\n--xyz\nx "},
    {"a NUL in the content", TYPE, TEXT("--xyz\r\n" FILE_HEAD("file") "\r\n\0\0\r\n--xyz--"), "file*=\\0\\0 "},
    {"a file name with path, quotes and semicolon", TYPE,
        TEXT("--xyz\r\nContent-Disposition: form-data; filename=\"../../etc/\\\"; name=b; .csv\"; name=\"file\"\r\n\r\nv\r\n--xyz--"),
        "file*=v "},
    {"an encoded file name", TYPE,
        TEXT("--xyz\r\nContent-Disposition: form-data; name=file; filename*=UTF-8''%e2%82%ac.csv\r\n\r\nv\r\n--xyz--"), "file*=v "},
    {"a form within a form is content", TYPE,
        TEXT("--xyz\r\n" HEAD("a") "Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\nv\r\n--in--\r\n--xyz--"),
        "a(multipart/mixed; boundary=in)=--in\r\n\r\nv\r\n--in-- "},
    {"headers that say nothing here", TYPE, TEXT("--xyz\r\nX-A: b\r\n" HEAD("a") "Content-Transfer-Encoding: binary\r\n\r\nv\r\n--xyz--"),
        "a=v "},
    {"the same name twice, which the asker judges", TYPE, TEXT("--xyz\r\n" HEAD("a") "\r\n1\r\n--xyz\r\n" HEAD("a") "\r\n2\r\n--xyz--"),
        "a=1 a=2 "},
};

/* What was found, in the form of the table. */
static void show(const struct multipart *form, const char *body, char out[4096])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < form->count; i++) {
        const struct multipart_part *const part = &form->parts[i];
        used += (size_t)snprintf(out + used, 4096 - used, "%s%s%s%s%s=", part->name.data, part->is_file ? "*" : "",
            part->type.length > 0 ? "(" : "", part->type.data, part->type.length > 0 ? ")" : "");
        for (uint64_t at = part->at; at < part->at + part->bytes; at++) {
            used +=
                (size_t)(body[at] == '\0' ? snprintf(out + used, 4096 - used, "\\0") : snprintf(out + used, 4096 - used, "%c", body[at]));
        }
        used += (size_t)snprintf(out + used, 4096 - used, " ");
    }
}

/* Reads the body in pieces of so many bytes. */
static enum rc read_in_pieces(
    struct multipart *form, struct arena *arena, const char *type, const char *body, size_t length, size_t piece, struct err *e)
{
    if (multipart_begin(form, arena, type, e) != RC_OK) {
        return e->rc;
    }
    for (size_t at = 0; at < length; at += piece) {
        if (multipart_add(form, body + at, length - at < piece ? length - at : piece, e) != RC_OK) {
            return e->rc;
        }
    }
    return multipart_finish(form, e);
}

static void test_parts_are_found_whatever_the_pieces(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 2, 3, 7, 64, 4096};
    for (size_t i = 0; i < COUNT_OF(accepted) * COUNT_OF(pieces); i++) {
        const size_t n = i / COUNT_OF(pieces);
        char found[4096];
        struct arena arena;
        struct multipart form;
        struct err e = {0};
        arena_init(&arena, 1024);
        if (read_in_pieces(&form, &arena, accepted[n].type, accepted[n].body, accepted[n].length, pieces[i % COUNT_OF(pieces)], &e) !=
            RC_OK) {
            fail_msg("%s: %s", accepted[n].name, e.msg);
        }
        show(&form, accepted[n].body, found);
        if (strcmp(found, accepted[n].parts) != 0) {
            fail_msg("%s: found <%s>, expected <%s>", accepted[n].name, found, accepted[n].parts);
        }
        arena_deinit(&arena);
    }
}

#define NO_FORM "the body is no multipart/form-data: "
#define NO_BOUNDARY NO_FORM "its Content-Type names no boundary of 1 to 70 letters, digits and '()+_,-./:=?"
#define NO_LINE NO_FORM "a part's header is no line of name, colon and value"
#define NO_NAME NO_FORM "a part's Content-Disposition is not form-data with a name"

static const struct {
    const char *name, *type, *body;
    size_t length;
    const char *msg;
} refused[] = {
    {"no type", "", TEXT("--xyz--"), NO_BOUNDARY},
    {"no boundary", "multipart/form-data", TEXT("--xyz--"), NO_BOUNDARY},
    {"an empty boundary", "multipart/form-data; boundary=", TEXT("----"), NO_BOUNDARY},
    {"an empty boundary in quotes", "multipart/form-data; boundary=\"\"", TEXT("----"), NO_BOUNDARY},
    {"a boundary that is too long", "multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890",
        TEXT(""), NO_BOUNDARY},
    {"a boundary with a line's end", "multipart/form-data; boundary=\"x\ry\"", TEXT(""), NO_BOUNDARY},
    {"a boundary that ends with a blank", "multipart/form-data; boundary=\"x \"", TEXT(""), NO_BOUNDARY},
    {"nothing", TYPE, TEXT(""), NO_FORM "the boundary that its Content-Type names is not in it"},
    {"another boundary", TYPE, TEXT("--abc\r\n" HEAD("a") "\r\nv\r\n--abc--"),
        NO_FORM "the boundary that its Content-Type names is not in it"},
    {"no end", TYPE, TEXT("--xyz\r\n" HEAD("a") "\r\nv\r\n--xyz\r\n" HEAD("b") "\r\nw"), NO_FORM "its closing boundary is missing"},
    {"half an end", TYPE, TEXT("--xyz\r\n" HEAD("a") "\r\nv\r\n--xyz-"), NO_FORM "its closing boundary is missing"},
    {"an end in the middle of the headers", TYPE, TEXT("--xyz\r\n" HEAD("a")), NO_FORM "its closing boundary is missing"},
    {"no headers", TYPE, TEXT("--xyz\r\n\r\nv\r\n--xyz--"), NO_FORM "a part has no Content-Disposition"},
    {"no disposition", TYPE, TEXT("--xyz\r\nContent-Type: text/plain\r\n\r\nv\r\n--xyz--"), NO_FORM "a part has no Content-Disposition"},
    {"no name", TYPE, TEXT("--xyz\r\nContent-Disposition: form-data; filename=a\r\n\r\nv\r\n--xyz--"), NO_NAME},
    {"an attachment", TYPE, TEXT("--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\nv\r\n--xyz--"), NO_NAME},
    {"a name that is no UTF-8", TYPE, TEXT("--xyz\r\n" HEAD("\xFF") "\r\nv\r\n--xyz--"), NO_NAME},
    {"a header without colon", TYPE, TEXT("--xyz\r\nhello\r\n\r\nv\r\n--xyz--"), NO_LINE},
    {"a header that goes on in the next line", TYPE, TEXT("--xyz\r\nX-A: b\r\n c: d\r\n" HEAD("a") "\r\nv\r\n--xyz--"), NO_LINE},
    {"a NUL in a header", TYPE, TEXT("--xyz\r\nX-A: \0\r\n" HEAD("a") "\r\nv\r\n--xyz--"), NO_LINE},
    {"an encoded part", TYPE, TEXT("--xyz\r\n" HEAD("a") "Content-Transfer-Encoding: base64\r\n\r\ndg==\r\n--xyz--"),
        NO_FORM "a part has a Content-Transfer-Encoding other than binary"},
};

static void test_what_is_no_form_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct arena arena;
        struct multipart form;
        struct err e = {0};
        arena_init(&arena, 1024);
        const enum rc rc = multipart_read(&form, &arena, refused[i].type, (struct str){refused[i].body, refused[i].length}, &e);
        if (rc != RC_INVALID || strcmp(e.code, "ER-1301") != 0 || strcmp(e.msg, refused[i].msg) != 0) {
            fail_msg("%s: %d %s %s", refused[i].name, (int)rc, e.code, e.msg);
        }
        arena_deinit(&arena);
    }
}

static void test_endless_headers_and_parts_are_refused(void **state)
{
    (void)state;
    static char body[20000];
    struct arena arena;
    struct multipart form;
    struct err e = {0};
    arena_init(&arena, 1024);
    memset(body, 'x', sizeof body);
    memcpy(body, "--xyz\r\nX: ", 10);
    assert_int_equal(multipart_read(&form, &arena, TYPE, (struct str){body, sizeof body}, &e), RC_INVALID);
    assert_string_equal(e.msg, NO_FORM "the headers of a part don't end");
    size_t length = 0;
    for (int i = 0; i <= MULTIPART_PARTS_MAX; i++) {
        length += (size_t)snprintf(body + length, sizeof body - length, "%s", "--xyz\r\n" HEAD("a") "\r\nv\r\n");
    }
    assert_int_equal(multipart_read(&form, &arena, TYPE, (struct str){body, length}, &e), RC_INVALID);
    assert_string_equal(e.msg, "the form in the body has more than the 256 parts that are taken");
    arena_deinit(&arena);
}

static void test_parts_are_asked_for_by_name(void **state)
{
    (void)state;
    const struct multipart_part *part = NULL;
    struct arena arena;
    struct multipart form;
    struct err e = {0};
    arena_init(&arena, 1024);
    assert_int_equal(multipart_read(&form, &arena, TYPE,
                         STR("--xyz\r\n" HEAD("a") "\r\n1\r\n--xyz\r\n" HEAD("b") "\r\n2\r\n--xyz\r\n" HEAD("b") "\r\n3\r\n--xyz--"), &e),
        RC_OK);
    assert_int_equal(multipart_get(&form, "a", &part, &e), RC_OK);
    assert_ptr_equal(part, &form.parts[0]);
    assert_int_equal(multipart_find(&form, "c", &part, &e), RC_OK);
    assert_null(part);
    assert_int_equal(multipart_get(&form, "c", &part, &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1302");
    assert_string_equal(e.msg, "the form has no part c; one was expected");
    assert_int_equal(multipart_find(&form, "b", &part, &e), RC_INVALID);
    assert_string_equal(e.msg, "the form has more than one part b; one was expected");
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_are_found_whatever_the_pieces),
        cmocka_unit_test(test_what_is_no_form_is_refused),
        cmocka_unit_test(test_endless_headers_and_parts_are_refused),
        cmocka_unit_test(test_parts_are_asked_for_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
