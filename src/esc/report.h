/* SPDX-License-Identifier: EUPL-1.2 */
/* What a command found out about one thing, for people (a heading and aligned lines) or for programs (a JSON object on one line). */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct report {
    bool json;
    FILE *out;
    struct arena arena; /* of one thing */
    struct buf text;
    bool has_members;
};

void report_init(struct report *report, bool json, FILE *out);
void report_deinit(struct report *report);

/* Starts with what the report is about, which people see as its heading. */
void report_begin(struct report *report, struct str heading);

/* One finding: `name` is its member in JSON, `label` its name for people; NULL leaves it out there. Values that are not there (data NULL)
 * are null in JSON, and no line for people. */
void report_text(struct report *report, const char *name, const char *label, struct str value);
void report_number(struct report *report, const char *name, const char *label, int64_t value);
void report_bool(struct report *report, const char *name, const char *label, bool value);
void report_null(struct report *report, const char *name);
void report_nulls(struct report *report, const char *const *names, size_t count);

/* Writes it out; false when there was no memory. */
MUST_CHECK bool report_end(struct report *report);

/* The value of a C string; NULL is a value that is not there. */
struct str report_value(const char *text);

/* Replaces control characters, which could rule the terminal, and broken UTF-8 by "?". */
void report_clean(char *text);
