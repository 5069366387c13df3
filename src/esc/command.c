/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/command.h"

#include "esc/help.h"

#include <stdio.h>
#include <string.h>

#define PREFIX_USUAL 1
#define TIMEOUT_USUAL_S 15

static const struct command *const commands[] = {
    &command_escn_new, &command_escn_inspect, &command_esi_check, &command_esi_new, &command_qr, &command_verify, &command_status};

static PRINTF_LIKE(1, 0) void write_complaint(const char *format, va_list args)
{
    char line[1024];
    (void)vsnprintf(line, sizeof line, format, args);
    report_clean(line);
    (void)fprintf(stderr, "esc: %s\n", line);
}

void complain(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_complaint(format, args);
    va_end(args);
}

enum outcome command_misused(const struct command_call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_complaint(format, args);
    va_end(args);
    complain("\"esc %s --help\" tells how it is used", call->command->name);
    return OUTCOME_USAGE;
}

enum outcome command_failed(const struct err *e)
{
    complain("%s", e->msg);
    switch (e->rc) {
    case RC_INVALID:
    case RC_NOT_FOUND:
        return OUTCOME_NO;
    case RC_UNAUTHENTICATED:
    case RC_DENIED:
    case RC_THROTTLED:
    case RC_UNAVAILABLE:
        return OUTCOME_UNREACHABLE;
    case RC_OK:
    case RC_BAD_METHOD:
    case RC_CONFLICT:
    case RC_UNPROCESSABLE:
    case RC_TOO_LARGE:
    case RC_BAD_TYPE:
    case RC_INTERNAL:
    case RC_NO_MEMORY:
    case RC_COUNT:
        break;
    }
    return OUTCOME_INTERNAL;
}

/* How many of the first arguments are the command's name; 0 when they are not. */
static int words_of(const struct command *command, int argc, char *const *argv)
{
    const char *const blank = strchr(command->name, ' ');
    if (blank == NULL) {
        return argc >= 1 && strcmp(argv[0], command->name) == 0 ? 1 : 0;
    }
    const size_t first = (size_t)(blank - command->name);
    const bool fits =
        argc >= 2 && strlen(argv[0]) == first && strncmp(argv[0], command->name, first) == 0 && strcmp(argv[1], blank + 1) == 0;
    return fits ? 2 : 0;
}

static bool is_group(const char *word)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        const size_t length = strcspn(commands[i]->name, " ");
        if (commands[i]->name[length] == ' ' && strlen(word) == length && strncmp(commands[i]->name, word, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(const char *word, const char *first, const char *second)
{
    return strcmp(word, first) == 0 || strcmp(word, second) == 0;
}

/* Arguments that name no command: help, the version, or a mistake. */
static enum outcome run_without_command(int argc, char *const *argv)
{
    const char *const word = argc >= 1 ? argv[0] : "";
    const bool wants_help = is_one_of(word, "--help", "-h") || strcmp(word, "help") == 0;
    if (is_one_of(word, "--version", "-V")) {
        (void)printf("esc %s\n", ESC_VERSION);
        return OUTCOME_YES;
    }
    if (argc == 0 || wants_help) {
        help_overview(commands, COUNT_OF(commands), "", wants_help ? stdout : stderr);
        return wants_help ? OUTCOME_YES : OUTCOME_USAGE;
    }
    if (!is_group(word)) {
        complain("there is no command \"%s\"; \"esc --help\" lists the commands", word);
        return OUTCOME_USAGE;
    }
    const bool wants_group = argc >= 2 && is_one_of(argv[1], "--help", "-h");
    if (argc >= 2 && !wants_group) {
        complain("there is no command \"%s %s\"", word, argv[1]);
    }
    help_overview(commands, COUNT_OF(commands), word, wants_group ? stdout : stderr);
    return wants_group ? OUTCOME_YES : OUTCOME_USAGE;
}

static enum outcome run_command(const struct command *command, int argc, char *const *argv, struct arena *arena)
{
    struct command_call call = {
        .command = command,
        .options = {.prefix = PREFIX_USUAL, .count = 1, .timeout_s = TIMEOUT_USUAL_S},
        .arena = arena,
    };
    struct err e;
    if (options_from_arguments(command->options, argc, argv, arena, &call.options, &call.operands, &e) != RC_OK) {
        return e.rc == RC_INVALID ? command_misused(&call, "%s", e.msg) : command_failed(&e);
    }
    if (call.options.help) {
        help_command(command, arena, stdout);
        return OUTCOME_YES;
    }
    if (command->operands[0] == '\0' && call.operands.count > 0) {
        return command_misused(&call, "\"%s\" is too much: the command takes options only", call.operands.items[0]);
    }
    report_init(&call.report, call.options.json, stdout);
    const enum outcome outcome = command->run(&call);
    report_deinit(&call.report);
    return outcome;
}

enum outcome command_run(int argc, char *const *argv, struct arena *arena)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        const int words = words_of(commands[i], argc, argv);
        if (words > 0) {
            return run_command(commands[i], argc - words, argv + words, arena);
        }
    }
    return run_without_command(argc, argv);
}
