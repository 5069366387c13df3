/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/settings.h"

#include <stdalign.h>
#include <stddef.h>
#include <string.h>

#define AT(member) .offset = offsetof(struct settings, member)
#define TEXT(member, option, value, about)                                                        \
    {                                                                                             \
        .name = (option), .type = OPTION_TEXT, AT(member), .value_name = (value), .help = (about) \
    }
#define NUMBER(member, option, low, high, about)                                                                             \
    {                                                                                                                        \
        .name = (option), .type = OPTION_NUMBER, AT(member), .value_name = "N", .help = (about), .min = (low), .max = (high) \
    }
#define FLAG(member, option, about)                                        \
    {                                                                      \
        .name = (option), .type = OPTION_FLAG, AT(member), .help = (about) \
    }

static const struct option_spec common[] = {
    {.name = "help", .letter = 'h', .type = OPTION_FLAG, AT(help), .help = "show this help", .command_line_only = true},
    {.name = "json", .type = OPTION_FLAG, AT(json), .help = "print JSON", .command_line_only = true},
    {.name = "config",
        .letter = 'c',
        .type = OPTION_TEXT,
        AT(config),
        .value_name = "FILE",
        .help = "configuration file (name = value)",
        .command_line_only = true},
    TEXT(database, "database", "URL", "database, sqlite:PATH"),
    TEXT(key_file, "key-file", "FILE", "key that seals secrets in the database (default: esc-router.key in its folder)"),
    TEXT(imports_folder, "imports-folder", "FOLDER", "where files to import lie until they are imported (default: beside the database)"),
};

static const struct option_spec serve[] = {
    TEXT(listen, "listen", "HOST:PORT", "where to answer; port 0: any free one (default 127.0.0.1:8080)"),
    TEXT(management_listen, "management-listen", "HOST:PORT", "where /healthz, /readyz and /metrics answer (default 127.0.0.1:0)"),
    TEXT(public_url, "public-url", "URL", "how clients reach this router, for links (default: as they call it)"),
    TEXT(trusted_proxies, "trusted-proxies", "LIST", "addresses or networks, by comma, whose X-Forwarded-For is believed"),
    TEXT(log_level, "log-level", "LEVEL", "debug, info, warning or error (default info)"),
    TEXT(access_log, "access-log", "FILE", "a line for each answer; - is standard output (default: none)"),
    TEXT(ready_file, "ready-file", "FILE", "written as JSON when the port answers"),
    TEXT(new_logo_from, "new-logo-from", "DAY", "from this day cards of issuers without the new logo are INACTIVE (default 2028-01-01)"),
    TEXT(logo_horizontal, "logo-horizontal", "FILE", "SVG beside QR codes instead of our own drawing"),
    TEXT(logo_horizontal_inverted, "logo-horizontal-inverted", "FILE", "the same for inverted colours"),
    TEXT(logo_vertical, "logo-vertical", "FILE", "SVG above QR codes"),
    TEXT(logo_vertical_inverted, "logo-vertical-inverted", "FILE", "the same for inverted colours"),
    TEXT(skin, "skin", "NAME", "look of the pages: default, or eu, in the colours of the European Union (default: default)"),
    TEXT(site_logo, "site-logo", "FILE", "SVG or PNG on the pages instead of our own mark"),
    TEXT(site_colour, "site-colour", "COLOUR", "of buttons and links, such as #1e46b4 (default: the skin's)"),
    TEXT(site_accent, "site-accent", "COLOUR", "that stands on it, such as #ffcc00 (default: the skin's)"),
    TEXT(retention_at, "retention-at", "HH:MM", "when, in UTC, what was kept long enough is erased each day (default 03:15)"),
    FLAG(any_card_number, "any-card-number", "admit card numbers that don't conform, for a migration"),
    NUMBER(loops, "loops", 0, 64, "event loops; 0: one for each core (default 0)"),
    NUMBER(workers, "workers", 1, 64, "threads for lists and searches (default 2)"),
    NUMBER(heavy_workers, "heavy-workers", 1, 64, "threads for heavy work, such as pictures (default 2)"),
    NUMBER(connections, "connections", 16, 1000000, "connections in all (default 16384)"),
    NUMBER(connections_per_address, "connections-per-address", 0, 1000000, "connections for each address; 0: no limit (default 1024)"),
    NUMBER(body_max, "body-max", 1024, 64 << 20, "bytes of a request's body (default 1048576)"),
    NUMBER(import_max, "import-max", 1024, INT64_C(1) << 40, "bytes of a file to import (default 1073741824)"),
    NUMBER(import_keep, "import-keep", 1, 3650, "days after an import that its refused rows and undo data are kept (default 30)"),
    TEXT(upload_folder, "upload-folder", "FOLDER", "where large bodies wait on the disk, unseen (default: beside the database)"),
    NUMBER(token_rate, "token-rate", 0, 1000000, "requests a second for each token; 0: no limit (default 500)"),
    NUMBER(address_rate, "address-rate", 0, 1000000, "generate-escn a second for each address without token; 0: no limit (default 20)"),
    NUMBER(drain_timeout, "drain-timeout", 1, 3600, "seconds that running requests have to end at a stop (default 20)"),
    TEXT(mail_server, "mail-server", "URL", "smtp://HOST:PORT or smtps://HOST:PORT that takes mails (default: mails become files)"),
    TEXT(mail_from, "mail-from", "MAILBOX", "sender of mails, such as \"Card office <cards@example.org>\""),
    TEXT(mail_user, "mail-user", "NAME", "user at the mail server (default: none)"),
    TEXT(mail_password_file, "mail-password-file", "FILE", "its first line is the user's password"),
    FLAG(mail_allow_plain, "mail-allow-plain", "mails may go to another machine without TLS"),
    TEXT(mail_folder, "mail-folder", "FOLDER", "where mails become files without a mail server (default: mail beside the database)"),
    {.name = "test", .letter = 't', .type = OPTION_FLAG, AT(test), .help = "test the configuration and end", .command_line_only = true},
};

