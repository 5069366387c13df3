/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/legal.h"

#include "base/day.h"
#include "registry/organisations.h"

#include <sodium.h>
#include <string.h>

static void hash_text(struct str text, unsigned char out[LEGAL_HASH_BYTES])
{
    (void)crypto_hash_sha256(out, (const unsigned char *)text.data, text.length);
}

static enum rc check_text(const struct legal_text *text, struct err *e)
{
    if (language_check(str_of(text->language), e) != RC_OK || line_check(N_("the title"), "title", str_of(text->title), e) != RC_OK ||
        legal_body_check(str_of(text->body), e) != RC_OK) {
        return err_wrap(e, T_("%s in %s"), legal_kind_code(text->kind)->label, text->language);
    }
    return RC_OK;
}

static const struct legal_text *find_text(const struct legal_text *texts, size_t count, enum legal_kind kind, const char *language)
{
    for (size_t i = 0; i < count; i++) {
        if (texts[i].kind == kind && strcmp(texts[i].language, language) == 0) {
            return &texts[i];
        }
    }
    return NULL;
}

/* Whoever reads one language reads the whole. */
static enum rc check_completeness(const struct legal_publication *publication, struct err *e)
{
    for (size_t i = 0; i < publication->count; i++) {
        for (size_t k = 0; k < publication->count; k++) {
            const struct legal_text *const one = &publication->texts[i];
            const struct legal_text *const other = &publication->texts[k];
            const struct legal_text *const found = find_text(publication->texts, publication->count, one->kind, other->language);
            if (found == NULL) {
                return err_set(e, RC_INVALID, "ER-1012", "texts",
                    T_("the %s is there in %s and not in %s: each language needs all documents"), legal_kind_code(one->kind)->label,
                    one->language, other->language);
            }
            if (i != k && one->kind == other->kind && strcmp(one->language, other->language) == 0) {
                return err_set(
                    e, RC_INVALID, "ER-1012", "texts", T_("the %s is there twice in %s"), legal_kind_code(one->kind)->label, one->language);
            }
        }
    }
    return RC_OK;
}

