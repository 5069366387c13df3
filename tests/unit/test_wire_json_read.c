/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/json_read.h"

#include "base/day.h"
#include "wire/json_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct enrolment {
    const char *organisation;
    const char *email;
    const char *level;
};

struct point {
    double x, y;
};

struct person {
    const char *identifier;
    const char *name;
    const char *pic;
    int64_t count, number;
    bool active;
    int32_t born, expires;
    const struct point *point;
    struct wire_list enrolments;
    struct wire_list tags;
};

static const struct wire_field enrolment_fields[] = {
    {"organisation", WIRE_TEXT, .offset = offsetof(struct enrolment, organisation), .required = true, .as_string = true, .max_length = 12},
    {"email", WIRE_TEXT, .offset = offsetof(struct enrolment, email), .max_length = 20, .personal = true},
    {"level", WIRE_TEXT, .offset = offsetof(struct enrolment, level)},
};
static const struct wire_shape enrolment_shape = {"Enrolment", sizeof(struct enrolment), enrolment_fields, COUNT_OF(enrolment_fields)};

static const struct wire_field point_fields[] = {
    {"x", WIRE_NUMBER, .offset = offsetof(struct point, x), .required = true},
    {"y", WIRE_NUMBER, .offset = offsetof(struct point, y)},
};
static const struct wire_shape point_shape = {"Point", sizeof(struct point), point_fields, COUNT_OF(point_fields)};

static const struct wire_field person_fields[] = {
    {"identifier", WIRE_TEXT, .offset = offsetof(struct person, identifier), .required = true, .max_length = 50},
    {"name", WIRE_TEXT, .offset = offsetof(struct person, name), .personal = true},
    {"pic", WIRE_TEXT, .offset = offsetof(struct person, pic), .as_string = true},
    {"count", WIRE_INT32, .offset = offsetof(struct person, count)},
    {"number", WIRE_INT64, .offset = offsetof(struct person, number)},
    {"active", WIRE_BOOL, .offset = offsetof(struct person, active)},
    {"born", WIRE_DAY, .offset = offsetof(struct person, born)},
    {"expires", WIRE_DAY, .offset = offsetof(struct person, expires), .required = true},
    {"point", WIRE_OBJECT, .offset = offsetof(struct person, point), &point_shape},
    {"enrolments", WIRE_OBJECTS, .offset = offsetof(struct person, enrolments), &enrolment_shape, .required = true, .min_items = 1},
    {"tags", WIRE_TEXTS, .offset = offsetof(struct person, tags), .max_length = 3},
};
static const struct wire_shape person_shape = {"Person", sizeof(struct person), person_fields, COUNT_OF(person_fields)};

#define GOOD "\"identifier\":\"i\",\"expires\":\"2030-01-31\",\"enrolments\":[{\"organisation\":\"o\"}]"

