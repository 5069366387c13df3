/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/import.h"
#include "core/import_row.h"

#include "base/attr.h"
#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name;
    enum import_column column; /* IMPORT_COLUMN_COUNT: not known */
} names[] = {
    {"personIdentifier", IMPORT_PERSON},
    {"PERSON IDENTIFIER", IMPORT_PERSON},
    {"card_number", IMPORT_CARD_NUMBER},
    {"E-Mail", IMPORT_EMAIL},
    {" cardtype ", IMPORT_CARD_TYPE},
    {"cardStatusType", IMPORT_CARD_STATUS},
    {"cardStatus", IMPORT_COLUMN_COUNT},
    {"cardNumbers", IMPORT_COLUMN_COUNT},
    {"", IMPORT_COLUMN_COUNT},
    {"-", IMPORT_COLUMN_COUNT},
};

static void test_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        enum import_column found = IMPORT_COLUMN_COUNT;
        const bool is_known = import_column_find((struct str){names[i].name, strlen(names[i].name)}, &found);
        if (found != names[i].column || is_known != (names[i].column != IMPORT_COLUMN_COUNT)) {
            fail_msg("\"%s\": %d", names[i].name, (int)found);
        }
    }
}

static void test_keys(void **state)
{
    (void)state;
    struct err e = {0};
    enum import_operation operation = IMPORT_CREATE;
    enum import_mode mode = IMPORT_ALL;
    assert_int_equal(import_operation_parse(STR("delete"), &operation, &e), RC_OK);
    assert_int_equal(operation, IMPORT_DELETE);
    assert_int_equal(import_mode_parse(STR("Valid"), &mode, &e), RC_OK);
    assert_int_equal(mode, IMPORT_VALID);
    assert_int_equal(import_operation_parse(STR("drop"), &operation, &e), RC_INVALID);
    assert_string_equal(e.msg, "operation is \"drop\"; CREATE, UPDATE or DELETE was expected");
    assert_string_equal(e.code, "ER-1018");
    assert_int_equal(import_mode_parse(STR(""), &mode, &e), RC_INVALID);
    assert_string_equal(e.msg, "mode is \"\"; all or valid was expected");
}

static void test_days(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t day; /* DAY_NONE: none */
    } days[] = {{"30/09/2027", 21091}, {"29/02/2028", 21243}, {"31/02/2028", DAY_NONE}, {"1/9/2027", DAY_NONE}, {"2027/09/30", DAY_NONE},
        {"09-30-2027", DAY_NONE}, {"30/09/20270", DAY_NONE}, {"", DAY_NONE}};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        int32_t day = DAY_NONE;
        const bool is_day = day_parse_slashed(str_of(days[i].text), &day);
        assert_int_equal(day, days[i].day);
        assert_int_equal(is_day, days[i].day != DAY_NONE);
    }
}

static void test_a_row_collects_its_problems(void **state)
{
    (void)state;
    struct err e = {0};
    struct arena arena;
    struct import_row row = {.number = 7};
    arena_init(&arena, 4096);
    row.cells[IMPORT_CARD_TYPE] = STR("9");
    row.cells[IMPORT_EMAIL] = STR("secret");
    row.cells[IMPORT_EXPIRES] = STR("30/09/2027");
    assert_int_equal(import_row_read(&row, IMPORT_CREATE, &arena, &e), RC_OK);
    assert_int_equal(row.problem_count, 3);
    assert_string_equal(row.problems->field, "personIdentifier");
    assert_string_equal(row.problems->message, "personIdentifier is missing");
    assert_string_equal(row.problems->next->field, "email");
    assert_null(row.problems->next->value);
    assert_string_equal(row.problems->next->next->value, "9");
    assert_null(row.problems->next->next->next);
    assert_false(import_row_is_good(&row, IMPORT_EMAIL));
    assert_true(import_row_is_good(&row, IMPORT_EXPIRES));
    assert_int_equal(row.expires_day, 21091);
    assert_int_equal(row.issued_day, DAY_NONE);
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_a_row_collects_its_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
