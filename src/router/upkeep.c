/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router migrate|doctor|backup|restore: the database's upkeep. */
#include "registry/doctor.h"
#include "router/command.h"
#include "router/key_file.h"
#include "store/schema.h"
#include "wire/json_write.h"

#include <stdio.h>
#include <string.h>

struct done_view {
    const char *database;
    const char *file;
    int64_t applied;
};

static const struct wire_field migrated_fields[] = {
    {"database", WIRE_TEXT, .offset = offsetof(struct done_view, database)},
    {"applied", WIRE_INT32, .offset = offsetof(struct done_view, applied)},
};
static const struct wire_field copied_fields[] = {
    {"database", WIRE_TEXT, .offset = offsetof(struct done_view, database)},
    {"file", WIRE_TEXT, .offset = offsetof(struct done_view, file)},
};
static const struct wire_shape migrated_shape = {
    .name = "migrated", .size = sizeof(struct done_view), .fields = migrated_fields, .count = COUNT_OF(migrated_fields)};
static const struct wire_shape copied_shape = {
    .name = "copied", .size = sizeof(struct done_view), .fields = copied_fields, .count = COUNT_OF(copied_fields)};

enum rc run_migrate(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    (void)code;
    AUTO(db_closep) struct db *db = NULL;
    const struct db_options options = {.url = settings->database, .create = true};
    int applied = 0;
    if (require_database(settings, e) != RC_OK || db_open(&options, (struct db_statements){0}, &db, e) != RC_OK ||
        db_migrate(db, store_migrations(), &applied, e) != RC_OK || key_file_prepare(settings, arena, e) != RC_OK) {
        return e->rc;
    }
    if (settings->json) {
        const struct done_view view = {.database = settings->database, .applied = applied};
        return print_json(arena, &migrated_shape, &view, e);
    }
    if (applied == 0) {
        (void)printf("the schema is up to date\n");
    } else {
        (void)printf("%d migration%s applied; the schema is up to date\n", applied, applied == 1 ? "" : "s");
    }
    return RC_OK;
}

struct finding_view {
    const char *name, *what, *cure;
};

struct report_view {
    bool healthy;
    struct wire_list findings;
};

#define AT(type, member) .offset = offsetof(struct type, member)

static const struct wire_field finding_fields[] = {
    {"name", WIRE_TEXT, AT(finding_view, name)},
    {"what", WIRE_TEXT, AT(finding_view, what)},
    {"cure", WIRE_TEXT, AT(finding_view, cure)},
};
static const struct wire_shape finding_shape = {
    .name = "finding", .size = sizeof(struct finding_view), .fields = finding_fields, .count = COUNT_OF(finding_fields)};
static const struct wire_field report_fields[] = {
    {"healthy", WIRE_BOOL, AT(report_view, healthy)},
    {"findings", WIRE_OBJECTS, AT(report_view, findings), &finding_shape},
};
static const struct wire_shape report_shape = {
    .name = "report", .size = sizeof(struct report_view), .fields = report_fields, .count = COUNT_OF(report_fields)};

static enum rc print_report(const struct findings *findings, struct arena *arena, struct err *e)
{
    struct finding_view *const views = arena_alloc_array(arena, findings->count, sizeof *views);
    const void **const items = arena_alloc_array(arena, findings->count, sizeof *items);
    size_t count = 0;
    if (views == NULL || items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *const finding = &findings->items[i];
        if (!finding->good) {
            views[count] = (struct finding_view){finding->name, finding->what, finding->cure};
            items[count] = &views[count];
            count++;
        }
    }
    const struct report_view view = {.healthy = count == 0, .findings = {.items = items, .count = count}};
    return print_json(arena, &report_shape, &view, e);
}

static void print_findings(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *const finding = &findings->items[i];
        (void)printf("%-5s %s: %s\n", finding->good ? "good" : "BAD", finding->name, finding->what);
        if (finding->cure != NULL) {
            (void)printf("      cure: %s\n", finding->cure);
        }
    }
    if (findings->bad == 0) {
        (void)printf("nothing is wrong\n");
    }
}

