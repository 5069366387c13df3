/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/dashboard_page.h"

#include "base/day.h"

#include <stdlib.h>
#include <string.h>

#define NEWEST 8
#define LARGEST_MAX 20

/* Short words, as they stand beside the ring, and the colour of each. */
static const struct {
    const char *label;
    unsigned series;
} types[CARD_TYPE_COUNT] = {
    [CARD_TYPE_UNKNOWN] = {N_("Unknown type"), 7},
    [CARD_PASSIVE] = {N_("Physical, without chip"), 2},
    [CARD_SMART_NO_CDZ] = {N_("Smart card, no ESC data zone"), 5},
    [CARD_SMART_CDZ] = {N_("Smart card, ESC data zone"), 1},
    [CARD_SMART_MAY_SP] = {N_("Smart card, data of providers"), 6},
    [CARD_SMART_PASSIVE] = {N_("Digital card"), 3},
    [CARD_SMART_PASSIVE_EMULATION] = {N_("Digital, card emulation"), 4},
};

static int compare_parts(const void *a, const void *b)
{
    const struct dashboard_part *const left = a;
    const struct dashboard_part *const right = b;
    if (left->amount != right->amount) {
        return left->amount < right->amount ? 1 : -1;
    }
    return left->series < right->series ? -1 : left->series > right->series;
}

size_t dashboard_parts(const struct figures *figures, struct dashboard_part out[CARD_TYPE_COUNT])
{
    size_t count = 0;
    for (size_t i = 0; i < CARD_TYPE_COUNT; i++) {
        if (figures->by_type[i] > 0) {
            out[count++] = (struct dashboard_part){types[i].label, types[i].series, figures->by_type[i]};
        }
    }
    qsort(out, count, sizeof *out, compare_parts);
    return count;
}

static int compare_figures(const void *a, const void *b)
{
    const struct figures *const left = *(const struct figures *const *)a;
    const struct figures *const right = *(const struct figures *const *)b;
    if (left->active != right->active) {
        return left->active < right->active ? 1 : -1;
    }
    return left->organisation->id < right->organisation->id ? -1 : 1;
}

static int compare_countries(const void *a, const void *b)
{
    const struct country_count *const left = a;
    const struct country_count *const right = b;
    if (left->cards != right->cards) {
        return left->cards < right->cards ? 1 : -1;
    }
    return strcmp(left->country, right->country);
}

static enum rc sort_countries(struct visit *visit, struct dashboard *out, struct err *e)
{
    const size_t count = out->figures->country_count;
    out->countries = arena_alloc_array(visit->arena, count + 1, sizeof *out->countries);
    if (out->countries == NULL) {
        return err_no_memory(e);
    }
    if (count > 0) {
        memcpy(out->countries, out->figures->by_country, count * sizeof *out->countries);
        qsort(out->countries, count, sizeof *out->countries, compare_countries);
    }
    return RC_OK;
}

static enum rc sort_organisations(struct visit *visit, struct dashboard *out, struct err *e)
{
    const struct statistics *const statistics = &out->statistics;
    out->largest = arena_alloc_array(visit->arena, statistics->count + 1, sizeof(const struct figures *));
    if (out->largest == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < statistics->count; i++) {
        out->largest[i] = &statistics->each[i];
    }
    qsort(out->largest, statistics->count, sizeof(const struct figures *), compare_figures);
    out->largest_count = statistics->count < LARGEST_MAX ? statistics->count : LARGEST_MAX;
    return RC_OK;
}

static enum rc read_newest(struct visit *visit, struct dashboard *out, struct err *e)
{
    const struct list_request request = {.size = NEWEST};
    return visit_may(visit, PERMISSION_READ) ? registry_list_cards(visit->session, &request, &out->newest, e) : RC_OK;
}

