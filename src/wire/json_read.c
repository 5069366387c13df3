/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/json_read.h"

#include "base/day.h"
#include "base/fold.h"
#include "wire/json_check.h"
#include "wire/json_cursor.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_CHARACTERS 40 /* of a value in a message */
#define SHOWN_SIZE (4 * SHOWN_CHARACTERS + 8)
#define PATH_SIZE 256
#define MEMBERS_MAX 64 /* of a shape: one bit each */

struct reader {
    struct arena *arena;
    struct json_cursor cursor;
    struct err *e;
};

/* Where a value stands; the outermost object has no place. */
struct place {
    const struct place *up;
    const struct wire_field *field;
    size_t index; /* in the list, when is_item */
    bool is_item;
};

static size_t path_of(const struct place *place, char *out, size_t size)
{
    if (place == NULL) {
        return 0;
    }
    const size_t used = path_of(place->up, out, size);
    char *const rest = out + (used < size ? used : size);
    const size_t left = used < size ? size - used : 0;
    if (place->is_item) {
        return used + (size_t)snprintf(rest, left, "[%zu]", place->index);
    }
    return used + (size_t)snprintf(rest, left, "%s%s", used == 0 ? "" : ".", place->field->name);
}

/* At most SHOWN_CHARACTERS of a text. */
static struct str shortened(struct str text, bool *cut)
{
    size_t at = 0;
    for (size_t count = 0; at < text.length && count < SHOWN_CHARACTERS; count++) {
        at++;
        while (at < text.length && ((unsigned char)text.data[at] & 0xC0U) == 0x80U) {
            at++;
        }
    }
    *cut = at < text.length;
    return (struct str){text.data, at};
}

/* The kind of a value by its first character. */
static const char *kind_of(char first)
{
    switch (first) {
    case '{':
        return "an object";
    case '[':
        return "a list";
    case '"':
        return "a text";
    case 't':
    case 'f':
        return "true or false";
    case 'n':
        return "null";
    default:
        return "a number";
    }
}

/* The value at the cursor as a message may show it. */
static void describe_value(struct json_cursor cursor, bool is_personal, char out[SHOWN_SIZE])
{
    const char c = *cursor.at;
    if (is_personal || c == '{' || c == '[') {
        (void)snprintf(out, SHOWN_SIZE, "%s", kind_of(c));
        return;
    }
    bool cut = false;
    const struct str shown = shortened(c == '"' ? json_take_text(&cursor) : json_take_word(&cursor), &cut);
    const char *const quote = c == '"' ? "\"" : "";
    (void)snprintf(out, SHOWN_SIZE, "%s%.*s%s%s", quote, (int)shown.length, shown.data, cut ? "..." : "", quote);
}

static const char *expected_type(enum wire_type type)
{
    switch (type) {
    case WIRE_TEXT:
        return "a text";
    case WIRE_INT32:
        return "a whole number of 32 bits";
    case WIRE_INT64:
    case WIRE_ID:
        return "a whole number";
    case WIRE_NUMBER:
        return "a number";
    case WIRE_BOOL:
        return "true or false";
    case WIRE_DAY:
        return "a day as yyyy-MM-dd";
    case WIRE_NOON:
        return "a day as yyyy-MM-dd, or a date-time,";
    case WIRE_OBJECT:
        return "an object";
    case WIRE_OBJECTS:
        return "a list of objects";
    case WIRE_TEXTS:
        return "a list of texts";
    case WIRE_PAIRS:
        return "nothing";
    }
    return "another value";
}

/* Refuses the value at hand. */
static enum rc refuse_value(const struct reader *reader, const struct place *place, const char *expected)
{
    char path[PATH_SIZE];
    char shown[SHOWN_SIZE];
    (void)path_of(place, path, sizeof path);
    describe_value(reader->cursor, place->field->personal, shown);
    return err_set(reader->e, RC_INVALID, "ER-1012", path, "%s is %s; %s was expected", path, shown, expected);
}

