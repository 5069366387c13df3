/* SPDX-License-Identifier: EUPL-1.2 */
/* What the program says about itself. */
#pragma once

#include "base/arena.h"
#include "esc/command.h"

#include <stddef.h>
#include <stdio.h>

/* All commands with a line each; those whose name begins with the word `group`, or all where it is "". */
void help_overview(const struct command *const *commands, size_t count, const char *group, FILE *out);

/* One command with its options. */
void help_command(const struct command *command, struct arena *arena, FILE *out);
