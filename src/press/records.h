/* SPDX-License-Identifier: EUPL-1.2 */
/* The order as it has come: a file of records, looked at one after the other. Whatever is wrong with it ends the program. */
#pragma once

#include "print/protocol.h"

#include <stdbool.h>
#include <stddef.h>

#define RECORD_TEXTS_MAX 16

struct record {
    enum press_kind kind;
    unsigned count;
    const char *texts[RECORD_TEXTS_MAX]; /* those that are not there are "" */
};

struct records {
    const char *data;
    size_t length;
    size_t at;
};

/* Takes the whole of a file. */
void records_open(struct records *records, int fd);

/* The next record; false at the end. */
bool records_next(struct records *records, struct record *out);

/* A number of a record, from 0 to a million; others end the program. */
double record_number(const struct record *record, unsigned text);

/* Ends the program: 3 for what is wrong with the order, 4 for what can't be drawn or written. */
_Noreturn void press_refuse_order(void);
_Noreturn void press_fail(void);
