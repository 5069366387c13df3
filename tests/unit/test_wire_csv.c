/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/csv_read.h"
#include "wire/csv_write.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* STR for tables. */
#define BYTES(literal)                 \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

/* A file in memory that arrives in pieces. */
struct file {
    struct str rest;
    size_t piece;
};

static enum rc read_file(void *self, char *out, size_t capacity, size_t *length, struct err *e)
{
    (void)e;
    struct file *const file = self;
    *length = file->rest.length < file->piece ? file->rest.length : file->piece;
    *length = *length < capacity ? *length : capacity;
    memcpy(out, file->rest.data, *length);
    file->rest.data += *length;
    file->rest.length -= *length;
    return RC_OK;
}

static bool knows(struct str name)
{
    return str_equal(name, STR("a")) || str_equal(name, STR("b")) || str_equal(name, STR("c"));
}

#define UTF16LE_ROWS "a\0;\0b\0\n\0\xc5\0;\0=\xd8\0\xde\n\0"

/* All rows as text: cells between bars, the number in front, "!" behind a row with a fault; or the message of what can't be read. */
static const struct {
    const char *name;
    struct str file;
    const char *rows;
} files[] = {
    {"commas", BYTES("a,b\n1,2\n"), "1|a|b 2|1|2"},
    {"semicolons", BYTES("a;b\n1;2,5\n"), "1|a|b 2|1|2,5"},
    {"tabs", BYTES("a\tb\n1\t2\n"), "1|a|b 2|1|2"},
    {"one column", BYTES("a\n1\n"), "1|a 2|1"},
    {"the separator with the most known names wins", BYTES("a;b,x;c\n1;2;3\n"), "1|a|b,x|c 2|1|2|3"},
    {"unknown names: the separator with the most cells wins", BYTES("x;y;z,w\n"), "1|x|y|z,w"},
    {"lines end in CR LF, LF or CR, the last one in nothing", BYTES("a,b\r\n1,2\r3,4\n5,6"), "1|a|b 2|1|2 3|3|4 4|5|6"},
    {"blank rows count and are passed over", BYTES("a,b\n\n , \n1,2\n\n"), "1|a|b 4|1|2"},
    {"quotes hold separators, quotes and line breaks", BYTES("a,b\n\"1,\"\"x\"\"\",\"2\r\n3\"\n4,5\n"), "1|a|b 2|1,\"x\"|2\r\n3 3|4|5"},
    {"blanks around cells and quotes are dropped", BYTES(" a , \"b\" \n 1 , \" 2 \" \n"), "1|a|b 2|1|2"},
    {"a quote inside a cell stands for itself", BYTES("a\n5\" x\n"), "1|a 2|5\" x"},
    {"text after a closing quote is a fault of its row", BYTES("a,b\n\"1\"x,2\n3,4\n"), "1|a|b 2|1x|2! 3|3|4"},
    {"rows may have fewer and more cells", BYTES("a,b\n1\n1,2,3\n"), "1|a|b 2|1 3|1|2|3"},
    {"UTF-8", BYTES("a\n\xc3\x85\xf0\x9f\x98\x80\n"), "1|a 2|\xc3\x85\xf0\x9f\x98\x80"},
    {"UTF-8 with mark",
        BYTES("\xef\xbb\xbf"
              "a\n\xc3\x85\n"),
        "1|a 2|\xc3\x85"},
    {"UTF-16 little-endian with mark", BYTES("\xff\xfe" UTF16LE_ROWS), "1|a|b 2|\xc3\x85|\xf0\x9f\x98\x80"},
    {"UTF-16 little-endian without mark", BYTES(UTF16LE_ROWS), "1|a|b 2|\xc3\x85|\xf0\x9f\x98\x80"},
    {"UTF-16 big-endian with mark", BYTES("\xfe\xff\0a\0\n\0\xc5\0\n"), "1|a 2|\xc3\x85"},
    {"UTF-16 big-endian without mark", BYTES("\0a\0;\0b\0\n\0\xc5\0\n"), "1|a|b 2|\xc3\x85"},
    {"Windows-1252", BYTES("a\nM\xfcller \x80\n"), "1|a 2|M\xc3\xbcller \xe2\x82\xac"},
    {"Windows-1252 whose letters could be UTF-8", BYTES("a\nMAT\xda\x8a \xc9milie\n"), "1|a 2|MAT\xc3\x9a\xc5\xa0 \xc3\x89milie"},
    {"nothing", BYTES(""), "the file is empty; a first row with the names of the columns was expected"},
    {"a mark and blank lines", BYTES("\xef\xbb\xbf\n\n"), "the file is empty; a first row with the names of the columns was expected"},
    {"a ZIP archive", BYTES("PK\x03\x04xyz"),
        "the file is a ZIP archive, such as an .xlsx or .ods workbook, whatever its name says; save it as CSV and send that"},
    {"an old workbook", BYTES("\xD0\xCF\x11\xE0\xA1"),
        "the file is an old Office document, such as an .xls workbook, whatever its name says; save it as CSV and send that"},
    {"a PDF document", BYTES("%PDF-1.7\n"), "the file is a PDF document, whatever its name says; save it as CSV and send that"},
    {"a NUL", BYTES("a\n1\n2\0\n"), "1|a 2|1 row 3: a NUL stands in the file, which no text has; save it as CSV again"},
    {"a quote that nobody closes", BYTES("a\n1\n\"2\n3\n"),
        "1|a 2|1 row 3: a quote is opened that is not closed before the end of the file"},
    {"UTF-8 by its mark that goes on in Windows-1252",
        BYTES("\xef\xbb\xbf"
              "a\n\xc3\xbc\nM\xfcller\n"),
        "1|a 2|\xc3\xbc row 3: 0xFC and what follows it is no UTF-8, as the rest of the file is; save the whole file in one encoding, best "
        "UTF-8"},
    {"Windows-1252 that goes on in UTF-8", BYTES("a\nM\xfcller\nM\xc3\xbcller\n"),
        "1|a 2|M\xc3\xbcller row 3: 0xC3 and what follows it is no Windows-1252, as the rest of the file is; save the whole file in one "
        "encoding, best UTF-8"},
    {"a byte that Windows-1252 hasn't", BYTES("a\n\xfc\n\x81\n"),
        "1|a 2|\xc3\xbc row 3: 0x81 and what follows it is no Windows-1252, as the rest of the file is; save the whole file in one "
        "encoding, best UTF-8"},
    {"half a UTF-16 character",
        BYTES("\xff\xfe"
              "a\0\n\0b\0\0\xd8"),
        "1|a row 2: 0x00 and what follows it is no UTF-16 (little-endian), as the rest of the file is; save the whole file in one "
        "encoding, best UTF-8"},
};

