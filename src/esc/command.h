/* SPDX-License-Identifier: EUPL-1.2 */
/* The commands of the program: what each is called, takes, and does. */
#pragma once

#include "base/options.h"
#include "esc/report.h"

#include <stdbool.h>
#include <stdint.h>

/* Exit statuses; of several, the largest is kept. */
enum outcome {
    OUTCOME_YES = 0,
    OUTCOME_NO = 1,          /* invalid, not active, unknown */
    OUTCOME_USAGE = 2,       /* the command line is wrong */
    OUTCOME_UNREACHABLE = 3, /* no answer from the router */
    OUTCOME_INTERNAL = 4     /* files, memory */
};

/* The options of all commands together; each has its own table of those that it takes. */
struct esc_options {
    bool help;
    bool json;
    const char *pic;
    int64_t prefix, count;
    const char *scope, *code;
    const char *output, *orientation, *colours, *size, *logo;
    const char *router;
    int64_t timeout_s;
};

struct command_call {
    const struct command *command;
    struct esc_options options;
    struct operands operands;
    struct arena *arena; /* of the whole run */
    struct report report;
};

struct command {
    const char *name;     /* one word, or two with a blank between */
    const char *operands; /* as the usage line shows them; "" for none */
    const char *summary;  /* one line */
    const char *about;    /* paragraphs for --help, each line ending in a line feed */
    struct option_table options;
    enum outcome (*run)(struct command_call *call);
};

#define OPTION(option_name, option_letter, option_type, member, value, text)                                                     \
    {                                                                                                                            \
        .name = (option_name), .letter = (option_letter), .type = (option_type), .offset = offsetof(struct esc_options, member), \
        .value_name = (value), .help = (text)                                                                                    \
    }
#define OPTION_JSON OPTION("json", 0, OPTION_FLAG, json, "", "write JSON, one object a line")
#define OPTION_HELP OPTION("help", 'h', OPTION_FLAG, help, "", "show this help")
#define OPTIONS(specs)         \
    {                          \
        specs, COUNT_OF(specs) \
    }

extern const struct command command_escn_new, command_escn_inspect, command_esi_check, command_esi_new, command_qr, command_verify,
    command_status;

/* Runs what the arguments (without the program's name) ask for. */
enum outcome command_run(int argc, char *const *argv, struct arena *arena);

/* Writes a line to standard error, beginning with the program's name. */
void complain(const char *format, ...) PRINTF_LIKE(1, 2);

/* Complains about the command line, points to the command's help; returns OUTCOME_USAGE. */
enum outcome command_misused(const struct command_call *call, const char *format, ...) PRINTF_LIKE(2, 3);

/* Complains of a failure; returns the outcome that fits its kind. */
enum outcome command_failed(const struct err *e);
