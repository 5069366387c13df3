/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/form.h"

#include "base/fold.h"
#include "wire/multipart.h"

#include <string.h>

enum rc form_take_parts(struct form *form, const char *content_type, struct str body, struct err *e)
{
    struct multipart *const parts = arena_alloc(form->arena, sizeof *parts);
    if (parts == NULL) {
        return err_no_memory(e);
    }
    if (multipart_read(parts, form->arena, content_type, body, e) != RC_OK) {
        return e->rc;
    }
    struct query_pair *const items = arena_alloc_array(form->arena, parts->count, sizeof *items);
    if (items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < parts->count; i++) {
        const struct multipart_part *const part = &parts->parts[i];
        items[i] = (struct query_pair){part->name, {body.data + part->at, (size_t)part->bytes}};
        if (!part->is_file && !utf8_is_valid(items[i].value)) {
            return err_set(e, RC_INVALID, "SE-0400", "", "a part of the form is no UTF-8 text");
        }
    }
    form->sent = (struct query){items, parts->count};
    return RC_OK;
}

static const char *text_of(const struct form *form, struct str value)
{
    const char *const text = value.length == 0 ? "" : arena_text(form->arena, value.data, value.length);
    return text == NULL ? "" : text;
}

struct str form_raw(const struct form *form, const char *name)
{
    const struct str *const value = query_find(&form->sent, str_of(name));
    return value == NULL ? STR("") : *value;
}

const char *form_value(const struct form *form, const char *name)
{
    return text_of(form, str_trim(form_raw(form, name)));
}

const char *form_optional(const struct form *form, const char *name)
{
    const char *const value = form_value(form, name);
    return value[0] == '\0' ? NULL : value;
}

size_t form_count(const struct form *form, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < form->sent.count; i++) {
        count += str_equal(form->sent.items[i].name, str_of(name));
    }
    return count;
}

struct str form_nth(const struct form *form, const char *name, size_t n)
{
    for (size_t i = 0; i < form->sent.count; i++) {
        if (str_equal(form->sent.items[i].name, str_of(name)) && n-- == 0) {
            return form->sent.items[i].value;
        }
    }
    return STR("");
}

bool form_has(const struct form *form, const char *name, const char *value)
{
    for (size_t i = 0; i < form->sent.count; i++) {
        const struct query_pair *const pair = &form->sent.items[i];
        if (str_equal(pair->name, str_of(name)) && str_equal(pair->value, str_of(value))) {
            return true;
        }
    }
    return false;
}

bool text_holds_word(const char *words, const char *word)
{
    for (struct str rest = str_of(words); rest.data != NULL && rest.length > 0;) {
        if (str_equal(str_cut(&rest, ' '), str_of(word))) {
            return true;
        }
    }
    return false;
}

const char *form_shown(const struct form *form, const char *name, const char *stored)
{
    if (form != NULL && query_find(&form->sent, str_of(name)) != NULL) {
        return form_value(form, name);
    }
    return stored == NULL ? "" : stored;
}

static void add_error(struct form *form, struct form_error error)
{
    if (form->error_count < FORM_ERRORS_MAX && form_error_of(form, error.field) == NULL) {
        form->errors[form->error_count++] = error;
    }
}

void form_fail(struct form *form, const char *field, const char *message)
{
    add_error(form, (struct form_error){.field = field, .message = message});
}

void form_fail_err(struct form *form, const char *field, const struct err *e)
{
    struct form_error error = {.field = arena_copy(form->arena, field[0] != '\0' ? field : e->field)};
    if (error.field == NULL || !sentence_of_err(&error.sentence, form->arena, e)) {
        form_fail(form, "", N_("The server can't answer for the moment. Try again in a minute."));
        return;
    }
    add_error(form, error);
}

const struct form_error *form_error_of(const struct form *form, const char *field)
{
    for (size_t i = 0; form != NULL && i < form->error_count; i++) {
        if (strcmp(form->errors[i].field, field) == 0) {
            return &form->errors[i];
        }
    }
    return NULL;
}

const char *form_need(struct form *form, const char *field, const char *message)
{
    const char *const value = form_value(form, field);
    if (value[0] == '\0') {
        form_fail(form, field, message);
    }
    return value;
}

const char *field_id(const struct field *field)
{
    return field->id != NULL ? field->id : field->name;
}
