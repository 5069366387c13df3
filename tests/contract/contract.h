/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs the same tests against every storage engine: each test gets a new, empty database. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CONTRACT_PATH_SIZE 128

struct contract_engine;

/* What a test finds in *state. */
struct contract {
    const struct contract_engine *engine;
    char folder[CONTRACT_PATH_SIZE]; /* of this test alone, removed after it */
    char url[CONTRACT_PATH_SIZE];    /* of the database, for db_open with `create` */
};

struct contract_test {
    const char *name;
    CMUnitTestFunction run;
};

/* Runs all tests on all engines, or on the one named; the number of failures, for main to return. */
int contract_run(const char *engine, const char *group, const struct contract_test *tests, size_t count);

#define CONTRACT_TEST(function) \
    {                           \
#function, function     \
    }
#define CONTRACT_RUN(group, tests) contract_run(NULL, (group), (tests), sizeof(tests) / sizeof((tests)[0]))
#define CONTRACT_RUN_ON(engine, group, tests) contract_run((engine), (group), (tests), sizeof(tests) / sizeof((tests)[0]))

/* "FOLDER/name" of the test's folder, in `out`. */
void contract_path(const struct contract *contract, const char *name, char out[CONTRACT_PATH_SIZE]);

/* Runs `body` in a child process that exits with its return value, 0 to 100; the parent goes on. */
typedef int contract_child_fn(struct contract *contract, void *argument);
int contract_fork(struct contract *contract, contract_child_fn *body, void *argument);

/* Waits for a child: its exit status, or 128 + the signal that ended it. */
int contract_wait(int pid);
