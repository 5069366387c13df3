/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/statistics.h"

#include "api/operation.h"
#include "base/day.h"

#define SHAPE(schema, type, table)                                                                 \
    {                                                                                              \
        .name = (schema), .size = sizeof(struct type), .fields = (table), .count = COUNT_OF(table) \
    }
#define FIELD(type, member) .offset = offsetof(struct type, member)
#define NUMBER(name, type, member) name, WIRE_INT64, FIELD(type, member), .minus_is_null = true

static const struct wire_field group_fields[] = {
    {"key", WIRE_TEXT, FIELD(group_view, key)},
    {"label", WIRE_TEXT, FIELD(group_view, label)},
    {NUMBER("cards", group_view, cards), .about = "null where the group is too small to be told"},
};
static const struct wire_shape group_shape = SHAPE("GroupCountView", group_view, group_fields);

static const struct wire_field year_fields[] = {
    {"year", WIRE_INT32, FIELD(year_view, year)},
    {NUMBER("cards", year_view, cards)},
};
static const struct wire_shape year_shape = SHAPE("YearCountView", year_view, year_fields);

static const struct wire_field academic_year_fields[] = {
    {"academicYear", WIRE_TEXT, FIELD(academic_year_view, year), .about = "such as \"2026/2027\"; begins on 1 September"},
    {NUMBER("cards", academic_year_view, cards)},
};
static const struct wire_shape academic_year_shape = SHAPE("AcademicYearCountView", academic_year_view, academic_year_fields);

static const struct wire_field verifications_fields[] = {
    {"day", WIRE_DAY, FIELD(verifications_view, day)},
    {NUMBER("verifications", verifications_view, verifications)},
};
static const struct wire_shape verifications_shape = SHAPE("VerificationCountView", verifications_view, verifications_fields);

static const struct wire_field figures_fields[] = {
    {"organisationIdentifier", WIRE_TEXT, FIELD(figures_view, identifier), .about = "null for several organisations together"},
    {"organisationName", WIRE_TEXT, FIELD(figures_view, name)},
    {NUMBER("issued", figures_view, issued), .about = "cards ever issued; deleted ones stay counted"},
    {"issuedByYear", WIRE_OBJECTS, FIELD(figures_view, by_year), &year_shape, .about = "by calendar year of issue"},
    {"issuedByAcademicYear", WIRE_OBJECTS, FIELD(figures_view, by_academic_year), &academic_year_shape},
    {NUMBER("active", figures_view, active), .about = "cards that are active on the day"},
    {NUMBER("inactive", figures_view, inactive)},
    {NUMBER("expired", figures_view, expired)},
    {"activeByType", WIRE_OBJECTS, FIELD(figures_view, by_type), &group_shape},
    {"activeByLevel", WIRE_OBJECTS, FIELD(figures_view, by_level), &group_shape,
        .about = "by the holder's academic level; NONE: not known"},
    {"activeByCountry", WIRE_OBJECTS, FIELD(figures_view, by_country), &group_shape, .about = "by the issuer's country"},
    {"activeByLogo", WIRE_OBJECTS, FIELD(figures_view, by_logo), &group_shape,
        .about = "NEW: the issuer has switched to the new logo; OLD"},
    {NUMBER("personsWithActiveCards", figures_view, persons)},
    {"lastSynchronisation", WIRE_TEXT, FIELD(figures_view, last_synchronisation), .about = "when a token wrote last, in UTC; null: never"},
    {"verifications", WIRE_OBJECTS, FIELD(figures_view, verifications), &verifications_shape,
        .about = "cards that were asked for by status and verify, for each of the last 90 days that has any; nothing is kept of who asked"},
};
static const struct wire_shape figures_shape = SHAPE("FiguresView", figures_view, figures_fields);

static const struct wire_field organisations_fields[] = {
    {"registered", WIRE_INT64, FIELD(organisations_view, registered)},
    {"haveIssued", WIRE_INT64, FIELD(organisations_view, have_issued)},
    {"issueActive", WIRE_INT64, FIELD(organisations_view, issue_active), .about = "have cards that are active on the day"},
};
static const struct wire_shape organisations_shape = SHAPE("OrganisationCountView", organisations_view, organisations_fields);

static const struct wire_field statistics_fields[] = {
    {"day", WIRE_DAY, FIELD(statistics_view, day), .about = "today in UTC"},
    {"organisations", WIRE_OBJECT, FIELD(statistics_view, organisations), &organisations_shape},
    {"total", WIRE_OBJECT, FIELD(statistics_view, total), &figures_shape,
        .about = "with a token: the asking institution, or all issuers of the processor; without: all, groups under 10 being null"},
    {"each", WIRE_OBJECTS, FIELD(statistics_view, each), &figures_shape, .about = "with a token: each of these institutions"},
};
const struct wire_shape statistics_shape = SHAPE("StatisticsView", statistics_view, statistics_fields);

/* A list being made: items of one size in one array, and pointers to them. Room for `most`. */
struct list_maker {
    unsigned char *items;
    const void **pointers;
    size_t size, count;
};

static bool list_begin(struct arena *arena, size_t most, size_t size, struct list_maker *out)
{
    *out = (struct list_maker){
        .items = arena_alloc_array(arena, most, size), .pointers = arena_alloc_array(arena, most, sizeof *out->pointers), .size = size};
    return out->items != NULL && out->pointers != NULL;
}

static void *list_next(struct list_maker *maker)
{
    void *const item = maker->items + maker->count * maker->size;
    maker->pointers[maker->count++] = item;
    return item;
}

static struct wire_list list_end(const struct list_maker *maker)
{
    return (struct wire_list){.items = maker->pointers, .count = maker->count};
}

