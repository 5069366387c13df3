/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router import FILE, and import resume|list|show|errors|undo. */
#include "intake/errors_csv.h"
#include "intake/file.h"
#include "intake/run.h"
#include "intake/spool.h"
#include "intake/view.h"
#include "router/command.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 30
#define LIST_MAX 1000
#define WAIT_NS 50000000 /* between looks at an import that a router takes back */

struct import_options {
    const char *organisation;
    const char *operation;
    const char *mode;
    const char *errors;
    bool dry_run;
};

static const struct option_spec import_specs[] = {
    OWN_TEXT(struct import_options, organisation, "organisation", "PIC", "for whom; the rules of its tokens hold"),
    OWN_TEXT(struct import_options, operation, "operation", "NAME", "create, update or delete (default create)"),
    OWN_TEXT(struct import_options, mode, "mode", "NAME", "all: everything or nothing; valid: the good rows (default all)"),
    OWN_FLAG(struct import_options, dry_run, "dry-run", "check everything and write nothing"),
    OWN_TEXT(struct import_options, errors, "errors", "FILE", "write the refused rows to a new file, each with why"),
};
static const struct import_options import_defaults = {.operation = "create", .mode = "all"};
const struct own_options import_options = {
    .specs = import_specs, .count = COUNT_OF(import_specs), .size = sizeof(struct import_options), .defaults = &import_defaults};

struct list_options {
    const char *organisation;
};

static const struct option_spec list_specs[] = {
    OWN_TEXT(struct list_options, organisation, "organisation", "PIC", "whose imports"),
};
const struct own_options import_list_options = {.specs = list_specs, .count = COUNT_OF(list_specs), .size = sizeof(struct list_options)};

struct resume_options {
    const char *errors;
};

static const struct option_spec resume_specs[] = {
    OWN_TEXT(struct resume_options, errors, "errors", "FILE", "write the refused rows to a new file, each with why"),
};
const struct own_options import_resume_options = {
    .specs = resume_specs, .count = COUNT_OF(resume_specs), .size = sizeof(struct resume_options)};

/* Set by signals. */
static atomic_bool stopped;

static void stop(int signal)
{
    (void)signal;
    atomic_store(&stopped, true);
}

static void listen_to_signals(void)
{
    const struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

/* How it goes, on standard error. */
struct show {
    bool is_silent;
    bool is_terminal;
    int told; /* percent */
};

static void tell_progress(void *self, const struct import *import)
{
    struct show *const show = self;
    char bar[BAR_WIDTH + 1] = {0};
    if (show->is_silent || (show->told / 10 == import->progress / 10 && !show->is_terminal)) {
        return;
    }
    show->told = import->progress;
    if (!show->is_terminal) {
        (void)fprintf(stderr, "%3d %%  row %" PRId64 "\n", import->progress, import->row_done);
        return;
    }
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '#', (size_t)import->progress * BAR_WIDTH / 100);
    (void)fprintf(stderr, "\r[%s] %3d %%  row %" PRId64 " ", bar, import->progress, import->row_done);
}

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

static enum rc make_errors_file(const char *path, int *out, struct err *e)
{
    *out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return *out >= 0 ? RC_OK : err_set(e, RC_UNAVAILABLE, "", "errors", "the file %s can't be made: %s", path, strerror(errno));
}

static enum rc write_errors(const struct desk *desk, const struct import *import, const char *path, struct err *e)
{
    AUTO(close_fd) int fd = -1;
    if (path == NULL || import->failed == 0) {
        return RC_OK;
    }
    return make_errors_file(path, &fd, e) == RC_OK ? intake_write_errors(desk->session, import, fd, e) : e->rc;
}

static void print_import(const struct import *import)
{
    (void)printf("import %" PRId64 " %s%s: %" PRId64 " created, %" PRId64 " updated, %" PRId64 " unchanged, %" PRId64 " refused\n",
        import->id, import_state_code(import->state)->key, import->is_dry_run ? " (dry run, nothing written)" : "", import->created,
        import->updated, import->unchanged, import->failed);
    if (import->reason != NULL) {
        (void)printf("%s\n", import->reason);
    }
}

static enum rc tell_import(const struct settings *settings, const struct import *import, struct arena *arena, struct err *e)
{
    struct import_view view;
    if (!settings->json) {
        print_import(import);
        return RC_OK;
    }
    return import_view_make(arena, import, &view, e) == RC_OK ? print_json(arena, &import_shape, &view, e) : e->rc;
}

/* A run's own writer and reader, beside the desk. */
struct engine {
    struct writer *writer;
    struct session *reader;
    struct log log;
};

static void engine_close(struct engine *engine)
{
    session_close(engine->reader);
    writer_stop(engine->writer);
}

