/* SPDX-License-Identifier: EUPL-1.2 */
/* The dashboard as a PDF. */
#include "base/day.h"
#include "console/dashboard_page.h"
#include "console/press.h"
#include "console/routes.h"
#include "console/view.h"

#include <stdio.h>

/* Points, on a page of 499 between its margins. */
#define DONUT_SIDE "168"
#define BARS_WIDTH "499"
#define BARS_HEIGHT "207"
#define MAP_WIDTH "264"
#define MAP_HEIGHT "293"

/* A report in the making; `page` knows the language and is written to by nothing. */
struct report {
    struct page page;
    struct order order;
    const struct dashboard *dashboard;
};

static const char *say(const struct report *report, const char *id)
{
    return language_message(report->page.language, id);
}

static const char *count_of(struct report *report, int64_t count)
{
    return dashboard_count_text(&report->page, count);
}

/* A message with a number in it. */
static const char *say_count(struct report *report, const char *one, const char *many, int64_t n)
{
    struct page words;
    page_init(&words, report->page.out.arena, report->page.language);
    page_say_count(&words, one, many, n);
    const char *const text = buf_text(&words.out);
    report->order.buf.failed = report->order.buf.failed || text == NULL;
    return text == NULL ? "" : text;
}

static const char *instant_of(struct report *report, const char *label, int64_t us)
{
    struct buf text;
    buf_init(&text, report->page.out.arena);
    buf_add_text(&text, say(report, label));
    buf_add_char(&text, ' ');
    language_add_instant(report->page.language, &text, us);
    buf_add_text(&text, " UTC");
    const char *const out = buf_text(&text);
    report->order.buf.failed = report->order.buf.failed || out == NULL;
    return out == NULL ? "" : out;
}

static const char *owner_of(const struct report *report)
{
    return report->dashboard->is_router ? say(report, N_("All organisations")) : report->dashboard->visit->organisation->name;
}

static void begin(struct report *report)
{
    char made[INSTANT_TEXT_SIZE];
    const int64_t now_us = report->dashboard->visit->session->now_us;
    const int64_t synchronised_us = report->dashboard->figures->last_synchronisation_us;
    const char *const title = say(report, N_("European Student Cards"));
    const char *const as_of = instant_of(report, N_("As of"), now_us);
    const char *const foot = arena_format(report->page.out.arena, "%s \302\267 %s", owner_of(report), as_of);
    press_time(now_us, made);
    ORDER_ADD(&report->order, PRESS_REPORT, title, report->page.language->code, owner_of(report), made, foot);
    ORDER_ADD(&report->order, PRESS_LEAD, owner_of(report));
    ORDER_ADD(&report->order, PRESS_LEAD,
        synchronised_us > 0 ? instant_of(report, N_("Last synchronisation:"), synchronised_us) : say(report, N_("Not synchronised yet")));
}

static void add_figure(struct report *report, const char *label, int64_t count, const char *note)
{
    ORDER_ADD(&report->order, PRESS_FIGURE, say(report, label), count_of(report, count), note);
}

static void add_organisation_figures(struct report *report)
{
    const struct statistics *const statistics = &report->dashboard->statistics;
    add_figure(report, N_("Organisations"), statistics->registered, say(report, N_("registered")));
    add_figure(report, N_("Have issued"), statistics->have_issued, say(report, N_("organisations with cards, ever")));
    add_figure(report, N_("Issue active ones"), statistics->issue_active, say(report, N_("organisations with active cards")));
    add_figure(report, N_("Issued cards"), report->dashboard->figures->issued, say(report, N_("ever")));
}

static void add_figures(struct report *report)
{
    const struct figures *const figures = report->dashboard->figures;
    if (report->dashboard->is_router) {
        add_organisation_figures(report);
    }
    add_figure(report, N_("Active cards"), figures->active,
        say_count(report, "%1 card in all", "%1 cards in all", figures->active + figures->inactive + figures->expired));
    add_figure(report, N_("Cardholders"), figures->persons, say(report, N_("persons with active cards")));
    add_figure(report, N_("Issued this month"), figures->issued_month,
        say_count(report, "%1 the month before", "%1 the month before", figures->issued_month_before));
    add_figure(report, N_("Expiring in 30 days"), figures->expiring, say(report, N_("active cards")));
}

typedef void chart_fn(struct page *page, struct buf *out, const struct dashboard *dashboard);

