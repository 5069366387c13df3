/* SPDX-License-Identifier: EUPL-1.2 */
/* What the router says to the program that draws its papers: an order, a file of records, each of some texts. The program writes what it
 * has made into another file and ends with status 0. */
#pragma once

#include <stdint.h>

/* A record: two of these for its kind and the number of its texts, then for each text its length, its bytes and a NUL. */
struct press_word {
    uint32_t kind, texts;
};

/* The first record tells what is wanted; the texts of each stand behind it. A struct of a code's style is "hn" with h or v for its
 * orientation and n or i for its colours. */
enum press_kind {
    PRESS_REPORT,  /* title, language, author, when it was made ("2026-11-22T09:14:07Z"), words at the foot */
    PRESS_SHEET,   /* the same: cards on sheets of labels */
    PRESS_PAGE,    /* title, language, author, when it was made: one code on a page of its size */
    PRESS_PICTURE, /* one code as PNG */
    PRESS_ARCHIVE, /* when it was made: codes as SVG in a ZIP */

    PRESS_HEADING, /* of a section */
    PRESS_LEAD,    /* what stands below the title */
    PRESS_FIGURE,  /* label, value, note: neighbours share a row */
    PRESS_CHART,   /* SVG, its words for who can't see it, width, height in points, and "beside" where its table stands right of it */
    PRESS_COLUMNS, /* begins a table: the heads of its columns, numbers from the second on */
    PRESS_ROW,     /* the class of its colour in the chart or "", then its cells */
    PRESS_LOGO,    /* style, width, height, a drawing used instead of our own */
    PRESS_CODE,    /* number, style, words below ("" for none), width in hundredths of a millimetre, or pixels of a picture */
    PRESS_KIND_COUNT
};

/* A larger order is refused by both sides. */
#define PRESS_ORDER_MAX (64U << 20)

/* Limits of the program on itself. The wall clock's stands in the kernel. */
#define PRESS_CPU_SECONDS 60U
#define PRESS_WALL_SECONDS 120U
