/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/csv_write.h"

#include <string.h>

/* Whether the first character after any apostrophes begins a formula. */
static bool is_formula(struct str cell)
{
    size_t at = 0;
    while (at < cell.length && cell.data[at] == '\'') {
        at++;
    }
    return at < cell.length && cell.data[at] != '\0' && strchr("=+-@\t\r", cell.data[at]) != NULL;
}

static bool needs_quotes(struct str cell, char separator)
{
    for (size_t i = 0; i < cell.length; i++) {
        const char c = cell.data[i];
        if (c == '"' || c == '\n' || c == '\r' || c == '\t' || c == separator) {
            return true;
        }
    }
    return cell.length > 0 && (cell.data[0] == ' ' || cell.data[cell.length - 1] == ' ');
}

void csv_write_cell(struct buf *out, struct str cell, char separator)
{
    const bool quotes = needs_quotes(cell, separator);
    if (quotes) {
        buf_add_char(out, '"');
    }
    if (is_formula(cell)) {
        buf_add_char(out, '\'');
    }
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.data[i] == '"') {
            buf_add_char(out, '"');
        }
        buf_add_char(out, cell.data[i]);
    }
    if (quotes) {
        buf_add_char(out, '"');
    }
}

void csv_write_row(struct buf *out, const struct str *cells, size_t count, char separator)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(out, separator);
        }
        csv_write_cell(out, cells[i], separator);
    }
    buf_add_text(out, "\r\n");
}

struct str csv_unprotect(struct str cell)
{
    if (cell.length > 0 && cell.data[0] == '\'' && is_formula(cell)) {
        return (struct str){cell.data + 1, cell.length - 1};
    }
    return cell;
}