static void tell_row(struct buf *out, const struct csv_row *row)
{
    buf_add_format(out, "%s%lld", out->length == 0 ? "" : " ", (long long)row->number);
    for (size_t i = 0; i < row->count; i++) {
        buf_add_char(out, '|');
        buf_add_str(out, row->cells[i]);
    }
    buf_add_text(out, row->fault == NULL ? "" : "!");
}

static const char *told(struct arena *arena, struct str content, size_t piece, struct err *e)
{
    AUTO(csv_closep) struct csv_reader *reader = NULL;
    struct file file = {content, piece};
    struct buf out;
    struct csv_row row = {0};
    bool has = false;
    buf_init(&out, arena);
    if (csv_open(read_file, &file, knows, &reader, e) != RC_OK) {
        return e->msg;
    }
    tell_row(&out, csv_header(reader));
    while (csv_next(reader, &row, &has, e) == RC_OK && has) {
        tell_row(&out, &row);
    }
    if (e->rc != RC_OK) {
        buf_add_format(&out, " %s", e->msg);
    }
    return buf_text(&out);
}

static void test_files(void **state)
{
    (void)state;
    static const size_t pieces[] = {65536, 7, 1};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        for (size_t p = 0; p < COUNT_OF(pieces); p++) {
            struct err e = {0};
            struct arena arena;
            arena_init(&arena, 4096);
            const char *const found = told(&arena, files[i].file, pieces[p], &e);
            if (strcmp(found, files[i].rows) != 0) {
                fail_msg("%s, in pieces of %zu: %s", files[i].name, pieces[p], found);
            }
            assert_true(e.rc == RC_OK || e.rc == RC_INVALID);
            arena_deinit(&arena);
        }
    }
}

