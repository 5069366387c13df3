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

/* As long a checked file waits. */
#define IMPORT_WAITS_US (INT64_C(86400) * 1000000)

struct import {
    int64_t id;
    int64_t organisation_id; /* whose token, user or operator has sent it */
    int64_t token_id;        /* 0 for none */
    int64_t account_id;      /* the user who has sent it, 0 for none */
    int64_t undo_token_id;   /* who has asked for it to be taken back, while that goes on and after */
    int64_t undo_account_id;
    enum import_operation operation;
    enum import_mode mode;
    bool is_dry_run;
    bool is_local; /* run by the command line, not by the server */
    enum import_state state;
    enum import_phase phase;
    const char *file; /* name in the import folder; NULL once it is erased, or another import has it */
    int64_t bytes;
    unsigned columns;                            /* that the file has, as bits 1 << enum import_column */
    char separator;                              /* between its cells */
    int64_t row_done;                            /* the last row that the phase has done for good; 0 for none, the header is row 1 */
    int progress;                                /* percent */
    int64_t created, updated, unchanged, failed; /* rows; deleted ones count as updated */
    int64_t left;                                /* rows that undoing has left as others have made them */
    int64_t started_id;                          /* the import that carries out what this one has checked; 0: none */
    const char *reason;                          /* why it failed or was not undone whole; NULL for nothing to tell */
    const char *reason_said;                     /* the same to be said in any language; NULL where that isn't known */
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

/* Whether the file of a check waits, once it has ended well, for the user who has sent it to say go or stop: it has found something to
 * write. */
bool import_will_wait(const struct import *import);

/* Whether it does so now, and until when; 0 where it doesn't. */
bool import_is_waiting(const struct import *import);
int64_t import_waits_until_us(const struct import *import);
