/* SPDX-License-Identifier: EUPL-1.2 */
/* Imports of files: sending one, and those that there were. */
#include "console/imports_page.h"

#include "base/hex.h"
#include "base/random.h"
#include "console/routes.h"
#include "intake/file.h"
#include "intake/runner.h"
#include "intake/spool.h"
#include "registry/acts.h"
#include "wire/multipart.h"

#include <inttypes.h>
#include <string.h>

#define PAGE_IMPORTS 25

static const struct {
    const char *message, *kind;
} states[] = {
    [IMPORT_QUEUED] = {N_("Waiting"), "warn"},
    [IMPORT_RUNNING] = {N_("Running"), "warn"},
    [IMPORT_DONE] = {N_("Done"), "good"},
    [IMPORT_FAILED] = {N_("Failed"), "bad"},
    [IMPORT_UNDONE] = {N_("Taken back"), ""},
};

const char *import_state_message(const struct import *import)
{
    if (import_is_waiting(import)) {
        return N_("Ready to import");
    }
    if (import->is_dry_run && import->state == IMPORT_DONE) {
        return import->started_id != 0 ? N_("Imported") : N_("Checked");
    }
    return import->is_dry_run && import->state == IMPORT_UNDONE ? N_("Discarded") : states[import->state].message;
}

const char *import_state_kind(const struct import *import)
{
    const bool is_old_check = import->is_dry_run && import->state == IMPORT_DONE && !import_is_waiting(import);
    return is_old_check ? "" : import_is_waiting(import) ? "warn" : states[import->state].kind;
}

const char *import_operation_message(enum import_operation operation)
{
    return operation == IMPORT_CREATE ? N_("New cards and cardholders")
        : operation == IMPORT_UPDATE  ? N_("Changes of cards and cardholders")
                                      : N_("Cards to delete");
}

enum rc import_asker_find(const struct visit *visit, int64_t account_id, int64_t token_id, struct import_asker *out, struct err *e)
{
    struct err found = {0};
    *out = (struct import_asker){.account_id = account_id, .token_id = token_id};
    const enum rc rc = registry_act_user(visit->session, visit_organisation_id(visit), account_id, &out->name, &found);
    if (rc != RC_OK && rc != RC_DENIED) {
        *e = found;
        return rc;
    }
    return RC_OK;
}

enum rc import_go(struct visit *visit, int64_t id, struct err *e)
{
    const char *const path = arena_format(visit->arena, "/console/imports/%" PRId64, id);
    if (visit->console->settings.runner != NULL) {
        intake_runner_wake(visit->console->settings.runner);
    }
    return path == NULL ? err_no_memory(e) : visit_go(visit, path, SAID_NOTHING, e);
}

static int64_t before_of(const struct visit *visit)
{
    long long id = 0;
    return str_to_int64(str_of(visit_query(visit, "before")), &id) && id > 0 ? id : 0;
}

/* One more than is shown tells whether there are older ones. */
static enum rc list_imports(const struct visit *visit, struct imports_view *view, struct err *e)
{
    struct imports imports;
    if (registry_list_imports(visit->session, before_of(visit), PAGE_IMPORTS + 1, &imports, e) != RC_OK) {
        return e->rc;
    }
    view->count = imports.count > PAGE_IMPORTS ? PAGE_IMPORTS : imports.count;
    struct import_line *const lines = arena_alloc_array(visit->arena, view->count, sizeof *lines);
    if (lines == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < view->count; i++) {
        lines[i].import = &imports.items[i];
        if (import_asker_find(visit, imports.items[i].account_id, imports.items[i].token_id, &lines[i].sent_by, e) != RC_OK) {
            return e->rc;
        }
    }
    view->lines = lines;
    if (imports.count > PAGE_IMPORTS) {
        view->older = arena_format(visit->arena, "/console/imports?before=%" PRId64, lines[view->count - 1].import->id);
        return view->older == NULL ? err_no_memory(e) : RC_OK;
    }
    return RC_OK;
}

static const char *size_text(struct arena *arena, size_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    while (unit + 1 < COUNT_OF(units) && bytes >= 1024 && bytes % 1024 == 0) {
        bytes /= 1024;
        unit++;
    }
    return arena_format(arena, "%zu %s", bytes, units[unit]);
}