/* A file that never ends: a beginning, and then the same piece again and again. */
struct endless {
    struct str begin, again;
    size_t given;
};

static enum rc read_endless(void *self, char *out, size_t capacity, size_t *length, struct err *e)
{
    (void)e;
    struct endless *const endless = self;
    const struct str next = endless->given == 0 ? endless->begin : endless->again;
    *length = next.length < capacity ? next.length : capacity;
    memcpy(out, next.data, *length);
    endless->given += *length;
    return RC_OK;
}

/* "1,1,...,1" */
static void add_cells(struct buf *out, size_t count, const char *last)
{
    for (size_t i = 0; i + 1 < count; i++) {
        buf_add_text(out, "1,");
    }
    buf_add_text(out, last);
    buf_add_char(out, '\n');
}

static void test_rows_of_more_cells_than_there_is_room_for(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO(csv_closep) struct csv_reader *reader = NULL;
    struct csv_row row = {0};
    struct arena arena;
    struct buf text;
    bool has = false;
    arena_init(&arena, 4096);
    buf_init(&text, &arena);
    buf_add_text(&text, "a,b\n");
    add_cells(&text, 64, "last");
    add_cells(&text, 65, "\"one, too many\"");
    add_cells(&text, 70, " ");
    buf_add_text(&text, "3,4\n");
    struct file file = {{text.data, text.length}, 7};
    assert_int_equal(csv_open(read_file, &file, knows, &reader, &e), RC_OK);
    assert_int_equal(csv_next(reader, &row, &has, &e), RC_OK);
    assert_int_equal(row.count, 64);
    assert_null(row.fault);
    assert_int_equal(csv_next(reader, &row, &has, &e), RC_OK);
    assert_int_equal(row.number, 3);
    assert_int_equal(row.count, 64);
    assert_string_equal(row.fault, "has more than 64 cells");
    /* Nothing stands in the last ones. */
    assert_int_equal(csv_next(reader, &row, &has, &e), RC_OK);
    assert_int_equal(row.count, 64);
    assert_int_equal(csv_next(reader, &row, &has, &e), RC_OK);
    assert_int_equal(row.number, 5);
    assert_int_equal(row.count, 2);
    assert_true(str_equal(row.cells[1], STR("4")));
    assert_int_equal(csv_next(reader, &row, &has, &e), RC_OK);
    assert_false(has);
    arena_deinit(&arena);
}

static const struct {
    const char *name;
    struct str begin, again;
    const char *msg;
} endless_files[] = {
    {"a row without end", BYTES("a,b\n"), BYTES("x"), "row 2: it is longer than 65536 bytes"},
    {"a quote without end", BYTES("a,b\n1,2\n\""), BYTES("x\n"), "row 3: a quote is opened that is not closed within 65536 bytes"},
    {"columns without end", BYTES("a,b\n"), BYTES(","), "row 2: it is longer than 65536 bytes"},
    {"a header without end", BYTES("a"), BYTES("x"), "row 1: it is longer than 65536 bytes"},
    {"a header of columns without end", BYTES("a,"), BYTES("x,"), "row 1: there are more than 64 columns"},
};

