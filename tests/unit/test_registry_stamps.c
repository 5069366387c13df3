/* SPDX-License-Identifier: EUPL-1.2 */
/* What is told to the sessions, and which of the stamps it raises. */
#include "registry/registry.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct escn card = {{1, 2, 3, 4, 5, 6, 0x10, 0x35, 0xa1, 0x9b, 0, 0x19, 0x99, 0x85, 0x96, 0x08}};
static const struct escn other_card = {{9, 2, 3, 4, 5, 6, 0x10, 0x35, 0xa1, 0x9b, 0, 0x19, 0x99, 0x85, 0x96, 0x08}};

static struct registry *open_registry(void)
{
    const struct registry_settings settings = {.database = "sqlite:nowhere", .new_logo_day = 5};
    struct registry *registry = NULL;
    struct err e = {0};
    assert_int_equal(registry_open(&settings, &registry, &e), RC_OK);
    assert_int_equal(registry->settings.new_logo_day, 5);
    return registry;
}

struct stamps {
    unsigned card, other_card, directory, changes;
    uint64_t first, second, both;
};

static struct stamps take(struct registry *registry)
{
    static const int64_t organisations[] = {1, 2};
    return (struct stamps){
        .card = registry_card_stamp(registry, &card),
        .other_card = registry_card_stamp(registry, &other_card),
        .directory = atomic_load(&registry->directory_stamp),
        .changes = atomic_load(&registry->changes),
        .first = registry_list_stamp(registry, &organisations[0], 1),
        .second = registry_list_stamp(registry, &organisations[1], 1),
        .both = registry_list_stamp(registry, organisations, 2),
    };
}

static void test_a_card_is_touched_alone(void **state)
{
    (void)state;
    struct registry *const registry = open_registry();
    const struct stamps before = take(registry);
    registry_touch_card(registry, &card);
    const struct stamps after = take(registry);
    assert_true(after.card > before.card && after.changes > before.changes);
    assert_true(after.other_card == before.other_card && after.both == before.both && after.directory == before.directory);
    registry_close(registry);
}

static void test_a_list_is_touched_with_the_scopes_that_hold_it(void **state)
{
    (void)state;
    struct registry *const registry = open_registry();
    const struct stamps before = take(registry);
    registry_touch_list(registry, 2);
    const struct stamps after = take(registry);
    assert_true(after.second > before.second && after.both > before.both && after.changes > before.changes);
    assert_true(after.first == before.first && after.card == before.card && after.directory == before.directory);
    registry_close(registry);
}

static void test_the_directory_is_touched_alone(void **state)
{
    (void)state;
    struct registry *const registry = open_registry();
    const struct stamps before = take(registry);
    registry_touch_directory(registry);
    const struct stamps after = take(registry);
    assert_true(after.directory > before.directory);
    assert_true(after.card == before.card && after.both == before.both);
    registry_close(registry);
}

static void test_another_process_touches_everything(void **state)
{
    (void)state;
    for (int with_directory = 0; with_directory < 2; with_directory++) {
        struct registry *const registry = open_registry();
        const struct stamps before = take(registry);
        registry_touch_all(registry, with_directory == 1);
        const struct stamps after = take(registry);
        assert_true(after.card > before.card && after.other_card > before.other_card && after.changes > before.changes);
        assert_true(after.first > before.first && after.second > before.second && after.both > before.both);
        assert_int_equal(after.directory > before.directory, with_directory);
        registry_close(registry);
    }
}

static void test_organisations_beyond_the_number_of_stamps_share_them(void **state)
{
    (void)state;
    struct registry *const registry = open_registry();
    const int64_t far = 2 + (int64_t)REGISTRY_LIST_STAMPS;
    const uint64_t before = registry_list_stamp(registry, &far, 1);
    registry_touch_list(registry, 2);
    assert_true(registry_list_stamp(registry, &far, 1) > before);
    registry_close(registry);
    registry_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_card_is_touched_alone),
        cmocka_unit_test(test_a_list_is_touched_with_the_scopes_that_hold_it),
        cmocka_unit_test(test_the_directory_is_touched_alone),
        cmocka_unit_test(test_another_process_touches_everything),
        cmocka_unit_test(test_organisations_beyond_the_number_of_stamps_share_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
