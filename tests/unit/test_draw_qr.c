/* SPDX-License-Identifier: EUPL-1.2 */
/* The drawing is judged as its readers see it: rendered by librsvg, scanned by zbar. */
#include "base/attr.h"
#include "esc/qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>
#include <librsvg/rsvg.h>
#include <zbar.h>

#include <cmocka.h>

#define NUMBER "6a01dfc0-cb98-1035-a19b-001999859608"
#define PIXELS_PER_MODULE 8

/* The official generator's figures. */
static const struct {
    struct qr_style style;
    const char *canvas;
    const char *code_place, *logo_place;
    double scale, width, height, code_x, code_y, logo_x, logo_y, logo_width, logo_height;
} variants[] = {
    {{QR_HORIZONTAL, QR_NORMAL, QR_SIZE_XS}, "width=\"70.2\" height=\"46.2\" viewBox=\"0 0 70.2 46.2\"", "translate(2.6 2.6)",
        "translate(43.6 2.6)", 1, 70.2, 46.2, 2.6, 2.6, 43.6, 2.6, 24, 41},
    {{QR_HORIZONTAL, QR_NORMAL, QR_SIZE_S}, "width=\"105.3\" height=\"69.3\" viewBox=\"0 0 105.3 69.3\"", "translate(3.9 3.9) scale(1.5)",
        "translate(65.4 3.9) scale(1.5)", 1.5, 105.3, 69.3, 3.9, 3.9, 65.4, 3.9, 36, 61.5},
    {{QR_HORIZONTAL, QR_NORMAL, QR_SIZE_M}, "width=\"280.8\" height=\"184.8\" viewBox=\"0 0 280.8 184.8\"", "translate(10.4 10.4) scale(4)",
        "translate(174.4 10.4) scale(4)", 4, 280.8, 184.8, 10.4, 10.4, 174.4, 10.4, 96, 164},
    {{QR_VERTICAL, QR_NORMAL, QR_SIZE_XS}, "width=\"46.2\" height=\"56.2\" viewBox=\"0 0 46.2 56.2\"", "translate(2.6 12.6)",
        "translate(2.6 2.6)", 1, 46.2, 56.2, 2.6, 12.6, 2.6, 2.6, 41, 10},
    {{QR_VERTICAL, QR_NORMAL, QR_SIZE_S}, "width=\"69.3\" height=\"84.3\" viewBox=\"0 0 69.3 84.3\"", "translate(3.9 18.9) scale(1.5)",
        "translate(3.9 3.9) scale(1.5)", 1.5, 69.3, 84.3, 3.9, 18.9, 3.9, 3.9, 61.5, 15},
    {{QR_VERTICAL, QR_NORMAL, QR_SIZE_M}, "width=\"184.8\" height=\"224.8\" viewBox=\"0 0 184.8 224.8\"", "translate(10.4 50.4) scale(4)",
        "translate(10.4 10.4) scale(4)", 4, 184.8, 224.8, 10.4, 50.4, 10.4, 10.4, 164, 40},
};

struct ground {
    double red, green, blue;
};

static char *drawn(struct qr_style style, const struct qr_logos *logos)
{
    struct escn escn;
    struct err e;
    char *svg = NULL;
    size_t length = 0;
    if (escn_parse(NUMBER, strlen(NUMBER), &escn, &e) != RC_OK || qr_svg(&escn, style, logos, &svg, &length, &e) != RC_OK) {
        fail_msg("%s", e.msg);
    }
    assert_int_equal(strlen(svg), length);
    return svg;
}

/* Renders on an opaque ground, `zoom` pixels a unit. */
static cairo_surface_t *rendered(const char *svg, double width, double height, double zoom, struct ground ground)
{
    GError *fault = NULL;
    RsvgHandle *const handle = rsvg_handle_new_from_data((const guint8 *)svg, strlen(svg), &fault);
    if (handle == NULL) {
        fail_msg("no SVG: %s", fault->message);
    }
    cairo_surface_t *const surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(width * zoom + 0.5), (int)(height * zoom + 0.5));
    cairo_t *const cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, ground.red, ground.green, ground.blue);
    cairo_paint(cairo);
    const RsvgRectangle viewport = {0, 0, width * zoom, height * zoom};
    if (!rsvg_handle_render_document(handle, cairo, &viewport, &fault)) {
        fail_msg("not rendered: %s", fault->message);
    }
    cairo_destroy(cairo);
    g_object_unref(handle);
    cairo_surface_flush(surface);
    return surface;
}

static uint32_t pixel(cairo_surface_t *surface, int x, int y)
{
    uint32_t value = 0;
    memcpy(&value, cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface) + x * 4, sizeof value);
    return value & 0xFFFFFFU;
}

