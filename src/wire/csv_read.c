/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/csv_read.h"

#include <stdlib.h>
#include <string.h>

#define END (-1)

_Static_assert(CSV_COLUMNS_MAX == 64, "a fault names the number");

struct csv_reader {
    struct csv_text text;
    char separator;
    bool failed; /* nothing more can be read */
    bool trying; /* a separator, on what is in the buffer */
    size_t at, length;
    char buffer[CSV_ROW_MAX + CSV_TEXT_ROOM]; /* of decoded text; holds the whole header while the separator is tried out */
    int64_t number;
    const char *fault;
    bool is_too_wide; /* something stands in cells for which there is no room */
    size_t dropped;   /* bytes of these */
    size_t used;
    char content[CSV_ROW_MAX]; /* of the cells */
    size_t count;
    size_t begins[CSV_COLUMNS_MAX + 1]; /* in `content` */
    struct str cells[CSV_COLUMNS_MAX];
    struct csv_row header;
    struct str header_cells[CSV_COLUMNS_MAX];
    char header_content[CSV_ROW_MAX];
};

static const char separators[] = {',', ';', '\t'};

/* What was good is given first; the failure comes again. */
static enum rc give_up(const struct csv_reader *reader, const struct err *failure, struct err *e)
{
    if (reader->length > 0) {
        return RC_OK;
    }
    *e = *failure;
    return e->rc;
}

/* Reads until the buffer is full or the text ends. */
static enum rc fill(struct csv_reader *reader, struct err *e)
{
    reader->at = 0;
    reader->length = 0;
    while (reader->length + CSV_TEXT_ROOM <= sizeof reader->buffer) {
        size_t more = 0;
        struct err failure = {0};
        if (csv_text_read(&reader->text, reader->buffer + reader->length, sizeof reader->buffer - reader->length, &more, &failure) !=
            RC_OK) {
            return give_up(reader, &failure, e);
        }
        if (more == 0) {
            return RC_OK;
        }
        reader->length += more;
    }
    return RC_OK;
}

/* The next character without taking it. */
static enum rc look(struct csv_reader *reader, int *c, struct err *e)
{
    if (reader->at == reader->length && !reader->trying && fill(reader, e) != RC_OK) {
        return e->rc;
    }
    *c = reader->at == reader->length ? END : (unsigned char)reader->buffer[reader->at];
    return RC_OK;
}

static enum rc too_long(const char *what, struct err *e)
{
    return err_set(e, RC_INVALID, "ER-1204", "file", "%s %d bytes", what, CSV_ROW_MAX);
}

static enum rc keep(struct csv_reader *reader, int c, bool quoted, struct err *e)
{
    if (reader->used < sizeof reader->content) {
        reader->content[reader->used++] = (char)c;
        return RC_OK;
    }
    return too_long(quoted ? "a quote is opened that is not closed within" : "it is longer than", e);
}

static bool ends_cell(const struct csv_reader *reader, int c)
{
    return c == END || c == '\n' || c == '\r' || c == reader->separator;
}

/* The rest of a cell as it stands, up to its end, which stays. */
static enum rc read_plain(struct csv_reader *reader, struct err *e)
{
    for (;;) {
        int c = END;
        if (look(reader, &c, e) != RC_OK) {
            return e->rc;
        }
        if (ends_cell(reader, c)) {
            return RC_OK;
        }
        if (keep(reader, c, false, e) != RC_OK) {
            return e->rc;
        }
        reader->at++;
    }
}

/* What stands between quotes; two quotes are one. */
static enum rc read_quoted(struct csv_reader *reader, struct err *e)
{
    reader->at++;
    for (;;) {
        int c = END;
        if (look(reader, &c, e) != RC_OK) {
            return e->rc;
        }
        if (c == END) {
            return err_set(e, RC_INVALID, "ER-1204", "file", T_("a quote is opened that is not closed before the end of the file"));
        }
        reader->at++;
        if (c == '"') {
            if (look(reader, &c, e) != RC_OK) {
                return e->rc;
            }
            if (c != '"') {
                return RC_OK;
            }
            reader->at++;
        }
        if (keep(reader, c, true, e) != RC_OK) {
            return e->rc;
        }
    }
}

