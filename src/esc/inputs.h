/* SPDX-License-Identifier: EUPL-1.2 */
/* The things that a command is asked about: its arguments, or the lines of standard input where an argument is "-". */
#pragma once

#include "esc/command.h"

typedef enum outcome input_fn(struct command_call *call, struct str input, void *context);

/* Calls `each` for one thing after the other; the largest outcome counts, and nothing goes on after OUTCOME_USAGE. Blank lines are passed
 * over. Without any argument the command was misused; `what` names what was expected. */
enum outcome inputs_each(struct command_call *call, const char *what, input_fn *each, void *context);
