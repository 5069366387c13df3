/* SPDX-License-Identifier: EUPL-1.2 */
/* What one row of an import comes to: checked against the registry, written, and undone again. */
#pragma once

#include "core/import_row.h"
#include "registry/session.h"
#include "store/imports.h"

enum import_outcome { IMPORT_CREATED, IMPORT_UPDATED, IMPORT_UNCHANGED };

/* What is to be done for a row without problems. */
struct import_plan {
    unsigned act; /* of enum import_act */
    const struct organisation *issuer;
    struct person person;
    bool is_known;                             /* the person is in the registry */
    struct enrolment old_enrolment, enrolment; /* at the issuer: as it is, as it will be */
    struct card old_card, card;
};

enum import_outcome import_plan_outcome(const struct import_plan *plan);

/* Works out what a row that was read comes to for the asking organisation; adds to the row's problems. Reads only. Cells end in NUL. Fails
 * when the database or memory does, not for problems. */
MUST_CHECK enum rc import_plan_make(
    struct session *session, enum import_operation operation, struct import_row *row, struct import_plan *out, struct err *e);

/* Writes what a plan made in the same transaction says; `done` tells what undoing needs. */
MUST_CHECK enum rc import_plan_apply(
    struct session *session, const struct import_row *row, struct import_plan *plan, struct import_done *done, struct err *e);

/* Takes back what a row did; *left is set when what it touched isn't as the row left it, and stays so. */
MUST_CHECK enum rc import_done_undo(struct session *session, const struct import_done *done, bool *left, struct err *e);
