/* SPDX-License-Identifier: EUPL-1.2 */
#include "press/paper.h"

#include "base/buf.h"
#include "press/svg.h"
#include "press/words.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAMILIES "Inter, Noto Sans, DejaVu Sans, Droid Sans Fallback, sans-serif"
#define MONO "DejaVu Sans Mono, Noto Sans Mono, monospace"

cairo_status_t paper_write(void *closure, const unsigned char *data, unsigned length)
{
    (void)closure;
    return fwrite(data, 1, length, stdout) == length ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

void paper_open(struct paper *paper, double width, double height, bool is_trial)
{
    *paper = (struct paper){.is_trial = is_trial, .width = width, .height = height, .page = 1};
    paper->surface = cairo_pdf_surface_create_for_stream(is_trial ? NULL : paper_write, NULL, width, height);
    paper->cairo = cairo_create(paper->surface);
    paper->pango = pango_cairo_create_context(paper->cairo);
    if (cairo_status(paper->cairo) != CAIRO_STATUS_SUCCESS || paper->pango == NULL) {
        press_fail();
    }
}

void paper_describe(struct paper *paper, const struct record *head)
{
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_TITLE, head->texts[0]);
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_AUTHOR, head->texts[2]);
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATOR, "esc-router " ESC_VERSION);
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATE_DATE, head->texts[3]);
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_MOD_DATE, head->texts[3]);
    pango_context_set_language(paper->pango, pango_language_from_string(head->texts[1]));
}

void paper_end_page(struct paper *paper)
{
    cairo_show_page(paper->cairo);
    paper->page++;
}

static void forget_words(struct paper *paper)
{
    for (size_t i = 0; i < paper->word_count; i++) {
        free(paper->words[i]);
    }
    free(paper->words);
}

void paper_close(struct paper *paper, const char *language)
{
    cairo_surface_finish(paper->surface);
    if (cairo_status(paper->cairo) != CAIRO_STATUS_SUCCESS || cairo_surface_status(paper->surface) != CAIRO_STATUS_SUCCESS) {
        press_fail();
    }
    g_object_unref(paper->pango);
    cairo_destroy(paper->cairo);
    cairo_surface_destroy(paper->surface);
    if (!paper->is_trial) {
        words_add(paper->words, paper->word_count, language);
    }
    forget_words(paper);
}

void paper_begin_figure(struct paper *paper, const char *words)
{
    if (paper->word_count == paper->word_room) {
        paper->word_room = paper->word_room == 0 ? 16 : paper->word_room * 2;
        paper->words = reallocarray(paper->words, paper->word_room, sizeof *paper->words);
    }
    char *const copy = paper->words == NULL ? NULL : strdup(words);
    if (copy == NULL) {
        press_fail();
    }
    paper->words[paper->word_count++] = copy;
    paper_begin(paper, "Figure");
}

void paper_begin(struct paper *paper, const char *tag)
{
    cairo_tag_begin(paper->cairo, tag, "");
}

void paper_end(struct paper *paper, const char *tag)
{
    cairo_tag_end(paper->cairo, tag);
}

void paper_colour(struct paper *paper, unsigned colour)
{
    cairo_set_source_rgb(paper->cairo, (colour >> 16) / 255.0, (colour >> 8 & 255U) / 255.0, (colour & 255U) / 255.0);
}

static PangoLayout *lay_out(struct paper *paper, double width, const struct face *face, const char *text)
{
    PangoLayout *const layout = pango_layout_new(paper->pango);
    PangoFontDescription *const font = pango_font_description_new();
    pango_font_description_set_family_static(font, face->is_mono ? MONO : FAMILIES);
    pango_font_description_set_absolute_size(font, face->size * PANGO_SCALE);
    pango_font_description_set_weight(font, face->is_bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(layout, face->align);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (face->is_one_line) {
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_height(layout, -1);
        pango_layout_set_single_paragraph_mode(layout, TRUE);
    }
    pango_layout_set_text(layout, text, -1);
    return layout;
}

double paper_text(struct paper *paper, double x, double y, double width, const struct face *face, const char *text, bool draws)
{
    int height = 0;
    PangoLayout *const layout = lay_out(paper, width, face, text);
    pango_layout_get_size(layout, NULL, &height);
    if (draws) {
        paper_colour(paper, face->colour);
        cairo_move_to(paper->cairo, x, y);
        pango_cairo_show_layout(paper->cairo, layout);
    }
    g_object_unref(layout);
    return (double)height / PANGO_SCALE;
}

double paper_part(struct paper *paper, const char *tag, double x, double y, double width, const struct face *face, const char *text)
{
    paper_begin(paper, tag);
    const double height = paper_text(paper, x, y, width, face, text, true);
    paper_end(paper, tag);
    return height;
}

void paper_rule(struct paper *paper, double x, double y, double width)
{
    paper_colour(paper, LINE);
    cairo_set_line_width(paper->cairo, 0.6);
    cairo_move_to(paper->cairo, x, y);
    cairo_line_to(paper->cairo, x + width, y);
    cairo_stroke(paper->cairo);
}

void paper_svg(struct paper *paper, const char *svg, double x, double y, double width, double height)
{
    svg_draw(paper->cairo, svg, true, x, y, width, height);
}

unsigned paper_series(const char *name)
{
    static const unsigned colours[] = {0x1e46b4, 0x22a293, 0xb92e00, 0x751c5e, 0x557d47, 0x49280e, 0x1a1e26};
    const unsigned index = name[0] == 'k' ? (unsigned)(unsigned char)name[1] - '1' : 0;
    return colours[index < COUNT_OF(colours) ? index : 0];
}
