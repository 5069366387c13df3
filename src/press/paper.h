/* SPDX-License-Identifier: EUPL-1.2 */
/* A PDF in the making: pages, texts in any script, drawings; tagged, so that it can be read aloud. */
#pragma once

#include "press/records.h"

#include <cairo.h>
#include <pango/pangocairo.h>

#define A4_WIDTH 595.276
#define A4_HEIGHT 841.89
#define MM (72 / 25.4)

/* How a text looks. */
struct face {
    double size; /* points */
    bool is_bold, is_mono;
    unsigned colour; /* 0xRRGGBB */
    PangoAlignment align;
    bool is_one_line; /* cut with an ellipsis rather than broken */
};

#define INK 0x16203a
#define MUTED 0x57627c
#define LINE 0xd5dbe6

struct paper {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoContext *pango;
    bool is_trial; /* only to see how many pages there will be */
    double width, height;
    unsigned page;
    char **words; /* for each picture, in their order */
    size_t word_count, word_room;
};

/* Gives a piece of what is drawn to whoever has ordered it. */
cairo_status_t paper_write(void *closure, const unsigned char *data, unsigned length);

/* Points. A trial writes nothing. */
void paper_open(struct paper *paper, double width, double height, bool is_trial);

/* Title, author, language and time of a document, from the first record of an order. */
void paper_describe(struct paper *paper, const struct record *head);

void paper_end_page(struct paper *paper);

/* Ends the file. Of one that is no trial, adds what cairo can't say: language, title, the words for pictures. */
void paper_close(struct paper *paper, const char *language);

/* A part of the document's structure: "H1", "P", "Table" and so on. Parts lie within one page. */
void paper_begin(struct paper *paper, const char *tag);
void paper_end(struct paper *paper, const char *tag);

/* A picture, and the words for who can't see it. */
void paper_begin_figure(struct paper *paper, const char *words);

void paper_colour(struct paper *paper, unsigned colour);

/* Writes a text below y, in lines of this width; gives its height. `draws` false only measures. */
double paper_text(struct paper *paper, double x, double y, double width, const struct face *face, const char *text, bool draws);

/* A text as a part of its own. */
double paper_part(struct paper *paper, const char *tag, double x, double y, double width, const struct face *face, const char *text);

void paper_rule(struct paper *paper, double x, double y, double width);

/* Draws an SVG into a box; with the style of printed charts. */
void paper_svg(struct paper *paper, const char *svg, double x, double y, double width, double height);

/* The colour of a series, by its class: "k1". */
unsigned paper_series(const char *name);