static enum rc refuse_missing(const struct reader *reader, const struct place *place, const char *how)
{
    char path[PATH_SIZE];
    (void)path_of(place, path, sizeof path);
    return err_set(reader->e, RC_INVALID, "ER-1011", path, "%s is %s; %s was expected", path, how, expected_type(place->field->type));
}

static enum rc check_length(const struct reader *reader, const struct place *place, struct str text)
{
    const size_t max = place->field->max_length;
    if (max == 0 || text.length <= max) {
        return RC_OK;
    }
    const size_t length = utf8_length(text);
    if (length <= max) {
        return RC_OK;
    }
    char path[PATH_SIZE];
    (void)path_of(place, path, sizeof path);
    return err_set(reader->e, RC_INVALID, "ER-1012", path, "%s has %zu characters; at most %zu were expected", path, length, max);
}

static bool is_blank(struct str text)
{
    return str_trim(text).length == 0;
}

static bool is_whole(struct str word)
{
    return memchr(word.data, '.', word.length) == NULL && memchr(word.data, 'e', word.length) == NULL &&
        memchr(word.data, 'E', word.length) == NULL;
}

static bool at_number(const struct reader *reader)
{
    return *reader->cursor.at == '-' || (*reader->cursor.at >= '0' && *reader->cursor.at <= '9');
}

/* A text, or where the field takes them the digits of a whole number. */
static enum rc read_text(struct reader *reader, const struct place *place, const char **out)
{
    struct json_cursor ahead = reader->cursor;
    struct str raw = {0};
    if (*reader->cursor.at == '"') {
        raw = json_take_text(&ahead);
    } else if (place->field->as_string && at_number(reader)) {
        raw = json_take_word(&ahead);
    }
    if (raw.data == NULL || (*reader->cursor.at != '"' && !is_whole(raw))) {
        return refuse_value(reader, place, "a text");
    }
    const struct str text = json_decode(reader->arena, raw);
    if (text.data == NULL) {
        return err_no_memory(reader->e);
    }
    if (check_length(reader, place, text) != RC_OK) {
        return reader->e->rc;
    }
    if (place->field->required && !place->is_item && is_blank(text)) {
        return refuse_missing(reader, place, "blank");
    }
    *out = text.data;
    reader->cursor = ahead;
    return RC_OK;
}

static enum rc read_whole(struct reader *reader, const struct place *place, int64_t *out)
{
    struct json_cursor ahead = reader->cursor;
    const bool is_quoted = place->field->from_text && *ahead.at == '"';
    const struct str word = is_quoted ? str_trim(json_take_text(&ahead)) : json_take_word(&ahead);
    const bool is_short = place->field->type == WIRE_INT32;
    long long value = 0;
    if (is_quoted && word.length == 0 && !place->field->required) {
        reader->cursor = ahead;
        return RC_OK;
    }
    if ((!is_quoted && !at_number(reader)) || !is_whole(word) || !str_to_int64(word, &value) ||
        (is_short && (value < INT32_MIN || value > INT32_MAX))) {
        return refuse_value(reader, place, expected_type(place->field->type));
    }
    *out = value;
    reader->cursor = ahead;
    return RC_OK;
}

static enum rc read_double(struct reader *reader, const struct place *place, double *out)
{
    if (!at_number(reader)) {
        return refuse_value(reader, place, expected_type(WIRE_NUMBER));
    }
    *out = strtod(reader->cursor.at, NULL);
    (void)json_take_word(&reader->cursor);
    return RC_OK;
}

static enum rc read_bool(struct reader *reader, const struct place *place, bool *out)
{
    if (*reader->cursor.at != 't' && *reader->cursor.at != 'f') {
        return refuse_value(reader, place, expected_type(WIRE_BOOL));
    }
    *out = *reader->cursor.at == 't';
    (void)json_take_word(&reader->cursor);
    return RC_OK;
}

