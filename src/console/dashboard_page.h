/* SPDX-License-Identifier: EUPL-1.2 */
/* What the dashboard shows, on the page and as a print: the figures of an organisation, or of the whole router. Within the console layer
 * only. */
#pragma once

#include "console/first_steps_page.h"
#include "console/visit.h"
#include "draw/chart.h"
#include "registry/listing.h"
#include "registry/statistics.h"

struct dashboard {
    const struct visit *visit;
    bool is_router; /* all organisations together */
    struct statistics statistics;
    const struct figures *figures;
    struct country_count *countries; /* most cards first */
    const struct figures **largest;  /* organisations by their active cards; of the router */
    size_t largest_count;
    struct card_page newest; /* of who may read cards */
    struct first_steps_view first_steps;
};

/* A type of cards in the ring: the largest part first, the colour always the same. */
struct dashboard_part {
    const char *label; /* a message */
    unsigned series;
    int64_t amount;
};

/* Types with active cards; returns how many. */
size_t dashboard_parts(const struct figures *figures, struct dashboard_part out[CARD_TYPE_COUNT]);

MUST_CHECK enum rc dashboard_read(struct visit *visit, struct dashboard *out, struct err *e);

/* A number in the page's language, in its arena. */
const char *dashboard_count_text(struct page *page, int64_t count);

/* Charts in the page's language. */
void dashboard_add_donut(struct page *page, struct buf *out, const struct dashboard *dashboard);
void dashboard_add_bars(struct page *page, struct buf *out, const struct dashboard *dashboard);
void dashboard_add_map(struct page *page, struct buf *out, const struct dashboard *dashboard);

/* Templates. */
void dashboard_content(struct page *page, const void *data);
void welcome_content(struct page *page, const void *data);
