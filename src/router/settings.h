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
    int64_t heavy_workers;
    int64_t connections;
    int64_t connections_per_address;
    int64_t body_max;
    int64_t import_max;
    int64_t import_keep;       /* days */
    const char *upload_folder; /* NULL: the database's */
    int64_t token_rate;
    int64_t address_rate;
    int64_t drain_timeout;
    int64_t retention_days;        /* that cards are kept after their expiry; 0: for ever */
    int64_t retention_person_days; /* that persons without cards are kept; 0: for ever */
    const char *retention_at;      /* time of the day in UTC */
    const char *logo_horizontal;
    const char *logo_horizontal_inverted;
    const char *logo_vertical;
    const char *logo_vertical_inverted;

    /* the look of the pages; NULL: the skin's */
    const char *skin;
    const char *site_logo;
    const char *site_colour;
    const char *site_accent;

    /* mails; NULL where nothing is said */
    const char *mail_server;
    const char *mail_from;
    const char *mail_user;
    const char *mail_password_file;
    const char *mail_folder;
    bool mail_allow_plain;

    /* services of organisations */
    bool services_allow_http;
    bool services_allow_private;

    const char *database;
    const char *key_file;       /* NULL: in the database's folder */
    const char *imports_folder; /* NULL: beside the database */
    bool temporary;             /* the database is thrown away at the end; not an option */
    bool invented;              /* its students are: it may be played with; not an option */
    int64_t students;
};

/* Which settings a command takes besides --help, --json, --config and --database. */
enum settings_part { SETTINGS_SERVE = 1, SETTINGS_SANDBOX = 2, SETTINGS_SERVICES = 4, SETTINGS_RETENTION = 8 };

/* The options of one command alone, which stand in no file: where they go is a struct of the command's own. */
struct own_options {
    const struct option_spec *specs;
    size_t count;
    size_t size;          /* of the struct */
    const void *defaults; /* a filled struct; NULL: all zero */
};

/* What a command was called with. */
struct command_call {
    const struct settings *settings;
    const struct operands *operands;
    const void *own; /* the struct that `own_options` describe; NULL when the command has none */
};

/* Reads defaults, then the file that -c names, then the command line, in this order of growing weight. `own` may be NULL. All is in the
 * arena. */
MUST_CHECK enum rc settings_read(unsigned parts, const struct own_options *own, int argc, char *const *argv, struct arena *arena,
    struct command_call *out, struct err *e);

/* Help lines for all options that settings_read takes. */
void settings_help(unsigned parts, const struct own_options *own, struct buf *out);
