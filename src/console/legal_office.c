/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal documents for who publishes them: the versions, who has accepted which, writing a new one. */
#include "base/day.h"
#include "console/legal_page.h"
#include "console/routes.h"

#include <inttypes.h>
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

enum rc legal_office_show(struct visit *visit, struct err *e)
{
    struct legal_office_view view = {.visit = visit};
    const struct organisations *const all = &visit->session->directory.organisations;
    if (registry_list_legal(visit->session, &view.versions, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].status != ORGANISATION_CLOSED) {
            view.states[legal_state_of(&all->items[i], visit->session->today)]++;
        }
    }
    struct frame frame = {.title = N_("Legal documents"),
        .current = MENU_LEGAL,
        .content = legal_office_content,
        .actions = legal_office_actions,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static const struct column accepted_columns[] = {
    {.key = "organisation", .label = N_("Organisation"), .filter = FILTER_TEXT, .placeholder = N_("Organisation")},
    {.key = "by", .label = N_("Accepted by")},
    {.key = "at", .label = N_("When")},
    {.key = "language", .label = N_("Language")},
    {.key = "hash", .label = N_("SHA-256 of the text")},
};

static bool is_wanted(const struct visit *visit, const struct acceptance_line *line, int version, const char *folded)
{
    return line->acceptance->version == version &&
        (folded[0] == '\0' || (line->organisation != NULL && holds_folded(visit->arena, line->organisation->name, folded)));
}

static enum rc find_version(struct visit *visit, int64_t number, struct legal_version *out, struct err *e)
{
    struct legal_versions versions = {0};
    if (registry_list_legal(visit->session, &versions, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < versions.count; i++) {
        if (versions.items[i].version == number) {
            *out = versions.items[i];
            return RC_OK;
        }
    }
    return err_set(e, RC_NOT_FOUND, "ER-2106", "version", "there is no version %" PRId64 " of the legal documents", number);
}

/* The lines of a page of those that fit. */
static enum rc pick(struct visit *visit, struct list *list, struct legal_accepted_view *view, struct err *e)
{
    struct legal_acceptances acceptances = {0};
    const char *const folded = folded_filter(visit->arena, list_filter(list, "organisation"));
    if (registry_list_acceptances(visit->session, 0, &acceptances, e) != RC_OK) {
        return e->rc;
    }
    const struct acceptance_line *const all = legal_lines(visit, &acceptances);
    struct acceptance_line *const shown = arena_alloc_array(visit->arena, (size_t)list->size, sizeof *shown);
    if (all == NULL || shown == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < acceptances.count; i++) {
        if (!is_wanted(visit, &all[i], view->version->version, folded)) {
            continue;
        }
        if (list->total >= list_offset(list) && (int64_t)view->count < list->size) {
            shown[view->count++] = all[i];
        }
        list->total++;
    }
    view->items = shown;
    list->shown = (int64_t)view->count;
    return RC_OK;
}

static enum rc page_accepted(struct visit *visit, struct err *e)
{
    int64_t number = 0;
    struct legal_version version = {0};
    struct list list;
    struct legal_accepted_view view = {.visit = visit, .list = &list, .version = &version};
    if (visit_id(visit, "version", &number, e) != RC_OK || find_version(visit, number, &version, e) != RC_OK) {
        return e->rc;
    }
    const char *const path = arena_format(visit->arena, "/console/legal/%" PRId64 "/accepted", number);
    if (path == NULL) {
        return err_no_memory(e);
    }
    list_read(visit, path, accepted_columns, COUNT_OF(accepted_columns), &list);
    if (pick(visit, &list, &view, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = N_("Who has accepted the legal documents"),
        .subtitle = version.title,
        .current = MENU_LEGAL,
        .back = {"/console/legal", N_("Legal documents")},
        .content = legal_accepted_content,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

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

static enum rc show_form(struct visit *visit, struct err *e)
{
    struct legal_form view = {.visit = visit, .form = &visit->form};
    if (visit->form.is_sent) {
        fill_sent(visit, &view);
    } else if (fill_first(visit, &view, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = N_("Publish legal documents"),
        .current = MENU_LEGAL,
        .back = {"/console/legal", N_("Legal documents")},
        .form = &visit->form,
        .content = legal_form_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_publish(struct visit *visit, struct err *e)
{
    return show_form(visit, e);
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

static enum rc do_publish(struct visit *visit, struct err *e)
{
    struct form *const form = &visit->form;
    struct legal_text texts[LEGAL_SETS_MAX * LEGAL_KIND_COUNT];
    enum rc rc = RC_OK;
    if (form_has(form, "act", "language")) {
        return show_form(visit, e);
    }
    struct publishing publishing = {.publication = {.title = form_need(form, "title", N_("Enter the version's title.")),
                                        .grace_until_day = form_day(form, "graceUntil"),
                                        .texts = texts}};
    publishing.publication.count = read_texts(visit, texts);
    if (publishing.publication.count == 0) {
        form_fail(form, "", N_("Enter at least one document."));
    }
    if (form->error_count == 0 && visit_write_form(visit, publish, &publishing, &rc, e)) {
        return visit_go(visit, "/console/legal", SAID_LEGAL_PUBLISHED, e);
    }
    return rc == RC_OK ? show_form(visit, e) : rc;
}

#define OFFICE_PAGE .audience = PAGE_USER, .permission = PERMISSION_PUBLISH, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/legal/publish", "pagePublishLegal", page_publish, OFFICE_PAGE},
    {HTTP_POST, "/console/legal/publish", "doPublishLegal", do_publish, OFFICE_PAGE, .body = HTTP_BODY_FORM, .body_max = PUBLISH_FORM_MAX},
    {HTTP_GET, "/console/legal/{version}/accepted", "pageAcceptedBy", page_accepted, OFFICE_PAGE},
};

const struct page_table legal_office_pages = {routes, COUNT_OF(routes)};
