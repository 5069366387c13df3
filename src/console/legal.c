/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal documents as an organisation reads, accepts and keeps them. */
#include "base/day.h"
#include "base/hex.h"
#include "console/legal_page.h"
#include "console/routes.h"

#include <inttypes.h>
#include <string.h>

const char *legal_hash_text(struct arena *arena, const unsigned char hash[LEGAL_HASH_BYTES])
{
    char *const text = arena_alloc(arena, LEGAL_HASH_TEXT_SIZE);
    if (text != NULL) {
        hex_encode(hash, LEGAL_HASH_BYTES, text);
    }
    return text;
}

const struct acceptance_line *legal_lines(const struct visit *visit, const struct legal_acceptances *acceptances)
{
    struct acceptance_line *const lines = arena_alloc_array(visit->arena, acceptances->count + 1, sizeof *lines);
    for (size_t i = 0; lines != NULL && i < acceptances->count; i++) {
        const struct legal_acceptance *const one = &acceptances->items[acceptances->count - 1 - i];
        lines[i] = (struct acceptance_line){.acceptance = one,
            .organisation = directory_get(&visit->session->directory, one->organisation_id),
            .hash = one->has_hash ? legal_hash_text(visit->arena, one->hash) : NULL};
    }
    return lines;
}

/* The reader's wish where there is such a language, else as the registry chooses. */
static enum rc read_text(struct visit *visit, int version, struct legal_view *view, struct err *e)
{
    const char *const asked = visit->form.is_sent ? form_value(&visit->form, "language") : visit_query(visit, "language");
    const char *const wish = asked[0] != '\0' ? asked : visit->account.language;
    struct err found = {0};
    if (wish != NULL && registry_show_legal(visit->session, version, wish, view->organisation, &view->shown, &found) == RC_OK) {
        return RC_OK;
    }
    if (found.rc != RC_OK && found.rc != RC_NOT_FOUND) {
        *e = found;
        return e->rc;
    }
    return registry_show_legal(visit->session, version, NULL, view->organisation, &view->shown, e);
}

const char *const *legal_titles(struct arena *arena, const struct legal_shown *shown)
{
    const char **const titles = arena_alloc_array(arena, shown->document_count + 1, sizeof *titles);
    for (size_t i = 0; titles != NULL && i < shown->document_count; i++) {
        titles[i] = shown->documents[i].title;
    }
    return titles;
}