static enum rc check_publication(const struct session *session, const struct legal_publication *publication, struct err *e)
{
    if (line_check(N_("the version's title"), "title", str_of(publication->title), e) != RC_OK) {
        return e->rc;
    }
    if (publication->count == 0) {
        return err_set(e, RC_INVALID, "ER-1012", "texts", T_("there is no document to publish"));
    }
    if (publication->grace_until_day != DAY_NONE && publication->grace_until_day < session->today) {
        return err_set(
            e, RC_INVALID, "ER-1012", "graceUntil", T_("the last day of grace is over already; a day from today on was expected"));
    }
    for (size_t i = 0; i < publication->count; i++) {
        if (check_text(&publication->texts[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return check_completeness(publication, e);
}

static enum rc insert_version(
    struct session *session, const struct legal_publication *publication, const struct legal_version *version, struct err *e)
{
    if (legal_documents_insert(session->db, version, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < publication->count; i++) {
        unsigned char hash[LEGAL_HASH_BYTES];
        hash_text(str_of(publication->texts[i].body), hash);
        if (legal_texts_insert(session->db, version->version, &publication->texts[i], hash, e) != RC_OK) {
            return e->rc;
        }
    }
    session_touch_directory(session);
    return session_audit(session, AUDIT_LEGAL_PUBLISH, 0, version->version, version->title, e);
}

/* What a publication would be. */
static enum rc make_version(struct session *session, const struct legal_publication *publication, struct legal_version *out, struct err *e)
{
    struct legal_versions all;
    if (session_require_permission(session, 0, PERMISSION_PUBLISH, e) != RC_OK || check_publication(session, publication, e) != RC_OK ||
        legal_documents_list(session->db, session->arena, &all, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct legal_version){
        .version = all.count == 0 ? 1 : all.items[all.count - 1].version + 1,
        .title = publication->title,
        .published_at_us = session->now_us,
        .grace_until_day = publication->grace_until_day,
    };
    return RC_OK;
}

enum rc registry_publish_legal(
    struct session *session, const struct legal_publication *publication, struct legal_version *out, struct err *e)
{
    return make_version(session, publication, out, e) == RC_OK ? insert_version(session, publication, out, e) : e->rc;
}

enum rc registry_list_legal(struct session *session, struct legal_versions *out, struct err *e)
{
    return legal_documents_list(session->db, session->arena, out, e);
}

/* A version by its number, or the current one for 0. */
static enum rc find_version(struct session *session, int number, struct legal_version *out, bool *found, struct err *e)
{
    struct legal_versions all;
    *found = false;
    if (legal_documents_list(session->db, session->arena, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        if (number == 0 || all.items[i].version == number) {
            *out = all.items[i];
            *found = true;
        }
    }
    return RC_OK;
}

static void add_part(struct buf *out, const char *separator, const char *text)
{
    if (text != NULL) {
        buf_add_text(out, out->length > 0 ? separator : "");
        buf_add_text(out, text);
    }
}

/* "rue des Étoiles 12, Saint-Valentin, Indre" */
static const char *address_line(struct arena *arena, const struct address *address)
{
    struct buf out;
    buf_init(&out, arena);
    buf_add(&out, "", 0);
    add_part(&out, "", address->label);
    add_part(&out, ", ", address->street_name);
    add_part(&out, address->street_name == NULL ? ", " : " ", address->house_number);
    add_part(&out, ", ", address->details);
    add_part(&out, ", ", address->city_name);
    add_part(&out, ", ", address->province);
    return buf_text(&out);
}

static const char *day_text(struct arena *arena, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    return arena_copy(arena, text);
}

/* The processors that the organisation has mandated today. */
static enum rc add_processors(const struct session *session, int64_t organisation_id, struct legal_values *out, struct err *e)
{
    const struct mandates *const mandates = &session->directory.mandates;
    struct legal_processor *const items = arena_alloc_array(session->arena, mandates->count, sizeof *items);
    struct buf line;
    if (items == NULL) {
        return err_no_memory(e);
    }
    buf_init(&line, session->arena);
    buf_add(&line, "", 0);
    for (size_t i = 0; i < mandates->count; i++) {
        const struct mandate *const mandate = &mandates->items[i];
        const struct organisation *const processor = directory_get(&session->directory, mandate->processor_id);
        if (mandate->issuer_id != organisation_id || !mandate_is_on(mandate, session->today) || processor == NULL) {
            continue;
        }
        const bool has_end = mandate->until_day != DAY_NONE;
        items[out->processor_count++] = (struct legal_processor){{
            [LEGAL_PROCESSOR_NAME] = processor->name,
            [LEGAL_PROCESSOR_IDENTIFIER] = processor->identifier,
            [LEGAL_PROCESSOR_COUNTRY] = country_name(processor->country),
            [LEGAL_PROCESSOR_FROM] = day_text(session->arena, mandate->from_day),
            [LEGAL_PROCESSOR_UNTIL] = has_end ? day_text(session->arena, mandate->until_day) : "further notice",
        }};
        buf_add_format(&line, "%s%s (%s)", line.length > 0 ? ", " : "", processor->name, processor->identifier);
    }
    out->processors = items;
    out->values[LEGAL_PROCESSORS] = out->processor_count == 0 ? "none" : buf_text(&line);
    return line.failed ? err_no_memory(e) : RC_OK;
}

static enum rc gather_values(struct session *session, const struct organisation *organisation, const struct legal_version *version,
    struct legal_values *out, struct err *e)
{
    *out = (struct legal_values){
        .values =
            {
                [LEGAL_ORGANISATION_NAME] = organisation->name,
                [LEGAL_ORGANISATION_IDENTIFIER] = organisation->identifier,
                [LEGAL_ORGANISATION_IDENTIFIER_TYPE] = organisation_identifier_code(organisation->kind)->key,
                [LEGAL_ORGANISATION_TYPE] = organisation_kind_code(organisation->kind)->label,
                [LEGAL_ORGANISATION_COUNTRY] = country_name(organisation->country),
                [LEGAL_ORGANISATION_ADDRESS] = address_line(session->arena, &organisation->address),
                [LEGAL_ORGANISATION_WEBSITE] = organisation->website,
                [LEGAL_ORGANISATION_DOMAIN] = organisation->schac_home_organization,
                [LEGAL_ORGANISATION_LEGAL_BASIS] = legal_basis_code(organisation->legal_basis)->label,
                [LEGAL_DOCUMENT_VERSION] = arena_format(session->arena, "%d", version->version),
                [LEGAL_DOCUMENT_DATE] = day_text(session->arena, day_of_us(version->published_at_us)),
            },
    };
    if (out->values[LEGAL_ORGANISATION_ADDRESS] == NULL || out->values[LEGAL_DOCUMENT_VERSION] == NULL ||
        out->values[LEGAL_DOCUMENT_DATE] == NULL) {
        return err_no_memory(e);
    }
    return add_processors(session, organisation->id, out, e);
}

/* The language asked for; without a wish English, or the first there is; NULL when there is none. */
static const char *choose_language(const struct legal_texts *texts, const char *wish)
{
    const char *first = NULL;
    for (size_t i = 0; i < texts->count; i++) {
        const char *const language = texts->items[i].language;
        if (strcmp(language, wish == NULL ? "en" : wish) == 0) {
            return language;
        }
        first = first == NULL ? language : first;
    }
    return wish == NULL ? first : NULL;
}

/* All documents of the language, title and text, an empty line between them. What is hashed is exactly this. */
static enum rc compose(
    const struct legal_texts *texts, const char *language, const struct legal_values *values, struct buf *out, struct err *e)
{
    for (size_t i = 0; i < texts->count; i++) {
        const struct legal_text *const text = &texts->items[i];
        if (strcmp(text->language, language) != 0) {
            continue;
        }
        buf_add_format(out, "%s%s\n\n", out->length > 0 ? "\n\n" : "", text->title);
        if (values == NULL) {
            buf_add_text(out, text->body);
        } else if (legal_body_fill(str_of(text->body), values, out, e) != RC_OK) {
            return err_wrap(e, "filling the %s", legal_kind_code(text->kind)->label);
        }
    }
    return out->failed ? err_no_memory(e) : RC_OK;
}

/* The languages of a version, and the documents of the one that is shown; the texts are ordered by language. */
static enum rc list_parts(struct arena *arena, const struct legal_texts *texts, struct legal_shown *out, struct err *e)
{
    const char **const languages = arena_alloc_array(arena, texts->count + 1, sizeof *languages);
    if (languages == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < texts->count; i++) {
        const struct legal_text *const text = &texts->items[i];
        if (i == 0 || strcmp(text->language, texts->items[i - 1].language) != 0) {
            languages[out->language_count++] = text->language;
        }
        if (strcmp(text->language, out->language) == 0) {
            out->documents = out->document_count == 0 ? text : out->documents;
            out->document_count++;
        }
    }
    out->languages = languages;
    return RC_OK;
}

/* `texts` hold the language, unless it is NULL. */
static enum rc show_texts(struct session *session, const struct legal_version *version, const struct legal_texts *texts,
    const char *language, const struct organisation *organisation, struct legal_shown *out, struct err *e)
{
    struct legal_values values;
    struct buf text;
    buf_init(&text, session->arena);
    buf_add(&text, "", 0);
    if (organisation != NULL && gather_values(session, organisation, version, &values, e) != RC_OK) {
        return e->rc;
    }
    if (language != NULL && compose(texts, language, organisation == NULL ? NULL : &values, &text, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct legal_shown){.version = version->version, .title = version->title, .language = language, .text = buf_text(&text)};
    if (out->text == NULL) {
        return err_no_memory(e);
    }
    hash_text((struct str){out->text, text.length}, out->hash);
    return language == NULL ? RC_OK : list_parts(session->arena, texts, out, e);
}

static enum rc show(struct session *session, const struct legal_version *version, const char *language,
    const struct organisation *organisation, struct legal_shown *out, struct err *e)
{
    struct legal_texts texts;
    if (legal_texts_list(session->db, session->arena, version->version, &texts, e) != RC_OK) {
        return e->rc;
    }
    const char *const chosen = choose_language(&texts, language);
    if (chosen == NULL && language != NULL) {
        return err_set(e, RC_NOT_FOUND, "ER-2106", "language", "version %d of the legal documents is not there in the language \"%.20s\"",
            version->version, language);
    }
    return show_texts(session, version, &texts, chosen, organisation, out, e);
}

enum rc registry_preview_legal(struct session *session, const struct legal_publication *publication, const char *language,
    const struct organisation *organisation, struct legal_shown *out, struct err *e)
{
    struct legal_version version;
    if (make_version(session, publication, &version, e) != RC_OK) {
        return e->rc;
    }
    struct legal_text *const items = arena_alloc_array(session->arena, publication->count, sizeof *items);
    if (items == NULL) {
        return err_no_memory(e);
    }
    memcpy(items, publication->texts, publication->count * sizeof *items);
    const struct legal_texts texts = {.items = items, .count = publication->count};
    return show_texts(session, &version, &texts, language, organisation, out, e);
}

enum rc registry_show_legal(struct session *session, int version, const char *language, const struct organisation *organisation,
    struct legal_shown *out, struct err *e)
{
    struct legal_version found_version;
    bool found = false;
    if (find_version(session, version, &found_version, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found && version == 0) {
        return err_set(e, RC_NOT_FOUND, "ER-2106", "version", "no legal documents are published");
    }
    if (!found) {
        return err_set(e, RC_NOT_FOUND, "ER-2106", "version", "there is no version %d of the legal documents", version);
    }
    return show(session, &found_version, language, organisation, out, e);
}

static enum rc keep(struct session *session, const struct organisation *organisation, const struct legal_consent *consent,
    const struct legal_shown *shown, struct legal_acceptance *out, bool *changed, struct err *e)
{
    const struct str name = str_trim(str_of(consent->accepted_by));
    if (line_check(N_("the representative's name"), "acceptedBy", name, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct legal_acceptance){
        .organisation_id = organisation->id,
        .version = shown->version,
        .accepted_by = arena_text(session->arena, name.data, name.length),
        .accepted_at_us = session->now_us,
        .account_id = session->user == NULL ? 0 : session->user->account_id,
        .language = shown->language,
        .has_hash = shown->language != NULL,
        .body = shown->language == NULL ? NULL : shown->text,
    };
    memcpy(out->hash, shown->hash, sizeof out->hash);
    if (out->accepted_by == NULL) {
        return err_no_memory(e);
    }
    if (legal_acceptances_insert(session->db, out, changed, e) != RC_OK || !*changed) {
        return e->rc;
    }
    const char *const detail =
        arena_format(session->arena, "version %d, language %s", shown->version, shown->language == NULL ? "none" : shown->language);
    session_touch_directory(session);
    return detail == NULL ? err_no_memory(e) : session_audit(session, AUDIT_LEGAL_ACCEPT, organisation->id, shown->version, detail, e);
}

static enum rc find_accepting(const struct session *session, int64_t organisation_id, const struct organisation **out, struct err *e)
{
    if (session_require_permission(session, organisation_id, PERMISSION_LEGAL, e) != RC_OK ||
        registry_find_organisation(session, organisation_id, out, e) != RC_OK) {
        return e->rc;
    }
    if ((*out)->status == ORGANISATION_CLOSED) {
        return err_set(e, RC_DENIED, "ER-2002", "", T_("organisation %s is closed: nothing can be accepted for it"), (*out)->identifier);
    }
    return RC_OK;
}

enum rc registry_accept_legal(struct session *session, const struct legal_consent *consent, struct legal_acceptance *out, struct err *e)
{
    const struct organisation *organisation = NULL;
    struct legal_shown shown;
    bool changed = false;
    if (find_accepting(session, consent->organisation_id, &organisation, e) != RC_OK ||
        registry_show_legal(session, 0, consent->language, organisation, &shown, e) != RC_OK) {
        return e->rc;
    }
    if (consent->shown_hash != NULL && memcmp(consent->shown_hash, shown.hash, LEGAL_HASH_BYTES) != 0) {
        return err_set(e, RC_CONFLICT, "ER-2113", "hash",
            T_("the text has changed since it was shown (a new version, or other data of the organisation or its processors): read it "
               "again"));
    }
    if (keep(session, organisation, consent, &shown, out, &changed, e) != RC_OK) {
        return e->rc;
    }
    if (!changed) {
        return err_set(e, RC_CONFLICT, "ER-2114", "version", T_("organisation %s has accepted version %d of the legal documents before"),
            organisation->identifier, shown.version);
    }
    return registry_activate_organisation(session, organisation->id, e);
}

enum rc registry_record_acceptance(struct session *session, const struct organisation *organisation, const char *accepted_by, struct err *e)
{
    const struct legal_consent consent = {.organisation_id = organisation->id, .accepted_by = accepted_by};
    struct legal_version version;
    struct legal_shown shown;
    struct legal_acceptance acceptance;
    bool found = false;
    if (find_version(session, 0, &version, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return RC_OK;
    }
    if (show(session, &version, NULL, organisation, &shown, e) != RC_OK) {
        return e->rc;
    }
    return keep(session, organisation, &consent, &shown, &acceptance, &found, e);
}

enum rc registry_list_acceptances(struct session *session, int64_t organisation_id, struct legal_acceptances *out, struct err *e)
{
    if (session_require_permission(session, organisation_id, PERMISSION_ORGANISATION, e) != RC_OK) {
        return e->rc;
    }
    return legal_acceptances_list(session->db, session->arena, organisation_id, out, e);
}

enum rc registry_accepted_text(struct session *session, int64_t organisation_id, int version, const char **out, struct err *e)
{
    bool found = false;
    if (session_require_permission(session, organisation_id, PERMISSION_ORGANISATION, e) != RC_OK ||
        legal_acceptances_get(session->db, session->arena, organisation_id, version, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return err_set(e, RC_NOT_FOUND, "ER-2106", "version", "version %d of the legal documents was not accepted", version);
    }
    return RC_OK;
}