static enum rc read_all(struct visit *visit, struct dashboard *out, struct err *e)
{
    const struct organisation *const own = visit->organisation;
    const struct organisation *const only = own != NULL && organisation_is_issuer(own) ? own : NULL;
    if (registry_statistics(visit->session, only, &out->statistics, e) != RC_OK) {
        return e->rc;
    }
    if (out->is_router) {
        return RC_OK;
    }
    return first_steps_look(visit, &out->first_steps, e) == RC_OK ? read_newest(visit, out, e) : e->rc;
}

enum rc dashboard_read(struct visit *visit, struct dashboard *out, struct err *e)
{
    *out = (struct dashboard){.visit = visit, .is_router = visit->organisation == NULL};
    if (session_require_permission(visit->session, visit_organisation_id(visit), PERMISSION_STATISTICS, e) != RC_OK ||
        read_all(visit, out, e) != RC_OK) {
        return e->rc;
    }
    out->figures = &out->statistics.total;
    return sort_countries(visit, out, e) == RC_OK ? sort_organisations(visit, out, e) : e->rc;
}

const char *dashboard_count_text(struct page *page, int64_t count)
{
    struct buf text;
    buf_init(&text, page->out.arena);
    language_add_count(page->language, &text, count);
    const char *const out = buf_text(&text);
    page->out.failed = page->out.failed || out == NULL;
    return out == NULL ? "" : out;
}

void dashboard_add_donut(struct page *page, struct buf *out, const struct dashboard *dashboard)
{
    struct dashboard_part parts[CARD_TYPE_COUNT];
    struct chart_part drawn[CARD_TYPE_COUNT];
    const size_t count = dashboard_parts(dashboard->figures, parts);
    for (size_t i = 0; i < count; i++) {
        drawn[i] = (struct chart_part){
            .label = language_message(page->language, parts[i].label),
            .shown = dashboard_count_text(page, parts[i].amount),
            .amount = parts[i].amount,
            .series = parts[i].series,
        };
    }
    const struct chart_donut donut = {
        .title = language_message(page->language, N_("Active cards by type")),
        .total = dashboard_count_text(page, dashboard->figures->active),
        .unit = language_message(page->language, N_("active")),
        .parts = drawn,
        .count = count,
    };
    chart_add_donut(out, &donut);
}

void dashboard_add_bars(struct page *page, struct buf *out, const struct dashboard *dashboard)
{
    const struct year_counts *const years = &dashboard->figures->by_year;
    const int now = day_to_date(dashboard->statistics.day).year;
    struct chart_bar *const bars = arena_alloc_array(page->out.arena, years->count + 1, sizeof *bars);
    if (bars == NULL) {
        page->out.failed = true;
        return;
    }
    for (size_t i = 0; i < years->count; i++) {
        const char *const label = arena_format(page->out.arena, "%d", years->items[i].year);
        bars[i] = (struct chart_bar){
            .label = label == NULL ? "" : label,
            .shown = dashboard_count_text(page, years->items[i].cards),
            .amount = years->items[i].cards,
            .is_open = years->items[i].year == now,
        };
    }
    const struct chart_bars chart = {
        .title = language_message(page->language, N_("Issued cards by year")),
        .grouping = page->language->grouping,
        .bars = bars,
        .count = years->count,
    };
    chart_add_bars(out, &chart);
}

void dashboard_add_map(struct page *page, struct buf *out, const struct dashboard *dashboard)
{
    const struct figures *const figures = dashboard->figures;
    struct chart_tile *const tiles = arena_alloc_array(page->out.arena, figures->country_count + 1, sizeof *tiles);
    if (tiles == NULL) {
        page->out.failed = true;
        return;
    }
    for (size_t i = 0; i < figures->country_count; i++) {
        tiles[i] = (struct chart_tile){
            .country = figures->by_country[i].country,
            .label = language_country(page->language, figures->by_country[i].country),
            .shown = dashboard_count_text(page, figures->by_country[i].cards),
            .amount = figures->by_country[i].cards,
        };
    }
    const struct chart_map map = {
        .title = language_message(page->language, N_("Active cards by country")), .tiles = tiles, .count = figures->country_count};
    chart_add_map(out, &map);
}