static bool is_taken_back(struct session *reader, int64_t id, struct arena *arena)
{
    struct import now;
    struct err ignored = {0};
    return session_begin(reader, arena, NULL, &ignored) == RC_OK && registry_get_import(reader, id, &now, &ignored) == RC_OK &&
        (now.phase == IMPORT_PHASE_UNDO || now.state == IMPORT_UNDONE);
}

/* A running router takes imports back too. Where it was faster there is nothing to do but to wait for the end, or to go on when it is gone.
 */
static enum rc run_or_wait(const struct intake *intake, struct session *reader, int64_t id, const struct intake_watch *watch,
    struct arena *arena, struct import *out, struct err *e)
{
    const struct timespec pause = {.tv_nsec = WAIT_NS};
    for (;;) {
        const enum rc rc = intake_run(intake, reader, id, watch, arena, out, e);
        if (rc != RC_CONFLICT || atomic_load(&stopped) || !is_taken_back(reader, id, arena)) {
            return rc;
        }
        *e = (struct err){0};
        (void)nanosleep(&pause, NULL);
    }
}

static enum rc run_in(const struct command_call *call, const struct desk *desk, struct engine *engine, int64_t id, struct arena *arena,
    struct import *out, struct err *e)
{
    struct show show = {.is_silent = call->settings->json, .is_terminal = isatty(STDERR_FILENO) != 0};
    const struct writer_options options = {.log = &engine->log};
    const struct intake_watch watch = {.tell = tell_progress, .self = &show, .stop = &stopped};
    if (writer_start(desk->registry, &options, &engine->writer, e) != RC_OK ||
        session_open(desk->registry, SESSION_READ, &engine->reader, e) != RC_OK) {
        return e->rc;
    }
    const struct intake intake = {
        .registry = desk->registry,
        .writer = engine->writer,
        .folder = spool_folder(arena, call->settings->imports_folder, call->settings->database),
        .log = &engine->log,
    };
    if (intake.folder == NULL) {
        return err_no_memory(e);
    }
    const enum rc rc = run_or_wait(&intake, engine->reader, id, &watch, arena, out, e);
    if (show.is_terminal && !show.is_silent) {
        (void)fputc('\n', stderr);
    }
    return rc;
}

static void tell_stopped(const struct import *import)
{
    (void)fprintf(stderr,
        "esc-router: stopped after row %" PRId64 "; go on with: esc-router import resume %" PRId64 ", or take back what is written with: "
        "esc-router import undo %" PRId64 "\n",
        import->row_done, import->id, import->id);
}

/* Runs an import and tells how it ended. */
static enum rc run_to_end(
    const struct command_call *call, const struct desk *desk, int64_t id, const char *errors, struct arena *arena, int *code, struct err *e)
{
    AUTO(engine_close) struct engine engine = {.log = {.fd = STDERR_FILENO, .least = LOG_WARNING}};
    struct import import = {0};
    listen_to_signals();
    if (run_in(call, desk, &engine, id, arena, &import, e) != RC_OK) {
        return err_wrap(e, "import %" PRId64 " stands still, esc-router import resume %" PRId64 " goes on with it", id, id);
    }
    if (session_begin(desk->session, arena, NULL, e) != RC_OK || tell_import(call->settings, &import, arena, e) != RC_OK) {
        return e->rc;
    }
    *code = (import.state == IMPORT_DONE && import.failed == 0) || import.state == IMPORT_UNDONE ? EXIT_GOOD : EXIT_NEGATIVE;
    if (!import_is_over(&import)) {
        tell_stopped(&import);
    }
    return write_errors(desk, &import, errors, e);
}

struct beginning {
    const char *organisation;
    struct new_import input;
    struct import import;
};

static enum rc begin(struct session *session, void *argument, struct err *e)
{
    struct beginning *const beginning = argument;
    session->actor = directory_find(&session->directory, str_of(beginning->organisation));
    const enum rc rc = registry_begin_import(session, &beginning->input, &beginning->import, e);
    session->actor = NULL;
    return rc;
}

/* Keeps a copy of the file, and looks at its header. */
static enum rc keep_file(const struct settings *settings, const char *path, struct arena *arena, struct new_import *input,
    char name[SPOOL_NAME_SIZE], struct err *e)
{
    AUTO(close_fd) int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    AUTO(close_fd) int kept_fd = -1;
    AUTO(intake_close) struct intake_file file = {0};
    uint64_t kept = 0;
    const char *const folder = spool_folder(arena, settings->imports_folder, settings->database);
    if (fd < 0) {
        return err_set(e, RC_UNAVAILABLE, "", "", "the file %s can't be read: %s", path, strerror(errno));
    }
    if (folder == NULL) {
        return err_no_memory(e);
    }
    if (spool_keep(folder, fd, 0, UINT64_MAX, name, &kept, e) != RC_OK) {
        return e->rc;
    }
    if (spool_open(folder, name, &kept_fd, e) != RC_OK || intake_open(&file, kept_fd, 0, kept, input->operation, arena, e) != RC_OK ||
        intake_check_header(&file, e) != RC_OK) {
        spool_erase(folder, name);
        return e->rc;
    }
    input->file = name;
    input->bytes = (int64_t)kept;
    input->columns = file.columns;
    input->separator = csv_separator(file.reader);
    return RC_OK;
}

