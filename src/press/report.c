/* SPDX-License-Identifier: EUPL-1.2 */
#include "press/report.h"

#include "press/paper.h"

#include <stdio.h>
#include <string.h>

#define LEFT 48.0
#define TOP 52.0
#define BOTTOM (A4_HEIGHT - 60)
#define WIDTH (A4_WIDTH - 2 * LEFT)
#define GAP 12.0
#define HEADING_GAP 20.0

#define FIGURES_MAX 4
#define FIGURE_HEIGHT 72.0
#define PADDING 10.0
#define ROW_PADDING 3.5
#define SWATCH 7.0

static const struct face title_face = {.size = 21, .is_bold = true, .colour = INK};
static const struct face lead_face = {.size = 10, .colour = MUTED};
static const struct face heading_face = {.size = 12.5, .is_bold = true, .colour = INK};
static const struct face label_face = {.size = 8.5, .colour = MUTED, .is_one_line = true};
static const struct face value_face = {.size = 19, .is_bold = true, .colour = INK, .is_one_line = true};
static const struct face note_face = {.size = 8, .colour = MUTED};
static const struct face foot_face = {.size = 8, .colour = MUTED, .is_one_line = true};

struct report {
    struct paper paper;
    const struct record *head;
    struct records *records;
    struct record next; /* looked at, not drawn yet */
    bool has_next;
    unsigned pages; /* 0 in the trial */
    double y;
};

static void advance(struct report *report)
{
    report->has_next = records_next(report->records, &report->next);
}

static bool next_is(const struct report *report, enum press_kind kind)
{
    return report->has_next && report->next.kind == kind;
}

static void write_foot(struct report *report)
{
    char number[32];
    struct face right = foot_face;
    right.align = PANGO_ALIGN_RIGHT;
    (void)snprintf(number, sizeof number, "%u / %u", report->paper.page, report->pages);
    paper_rule(&report->paper, LEFT, BOTTOM + 14, WIDTH);
    (void)paper_text(&report->paper, LEFT, BOTTOM + 20, WIDTH - 60, &foot_face, report->head->texts[4], true);
    (void)paper_text(&report->paper, LEFT + WIDTH - 60, BOTTOM + 20, 60, &right, number, true);
}

static void turn_page(struct report *report)
{
    write_foot(report);
    paper_end_page(&report->paper);
    report->y = TOP;
}

/* Begins a new page where this much does not fit any more. */
static void need(struct report *report, double height)
{
    if (report->y + height > BOTTOM && report->y > TOP) {
        turn_page(report);
    }
}

static void write_title(struct report *report)
{
    report->y = TOP;
    report->y += paper_part(&report->paper, "H1", LEFT, report->y, WIDTH, &title_face, report->head->texts[0]) + 3;
}

static void write_lead(struct report *report)
{
    report->y += paper_part(&report->paper, "P", LEFT, report->y, WIDTH, &lead_face, report->next.texts[0]) + 2;
    advance(report);
}

/* A heading stays with what follows. */
static void write_heading(struct report *report)
{
    need(report, 150);
    report->y += HEADING_GAP;
    report->y += paper_part(&report->paper, "H2", LEFT, report->y, WIDTH, &heading_face, report->next.texts[0]) + 6;
    advance(report);
}

static void write_figure(struct report *report, double x, double width, const struct record *figure)
{
    struct paper *const paper = &report->paper;
    const double inner = width - 2 * PADDING;
    cairo_rectangle(paper->cairo, x + 0.5, report->y + 0.5, width - 1, FIGURE_HEIGHT - 1);
    paper_colour(paper, LINE);
    cairo_set_line_width(paper->cairo, 0.8);
    cairo_stroke(paper->cairo);
    double y = report->y + PADDING - 1;
    y += paper_part(paper, "P", x + PADDING, y, inner, &label_face, figure->texts[0]);
    y += paper_part(paper, "P", x + PADDING, y, inner, &value_face, figure->texts[1]);
    (void)paper_part(paper, "P", x + PADDING, y, inner, &note_face, figure->texts[2]);
}

static void write_figures(struct report *report)
{
    struct record figures[FIGURES_MAX];
    unsigned count = 0;
    need(report, FIGURE_HEIGHT + GAP);
    while (count < FIGURES_MAX && next_is(report, PRESS_FIGURE)) {
        figures[count++] = report->next;
        advance(report);
    }
    const double width = (WIDTH - GAP * (count - 1)) / count;
    report->y += GAP;
    for (unsigned i = 0; i < count; i++) {
        write_figure(report, LEFT + (width + GAP) * i, width, &figures[i]);
    }
    report->y += FIGURE_HEIGHT;
}

/* Where a table stands, and what stands above its rows. */
struct table {
    double x, width;
    struct record columns;
};

static double cell_width(const struct table *table, unsigned columns, unsigned column)
{
    const double numbers = columns <= 2 ? table->width * 0.38 : table->width * 0.5 / (columns - 1);
    return column == 0 ? table->width - numbers * (columns - 1) : numbers;
}

