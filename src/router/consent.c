/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router consent text publish|list, consent record|show. */
#include "base/day.h"
#include "registry/consents.h"
#include "registry/persons.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BODY_MAX_BYTES (4U * CONSENT_TEXT_MAX)

struct text_view {
    const char *organisation;
    int64_t version;
    const char *language;
    const char *published_at;
};

struct consent_view {
    const char *identifier;
    const char *organisation;
    int64_t version;
    const char *language;
    const char *how;
    const char *given_at;
    const char *withdrawn_at;
};

#define TEXT_AT(member) .offset = offsetof(struct text_view, member)
#define CONSENT_AT(member) .offset = offsetof(struct consent_view, member)

static const struct wire_field text_fields[] = {
    {"organisation", WIRE_TEXT, TEXT_AT(organisation)},
    {"version", WIRE_INT64, TEXT_AT(version)},
    {"language", WIRE_TEXT, TEXT_AT(language)},
    {"publishedAt", WIRE_TEXT, TEXT_AT(published_at)},
};
static const struct wire_shape text_shape = {
    .name = "text", .size = sizeof(struct text_view), .fields = text_fields, .count = COUNT_OF(text_fields)};
static const struct wire_field consent_fields[] = {
    {"identifier", WIRE_TEXT, CONSENT_AT(identifier)},
    {"organisation", WIRE_TEXT, CONSENT_AT(organisation)},
    {"version", WIRE_ID, CONSENT_AT(version)},
    {"language", WIRE_TEXT, CONSENT_AT(language)},
    {"how", WIRE_TEXT, CONSENT_AT(how)},
    {"givenAt", WIRE_TEXT, CONSENT_AT(given_at)},
    {"withdrawnAt", WIRE_TEXT, CONSENT_AT(withdrawn_at)},
};
static const struct wire_shape consent_shape = {
    .name = "consent", .size = sizeof(struct consent_view), .fields = consent_fields, .count = COUNT_OF(consent_fields)};

static struct consent_view consent_view_of(const struct consent *consent, const char *organisation, const char *esi, struct arena *arena)
{
    return (struct consent_view){
        .identifier = esi,
        .organisation = organisation,
        .version = consent->version,
        .language = consent->language,
        .how = consent_how_code(consent->how)->key,
        .given_at = shown_instant(arena, consent->given_at_us),
        .withdrawn_at = shown_instant(arena, consent->withdrawn_at_us),
    };
}

struct publish_options {
    const char *organisation, *language, *file;
    int64_t version;
};

static const struct option_spec publish_specs[] = {
    OWN_TEXT(struct publish_options, organisation, "organisation", "PIC", "whose text"),
    OWN_TEXT(struct publish_options, language, "language", "TAG", "its language, such as en or pt-br"),
    OWN_TEXT(struct publish_options, file, "file", "FILE", "the text, UTF-8; - is standard input"),
    OWN_NUMBER(struct publish_options, version, "version", 1, 1000000, "the version it is (default: the next one)"),
};

const struct own_options consent_publish_options = {
    .specs = publish_specs, .count = COUNT_OF(publish_specs), .size = sizeof(struct publish_options)};

static void close_file(FILE **file)
{
    if (*file != NULL && *file != stdin) {
        (void)fclose(*file);
    }
}

static enum rc read_body(const char *path, struct arena *arena, const char **out, struct err *e)
{
    const bool is_stdin = path[0] == '-' && path[1] == '\0';
    AUTO(close_file) FILE *file = is_stdin ? stdin : fopen(path, "re");
    if (file == NULL) {
        return err_set(e, RC_UNAVAILABLE, "", "file", "the file %s can't be opened", path);
    }
    char *const body = arena_alloc(arena, BODY_MAX_BYTES + 1U);
    if (body == NULL) {
        return err_no_memory(e);
    }
    const size_t length = fread(body, 1, BODY_MAX_BYTES + 1U, file);
    if (ferror(file) != 0 || length > BODY_MAX_BYTES) {
        return err_set(e, RC_INVALID, "", "file", "the file %s can't be read, or has more than %u bytes", path, BODY_MAX_BYTES);
    }
    /* A NUL would cut the text unseen. */
    *out = arena_text(arena, body, length);
    if (*out == NULL) {
        return err_no_memory(e);
    }
    return strlen(*out) == length ? RC_OK : err_set(e, RC_INVALID, "ER-1012", "file", "the file %s is no text: it has a NUL in it", path);
}

struct publication {
    struct consent_text_input input;
    struct consent_text text;
};

static enum rc publish(struct session *session, void *argument, struct err *e)
{
    struct publication *const self = argument;
    return registry_publish_consent_text(session, &self->input, &self->text, e);
}

static struct text_view text_view_of(const struct desk *desk, const struct consent_text *text, struct arena *arena)
{
    const struct organisation *const owner = directory_get(&desk->session->directory, text->organisation_id);
    return (struct text_view){
        .organisation = owner == NULL ? "" : owner->identifier,
        .version = text->version,
        .language = text->language,
        .published_at = shown_instant(arena, text->published_at_us),
    };
}

enum rc run_consent_text_publish(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct publish_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct publication self = {.input = {.organisation = own->organisation, .version = own->version, .language = own->language}};
    if (require_option("organisation", own->organisation, e) != RC_OK || require_option("language", own->language, e) != RC_OK ||
        require_option("file", own->file, e) != RC_OK || read_body(own->file, arena, &self.input.body, e) != RC_OK ||
        desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, publish, &self, e) != RC_OK) {
        return e->rc;
    }
    const struct text_view view = text_view_of(&desk, &self.text, arena);
    if (call->settings->json) {
        return print_json(arena, &text_shape, &view, e);
    }
    (void)printf("version %" PRId64 " is published in the language %s for %s\n", view.version, view.language, view.organisation);
    return RC_OK;
}