/* What zbar reads, copied into `out`; "" when it reads nothing. */
static void scan(cairo_surface_t *surface, bool inverse, char *out, size_t size)
{
    const int width = cairo_image_surface_get_width(surface);
    const int height = cairo_image_surface_get_height(surface);
    unsigned char *const grey = malloc((size_t)width * (size_t)height);
    assert_non_null(grey);
    for (int i = 0; i < width * height; i++) {
        const uint32_t value = pixel(surface, i % width, i / width);
        const uint32_t light = ((value & 0xFFU) + (value >> 8U & 0xFFU) + (value >> 16U & 0xFFU)) / 3;
        grey[i] = (unsigned char)(inverse ? 255 - light : light);
    }
    zbar_image_scanner_t *const scanner = zbar_image_scanner_create();
    zbar_image_t *const image = zbar_image_create();
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)width, (unsigned)height);
    zbar_image_set_data(image, grey, (unsigned long)width * (unsigned long)height, NULL);
    out[0] = '\0';
    if (zbar_scan_image(scanner, image) > 0) {
        (void)snprintf(out, size, "%s", zbar_symbol_get_data(zbar_image_first_symbol(image)));
    }
    zbar_image_destroy(image);
    zbar_image_scanner_destroy(scanner);
    free(grey);
}

static void assert_reads(const char *svg, double width, double height, double zoom, struct ground ground, bool inverse)
{
    char text[128];
    cairo_surface_t *const surface = rendered(svg, width, height, zoom, ground);
    scan(surface, inverse, text, sizeof text);
    cairo_surface_destroy(surface);
    assert_string_equal(text, "https://s.esc-r.eu/" NUMBER);
}

static void test_the_code_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(variants); i++) {
        const double zoom = PIXELS_PER_MODULE / variants[i].scale;
        struct qr_style style = variants[i].style;
        char *const normal = drawn(style, NULL);
        assert_reads(normal, variants[i].width, variants[i].height, zoom, (struct ground){1, 1, 1}, false);
        free(normal);
        style.colours = QR_INVERTED;
        char *const inverted = drawn(style, NULL);
        assert_reads(inverted, variants[i].width, variants[i].height, zoom, (struct ground){0, 0, 0}, true);
        assert_reads(inverted, variants[i].width, variants[i].height, zoom, (struct ground){0, 0.1, 0.35}, true);
        free(inverted);
    }
}

static void test_the_largest_size_reads_back_at_its_own_scale(void **state)
{
    (void)state;
    char *const svg = drawn((struct qr_style){QR_HORIZONTAL, QR_NORMAL, QR_SIZE_M}, NULL);
    assert_reads(svg, 280.8, 184.8, 1, (struct ground){1, 1, 1}, false);
    free(svg);
}

static void test_the_figures_of_every_variant(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(variants); i++) {
        for (int colours = QR_NORMAL; colours <= QR_INVERTED; colours++) {
            struct qr_style style = variants[i].style;
            style.colours = (enum qr_colours)colours;
            char expected[256];
            char *const svg = drawn(style, NULL);
            assert_non_null(strstr(svg, "<title>European Student Card " NUMBER "</title>"));
            assert_non_null(strstr(svg, variants[i].canvas));
            (void)snprintf(expected, sizeof expected, "<g transform=\"%s\" fill=\"%s\" shape-rendering=\"crispEdges\"><path",
                variants[i].code_place, colours == QR_NORMAL ? "#000" : "#fff");
            assert_non_null(strstr(svg, expected));
            (void)snprintf(expected, sizeof expected, "</g><g transform=\"%s\">", variants[i].logo_place);
            assert_non_null(strstr(svg, expected));
            free(svg);
        }
    }
}

struct extent {
    int left, top, right, bottom;
};

/* Where pixels of one colour stand; blends at edges belong to no colour. */
static struct extent extent_of(cairo_surface_t *surface, uint32_t colour)
{
    struct extent extent = {INT32_MAX, INT32_MAX, -1, -1};
    for (int y = 0; y < cairo_image_surface_get_height(surface); y++) {
        for (int x = 0; x < cairo_image_surface_get_width(surface); x++) {
            if (pixel(surface, x, y) == colour) {
                extent.left = x < extent.left ? x : extent.left;
                extent.top = y < extent.top ? y : extent.top;
                extent.right = x > extent.right ? x : extent.right;
                extent.bottom = y > extent.bottom ? y : extent.bottom;
            }
        }
    }
    return extent;
}

static void assert_near(int found, double expected)
{
    if (found < expected - 2 || found > expected + 2) {
        fail_msg("found %d, expected %.1f", found, expected);
    }
}

