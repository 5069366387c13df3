/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/portrait.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cairo.h>
#include <cmocka.h>

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 65536);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_deinit(&arena);
    return 0;
}

static struct str draw(uint32_t seed)
{
    struct buf out;
    buf_init(&out, &arena);
    portrait_png(seed, 200, 300, &out);
    assert_false(out.failed);
    return (struct str){out.data, out.length};
}

static cairo_status_t give(void *from, unsigned char *to, unsigned length)
{
    struct str *const rest = from;
    if (length > rest->length) {
        return CAIRO_STATUS_READ_ERROR;
    }
    memcpy(to, rest->data, length);
    *rest = (struct str){rest->data + length, rest->length - length};
    return CAIRO_STATUS_SUCCESS;
}

static void test_others_can_read_it(void **state)
{
    (void)state;
    struct str rest = draw(7);
    cairo_surface_t *const surface = cairo_image_surface_create_from_png_stream(give, &rest);
    assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(surface), 200);
    assert_int_equal(cairo_image_surface_get_height(surface), 300);
    /* The ground, and the clothes before it. */
    const unsigned char *const pixels = cairo_image_surface_get_data(surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    assert_memory_equal(pixels, pixels + 4 * 199, 3);
    assert_memory_not_equal(pixels, pixels + 299 * stride + (size_t)4 * 100, 3);
    cairo_surface_destroy(surface);
    assert_int_equal(rest.length, 0);
}

static void test_a_seed_has_its_face(void **state)
{
    (void)state;
    const struct str one = draw(1);
    const struct str again = draw(1);
    const struct str two = draw(2);
    assert_int_equal(one.length, again.length);
    assert_memory_equal(one.data, again.data, one.length);
    assert_memory_not_equal(one.data, two.data, one.length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_others_can_read_it, begin, end),
        cmocka_unit_test_setup_teardown(test_a_seed_has_its_face, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
