/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/chart.h"

#include "draw/decimal.h"
#include "draw/markup.h"

#include <math.h>

#define PI 3.14159265358979323846
#define MIDDLE 100
#define OUTER 92.0
#define INNER 61.0

static int64_t sum_of(const struct chart_donut *donut)
{
    int64_t sum = 0;
    for (size_t i = 0; i < donut->count; i++) {
        sum += donut->parts[i].amount;
    }
    return sum;
}

static void add_number(struct buf *out, double value)
{
    decimal_add(out, llround(value * 100), 2);
}

/* The point on a circle where this share of the whole has passed, clockwise from the top. */
static void add_point(struct buf *out, double radius, double share)
{
    add_number(out, MIDDLE + radius * sin(2 * PI * share));
    buf_add_char(out, ' ');
    add_number(out, MIDDLE - radius * cos(2 * PI * share));
}

static void add_arc(struct buf *out, double radius, double from, double to)
{
    buf_add_char(out, 'A');
    add_number(out, radius);
    buf_add_char(out, ' ');
    add_number(out, radius);
    buf_add_text(out, fabs(to - from) > 0.5 ? " 0 1 " : " 0 0 ");
    buf_add_text(out, to > from ? "1 " : "0 ");
    add_point(out, radius, to);
}

/* A whole ring is two circles, of which one is the hole: an arc can't end where it begins. */
static void add_ring(struct buf *out)
{
    buf_add_text(
        out, "<path fill-rule=\"evenodd\" d=\"M100 8a92 92 0 1 1 0 184 92 92 0 1 1 0-184zm0 31a61 61 0 1 0 0 122 61 61 0 1 0 0-122z\">");
}

static void add_sector(struct buf *out, double from, double to)
{
    buf_add_text(out, "<path d=\"M");
    add_point(out, OUTER, from);
    add_arc(out, OUTER, from, to);
    buf_add_char(out, 'L');
    add_point(out, INNER, to);
    add_arc(out, INNER, to, from);
    buf_add_text(out, "z\">");
}

static void add_part(struct buf *out, const struct chart_part *part, double from, double to)
{
    buf_add_format(out, "<g class=\"k%u\">", part->series);
    if (to - from > 0.9999) {
        add_ring(out);
    } else {
        add_sector(out, from, to);
    }
    buf_add_text(out, "<title>");
    markup_add_text(out, part->label);
    buf_add_text(out, ": ");
    markup_add_text(out, part->shown);
    buf_add_text(out, "</title></path></g>");
}

static void add_words(struct buf *out, const struct chart_donut *donut)
{
    buf_add_text(out, "<text class=\"total\" x=\"100\" y=\"104\">");
    markup_add_text(out, donut->total);
    buf_add_text(out, "</text><text class=\"unit\" x=\"100\" y=\"122\">");
    markup_add_text(out, donut->unit);
    buf_add_text(out, "</text>");
}

void chart_add_donut(struct buf *out, const struct chart_donut *donut)
{
    const int64_t sum = sum_of(donut);
    int64_t before = 0;
    buf_add_text(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"donut\" viewBox=\"0 0 200 200\" role=\"img\">");
    markup_add_element(out, "title", donut->title);
    if (sum == 0) {
        buf_add_text(out, "<g class=\"none\">");
        add_ring(out);
        buf_add_text(out, "</path></g>");
    }
    for (size_t i = 0; i < donut->count; i++) {
        const int64_t amount = donut->parts[i].amount;
        if (amount > 0) {
            add_part(out, &donut->parts[i], (double)before / (double)sum, (double)(before + amount) / (double)sum);
            before += amount;
        }
    }
    add_words(out, donut);
    buf_add_text(out, "</svg>");
}