static void test_modules_and_logo_keep_to_their_boxes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(variants); i++) {
        const double zoom = PIXELS_PER_MODULE / variants[i].scale;
        const double quiet = 4.0 * PIXELS_PER_MODULE;
        const double code = 33.0 * PIXELS_PER_MODULE;
        char *const svg = drawn(variants[i].style, NULL);
        cairo_surface_t *const surface = rendered(svg, variants[i].width, variants[i].height, zoom, (struct ground){1, 1, 1});
        const struct extent modules = extent_of(surface, 0x000000);
        const struct extent logo = extent_of(surface, 0x2c4390);
        assert_near(modules.left, variants[i].code_x * zoom + quiet);
        assert_near(modules.top, variants[i].code_y * zoom + quiet);
        assert_near(modules.right, variants[i].code_x * zoom + quiet + code - 1);
        assert_near(modules.bottom, variants[i].code_y * zoom + quiet + code - 1);
        assert_true(logo.left >= variants[i].logo_x * zoom && logo.right <= (variants[i].logo_x + variants[i].logo_width) * zoom);
        assert_true(logo.top >= variants[i].logo_y * zoom && logo.bottom <= (variants[i].logo_y + variants[i].logo_height) * zoom);
        cairo_surface_destroy(surface);
        free(svg);
    }
}

static void test_a_given_logo_is_fitted_into_its_box(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct qr_style style;
        double width, height;
        const char *place;
    } cases[] = {
        {"tall beside the code", {QR_HORIZONTAL, QR_NORMAL, QR_SIZE_XS}, 12, 41, "translate(43.6 2.6) translate(6 0) scale(1)"},
        {"wide beside the code", {QR_HORIZONTAL, QR_NORMAL, QR_SIZE_XS}, 48, 41, "translate(43.6 2.6) translate(0 10.25) scale(0.5)"},
        {"on top of the code", {QR_VERTICAL, QR_INVERTED, QR_SIZE_M}, 20.5, 10, "translate(10.4 10.4) translate(41 0) scale(4)"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static char drawing[] = "<g><path d=\"M0 0h9v9z\"/></g>";
        struct qr_logos logos = {0};
        logos.logo[cases[i].style.orientation][cases[i].style.colours] = (struct qr_logo){drawing, cases[i].width, cases[i].height};
        char expected[256];
        char *const svg = drawn(cases[i].style, &logos);
        (void)snprintf(expected, sizeof expected, "<g transform=\"%s\">%s</g></svg>\n", cases[i].place, drawing);
        if (strstr(svg, expected) == NULL) {
            fail_msg("%s: %s", cases[i].name, svg);
        }
        free(svg);
    }
}

static void test_logos_of_other_variants_are_not_taken(void **state)
{
    (void)state;
    static char drawing[] = "<g/>";
    struct qr_logos logos = {0};
    logos.logo[QR_HORIZONTAL][QR_INVERTED] = (struct qr_logo){drawing, 1, 1};
    char *const svg = drawn((struct qr_style){QR_HORIZONTAL, QR_NORMAL, QR_SIZE_S}, &logos);
    char *const own = drawn((struct qr_style){QR_HORIZONTAL, QR_NORMAL, QR_SIZE_S}, NULL);
    assert_string_equal(svg, own);
    free(svg);
    free(own);
}

static void test_names_of_the_api(void **state)
{
    (void)state;
    enum qr_orientation orientation = QR_HORIZONTAL;
    enum qr_colours colours = QR_NORMAL;
    enum qr_size size = QR_SIZE_XS;
    struct err e = {0};
    assert_int_equal(qr_orientation_parse("VERTICAL", 8, &orientation, &e), RC_OK);
    assert_int_equal(orientation, QR_VERTICAL);
    assert_int_equal(qr_colours_parse("Inverted", 8, &colours, &e), RC_OK);
    assert_int_equal(colours, QR_INVERTED);
    assert_int_equal(qr_size_parse("m", 1, &size, &e), RC_OK);
    assert_int_equal(size, QR_SIZE_M);
    assert_int_equal(qr_size_parse("xs", 2, &size, &e), RC_OK);
    assert_int_equal(size, QR_SIZE_XS);
    assert_int_equal(qr_orientation_parse("diagonal", 8, &orientation, &e), RC_INVALID);
    assert_string_equal(e.msg, "orientation is \"diagonal\"; horizontal or vertical was expected");
    assert_string_equal(e.field, "orientation");
    assert_string_equal(e.code, "ER-1004");
    assert_int_equal(qr_colours_parse("", 0, &colours, &e), RC_INVALID);
    assert_string_equal(e.msg, "colours is \"\"; normal or inverted was expected");
    assert_string_equal(e.field, "colours");
    assert_int_equal(qr_size_parse("L", 1, &size, &e), RC_INVALID);
    assert_string_equal(e.msg, "size is \"L\"; XS, S or M was expected");
    assert_string_equal(e.field, "size");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_code_reads_back),
        cmocka_unit_test(test_the_largest_size_reads_back_at_its_own_scale),
        cmocka_unit_test(test_the_figures_of_every_variant),
        cmocka_unit_test(test_modules_and_logo_keep_to_their_boxes),
        cmocka_unit_test(test_a_given_logo_is_fitted_into_its_box),
        cmocka_unit_test(test_logos_of_other_variants_are_not_taken),
        cmocka_unit_test(test_names_of_the_api),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
