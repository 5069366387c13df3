/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/qr.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "draw/decimal.h"
#include "draw/logo.h"
#include "draw/qr_parts.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#define QR_VERSION 4
#define QR_QUIET_ZONE 4
#define QR_UNITS 41 /* 33 modules and the quiet zone on both sides */
#define TYPICAL_BYTES 8192

/* Units per module, in tenths, so that all of the geometry is whole numbers. */
static const int64_t scale_tenths[] = {[QR_SIZE_XS] = 10, [QR_SIZE_S] = 15, [QR_SIZE_M] = 40};

struct box {
    int64_t x, y, width, height;
};

/* Where things stand on the canvas, in tenths of a unit. */
struct layout {
    int64_t scale;
    int64_t width, height;
    struct box code, logo;
};

static struct layout layout_of(struct qr_style style)
{
    const int64_t s = scale_tenths[style.size];
    const int64_t margin = s * 26 / 10;
    const int64_t side = QR_UNITS * s;
    struct layout layout = {.scale = s};
    switch (style.orientation) {
    case QR_HORIZONTAL:
        layout.code = (struct box){margin, margin, side, side};
        layout.logo = (struct box){side + margin, margin, LOGO_HORIZONTAL_WIDTH * s, LOGO_HORIZONTAL_HEIGHT * s};
        layout.width = side + layout.logo.width + 2 * margin;
        layout.height = side + 2 * margin;
        break;
    case QR_VERTICAL:
        layout.logo = (struct box){margin, margin, LOGO_VERTICAL_WIDTH * s, LOGO_VERTICAL_HEIGHT * s};
        layout.code = (struct box){margin, layout.logo.height + margin, side, side};
        layout.width = side + 2 * margin;
        layout.height = layout.logo.height + side + 2 * margin;
        break;
    }
    return layout;
}

static void free_code(QRcode **code)
{
    QRcode_free(*code);
}

static QRcode *encode_link(const char *escn_text)
{
    char link[sizeof QR_LINK_PREFIX + ESCN_TEXT_SIZE];
    const size_t prefix_length = sizeof QR_LINK_PREFIX - 1;
    memcpy(link, QR_LINK_PREFIX, prefix_length);
    memcpy(link + prefix_length, escn_text, ESCN_TEXT_SIZE);
    return QRcode_encodeString(link, QR_VERSION, QR_ECLEVEL_M, QR_MODE_8, 1);
}

/* Writes a number below 100; returns where it ends. */
static char *put_number(char *at, unsigned number)
{
    if (number >= 10) {
        *at++ = (char)('0' + number / 10);
    }
    *at++ = (char)('0' + number % 10);
    return at;
}

/* Adds "M<x> <y>h<run>v1h-<run>z", a run of dark modules in one row. */
static void add_run(struct buf *out, unsigned x, unsigned y, unsigned run)
{
    char text[24] = "M";
    char *at = put_number(text + 1, x);
    *at++ = ' ';
    at = put_number(at, y);
    *at++ = 'h';
    at = put_number(at, run);
    memcpy(at, "v1h-", 4);
    at = put_number(at + 4, run);
    *at++ = 'z';
    buf_add(out, text, (size_t)(at - text));
}

static void add_row(struct buf *out, const unsigned char *modules, unsigned width, unsigned y)
{
    unsigned x = 0;
    while (x < width) {
        unsigned run = 0;
        while (x + run < width && (modules[x + run] & 1U) != 0) {
            run++;
        }
        if (run > 0) {
            add_run(out, x + QR_QUIET_ZONE, y + QR_QUIET_ZONE, run);
        }
        x += run + 1;
    }
}

static void add_place(struct buf *out, struct box box)
{
    buf_add_text(out, "<g transform=\"translate(");
    decimal_add(out, box.x, 1);
    buf_add_char(out, ' ');
    decimal_add(out, box.y, 1);
    buf_add_text(out, ")");
}

static void add_scale(struct buf *out, int64_t tenths)
{
    if (tenths != 10) {
        buf_add_text(out, " scale(");
        decimal_add(out, tenths, 1);
        buf_add_text(out, ")");
    }
    buf_add_text(out, "\"");
}

static void add_code(struct buf *out, const QRcode *code, const struct layout *layout, enum qr_colours colours)
{
    const unsigned width = (unsigned)code->width;
    add_place(out, layout->code);
    add_scale(out, layout->scale);
    buf_add_text(out, colours == QR_INVERTED ? " fill=\"#fff\"" : " fill=\"#000\"");
    buf_add_text(out, " shape-rendering=\"crispEdges\"><path d=\"");
    for (unsigned y = 0; y < width; y++) {
        add_row(out, code->data + (size_t)y * width, width, y);
    }
    buf_add_text(out, "\"/></g>");
}

