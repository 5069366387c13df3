/* SPDX-License-Identifier: EUPL-1.2 */
/* Forms in pages: what was sent, what is wrong with it, and the fields that show both again so that nothing typed is lost. */
#pragma once

#include "base/err.h"
#include "console/page.h"
#include "console/sentence.h"
#include "http/uri.h"

#include <stdbool.h>

#define FORM_ERRORS_MAX 32

struct form_error {
    const char *field;        /* the input's id; "" for the form as a whole */
    const char *message;      /* NULL: the sentence stands for it */
    struct sentence sentence; /* of the registry */
};

struct multipart;
struct multipart_part;

struct form {
    struct arena *arena;
    struct query sent;
    const struct multipart *parts; /* of a form whose files stayed on the disk; NULL for others */
    bool is_sent;
    struct form_error errors[FORM_ERRORS_MAX];
    size_t error_count;
};

/* Takes what was sent as multipart/form-data, in memory: texts are UTF-8, what came as a file is as it is. RC_INVALID. */
MUST_CHECK enum rc form_take_parts(struct form *form, const char *content_type, struct str body, struct err *e);

/* The same for a body that lies in a file: only texts are taken into memory, of each 64 KiB at most; form_file finds the rest. RC_INVALID,
 * RC_TOO_LARGE, RC_UNAVAILABLE. */
MUST_CHECK enum rc form_take_file(struct form *form, const char *content_type, int fd, uint64_t bytes, struct err *e);

/* Where in that body a file stands that was sent under this name; NULL when none was. */
const struct multipart_part *form_file(const struct form *form, const char *name);

/* What was sent under this name, trimmed and ending in NUL; "" when nothing was. Passwords are taken as they are by form_raw. */
const char *form_value(const struct form *form, const char *name);
struct str form_raw(const struct form *form, const char *name);

/* The same, NULL when it is blank. */
const char *form_optional(const struct form *form, const char *name);

/* Whether this value is among those sent under the name, as of checkboxes. */
bool form_has(const struct form *form, const char *name, const char *value);

/* Puts a value, which is borrowed, in the place of what was sent under a name first. */
void form_replace(struct form *form, const char *name, const char *value);

/* How many values were sent under the name, and each of them in the order of the form. */
size_t form_count(const struct form *form, const char *name);
struct str form_nth(const struct form *form, const char *name, size_t n);

/* Whether a list of words, each behind a blank but the first, holds this one; NULL holds none. */
bool text_holds_word(const char *words, const char *word);

/* What a field shows: what was sent, else (also when another form of the page was) what is stored; NULL: nothing. */
const char *form_shown(const struct form *form, const char *name, const char *stored);

/* Remembers what is wrong with a field; the first complaint of a field counts. */
void form_fail(struct form *form, const char *field, const char *message);

/* A failure of the registry as a complaint of the form; `field` "" takes the one that it names. */
void form_fail_err(struct form *form, const char *field, const struct err *e);

/* NULL when the field is good. */
const struct form_error *form_error_of(const struct form *form, const char *field);

/* Complains when the field is blank; returns its value. */
const char *form_need(struct form *form, const char *field, const char *message);

struct form_option {
    const char *value;
    const char *label; /* a message */
    const char *text;  /* instead of the label: as it is */
};

/* A field of a form. Label and hint are messages. */
struct field {
    const char *name;
    const char *id; /* by which complaints find it; NULL: its name. For fields of two forms of a page that share a name */
    const char *label;
    const char *hint;         /* NULL for none */
    const char *type;         /* of an input; NULL: text */
    const char *value;        /* as stored; NULL for none */
    const char *autocomplete; /* NULL: off */
    const char *width;        /* a class: "w5", "w10", "w20"; NULL: full */
    const char *placeholder;
    const char *accept;  /* of a file: what the browser offers */
    const char *largest; /* of a file: how much it may be, with its unit; NULL: told in the hint, or not */
    int max_length;      /* 0: 255 */
    bool optional;       /* told so */
    bool spelled;        /* prose, to be spelled */
    const struct form_option *options;
    size_t option_count;
};

const char *field_id(const struct field *field);

/* The id of a field's error is "ID-error". The templates: */

/* What every form that is sent by POST holds: whose it is. */
void form_guard(struct page *page);

/* The errors on top of a content, each leading to its field where the content has that; nothing when there are none. */
void form_summary(struct page *page, const struct form *form, page_content_fn *content, const void *view);
void form_input(struct page *page, const struct form *form, const struct field *field);
void form_area(struct page *page, const struct form *form, const struct field *field);
void form_upload(struct page *page, const struct form *form, const struct field *field);
/* The words of an option. */
void form_option_text(struct page *page, const struct form_option *option);
void form_complaint(struct page *page, const struct form_error *error);

void form_select(struct page *page, const struct form *form, const struct field *field);
void form_radios(struct page *page, const struct form *form, const struct field *field);
void form_checkboxes(struct page *page, const struct form *form, const struct field *field);