static enum rc read_day(struct reader *reader, const struct place *place, int32_t *out)
{
    struct json_cursor ahead = reader->cursor;
    if (*reader->cursor.at != '"') {
        return refuse_value(reader, place, expected_type(place->field->type));
    }
    const struct str text = json_decode(reader->arena, json_take_text(&ahead));
    if (text.data == NULL) {
        return err_no_memory(reader->e);
    }
    if (is_blank(text)) {
        reader->cursor = ahead;
        return place->field->required ? refuse_missing(reader, place, "blank") : RC_OK;
    }
    if (!day_parse(text, out)) {
        return refuse_value(reader, place, expected_type(place->field->type));
    }
    reader->cursor = ahead;
    return RC_OK;
}

static enum rc read_object(struct reader *reader, const struct wire_shape *shape, const struct place *place, void *out);

static enum rc read_new_object(struct reader *reader, const struct place *place, const void **out)
{
    if (*reader->cursor.at != '{') {
        return refuse_value(reader, place, expected_type(WIRE_OBJECT));
    }
    void *const object = arena_alloc(reader->arena, place->field->shape->size);
    if (object == NULL) {
        return err_no_memory(reader->e);
    }
    *out = object;
    return read_object(reader, place->field->shape, place, object);
}

/* Behind the opening bracket: how many entries follow. */
static size_t count_entries(struct json_cursor cursor)
{
    size_t count = 0;
    if (json_take(&cursor, ']')) {
        return 0;
    }
    do {
        json_skip_value(&cursor);
        count++;
    } while (json_take(&cursor, ','));
    return count;
}

static enum rc read_entry(struct reader *reader, const struct place *place, const void **out)
{
    json_skip_space(&reader->cursor);
    if (place->field->type == WIRE_OBJECTS) {
        return read_new_object(reader, place, out);
    }
    const char *text = NULL;
    const enum rc rc = read_text(reader, place, &text);
    *out = text;
    return rc;
}

static enum rc read_list(struct reader *reader, const struct place *place, struct wire_list *out)
{
    if (*reader->cursor.at != '[') {
        return refuse_value(reader, place, expected_type(place->field->type));
    }
    reader->cursor.at++;
    const size_t count = count_entries(reader->cursor);
    if (count < place->field->min_items) {
        char path[PATH_SIZE];
        (void)path_of(place, path, sizeof path);
        return err_set(reader->e, RC_INVALID, "ER-1012", path, "%s has %zu entries; at least %zu %s expected", path, count,
            place->field->min_items, place->field->min_items == 1 ? "was" : "were");
    }
    const void **const items = arena_alloc_array(reader->arena, count, sizeof *items);
    if (items == NULL) {
        return err_no_memory(reader->e);
    }
    for (size_t i = 0; i < count; i++) {
        const struct place entry = {.up = place, .field = place->field, .index = i, .is_item = true};
        if (read_entry(reader, &entry, &items[i]) != RC_OK) {
            return reader->e->rc;
        }
        (void)json_take(&reader->cursor, ',');
    }
    (void)json_take(&reader->cursor, ']');
    *out = (struct wire_list){items, count};
    return RC_OK;
}

static enum rc read_value(struct reader *reader, const struct place *place, void *member)
{
    switch (place->field->type) {
    case WIRE_TEXT:
        return read_text(reader, place, member);
    case WIRE_INT32:
    case WIRE_INT64:
    case WIRE_ID:
        return read_whole(reader, place, member);
    case WIRE_NUMBER:
        return read_double(reader, place, member);
    case WIRE_BOOL:
        return read_bool(reader, place, member);
    case WIRE_DAY:
    case WIRE_NOON:
        return read_day(reader, place, member);
    case WIRE_OBJECT:
        return read_new_object(reader, place, member);
    case WIRE_OBJECTS:
    case WIRE_TEXTS:
        return read_list(reader, place, member);
    case WIRE_PAIRS:
        break;
    }
    return refuse_value(reader, place, expected_type(WIRE_PAIRS));
}