/* Reads into memory that held something else, and writes what was read. */
static const struct {
    const char *name, *json, *back;
} accepted[] = {
    {"what is required", "{" GOOD "}",
        "{\"identifier\":\"i\",\"name\":null,\"pic\":null,\"count\":0,\"number\":0,\"active\":false,\"born\":null,"
        "\"expires\":\"2030-01-31\",\"point\":null,\"enrolments\":[{\"organisation\":\"o\",\"email\":null,\"level\":null}],\"tags\":[]}"},
    {"everything",
        " { \"tags\" : [ \"a\" , \"\" ] , \"point\" : { \"y\" : 2 , \"x\" : -1.5e0 } , \"number\" : -9223372036854775808 ,"
        "\"count\":2147483647,\"active\":true,\"born\":\"2024-02-29\",\"name\":\"\\u0141\\ud83c\\udf93\\n\\\"\",\"pic\":999859608,"
        "\"enrolments\":[{\"organisation\":12,\"email\":\"a@b\",\"level\":\"MASTER\"} , {\"organisation\":\"p\"}],"
        "\"identifier\":\"i\",\"expires\":\"2027-09-30T23:30:00.000+02:00\" } ",
        "{\"identifier\":\"i\",\"name\":\"Ł\xF0\x9F\x8E\x93\\n\\\"\",\"pic\":\"999859608\",\"count\":2147483647,"
        "\"number\":-9223372036854775808,\"active\":true,\"born\":\"2024-02-29\",\"expires\":\"2027-09-30\",\"point\":{\"x\":-1.5,\"y\":2},"
        "\"enrolments\":[{\"organisation\":\"12\",\"email\":\"a@b\",\"level\":\"MASTER\"},{\"organisation\":\"p\",\"email\":null,"
        "\"level\":null}],\"tags\":[\"a\",\"\"]}"},
    {"null is absent, unknown members are skipped",
        "{\"name\":null,\"born\":null,\"tags\":null,\"point\":null,\"count\":null,\"active\":null,\"x\":[{\"}\":\"]\\\"\"},[],null],"
        "\"x\":{\"identifier\":5}," GOOD "}",
        "{\"identifier\":\"i\",\"name\":null,\"pic\":null,\"count\":0,\"number\":0,\"active\":false,\"born\":null,"
        "\"expires\":\"2030-01-31\",\"point\":null,\"enrolments\":[{\"organisation\":\"o\",\"email\":null,\"level\":null}],\"tags\":[]}"},
    {"a name written with escapes, a blank text, a blank day", "{\"\\u006eame\":\" \",\"born\":\"\"," GOOD "}",
        "{\"identifier\":\"i\",\"name\":\" \",\"pic\":null,\"count\":0,\"number\":0,\"active\":false,\"born\":null,"
        "\"expires\":\"2030-01-31\",\"point\":null,\"enrolments\":[{\"organisation\":\"o\",\"email\":null,\"level\":null}],\"tags\":[]}"},
};

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct arena arena;
        struct person person;
        struct err e = {0};
        struct buf out;
        arena_init(&arena, 4096);
        memset(&person, 0x5A, sizeof person);
        /* The source is gone when the struct is used. */
        char *const json = strdup(accepted[i].json);
        assert_non_null(json);
        if (wire_read(&arena, str_of(json), &person_shape, &person, &e) != RC_OK) {
            fail_msg("%s: %s", accepted[i].name, e.msg);
        }
        memset(json, 'z', strlen(json));
        free(json);
        buf_init(&out, &arena);
        wire_write(&out, &person_shape, &person);
        if (strcmp(buf_text(&out), accepted[i].back) != 0) {
            fail_msg("%s: %s", accepted[i].name, buf_text(&out));
        }
        arena_deinit(&arena);
    }
}

/* Whole numbers that may be texts, and days that may be date-times. */
struct lenient {
    int64_t level;
    int32_t expires;
};

static const struct wire_field lenient_fields[] = {
    {"level", WIRE_INT32, .offset = offsetof(struct lenient, level), .from_text = true, .zero_is_null = true},
    {"expires", WIRE_NOON, .offset = offsetof(struct lenient, expires)},
};
static const struct wire_shape lenient_shape = {"Lenient", sizeof(struct lenient), lenient_fields, COUNT_OF(lenient_fields)};

static const struct {
    const char *name, *json, *back, *msg;
} lenient[] = {
    {"nothing", "{}", "{\"level\":null,\"expires\":null}", NULL},
    {"a number", "{\"level\":7}", "{\"level\":7,\"expires\":null}", NULL},
    {"a number as text", "{\"level\":\" -8 \"}", "{\"level\":-8,\"expires\":null}", NULL},
    {"a blank number", "{\"level\":\" \",\"expires\":\"\"}", "{\"level\":null,\"expires\":null}", NULL},
    {"a day", "{\"expires\":\"2027-09-30\"}", "{\"level\":null,\"expires\":\"2027-09-30T12:00:00.000Z\"}", NULL},
    {"a date-time", "{\"expires\":\"2027-09-30T00:00:00.000+02\"}", "{\"level\":null,\"expires\":\"2027-09-30T12:00:00.000Z\"}", NULL},
    {"a fraction", "{\"level\":\"7.0\"}", NULL, "level is \"7.0\"; a whole number of 32 bits was expected"},
    {"a word", "{\"level\":\"MASTER\"}", NULL, "level is \"MASTER\"; a whole number of 32 bits was expected"},
    {"past 32 bits", "{\"level\":\"2147483648\"}", NULL, "level is \"2147483648\"; a whole number of 32 bits was expected"},
    {"another type", "{\"level\":true}", NULL, "level is true; a whole number of 32 bits was expected"},
    {"no day", "{\"expires\":\"soon\"}", NULL, "expires is \"soon\"; a day as yyyy-MM-dd, or a date-time, was expected"},
    {"milliseconds", "{\"expires\":1822300000000}", NULL, "expires is 1822300000000; a day as yyyy-MM-dd, or a date-time, was expected"},
};