static void add_chart(struct report *report, chart_fn *draw, const char *title, const char *width, const char *height, const char *place)
{
    struct buf svg;
    buf_init(&svg, report->page.out.arena);
    draw(&report->page, &svg, report->dashboard);
    const char *const text = buf_text(&svg);
    report->order.buf.failed = report->order.buf.failed || text == NULL;
    ORDER_ADD(&report->order, PRESS_HEADING, say(report, title));
    ORDER_ADD(&report->order, PRESS_CHART, text, say(report, title), width, height, place);
}

static void add_types(struct report *report)
{
    struct dashboard_part parts[CARD_TYPE_COUNT];
    const size_t count = dashboard_parts(report->dashboard->figures, parts);
    add_chart(report, dashboard_add_donut, N_("Active cards by type"), DONUT_SIDE, DONUT_SIDE, "beside");
    if (count > 0) {
        ORDER_ADD(&report->order, PRESS_COLUMNS, say(report, N_("Type")), say(report, N_("Active cards")));
    }
    for (size_t i = 0; i < count; i++) {
        char series[8];
        (void)snprintf(series, sizeof series, "k%u", parts[i].series);
        ORDER_ADD(&report->order, PRESS_ROW, series, say(report, parts[i].label), count_of(report, parts[i].amount));
    }
}

static void add_years(struct report *report)
{
    const struct year_counts *const years = &report->dashboard->figures->by_year;
    if (years->count == 0) {
        ORDER_ADD(&report->order, PRESS_HEADING, say(report, N_("Issued cards by year")));
        ORDER_ADD(&report->order, PRESS_LEAD, say(report, N_("No cards have been issued yet.")));
        return;
    }
    add_chart(report, dashboard_add_bars, N_("Issued cards by year"), BARS_WIDTH, BARS_HEIGHT, "");
    ORDER_ADD(&report->order, PRESS_COLUMNS, say(report, N_("Year")), say(report, N_("Issued cards")));
    for (size_t i = years->count; i > 0; i--) {
        char year[16];
        (void)snprintf(year, sizeof year, "%d", years->items[i - 1].year);
        ORDER_ADD(&report->order, PRESS_ROW, "", year, count_of(report, years->items[i - 1].cards));
    }
}

static void add_countries(struct report *report)
{
    const struct dashboard *const dashboard = report->dashboard;
    add_chart(report, dashboard_add_map, N_("Active cards by country"), MAP_WIDTH, MAP_HEIGHT, "beside");
    ORDER_ADD(&report->order, PRESS_COLUMNS, say(report, N_("Country")), say(report, N_("Active cards")));
    for (size_t i = 0; i < dashboard->figures->country_count; i++) {
        ORDER_ADD(&report->order, PRESS_ROW, "", language_country(report->page.language, dashboard->countries[i].country),
            count_of(report, dashboard->countries[i].cards));
    }
}

static void add_organisations(struct report *report)
{
    ORDER_ADD(&report->order, PRESS_HEADING, say(report, N_("Organisations")));
    ORDER_ADD(&report->order, PRESS_COLUMNS, say(report, N_("Name")), say(report, N_("Country")), say(report, N_("Active cards")),
        say(report, N_("Issued cards")));
    for (size_t i = 0; i < report->dashboard->statistics.count; i++) {
        const struct figures *const one = report->dashboard->largest[i];
        ORDER_ADD(&report->order, PRESS_ROW, "", one->organisation->name, one->organisation->country, count_of(report, one->active),
            count_of(report, one->issued));
    }
}

static enum rc page_report(struct visit *visit, struct err *e)
{
    struct dashboard dashboard;
    struct report report = {.dashboard = &dashboard};
    if (dashboard_read(visit, &dashboard, e) != RC_OK) {
        return e->rc;
    }
    page_begin(&report.page, visit->call, visit->account.language);
    order_init(&report.order, visit->arena);
    begin(&report);
    add_figures(&report);
    add_types(&report);
    add_years(&report);
    if (dashboard.is_router) {
        add_countries(&report);
        add_organisations(&report);
    }
    report.order.buf.failed = report.order.buf.failed || report.page.out.failed;
    return press_answer(visit, &report.order, "european-student-cards.pdf", "application/pdf", e);
}

static const struct page_route routes[] = {
    {HTTP_GET, "/console/report.pdf", "pageReport", page_report, .audience = PAGE_USER, .permission = PERMISSION_STATISTICS,
        .lane = PAGE_IN_HEAVY},
};

const struct page_table report_pages = {routes, COUNT_OF(routes)};
