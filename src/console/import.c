/* SPDX-License-Identifier: EUPL-1.2 */
/* One import: what would become of it, how it goes, what was refused; starting what was checked, discarding it, taking back what was done.
 */
#include "console/imports_page.h"

#include "console/routes.h"
#include "intake/errors_csv.h"
#include "intake/spool.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define BADS_SHOWN 20
#define ROWS_SHOWN 5

const char *import_phase_message(const struct import *import)
{
    if (import->state == IMPORT_QUEUED) {
        return N_("Waiting for its turn");
    }
    return import->phase == IMPORT_PHASE_CHECK ? N_("Checking the rows")
        : import->phase == IMPORT_PHASE_APPLY  ? N_("Importing the rows")
                                               : N_("Taking the rows back");
}

static enum rc find_import(const struct visit *visit, struct import *out, struct err *e)
{
    int64_t id = 0;
    return visit_id(visit, "id", &id, e) == RC_OK ? registry_get_import(visit->session, id, out, e) : e->rc;
}

/* The first cell that says whose row it is: those before it are of columns that the file hasn't. */
static const char *whose(struct arena *arena, const struct import *import, const struct import_bad *bad)
{
    struct str rest = str_of(bad->cells);
    const bool has_person = (import->columns & 1U << IMPORT_PERSON) != 0;
    const bool has_number = (import->columns & 1U << IMPORT_CARD_NUMBER) != 0;
    struct str cell = str_cut(&rest, IMPORT_CELL_END);
    if (!has_person && !has_number) {
        return "";
    }
    for (int i = 0; !has_person && i < IMPORT_CARD_NUMBER; i++) {
        cell = (import->columns & 1U << i) != 0 ? str_cut(&rest, IMPORT_CELL_END) : cell;
    }
    return arena_text(arena, cell.data, (size_t)str_shown(cell, PREVIEW_CELL_MAX));
}

/* What was erased is not shown. */
static enum rc list_bads(const struct visit *visit, struct import_view_page *view, struct err *e)
{
    struct import_bads bads = {0};
    struct err found = {0};
    const enum rc rc = registry_list_bad_rows(visit->session, view->import, 0, BADS_SHOWN, &bads, &found);
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        *e = found;
        return rc;
    }
    struct import_bad_line *const lines = arena_alloc_array(visit->arena, bads.count, sizeof *lines);
    if (lines == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < bads.count; i++) {
        lines[i] = (struct import_bad_line){&bads.items[i], whose(visit->arena, view->import, &bads.items[i])};
        if (lines[i].whose == NULL) {
            return err_no_memory(e);
        }
    }
    view->bads = lines;
    view->bad_count = bads.count;
    return RC_OK;
}

/* A file that is gone has no rows to show; starting it tells why. */
static enum rc read_preview(const struct visit *visit, struct import_view_page *view, struct err *e)
{
    struct err found = {0};
    const char *const folder = visit->console->settings.imports_folder;
    if (!import_is_waiting(view->import) || folder == NULL) {
        return RC_OK;
    }
    const enum rc rc = intake_preview(visit->session, folder, view->import, ROWS_SHOWN, visit->arena, &view->preview, &found);
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        *e = found;
        return rc;
    }
    return RC_OK;
}

static enum rc show_import(struct visit *visit, int status, struct err *e)
{
    struct import import;
    struct import_view_page view = {.visit = visit, .form = &visit->form, .import = &import};
    if (find_import(visit, &import, e) != RC_OK || list_bads(visit, &view, e) != RC_OK || read_preview(visit, &view, e) != RC_OK ||
        import_asker_find(visit, import.account_id, import.token_id, &view.sent_by, e) != RC_OK ||
        import_asker_find(visit, import.undo_account_id, import.undo_token_id, &view.undone_by, e) != RC_OK) {
        return e->rc;
    }
    view.can_undo = import.state == IMPORT_DONE && !import.is_dry_run && import.forgotten_at_us == 0;
    char number[24];
    (void)snprintf(number, sizeof number, "%lld", (long long)import.id);
    struct frame frame = {.title = N_("Import"),
        .subtitle = number,
        .current = MENU_IMPORTS,
        .back = {"/console/imports", N_("Import cards")},
        .form = &visit->form,
        .content = import_content,
        .view = &view};
    return visit_show(visit, status, &frame, e);
}

static enum rc page_import(struct visit *visit, struct err *e)
{
    return show_import(visit, 200, e);
}