static enum rc list_titles(struct visit *visit, struct legal_view *view, struct err *e)
{
    view->hash = legal_hash_text(visit->arena, view->shown.hash);
    view->titles = legal_titles(visit->arena, &view->shown);
    return view->titles == NULL || view->hash == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc read_acceptances(struct visit *visit, struct legal_view *view, struct err *e)
{
    struct legal_acceptances acceptances = {0};
    const int64_t id = view->organisation == NULL ? 0 : view->organisation->id;
    view->may_see_acceptances = id != 0 && may_at(visit, id, PERMISSION_ORGANISATION);
    if (!view->may_see_acceptances) {
        return RC_OK;
    }
    if (registry_list_acceptances(visit->session, id, &acceptances, e) != RC_OK) {
        return e->rc;
    }
    view->acceptances = legal_lines(visit, &acceptances);
    view->acceptance_count = acceptances.count;
    return view->acceptances == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc read_all(struct visit *visit, int version, struct legal_view *view, struct err *e)
{
    if (registry_list_legal(visit->session, &view->versions, e) != RC_OK) {
        return e->rc;
    }
    view->is_published = view->versions.count > 0;
    if (!view->is_published && version == 0) {
        return RC_OK;
    }
    if (read_text(visit, version, view, e) != RC_OK || list_titles(visit, view, e) != RC_OK) {
        return e->rc;
    }
    view->is_current = view->shown.version == view->versions.items[view->versions.count - 1].version;
    return read_acceptances(visit, view, e);
}

static enum rc show(struct visit *visit, int version, struct err *e)
{
    struct legal_view view = {.visit = visit,
        .form = &visit->form,
        .organisation = visit->organisation,
        .path = arena_text(visit->arena, visit->call->path.data, visit->call->path.length)};
    if (view.path == NULL) {
        return err_no_memory(e);
    }
    if (read_all(visit, version, &view, e) != RC_OK) {
        return e->rc;
    }
    const struct organisation *const own = visit->organisation;
    view.may_accept =
        view.is_current && own != NULL && !own->legal_accepted && own->status != ORGANISATION_CLOSED && visit_may(visit, PERMISSION_LEGAL);
    struct frame frame = {.title = N_("Legal documents"),
        .subtitle = own == NULL ? NULL : own->name,
        .current = MENU_LEGAL,
        .form = &visit->form,
        .content = legal_content,
        .view = &view};
    if (version != 0) {
        frame.back = (struct crumb){"/console/legal", N_("Legal documents")};
    }
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_legal(struct visit *visit, struct err *e)
{
    return visit->organisation == NULL && visit_may(visit, PERMISSION_PUBLISH) ? legal_office_show(visit, e) : show(visit, 0, e);
}

static enum rc read_version(const struct visit *visit, int *out, struct err *e)
{
    int64_t version = 0;
    if (visit_id(visit, "version", &version, e) != RC_OK) {
        return e->rc;
    }
    if (version > INT32_MAX) {
        return err_set(e, RC_NOT_FOUND, "ER-2106", "version", "there is no such version of the legal documents");
    }
    *out = (int)version;
    return RC_OK;
}

static enum rc page_version(struct visit *visit, struct err *e)
{
    int version = 0;
    return read_version(visit, &version, e) == RC_OK ? show(visit, version, e) : e->rc;
}

struct accepting {
    struct legal_consent consent;
    struct legal_acceptance acceptance;
};

static enum rc accept_documents(struct session *session, void *argument, struct err *e)
{
    struct accepting *const self = argument;
    return registry_accept_legal(session, &self->consent, &self->acceptance, e);
}

/* What was read is told by its hash, so that nobody accepts a text that has changed since. */
static enum rc do_accept(struct visit *visit, struct err *e)
{
    struct form *const form = &visit->form;
    unsigned char hash[LEGAL_HASH_BYTES];
    const struct str sent = form_raw(form, "hash");
    enum rc rc = RC_OK;
    struct accepting accepting = {.consent = {.organisation_id = visit->organisation->id,
                                      .accepted_by = form_need(form, "acceptedBy", N_("Enter your name.")),
                                      .language = form_optional(form, "language"),
                                      .shown_hash = hash}};
    if (!form_has(form, "agree", "yes")) {
        form_fail(form, "agree", N_("Tick the box to accept the documents."));
    }
    if (sent.length != sizeof hash * 2 || !hex_decode(sent.data, hash, sizeof hash)) {
        form_fail(form, "", N_("It is not told which text was read. Load the page again."));
    }
    if (form->error_count == 0 && visit_write_form(visit, accept_documents, &accepting, &rc, e)) {
        return visit_go(visit, "/console/legal", SAID_LEGAL_ACCEPTED, e);
    }
    return rc == RC_OK ? show(visit, 0, e) : rc;
}

static enum rc give_file(struct visit *visit, int64_t organisation_id, int version, struct err *e)
{
    const char *text = NULL;
    const char *const name = arena_format(visit->arena, "legal-documents-%d.txt", version);
    if (name == NULL) {
        return err_no_memory(e);
    }
    if (registry_accepted_text(visit->session, organisation_id, version, &text, e) != RC_OK) {
        return e->rc;
    }
    visit_download(visit, name, "text/plain; charset=utf-8", str_of(text));
    return RC_OK;
}

static enum rc page_own_file(struct visit *visit, struct err *e)
{
    int version = 0;
    return read_version(visit, &version, e) == RC_OK ? give_file(visit, visit->organisation->id, version, e) : e->rc;
}

static enum rc page_file(struct visit *visit, struct err *e)
{
    int version = 0;
    const struct organisation *organisation = NULL;
    if (read_version(visit, &version, e) != RC_OK || visit_organisation_of_path(visit, &organisation, e) != RC_OK) {
        return e->rc;
    }
    return give_file(visit, organisation->id, version, e);
}

#define LEGAL_PAGE .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/legal", "pageLegal", page_legal, LEGAL_PAGE},
    {HTTP_POST, "/console/legal", "doAcceptLegal", do_accept, .audience = PAGE_ORGANISATION, .permission = PERMISSION_LEGAL,
        .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/legal/{version}", "pageLegalVersion", page_version, LEGAL_PAGE},
    {HTTP_GET, "/console/legal/{version}/accepted.txt", "pageAcceptedText", page_own_file, .audience = PAGE_ORGANISATION,
        .permission = PERMISSION_ORGANISATION, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/organisations/{id}/legal/{version}", "pageAcceptedTextOf", page_file, LEGAL_PAGE},
};

const struct page_table legal_pages = {routes, COUNT_OF(routes)};
