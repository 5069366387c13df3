/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/inputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void free_line(char **line)
{
    free(*line);
}

static enum outcome larger(enum outcome a, enum outcome b)
{
    return a > b ? a : b;
}

static enum outcome each_line(struct command_call *call, input_fn *each, void *context)
{
    AUTO(free_line) char *line = NULL;
    size_t capacity = 0;
    enum outcome outcome = OUTCOME_YES;
    errno = 0;
    for (ssize_t length = getline(&line, &capacity, stdin); length >= 0; length = getline(&line, &capacity, stdin)) {
        const struct str input = str_trim((struct str){line, (size_t)length});
        if (input.length > 0) {
            outcome = larger(outcome, each(call, input, context));
        }
        if (outcome >= OUTCOME_USAGE) {
            return outcome;
        }
    }
    if (feof(stdin) == 0) {
        complain("standard input can't be read: %s", strerror(errno));
        return OUTCOME_INTERNAL;
    }
    return outcome;
}

enum outcome inputs_each(struct command_call *call, const char *what, input_fn *each, void *context)
{
    if (call->operands.count == 0) {
        return command_misused(call, "%s was expected, or - for the lines of standard input", what);
    }
    enum outcome outcome = OUTCOME_YES;
    for (size_t i = 0; i < call->operands.count && outcome < OUTCOME_USAGE; i++) {
        const char *const operand = call->operands.items[i];
        const bool is_stdin = strcmp(operand, "-") == 0;
        outcome = larger(outcome, is_stdin ? each_line(call, each, context) : each(call, str_of(operand), context));
    }
    return outcome;
}