/* All checks see one moment of the database. */
static enum rc examine(
    const struct settings *settings, struct session *session, const struct err *key_problem, struct findings *out, struct err *e)
{
    struct finding key = {0};
    if (session_read_begin(session, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = key_file_examine(settings, session, key_problem, &key, e) == RC_OK ? registry_examine(session, &key, out, e) : e->rc;
    session_read_end(session);
    return rc;
}

struct doctor_options {
    bool repair;
};

static const struct option_spec doctor_specs[] = {
    OWN_FLAG(struct doctor_options, repair, "repair", "count anew what can be counted"),
};

const struct own_options doctor_options = {.specs = doctor_specs, .count = COUNT_OF(doctor_specs), .size = sizeof(struct doctor_options)};

enum rc run_doctor(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    const struct doctor_options *const own = call->own;
    AUTO(desk_close) struct desk desk = {0};
    struct router_key key = {0};
    struct err key_problem = {0};
    struct findings findings;
    /* A bad key file is a finding, not the end. */
    if (require_database(settings, e) != RC_OK || key_file_read(settings, arena, &key, &key_problem) == RC_NO_MEMORY) {
        return e->rc != RC_OK ? e->rc : err_no_memory(e);
    }
    if (desk_open_with(settings, &key, arena, &desk, e) != RC_OK) {
        return e->rc;
    }
    if (own->repair && session_transaction(desk.session, registry_repair, NULL, e) != RC_OK) {
        return e->rc;
    }
    if (examine(settings, desk.session, &key_problem, &findings, e) != RC_OK) {
        return e->rc;
    }
    *code = findings.bad == 0 ? EXIT_GOOD : EXIT_NEGATIVE;
    if (settings->json) {
        return print_report(&findings, arena, e);
    }
    print_findings(&findings);
    return RC_OK;
}

static enum rc tell_copied(const struct settings *settings, const char *file, const char *sentence, struct arena *arena, struct err *e)
{
    if (settings->json) {
        const struct done_view view = {.database = settings->database, .file = file};
        return print_json(arena, &copied_shape, &view, e);
    }
    (void)printf("%s %s\n", sentence, file);
    return RC_OK;
}

enum rc run_backup(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const char *const file = call->operands->items[0];
    if (desk_open(settings, arena, &desk, e) != RC_OK || db_backup(desk.session->db, file, e) != RC_OK) {
        return e->rc;
    }
    return tell_copied(settings, file, "the database is copied to", arena, e);
}

/* A backup must be of a router, and not of a newer one. */
static enum rc check_backup(const char *file, struct arena *arena, struct err *e)
{
    AUTO(db_closep) struct db *db = NULL;
    const struct db_options options = {.url = arena_format(arena, "sqlite:%s", file), .read_only = true};
    int level = 0;
    if (options.url == NULL) {
        return err_no_memory(e);
    }
    if (db_open(&options, (struct db_statements){0}, &db, e) != RC_OK || db_migration_level(db, store_migrations(), &level, e) != RC_OK) {
        return e->rc;
    }
    return level > 0 ? RC_OK : err_set(e, RC_INVALID, "", "file", "%s is a database, but not of a router", file);
}

enum rc run_restore(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    (void)code;
    AUTO(db_closep) struct db *db = NULL;
    const char *const file = call->operands->items[0];
    const struct db_options options = {.url = settings->database, .create = true};
    if (require_database(settings, e) != RC_OK || check_backup(file, arena, e) != RC_OK ||
        db_open(&options, (struct db_statements){0}, &db, e) != RC_OK || db_restore(db, file, e) != RC_OK ||
        db_migrate(db, store_migrations(), NULL, e) != RC_OK) {
        return e->rc;
    }
    return tell_copied(settings, file, "the database holds what was in", arena, e);
}
