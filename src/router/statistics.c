/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router statistics: how many cards there are, as a table or as the API has it. */
#include "api/statistics.h"
#include "base/day.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>

struct statistics_options {
    const char *organisation;
};

static const struct option_spec specs[] = {
    OWN_TEXT(struct statistics_options, organisation, "organisation", "PIC", "of this organisation alone; without: of each and of all"),
};

const struct own_options statistics_options = {.specs = specs, .count = COUNT_OF(specs), .size = sizeof(struct statistics_options)};

static void tell(const char *what, int64_t number)
{
    (void)printf("  %-42s %12" PRId64 "\n", what, number);
}

static void tell_groups(const char *title, const struct wire_list *groups)
{
    for (size_t i = 0; i < groups->count; i++) {
        const struct group_view *const group = groups->items[i];
        (void)printf("  %s%-*s %12" PRId64 "\n", title, 42 - (int)str_of(title).length, group->label, group->cards);
    }
}

static void tell_years(const struct figures_view *figures)
{
    for (size_t i = 0; i < figures->by_year.count; i++) {
        const struct year_view *const year = figures->by_year.items[i];
        (void)printf("  issued in %-32" PRId64 " %12" PRId64 "\n", year->year, year->cards);
    }
    for (size_t i = 0; i < figures->by_academic_year.count; i++) {
        const struct academic_year_view *const year = figures->by_academic_year.items[i];
        (void)printf("  issued in academic year %-18s %12" PRId64 "\n", year->year, year->cards);
    }
}

static void tell_figures(const char *title, const struct figures_view *figures)
{
    int64_t verifications = 0;
    for (size_t i = 0; i < figures->verifications.count; i++) {
        verifications += ((const struct verifications_view *)figures->verifications.items[i])->verifications;
    }
    (void)printf("\n%s\n", title);
    tell("cards issued", figures->issued);
    tell_years(figures);
    tell("active cards", figures->active);
    tell_groups("active: ", &figures->by_type);
    tell_groups("active: ", &figures->by_level);
    tell_groups("active: ", &figures->by_country);
    tell_groups("active: ", &figures->by_logo);
    tell("inactive cards", figures->inactive);
    tell("expired cards", figures->expired);
    tell("persons with active cards", figures->persons);
    tell("verifications in the last 90 days", verifications);
    (void)printf("  %-42s %s\n", "last synchronisation", figures->last_synchronisation == NULL ? "never" : figures->last_synchronisation);
}

static enum rc print(struct arena *arena, const struct statistics_view *view, struct err *e)
{
    char day[DAY_TEXT_SIZE];
    day_format(view->day, day);
    (void)printf("%s: %" PRId64 " organisations registered, %" PRId64 " have issued cards, %" PRId64 " have active cards\n", day,
        view->organisations->registered, view->organisations->have_issued, view->organisations->issue_active);
    for (size_t i = 0; i < view->each.count; i++) {
        const struct figures_view *const figures = view->each.items[i];
        const char *const title = arena_format(arena, "%s %s", figures->identifier, figures->name);
        if (title == NULL) {
            return err_no_memory(e);
        }
        tell_figures(title, figures);
    }
    if (view->each.count != 1) {
        tell_figures("All together", view->total);
    }
    return RC_OK;
}

enum rc run_statistics(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct statistics_options *const own = call->own;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *only = NULL;
    struct statistics statistics;
    (void)code;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        (own->organisation != NULL && desk_organisation(&desk, own->organisation, &only, e) != RC_OK) ||
        registry_statistics(desk.session, only, &statistics, e) != RC_OK) {
        return e->rc;
    }
    const struct statistics_view *const view = statistics_view_make(arena, &statistics);
    if (view == NULL) {
        return err_no_memory(e);
    }
    return call->settings->json ? print_json(arena, &statistics_shape, view, e) : print(arena, view, e);
}
