/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/help.h"

#include <string.h>

static bool is_in_group(const struct command *command, const char *group)
{
    const size_t length = strlen(group);
    return length == 0 || (strncmp(command->name, group, length) == 0 && command->name[length] == ' ');
}

void help_overview(const struct command *const *commands, size_t count, const char *group, FILE *out)
{
    (void)fprintf(out, "usage: esc COMMAND [OPTION]... [ARGUMENT]...\n\nThe European Student Card on the command line.\n\nCommands:\n");
    for (size_t i = 0; i < count; i++) {
        if (is_in_group(commands[i], group)) {
            (void)fprintf(out, "  %-14s %s\n", commands[i]->name, commands[i]->summary);
        }
    }
    (void)fprintf(out,
        "\nOptions:\n  -h, --help     show this help, or that of a command\n  -V, --version  show the version\n\nThe manual is esc(1).\n");
}

void help_command(const struct command *command, struct arena *arena, FILE *out)
{
    struct buf options;
    buf_init(&options, arena);
    options_help(command->options, &options);
    const char *const lines = buf_text(&options);
    (void)fprintf(
        out, "usage: esc %s [OPTION]... %s\n\n%s\n%s", command->name, command->operands, command->about, lines == NULL ? "" : lines);
    (void)fprintf(out, "\nExit status: 0 yes, 1 no, 2 wrong command line, 3 no answer from the router, 4 no memory or a file's fault.\n");
}