static void test_lenient(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lenient); i++) {
        struct arena arena;
        struct lenient value;
        struct err e = {0};
        struct buf out;
        arena_init(&arena, 4096);
        buf_init(&out, &arena);
        memset(&value, 0x5A, sizeof value);
        const bool read = wire_read(&arena, str_of(lenient[i].json), &lenient_shape, &value, &e) == RC_OK;
        if (read) {
            wire_write(&out, &lenient_shape, &value);
        }
        const char *const found = read ? buf_text(&out) : e.msg;
        const char *const wanted = lenient[i].back != NULL ? lenient[i].back : lenient[i].msg;
        if (strcmp(found, wanted) != 0) {
            fail_msg("%s: %s", lenient[i].name, found);
        }
        arena_deinit(&arena);
    }
}

#define NAME_50 "0123456789012345678901234567890123456789012345678\xC5\x81"

static const struct {
    const char *name, *json, *code, *field, *msg;
} refused[] = {
    {"no JSON", "{", "ER-1010", "", "the body is no JSON object: line 1, column 2 has the end; expected the name of a member in quotes"},
    {"a member twice", "{" GOOD ",\"identifier\":\"j\"}", "ER-1010", "identifier",
        "identifier stands twice in its object; once was expected"},
    {"a member twice, once as null", "{\"name\":null,\"name\":\"n\"," GOOD "}", "ER-1010", "name",
        "name stands twice in its object; once was expected"},
    {"a member twice, once with escapes", "{\"point\":{\"x\":1,\"\\u0078\":2}," GOOD "}", "ER-1010", "point.x",
        "point.x stands twice in its object; once was expected"},
    {"an empty object", "{}", "ER-1011", "identifier", "identifier is missing; a text was expected"},
    {"a required text of null", "{\"identifier\":null}", "ER-1011", "identifier", "identifier is null; a text was expected"},
    {"a required text of blanks", "{\"identifier\":\" \\t\"}", "ER-1011", "identifier", "identifier is blank; a text was expected"},
    {"a required day that is missing", "{\"identifier\":\"i\"}", "ER-1011", "expires",
        "expires is missing; a day as yyyy-MM-dd was expected"},
    {"a required day of blanks", "{\"expires\":\"\"}", "ER-1011", "expires", "expires is blank; a day as yyyy-MM-dd was expected"},
    {"a required list that is missing", "{\"identifier\":\"i\",\"expires\":\"2030-01-31\"}", "ER-1011", "enrolments",
        "enrolments is missing; a list of objects was expected"},
    {"a required member of an object in a list", "{\"enrolments\":[{\"organisation\":\"o\"},{\"email\":\"e\"}]}", "ER-1011",
        "enrolments[1].organisation", "enrolments[1].organisation is missing; a text was expected"},
    {"a required member of an object", "{\"point\":{}}", "ER-1011", "point.x", "point.x is missing; a number was expected"},
    {"a list too short", "{\"enrolments\":[]}", "ER-1012", "enrolments", "enrolments has 0 entries; at least 1 was expected"},
    {"a list of null", "{\"enrolments\":[null]}", "ER-1012", "enrolments[0]", "enrolments[0] is null; an object was expected"},
    {"an object where a list belongs", "{\"enrolments\":{}}", "ER-1012", "enrolments",
        "enrolments is an object; a list of objects was expected"},
    {"a list where an object belongs", "{\"point\":[]}", "ER-1012", "point", "point is a list; an object was expected"},
    {"a number where a text belongs", "{\"identifier\":5}", "ER-1012", "identifier", "identifier is 5; a text was expected"},
    {"a flag where a text belongs", "{\"identifier\":false}", "ER-1012", "identifier", "identifier is false; a text was expected"},
    {"a broken number where a text or digits belong", "{\"pic\":1.5}", "ER-1012", "pic", "pic is 1.5; a text was expected"},
    {"a number with exponent where a text or digits belong", "{\"pic\":1E5}", "ER-1012", "pic", "pic is 1E5; a text was expected"},
    {"a text where a number belongs", "{\"count\":\"12\"}", "ER-1012", "count", "count is \"12\"; a whole number of 32 bits was expected"},
    {"33 bits", "{\"count\":2147483648}", "ER-1012", "count", "count is 2147483648; a whole number of 32 bits was expected"},
    {"a broken number", "{\"number\":1.0}", "ER-1012", "number", "number is 1.0; a whole number was expected"},
    {"a text where a coordinate belongs", "{\"point\":{\"x\":\"4.8\"}}", "ER-1012", "point.x", "point.x is \"4.8\"; a number was expected"},
    {"a number where a flag belongs", "{\"active\":1}", "ER-1012", "active", "active is 1; true or false was expected"},
    {"no day", "{\"born\":\"22/11/2026\"}", "ER-1012", "born", "born is \"22/11/2026\"; a day as yyyy-MM-dd was expected"},
    {"a day that isn't there", "{\"born\":\"2026-02-30\"}", "ER-1012", "born", "born is \"2026-02-30\"; a day as yyyy-MM-dd was expected"},
    {"a day as number", "{\"born\":20260222}", "ER-1012", "born", "born is 20260222; a day as yyyy-MM-dd was expected"},
    {"a text too long", "{\"identifier\":\"" NAME_50 "x\"}", "ER-1012", "identifier",
        "identifier has 51 characters; at most 50 were expected"},
    {"digits too long", "{\"enrolments\":[{\"organisation\":1234567890123}]}", "ER-1012", "enrolments[0].organisation",
        "enrolments[0].organisation has 13 characters; at most 12 were expected"},
    {"a text too long in a list", "{\"tags\":[\"abc\",\"abcd\"]}", "ER-1012", "tags[1]",
        "tags[1] has 4 characters; at most 3 were expected"},
    {"no text in a list", "{\"tags\":[1]}", "ER-1012", "tags[0]", "tags[0] is 1; a text was expected"},
    {"a long value is cut", "{\"count\":\"" NAME_50 "\"}", "ER-1012", "count",
        "count is \"0123456789012345678901234567890123456789...\"; a whole number of 32 bits was expected"},
    {"a value is cut between characters",
        "{\"count\":\"\\n"
        "\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81"
        "\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81"
        "\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\"}",
        "ER-1012", "count",
        "count is \"\\n"
        "\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81"
        "\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81"
        "\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81\xC5\x81...\"; a whole number of 32 bits was expected"},
    {"a personal value is not shown", "{\"name\":918273}", "ER-1012", "name", "name is a number; a text was expected"},
    {"a personal flag is not shown", "{\"name\":true}", "ER-1012", "name", "name is true or false; a text was expected"},
    {"a personal text is not shown", "{\"enrolments\":[{\"organisation\":\"o\",\"email\":\"jane.doe@example.org.long\"}]}", "ER-1012",
        "enrolments[0].email", "enrolments[0].email has 25 characters; at most 20 were expected"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct arena arena;
        struct person person;
        struct err e = {0};
        arena_init(&arena, 4096);
        const enum rc rc = wire_read(&arena, str_of(refused[i].json), &person_shape, &person, &e);
        arena_deinit(&arena);
        if (rc != RC_INVALID || e.rc != rc || strcmp(e.msg, refused[i].msg) != 0) {
            fail_msg("%s: %s, %s", refused[i].name, rc_name(rc), e.msg);
        }
        assert_string_equal(e.code, refused[i].code);
        assert_string_equal(e.field, refused[i].field);
    }
}