struct list_options {
    const char *organisation;
};

static const struct option_spec list_specs[] = {
    OWN_TEXT(struct list_options, organisation, "organisation", "PIC", "of this organisation alone"),
};

const struct own_options consent_list_options = {.specs = list_specs, .count = COUNT_OF(list_specs), .size = sizeof(struct list_options)};

enum rc run_consent_text_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct list_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct consent_texts texts = {0};
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        registry_list_consent_texts(desk.session, own->organisation, &texts, e) != RC_OK) {
        return e->rc;
    }
    struct text_view *const views = arena_alloc_array(arena, texts.count, sizeof *views);
    if (views == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < texts.count; i++) {
        views[i] = text_view_of(&desk, &texts.items[i], arena);
    }
    if (call->settings->json) {
        return print_json_list(arena, &text_shape, views, texts.count, e);
    }
    (void)printf("%-14s %-8s %-9s %s\n", "ORGANISATION", "VERSION", "LANGUAGE", "PUBLISHED");
    for (size_t i = 0; i < texts.count; i++) {
        (void)printf("%-14s %-8" PRId64 " %-9s %s\n", views[i].organisation, views[i].version, views[i].language, views[i].published_at);
    }
    return RC_OK;
}

struct record_options {
    const char *organisation, *language, *how;
    int64_t version;
    bool withdrawn;
};

static const struct option_spec record_specs[] = {
    OWN_TEXT(struct record_options, organisation, "organisation", "PIC", "where the student is enrolled"),
    OWN_TEXT(struct record_options, how, "how", "HOW", "institution, link or portal (default institution)"),
    OWN_NUMBER(struct record_options, version, "version", 1, 1000000, "of the text agreed to (default: the latest)"),
    OWN_TEXT(struct record_options, language, "language", "TAG", "in which it was shown"),
    OWN_FLAG(struct record_options, withdrawn, "withdrawn", "the consent is withdrawn, and the data are kept for now"),
};

const struct own_options consent_record_options = {
    .specs = record_specs, .count = COUNT_OF(record_specs), .size = sizeof(struct record_options)};

struct recording {
    struct consent_input input;
    struct consent consent;
};

static enum rc record(struct session *session, void *argument, struct err *e)
{
    struct recording *const self = argument;
    return registry_record_consent(session, &self->input, &self->consent, e);
}

enum rc run_consent_record(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct record_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct recording self = {.input = {.identifier = call->operands->items[0],
                                 .organisation = own->organisation,
                                 .version = own->version,
                                 .language = own->language,
                                 .how = own->how,
                                 .withdrawn = own->withdrawn}};
    if (require_option("organisation", own->organisation, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, record, &self, e) != RC_OK) {
        return e->rc;
    }
    if (call->settings->json) {
        struct consent_view view = consent_view_of(&self.consent, own->organisation, self.input.identifier, arena);
        return print_json(arena, &consent_shape, &view, e);
    }
    (void)printf("the consent is %s\n", own->withdrawn ? "withdrawn" : "recorded");
    return RC_OK;
}

struct show_options {
    const char *organisation;
};

static const struct option_spec show_specs[] = {
    OWN_TEXT(struct show_options, organisation, "organisation", "PIC", "at this organisation alone"),
};

const struct own_options consent_show_options = {.specs = show_specs, .count = COUNT_OF(show_specs), .size = sizeof(struct show_options)};

/* What there is of one enrolment, as views behind those that are there. */
static enum rc add_history(
    struct session *session, const struct enrolment_detail *at, const char *esi, struct consent_view **views, size_t *count, struct err *e)
{
    struct consents history = {0};
    if (consent_history(session, &at->enrolment, &history, e) != RC_OK) {
        return e->rc;
    }
    *views = arena_grow(session->arena, *views, *count * sizeof **views, (*count + history.count) * sizeof **views);
    if (*views == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < history.count; i++) {
        (*views)[(*count)++] = consent_view_of(&history.items[i], at->organisation->identifier, esi, session->arena);
    }
    return RC_OK;
}

static void print_consents(const struct consent_view *views, size_t count)
{
    (void)printf("%-14s %-8s %-9s %-12s %-25s %s\n", "ORGANISATION", "VERSION", "LANGUAGE", "HOW", "GIVEN", "WITHDRAWN");
    for (size_t i = 0; i < count; i++) {
        const struct consent_view *const view = &views[i];
        (void)printf("%-14s %-8" PRId64 " %-9s %-12s %-25s %s\n", view->organisation, view->version,
            view->language == NULL ? "-" : view->language, view->how, view->given_at,
            view->withdrawn_at == NULL ? "-" : view->withdrawn_at);
    }
}

enum rc run_consent_show(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct show_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct person_detail person;
    struct consent_view *views = NULL;
    size_t count = 0;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        registry_get_person(desk.session, str_of(call->operands->items[0]), &person, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < person.count; i++) {
        const bool wanted =
            own->organisation == NULL || str_equal_fold(str_of(own->organisation), str_of(person.enrolments[i].organisation->identifier));
        if (wanted && add_history(desk.session, &person.enrolments[i], person.person.esi, &views, &count, e) != RC_OK) {
            return e->rc;
        }
    }
    if (count == 0) {
        return err_set(e, RC_NOT_FOUND, "ER-0003", "organisation", "the person is not enrolled there");
    }
    if (call->settings->json) {
        return print_json_list(arena, &consent_shape, views, count, e);
    }
    print_consents(views, count);
    return RC_OK;
}