/* What is asked of an import. */
struct asking {
    struct import import; /* as it was, then as it is */
    enum import_mode mode;
};

/* Does it, or shows the import as it is by now with the reason why not. */
static enum rc ask(struct visit *visit, writer_work_fn *work, struct asking *asking, struct err *e)
{
    const char *const file = asking->import.file;
    struct err found = {0};
    if (visit_write(visit, work, asking, &found) == RC_OK) {
        if (file != NULL && import_is_over(&asking->import) && asking->import.file == NULL) {
            spool_erase(visit->console->settings.imports_folder, file);
        }
        return import_go(visit, asking->import.id, e);
    }
    if (found.rc != RC_CONFLICT) {
        *e = found;
        return e->rc;
    }
    found.field[0] = '\0';
    form_fail_err(&visit->form, "", &found);
    return show_import(visit, 409, e);
}

static enum rc start(struct session *session, void *argument, struct err *e)
{
    struct asking *const asking = argument;
    return registry_start_checked_import(session, asking->import.id, asking->mode, &asking->import, e);
}

static enum rc do_start(struct visit *visit, struct err *e)
{
    struct asking asking = {.mode = IMPORT_ALL};
    if (find_import(visit, &asking.import, e) != RC_OK || import_mode_parse(form_raw(&visit->form, "mode"), &asking.mode, e) != RC_OK) {
        return e->rc;
    }
    return ask(visit, start, &asking, e);
}

static enum rc undo(struct session *session, void *argument, struct err *e)
{
    struct asking *const asking = argument;
    return registry_undo_import(session, asking->import.id, &asking->import, e);
}

static enum rc do_discard(struct visit *visit, struct err *e)
{
    struct asking asking = {0};
    if (find_import(visit, &asking.import, e) != RC_OK) {
        return e->rc;
    }
    if (!asking.import.is_dry_run) {
        return err_set(e, RC_CONFLICT, "ER-1205", "", T_("only a file that was checked can be discarded; this import is carried out"));
    }
    return ask(visit, undo, &asking, e);
}

static enum rc do_undo(struct visit *visit, struct err *e)
{
    struct asking asking = {0};
    if (find_import(visit, &asking.import, e) != RC_OK) {
        return e->rc;
    }
    if (!form_has(&visit->form, "sure", "yes")) {
        form_fail(&visit->form, "sure", N_("Say that you are sure."));
        return show_import(visit, 400, e);
    }
    return ask(visit, undo, &asking, e);
}

static enum rc page_errors(struct visit *visit, struct err *e)
{
    struct import import;
    struct stat status;
    int fd = -1;
    if (find_import(visit, &import, e) != RC_OK) {
        return e->rc;
    }
    const char *const disposition = arena_format(visit->arena, "attachment; filename=\"import-%lld-errors.csv\"", (long long)import.id);
    if (disposition == NULL) {
        return err_no_memory(e);
    }
    if (spool_passing(visit->console->settings.imports_folder, &fd, e) != RC_OK) {
        return e->rc;
    }
    if (intake_write_errors(visit->session, &import, fd, e) != RC_OK || fstat(fd, &status) != 0) {
        (void)close(fd);
        return e->rc == RC_OK ? err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the refused rows can't be read") : e->rc;
    }
    http_reply_file(visit->call, 200, "text/csv; charset=utf-8", fd, 0, (uint64_t)status.st_size);
    http_reply_header(visit->call, "Content-Disposition", disposition);
    return RC_OK;
}

#define IMPORT_PAGE .audience = PAGE_ORGANISATION, .permission = PERMISSION_IMPORT
#define IMPORT_ACT IMPORT_PAGE, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM

static const struct page_route routes[] = {
    {HTTP_GET, "/console/imports/{id}", "pageImport", page_import, IMPORT_PAGE, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/console/imports/{id}/start", "doStartImport", do_start, IMPORT_ACT},
    {HTTP_POST, "/console/imports/{id}/discard", "doDiscardImport", do_discard, IMPORT_ACT},
    {HTTP_POST, "/console/imports/{id}/undo", "doUndoImport", do_undo, IMPORT_ACT},
    {HTTP_GET, "/console/imports/{id}/errors.csv", "pageImportErrors", page_errors, IMPORT_PAGE, .lane = PAGE_IN_HEAVY},
};

const struct page_table import_pages = {routes, COUNT_OF(routes)};
