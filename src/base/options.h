/* SPDX-License-Identifier: EUPL-1.2 */
/* Settings of a program from its command line and its configuration file, described by one table. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum option_type {
    OPTION_TEXT,   /* const char * */
    OPTION_NUMBER, /* int64_t, within min..max */
    OPTION_FLAG    /* bool; on the command line without value, in a file yes|no|true|false */
};

/* One setting: `--public-url URL` on the command line, `public_url = URL` in a file. */
struct option_spec {
    const char *name; /* with dashes, without the leading two */
    char letter;      /* one-letter form, 0 for none */
    enum option_type type;
    size_t offset; /* of the member in the target struct */
    const char *value_name;
    const char *help;
    int64_t min, max;       /* of numbers */
    bool command_line_only; /* not allowed in a file, such as the file's own name */
};

struct option_table {
    const struct option_spec *specs;
    size_t count;
};

/* What is left of a command line: arguments that are no options, in order. "--" ends the options. */
struct operands {
    const char **items;
    size_t count;
};

/* Reads `argv[0..argc)` (without the program's name) into `target`, whose members keep their values where no option names them. Texts are
 * borrowed from `argv`. RC_INVALID for an unknown option, a missing or bad value. */
MUST_CHECK enum rc options_from_arguments(
    struct option_table table, int argc, char *const *argv, struct arena *arena, void *target, struct operands *operands, struct err *e);

/* Reads an INI file (sections only group); texts are copied into the arena. RC_INVALID tells file and line. */
MUST_CHECK enum rc options_from_file(struct option_table table, const char *path, struct arena *arena, void *target, struct err *e);

/* Writes a help line for each option. */
void options_help(struct option_table table, struct buf *out);
