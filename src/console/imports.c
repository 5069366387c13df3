/* SPDX-License-Identifier: EUPL-1.2 */
/* Imports of files: sending one, how it goes, what was refused, taking it back. */
#include "console/imports_page.h"

#include "console/routes.h"
#include "intake/errors_csv.h"
#include "intake/file.h"
#include "intake/runner.h"
#include "intake/spool.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define IMPORTS_SHOWN 50
#define BADS_SHOWN 20

static const struct {
    const char *message, *kind;
} states[] = {
    [IMPORT_QUEUED] = {N_("Waiting"), "warn"},
    [IMPORT_RUNNING] = {N_("Running"), "warn"},
    [IMPORT_DONE] = {N_("Done"), "good"},
    [IMPORT_FAILED] = {N_("Failed"), "bad"},
    [IMPORT_UNDONE] = {N_("Taken back"), ""},
};

const char *import_state_message(enum import_state state)
{
    return states[state].message;
}

const char *import_state_kind(enum import_state state)
{
    return states[state].kind;
}

const char *import_operation_message(enum import_operation operation)
{
    return operation == IMPORT_CREATE ? N_("New cards and cardholders")
        : operation == IMPORT_UPDATE  ? N_("Changes of cards and cardholders")
                                      : N_("Cards to delete");
}