/* One row; the first cell's text begins behind its colour, where it has one. Numbers stand right. */
static void write_cells(struct report *report, const struct table *table, const struct record *row, unsigned first, bool is_head)
{
    const unsigned columns = row->count - first;
    const bool has_colour = !is_head && row->texts[0][0] != '\0';
    double x = table->x;
    double height = 0;
    paper_begin(&report->paper, "TR");
    for (unsigned i = 0; i < columns; i++) {
        const double width = cell_width(table, columns, i);
        const double inset = i == 0 && has_colour ? SWATCH + 6 : 0;
        const char *const tag = is_head || i == 0 ? "TH" : "TD";
        const struct face face = {.size = 9,
            .colour = is_head ? MUTED : INK,
            .is_bold = !is_head && i > 0,
            .align = i > 0 ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT};
        const double own = paper_part(
            &report->paper, tag, x + inset, report->y + ROW_PADDING, width - inset - (i == 0 ? 6 : 0), &face, row->texts[first + i]);
        height = own > height ? own : height;
        x += width;
    }
    paper_end(&report->paper, "TR");
    if (has_colour) {
        paper_colour(&report->paper, paper_series(row->texts[0]));
        cairo_rectangle(report->paper.cairo, table->x, report->y + ROW_PADDING + 2, SWATCH, SWATCH);
        cairo_fill(report->paper.cairo);
    }
    report->y += height + 2 * ROW_PADDING;
    paper_rule(&report->paper, table->x, report->y, table->width);
}

static double row_height(struct report *report, const struct table *table, const struct record *row)
{
    const struct face face = {.size = 9};
    return 2 * ROW_PADDING +
        paper_text(&report->paper, 0, 0, cell_width(table, row->count - 1, 0) - SWATCH - 12, &face, row->texts[1], false);
}

/* Of a table that goes over pages each page has its own part, with the heads of the columns. */
static void write_table(struct report *report, double x, double width)
{
    struct table table = {.x = x, .width = width, .columns = report->next};
    advance(report);
    paper_begin(&report->paper, "Table");
    write_cells(report, &table, &table.columns, 0, true);
    while (next_is(report, PRESS_ROW)) {
        if (report->next.count < 2) {
            press_refuse_order();
        }
        if (report->y + row_height(report, &table, &report->next) > BOTTOM) {
            paper_end(&report->paper, "Table");
            turn_page(report);
            table.x = LEFT;
            table.width = WIDTH;
            paper_begin(&report->paper, "Table");
            write_cells(report, &table, &table.columns, 0, true);
        }
        write_cells(report, &table, &report->next, 1, false);
        advance(report);
    }
    paper_end(&report->paper, "Table");
    report->y += 4;
}

static void draw_chart(struct report *report, const struct record *chart, double width, double height)
{
    paper_begin_figure(&report->paper, chart->texts[1]);
    paper_svg(&report->paper, chart->texts[0], LEFT, report->y, width, height);
    paper_end(&report->paper, "Figure");
}

/* With its table right of it, or below. */
static void write_chart(struct report *report)
{
    const struct record chart = report->next;
    const bool is_beside = strcmp(chart.texts[4], "beside") == 0;
    const double given = record_number(&chart, 2);
    const double width = given < WIDTH ? given : WIDTH;
    const double height = record_number(&chart, 3) * width / (given > 0 ? given : 1);
    advance(report);
    need(report, height + 6);
    const double top = report->y;
    const unsigned page = report->paper.page;
    draw_chart(report, &chart, width, height);
    if (is_beside && next_is(report, PRESS_COLUMNS)) {
        write_table(report, LEFT + width + 24, WIDTH - width - 24);
    }
    if (page == report->paper.page && report->y < top + height + 6) {
        report->y = top + height + 6;
    }
}

static void write_all(struct report *report)
{
    write_title(report);
    advance(report);
    while (report->has_next) {
        switch (report->next.kind) {
        case PRESS_LEAD:
            write_lead(report);
            break;
        case PRESS_HEADING:
            write_heading(report);
            break;
        case PRESS_FIGURE:
            write_figures(report);
            break;
        case PRESS_CHART:
            write_chart(report);
            break;
        case PRESS_COLUMNS:
            need(report, 60);
            write_table(report, LEFT, WIDTH);
            break;
        case PRESS_REPORT:
        case PRESS_SHEET:
        case PRESS_PAGE:
        case PRESS_PICTURE:
        case PRESS_ARCHIVE:
        case PRESS_ROW:
        case PRESS_LOGO:
        case PRESS_CODE:
        case PRESS_KIND_COUNT:
            press_refuse_order();
        }
    }
    write_foot(report);
}

static unsigned print_once(struct records records, const struct record *head, unsigned pages)
{
    struct report report = {.head = head, .records = &records, .pages = pages};
    paper_open(&report.paper, A4_WIDTH, A4_HEIGHT, pages == 0);
    paper_describe(&report.paper, head);
    write_all(&report);
    const unsigned count = report.paper.page;
    paper_end_page(&report.paper);
    paper_close(&report.paper, head->texts[1]);
    return count;
}

void report_print(struct records *records, const struct record *head)
{
    const unsigned pages = print_once(*records, head, 0);
    (void)print_once(*records, head, pages);
}
