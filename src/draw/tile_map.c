/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/chart.h"

#include "draw/markup.h"

#include <string.h>

/* A tile and the gap beside it, in units. */
#define PITCH 62
#define SIDE 58
#define COLUMNS 9
#define ROWS 10

/* Longer numbers are written smaller. */
#define SHOWN_LONG 8

/* Each about where it lies among its neighbours, islands and the smallest beside those that they belong to. */
static const struct place {
    char country[3];
    int column, row;
} places[] = {
    {"IS", 0, 0},
    {"NO", 4, 0},
    {"SE", 5, 0},
    {"FI", 6, 0},
    {"EE", 6, 1},
    {"DK", 4, 2},
    {"LV", 6, 2},
    {"IE", 0, 3},
    {"NL", 3, 3},
    {"DE", 4, 3},
    {"PL", 5, 3},
    {"LT", 6, 3},
    {"BE", 2, 4},
    {"LU", 3, 4},
    {"CZ", 4, 4},
    {"SK", 5, 4},
    {"FR", 2, 5},
    {"LI", 3, 5},
    {"AT", 4, 5},
    {"HU", 5, 5},
    {"RO", 6, 5},
    {"AD", 1, 6},
    {"MC", 2, 6},
    {"IT", 3, 6},
    {"SI", 4, 6},
    {"HR", 5, 6},
    {"RS", 6, 6},
    {"BG", 7, 6},
    {"PT", 0, 7},
    {"ES", 1, 7},
    {"SM", 3, 7},
    {"BA", 5, 7},
    {"XK", 6, 7},
    {"MK", 7, 7},
    {"TR", 8, 7},
    {"VA", 3, 8},
    {"ME", 5, 8},
    {"AL", 6, 8},
    {"GR", 7, 8},
    {"MT", 3, 9},
    {"CY", 8, 9},
};

unsigned chart_step(int64_t amount, int64_t largest)
{
    unsigned step = 0;
    while (amount > 0 && step + 1 < CHART_STEPS && amount >= chart_step_from(step + 1, largest)) {
        step++;
    }
    return amount > 0 && step == 0 ? 1 : step;
}

int64_t chart_step_from(unsigned step, int64_t largest)
{
    int64_t from = largest;
    for (unsigned i = step; i < CHART_STEPS; i++) {
        from = from / 3 + (from % 3 != 0);
    }
    return step <= 1 ? 1 : from;
}

bool chart_has_tile(const char *country)
{
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (strcmp(places[i].country, country) == 0) {
            return true;
        }
    }
    return false;
}

static const struct chart_tile *find(const struct chart_map *map, const char *country)
{
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->tiles[i].country, country) == 0) {
            return &map->tiles[i];
        }
    }
    return NULL;
}

static void add_tile(struct buf *out, const struct place *place, const struct chart_tile *tile, int64_t largest)
{
    const int x = place->column * PITCH;
    const int y = place->row * PITCH;
    const bool is_empty = tile == NULL || tile->amount == 0;
    buf_add_format(out, "<g class=\"s%u\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
        is_empty ? 0 : chart_step(tile->amount, largest), x, y, SIDE, SIDE);
    buf_add_format(out, "<text class=\"code\" x=\"%d\" y=\"%d\">%s</text>", x + SIDE / 2, y + (is_empty ? 34 : 26), place->country);
    if (!is_empty) {
        buf_add_format(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", strlen(tile->shown) > SHOWN_LONG ? "number long" : "number",
            x + SIDE / 2, y + 44);
        markup_add_text(out, tile->shown);
        buf_add_text(out, "</text><title>");
        markup_add_text(out, tile->label);
        buf_add_text(out, ": ");
        markup_add_text(out, tile->shown);
        buf_add_text(out, "</title>");
    }
    buf_add_text(out, "</g>");
}

void chart_add_map(struct buf *out, const struct chart_map *map)
{
    int64_t largest = 0;
    for (size_t i = 0; i < map->count; i++) {
        largest = map->tiles[i].amount > largest ? map->tiles[i].amount : largest;
    }
    buf_add_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tiles-map\" viewBox=\"0 0 %d %d\" role=\"img\">",
        COLUMNS * PITCH - PITCH + SIDE, ROWS * PITCH - PITCH + SIDE);
    markup_add_element(out, "title", map->title);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        add_tile(out, &places[i], find(map, places[i].country), largest);
    }
    buf_add_text(out, "</svg>");
}
