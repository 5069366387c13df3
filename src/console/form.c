/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/form.h"

#include "base/fold.h"
#include "base/temporary.h"
#include "wire/multipart.h"

#include <string.h>

#define FORM_TEXT_MAX 65536U

/* A part's content, wherever the body is. */
typedef enum rc part_fn(void *self, const struct multipart_part *part, struct str *out, struct err *e);

static enum rc take_parts(struct form *form, const struct multipart *parts, part_fn *content_of, void *self, struct err *e)
{
    struct query_pair *const items = arena_alloc_array(form->arena, parts->count, sizeof *items);
    if (items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < parts->count; i++) {
        const struct multipart_part *const part = &parts->parts[i];
        items[i].name = part->name;
        if (content_of(self, part, &items[i].value, e) != RC_OK) {
            return e->rc;
        }
        if (!part->is_file && !utf8_is_valid(items[i].value)) {
            return err_set(e, RC_INVALID, "SE-0400", "", "a part of the form is no UTF-8 text");
        }
    }
    form->sent = (struct query){items, parts->count};
    return RC_OK;
}

static enum rc part_in_memory(void *self, const struct multipart_part *part, struct str *out, struct err *e)
{
    const struct str *const body = self;
    (void)e;
    *out = (struct str){body->data + part->at, (size_t)part->bytes};
    return RC_OK;
}

enum rc form_take_parts(struct form *form, const char *content_type, struct str body, struct err *e)
{
    struct multipart *const parts = arena_alloc(form->arena, sizeof *parts);
    if (parts == NULL) {
        return err_no_memory(e);
    }
    if (multipart_read(parts, form->arena, content_type, body, e) != RC_OK) {
        return e->rc;
    }
    return take_parts(form, parts, part_in_memory, &body, e);
}

struct body_file {
    struct arena *arena;
    int fd;
};

static enum rc part_in_file(void *self, const struct multipart_part *part, struct str *out, struct err *e)
{
    const struct body_file *const body = self;
    size_t got = 0;
    *out = STR("");
    if (part->is_file || part->bytes == 0) {
        return RC_OK;
    }
    if (part->bytes > FORM_TEXT_MAX) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "", "the part %.*s of the form is longer than the %u bytes that are taken",
            str_shown(part->name, 40), part->name.data, FORM_TEXT_MAX);
    }
    char *const text = arena_alloc(body->arena, (size_t)part->bytes);
    if (text == NULL) {
        return err_no_memory(e);
    }
    *out = (struct str){text, (size_t)part->bytes};
    return file_read(body->fd, part->at, text, out->length, &got, e);
}

enum rc form_take_file(struct form *form, const char *content_type, int fd, uint64_t bytes, struct err *e)
{
    struct multipart *const parts = arena_alloc(form->arena, sizeof *parts);
    struct body_file body = {form->arena, fd};
    if (parts == NULL) {
        return err_no_memory(e);
    }
    if (multipart_read_file(parts, form->arena, content_type, fd, bytes, e) != RC_OK) {
        return e->rc;
    }
    form->parts = parts;
    return take_parts(form, parts, part_in_file, &body, e);
}

const struct multipart_part *form_file(const struct form *form, const char *name)
{
    for (size_t i = 0; form->parts != NULL && i < form->parts->count; i++) {
        if (form->parts->parts[i].is_file && str_equal(form->parts->parts[i].name, str_of(name))) {
            return &form->parts->parts[i];
        }
    }
    return NULL;
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

void form_replace(struct form *form, const char *name, const char *value)
{
    struct query_pair *const items = arena_alloc_array(form->arena, form->sent.count + 1, sizeof *items);
    if (items == NULL) {
        return;
    }
    size_t at = form->sent.count;
    for (size_t i = 0; i < form->sent.count; i++) {
        items[i] = form->sent.items[i];
        at = at == form->sent.count && str_equal(items[i].name, str_of(name)) ? i : at;
    }
    items[at] = (struct query_pair){str_of(name), str_of(value)};
    form->sent = (struct query){items, form->sent.count + (at == form->sent.count ? 1 : 0)};
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