/* Groups without cards are left out. */
static void add_group(struct list_maker *maker, const char *key, const char *label, int64_t cards)
{
    if (cards != 0) {
        *(struct group_view *)list_next(maker) = (struct group_view){key, label, cards};
    }
}

static bool make_groups(struct arena *arena, const struct figures *figures, struct figures_view *view)
{
    struct list_maker types;
    struct list_maker levels;
    struct list_maker of_countries;
    struct list_maker logos;
    if (!list_begin(arena, CARD_TYPE_COUNT, sizeof(struct group_view), &types) ||
        !list_begin(arena, STATISTICS_LEVELS, sizeof(struct group_view), &levels) ||
        !list_begin(arena, figures->country_count, sizeof(struct group_view), &of_countries) ||
        !list_begin(arena, 2, sizeof(struct group_view), &logos)) {
        return false;
    }
    for (size_t i = 0; i < CARD_TYPE_COUNT; i++) {
        const struct code *const code = card_type_code((enum card_type)i);
        add_group(&types, code->key, code->label, figures->by_type[i]);
    }
    for (size_t i = 0; i < STATISTICS_LEVELS; i++) {
        const struct code *const code = statistics_level_code(i);
        add_group(&levels, code->key, code->label, figures->by_level[i]);
    }
    for (size_t i = 0; i < figures->country_count; i++) {
        add_group(&of_countries, figures->by_country[i].country, figures->by_country[i].country, figures->by_country[i].cards);
    }
    add_group(&logos, "NEW", "New logo", figures->with_new_logo);
    add_group(&logos, "OLD", "Old logo", figures->with_old_logo);
    view->by_type = list_end(&types);
    view->by_level = list_end(&levels);
    view->by_country = list_end(&of_countries);
    view->by_logo = list_end(&logos);
    return true;
}

static bool make_times(struct arena *arena, const struct figures *figures, struct figures_view *view)
{
    struct list_maker years;
    struct list_maker academic_years;
    struct list_maker days;
    if (!list_begin(arena, figures->by_year.count, sizeof(struct year_view), &years) ||
        !list_begin(arena, figures->by_academic_year.count, sizeof(struct academic_year_view), &academic_years) ||
        !list_begin(arena, figures->day_count, sizeof(struct verifications_view), &days)) {
        return false;
    }
    for (size_t i = 0; i < figures->by_year.count; i++) {
        const struct year_count *const count = &figures->by_year.items[i];
        *(struct year_view *)list_next(&years) = (struct year_view){count->year, count->cards};
    }
    for (size_t i = 0; i < figures->by_academic_year.count; i++) {
        const struct year_count *const count = &figures->by_academic_year.items[i];
        const char *const year = arena_format(arena, "%d/%d", count->year, count->year + 1);
        if (year == NULL) {
            return false;
        }
        *(struct academic_year_view *)list_next(&academic_years) = (struct academic_year_view){year, count->cards};
    }
    for (size_t i = 0; i < figures->day_count; i++) {
        const struct day_count *const count = &figures->verifications[i];
        *(struct verifications_view *)list_next(&days) = (struct verifications_view){count->day, count->verifications};
    }
    view->by_year = list_end(&years);
    view->by_academic_year = list_end(&academic_years);
    view->verifications = list_end(&days);
    return true;
}

static bool make_figures(struct arena *arena, const struct figures *figures, struct figures_view *out)
{
    const struct organisation *const organisation = figures->organisation;
    char *const last = figures->last_synchronisation_us == 0 ? NULL : arena_alloc(arena, INSTANT_TEXT_SIZE);
    if (last != NULL) {
        instant_format(figures->last_synchronisation_us, true, last);
    }
    *out = (struct figures_view){
        .identifier = organisation == NULL ? NULL : organisation->identifier,
        .name = organisation == NULL ? NULL : organisation->name,
        .issued = figures->issued,
        .active = figures->active,
        .inactive = figures->inactive,
        .expired = figures->expired,
        .persons = figures->persons,
        .last_synchronisation = last,
    };
    return (last != NULL || figures->last_synchronisation_us == 0) && make_groups(arena, figures, out) && make_times(arena, figures, out);
}

const struct statistics_view *statistics_view_make(struct arena *arena, const struct statistics *statistics)
{
    struct statistics_view *const view = arena_alloc(arena, sizeof *view);
    struct organisations_view *const organisations = arena_alloc(arena, sizeof *organisations);
    struct figures_view *const total = arena_alloc(arena, sizeof *total);
    struct list_maker each;
    if (view == NULL || organisations == NULL || total == NULL || !make_figures(arena, &statistics->total, total) ||
        !list_begin(arena, statistics->count, sizeof(struct figures_view), &each)) {
        return NULL;
    }
    for (size_t i = 0; i < statistics->count; i++) {
        if (!make_figures(arena, &statistics->each[i], list_next(&each))) {
            return NULL;
        }
    }
    *organisations = (struct organisations_view){statistics->registered, statistics->have_issued, statistics->issue_active};
    *view = (struct statistics_view){.day = statistics->day, .organisations = organisations, .total = total, .each = list_end(&each)};
    return view;
}

/* All is of one moment. */
static enum rc read_statistics(struct session *session, struct statistics *out, struct err *e)
{
    if (session_read_begin(session, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = session->actor == NULL ? registry_public_statistics(session, out, e) : registry_statistics(session, NULL, out, e);
    session_read_end(session);
    return rc;
}

enum rc op_statistics(struct http_call *call, struct api_context *context, struct err *e)
{
    struct statistics statistics;
    if (read_statistics(context->session, &statistics, e) != RC_OK) {
        return e->rc;
    }
    return reply_json(call, 200, &statistics_shape, statistics_view_make(call->arena, &statistics), e);
}