enum rc run_import(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct import_options *const own = call->own;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    struct beginning beginning = {.organisation = own->organisation, .input = {.is_dry_run = own->dry_run, .is_local = true}};
    char name[SPOOL_NAME_SIZE];
    if (require_option("organisation", own->organisation, e) != RC_OK ||
        import_operation_parse(str_of(own->operation), &beginning.input.operation, e) != RC_OK ||
        import_mode_parse(str_of(own->mode), &beginning.input.mode, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, own->organisation, &organisation, e) != RC_OK ||
        keep_file(call->settings, call->operands->items[0], arena, &beginning.input, name, e) != RC_OK) {
        return e->rc;
    }
    if (session_transaction(desk.session, begin, &beginning, e) != RC_OK) {
        spool_erase(spool_folder(arena, call->settings->imports_folder, call->settings->database), name);
        return e->rc;
    }
    return run_to_end(call, &desk, beginning.import.id, own->errors, arena, code, e);
}

/* The desk and the import that the operand names. */
static enum rc open_import(const struct command_call *call, struct arena *arena, struct desk *desk, struct import *out, struct err *e)
{
    int64_t id = 0;
    if (read_id_operand(call, "import", &id, e) != RC_OK || desk_open(call->settings, arena, desk, e) != RC_OK) {
        return e->rc;
    }
    return registry_get_import(desk->session, id, out, e);
}

enum rc run_import_resume(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct resume_options *const own = call->own;
    AUTO(desk_close) struct desk desk = {0};
    struct import import;
    if (open_import(call, arena, &desk, &import, e) != RC_OK) {
        return e->rc;
    }
    return run_to_end(call, &desk, import.id, own->errors, arena, code, e);
}

enum rc run_import_show(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct import import;
    return open_import(call, arena, &desk, &import, e) == RC_OK ? tell_import(call->settings, &import, arena, e) : e->rc;
}

enum rc run_import_errors(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct import import;
    return open_import(call, arena, &desk, &import, e) == RC_OK ? intake_write_errors(desk.session, &import, STDOUT_FILENO, e) : e->rc;
}

static enum rc undo(struct session *session, void *argument, struct err *e)
{
    struct import *const import = argument;
    return registry_undo_import(session, import->id, import, e);
}

/* Of an import that was dropped; should that fail, the router sweeps it away. */
static void erase_file(const struct command_call *call, struct arena *arena, const char *file)
{
    const char *const folder = spool_folder(arena, call->settings->imports_folder, call->settings->database);
    if (file != NULL && folder != NULL) {
        spool_erase(folder, file);
    }
}

enum rc run_import_undo(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    struct import import;
    if (open_import(call, arena, &desk, &import, e) != RC_OK) {
        return e->rc;
    }
    const char *const file = import.file;
    if (session_transaction(desk.session, undo, &import, e) != RC_OK) {
        return e->rc;
    }
    if (import_is_over(&import)) {
        erase_file(call, arena, file);
        return tell_import(call->settings, &import, arena, e);
    }
    return run_to_end(call, &desk, import.id, NULL, arena, code, e);
}

static enum rc print_list(const struct settings *settings, const struct imports *imports, struct arena *arena, struct err *e)
{
    struct import_view *const views = arena_alloc_array(arena, imports->count, sizeof *views);
    if (views == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < imports->count; i++) {
        if (import_view_make(arena, &imports->items[i], &views[i], e) != RC_OK) {
            return e->rc;
        }
    }
    if (settings->json) {
        return print_json_list(arena, &import_shape, views, imports->count, e);
    }
    (void)printf("%-6s %-9s %-6s %-8s %5s %9s %9s %9s %9s %s\n", "ID", "OPERATION", "MODE", "STATE", "%", "CREATED", "UPDATED", "UNCHANGED",
        "REFUSED", "SENT");
    for (size_t i = 0; i < imports->count; i++) {
        const struct import_view *const view = &views[i];
        (void)printf("%-6" PRId64 " %-9s %-6s %-8s %5" PRId64 " %9" PRId64 " %9" PRId64 " %9" PRId64 " %9" PRId64 " %s\n", view->id,
            view->operation, view->mode, view->state, view->progress, view->created, view->updated, view->unchanged, view->failed,
            view->created_at);
    }
    return RC_OK;
}

enum rc run_import_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct list_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct imports imports;
    if (require_option("organisation", own->organisation, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, own->organisation, &desk.session->actor, e) != RC_OK ||
        registry_list_imports(desk.session, 0, LIST_MAX, &imports, e) != RC_OK) {
        return e->rc;
    }
    return print_list(call->settings, &imports, arena, e);
}