static void test_lengths_count_characters(void **state)
{
    (void)state;
    struct arena arena;
    struct person person;
    struct err e = {0};
    arena_init(&arena, 4096);
    static const char json[] = "{\"identifier\":\"" NAME_50 "\",\"expires\":\"2030-01-31\",\"enrolments\":[{\"organisation\":\"o\"}]}";
    assert_int_equal(wire_read(&arena, STR(json), &person_shape, &person, &e), RC_OK);
    assert_string_equal(person.identifier, NAME_50);
    arena_deinit(&arena);
}

static void test_every_escape_reads_back(void **state)
{
    (void)state;
    struct arena arena;
    struct err e = {0};
    arena_init(&arena, 4096);
    for (unsigned c = 1; c < 0x110000U; c += c < 0x900U ? 1 : 97) {
        char json[160];
        struct person person;
        if (c >= 0xD800U && c <= 0xDFFFU) {
            continue;
        }
        arena_reset(&arena);
        const unsigned high = 0xD800U + ((c - 0x10000U) >> 10);
        const unsigned low = 0xDC00U + (c & 0x3FFU);
        const int used = c < 0x10000U ? snprintf(json, sizeof json, "{" GOOD ",\"name\":\"\\u%04x\"}", c)
                                      : snprintf(json, sizeof json, "{" GOOD ",\"name\":\"\\u%04X\\u%04X\"}", high, low);
        assert_int_equal(wire_read(&arena, (struct str){json, (size_t)used}, &person_shape, &person, &e), RC_OK);
        /* What was written back is the same character as itself. */
        struct buf out;
        buf_init(&out, &arena);
        wire_write(&out, &person_shape, &person);
        struct person again;
        assert_int_equal(wire_read(&arena, (struct str){out.data, out.length}, &person_shape, &again, &e), RC_OK);
        assert_string_equal(again.name, person.name);
        assert_int_equal(strlen(person.name), c < 0x80U ? 1 : c < 0x800U ? 2 : c < 0x10000U ? 3 : 4);
    }
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_lenient),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_lengths_count_characters),
        cmocka_unit_test(test_every_escape_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
