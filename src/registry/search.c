/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/search.h"

#include "base/day.h"
#include "base/fold.h"
#include "core/card.h"
#include "core/organisation.h"
#include "core/person.h"
#include "esc/escn.h"

#include <string.h>

struct field_name {
    const char *name;
    enum list_field field;
    bool sortable;
};

static const struct field_name person_fields[] = {
    {"fullName", FIELD_PERSON_NAME, true},
    {"identifier", FIELD_PERSON_IDENTIFIER, true},
    {"identifierCode", FIELD_PERSON_IDENTIFIER_CODE, false},
    {"person.fullName", FIELD_PERSON_NAME, false},
    {"person.identifier", FIELD_PERSON_IDENTIFIER, false},
    {"person.identifierCode", FIELD_PERSON_IDENTIFIER_CODE, false},
};

static const struct field_name card_fields[] = {
    {"cardNumber", FIELD_CARD_NUMBER, true},
    {"issuedAt", FIELD_CARD_ISSUED, true},
    {"expiresAt", FIELD_CARD_EXPIRES, true},
    {"displayName", FIELD_CARD_DISPLAY_NAME, true},
    {"issuer", FIELD_ISSUER_NAME, true},
    {"issuer.name", FIELD_ISSUER_NAME, true},
    {"issuer.identifier", FIELD_ISSUER_IDENTIFIER, true},
    {"person", FIELD_PERSON_NAME, true},
    {"person.identifier", FIELD_PERSON_IDENTIFIER, true},
    {"person.fullName", FIELD_PERSON_NAME, true},
    {"person.identifierCode", FIELD_PERSON_IDENTIFIER_CODE, false},
};

struct field_table {
    const struct field_name *items;
    size_t count;
};

static struct field_table fields_of(enum list_kind list)
{
    if (list == LIST_CARDS) {
        return (struct field_table){card_fields, COUNT_OF(card_fields)};
    }
    return (struct field_table){person_fields, COUNT_OF(person_fields)};
}

static const struct field_name *find_field(enum list_kind list, struct str name)
{
    const struct field_table table = fields_of(list);
    for (size_t i = 0; i < table.count; i++) {
        if (str_equal(str_of(table.items[i].name), name)) {
            return &table.items[i];
        }
    }
    return NULL;
}

/* "a, b, c" of the names that can be used. */
static void list_names(enum list_kind list, bool sortable_only, char *out, size_t capacity)
{
    const struct field_table table = fields_of(list);
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < table.count; i++) {
        const size_t length = strlen(table.items[i].name);
        if ((sortable_only && !table.items[i].sortable) || used + length + 3 > capacity) {
            continue;
        }
        if (used > 0) {
            memcpy(out + used, ", ", 2);
            used += 2;
        }
        memcpy(out + used, table.items[i].name, length + 1);
        used += length;
    }
}

static enum rc unknown_field(enum list_kind list, bool sorting, struct str name, struct err *e)
{
    char names[300];
    list_names(list, sorting, names, sizeof names);
    return err_set(e, RC_INVALID, "ER-1020", sorting ? "sort" : "search", "%s names the field \"%.*s\"; one of %s was expected",
        sorting ? "sort" : "search", str_shown(name, 40), name.data, names);
}

enum rc sort_parse(enum list_kind list, struct str text, enum list_field *out, struct err *e)
{
    const struct str name = str_trim(text);
    if (name.length == 0) {
        *out = FIELD_NEWEST;
        return RC_OK;
    }
    const struct field_name *const field = find_field(list, name);
    if (field == NULL || !field->sortable) {
        return unknown_field(list, true, name, e);
    }
    *out = field->field;
    return RC_OK;
}

/* The name before the first colon when it can be a field's: ASCII letters and dots. An ESI (urn:...) is a bare text. */
static bool split_term(struct str text, struct str *name, struct str *value)
{
    *value = text;
    *name = str_cut(value, ':');
    if (value->data == NULL || name->length == 0 || str_equal_fold(*name, STR("urn"))) {
        return false;
    }
    for (size_t i = 0; i < name->length; i++) {
        const char c = name->data[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '.') {
            return false;
        }
    }
    return true;
}

/* A number may be written with dashes or without. What is none finds nothing, which is no fault of the search. */
static const char *fold_number(struct arena *arena, struct str value)
{
    struct err not_one = {0};
    struct escn escn;
    char text[ESCN_TEXT_SIZE];
    if (escn_parse(value.data, value.length, &escn, &not_one) != RC_OK) {
        return fold_text(arena, value);
    }
    escn_format(&escn, text);
    return arena_copy(arena, text);
}

