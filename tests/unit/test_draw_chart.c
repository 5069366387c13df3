/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/country.h"
#include "draw/chart.h"
#include "draw/markup.h"
#include "draw/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct canvas {
    struct arena arena;
    struct buf buf;
};

static void canvas_init(struct canvas *canvas)
{
    arena_init(&canvas->arena, 4096);
    buf_init(&canvas->buf, &canvas->arena);
}

static void canvas_deinit(struct canvas *canvas)
{
    arena_deinit(&canvas->arena);
}

/* The drawing, read to its end by a strict reader; gives how many elements of this name there are. */
static size_t count_elements(struct canvas *canvas, const char *name)
{
    struct xml_reader reader;
    enum xml_event event = XML_START;
    struct err e = {0};
    size_t count = 0;
    xml_reader_init(&reader, str_of(buf_text(&canvas->buf)));
    while (event != XML_DONE) {
        if (xml_next(&reader, &event, &e) != RC_OK) {
            fail_msg("%s", e.msg);
        }
        count += event == XML_START && str_equal(reader.name, str_of(name));
    }
    return count;
}

static size_t count_text(struct canvas *canvas, const char *text)
{
    size_t count = 0;
    for (const char *at = strstr(buf_text(&canvas->buf), text); at != NULL; at = strstr(at + 1, text)) {
        count++;
    }
    return count;
}

static void assert_draws(struct canvas *canvas, const char *text)
{
    if (count_text(canvas, text) == 0) {
        fail_msg("\"%s\" is not in %s", text, buf_text(&canvas->buf));
    }
}

static void test_a_ring_has_a_part_for_each_amount(void **state)
{
    (void)state;
    static const struct chart_part parts[] = {{"A & <B>", "3", 3, 1}, {"Nothing", "0", 0, 2}, {"C", "1", 1, 7}};
    const struct chart_donut donut = {.title = "By type", .total = "4", .unit = "active", .parts = parts, .count = COUNT_OF(parts)};
    AUTO(canvas_deinit) struct canvas canvas;
    canvas_init(&canvas);
    chart_add_donut(&canvas.buf, &donut);
    assert_int_equal(count_elements(&canvas, "path"), 2);
    assert_draws(&canvas, "role=\"img\"><title>By type</title>");
    assert_draws(&canvas, "<title>A &amp; &lt;B&gt;: 3</title>");
    assert_draws(&canvas, ">4</text>");
    /* Three quarters of the ring: from the top to the left, the long way round. */
    assert_draws(&canvas, "<g class=\"k1\"><path d=\"M100 8A92 92 0 1 1 8 100L39 100A61 61 0 1 0 100 39z\">");
    assert_draws(&canvas, "<g class=\"k7\"><path d=\"M8 100A92 92 0 0 1 100 8L100 39A61 61 0 0 0 39 100z\">");
    assert_int_equal(count_text(&canvas, "style="), 0);
}

static void test_one_part_alone_is_a_whole_ring_and_none_an_empty_one(void **state)
{
    (void)state;
    static const struct chart_part one = {"A", "5", 5, 3};
    for (int64_t amount = 0; amount <= 5; amount += 5) {
        struct chart_part part = one;
        part.amount = amount;
        const struct chart_donut donut = {.title = "t", .total = "5", .unit = "u", .parts = &part, .count = 1};
        AUTO(canvas_deinit) struct canvas canvas;
        canvas_init(&canvas);
        chart_add_donut(&canvas.buf, &donut);
        assert_int_equal(count_elements(&canvas, "path"), 1);
        assert_draws(&canvas, "fill-rule=\"evenodd\"");
        assert_draws(&canvas, amount == 0 ? "<g class=\"none\">" : "<g class=\"k3\">");
    }
}

static const struct {
    const char *name;
    int64_t largest;
    const char *top, *below;
    size_t lines;
} scales[] = {
    {"nothing at all", 0, ">1</text>", ">0</text>", 2},
    {"one", 1, ">1</text>", ">0</text>", 2},
    {"eight steps of one", 8, ">8</text>", ">7</text>", 9},
    {"steps of two", 9, ">10</text>", ">8</text>", 6},
    {"thousands in groups", 7455, ">8,000</text>", ">7,000</text>", 9},
    {"the largest on a line", 40000, ">40,000</text>", ">35,000</text>", 9},
    {"millions", 12345678, ">14,000,000</text>", ">12,000,000</text>", 8},
};

static void test_the_scale_has_round_steps_and_room_for_the_largest(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(scales); i++) {
        const struct chart_bar bar = {"2026", "n", scales[i].largest, false};
        const struct chart_bars bars = {.title = "t", .grouping = ",", .bars = &bar, .count = 1};
        AUTO(canvas_deinit) struct canvas canvas;
        canvas_init(&canvas);
        chart_add_bars(&canvas.buf, &bars);
        (void)count_elements(&canvas, "svg");
        if (count_text(&canvas, "class=\"scale\"") != scales[i].lines) {
            fail_msg("%s: %zu lines", scales[i].name, count_text(&canvas, "class=\"scale\""));
        }
        assert_draws(&canvas, scales[i].top);
        assert_draws(&canvas, scales[i].below);
    }
}