static enum rc skip_blanks(struct csv_reader *reader, int *c, struct err *e)
{
    for (;;) {
        if (look(reader, c, e) != RC_OK || *c != ' ') {
            return e->rc;
        }
        reader->at++;
    }
}

/* Blanks around a cell are dropped. */
static enum rc read_cell(struct csv_reader *reader, int *end, struct err *e)
{
    const size_t begin = reader->used;
    int c = END;
    if (skip_blanks(reader, &c, e) != RC_OK) {
        return e->rc;
    }
    if (c == '"' && (read_quoted(reader, e) != RC_OK || skip_blanks(reader, &c, e) != RC_OK)) {
        return e->rc;
    }
    if (!ends_cell(reader, c)) {
        if (reader->used > begin) {
            reader->fault = N_("has text after a closing quote; a quote within quotes is written twice");
        }
        if (read_plain(reader, e) != RC_OK) {
            return e->rc;
        }
    }
    return look(reader, end, e);
}

static enum rc end_row(struct csv_reader *reader, int end, struct err *e)
{
    int next = END;
    if (end == END) {
        return RC_OK;
    }
    reader->at++;
    if (end == '\r') {
        if (look(reader, &next, e) != RC_OK) {
            return e->rc;
        }
        reader->at += next == '\n' ? 1U : 0U;
    }
    return RC_OK;
}

/* Reads past a cell for which there is no room. */
static enum rc drop_cell(struct csv_reader *reader, int *end, struct err *e)
{
    const size_t begin = reader->used;
    if (read_cell(reader, end, e) != RC_OK) {
        return e->rc;
    }
    reader->dropped += reader->used - begin + 1;
    reader->is_too_wide = reader->is_too_wide || reader->used > begin;
    reader->used = begin;
    if (reader->is_too_wide && reader->number == 1) {
        return err_set(e, RC_INVALID, "ER-1204", "file", T_("there are more than %d columns"), CSV_COLUMNS_MAX);
    }
    return begin + reader->dropped > CSV_ROW_MAX ? too_long("it is longer than", e) : RC_OK;
}

static enum rc read_cells(struct csv_reader *reader, struct err *e)
{
    int end = END;
    do {
        const bool has_room = reader->count < CSV_COLUMNS_MAX;
        if (has_room) {
            reader->begins[reader->count++] = reader->used;
        }
        if ((has_room ? read_cell(reader, &end, e) : drop_cell(reader, &end, e)) != RC_OK) {
            return e->rc;
        }
        if (end == reader->separator) {
            reader->at++;
        }
    } while (end == reader->separator);
    reader->begins[reader->count] = reader->used;
    return end_row(reader, end, e);
}

static bool is_blank(const struct csv_reader *reader)
{
    if (reader->is_too_wide) {
        return false;
    }
    for (size_t i = 0; i < reader->count; i++) {
        if (reader->cells[i].length > 0) {
            return false;
        }
    }
    return true;
}

/* Reads a row into the reader's own cells; *has is false at the end. */
static enum rc read_row(struct csv_reader *reader, bool *has, struct err *e)
{
    int c = END;
    if (look(reader, &c, e) != RC_OK) {
        return e->rc;
    }
    *has = c != END;
    if (!*has) {
        return RC_OK;
    }
    reader->number++;
    reader->used = 0;
    reader->count = 0;
    reader->fault = NULL;
    reader->is_too_wide = false;
    reader->dropped = 0;
    if (read_cells(reader, e) != RC_OK) {
        return e->rc;
    }
    if (reader->is_too_wide) {
        reader->fault = N_("has more than 64 cells");
    }
    for (size_t i = 0; i < reader->count; i++) {
        reader->cells[i] = str_trim((struct str){reader->content + reader->begins[i], reader->begins[i + 1] - reader->begins[i]});
    }
    return RC_OK;
}