/* An operator's drawing, as large as the box allows, in its middle. */
static void add_given_logo(struct buf *out, const struct qr_logo *logo, struct box box)
{
    const double width = (double)box.width / 10;
    const double height = (double)box.height / 10;
    const double scale = width / logo->width < height / logo->height ? width / logo->width : height / logo->height;
    add_place(out, box);
    buf_add_text(out, " translate(");
    decimal_add_double(out, (width - logo->width * scale) / 2);
    buf_add_char(out, ' ');
    decimal_add_double(out, (height - logo->height * scale) / 2);
    buf_add_text(out, ") scale(");
    decimal_add_double(out, scale);
    buf_add_text(out, ")\">");
    buf_add_text(out, logo->svg);
    buf_add_text(out, "</g>");
}

static void add_logo(struct buf *out, const struct layout *layout, struct qr_style style, const struct qr_logos *logos)
{
    const struct qr_logo *const given = logos == NULL ? NULL : &logos->logo[style.orientation][style.colours];
    if (given != NULL && given->svg != NULL) {
        add_given_logo(out, given, layout->logo);
        return;
    }
    add_place(out, layout->logo);
    add_scale(out, layout->scale);
    buf_add_char(out, '>');
    logo_add(out, style.orientation, style.colours);
    buf_add_text(out, "</g>");
}

static void add_canvas(struct buf *out, const struct layout *layout)
{
    buf_add_text(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
    decimal_add(out, layout->width, 1);
    buf_add_text(out, "\" height=\"");
    decimal_add(out, layout->height, 1);
    buf_add_text(out, "\" viewBox=\"0 0 ");
    decimal_add(out, layout->width, 1);
    buf_add_char(out, ' ');
    decimal_add(out, layout->height, 1);
    buf_add_text(out, "\" role=\"img\">");
}

/* The text of `buf` in memory of its own. */
static enum rc detach(struct buf *buf, char **out, size_t *length, struct err *e)
{
    const char *const text = buf_text(buf);
    char *const copy = text == NULL ? NULL : malloc(buf->length + 1);
    if (copy == NULL) {
        return err_no_memory(e);
    }
    memcpy(copy, text, buf->length + 1);
    *out = copy;
    *length = buf->length;
    return RC_OK;
}

/* `code` NULL leaves the code out. */
static void add_drawing(struct buf *out, const char *escn_text, const QRcode *code, struct qr_style style, const struct qr_logos *logos)
{
    const struct layout layout = layout_of(style);
    add_canvas(out, &layout);
    if (code != NULL) {
        buf_add_format(out, "<title>European Student Card %s</title>", escn_text);
        add_code(out, code, &layout, style.colours);
    }
    add_logo(out, &layout, style, logos);
    buf_add_text(out, "</svg>\n");
}

static enum rc draw(const char *escn_text, const QRcode *code, struct qr_style style, const struct qr_logos *logos, char **out,
    size_t *length, struct err *e)
{
    AUTO(arena_deinit) struct arena arena;
    struct buf buf;
    arena_init(&arena, TYPICAL_BYTES);
    buf_init(&buf, &arena);
    add_drawing(&buf, escn_text, code, style, logos);
    return detach(&buf, out, length, e);
}

static enum rc refuse_code(const char *escn_text, struct err *e)
{
    return errno == ENOMEM ? err_no_memory(e)
                           : err_set(e, RC_INTERNAL, "", "", "the QR code of card number %s could not be made", escn_text);
}

enum rc qr_svg(const struct escn *escn, struct qr_style style, const struct qr_logos *logos, char **out, size_t *length, struct err *e)
{
    char text[ESCN_TEXT_SIZE];
    escn_format(escn, text);
    AUTO(free_code) QRcode *code = encode_link(text);
    return code == NULL ? refuse_code(text, e) : draw(text, code, style, logos, out, length, e);
}

enum rc qr_logo_svg(struct qr_style style, const struct qr_logos *logos, char **out, size_t *length, struct err *e)
{
    return draw("", NULL, style, logos, out, length, e);
}

enum rc qr_modules(const struct escn *escn, bool out[QR_MODULES * QR_MODULES], struct err *e)
{
    char text[ESCN_TEXT_SIZE];
    escn_format(escn, text);
    AUTO(free_code) QRcode *code = encode_link(text);
    if (code == NULL) {
        return refuse_code(text, e);
    }
    for (size_t i = 0; i < (size_t)QR_MODULES * QR_MODULES; i++) {
        out[i] = (code->data[i] & 1U) != 0;
    }
    return RC_OK;
}

struct qr_place qr_place_of(enum qr_orientation orientation)
{
    const struct layout layout = layout_of((struct qr_style){.orientation = orientation, .size = QR_SIZE_XS});
    return (struct qr_place){
        .x = (double)layout.code.x / 10 + QR_QUIET_ZONE,
        .y = (double)layout.code.y / 10 + QR_QUIET_ZONE,
        .width = (double)layout.width / 10,
        .height = (double)layout.height / 10,
    };
}
