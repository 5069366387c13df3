/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/skin.h"

#include "base/attr.h"
#include "core/colour.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 4096);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_deinit(&arena);
    return 0;
}

static const char *style_of(const struct skin *skin)
{
    return skin->style.path == NULL ? "" : skin->style.content.data;
}

/* The colours of a member, for light and dark grounds. */
static void read_pair(const char *style, const char *name, char out[2][COLOUR_SIZE])
{
    char head[40];
    (void)snprintf(head, sizeof head, "--%s:light-dark(", name);
    const char *const at = strstr(style, head);
    assert_non_null(at);
    (void)snprintf(out[0], COLOUR_SIZE, "%.7s", at + strlen(head));
    (void)snprintf(out[1], COLOUR_SIZE, "%.7s", at + strlen(head) + 8);
}

static void assert_readable(const char *text, const char *ground)
{
    if (colour_ratio(text, ground) < COLOUR_RATIO_TEXT) {
        fail_msg("%s on %s: %u", text, ground, colour_ratio(text, ground));
    }
}

static void test_all_can_be_read(void **state)
{
    (void)state;
    static const char *const colours[] = {"#0e47cb", "#000000", "#7a0000", "#006633", "#00008b", "#5c5c5c", "#6b4e00", "#8b008b"};
    static const char *const grounds[] = {"#f5f7fb", "#181d29"};
    for (size_t i = 0; i < COUNT_OF(colours); i++) {
        const struct skin_wish wish = {.name = "eu", .colour = colours[i]};
        struct skin skin;
        struct err e = {0};
        char brand[2][COLOUR_SIZE];
        char on_brand[2][COLOUR_SIZE];
        char soft[2][COLOUR_SIZE];
        assert_int_equal(skin_make(&wish, &arena, &skin, &e), RC_OK);
        read_pair(style_of(&skin), "brand", brand);
        read_pair(style_of(&skin), "on-brand", on_brand);
        read_pair(style_of(&skin), "brand-soft", soft);
        assert_string_equal(brand[0], colours[i]);
        for (size_t scheme = 0; scheme < 2; scheme++) {
            assert_readable(brand[scheme], grounds[scheme]);
            assert_readable(brand[scheme], on_brand[scheme]);
            assert_readable(brand[scheme], soft[scheme]);
        }
    }
}

static void test_looks(void **state)
{
    (void)state;
    static const struct {
        const char *about;
        struct skin_wish wish;
        const char *style;
        const char *theme;
    } cases[] = {
        {"our own look needs no style sheet", {.name = "default"}, "", "#1e46b4"},
        {"the look of the EU", {.name = "eu"}, "--card:#0e47cb;--gold:#ffcc00;--font:Arial,\"Liberation Sans\",sans-serif}\n", "#0e47cb"},
        {"an operator's colours", {.name = "default", .colour = "#006633", .accent = "#ffffff"}, "--card:#006633;--gold:#ffffff}\n",
            "#006633"},
        {"the skin's accent stays where it can be seen", {.name = "default", .colour = "#6b4e00"}, "--card:#6b4e00;--gold:#ffcc00}\n",
            "#6b4e00"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct skin skin;
        struct err e = {0};
        assert_int_equal(skin_make(&cases[i].wish, &arena, &skin, &e), RC_OK);
        if (strstr(style_of(&skin), cases[i].style) == NULL || strcmp(skin.theme, cases[i].theme) != 0) {
            fail_msg("%s: %s %s", cases[i].about, skin.theme, style_of(&skin));
        }
        assert_null(skin.logo.path);
    }
}

static void test_what_can_not_be_used_is_named(void **state)
{
    (void)state;
    static const char gif[] = "GIF89a..............";
    static const char script[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><script>alert(1)</script></svg>";
    static const struct {
        struct skin_wish wish;
        const char *field, *message;
    } cases[] = {
        {{.name = "pink"}, "skin", "skin is \"pink\"; default or eu was expected"},
        {{.name = "default", .colour = "red"}, "site-colour", "site-colour is \"red\"; a colour such as #0b3d91 was expected"},
        {{.name = "default", .colour = "#ffcc00"}, "site-colour",
            "site-colour is #ffcc00, whose contrast with the ground of the pages is 1.40; 4.50 at least was expected, or links could not "
            "be read"},
        {{.name = "eu", .accent = "#112244"}, "site-accent",
            "site-accent is #112244, whose contrast with #0e47cb, on which it stands, is 2.08; 3.00 at least was expected"},
        {{.name = "default", .logo = {gif, sizeof gif - 1}}, "site-logo", "site-logo is neither an SVG nor a PNG file"},
        {{.name = "default", .logo = {script, sizeof script - 1}}, "site-logo", "site-logo"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct skin skin;
        struct err e = {0};
        assert_int_equal(skin_make(&cases[i].wish, &arena, &skin, &e), RC_INVALID);
        if (strstr(e.msg, cases[i].message) == NULL) {
            fail_msg("%s", e.msg);
        }
        if (i + 1 < COUNT_OF(cases)) {
            assert_string_equal(e.field, cases[i].field);
            assert_string_equal(e.msg, cases[i].message);
        }
    }
}

static void test_logos(void **state)
{
    (void)state;
    static const char svg[] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30 10\"><rect width=\"30\" height=\"10\" fill=\"#123456\"/></svg>";
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x60\0\0\0\x30\x08\x02\0\0\0....";
    static const char large[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x08\x60\0\0\0\x30\x08\x02\0\0\0....";
    struct skin_wish wish = {.name = "default", .logo = {svg, sizeof svg - 1}};
    struct skin skin;
    struct err e = {0};
    assert_int_equal(skin_make(&wish, &arena, &skin, &e), RC_OK);
    assert_string_equal(skin.logo.type, "image/svg+xml");
    assert_non_null(strstr(skin.logo.content.data, "width=\"216\" height=\"72\" viewBox=\"0 0 30 10\""));
    assert_non_null(strstr(skin.logo.content.data, "#123456"));
    wish.logo = (struct str){png, sizeof png - 1};
    assert_int_equal(skin_make(&wish, &arena, &skin, &e), RC_OK);
    assert_string_equal(skin.logo.type, "image/png");
    assert_int_equal(skin.logo.content.length, sizeof png - 1);
    wish.logo = (struct str){large, sizeof large - 1};
    assert_int_equal(skin_make(&wish, &arena, &skin, &e), RC_INVALID);
    assert_string_equal(e.msg, "site-logo has 2144 x 48 pixels; at most 2000 x 2000 were expected");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_can_be_read, begin, end),
        cmocka_unit_test_setup_teardown(test_looks, begin, end),
        cmocka_unit_test_setup_teardown(test_what_can_not_be_used_is_named, begin, end),
        cmocka_unit_test_setup_teardown(test_logos, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
