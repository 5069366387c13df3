/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal documents: writing a new version, by hand or from text files, looking at it filled, publishing it. */
#include "console/legal_page.h"
#include "console/routes.h"
#include "core/legal_file.h"

#include <string.h>

/* Three texts of LEGAL_BODY_MAX bytes in a few languages, as forms encode them. */
#define PUBLISH_FORM_MAX (16U << 20)

#define ORGANISATION_PLACEHOLDERS                                                                                                       \
    "{{organisation.name}} {{organisation.identifier}} {{organisation.identifierType}} {{organisation.type}} {{organisation.country}} " \
    "{{organisation.address}} {{organisation.website}} {{organisation.domain}} {{organisation.legalBasis}} {{document.version}} "       \
    "{{document.date}} {{processors}}"
#define PROCESSOR_PLACEHOLDERS                                                                                                  \
    "{{#processors}} {{processor.name}} {{processor.identifier}} {{processor.country}} {{processor.from}} {{processor.until}} " \
    "{{/processors}}"

const char *const legal_placeholders[3] = {ORGANISATION_PLACEHOLDERS, PROCESSOR_PLACEHOLDERS, "{{^processors}} {{/processors}}"};

static const char *name_of(struct arena *arena, const char *what, size_t kind, size_t set)
{
    const char *const name = arena_format(arena, "%s-%s-%zu", what, legal_kind_options[kind].value, set);
    return name == NULL ? "" : name;
}

/* The inputs of one language, with what the current version has in it. */
static struct legal_set set_of(const struct visit *visit, size_t number, const char *language, const struct legal_shown *shown)
{
    struct legal_set set = {.language = language};
    for (size_t kind = 0; kind < LEGAL_KIND_COUNT; kind++) {
        set.names[kind][0] = name_of(visit->arena, "title", kind, number);
        set.names[kind][1] = name_of(visit->arena, "text", kind, number);
        set.names[kind][2] = name_of(visit->arena, "file", kind, number);
    }
    for (size_t i = 0; shown != NULL && i < shown->document_count; i++) {
        const struct legal_text *const text = &shown->documents[i];
        set.stored[text->kind][0] = text->title;
        set.stored[text->kind][1] = text->body;
    }
    return set;
}

/* At first the form holds the current version, from which one seldom starts anew. */
static enum rc fill_first(struct visit *visit, struct legal_form *view, struct err *e)
{
    struct legal_shown shown = {0};
    struct err found = {0};
    const enum rc rc = registry_show_legal(visit->session, 0, NULL, NULL, &shown, &found);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && shown.language_count == 0)) {
        view->sets[view->set_count++] = set_of(visit, 0, "en", NULL);
        return RC_OK;
    }
    *e = found;
    const char *const *const all = shown.languages;
    const size_t count = shown.language_count < LEGAL_SETS_MAX ? shown.language_count : LEGAL_SETS_MAX;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        if (registry_show_legal(visit->session, 0, all[i], NULL, &shown, e) != RC_OK) {
            return e->rc;
        }
        view->sets[view->set_count++] = set_of(visit, i, all[i], &shown);
    }
    return rc;
}

/* As many languages as were sent, and one more where that was asked for. */
static void fill_sent(struct visit *visit, struct legal_form *view)
{
    const size_t sent = form_count(&visit->form, "language");
    const size_t more = form_has(&visit->form, "act", "language") ? 1 : 0;
    for (size_t i = 0; i < sent + more && i < LEGAL_SETS_MAX; i++) {
        const struct str language = form_nth(&visit->form, "language", i);
        const char *const text = arena_text(visit->arena, language.data, language.length);
        view->sets[view->set_count++] = set_of(visit, i, text == NULL ? "" : text, NULL);
    }
}

