/* SPDX-License-Identifier: EUPL-1.2 */
/* Sheets of labels of 63.5 x 38.1 mm, 3 by 7 on A4, as they are sold everywhere in Europe (Avery L7160 and its kin). */
#include "press/codes.h"

#include "draw/qr_parts.h"
#include "press/paper.h"
#include "press/svg.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS 3
#define ROWS 7
#define LABEL_WIDTH (63.5 * MM)
#define LABEL_HEIGHT (38.1 * MM)
#define PITCH_X (66.04 * MM)
#define LEFT (7.2 * MM)
#define TOP (15.15 * MM)
#define PADDING (2.2 * MM)

/* Where the code ends; two lines of words stand below. */
#define CODE_HEIGHT (26.5 * MM)

static const struct face name_face = {.size = 8, .is_bold = true, .colour = 0, .is_one_line = true, .align = PANGO_ALIGN_CENTER};
static const struct face number_face = {.size = 6.6, .is_mono = true, .colour = 0, .is_one_line = true, .align = PANGO_ALIGN_CENTER};

/* The logo of each style, drawn once: the file holds it once too. */
struct sheet {
    struct paper paper;
    const struct codes *codes;
    cairo_surface_t *logos[2][2];
};

/* The drawing without the code, a unit a module. */
static cairo_surface_t *draw_logo(const struct codes *codes, struct qr_style style, struct qr_place place)
{
    const cairo_rectangle_t extents = {0, 0, place.width, place.height};
    cairo_surface_t *const surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    cairo_t *const cairo = cairo_create(surface);
    struct err e = {0};
    char *svg = NULL;
    size_t length = 0;
    if (qr_logo_svg(style, &codes->logos, &svg, &length, &e) != RC_OK) {
        press_fail();
    }
    svg_draw(cairo, svg, false, 0, 0, place.width, place.height);
    free(svg);
    cairo_destroy(cairo);
    return surface;
}

/* Each run of dark modules is a stroke as wide as a module: half the numbers of a rectangle. */
static void draw_modules(cairo_t *cairo, const struct record *code, struct qr_place place)
{
    bool modules[QR_MODULES * QR_MODULES];
    struct escn escn;
    struct err e = {0};
    if (escn_parse(code->texts[0], strlen(code->texts[0]), &escn, &e) != RC_OK) {
        press_refuse_order();
    }
    if (qr_modules(&escn, modules, &e) != RC_OK) {
        press_fail();
    }
    cairo_set_line_width(cairo, 1);
    for (unsigned y = 0; y < QR_MODULES; y++) {
        unsigned run = 0;
        for (unsigned x = 0; x <= QR_MODULES; x++) {
            const bool is_dark = x < QR_MODULES && modules[y * QR_MODULES + x];
            if (!is_dark && run > 0) {
                cairo_move_to(cairo, place.x + x - run, place.y + y + 0.5);
                cairo_rel_line_to(cairo, run, 0);
            }
            run = is_dark ? run + 1 : 0;
        }
    }
    cairo_stroke(cairo);
}

/* cairo takes no drawing that was recorded into a tagged part: the logo stands before. */
static void draw_code(struct sheet *sheet, const struct record *code, double x, double y, double width, double height)
{
    const struct qr_style style = codes_style(code);
    const struct qr_place place = qr_place_of(style.orientation);
    cairo_surface_t **const logo = &sheet->logos[style.orientation][style.colours];
    cairo_t *const cairo = sheet->paper.cairo;
    char link[CODE_LINK_SIZE];
    if (*logo == NULL) {
        *logo = draw_logo(sheet->codes, style, place);
    }
    codes_link(code, link);
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    cairo_scale(cairo, width / place.width, height / place.height);
    if (style.colours == QR_INVERTED) {
        cairo_set_source_rgb(cairo, 0, 0, 0);
        cairo_rectangle(cairo, 0, 0, place.width, place.height);
        cairo_fill(cairo);
    }
    cairo_set_source_surface(cairo, *logo, 0, 0);
    cairo_paint(cairo);
    paper_begin_figure(&sheet->paper, link);
    paper_colour(&sheet->paper, style.colours == QR_INVERTED ? 0xffffff : 0);
    draw_modules(cairo, code, place);
    paper_end(&sheet->paper, "Figure");
    cairo_restore(cairo);
}

/* The code is a picture to readers aloud, its name and number are words. */
static void draw_label(struct sheet *sheet, const struct record *code, double x, double y)
{
    struct paper *const paper = &sheet->paper;
    const double width = CODE_HEIGHT * 100 / codes_height(code, 100);
    const double inner = LABEL_WIDTH - 2 * PADDING;
    draw_code(sheet, code, x + (LABEL_WIDTH - width) / 2, y + PADDING, width, CODE_HEIGHT);
    double below = y + PADDING + CODE_HEIGHT;
    if (code->texts[2][0] != '\0') {
        below += paper_part(paper, "P", x + PADDING, below, inner, &name_face, code->texts[2]);
    }
    (void)paper_part(paper, "P", x + PADDING, below, inner, &number_face, code->texts[0]);
}

void sheet_print(struct records *records, const struct record *head)
{
    struct codes codes;
    struct record code;
    struct sheet sheet = {.codes = &codes};
    unsigned place = 0;
    bool has_next = codes_begin(&codes, records, &code);
    paper_open(&sheet.paper, A4_WIDTH, A4_HEIGHT, false);
    paper_describe(&sheet.paper, head);
    for (; has_next; has_next = records_next(records, &code)) {
        if (code.kind != PRESS_CODE) {
            press_refuse_order();
        }
        if (place == COLUMNS * ROWS) {
            paper_end_page(&sheet.paper);
            place = 0;
        }
        const unsigned row = place / COLUMNS;
        draw_label(&sheet, &code, LEFT + PITCH_X * (place % COLUMNS), TOP + LABEL_HEIGHT * row);
        place++;
    }
    paper_end_page(&sheet.paper);
    paper_close(&sheet.paper, head->texts[1]);
}
