/* SPDX-License-Identifier: EUPL-1.2 */
/* Imports of texts that stand in a test, carried out as the server does it: with a writer and from a folder of files. */
#pragma once

#include "registries.h"

#include "base/temporary.h"
#include "intake/errors_csv.h"
#include "intake/file.h"
#include "intake/run.h"
#include "intake/spool.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct intake_world {
    struct office office;
    struct log log;
    struct writer *writer;
    char folder[CONTRACT_PATH_SIZE]; /* of the files */
    char passing[CONTRACT_PATH_SIZE];
    struct arena arena;
};

static inline void world_open(struct intake_world *w, void **state)
{
    const struct writer_options options = {.log = &w->log};
    const struct contract *const contract = *state;
    office_open(&w->office, contract);
    w->log = (struct log){.fd = STDERR_FILENO, .least = LOG_LEVEL_COUNT};
    contract_path(contract, "imports", w->folder);
    (void)snprintf(w->passing, sizeof w->passing, "%s", contract->folder);
    arena_init(&w->arena, 4096);
    MUST(writer_start(w->office.registry, &options, &w->writer, &e));
}

static inline void world_close(struct intake_world *w)
{
    writer_stop(w->writer);
    arena_deinit(&w->arena);
    office_close(&w->office);
}

static inline struct intake world_intake(const struct intake_world *w)
{
    return (struct intake){.registry = w->office.registry, .writer = w->writer, .folder = w->folder, .log = &w->log};
}

/* A file of its own with this content; close it. */
static inline int world_file(const struct intake_world *w, struct str content)
{
    int fd = -1;
    MUST(temporary_open(w->passing, &fd, &e));
    MUST(file_write(fd, content.data, content.length, &e));
    return fd;
}

struct sending {
    struct new_import input;
    char name[SPOOL_NAME_SIZE]; /* of the kept file */
    struct import import;
};

static inline enum rc send_work(struct session *session, void *argument, struct err *e)
{
    struct sending *const sending = argument;
    return registry_begin_import(session, &sending->input, &sending->import, e);
}

/* Keeps a text as a file to import; its header must be good. */
static inline void world_keep(struct intake_world *w, enum import_operation operation, struct str text, struct sending *out)
{
    uint64_t kept = 0;
    struct intake_file file;
    const int fd = world_file(w, text);
    MUST(spool_keep(w->folder, fd, 0, UINT64_MAX, out->name, &kept, &e));
    MUST(intake_open(&file, fd, 0, kept, operation, &w->arena, &e));
    MUST(intake_check_header(&file, &e));
    out->input = (struct new_import){.operation = operation,
        .file = out->name,
        .bytes = (int64_t)kept,
        .columns = file.columns,
        .separator = csv_separator(file.reader)};
    intake_close(&file);
    (void)close(fd);
}

/* Puts a text into the queue of an organisation. */
static inline int64_t world_send(
    struct intake_world *w, const char *actor, enum import_operation operation, enum import_mode mode, bool is_dry_run, struct str text)
{
    struct sending sending;
    world_keep(w, operation, text, &sending);
    sending.input.mode = mode;
    sending.input.is_dry_run = is_dry_run;
    MUST(session_transaction(office_act(&w->office, w->office.writer, actor), send_work, &sending, &e));
    return sending.import.id;
}

/* Carries it out as far as it goes. */
static inline enum rc world_run(struct intake_world *w, int64_t id, const struct intake_watch *watch, struct import *out, struct err *e)
{
    static const struct intake_watch none = {0};
    const struct intake intake = world_intake(w);
    return intake_run(&intake, w->office.reader, id, watch == NULL ? &none : watch, &w->arena, out, e);
}

static inline struct import world_import(
    struct intake_world *w, const char *actor, enum import_operation operation, enum import_mode mode, bool is_dry_run, struct str text)
{
    struct import import;
    const int64_t id = world_send(w, actor, operation, mode, is_dry_run, text);
    MUST(world_run(w, id, NULL, &import, &e));
    return import;
}

/* errors.csv without its mark. */
static inline const char *world_errors(struct intake_world *w, const struct import *import)
{
    char content[8192];
    size_t got = 0;
    const int fd = world_file(w, STR(""));
    MUST(intake_write_errors(office_act(&w->office, w->office.reader, NULL), import, fd, &e));
    MUST(file_read(fd, 3, content, sizeof content, &got, &e));
    (void)close(fd);
    return arena_text(&w->arena, content, got);
}

static inline enum rc undo_work(struct session *session, void *argument, struct err *e)
{
    struct import *const import = argument;
    return registry_undo_import(session, import->id, import, e);
}

/* Takes an import back, by the server where it is large. */
static inline enum rc world_undo(struct intake_world *w, const char *actor, struct import *import, struct err *e)
{
    if (session_transaction(office_act(&w->office, w->office.writer, actor), undo_work, import, e) != RC_OK) {
        return e->rc;
    }
    return import_is_over(import) ? RC_OK : world_run(w, import->id, NULL, import, e);
}

static inline void assert_counts(
    const struct import *import, enum import_state state, int64_t created, int64_t updated, int64_t unchanged, int64_t failed)
{
    if (import->state != state || import->created != created || import->updated != updated || import->unchanged != unchanged ||
        import->failed != failed) {
        fail_msg("import %s, %d created, %d updated, %d unchanged, %d failed: %s", import_state_code(import->state)->key,
            (int)import->created, (int)import->updated, (int)import->unchanged, (int)import->failed,
            import->reason == NULL ? "" : import->reason);
    }
}
