/* SPDX-License-Identifier: EUPL-1.2 */
/* JSON bodies read by a shape that has a member of every kind; what was read is written and read again. */
#include "fuzz.h"

#include "base/day.h"
#include "base/fold.h"
#include "wire/json_check.h"
#include "wire/json_read.h"
#include "wire/json_write.h"

#include <string.h>

struct inner {
    const char *organisation;
    const char *name;
};

struct outer {
    const char *identifier;
    const char *code;
    int32_t issued_day;
    int32_t expires_day;
    int32_t noon;
    int64_t small;
    int64_t lenient;
    int64_t large;
    double real;
    bool flag;
    const struct inner *first;
    struct wire_list enrolments;
    struct wire_list words;
};

static const struct wire_field inner_fields[] = {
    {"organisationIdentifier", WIRE_TEXT, .offset = offsetof(struct inner, organisation), .required = true, .as_string = true},
    {"fullName", WIRE_TEXT, .offset = offsetof(struct inner, name), .personal = true, .max_length = 255},
};
static const struct wire_shape inner_shape = {"Inner", sizeof(struct inner), inner_fields, COUNT_OF(inner_fields)};

static const struct wire_field outer_fields[] = {
    {"identifier", WIRE_TEXT, .offset = offsetof(struct outer, identifier), .required = true, .max_length = 255},
    {"identifierCode", WIRE_TEXT, .offset = offsetof(struct outer, code), .as_string = true},
    {"issuedAt", WIRE_DAY, .offset = offsetof(struct outer, issued_day)},
    {"expiresAt", WIRE_DAY, .offset = offsetof(struct outer, expires_day)},
    {"expiryDate", WIRE_NOON, .offset = offsetof(struct outer, noon)},
    {"small", WIRE_INT32, .offset = offsetof(struct outer, small)},
    {"academicLevel", WIRE_INT32, .offset = offsetof(struct outer, lenient), .from_text = true, .zero_is_null = true},
    {"large", WIRE_INT64, .offset = offsetof(struct outer, large)},
    {"real", WIRE_NUMBER, .offset = offsetof(struct outer, real)},
    {"flag", WIRE_BOOL, .offset = offsetof(struct outer, flag)},
    {"first", WIRE_OBJECT, .offset = offsetof(struct outer, first), .shape = &inner_shape},
    {"personOrganisationUpdateViews", WIRE_OBJECTS, .offset = offsetof(struct outer, enrolments), .shape = &inner_shape, .min_items = 0},
    {"words", WIRE_TEXTS, .offset = offsetof(struct outer, words)},
};
static const struct wire_shape outer_shape = {"Outer", sizeof(struct outer), outer_fields, COUNT_OF(outer_fields)};

/* What was read, written anew. */
static struct str written(struct arena *arena, const struct outer *value)
{
    struct buf out;
    buf_init(&out, arena);
    wire_write(&out, &outer_shape, value);
    return str_of(buf_text(&out));
}

static void check_round_trip(struct arena *arena, const struct outer *value)
{
    struct err e = {0};
    struct outer again;
    const struct str json = written(arena, value);
    PROMISE(json_check(json, &e) == RC_OK);
    PROMISE(wire_read(arena, json, &outer_shape, &again, &e) == RC_OK);
    PROMISE(str_equal(json, written(arena, &again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct err check_error = {0};
    struct arena arena;
    struct outer value;
    const struct str json = {(const char *)data, size};
    arena_init(&arena, 4096);
    const bool is_json = json_check(json, &check_error) == RC_OK;
    const enum rc rc = wire_read(&arena, json, &outer_shape, &value, &e);
    PROMISE(rc == RC_OK || (rc == RC_INVALID && e.msg[0] != '\0' && utf8_is_valid(str_of(e.msg)) && utf8_is_valid(str_of(e.field))));
    PROMISE(is_json || rc == RC_INVALID);
    PROMISE(is_json || utf8_is_valid(str_of(check_error.msg)));
    if (rc == RC_OK) {
        check_round_trip(&arena, &value);
    }
    arena_deinit(&arena);
    return 0;
}
