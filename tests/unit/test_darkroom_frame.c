/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/frame.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* abc
 * def */
static void test_upright(void **state)
{
    (void)state;
    static const struct {
        unsigned orientation, width, height;
        const char *pixels;
    } cases[] = {
        {1, 3, 2, "abcdef"},
        {2, 3, 2, "cbafed"},
        {3, 3, 2, "fedcba"},
        {4, 3, 2, "defabc"},
        {5, 2, 3, "adbecf"},
        {6, 2, 3, "daebfc"},
        {7, 2, 3, "fcebda"},
        {8, 2, 3, "cfbead"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char pixels[] = "abcdef";
        const struct image in = {.width = 3, .height = 2, .channels = 1, .pixels = pixels, .orientation = cases[i].orientation};
        struct image out;
        assert_true(frame_upright(&in, &out));
        assert_int_equal(out.width, cases[i].width);
        assert_int_equal(out.height, cases[i].height);
        assert_int_equal(out.orientation, 1);
        if (memcmp(out.pixels, cases[i].pixels, 6) != 0) {
            fail_msg("orientation %u: %.6s", cases[i].orientation, (const char *)out.pixels);
        }
        free(out.pixels);
    }
}

/* A picture whose pixel (x, y) is given by a function. */
static struct image paint(unsigned width, unsigned height, unsigned char (*colour)(unsigned x, unsigned y))
{
    struct image out = {.width = width, .height = height, .channels = 1, .orientation = 1};
    out.pixels = malloc((size_t)width * height);
    assert_non_null(out.pixels);
    for (unsigned y = 0; y < height; y++) {
        for (unsigned x = 0; x < width; x++) {
            out.pixels[y * width + x] = colour(x, y);
        }
    }
    return out;
}

static unsigned char flat(unsigned x, unsigned y)
{
    (void)x;
    (void)y;
    return 77;
}

static unsigned char middle_third(unsigned x, unsigned y)
{
    return x >= 300 && x < 600 && y < 450 ? 255 : 0;
}

static unsigned char lower_half(unsigned x, unsigned y)
{
    (void)x;
    return y >= 500 ? 255 : 0;
}

static void test_flat_stays_flat(void **state)
{
    (void)state;
    static const struct {
        unsigned width, height;
    } sizes[] = {{1, 1}, {1, 1000}, {1000, 1}, {2, 3}, {199, 301}, {200, 300}, {401, 599}, {1199, 650}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct image in = paint(sizes[i].width, sizes[i].height, flat);
        struct image out;
        assert_true(frame_fit(&in, 200, 300, &out));
        assert_int_equal(out.width, 200);
        assert_int_equal(out.height, 300);
        for (size_t p = 0; p < (size_t)200 * 300; p++) {
            if (out.pixels[p] != 77) {
                fail_msg("%u x %u: pixel %zu is %u", sizes[i].width, sizes[i].height, p, out.pixels[p]);
            }
        }
        free(in.pixels);
        free(out.pixels);
    }
}

/* 900 x 450 is cut at left and right to its middle 300. */
static void test_cut_at_the_middle(void **state)
{
    (void)state;
    struct image in = paint(900, 450, middle_third);
    struct image out;
    assert_true(frame_fit(&in, 200, 300, &out));
    for (unsigned y = 0; y < 300; y++) {
        for (unsigned x = 3; x < 197; x++) {
            assert_int_equal(out.pixels[y * 200 + x], 255);
        }
    }
    free(in.pixels);
    free(out.pixels);
}

/* 200 x 1000 is cut above and below to its middle 300, whose halves meet in the middle. */
static void test_cut_above_and_below(void **state)
{
    (void)state;
    struct image in = paint(200, 1000, lower_half);
    struct image out;
    assert_true(frame_fit(&in, 200, 300, &out));
    assert_int_equal(out.pixels[149 * 200 + 100], 0);
    assert_int_equal(out.pixels[150 * 200 + 100], 255);
    free(in.pixels);
    free(out.pixels);
}

static void reduce(unsigned width, unsigned height, const unsigned char *row, bool has_alpha, struct image *out)
{
    struct reducer reducer;
    unsigned char *const own = malloc((size_t)width * 2);
    *out = (struct image){.orientation = 1};
    assert_non_null(own);
    assert_true(reducer_init(&reducer, width, height, 1, out));
    for (unsigned y = 0; y < height; y++) {
        memcpy(own, row, (size_t)width * (has_alpha ? 2 : 1));
        if (has_alpha) {
            reducer_add_alpha(&reducer, own);
        } else {
            reducer_add(&reducer, own);
        }
    }
    free(own);
    free(reducer.sums);
}

static void test_reducing(void **state)
{
    (void)state;
    unsigned char row[1210];
    struct image out;
    for (size_t i = 0; i < sizeof row; i++) {
        row[i] = i % 2 == 0 ? 10 : 20;
    }
    reduce(1205, 1201, row, false, &out);
    assert_int_equal(out.width, 602);
    assert_int_equal(out.height, 600);
    for (size_t i = 0; i < (size_t)602 * 600; i++) {
        assert_int_equal(out.pixels[i], 15);
    }
    free(out.pixels);
    reduce(599, 5000, row, false, &out);
    assert_int_equal(out.width, 599);
    assert_int_equal(out.height, 5000);
    assert_memory_equal(out.pixels, row, 599);
    free(out.pixels);
}

static void test_white_below(void **state)
{
    (void)state;
    static const unsigned char row[] = {0, 255, 0, 0, 100, 128, 255, 7};
    struct image out;
    reduce(4, 1, row, true, &out);
    assert_int_equal(out.pixels[0], 0);
    assert_int_equal(out.pixels[1], 255);
    assert_int_equal(out.pixels[2], 177);
    assert_int_equal(out.pixels[3], 255);
    free(out.pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_upright),
        cmocka_unit_test(test_flat_stays_flat),
        cmocka_unit_test(test_cut_at_the_middle),
        cmocka_unit_test(test_cut_above_and_below),
        cmocka_unit_test(test_reducing),
        cmocka_unit_test(test_white_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