static enum rc show_form(struct visit *visit, struct legal_form *view, struct err *e)
{
    view->visit = visit;
    view->form = &visit->form;
    if (visit->form.is_sent) {
        fill_sent(visit, view);
    } else if (fill_first(visit, view, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = N_("Publish legal documents"),
        .current = MENU_LEGAL,
        .back = {"/console/legal", N_("Legal documents")},
        .form = &visit->form,
        .content = legal_form_content,
        .view = view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_publish(struct visit *visit, struct err *e)
{
    struct legal_form view = {0};
    return show_form(visit, &view, e);
}

/* Lines of forms end in CR LF; texts in files, and their hashes, in LF. */
static const char *without_returns(struct arena *arena, const char *text)
{
    char *const out = arena_copy(arena, text);
    size_t length = 0;
    for (size_t i = 0; out != NULL && out[i] != '\0'; i++) {
        if (out[i] != '\r' || out[i + 1] != '\n') {
            out[length++] = out[i];
        }
    }
    if (out != NULL) {
        out[length] = '\0';
    }
    return out;
}

/* A file takes the place of what its text and title hold, where it can be read. */
static void take_file(struct form *form, const struct legal_set *set, enum legal_kind kind)
{
    const struct str file = form_raw(form, set->names[kind][2]);
    struct legal_text text = {0};
    struct err found = {0};
    if (file.length == 0) {
        return;
    }
    if (legal_file_read(form->arena, file, &text, &found) != RC_OK) {
        form_fail_err(form, set->names[kind][2], &found);
        return;
    }
    form_replace(form, set->names[kind][0], text.title);
    form_replace(form, set->names[kind][1], text.body);
}

/* What is wrong is told at the text itself, with its line. */
static bool read_text(struct visit *visit, const struct legal_set *set, enum legal_kind kind, struct legal_text *out)
{
    struct form *const form = &visit->form;
    struct err found = {0};
    const char *const text = form_value(form, set->names[kind][1]);
    *out = (struct legal_text){.kind = kind,
        .language = set->language,
        .title = form_value(form, set->names[kind][0]),
        .body = without_returns(visit->arena, text)};
    if (text[0] == '\0') {
        return false;
    }
    if (out->title[0] == '\0') {
        form_fail(form, set->names[kind][0], N_("Enter the document's title."));
    }
    if (language_check(str_of(set->language), &found) != RC_OK) {
        form_fail(form, "language", N_("Enter the code of the language, such as en or pt-BR."));
    }
    if (out->body == NULL || legal_body_check(str_of(out->body), &found) != RC_OK) {
        form_fail_err(form, set->names[kind][1], &found);
    }
    return true;
}

struct publishing {
    struct legal_publication publication;
    struct legal_version version;
};

static enum rc publish(struct session *session, void *argument, struct err *e)
{
    struct publishing *const self = argument;
    return registry_publish_legal(session, &self->publication, &self->version, e);
}

static void take_files(struct visit *visit)
{
    struct legal_form view = {0};
    fill_sent(visit, &view);
    for (size_t i = 0; i < view.set_count; i++) {
        for (size_t kind = 0; kind < LEGAL_KIND_COUNT; kind++) {
            take_file(&visit->form, &view.sets[i], (enum legal_kind)kind);
        }
    }
}

static size_t read_texts(struct visit *visit, struct legal_text *texts)
{
    struct legal_form view = {0};
    size_t count = 0;
    fill_sent(visit, &view);
    for (size_t i = 0; i < view.set_count; i++) {
        for (size_t kind = 0; kind < LEGAL_KIND_COUNT; kind++) {
            count += read_text(visit, &view.sets[i], (enum legal_kind)kind, &texts[count]) ? 1 : 0;
        }
    }
    return count;
}

/* For whom the preview is filled: the organisation that is named, or the first that issues cards. */
static const struct organisation *find_sample(struct visit *visit)
{
    const struct directory *const directory = &visit->session->directory;
    const char *const wanted = form_optional(&visit->form, "for-whom");
    const struct organisation *found = NULL;
    if (wanted != NULL) {
        found = directory_find(directory, str_of(wanted));
        if (found == NULL) {
            form_fail(&visit->form, "for-whom", N_("No organisation has this identifier."));
        }
        return found;
    }
    for (size_t i = 0; found == NULL && i < directory->organisations.count; i++) {
        const struct organisation *const one = &directory->organisations.items[i];
        found = one->status == ORGANISATION_ACTIVE && one->kind != ORGANISATION_PROCESSOR ? one : NULL;
    }
    return found;
}

static enum rc preview_language(
    struct visit *visit, const struct legal_publication *publication, const char *language, struct legal_form *view, struct err *e)
{
    struct legal_preview *const out = &view->previews[view->preview_count];
    if (registry_preview_legal(visit->session, publication, language, view->sample, &out->shown, e) != RC_OK) {
        return e->rc;
    }
    out->titles = legal_titles(visit->arena, &out->shown);
    view->preview_count++;
    return out->titles == NULL ? err_no_memory(e) : RC_OK;
}

/* What can't be published is told as it will be then. */
static enum rc preview(struct visit *visit, const struct legal_publication *publication, struct err *e)
{
    struct legal_form view = {.sample = find_sample(visit)};
    struct err found = {0};
    view.previews = arena_alloc_array(visit->arena, LEGAL_SETS_MAX, sizeof *view.previews);
    if (view.previews == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; visit->form.error_count == 0 && i < publication->count; i++) {
        const char *const language = publication->texts[i].language;
        const bool is_next = i == 0 || strcmp(language, publication->texts[i - 1].language) != 0;
        if (is_next && preview_language(visit, publication, language, &view, &found) == RC_NO_MEMORY) {
            return err_no_memory(e);
        }
        if (found.rc != RC_OK) {
            form_fail_err(&visit->form, "", &found);
        }
    }
    return show_form(visit, &view, e);
}

static enum rc do_publish(struct visit *visit, struct err *e)
{
    struct form *const form = &visit->form;
    struct legal_text texts[LEGAL_SETS_MAX * LEGAL_KIND_COUNT];
    struct legal_form view = {0};
    enum rc rc = RC_OK;
    take_files(visit);
    if (form_has(form, "act", "language")) {
        return show_form(visit, &view, e);
    }
    struct publishing publishing = {.publication = {.title = form_need(form, "title", N_("Enter the version's title.")),
                                        .grace_until_day = form_day(form, "graceUntil"),
                                        .texts = texts}};
    publishing.publication.count = read_texts(visit, texts);
    if (publishing.publication.count == 0) {
        form_fail(form, "", N_("Enter at least one document."));
    }
    if (!form_has(form, "act", "publish")) {
        return preview(visit, &publishing.publication, e);
    }
    if (form->error_count == 0 && visit_write_form(visit, publish, &publishing, &rc, e)) {
        return visit_go(visit, "/console/legal", SAID_LEGAL_PUBLISHED, e);
    }
    return rc == RC_OK ? show_form(visit, &view, e) : rc;
}

#define PUBLISH_PAGE .audience = PAGE_USER, .permission = PERMISSION_PUBLISH, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/legal/publish", "pagePublishLegal", page_publish, PUBLISH_PAGE},
    {HTTP_POST, "/console/legal/publish", "doPublishLegal", do_publish, PUBLISH_PAGE, .body = HTTP_BODY_MULTIPART,
        .body_max = PUBLISH_FORM_MAX},
};

const struct page_table legal_publish_pages = {routes, COUNT_OF(routes)};
