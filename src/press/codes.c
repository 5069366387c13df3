/* SPDX-License-Identifier: EUPL-1.2 */
#include "press/codes.h"

#include "draw/qr_parts.h"
#include "press/paper.h"
#include "press/svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A larger picture is nobody's wish. */
#define PIXELS_MAX 8192

static struct qr_style style_of(const char *text)
{
    if ((text[0] != 'h' && text[0] != 'v') || (text[1] != 'n' && text[1] != 'i') || text[2] != '\0') {
        press_refuse_order();
    }
    return (struct qr_style){
        .orientation = text[0] == 'v' ? QR_VERTICAL : QR_HORIZONTAL,
        .colours = text[1] == 'i' ? QR_INVERTED : QR_NORMAL,
        .size = QR_SIZE_M,
    };
}

static void take_logo(struct codes *codes, const struct record *record)
{
    const struct qr_style style = style_of(record->texts[0]);
    char *const svg = strdup(record->texts[3]);
    if (svg == NULL) {
        press_fail();
    }
    codes->logos.logo[style.orientation][style.colours] =
        (struct qr_logo){.svg = svg, .width = record_number(record, 1), .height = record_number(record, 2)};
}

bool codes_begin(struct codes *codes, struct records *records, struct record *next)
{
    *codes = (struct codes){0};
    while (records_next(records, next)) {
        if (next->kind != PRESS_LOGO) {
            return true;
        }
        take_logo(codes, next);
    }
    return false;
}

char *codes_draw(const struct codes *codes, const struct record *code, size_t *length)
{
    struct escn escn;
    struct err e = {0};
    char *svg = NULL;
    if (code->kind != PRESS_CODE || escn_parse(code->texts[0], strlen(code->texts[0]), &escn, &e) != RC_OK) {
        press_refuse_order();
    }
    if (qr_svg(&escn, style_of(code->texts[1]), &codes->logos, &svg, length, &e) != RC_OK) {
        press_fail();
    }
    return svg;
}

struct qr_style codes_style(const struct record *code)
{
    return style_of(code->texts[1]);
}

double codes_height(const struct record *code, double width)
{
    const struct qr_place place = qr_place_of(codes_style(code).orientation);
    return width * place.height / place.width;
}

void codes_link(const struct record *code, char out[CODE_LINK_SIZE])
{
    (void)snprintf(out, CODE_LINK_SIZE, QR_LINK_PREFIX "%s", code->texts[0]);
}

/* Inverted codes stand on dark ground, so that they are seen. */
static void draw_ground(cairo_t *cairo, const struct record *code, double width, double height)
{
    const double light = codes_style(code).colours == QR_INVERTED ? 0 : 1;
    cairo_set_source_rgb(cairo, light, light, light);
    cairo_rectangle(cairo, 0, 0, width, height);
    cairo_fill(cairo);
}

void code_print_page(struct records *records, const struct record *head)
{
    struct codes codes;
    struct record code;
    struct paper paper;
    char link[CODE_LINK_SIZE];
    size_t length = 0;
    if (!codes_begin(&codes, records, &code)) {
        press_refuse_order();
    }
    char *const svg = codes_draw(&codes, &code, &length);
    const double width = record_number(&code, 3) / 100 * MM;
    const double height = codes_height(&code, width);
    paper_open(&paper, width, height, false);
    paper_describe(&paper, head);
    draw_ground(paper.cairo, &code, width, height);
    codes_link(&code, link);
    paper_begin_figure(&paper, link);
    svg_draw(paper.cairo, svg, false, 0, 0, width, height);
    paper_end(&paper, "Figure");
    paper_end_page(&paper);
    paper_close(&paper, head->texts[1]);
    free(svg);
}

void code_print_picture(struct records *records)
{
    struct codes codes;
    struct record code;
    size_t length = 0;
    if (!codes_begin(&codes, records, &code)) {
        press_refuse_order();
    }
    char *const svg = codes_draw(&codes, &code, &length);
    const double width = record_number(&code, 3);
    const double height = (double)(int)(codes_height(&code, width) + 0.5);
    if (width < 1 || width > PIXELS_MAX) {
        press_refuse_order();
    }
    cairo_surface_t *const surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    cairo_t *const cairo = cairo_create(surface);
    draw_ground(cairo, &code, width, height);
    svg_draw(cairo, svg, false, 0, 0, width, height);
    if (cairo_surface_write_to_png_stream(surface, paper_write, NULL) != CAIRO_STATUS_SUCCESS) {
        press_fail();
    }
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    free(svg);
}
