/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"
#include "esc/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ARENA_BLOCK 16384

int main(int argc, char **argv)
{
    struct arena arena;
    arena_init(&arena, ARENA_BLOCK);
    enum outcome outcome = command_run(argc < 1 ? 0 : argc - 1, argv + 1, &arena);
    arena_deinit(&arena);
    if ((fflush(stdout) != 0 || ferror(stdout) != 0) && outcome != OUTCOME_INTERNAL) {
        complain("standard output can't be written: %s", strerror(errno));
        outcome = OUTCOME_INTERNAL;
    }
    return (int)outcome;
}
