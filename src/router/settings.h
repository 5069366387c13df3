/* SPDX-License-Identifier: EUPL-1.2 */
/* The program's settings: from the configuration file and the command line, each key the same in both. */
#pragma once

#include "base/arena.h"
#include "base/log.h"
#include "base/options.h"

struct settings {
    const char *config; /* the file itself */
    bool help;
    bool json;

    /* serving */
    const char *listen;
    const char *management_listen;
    const char *public_url;
    const char *log_level;
    const char *access_log; /* a path, "-" for standard output, "" for none */
    const char *ready_file;
    const char *trusted_proxies; /* separated by commas */
    const char *new_logo_from;   /* a day */
    bool any_card_number;
    bool test; /* -t */
    int64_t loops;
    int64_t workers;
    int64_t connections;
    int64_t connections_per_address;
    int64_t body_max;
    int64_t token_rate;
    int64_t address_rate;
    int64_t drain_timeout;
    const char *logo_horizontal;
    const char *logo_horizontal_inverted;
    const char *logo_vertical;
    const char *logo_vertical_inverted;

    const char *database;
    bool temporary; /* the database is thrown away at the end; not an option */
    int64_t students;

    /* organisation add, token create */
    const char *identifier;
    const char *kind;
    const char *name;
    const char *country;
    const char *schac;
    const char *website;
    const char *accepted_by;
    const char *new_logo_at;
    bool shows_name;
    const char *organisation;
    const char *expires;
    bool test_token;

    bool repair; /* doctor */
};

/* The options that a command takes. */
enum settings_part {
    SETTINGS_SERVE = 1,
    SETTINGS_DATABASE = 2,
    SETTINGS_SANDBOX = 4,
    SETTINGS_ORGANISATION = 8,
    SETTINGS_TOKEN = 16,
    SETTINGS_DOCTOR = 32
};

/* Reads defaults, then the file that -c names, then the command line, in this order of growing weight. */
MUST_CHECK enum rc settings_read(
    unsigned parts, int argc, char *const *argv, struct arena *arena, struct settings *out, struct operands *operands, struct err *e);

/* Help lines for the options of these parts. */
void settings_help(unsigned parts, struct buf *out);