static enum rc parse_term(struct arena *arena, enum list_kind list, struct str text, struct search_term *out, struct err *e)
{
    struct str name;
    struct str value;
    if (!split_term(text, &name, &value)) {
        return err_set(
            e, RC_INVALID, "ER-1021", "search", "the search term \"%.*s\" is not of the form field:value", str_shown(text, 40), text.data);
    }
    const struct field_name *const field = find_field(list, name);
    if (field == NULL) {
        return unknown_field(list, false, name, e);
    }
    *out = (struct search_term){.field = field->field, .value = str_trim(value), .day = DAY_NONE};
    out->folded = out->field == FIELD_CARD_NUMBER ? fold_number(arena, out->value) : fold_text(arena, out->value);
    if (out->folded == NULL) {
        return err_no_memory(e);
    }
    const bool is_day = out->field == FIELD_CARD_ISSUED || out->field == FIELD_CARD_EXPIRES;
    if (is_day && !day_parse(out->value, &out->day)) {
        return err_set(e, RC_INVALID, "ER-1021", "search", "the search looks for %s \"%.*s\"; a day such as 2026-11-22 was expected",
            field->name, str_shown(out->value, 40), out->value.data);
    }
    return RC_OK;
}

/* Cuts off what stands before the next "<+>" (or "< >"). */
static struct str next_part(struct str *rest)
{
    const struct str whole = *rest;
    for (size_t i = 0; i + 2 < whole.length; i++) {
        if (whole.data[i] == '<' && (whole.data[i + 1] == '+' || whole.data[i + 1] == ' ') && whole.data[i + 2] == '>') {
            *rest = (struct str){whole.data + i + 3, whole.length - i - 3};
            return (struct str){whole.data, i};
        }
    }
    *rest = (struct str){NULL, 0};
    return whole;
}

enum rc search_parse(struct arena *arena, enum list_kind list, struct str text, struct search *out, struct err *e)
{
    struct str name;
    struct str value;
    struct str rest = str_trim(text);
    *out = (struct search){0};
    if (rest.length == 0) {
        return RC_OK;
    }
    if (!split_term(rest, &name, &value)) {
        out->text = fold_text(arena, rest);
        return out->text != NULL ? RC_OK : err_no_memory(e);
    }
    while (rest.data != NULL) {
        if (out->count == SEARCH_TERMS_MAX) {
            return err_set(e, RC_INVALID, "ER-1021", "search", "the search has more than %d terms", SEARCH_TERMS_MAX);
        }
        if (parse_term(arena, list, str_trim(next_part(&rest)), &out->terms[out->count], e) != RC_OK) {
            return e->rc;
        }
        out->count++;
    }
    return RC_OK;
}

static bool read_status(struct arena *arena, struct search_term *term, int32_t today)
{
    for (size_t i = 0; i < CARD_STATUS_COUNT; i++) {
        const char *const key = card_status_code((enum card_status)i)->key;
        if (str_equal_fold(term->value, str_of(key))) {
            term->value = str_of(key);
            term->status = (enum card_status)i;
            term->day = today;
            term->folded = arena_format(arena, "%s %d", key, (int)today); /* what is remembered of it is true today */
            return true;
        }
    }
    return false;
}

static bool read_type(struct search_term *term)
{
    struct err ignored = {0};
    enum card_type type = CARD_TYPE_UNKNOWN;
    if (card_type_parse(term->value, &type, &ignored) != RC_OK) {
        return false;
    }
    term->day = (int32_t)type;
    term->folded = card_type_code(type)->key;
    return true;
}

static bool read_level(struct search_term *term)
{
    struct err ignored = {0};
    enum academic_level level = LEVEL_NONE;
    if (academic_level_parse(term->value, &level, &ignored) != RC_OK || level == LEVEL_NONE) {
        return false;
    }
    term->day = (int32_t)level;
    term->folded = academic_level_code(level)->key;
    return true;
}

bool search_add(struct arena *arena, struct search *search, enum list_field field, const char *value, int32_t today, bool *ok)
{
    struct search_term term = {.field = field, .value = str_trim(str_of(value)), .day = DAY_NONE};
    const bool is_day = field == FIELD_CARD_ISSUED || field == FIELD_CARD_EXPIRES;
    bool good = search->count < SEARCH_TERMS_MAX && term.value.length > 0;
    if (field == FIELD_CARD_STATUS) {
        good = good && read_status(arena, &term, today);
    } else if (field == FIELD_CARD_TYPE) {
        good = good && read_type(&term);
    } else if (field == FIELD_PERSON_LEVEL) {
        good = good && read_level(&term);
    } else {
        good = good && (!is_day || day_parse(term.value, &term.day));
        term.folded = field == FIELD_CARD_NUMBER ? fold_number(arena, term.value) : fold_text(arena, term.value);
    }
    if (!good) {
        return false;
    }
    *ok = *ok && term.folded != NULL;
    search->terms[search->count] = term;
    search->count += term.folded != NULL;
    return true;
}

