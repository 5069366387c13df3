/* SPDX-License-Identifier: EUPL-1.2 */
/* The program esc-router: finds the command and runs it. */
#include "base/buf.h"
#include "router/command.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_overview(FILE *to)
{
    (void)fprintf(to, "Usage: esc-router COMMAND [options]\n\nThe European Student Card Router.\n\nCommands:\n");
    for (const struct command *command = commands; command->name != NULL; command++) {
        (void)fprintf(to, "  %-28s %s\n", command->name, command->about);
    }
    (void)fprintf(to,
        "\nOptions:\n  -h, --help         show this help; after a command, its options\n  -V, --version      tell the version\n\n"
        "esc-router(1) tells everything.\n");
}

static enum rc print_help(const struct command *command, struct arena *arena, struct err *e)
{
    struct buf out;
    buf_init(&out, arena);
    buf_add_format(&out, "Usage: esc-router %s %s\n\n%s\n\nOptions:\n", command->name, command->usage, command->about);
    settings_help(command->parts, command->own, &out);
    const char *const text = buf_text(&out);
    if (text == NULL) {
        return err_no_memory(e);
    }
    (void)fputs(text, stdout);
    return RC_OK;
}

/* How many of the first arguments are the command's name; 0 when they are not. */
static int match(const char *name, int argc, char *const *argv)
{
    struct str rest = str_of(name);
    int words = 0;
    while (rest.data != NULL) {
        const struct str word = str_cut(&rest, ' ');
        if (words >= argc || !str_equal(word, str_of(argv[words]))) {
            return 0;
        }
        words++;
    }
    return words;
}

/* The command whose name takes most of the arguments: "import list" before "import". */
static const struct command *find_command(int argc, char *const *argv, int *words)
{
    const struct command *best = NULL;
    *words = 0;
    for (const struct command *command = commands; command->name != NULL; command++) {
        const int matched = match(command->name, argc, argv);
        if (matched > *words) {
            *words = matched;
            best = command;
        }
    }
    return best;
}

static enum rc run(const struct command *command, int argc, char *const *argv, struct arena *arena, int *code, struct err *e)
{
    struct command_call call;
    if (settings_read(command->parts, command->own, argc, argv, arena, &call, e) != RC_OK) {
        return e->rc;
    }
    if (call.settings->help) {
        return print_help(command, arena, e);
    }
    if (call.operands->count != command->operands) {
        return err_set(e, RC_INVALID, "", "", "the command \"%s\" takes %zu argument%s besides options, not %zu: esc-router %s %s",
            command->name, command->operands, command->operands == 1 ? "" : "s", call.operands->count, command->name, command->usage);
    }
    return command->run(&call, arena, code, e);
}

static int code_of(enum rc rc)
{
    switch (rc) {
    case RC_OK:
        return EXIT_GOOD;
    case RC_NOT_FOUND:
    case RC_CONFLICT:
        return EXIT_NEGATIVE;
    case RC_UNAVAILABLE:
    case RC_NO_MEMORY:
        return EXIT_UNREACHABLE;
    case RC_INTERNAL:
    case RC_COUNT:
        return EXIT_INTERNAL;
    case RC_INVALID:
    case RC_UNAUTHENTICATED:
    case RC_DENIED:
    case RC_BAD_METHOD:
    case RC_UNPROCESSABLE:
    case RC_TOO_LARGE:
    case RC_BAD_TYPE:
    case RC_THROTTLED:
        return EXIT_USAGE;
    }
    return EXIT_INTERNAL;
}

/* No command was found: say what there is. */
static int explain(int argc, char *const *argv)
{
    if (argc == 0) {
        print_overview(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0 || strcmp(argv[0], "help") == 0) {
        print_overview(stdout);
        return EXIT_GOOD;
    }
    if (strcmp(argv[0], "--version") == 0 || strcmp(argv[0], "-V") == 0) {
        (void)printf("esc-router %s\n", ESC_VERSION);
        return EXIT_GOOD;
    }
    (void)fprintf(stderr, "esc-router: there is no command \"%s%s%s\"; esc-router --help lists the commands\n", argv[0],
        argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
    return EXIT_USAGE;
}

/* A secret, an export or a list that nobody got is no success. */
static int end_output(int code)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return code;
    }
    (void)fprintf(stderr, "esc-router: standard output can't be written: %s\n", strerror(errno));
    return code == EXIT_GOOD || code == EXIT_NEGATIVE ? EXIT_UNREACHABLE : code;
}

int main(int argc, char **argv)
{
    int words = 0;
    int code = EXIT_GOOD;
    struct err e = {0};
    struct arena arena;
    const struct command *const command = find_command(argc - 1, argv + 1, &words);
    if (command == NULL) {
        return end_output(explain(argc - 1, argv + 1));
    }
    /* Large blocks come from the system and go back to it at once, so that one long list doesn't leave the process large for ever. */
    (void)mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    arena_init(&arena, 16384);
    if (run(command, argc - 1 - words, argv + 1 + words, &arena, &code, &e) != RC_OK) {
        (void)fprintf(stderr, "esc-router: %s\n", e.msg);
        code = code_of(e.rc);
    }
    arena_deinit(&arena);
    return end_output(code);
}
