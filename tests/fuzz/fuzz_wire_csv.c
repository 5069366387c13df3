/* SPDX-License-Identifier: EUPL-1.2 */
/* CSV files in any encoding; what was read is written and read again. The first byte tells in what pieces the file arrives. */
#include "fuzz.h"

#include "base/fold.h"
#include "wire/csv_read.h"
#include "wire/csv_write.h"

#include <string.h>

struct pieces {
    struct str rest;
    size_t piece; /* bytes at once */
};

static enum rc read_piece(void *self, char *out, size_t capacity, size_t *length, struct err *e)
{
    (void)e;
    struct pieces *const pieces = self;
    *length = pieces->rest.length < pieces->piece ? pieces->rest.length : pieces->piece;
    *length = *length < capacity ? *length : capacity;
    memcpy(out, pieces->rest.data, *length);
    pieces->rest.data += *length;
    pieces->rest.length -= *length;
    return RC_OK;
}

static bool knows(struct str name)
{
    return str_equal(name, STR("cardNumber")) || str_equal(name, STR("fullName"));
}

/* Written rows read as the same cells. */
static void check_again(struct str written, const struct str *cells, size_t count)
{
    struct err e = {0};
    struct csv_row row = {0};
    bool has = false;
    AUTO(csv_closep) struct csv_reader *reader = NULL;
    struct pieces pieces = {written, 4096};
    PROMISE(csv_open(read_piece, &pieces, knows, &reader, &e) == RC_OK);
    PROMISE(csv_next(reader, &row, &has, &e) == RC_OK && has && row.count == count && row.fault == NULL);
    for (size_t i = 0; i < count; i++) {
        PROMISE(str_equal(csv_unprotect(row.cells[i]), cells[i]));
    }
}

static void check_row(const struct csv_row *row)
{
    static const struct str names[] = {{"cardNumber", 10}, {"fullName", 8}};
    struct arena arena;
    struct buf out;
    arena_init(&arena, 4096);
    buf_init(&out, &arena);
    csv_write_row(&out, names, COUNT_OF(names), ';');
    csv_write_row(&out, row->cells, row->count, ';');
    /* Quotes and apostrophes may make a row longer than a row may be. */
    if (!out.failed && out.length < CSV_ROW_MAX) {
        check_again((struct str){out.data, out.length}, row->cells, row->count);
    }
    arena_deinit(&arena);
}

static void check_refusal(const struct err *e)
{
    PROMISE(e->rc == RC_INVALID && e->msg[0] != '\0' && utf8_is_valid(str_of(e->msg)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    AUTO(csv_closep) struct csv_reader *reader = NULL;
    if (size == 0) {
        return 0;
    }
    struct pieces pieces = {{(const char *)data + 1, size - 1}, (size_t)data[0] * 16 + 1};
    if (csv_open(read_piece, &pieces, knows, &reader, &e) != RC_OK) {
        check_refusal(&e);
        return 0;
    }
    int64_t before = csv_header(reader)->number;
    for (bool has = true; has;) {
        struct csv_row row = {0};
        if (csv_next(reader, &row, &has, &e) != RC_OK) {
            check_refusal(&e);
            return 0;
        }
        if (has) {
            PROMISE(row.number > before && row.count > 0 && row.count <= CSV_COLUMNS_MAX);
            before = row.number;
            for (size_t i = 0; i < row.count; i++) {
                PROMISE(utf8_is_valid(row.cells[i]));
            }
            check_row(&row);
        }
    }
    return 0;
}