bool field_needs_person(enum list_field field)
{
    return field == FIELD_PERSON_NAME || field == FIELD_PERSON_IDENTIFIER || field == FIELD_CARD_DISPLAY_NAME ||
        field == FIELD_PERSON_EMAIL || field == FIELD_PERSON_LEVEL;
}

bool search_needs_person(const struct search *search)
{
    bool needs = search->text != NULL;
    for (size_t i = 0; i < search->count; i++) {
        needs = needs || field_needs_person(search->terms[i].field);
    }
    return needs;
}

static bool contains(struct str text, const char *part)
{
    const size_t length = strlen(part);
    return length == 0 || (text.length >= length && memmem(text.data, text.length, part, length) != NULL);
}

static bool contains_folded(struct str text, const char *part, struct arena *arena, bool *ok)
{
    if (text.length == 0) {
        return part[0] == '\0';
    }
    const char *const folded = fold_text(arena, text);
    *ok = *ok && folded != NULL;
    return folded != NULL && contains(str_of(folded), part);
}

static struct str number_text(const struct list_row *row, char out[ESCN_TEXT_SIZE])
{
    struct escn escn;
    if (row->escn.length != ESCN_BYTES) {
        return STR("");
    }
    memcpy(escn.bytes, row->escn.data, ESCN_BYTES);
    escn_format(&escn, out);
    return str_of(out);
}

/* A card without a display name shows the person's. */
static bool display_name_fits(const struct list_row *row, const char *part, struct arena *arena, bool *ok)
{
    return row->display_name.data == NULL ? contains(row->name_key, part) : contains_folded(row->display_name, part, arena, ok);
}

bool search_status_fits(const struct search_term *term, enum card_status stored, int32_t expires_day)
{
    return term->status == (expires_day < term->day ? CARD_EXPIRED : stored);
}

static bool term_fits(const struct search_term *term, const struct list_row *row, struct arena *arena, bool *ok)
{
    char number[ESCN_TEXT_SIZE];
    switch (term->field) {
    case FIELD_PERSON_NAME:
        return contains(row->name_key, term->folded);
    case FIELD_PERSON_IDENTIFIER:
        return str_equal(row->esi_key, str_of(term->folded));
    case FIELD_PERSON_IDENTIFIER_CODE:
        return str_equal_fold(term->value, str_of(person_identifier_code()->key));
    case FIELD_CARD_NUMBER:
        return str_equal(number_text(row, number), str_of(term->folded));
    case FIELD_CARD_DISPLAY_NAME:
        return display_name_fits(row, term->folded, arena, ok);
    case FIELD_CARD_ISSUED:
        return row->issued_day == term->day;
    case FIELD_CARD_EXPIRES:
        return row->expires_day == term->day;
    case FIELD_CARD_TYPE:
        return (int32_t)row->type == term->day;
    case FIELD_CARD_STATUS:
        return search_status_fits(term, row->status, row->expires_day);
    case FIELD_PERSON_EMAIL:
        return contains_folded(row->email, term->folded, arena, ok);
    case FIELD_PERSON_LEVEL:
        return (int32_t)row->level == term->day;
    case FIELD_NEWEST:
    case FIELD_ISSUER_NAME:
    case FIELD_ISSUER_IDENTIFIER:
        return true;
    }
    return true;
}

static bool text_fits(const char *text, const struct list_row *row, struct arena *arena, bool *ok)
{
    char number[ESCN_TEXT_SIZE];
    return contains(row->name_key, text) || contains(row->esi_key, text) || contains(number_text(row, number), text) ||
        contains_folded(row->email, text, arena, ok) || contains_folded(row->display_name, text, arena, ok);
}

bool search_fits(const struct search *search, const struct list_row *row, struct arena *arena, bool *ok)
{
    if (search->text != NULL && !text_fits(search->text, row, arena, ok)) {
        return false;
    }
    for (size_t i = 0; i < search->count; i++) {
        if (!term_fits(&search->terms[i], row, arena, ok)) {
            return false;
        }
    }
    return true;
}

bool search_fits_issuer(const struct search *search, const struct organisation *issuer, struct arena *arena, bool *ok)
{
    for (size_t i = 0; i < search->count; i++) {
        const struct search_term *const term = &search->terms[i];
        if (term->field == FIELD_ISSUER_NAME && !contains_folded(str_of(issuer->name), term->folded, arena, ok)) {
            return false;
        }
        if (term->field == FIELD_ISSUER_IDENTIFIER && !str_equal_fold(str_of(issuer->identifier), term->value)) {
            return false;
        }
    }
    return true;
}