static void test_the_last_years_are_drawn_the_open_one_apart(void **state)
{
    (void)state;
    struct chart_bar drawn[15];
    char labels[15][8];
    for (int i = 0; i < 15; i++) {
        (void)snprintf(labels[i], sizeof labels[i], "%d", 2012 + i);
        drawn[i] = (struct chart_bar){labels[i], "7", i == 3 ? 0 : 7, i == 14};
    }
    const struct chart_bars bars = {.title = "t", .grouping = " ", .bars = drawn, .count = 15};
    AUTO(canvas_deinit) struct canvas canvas;
    canvas_init(&canvas);
    chart_add_bars(&canvas.buf, &bars);
    assert_int_equal(count_text(&canvas, "<g class=\"bar"), CHART_BARS_MAX);
    assert_int_equal(count_text(&canvas, "<g class=\"bar now\">"), 1);
    assert_int_equal(count_text(&canvas, ">2014</text>"), 0);
    assert_draws(&canvas, ">2015</text>");
    assert_draws(&canvas, "class=\"bars many\"");
    /* Nothing was issued in 2015: no bar, but its words. */
    assert_int_equal(count_text(&canvas, "<path d="), CHART_BARS_MAX - 1);
}

static void test_bars_without_years_are_an_empty_scale(void **state)
{
    (void)state;
    const struct chart_bars bars = {.title = "t", .grouping = ","};
    AUTO(canvas_deinit) struct canvas canvas;
    canvas_init(&canvas);
    chart_add_bars(&canvas.buf, &bars);
    assert_int_equal(count_elements(&canvas, "g"), 0);
    assert_draws(&canvas, ">0</text>");
}

static void test_the_map_has_one_tile_for_each_country_that_may_join(void **state)
{
    (void)state;
    static const struct chart_tile tiles[] = {{"DE", "Germany", "900", 900}, {"FR", "France", "1,234,567", 100}, {"BR", "Brazil", "5", 5}};
    const struct chart_map map = {.title = "By country", .tiles = tiles, .count = COUNT_OF(tiles)};
    AUTO(canvas_deinit) struct canvas canvas;
    canvas_init(&canvas);
    chart_add_map(&canvas.buf, &map);
    size_t eligible = 0;
    for (size_t i = 0; i < country_count; i++) {
        assert_int_equal(chart_has_tile(countries[i].code), country_is_eligible(str_of(countries[i].code)));
        eligible += country_is_eligible(str_of(countries[i].code));
    }
    assert_int_equal(count_elements(&canvas, "rect"), eligible);
    assert_int_equal(count_text(&canvas, "<g class=\"s0\">"), eligible - 2);
    assert_draws(&canvas, "<title>Germany: 900</title>");
    assert_draws(&canvas, "class=\"number long\"");
    assert_int_equal(count_text(&canvas, "Brazil"), 0);
}

static void test_no_two_tiles_lie_upon_each_other(void **state)
{
    (void)state;
    const struct chart_map map = {.title = "t"};
    AUTO(canvas_deinit) struct canvas canvas;
    canvas_init(&canvas);
    chart_add_map(&canvas.buf, &map);
    for (const char *at = strstr(buf_text(&canvas.buf), "<rect x="); at != NULL; at = strstr(at + 1, "<rect x=")) {
        char place[40];
        (void)snprintf(place, sizeof place, "%.*s", (int)strcspn(at, "w"), at);
        assert_int_equal(count_text(&canvas, place), 1);
    }
}

static const struct {
    int64_t amount, largest;
    unsigned step;
} steps[] = {{0, 1000, 0}, {1, 1000, 1}, {37, 1000, 1}, {38, 1000, 2}, {111, 1000, 2}, {112, 1000, 3}, {333, 1000, 3}, {334, 1000, 4},
    {1000, 1000, 4}, {1, 1, 4}, {1, 2, 4}, {0, 0, 0}};

static void test_each_step_of_colour_is_three_times_the_one_below(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        assert_int_equal(chart_step(steps[i].amount, steps[i].largest), steps[i].step);
    }
    assert_int_equal(chart_step_from(1, 1000), 1);
    assert_int_equal(chart_step_from(2, 1000), 38);
    assert_int_equal(chart_step_from(4, 1000), 334);
}

static void test_texts_are_escaped_and_what_xml_cannot_hold_is_replaced(void **state)
{
    (void)state;
    AUTO(canvas_deinit) struct canvas canvas;
    canvas_init(&canvas);
    markup_add_element(&canvas.buf, "text", "<a href=\"x\">&'\x01\n\xc3\xa9");
    assert_string_equal(buf_text(&canvas.buf), "<text>&lt;a href=&#34;x&#34;&gt;&amp;&#39;\xef\xbf\xbd\n\xc3\xa9</text>");
    markup_add_text(&canvas.buf, NULL);
    assert_int_equal(count_elements(&canvas, "text"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_ring_has_a_part_for_each_amount),
        cmocka_unit_test(test_one_part_alone_is_a_whole_ring_and_none_an_empty_one),
        cmocka_unit_test(test_the_scale_has_round_steps_and_room_for_the_largest),
        cmocka_unit_test(test_the_last_years_are_drawn_the_open_one_apart),
        cmocka_unit_test(test_bars_without_years_are_an_empty_scale),
        cmocka_unit_test(test_the_map_has_one_tile_for_each_country_that_may_join),
        cmocka_unit_test(test_no_two_tiles_lie_upon_each_other),
        cmocka_unit_test(test_each_step_of_colour_is_three_times_the_one_below),
        cmocka_unit_test(test_texts_are_escaped_and_what_xml_cannot_hold_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