/* Everything absent. */
static void clear(const struct wire_shape *shape, unsigned char *out)
{
    memset(out, 0, shape->size);
    for (size_t i = 0; i < shape->count; i++) {
        if (shape->fields[i].type == WIRE_DAY || shape->fields[i].type == WIRE_NOON) {
            *(int32_t *)(void *)(out + shape->fields[i].offset) = DAY_NONE;
        }
    }
}

/* The number of the field, or shape->count. */
static size_t find_field(const struct wire_shape *shape, struct str name)
{
    size_t i = 0;
    while (i < shape->count && !str_equal(str_of(shape->fields[i].name), name)) {
        i++;
    }
    return i;
}

/* The name and the colon behind it; the cursor is then at the value. */
static enum rc take_name(struct reader *reader, struct str *out)
{
    *out = json_take_text(&reader->cursor);
    if (out->length > 0 && memchr(out->data, '\\', out->length) != NULL) {
        *out = json_decode(reader->arena, *out);
    }
    (void)json_take(&reader->cursor, ':');
    json_skip_space(&reader->cursor);
    return out->data == NULL ? err_no_memory(reader->e) : RC_OK;
}

static enum rc refuse_second(const struct reader *reader, const struct place *place)
{
    char path[PATH_SIZE];
    (void)path_of(place, path, sizeof path);
    return err_set(reader->e, RC_INVALID, "ER-1010", path, "%s stands twice in its object; once was expected", path);
}

/* Which members an object has brought, one bit each. */
struct found {
    uint64_t named;   /* also with null */
    uint64_t present; /* with a value */
};

static enum rc read_member(
    struct reader *reader, const struct wire_shape *shape, const struct place *up, unsigned char *out, struct found *found)
{
    struct str name = {0};
    if (take_name(reader, &name) != RC_OK) {
        return reader->e->rc;
    }
    const size_t number = find_field(shape, name);
    if (number == shape->count) {
        json_skip_value(&reader->cursor);
        return RC_OK;
    }
    const uint64_t bit = UINT64_C(1) << number;
    const struct place place = {.up = up, .field = &shape->fields[number]};
    if ((found->named & bit) != 0) {
        return refuse_second(reader, &place);
    }
    found->named |= bit;
    if (*reader->cursor.at == 'n') {
        json_skip_value(&reader->cursor);
        return RC_OK;
    }
    found->present |= bit;
    return read_value(reader, &place, out + place.field->offset);
}

static enum rc check_required(const struct reader *reader, const struct wire_shape *shape, const struct place *up, struct found found)
{
    for (size_t i = 0; i < shape->count; i++) {
        const uint64_t bit = UINT64_C(1) << i;
        if (shape->fields[i].required && (found.present & bit) == 0) {
            const struct place place = {.up = up, .field = &shape->fields[i]};
            return refuse_missing(reader, &place, (found.named & bit) == 0 ? "missing" : "null");
        }
    }
    return RC_OK;
}

static enum rc read_object(struct reader *reader, const struct wire_shape *shape, const struct place *place, void *out)
{
    struct found found = {0};
    assert(shape->count <= MEMBERS_MAX);
    clear(shape, out);
    (void)json_take(&reader->cursor, '{');
    while (!json_take(&reader->cursor, '}')) {
        if (read_member(reader, shape, place, out, &found) != RC_OK) {
            return reader->e->rc;
        }
        (void)json_take(&reader->cursor, ',');
    }
    return check_required(reader, shape, place, found);
}

enum rc wire_read(struct arena *arena, struct str json, const struct wire_shape *shape, void *out, struct err *e)
{
    if (json_check(json, e) != RC_OK) {
        return e->rc;
    }
    struct reader reader = {.arena = arena, .cursor = {json.data}, .e = e};
    return read_object(&reader, shape, NULL, out);
}