static enum rc fail(struct csv_reader *reader, struct err *e)
{
    reader->failed = true;
    return e->rc == RC_INVALID && strcmp(e->code, "ER-1204") == 0 ? err_wrap(e, T_("row %lld"), (long long)reader->number) : e->rc;
}

enum rc csv_next(struct csv_reader *reader, struct csv_row *out, bool *has, struct err *e)
{
    *has = false;
    do {
        if (reader->failed) {
            return err_set(e, RC_INVALID, "ER-1204", "file", T_("row %lld: nothing can be read after it"), (long long)reader->number);
        }
        const int64_t before = reader->number;
        if (read_row(reader, has, e) != RC_OK) {
            /* A failure before the first character is one of this row too. */
            reader->number = before + 1;
            return fail(reader, e);
        }
    } while (*has && is_blank(reader));
    *out = (struct csv_row){.number = reader->number, .cells = reader->cells, .count = reader->count, .fault = reader->fault};
    return RC_OK;
}

static size_t count_known(const struct csv_reader *reader, csv_knows_fn *knows)
{
    size_t known = 0;
    for (size_t i = 0; i < reader->count; i++) {
        known += knows(reader->cells[i]) ? 1U : 0U;
    }
    return known;
}

/* Reads the first row with each separator in turn and keeps the one that makes the most known names of it; of those with as many, the one
 * that makes the most cells. */
static void find_separator(struct csv_reader *reader, csv_knows_fn *knows)
{
    size_t best_known = 0;
    size_t best_count = 0;
    char best = separators[0];
    reader->trying = true;
    for (size_t i = 0; i < sizeof separators; i++) {
        struct err ignored = {0};
        bool has = false;
        reader->separator = separators[i];
        const bool good = read_row(reader, &has, &ignored) == RC_OK && has;
        const size_t known = good ? count_known(reader, knows) : 0;
        if (good && (known > best_known || (known == best_known && reader->count > best_count))) {
            best_known = known;
            best_count = reader->count;
            best = separators[i];
        }
        reader->at = 0;
        reader->number = 0;
    }
    reader->separator = best;
    reader->trying = false;
}

static enum rc read_header(struct csv_reader *reader, csv_knows_fn *knows, struct err *e)
{
    struct csv_row row;
    bool has = false;
    if (fill(reader, e) != RC_OK) {
        reader->number = 1;
        return fail(reader, e);
    }
    find_separator(reader, knows);
    if (csv_next(reader, &row, &has, e) != RC_OK) {
        return e->rc;
    }
    if (!has) {
        return err_set(e, RC_INVALID, "ER-1202", "file", "the file is empty; a first row with the names of the columns was expected");
    }
    memcpy(reader->header_content, reader->content, reader->used);
    for (size_t i = 0; i < row.count; i++) {
        reader->header_cells[i] = (struct str){reader->header_content + (row.cells[i].data - reader->content), row.cells[i].length};
    }
    reader->header = row;
    reader->header.cells = reader->header_cells;
    return RC_OK;
}

enum rc csv_open(csv_source_fn *read, void *self, csv_knows_fn *knows, struct csv_reader **out, struct err *e)
{
    AUTO(csv_closep) struct csv_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return err_no_memory(e);
    }
    reader->text.read = read;
    reader->text.self = self;
    if (read_header(reader, knows, e) != RC_OK) {
        return e->rc;
    }
    *out = TAKE(reader);
    return RC_OK;
}

void csv_close(struct csv_reader *reader)
{
    free(reader);
}

void csv_closep(struct csv_reader **reader)
{
    csv_close(*reader);
}

const struct csv_row *csv_header(const struct csv_reader *reader)
{
    return &reader->header;
}

char csv_separator(const struct csv_reader *reader)
{
    return reader->separator;
}

int64_t csv_row_number(const struct csv_reader *reader)
{
    return reader->number;
}
