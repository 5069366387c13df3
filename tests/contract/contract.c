/* SPDX-License-Identifier: EUPL-1.2 */
#include "contract.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* One entry an engine: how its tests come to a new database. */
struct contract_engine {
    const char *name;
    int (*make)(struct contract *contract); /* fills `url`; the folder is there */
    int (*drop)(struct contract *contract);
};

static int make_sqlite(struct contract *contract)
{
    return snprintf(contract->url, sizeof contract->url, "sqlite:%.100s/test.db", contract->folder) > 0 ? 0 : -1;
}

static int drop_nothing(struct contract *contract)
{
    (void)contract;
    return 0;
}

static const struct contract_engine engines[] = {
    {"sqlite", make_sqlite, drop_nothing},
};

static int set_up(void **state)
{
    struct contract *const contract = calloc(1, sizeof *contract);
    if (contract == NULL) {
        return -1;
    }
    contract->engine = *state;
    (void)snprintf(contract->folder, sizeof contract->folder, "/tmp/esc-contract-XXXXXX");
    *state = contract;
    return mkdtemp(contract->folder) == NULL ? -1 : contract->engine->make(contract);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static int tear_down(void **state)
{
    struct contract *const contract = *state;
    const int outcome = contract->engine->drop(contract);
    (void)nftw(contract->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(contract);
    return outcome;
}

static int run_on(const struct contract_engine *engine, const char *group, const struct contract_test *tests, size_t count)
{
    char name[128];
    struct CMUnitTest *const list = calloc(count, sizeof *list);
    if (list == NULL) {
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        /* cmocka hands the initial state to set_up, which replaces it. */
        void *initial = NULL;
        memcpy(&initial, &engine, sizeof initial);
        list[i] = (struct CMUnitTest){tests[i].name, tests[i].run, set_up, tear_down, initial};
    }
    (void)snprintf(name, sizeof name, "%s on %s", group, engine->name);
    const int failures = _cmocka_run_group_tests(name, list, count, NULL, NULL);
    free(list);
    return failures;
}

int contract_run(const char *engine, const char *group, const struct contract_test *tests, size_t count)
{
    int failures = 0;
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        if (engine == NULL || strcmp(engine, engines[i].name) == 0) {
            failures += run_on(&engines[i], group, tests, count);
        }
    }
    return failures;
}

void contract_path(const struct contract *contract, const char *name, char out[CONTRACT_PATH_SIZE])
{
    (void)snprintf(out, CONTRACT_PATH_SIZE, "%.80s/%.40s", contract->folder, name);
}

int contract_fork(struct contract *contract, contract_child_fn *body, void *argument)
{
    (void)fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        _exit(body(contract, argument));
    }
    return pid;
}

int contract_wait(int pid)
{
    int status = 0;
    if (waitpid(pid, &status, 0) != pid) {
        return 127;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
