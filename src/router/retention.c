/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router retention: erases what was kept long enough, or shows what would be erased. */
#include "registry/retention.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

struct retention_options {
    bool preview;
};

static const struct option_spec retention_specs[] = {
    OWN_FLAG(struct retention_options, preview, "preview", "only show what would be erased"),
};

const struct own_options retention_options = {
    .specs = retention_specs, .count = COUNT_OF(retention_specs), .size = sizeof(struct retention_options)};

struct count_view {
    const char *organisation;
    int64_t cards, enrolments;
};

struct retention_view {
    int32_t day;
    bool preview;
    int64_t retention_days, retention_person_days;
    int64_t cards, enrolments;
    struct wire_list organisations;
};

#define AT(type, member) .offset = offsetof(struct type, member)

static const struct wire_field count_fields[] = {
    {"organisation", WIRE_TEXT, AT(count_view, organisation)},
    {"cards", WIRE_INT64, AT(count_view, cards)},
    {"enrolments", WIRE_INT64, AT(count_view, enrolments)},
};
static const struct wire_shape count_shape = {
    .name = "count", .size = sizeof(struct count_view), .fields = count_fields, .count = COUNT_OF(count_fields)};
static const struct wire_field retention_fields[] = {
    {"day", WIRE_DAY, AT(retention_view, day)},
    {"preview", WIRE_BOOL, AT(retention_view, preview)},
    {"retentionDays", WIRE_INT64, AT(retention_view, retention_days)},
    {"retentionPersonDays", WIRE_INT64, AT(retention_view, retention_person_days)},
    {"cards", WIRE_INT64, AT(retention_view, cards)},
    {"enrolments", WIRE_INT64, AT(retention_view, enrolments)},
    {"organisations", WIRE_OBJECTS, AT(retention_view, organisations), &count_shape},
};
static const struct wire_shape retention_shape = {
    .name = "retention", .size = sizeof(struct retention_view), .fields = retention_fields, .count = COUNT_OF(retention_fields)};

struct run {
    struct retention_rules rules;
    struct retention_walk walk;
    struct retention_counts counts;
};

static enum rc erase_step(struct session *session, void *argument, struct err *e)
{
    struct run *const run = argument;
    return registry_retention_erase(session, &run->rules, &run->walk, &run->counts, e);
}

static enum rc finish(struct session *session, void *argument, struct err *e)
{
    const struct run *const run = argument;
    return registry_retention_done(session, &run->rules, &run->counts, e);
}

/* A running router writes between the steps, each of which has memory of its own. */
static enum rc erase_all(struct session *session, struct run *run, struct err *e)
{
    while (!run->walk.ended) {
        struct arena arena;
        arena_init(&arena, 16384);
        enum rc rc = session_begin(session, &arena, NULL, e);
        if (rc == RC_OK) {
            rc = registry_retention_find(session, &run->rules, &run->walk, e);
        }
        if (rc == RC_OK && run->walk.count > 0) {
            rc = session_transaction(session, erase_step, run, e);
        }
        arena_deinit(&arena);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

#define SCRUB_ATTEMPTS 20

/* Readers of a running router are in the way for moments only. */
static enum rc scrub(struct db *db, struct err *e)
{
    bool done = false;
    for (int i = 0; i < SCRUB_ATTEMPTS && !done; i++) {
        const struct timespec pause = {.tv_nsec = i == 0 ? 0 : 100000000};
        (void)nanosleep(&pause, NULL);
        if (db_scrub(db, true, &done, e) != RC_OK) {
            return e->rc;
        }
    }
    if (!done) {
        (void)fprintf(stderr, "esc-router: the database is busy: what was erased leaves its files when a router runs or the next time\n");
    }
    return RC_OK;
}

static enum rc erase(struct desk *desk, struct run *run, struct arena *arena, struct err *e)
{
    if (retention_counts_make(desk->session, arena, &run->counts, e) != RC_OK || erase_all(desk->session, run, e) != RC_OK ||
        session_begin(desk->session, arena, NULL, e) != RC_OK || session_transaction(desk->session, finish, run, e) != RC_OK) {
        return e->rc;
    }
    return scrub(desk->session->db, e);
}

static enum rc print_counts(
    const struct desk *desk, const struct retention_view *frame, const struct retention_counts *counts, struct arena *arena, struct err *e)
{
    struct retention_view view = *frame;
    struct count_view *const views = arena_alloc_array(arena, counts->count, sizeof *views);
    const void **const items = arena_alloc_array(arena, counts->count, sizeof *items);
    size_t shown = 0;
    if (views == NULL || items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < counts->count; i++) {
        const struct retention_count *const count = &counts->items[i];
        const struct organisation *const owner = directory_get(&desk->session->directory, count->organisation_id);
        if (owner != NULL && (count->cards > 0 || count->enrolments > 0)) {
            views[shown] = (struct count_view){owner->identifier, count->cards, count->enrolments};
            items[shown] = &views[shown];
            shown++;
            view.cards += count->cards;
            view.enrolments += count->enrolments;
        }
    }
    view.organisations = (struct wire_list){.items = items, .count = shown};
    return print_json(arena, &retention_shape, &view, e);
}

static void print_table(const struct desk *desk, const struct retention_counts *counts, bool preview)
{
    size_t shown = 0;
    for (size_t i = 0; i < counts->count; i++) {
        const struct retention_count *const count = &counts->items[i];
        const struct organisation *const owner = directory_get(&desk->session->directory, count->organisation_id);
        if (owner == NULL || (count->cards == 0 && count->enrolments == 0)) {
            continue;
        }
        if (shown++ == 0) {
            (void)printf("%-14s %-10s %s\n", "ORGANISATION", "CARDS", "ENROLMENTS");
        }
        (void)printf("%-14s %-10" PRId64 " %" PRId64 "\n", owner->identifier, count->cards, count->enrolments);
    }
    (void)printf("%s\n", shown == 0 ? "nothing was kept long enough" : preview ? "would be erased" : "are erased");
}

enum rc run_retention(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    const struct retention_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    if (desk_open(settings, arena, &desk, e) != RC_OK) {
        return e->rc;
    }
    const int32_t today = desk.session->today;
    struct run run = {
        .rules = {.card_days = settings->retention_days, .person_days = settings->retention_person_days, .day = today, .clock_day = today}};
    const enum rc rc = own->preview ? registry_retention_preview(desk.session, &run.rules, &run.counts, e) : erase(&desk, &run, arena, e);
    if (rc != RC_OK) {
        return rc;
    }
    if (settings->json) {
        const struct retention_view frame = {.day = run.rules.day,
            .preview = own->preview,
            .retention_days = settings->retention_days,
            .retention_person_days = settings->retention_person_days};
        return print_counts(&desk, &frame, &run.counts, arena, e);
    }
    print_table(&desk, &run.counts, own->preview);
    return RC_OK;
}
