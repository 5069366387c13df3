/* SPDX-License-Identifier: EUPL-1.2 */
/* One row of an import: its cells, what they say, and all that is wrong with them. */
#pragma once

#include "base/arena.h"
#include "core/card.h"
#include "core/import.h"
#include "core/person.h"

struct import_problem {
    struct import_problem *next;
    const char *field; /* a column's name; "" for the row as a whole */
    const char *code;
    const char *message;
    const char *said;  /* what the message is made of, see pattern_pack */
    const char *value; /* what stood there; NULL where it may be somebody's data */
};

struct import_row {
    int64_t number;                        /* the header is row 1 */
    struct str cells[IMPORT_COLUMN_COUNT]; /* trimmed; data NULL where the file has no such column */
    struct import_problem *problems;       /* in the order in which they were found */
    struct import_problem *last_problem;
    size_t problem_count;
    bool is_judged; /* the registry has looked at it */

    /* What the cells say. Without meaning for blank cells and such with a problem. */
    const char *esi_key;
    const char *name_key;
    enum academic_level level;
    struct escn escn;
    enum card_type type;
    enum card_status status;
    int32_t issued_day, expires_day; /* DAY_NONE for blank */
};

/* Adds a problem, its texts copied into the arena; `e` as a check has filled it. */
ESC_MUST_CHECK enum rc import_row_blame(
    struct import_row *row, struct arena *arena, const char *field, const struct err *problem, struct err *e);

/* Reads the cells, noting all that is wrong with them; fails only for lack of memory. A deletion looks at numbers and identifiers only. */
ESC_MUST_CHECK enum rc import_row_read(struct import_row *row, enum import_operation operation, struct arena *arena, struct err *e);

bool import_row_has(const struct import_row *row, enum import_column column);

/* No problem with this column was found. */
bool import_row_is_good(const struct import_row *row, enum import_column column);
