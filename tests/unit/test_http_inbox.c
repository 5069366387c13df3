/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/inbox.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define POSTERS 4
#define POSTS 5000

static bool is_readable(const struct inbox *inbox)
{
    struct pollfd descriptor = {.fd = inbox_fd(inbox), .events = POLLIN};
    return poll(&descriptor, 1, 0) == 1;
}

static void test_items_come_in_order(void **state)
{
    (void)state;
    struct inbox *const inbox = inbox_new();
    struct inbox_item items[3] = {{NULL, INBOX_CALL}, {NULL, INBOX_CONNECTION}, {NULL, INBOX_CALL}};
    assert_null(inbox_take(inbox));
    for (size_t i = 0; i < 3; i++) {
        assert_true(inbox_post(inbox, &items[i]));
    }
    const struct inbox_item *const first = inbox_take(inbox);
    assert_ptr_equal(first, &items[0]);
    assert_ptr_equal(first->next, &items[1]);
    assert_ptr_equal(first->next->next, &items[2]);
    assert_null(first->next->next->next);
    assert_null(inbox_take(inbox));
    inbox_release(inbox);
}

static void test_only_a_sleeping_loop_is_woken(void **state)
{
    (void)state;
    struct inbox *const inbox = inbox_new();
    struct inbox_item items[2] = {{0}};
    assert_true(inbox_post(inbox, &items[0]));
    assert_false(is_readable(inbox));
    assert_false(inbox_may_sleep(inbox));
    (void)inbox_take(inbox);
    assert_true(inbox_may_sleep(inbox));
    assert_true(inbox_post(inbox, &items[1]));
    assert_true(is_readable(inbox));
    inbox_awake(inbox, true);
    assert_false(is_readable(inbox));
    (void)inbox_take(inbox);
    inbox_release(inbox);
}

static void test_a_closed_inbox_refuses_but_gives_what_it_has(void **state)
{
    (void)state;
    struct inbox *const inbox = inbox_new();
    struct inbox *const held = inbox_hold(inbox);
    struct inbox_item items[2] = {{0}};
    assert_true(inbox_post(inbox, &items[0]));
    inbox_close(inbox);
    assert_false(inbox_post(inbox, &items[1]));
    assert_ptr_equal(inbox_take(inbox), &items[0]);
    inbox_release(inbox);
    assert_false(inbox_post(held, &items[1]));
    inbox_release(held);
}

struct poster {
    struct inbox *inbox;
    struct inbox_item items[POSTS];
};

static void *post_all(void *arg)
{
    struct poster *const poster = arg;
    for (size_t i = 0; i < POSTS; i++) {
        (void)inbox_post(poster->inbox, &poster->items[i]);
    }
    return NULL;
}

/* What a loop does: sleep when there is nothing, take what there is. */
static size_t take_some(struct inbox *inbox)
{
    size_t count = 0;
    if (inbox_may_sleep(inbox)) {
        struct pollfd descriptor = {.fd = inbox_fd(inbox), .events = POLLIN};
        inbox_awake(inbox, poll(&descriptor, 1, -1) == 1);
    }
    for (const struct inbox_item *item = inbox_take(inbox); item != NULL; item = item->next) {
        count++;
    }
    return count;
}

static void test_nothing_is_lost_between_threads(void **state)
{
    (void)state;
    static struct poster posters[POSTERS];
    pthread_t threads[POSTERS];
    struct inbox *const inbox = inbox_new();
    for (size_t i = 0; i < POSTERS; i++) {
        posters[i].inbox = inbox;
        assert_int_equal(pthread_create(&threads[i], NULL, post_all, &posters[i]), 0);
    }
    size_t taken = 0;
    while (taken < (size_t)POSTERS * POSTS) {
        taken += take_some(inbox);
    }
    assert_int_equal(taken, POSTERS * POSTS);
    for (size_t i = 0; i < POSTERS; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    inbox_release(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items_come_in_order),
        cmocka_unit_test(test_only_a_sleeping_loop_is_woken),
        cmocka_unit_test(test_a_closed_inbox_refuses_but_gives_what_it_has),
        cmocka_unit_test(test_nothing_is_lost_between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
