/* SPDX-License-Identifier: EUPL-1.2 */
/* Charts as SVG for pages and prints: a ring of parts, bars by year, a map of Europe in tiles. Colours and fonts come from a style sheet,
 * by the classes that are named here; the table of a chart's numbers is its page's. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* Classes "k1" to "k7" are the colours of series. */
#define CHART_SERIES 7

/* Classes "s0" (nothing) to "s4" (the most) are the steps of tiles. */
#define CHART_STEPS 5

#define CHART_BARS_MAX 12

struct chart_part {
    const char *label;
    const char *shown; /* the amount in the reader's language */
    int64_t amount;    /* not negative */
    unsigned series;   /* 1 to CHART_SERIES */
};

struct chart_donut {
    const char *title;        /* what readers of the screen are told */
    const char *total, *unit; /* the words in the middle: "18 742", "active" */
    const struct chart_part *parts;
    size_t count;
};

/* Clockwise from the top, in the order given. Class "donut"; without any amount an empty ring. */
void chart_add_donut(struct buf *out, const struct chart_donut *donut);

struct chart_bar {
    const char *label; /* "2026" */
    const char *shown;
    int64_t amount;
    bool is_open; /* the period still runs: class "now" */
};

struct chart_bars {
    const char *title;
    const char *grouping; /* of the numbers at the scale: "," or " " */
    const struct chart_bar *bars;
    size_t count; /* the last CHART_BARS_MAX of them are drawn */
};

/* Class "bars", and "many" where they stand so close that a phone has no room for all of the words. */
void chart_add_bars(struct buf *out, const struct chart_bars *bars);

struct chart_tile {
    const char *country; /* a code of ISO 3166-1, upper case */
    const char *label;   /* the country's name */
    const char *shown;
    int64_t amount;
};

struct chart_map {
    const char *title;
    const struct chart_tile *tiles; /* those of countries without a place on the map are passed over */
    size_t count;
};

/* A tile for each country whose organisations may join, about where it lies. Class "tiles-map". */
void chart_add_map(struct buf *out, const struct chart_map *map);

/* The step of an amount beside the largest: 0 for nothing, else each is three times the one below. */
unsigned chart_step(int64_t amount, int64_t largest);

/* The smallest amount of a step from 1 to CHART_STEPS - 1, for the legend. */
int64_t chart_step_from(unsigned step, int64_t largest);

/* Whether the map has a place for the country. */
bool chart_has_tile(const char *country);
