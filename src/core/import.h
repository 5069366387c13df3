/* SPDX-License-Identifier: EUPL-1.2 */
/* An import of a CSV file: what is asked, how far it is, and the columns that a file may have. */
#pragma once

#include "core/code.h"
#include "esc/err.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order in which csv-config numbers them and errors.csv has them. */
enum import_column {
    IMPORT_PERSON,
    IMPORT_FULL_NAME,
    IMPORT_EMAIL,
    IMPORT_LEVEL,
    IMPORT_CARD_NUMBER,
    IMPORT_CARD_TYPE,
    IMPORT_CARD_STATUS,
    IMPORT_DISPLAY_NAME,
    IMPORT_ISSUED,
    IMPORT_EXPIRES,
    IMPORT_ISSUER,
    IMPORT_PROCESSOR,
    IMPORT_COLUMN_COUNT
};

/* The numbers of these are stored. */
enum import_operation { IMPORT_CREATE = 1, IMPORT_UPDATE, IMPORT_DELETE };
enum import_mode {
    IMPORT_ALL = 1, /* everything or nothing */
    IMPORT_VALID    /* the rows that are good */
};
enum import_state { IMPORT_QUEUED = 1, IMPORT_RUNNING, IMPORT_DONE, IMPORT_FAILED, IMPORT_UNDONE };
enum import_phase {
    IMPORT_PHASE_CHECK, /* reads the file; nothing is written yet */
    IMPORT_PHASE_APPLY,
    IMPORT_PHASE_UNDO, /* as asked, ends UNDONE */
    IMPORT_PHASE_FALL  /* undoes what was applied, because a row failed; ends FAILED */
};

struct import {
    int64_t id;
    int64_t organisation_id; /* whose token or operator has sent it */
    int64_t token_id;        /* 0 for none */
    enum import_operation operation;
    enum import_mode mode;
    bool is_dry_run;
    bool is_local; /* run by the command line, not by the server */
    enum import_state state;
    enum import_phase phase;
    const char *file; /* name in the import folder; NULL once it is erased */
    int64_t bytes;
    unsigned columns;                            /* that the file has, as bits 1 << enum import_column */
    char separator;                              /* between its cells */
    int64_t row_done;                            /* the last row that the phase has done for good; 0 for none, the header is row 1 */
    int progress;                                /* percent */
    int64_t created, updated, unchanged, failed; /* rows; deleted ones count as updated */
    const char *reason;                          /* why it failed or was not undone whole; NULL for nothing to tell */
    int64_t created_at_us;
    int64_t ended_at_us;     /* 0 while it is not over */
    int64_t forgotten_at_us; /* when bad rows and what undoing needs were erased; 0: not yet */
};

const char *import_column_name(enum import_column column);

/* By its name, letter case, blanks, dashes and underscores aside. */
bool import_column_find(struct str name, enum import_column *out);

/* Whether every row must have the column. */
bool import_column_is_required(enum import_operation operation, enum import_column column);

const struct code *import_operation_code(enum import_operation operation);
const struct code *import_mode_code(enum import_mode mode);
const struct code *import_state_code(enum import_state state);

/* By key, letter case aside; RC_INVALID (ER-1018) lists them. */
ESC_MUST_CHECK enum rc import_operation_parse(struct str text, enum import_operation *out, struct err *e);
ESC_MUST_CHECK enum rc import_mode_parse(struct str text, enum import_mode *out, struct err *e);

/* Neither waiting nor running. */
bool import_is_over(const struct import *import);