static const struct option_spec services[] = {
    FLAG(services_allow_http, "services-allow-http", "services of organisations may be called over plain http"),
    FLAG(services_allow_private, "services-allow-private", "services of organisations may have private and local addresses"),
};

static const struct option_spec retention[] = {
    NUMBER(retention_days, "retention-days", 0, 36500, "days that cards are kept after their expiry; 0: for ever (default 30)"),
    NUMBER(retention_person_days, "retention-person-days", 0, 36500,
        "days that persons without cards are kept after their last change; 0: for ever (default 365)"),
};

static const struct option_spec sandbox[] = {
    NUMBER(students, "students", 0, 20000000, "invented students (default 200)"),
};

#define SPECS_MAX 96

struct spec_list {
    struct option_spec items[SPECS_MAX];
    size_t count;
};

static void add(struct spec_list *list, const struct option_spec *specs, size_t count)
{
    for (size_t i = 0; i < count && list->count < SPECS_MAX; i++) {
        list->items[list->count++] = specs[i];
    }
}

/* A command's own struct stands behind the settings in one block. */
struct block {
    struct settings settings;
    alignas(max_align_t) unsigned char own[];
};

static void add_own(struct spec_list *list, const struct own_options *own)
{
    const size_t first = list->count;
    add(list, own->specs, own->count);
    for (size_t i = first; i < list->count; i++) {
        list->items[i].offset += offsetof(struct block, own);
        list->items[i].command_line_only = true;
    }
}

static void gather(unsigned parts, const struct own_options *own, struct spec_list *list)
{
    *list = (struct spec_list){0};
    add(list, common, COUNT_OF(common));
    if ((parts & SETTINGS_SERVE) != 0) {
        add(list, serve, COUNT_OF(serve));
    }
    if ((parts & (SETTINGS_SERVE | SETTINGS_RETENTION)) != 0) {
        add(list, retention, COUNT_OF(retention));
    }
    if ((parts & SETTINGS_SANDBOX) != 0) {
        add(list, sandbox, COUNT_OF(sandbox));
    }
    if ((parts & SETTINGS_SERVICES) != 0) {
        add(list, services, COUNT_OF(services));
    }
    if (own != NULL) {
        add_own(list, own);
    }
}

static struct settings defaults(unsigned parts)
{
    const bool is_sandbox = (parts & SETTINGS_SANDBOX) != 0;
    return (struct settings){
        .listen = "127.0.0.1:8080",
        .management_listen = "127.0.0.1:0",
        .log_level = "info",
        .access_log = "",
        .new_logo_from = "2028-01-01",
        .skin = "default",
        .retention_days = is_sandbox ? 0 : 30,
        .retention_person_days = is_sandbox ? 0 : 365,
        .retention_at = "03:15",
        .workers = 2,
        .heavy_workers = 2,
        .connections = 16384,
        .connections_per_address = is_sandbox ? 0 : 1024,
        .body_max = 1 << 20,
        .import_max = 1 << 30,
        .import_keep = 30,
        .token_rate = is_sandbox ? 0 : 500,
        .address_rate = is_sandbox ? 0 : 20,
        .drain_timeout = 20,
        .students = 200,
    };
}

/* Commands that don't serve read the same file, which holds the keys of serving. */
static enum rc read_file(const char *path, struct arena *arena, struct settings *out, struct err *e)
{
    struct spec_list list;
    gather(SETTINGS_SERVE | SETTINGS_SANDBOX | SETTINGS_SERVICES, NULL, &list);
    return options_from_file((struct option_table){list.items, list.count}, path, arena, out, e);
}

static struct block *block_new(unsigned parts, const struct own_options *own, struct arena *arena)
{
    const size_t own_size = own == NULL ? 0 : own->size;
    struct block *const block = arena_alloc(arena, offsetof(struct block, own) + own_size);
    if (block != NULL) {
        block->settings = defaults(parts);
    }
    if (block != NULL && own != NULL && own->defaults != NULL) {
        memcpy(block->own, own->defaults, own_size);
    }
    return block;
}

enum rc settings_read(unsigned parts, const struct own_options *own, int argc, char *const *argv, struct arena *arena,
    struct command_call *out, struct err *e)
{
    struct spec_list list;
    gather(parts, own, &list);
    const struct option_table table = {list.items, list.count};
    struct operands *const operands = arena_alloc(arena, sizeof *operands);
    struct block *const first = block_new(parts, own, arena);
    struct block *const block = block_new(parts, own, arena);
    if (operands == NULL || first == NULL || block == NULL) {
        return err_no_memory(e);
    }
    if (options_from_arguments(table, argc, argv, arena, first, operands, e) != RC_OK) {
        return e->rc;
    }
    if (first->settings.config != NULL && read_file(first->settings.config, arena, &block->settings, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct command_call){.settings = &block->settings, .operands = operands, .own = own == NULL ? NULL : block->own};
    return options_from_arguments(table, argc, argv, arena, block, operands, e);
}

void settings_help(unsigned parts, const struct own_options *own, struct buf *out)
{
    struct spec_list list;
    gather(parts, own, &list);
    options_help((struct option_table){list.items, list.count}, out);
}