static void test_endless(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(endless_files); i++) {
        struct err e = {0};
        AUTO(csv_closep) struct csv_reader *reader = NULL;
        struct endless file = {endless_files[i].begin, endless_files[i].again, 0};
        struct csv_row row = {0};
        bool has = true;
        if (csv_open(read_endless, &file, knows, &reader, &e) == RC_OK) {
            while (has && csv_next(reader, &row, &has, &e) == RC_OK) {
            }
        }
        assert_int_equal(e.rc, RC_INVALID);
        assert_string_equal(e.code, "ER-1204");
        if (strcmp(e.msg, endless_files[i].msg) != 0) {
            fail_msg("%s: %s", endless_files[i].name, e.msg);
        }
        /* It didn't read on for ever. */
        assert_true(file.given < 4 * (size_t)CSV_ROW_MAX);
    }
}

static void test_nothing_after_a_failure(void **state)
{
    (void)state;
    struct err e = {0};
    struct err again = {0};
    AUTO(csv_closep) struct csv_reader *reader = NULL;
    struct file file = {STR("a\n\"1"), 100};
    struct csv_row row = {0};
    bool has = false;
    assert_int_equal(csv_open(read_file, &file, knows, &reader, &e), RC_OK);
    assert_int_equal(csv_next(reader, &row, &has, &e), RC_INVALID);
    assert_int_equal(csv_next(reader, &row, &has, &again), RC_INVALID);
    assert_string_equal(again.msg, "row 2: nothing can be read after it");
    assert_int_equal(csv_row_number(reader), 2);
}

static enum rc read_broken(void *self, char *out, size_t capacity, size_t *length, struct err *e)
{
    (void)self;
    (void)out;
    (void)capacity;
    *length = 0;
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the disk is gone");
}

static void test_a_source_that_fails(void **state)
{
    (void)state;
    struct err e = {0};
    struct csv_reader *reader = NULL;
    assert_int_equal(csv_open(read_broken, NULL, knows, &reader, &e), RC_UNAVAILABLE);
    assert_string_equal(e.msg, "the disk is gone");
    assert_null(reader);
}

static const struct {
    const char *name, *cell, *written;
} cells[] = {
    {"plain", "Ada", "Ada"},
    {"empty", "", ""},
    {"with separator", "a;b", "\"a;b\""},
    {"with another separator", "a,b", "a,b"},
    {"with quotes", "\"a\"", "\"\"\"a\"\"\""},
    {"with a line break", "a\nb", "\"a\nb\""},
    {"a formula", "=1+1", "'=1+1"},
    {"plus", "+33 1", "'+33 1"},
    {"minus", "-1", "'-1"},
    {"at", "@SUM(A1)", "'@SUM(A1)"},
    {"tab", "\t=1", "\"'\t=1\""},
    {"carriage return", "\r=1", "\"'\r=1\""},
    {"a formula behind an apostrophe", "'=1", "''=1"},
    {"an apostrophe alone", "'", "'"},
    {"a name with an apostrophe in front", "'t Hooft", "'t Hooft"},
    {"signs inside", "a=b-c@d.e", "a=b-c@d.e"},
    {"a formula with quotes", "=HYPERLINK(\"x\";\"y\")", "\"'=HYPERLINK(\"\"x\"\";\"\"y\"\")\""},
};

static void test_cells(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        struct arena arena;
        struct buf out;
        arena_init(&arena, 1024);
        buf_init(&out, &arena);
        csv_write_cell(&out, str_of(cells[i].cell), ';');
        const char *const written = out.length == 0 ? "" : buf_text(&out);
        if (strcmp(written, cells[i].written) != 0) {
            fail_msg("%s: %s", cells[i].name, written);
        }
        arena_deinit(&arena);
    }
}

static void test_unprotect(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"'=1", "=1"}, {"''=1", "'=1"}, {"'", "'"}, {"'t", "'t"}, {"=1", "=1"}, {"", ""}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        assert_true(str_equal(csv_unprotect(str_of(pairs[i][0])), str_of(pairs[i][1])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_endless),
        cmocka_unit_test(test_rows_of_more_cells_than_there_is_room_for),
        cmocka_unit_test(test_nothing_after_a_failure),
        cmocka_unit_test(test_a_source_that_fails),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_unprotect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
