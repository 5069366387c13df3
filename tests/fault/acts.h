/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything that writes into a registry, as acts that can be done over and over: each round prepares what it needs and does it. */
#pragma once

#include "registries.h"

#include <sqlite3.h>

/* What a round works on. */
struct round {
    int number;
    char esi[80];
    char card[ESCN_TEXT_SIZE];
    int64_t id;
};

struct act {
    const char *name;
    const char *actor; /* NULL: the operator */
    session_work_fn *prepare;
    session_work_fn *work;
};

/* Of users, services, students' rights, imports and erasing by time. */
session_work_fn add_user, give_role, disable_user, invite_user, ask_reset;
session_work_fn drop_services, add_service, have_service, remove_service;
session_work_fn enrol_consenting, record_consent, withdraw_student, change_identifier;
session_work_fn begin_import, have_import, apply_import, have_applied_import, undo_import, have_checked_import, start_checked_import;
session_work_fn have_old_card, erase_old_card;

/* Enrols the round's person at the first organisation; issues a card to the person. */
session_work_fn enrol_here, issue_new;

extern const struct act acts[];
extern const size_t act_count;

/* A registry and an eye that sees whether anything has been committed to its database. */
struct bench {
    struct office office;
    sqlite3 *eye;
    sqlite3_stmt *look;
    struct round round;
};

void bench_open(struct bench *bench, const struct contract *contract);
void bench_close(struct bench *bench);

/* A number that changes with every commit that has written. */
int64_t bench_look(struct bench *bench);

/* The next round of an act, without failures. */
void bench_prepare(struct bench *bench, const struct act *act);

/* Does the act in a transaction of its own; the organisations are read anew, and all memory comes in the smallest pieces. */
enum rc bench_do(struct bench *bench, const struct act *act, struct err *e);