static enum rc show_imports(struct visit *visit, int status, struct err *e)
{
    const struct console_settings *const settings = &visit->console->settings;
    unsigned char bytes[IMPORT_ONCE_SIZE / 2];
    struct imports_view view = {.visit = visit, .form = &visit->form, .can_take = settings->imports_folder != NULL};
    random_bytes(bytes, sizeof bytes);
    hex_encode(bytes, sizeof bytes, view.once);
    view.largest = size_text(visit->arena, settings->import_max);
    if (view.largest == NULL) {
        return err_no_memory(e);
    }
    if (list_imports(visit, &view, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {
        .title = N_("Import cards"), .current = MENU_IMPORTS, .form = &visit->form, .content = imports_content, .view = &view};
    return visit_show(visit, status, &frame, e);
}

static enum rc page_imports(struct visit *visit, struct err *e)
{
    return show_imports(visit, 200, e);
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

/* Looks at the first row, and keeps the file. */
static enum rc keep_file(struct visit *visit, const struct multipart_part *part, struct kept *kept, struct err *e)
{
    AUTO(intake_close) struct intake_file file = {0};
    const int fd = visit->call->body_fd;
    uint64_t bytes = 0;
    if (session_permit_write(visit->session, visit->organisation, PERMISSION_IMPORT, e) != RC_OK ||
        intake_open(&file, fd, part->at, part->bytes, kept->input.operation, visit->arena, e) != RC_OK ||
        intake_check_header(&file, e) != RC_OK ||
        spool_keep(visit->console->settings.imports_folder, fd, part->at, part->bytes, kept->name, &bytes, e) != RC_OK) {
        return e->rc;
    }
    kept->input.file = kept->name;
    kept->input.bytes = (int64_t)bytes;
    kept->input.columns = file.columns;
    kept->input.separator = csv_separator(file.reader);
    return RC_OK;
}

/* Whether only to check, or how to import at once. */
static void read_run(struct visit *visit, struct new_import *input)
{
    struct err ignored = {0};
    input->is_dry_run = form_has(&visit->form, "run", "check");
    input->mode = IMPORT_ALL;
    if (!input->is_dry_run && import_mode_parse(form_raw(&visit->form, "run"), &input->mode, &ignored) != RC_OK) {
        form_fail(&visit->form, "run", N_("Choose what to do with the file."));
    }
}

static const struct multipart_part *read_form(struct visit *visit, struct new_import *input)
{
    struct err ignored = {0};
    const struct multipart_part *const part = form_file(&visit->form, "file");
    if (part == NULL || part->bytes == 0) {
        form_fail(&visit->form, "file", N_("Choose a file that is not empty."));
    }
    if (import_operation_parse(form_raw(&visit->form, "operation"), &input->operation, &ignored) != RC_OK) {
        form_fail(&visit->form, "operation", N_("Choose what is in the file."));
    }
    read_run(visit, input);
    const char *const once = form_value(&visit->form, "once");
    input->once = strlen(once) == IMPORT_ONCE_SIZE - 1 ? once : NULL;
    return part;
}

/* What the sender can do something about stands in the form; other failures end the page. */
static enum rc refuse(struct visit *visit, const char *field, struct err *found, struct err *e)
{
    const bool is_about_file = found->rc == RC_INVALID || found->rc == RC_DENIED || found->rc == RC_BAD_TYPE;
    if (!is_about_file && found->rc != RC_CONFLICT) {
        *e = *found;
        return e->rc;
    }
    found->field[0] = '\0';
    form_fail_err(&visit->form, field, found);
    return show_imports(visit, found->rc == RC_CONFLICT ? 409 : 400, e);
}

static enum rc do_import(struct visit *visit, struct err *e)
{
    struct kept kept = {0};
    struct err found = {0};
    const char *const folder = visit->console->settings.imports_folder;
    if (folder == NULL) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "this router takes no imports, since it has no folder for their files");
    }
    const struct multipart_part *const part = read_form(visit, &kept.input);
    if (visit->form.error_count > 0) {
        return show_imports(visit, 400, e);
    }
    if (keep_file(visit, part, &kept, &found) != RC_OK) {
        return refuse(visit, "file", &found, e);
    }
    if (visit_write(visit, begin_import, &kept, &found) != RC_OK) {
        spool_erase(folder, kept.name);
        return refuse(visit, "", &found, e);
    }
    return import_go(visit, kept.import.id, e);
}

#define IMPORT_PAGE .audience = PAGE_ORGANISATION, .permission = PERMISSION_IMPORT

static const struct page_route routes[] = {
    {HTTP_GET, "/console/imports", "pageImports", page_imports, IMPORT_PAGE, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/console/imports", "doImport", do_import, IMPORT_PAGE, .lane = PAGE_IN_HEAVY, .body = HTTP_BODY_MULTIPART,
        .body_in_file = true},
};

const struct page_table imports_pages = {routes, COUNT_OF(routes)};
