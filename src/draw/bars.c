/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/chart.h"

#include "draw/decimal.h"
#include "draw/markup.h"

#include <string.h>

/* The canvas, in units; the bars stand between the scale and the right edge. */
#define WIDTH 640
#define HEIGHT 266
#define RIGHT 636
#define TOP 24
#define BOTTOM 238
#define BAR_WIDTH_MAX 48

/* A character of the scale, as wide as it gets, and the room around its words. */
#define CHARACTER_WIDTH 9
#define SCALE_GAP 8

/* Bars of which each has room for its number on a phone too. */
#define ROOMY 6

/* Lines of the scale, at most. */
#define LINES_MAX 8

struct scale {
    int64_t step, top;
    int left; /* where the bars begin: right of its words */
};

static struct scale scale_with(int64_t step, int64_t top)
{
    int digits = 1;
    for (int64_t rest = top; rest >= 10; rest /= 10) {
        digits++;
    }
    return (struct scale){step, top, (digits + (digits - 1) / 3) * CHARACTER_WIDTH + SCALE_GAP};
}

/* Steps are 1, 2 or 5 and zeros, and the top line is not below the largest. */
static struct scale scale_of(int64_t largest)
{
    static const int64_t steps[] = {1, 2, 5};
    int64_t power = 1;
    for (;;) {
        for (size_t i = 0; i < COUNT_OF(steps); i++) {
            const int64_t step = steps[i] * power;
            const int64_t lines = largest / step + (largest % step != 0);
            if (lines <= LINES_MAX || step > INT64_MAX / 100) {
                return scale_with(step, step * (lines == 0 ? 1 : lines));
            }
        }
        power *= 10;
    }
}

static void add_grouped(struct buf *out, int64_t number, const char *grouping)
{
    char digits[24];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0) {
        buf_add_char(out, digits[--count]);
        if (count > 0 && count % 3 == 0) {
            markup_add_text(out, grouping);
        }
    }
}

/* Where an amount stands on the canvas, in hundredths. */
static int64_t height_of(const struct scale *scale, int64_t amount)
{
    return BOTTOM * 100 - (int64_t)((double)amount / (double)scale->top * (BOTTOM - TOP) * 100 + 0.5);
}

static void add_line(struct buf *out, const struct scale *scale, int64_t amount, const char *grouping)
{
    const int64_t y = height_of(scale, amount);
    buf_add_format(out, "<path class=\"%s\" d=\"M%d ", amount == 0 ? "axis" : "grid", scale->left);
    decimal_add(out, y, 2);
    buf_add_format(out, "H%d\"/><text class=\"scale\" x=\"%d\" y=\"", RIGHT, scale->left - SCALE_GAP);
    decimal_add(out, y + 400, 2);
    buf_add_text(out, "\">");
    add_grouped(out, amount, grouping);
    buf_add_text(out, "</text>");
}

/* A word under or above a bar. */
static void add_word(struct buf *out, const char *kind, int64_t x, int64_t y, const char *word)
{
    buf_add_format(out, "<text class=\"%s\" x=\"", kind);
    decimal_add(out, x, 2);
    buf_add_text(out, "\" y=\"");
    decimal_add(out, y, 2);
    buf_add_text(out, "\">");
    markup_add_text(out, word);
    buf_add_text(out, "</text>");
}

/* With round corners at its top; lower than those it is a plain rectangle. */
static void add_shape(struct buf *out, int64_t x, int64_t y, int64_t width)
{
    const int64_t height = BOTTOM * 100 - y;
    const int64_t round = height < 300 ? height : 300;
    buf_add_text(out, "<path d=\"M");
    decimal_add(out, x, 2);
    buf_add_format(out, " %dv-", BOTTOM);
    decimal_add(out, height - round, 2);
    buf_add_text(out, "q0-");
    decimal_add(out, round, 2);
    buf_add_text(out, " 3-");
    decimal_add(out, round, 2);
    buf_add_char(out, 'h');
    decimal_add(out, width - 600, 2);
    buf_add_text(out, "q3 0 3 ");
    decimal_add(out, round, 2);
    buf_add_char(out, 'v');
    decimal_add(out, height - round, 2);
    buf_add_text(out, "z\"/>");
}

static void add_bar(struct buf *out, const struct scale *scale, const struct chart_bar *bar, int64_t middle, int64_t width)
{
    const int64_t y = height_of(scale, bar->amount);
    buf_add_text(out, bar->is_open ? "<g class=\"bar now\">" : "<g class=\"bar\">");
    if (bar->amount > 0) {
        add_shape(out, middle - width / 2, y, width);
    }
    add_word(out, "value", middle, y - 600, bar->shown);
    add_word(out, "label", middle, (BOTTOM + 22) * 100, bar->label);
    buf_add_text(out, "</g>");
}

void chart_add_bars(struct buf *out, const struct chart_bars *bars)
{
    const size_t count = bars->count < CHART_BARS_MAX ? bars->count : CHART_BARS_MAX;
    const struct chart_bar *const first = bars->bars + (bars->count - count);
    int64_t largest = 0;
    for (size_t i = 0; i < count; i++) {
        largest = first[i].amount > largest ? first[i].amount : largest;
    }
    const struct scale scale = scale_of(largest);
    const int64_t room = count == 0 ? 0 : (RIGHT - scale.left) * 100 / (int64_t)count;
    const int64_t width = room * 55 / 100 < BAR_WIDTH_MAX * 100 ? room * 55 / 100 : BAR_WIDTH_MAX * 100;
    buf_add_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" viewBox=\"0 0 %d %d\" role=\"img\">",
        count > ROOMY ? "bars many" : "bars", WIDTH, HEIGHT);
    markup_add_element(out, "title", bars->title);
    for (int64_t amount = 0; amount <= scale.top; amount += scale.step) {
        add_line(out, &scale, amount, bars->grouping);
    }
    for (size_t i = 0; i < count; i++) {
        add_bar(out, &scale, &first[i], scale.left * 100 + room * (int64_t)i + room / 2, width);
    }
    buf_add_text(out, "</svg>");
}
