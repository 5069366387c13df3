/* SPDX-License-Identifier: EUPL-1.2 */
/* A CSV file of an import on the disk, read as rows. */
#pragma once

#include "core/import_row.h"
#include "wire/csv_read.h"

/* The column of errors.csv that tells why; ignored when the file is sent again. */
#define INTAKE_REASONS "errors"

struct seen;

struct intake_file {
    int fd;           /* borrowed */
    uint64_t at, end; /* what is still to be read */
    uint64_t begin;
    enum import_operation operation;
    struct csv_reader *reader;
    int column_of[CSV_COLUMNS_MAX]; /* enum import_column, or -1 for a cell that says nothing */
    unsigned columns;               /* as bits 1 << enum import_column */
    bool is_ours;                   /* one of our errors.csv: what made its cells harmless comes off */
    struct err header_fault;        /* the first problem of the header, as it was found */
    struct import_row header;       /* for its problems */
    struct seen *seen;              /* card numbers so far */
};

/* Reads the header of the `bytes` bytes from `begin` on. A header with bad columns is no failure: see file->header.problems. RC_INVALID:
 * ER-1202 when it is no CSV at all, ER-1204 when the first row can't be read. `fd` is borrowed, `arena` for the problems. */
MUST_CHECK enum rc intake_open(
    struct intake_file *file, int fd, uint64_t begin, uint64_t bytes, enum import_operation operation, struct arena *arena, struct err *e);
void intake_close(struct intake_file *file);

/* RC_OK for a header without problems; else RC_INVALID (ER-1203) with what is wrong. */
MUST_CHECK enum rc intake_check_header(const struct intake_file *file, struct err *e);

/* The next row, its cells and problems in the arena, read as far as that needs no registry. *has is false at the end. RC_INVALID (ER-1204)
 * when it can't be read, with its number in the message. */
MUST_CHECK enum rc intake_next(struct intake_file *file, struct arena *arena, struct import_row *out, bool *has, struct err *e);

/* Reads to the end without looking at values; fails like intake_next. */
MUST_CHECK enum rc intake_scan(struct intake_file *file, struct err *e);

/* How much of the file is read, in percent. */
int intake_percent(const struct intake_file *file);
