/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/event.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *text;
    unsigned mask;
    const char *msg; /* NULL: good */
} masks[] = {
    {"one", "card.created", 1, NULL},
    {"all", "card.created,card.updated,card.deleted,person.deleted", EVENT_ALL, NULL},
    {"blanks, capitals, twice", " Person.Deleted , card.updated,person.deleted", 10, NULL},
    {"one that is not known", "card.eaten", 0, "the event \"card.eaten\" is not known; card.created, card.updated, card.deleted or"},
    {"the one for trials", "service.test", 0, "the event \"service.test\" is not known"},
    {"nothing", "", 0, "the event \"\" is not known"},
    {"a comma too many", "card.created,", 0, "the event \"\" is not known"},
};

static void test_masks(void **state)
{
    struct arena *const arena = *state;
    for (size_t i = 0; i < COUNT_OF(masks); i++) {
        unsigned mask = 0;
        struct err e = {0};
        const enum rc rc = event_mask_parse((struct str){masks[i].text, strlen(masks[i].text)}, &mask, &e);
        if ((rc == RC_OK) != (masks[i].msg == NULL) || (rc != RC_OK && strstr(e.msg, masks[i].msg) == NULL)) {
            fail_msg("%s: %s", masks[i].name, e.msg);
        }
        if (rc == RC_OK) {
            assert_int_equal(mask, masks[i].mask);
        } else {
            assert_string_equal(e.code, "ER-2301");
        }
    }
    assert_string_equal(event_mask_format(arena, 10), "card.updated,person.deleted");
}

static void test_what_is_written_is_read(void **state)
{
    struct arena *const arena = *state;
    const struct event events[] = {
        {.kind = EVENT_CARD_UPDATED,
            .id = "0123456789abcdef0123456789abcdef",
            .occurred_at_us = 1795338840000000,
            .issuer = "999999991",
            .number = "25539be8-6423-103e-add8-988999978433",
            .type = CARD_SMART_PASSIVE,
            .status = CARD_INACTIVE,
            .status_changed = true,
            .issued_day = 20779,
            .expires_day = 21000},
        {.kind = EVENT_PERSON_DELETED,
            .id = "0123456789abcdef0123456789abcdef",
            .issuer = "999999991",
            .esi = "urn:schac:personalUniqueCode:int:esi:fr:a b",
            .issued_day = INT32_MIN,
            .expires_day = INT32_MIN},
    };
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        struct event out;
        struct err e = {0};
        const char *const text = event_format(arena, &events[i]);
        assert_int_equal(event_parse(arena, (struct str){text, strlen(text)}, &out, &e), RC_OK);
        assert_string_equal(event_format(arena, &out), text);
        assert_int_equal(out.kind, events[i].kind);
        assert_string_equal(out.number, events[i].number);
        assert_true(out.status_changed == events[i].status_changed && out.expires_day == events[i].expires_day);
        assert_true(events[i].esi == NULL ? out.esi == NULL : strcmp(out.esi, events[i].esi) == 0);
    }
}

static const char *const damaged[] = {
    "",
    "x",
    "0123456789abcdef0123456789abcdef card.created",
    "0123456789abcdef0123456789abcde card.created 1 999999991 - 0 0 1 2 -",
    "0123456789abcdef0123456789abcdef card.eaten 1 999999991 - 0 0 1 2 -",
    "0123456789abcdef0123456789abcdef card.created x 999999991 - 0 0 1 2 -",
    "0123456789abcdef0123456789abcdef card.created 1 999999991 - 7 0 1 2 -",
    "0123456789abcdef0123456789abcdef card.created 1 999999991 - 0 6 1 2 -",
    "0123456789abcdef0123456789abcdef card.created 1 999999991 25539be8-6423-103e-add8-9889999784330 0 0 1 2 -",
};

static void test_what_is_damaged_is_our_fault(void **state)
{
    struct arena *const arena = *state;
    for (size_t i = 0; i < COUNT_OF(damaged); i++) {
        struct event out;
        struct err e = {0};
        if (event_parse(arena, (struct str){damaged[i], strlen(damaged[i])}, &out, &e) != RC_INTERNAL) {
            fail_msg("%s", damaged[i]);
        }
    }
}

static const struct {
    const char *name, *url;
    bool good;
} urls[] = {
    {"a host", "https://example.org", true},
    {"a path and a port", "https://example.org:8443/a/b", true},
    {"plain http", "http://example.org/", true},
    {"capitals", "HTTPS://EXAMPLE.org/", true},
    {"an IPv6 address", "https://[2001:db8::1]:8443/", true},
    {"nothing", "", false},
    {"no scheme", "example.org", false},
    {"another scheme", "ftp://example.org", false},
    {"no host", "https://", false},
    {"no host but a path", "https:///x", false},
    {"no host but a port", "https://:443/", false},
    {"a user", "https://me@example.org/", false},
    {"a query", "https://example.org/?a", false},
    {"a fragment", "https://example.org/#a", false},
    {"a blank", "https://example.org/ a", false},
    {"a control character", "https://example.org/\r\nX-A: b", false},
    {"a letter that is not ASCII", "https://ex\xc3\xa4mple.org/", false},
    {"a backslash", "https://example.org\\@evil.org/", false},
};

static void test_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct err e = {0};
        if ((event_url_check((struct str){urls[i].url, strlen(urls[i].url)}, &e) == RC_OK) != urls[i].good) {
            fail_msg("%s: %s", urls[i].name, e.msg);
        }
    }
}

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 1024);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_deinit(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_masks),
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_what_is_damaged_is_our_fault),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