static enum rc page_imports(struct visit *visit, struct err *e)
{
    struct imports_view view = {.visit = visit, .form = &visit->form, .can_take = visit->console->settings.imports_folder != NULL};
    if (registry_list_imports(visit->session, 0, IMPORTS_SHOWN, &view.imports, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {
        .title = N_("Import cards"), .current = MENU_IMPORTS, .form = &visit->form, .content = imports_content, .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

/* A file on its way to be imported. */
struct kept {
    struct new_import input;
    struct import import;
    char name[SPOOL_NAME_SIZE];
};

static enum rc begin_import(struct session *session, void *argument, struct err *e)
{
    struct kept *const self = argument;
    return registry_begin_import(session, &self->input, &self->import, e);
}

static void close_fd(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

/* Looks at the first row, and keeps the file. */
static enum rc keep_file(struct visit *visit, struct str content, struct kept *kept, struct err *e)
{
    AUTO(intake_close) struct intake_file file = {0};
    AUTO(close_fd) const int fd = memfd_create("import", MFD_CLOEXEC);
    uint64_t bytes = 0;
    if (fd < 0 || write(fd, content.data, content.length) != (ssize_t)content.length) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the file can't be kept: %s", strerror(errno));
    }
    if (session_permit_write(visit->session, visit->organisation, e) != RC_OK ||
        intake_open(&file, fd, 0, content.length, kept->input.operation, visit->arena, e) != RC_OK ||
        intake_check_header(&file, e) != RC_OK ||
        spool_keep(visit->console->settings.imports_folder, fd, 0, content.length, kept->name, &bytes, e) != RC_OK) {
        return e->rc;
    }
    kept->input.file = kept->name;
    kept->input.bytes = (int64_t)bytes;
    kept->input.columns = file.columns;
    kept->input.separator = csv_separator(file.reader);
    return RC_OK;
}

static void read_form(struct visit *visit, struct kept *kept, struct str *content)
{
    struct err ignored = {0};
    *content = form_raw(&visit->form, "file");
    if (content->length == 0) {
        form_fail(&visit->form, "file", N_("Choose a file."));
    }
    if (import_operation_parse(form_raw(&visit->form, "operation"), &kept->input.operation, &ignored) != RC_OK) {
        form_fail(&visit->form, "operation", N_("Choose what is in the file."));
    }
    if (import_mode_parse(form_raw(&visit->form, "mode"), &kept->input.mode, &ignored) != RC_OK) {
        form_fail(&visit->form, "mode", N_("Choose what happens to bad rows."));
    }
    kept->input.is_dry_run = !form_has(&visit->form, "run", "yes");
}

static enum rc go_to_import(struct visit *visit, int64_t id, struct err *e)
{
    const char *const path = arena_format(visit->arena, "/console/imports/%" PRId64, id);
    return path == NULL ? err_no_memory(e) : visit_go(visit, path, SAID_NOTHING, e);
}

static enum rc start_import(struct visit *visit, struct kept *kept, struct err *e)
{
    enum rc rc = RC_OK;
    if (visit_write_form(visit, begin_import, kept, &rc, e)) {
        if (visit->console->settings.runner != NULL) {
            intake_runner_wake(visit->console->settings.runner);
        }
        return go_to_import(visit, kept->import.id, e);
    }
    spool_erase(visit->console->settings.imports_folder, kept->name);
    return rc == RC_OK ? page_imports(visit, e) : rc;
}

static enum rc do_import(struct visit *visit, struct err *e)
{
    struct kept kept = {0};
    struct str content = STR("");
    struct err found = {0};
    if (visit->console->settings.imports_folder == NULL) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "this router takes no imports, since it has no folder for their files");
    }
    read_form(visit, &kept, &content);
    if (visit->form.error_count > 0) {
        return page_imports(visit, e);
    }
    if (keep_file(visit, content, &kept, &found) == RC_OK) {
        return start_import(visit, &kept, e);
    }
    if (found.rc != RC_INVALID && found.rc != RC_DENIED && found.rc != RC_BAD_TYPE) {
        *e = found;
        return e->rc;
    }
    form_fail_err(&visit->form, "file", &found);
    return page_imports(visit, e);
}

static enum rc find_import(const struct visit *visit, struct import *out, struct err *e)
{
    int64_t id = 0;
    return visit_id(visit, "id", &id, e) == RC_OK ? registry_get_import(visit->session, id, out, e) : e->rc;
}

static enum rc page_import(struct visit *visit, struct err *e)
{
    struct import import;
    struct err ignored = {0};
    struct import_view_page view = {.visit = visit, .form = &visit->form, .import = &import};
    if (find_import(visit, &import, e) != RC_OK) {
        return e->rc;
    }
    if (registry_list_bad_rows(visit->session, &import, 0, BADS_SHOWN, &view.bads, &ignored) != RC_OK) {
        view.bads = (struct import_bads){0}; /* erased by now */
    }
    view.can_undo = import.state == IMPORT_DONE && !import.is_dry_run && import.forgotten_at_us == 0;
    const char *const number = arena_format(visit->arena, "%" PRId64, import.id);
    struct frame frame = {.title = N_("Import"),
        .subtitle = number,
        .current = MENU_IMPORTS,
        .back = {"/console/imports", N_("Import cards")},
        .form = &visit->form,
        .content = import_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc undo_import(struct session *session, void *argument, struct err *e)
{
    struct import *const import = argument;
    return registry_undo_import(session, import->id, import, e);
}

static enum rc do_undo(struct visit *visit, struct err *e)
{
    struct import import;
    enum rc rc = RC_OK;
    if (find_import(visit, &import, e) != RC_OK) {
        return e->rc;
    }
    const int64_t id = import.id;
    if (!form_has(&visit->form, "sure", "yes")) {
        form_fail(&visit->form, "sure", N_("Say that you are sure."));
    }
    if (visit->form.error_count == 0 && visit_write_form(visit, undo_import, &import, &rc, e)) {
        if (visit->console->settings.runner != NULL) {
            intake_runner_wake(visit->console->settings.runner);
        }
        return go_to_import(visit, id, e);
    }
    return rc == RC_OK ? page_import(visit, e) : rc;
}

static enum rc page_errors(struct visit *visit, struct err *e)
{
    struct import import;
    struct stat status;
    int fd = -1;
    if (find_import(visit, &import, e) != RC_OK || spool_passing(visit->console->settings.imports_folder, &fd, e) != RC_OK) {
        return e->rc;
    }
    if (intake_write_errors(visit->session, &import, fd, e) != RC_OK || fstat(fd, &status) != 0) {
        (void)close(fd);
        return e->rc == RC_OK ? err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the refused rows can't be read") : e->rc;
    }
    http_reply_file(visit->call, 200, "text/csv; charset=utf-8", fd, 0, (uint64_t)status.st_size);
    http_reply_header(visit->call, "Content-Disposition", "attachment; filename=\"errors.csv\"");
    return RC_OK;
}

#define IMPORT_PAGE .audience = PAGE_ORGANISATION, .permission = PERMISSION_IMPORT

static const struct page_route routes[] = {
    {HTTP_GET, "/console/imports", "pageImports", page_imports, IMPORT_PAGE, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/console/imports", "doImport", do_import, IMPORT_PAGE, .lane = PAGE_IN_HEAVY, .body = HTTP_BODY_MULTIPART,
        .body_max = IMPORT_BYTES_MAX},
    {HTTP_GET, "/console/imports/{id}", "pageImport", page_import, IMPORT_PAGE, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/console/imports/{id}/undo", "doUndoImport", do_undo, IMPORT_PAGE, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/imports/{id}/errors.csv", "pageImportErrors", page_errors, IMPORT_PAGE, .lane = PAGE_IN_HEAVY},
};

const struct page_table import_pages = {routes, COUNT_OF(routes)};
