/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_every_name_is_one_act(void **state)
{
    (void)state;
    size_t acts = 0;
    for (int number = 0; number < 300; number++) {
        const char *const key = audit_action_key((enum audit_action)number);
        enum audit_action read = AUDIT_CARD_ISSUE;
        if (key != NULL) {
            assert_true(audit_action_parse(str_of(key), &read));
            assert_int_equal(read, number);
            assert_true(audit_object_of((enum audit_action)number) < AUDIT_OF_COUNT);
            acts++;
        }
    }
    assert_true(acts >= 30);
}

static void test_names(void **state)
{
    (void)state;
    enum audit_action read = AUDIT_CARD_ISSUE;
    assert_string_equal(audit_action_key(AUDIT_MANDATE_WITHDRAW), "MANDATE_WITHDRAW");
    assert_true(audit_action_parse(STR("card-delete"), &read));
    assert_int_equal(read, AUDIT_CARD_DELETE);
    assert_false(audit_action_parse(STR(""), &read));
    assert_false(audit_action_parse(STR("CARD"), &read));
    assert_false(audit_action_parse(STR("CARD_DELETED"), &read));
}

static void test_objects(void **state)
{
    (void)state;
    assert_int_equal(audit_object_of(AUDIT_CARD_READ), AUDIT_OF_CARD);
    assert_int_equal(audit_object_of(AUDIT_PICTURE_PUT), AUDIT_OF_PERSON);
    assert_int_equal(audit_object_of(AUDIT_USER_INVITE), AUDIT_OF_LINK);
    assert_int_equal(audit_object_of(AUDIT_LIST_READ), AUDIT_OF_NOTHING);
    assert_int_equal(audit_object_of(AUDIT_RETENTION_RUN), AUDIT_OF_NOTHING);
    assert_int_equal(audit_object_of((enum audit_action)9999), AUDIT_OF_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_name_is_one_act),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
