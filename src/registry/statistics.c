/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/statistics.h"

#include "base/day.h"
#include "registry/visits.h"
#include "store/lists.h"

#include <string.h>

#define COUNTRIES_MAX 256

/* Cards issued in half a calendar year: until August, and from September on. Calendar and academic years are both made of two. */
struct halves {
    struct issued_half *items;
    size_t count, capacity;
};

/* What is gathered for one set of figures. */
struct gathered {
    struct figures *figures;
    struct halves halves;
    size_t day_capacity;
};

/* The figures being made: of each organisation chosen, and of all of them. */
struct making {
    struct session *session;
    struct statistics *out;
    struct gathered *each; /* like out->each, by id */
    struct gathered total;
    bool chosen_all;
    int64_t only_id; /* of the one chosen; 0: several */
};

const struct code *statistics_level_code(size_t index)
{
    static const struct code none = {"NONE", "No level known"};
    return index == 0 ? &none : academic_level_code((enum academic_level)(LEVEL_BACHELOR + (int)index - 1));
}

static bool grow(struct arena *arena, void **items, size_t size, size_t count, size_t *capacity)
{
    if (count < *capacity) {
        return true;
    }
    const size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
    void *const grown = arena_grow(arena, *items, *capacity * size, wanted * size);
    if (grown != NULL) {
        *items = grown;
        *capacity = wanted;
    }
    return grown != NULL;
}

/* Comes in order of time: equal ones are neighbours. */
static enum rc add_half(struct session *session, struct halves *halves, const struct issued_half *half, struct err *e)
{
    struct issued_half *const last = halves->count == 0 ? NULL : &halves->items[halves->count - 1];
    if (last != NULL && last->year == half->year && last->autumn == half->autumn) {
        last->cards += half->cards;
        return RC_OK;
    }
    void *items = halves->items;
    if (!grow(session->arena, &items, sizeof *halves->items, halves->count, &halves->capacity)) {
        return err_no_memory(e);
    }
    halves->items = items;
    halves->items[halves->count++] = *half;
    return RC_OK;
}

static enum rc add_day(struct session *session, struct gathered *to, int32_t day, int64_t verifications, struct err *e)
{
    struct figures *const figures = to->figures;
    struct day_count *const last = figures->day_count == 0 ? NULL : &figures->verifications[figures->day_count - 1];
    if (last != NULL && last->day == day) {
        last->verifications += verifications;
        return RC_OK;
    }
    void *items = figures->verifications;
    if (!grow(session->arena, &items, sizeof *figures->verifications, figures->day_count, &to->day_capacity)) {
        return err_no_memory(e);
    }
    figures->verifications = items;
    figures->verifications[figures->day_count++] = (struct day_count){day, verifications};
    return RC_OK;
}

/* By id, in which order the organisations stand; NULL for one that was not chosen. */
static struct gathered *find(const struct making *making, int64_t organisation_id)
{
    size_t low = 0;
    size_t high = making->out->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int64_t id = making->out->each[middle].organisation->id;
        if (id == organisation_id) {
            return &making->each[middle];
        }
        low = id < organisation_id ? middle + 1 : low;
        high = id < organisation_id ? high : middle;
    }
    return NULL;
}

static enum rc choose(struct making *making, const struct organisation *only, struct err *e)
{
    const struct organisations *const all = &making->session->directory.organisations;
    struct statistics *const out = making->out;
    out->each = arena_alloc_array(making->session->arena, all->count, sizeof *out->each);
    making->each = arena_alloc_array(making->session->arena, all->count, sizeof *making->each);
    if (out->each == NULL || making->each == NULL) {
        return err_no_memory(e);
    }
    making->total.figures = &out->total;
    making->chosen_all = true;
    making->only_id = only == NULL ? 0 : only->id;
    for (size_t i = 0; i < all->count; i++) {
        const struct organisation *const organisation = &all->items[i];
        const bool may_see = organisation_is_issuer(organisation) && session_may_see(making->session, organisation->id);
        if (may_see && (only == NULL || only == organisation)) {
            making->each[out->count].figures = &out->each[out->count];
            out->each[out->count++].organisation = organisation;
        } else if (organisation_is_issuer(organisation)) {
            making->chosen_all = false;
        }
    }
    return RC_OK;
}

static void add_tally(struct figures *figures, const struct tally *tally)
{
    const size_t kind = (size_t)tally->kind;
    switch (tally->measure) {
    case TALLY_ACTIVE:
        figures->active += tally->amount;
        figures->by_type[kind < CARD_TYPE_COUNT ? kind : CARD_TYPE_UNKNOWN] += tally->amount;
        return;
    case TALLY_LEVEL:
        figures->by_level[academic_level_is_known(tally->kind) ? kind - LEVEL_BACHELOR + 1 : 0] += tally->amount;
        return;
    case TALLY_PERSONS:
        figures->persons += tally->amount;
        return;
    case TALLY_INACTIVE:
        figures->inactive += tally->amount;
        return;
    case TALLY_ISSUED:
        return;
    }
}

static enum rc gather_tallies_of(struct making *making, struct figures *figures, struct err *e)
{
    struct session *const session = making->session;
    const int32_t today = making->out->day;
    const int64_t id = figures->organisation->id;
    struct tallies tallies = {0};
    if (tallies_list(session->db, session->arena, id, today, &tallies, e) != RC_OK ||
        tallies_sum(session->db, id, TALLY_ACTIVE, today, today + STATISTICS_EXPIRING_DAYS - 1, &figures->expiring, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < tallies.count; i++) {
        add_tally(figures, &tallies.items[i]);
        add_tally(making->total.figures, &tallies.items[i]);
    }
    making->total.figures->expiring += figures->expiring;
    return RC_OK;
}

static enum rc gather_tallies(struct making *making, struct err *e)
{
    struct tallies persons = {0}; /* each counted once */
    for (size_t i = 0; i < making->out->count; i++) {
        if (gather_tallies_of(making, &making->out->each[i], e) != RC_OK) {
            return e->rc;
        }
    }
    if (!making->chosen_all) {
        return RC_OK;
    }
    if (tallies_list(making->session->db, making->session->arena, 0, making->out->day, &persons, e) != RC_OK) {
        return e->rc;
    }
    making->total.figures->persons = persons.count == 0 ? 0 : persons.items[0].amount;
    return RC_OK;
}

static enum rc gather_months_of(struct making *making, struct figures *figures, struct err *e)
{
    struct db *const db = making->session->db;
    const struct civil_date today = day_to_date(making->out->day);
    const struct civil_date before = today.month == 1 ? (struct civil_date){.year = today.year - 1, .month = 12}
                                                      : (struct civil_date){.year = today.year, .month = today.month - 1};
    const int64_t id = figures->organisation->id;
    if (issued_month(db, id, today.year, today.month, &figures->issued_month, e) != RC_OK ||
        issued_month(db, id, before.year, before.month, &figures->issued_month_before, e) != RC_OK) {
        return e->rc;
    }
    making->total.figures->issued_month += figures->issued_month;
    making->total.figures->issued_month_before += figures->issued_month_before;
    return RC_OK;
}

static enum rc gather_months(struct making *making, struct err *e)
{
    for (size_t i = 0; i < making->out->count; i++) {
        if (gather_months_of(making, &making->out->each[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc gather_issued(struct making *making, struct err *e)
{
    struct issued_halves halves = {0};
    if (issued_list(making->session->db, making->session->arena, making->only_id, &halves, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < halves.count; i++) {
        const struct issued_half *const half = &halves.items[i];
        struct gathered *const to = find(making, half->organisation_id);
        if (to == NULL) {
            continue;
        }
        to->figures->issued += half->cards;
        making->total.figures->issued += half->cards;
        if (add_half(making->session, &to->halves, half, e) != RC_OK ||
            add_half(making->session, &making->total.halves, half, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc add_verifications(struct making *making, int64_t organisation_id, int32_t day, int64_t verifications, struct err *e)
{
    struct gathered *const to = find(making, organisation_id);
    if (to == NULL) {
        return RC_OK;
    }
    return add_day(making->session, to, day, verifications, e) == RC_OK ? add_day(making->session, &making->total, day, verifications, e)
                                                                        : e->rc;
}

/* Those written down, and then today's that are not yet. */
static enum rc gather_verifications(struct making *making, struct err *e)
{
    struct session *const session = making->session;
    const int32_t today = making->out->day;
    struct verification_days days = {0};
    struct verification_days waiting = {0};
    if (verifications_list(session->db, session->arena, making->only_id, today - STATISTICS_DAYS + 1, &days, e) != RC_OK ||
        visits_read(session->registry->visits, session->arena, false, &waiting, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < days.count; i++) {
        if (add_verifications(making, days.items[i].organisation_id, days.items[i].day, days.items[i].verifications, e) != RC_OK) {
            return e->rc;
        }
    }
    for (size_t i = 0; i < waiting.count; i++) {
        if (add_verifications(making, waiting.items[i].organisation_id, today, waiting.items[i].verifications, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static void keep_later(struct figures *figures, int64_t at_us)
{
    figures->last_synchronisation_us = at_us > figures->last_synchronisation_us ? at_us : figures->last_synchronisation_us;
}

static enum rc gather_synchronisations(struct making *making, struct err *e)
{
    struct synchronisations all = {0};
    if (synchronisations_list(making->session->db, making->session->arena, making->only_id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct gathered *const to = find(making, all.items[i].organisation_id);
        if (to != NULL) {
            keep_later(to->figures, all.items[i].last_at_us);
            keep_later(making->total.figures, all.items[i].last_at_us);
        }
    }
    return RC_OK;
}

/* Cards that are there are active, inactive or expired. */
static enum rc gather_expired(struct making *making, struct err *e)
{
    for (size_t i = 0; i < making->out->count; i++) {
        struct figures *const figures = &making->out->each[i];
        int64_t there = 0;
        if (lists_count(making->session->db, figures->organisation->id, LIST_CARDS, &there, e) != RC_OK) {
            return e->rc;
        }
        figures->expired = there - figures->active - figures->inactive;
        making->out->total.expired += figures->expired;
    }
    return RC_OK;
}

/* The year to which a half belongs. */
static int year_of(const struct issued_half *half, bool academic)
{
    return academic && !half->autumn ? half->year - 1 : half->year;
}

/* Adds neighbouring halves up to years. */
static enum rc make_years(struct session *session, const struct halves *halves, bool academic, struct year_counts *out, struct err *e)
{
    *out = (struct year_counts){.items = arena_alloc_array(session->arena, halves->count, sizeof *out->items)};
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < halves->count; i++) {
        const int year = year_of(&halves->items[i], academic);
        if (out->count == 0 || out->items[out->count - 1].year != year) {
            out->items[out->count++] = (struct year_count){.year = year};
        }
        out->items[out->count - 1].cards += halves->items[i].cards;
    }
    return RC_OK;
}

/* Enters active cards of a country, in the order of the codes. */
static void add_country(struct figures *figures, const char *country, int64_t cards)
{
    size_t at = 0;
    while (at < figures->country_count && strcmp(figures->by_country[at].country, country) < 0) {
        at++;
    }
    if (at < figures->country_count && strcmp(figures->by_country[at].country, country) == 0) {
        figures->by_country[at].cards += cards;
        return;
    }
    if (figures->country_count == COUNTRIES_MAX) {
        return; /* more than the alphabet of ISO 3166 has in use */
    }
    memmove(&figures->by_country[at + 1], &figures->by_country[at], (figures->country_count - at) * sizeof *figures->by_country);
    figures->by_country[at] = (struct country_count){country, cards};
    figures->country_count++;
}

/* What belongs to the organisation as a whole: its country and its logo. */
static enum rc spread(struct making *making, struct err *e)
{
    struct statistics *const out = making->out;
    out->total.by_country = arena_alloc_array(making->session->arena, COUNTRIES_MAX, sizeof *out->total.by_country);
    struct country_count *const own = arena_alloc_array(making->session->arena, out->count, sizeof *own);
    if (out->total.by_country == NULL || own == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < out->count; i++) {
        struct figures *const figures = &out->each[i];
        const struct organisation *const organisation = figures->organisation;
        const bool is_new = organisation->new_logo_day != DAY_NONE && organisation->new_logo_day <= out->day;
        *(is_new ? &figures->with_new_logo : &figures->with_old_logo) = figures->active;
        *(is_new ? &out->total.with_new_logo : &out->total.with_old_logo) += figures->active;
        if (figures->active > 0) {
            figures->by_country = &own[i];
            add_country(figures, organisation->country, figures->active);
            add_country(&out->total, organisation->country, figures->active);
        }
    }
    return RC_OK;
}

static enum rc finish(struct making *making, struct gathered *gathered, struct err *e)
{
    struct figures *const figures = gathered->figures;
    return make_years(making->session, &gathered->halves, false, &figures->by_year, e) == RC_OK
        ? make_years(making->session, &gathered->halves, true, &figures->by_academic_year, e)
        : e->rc;
}

static void count_organisations(struct making *making, const struct organisation *only)
{
    const struct organisations *const all = &making->session->directory.organisations;
    struct statistics *const out = making->out;
    for (size_t i = 0; i < all->count; i++) {
        const bool counts = (only == NULL || only == &all->items[i]) && session_may_see(making->session, all->items[i].id);
        out->registered += counts && all->items[i].status != ORGANISATION_CLOSED;
    }
    for (size_t i = 0; i < out->count; i++) {
        out->have_issued += out->each[i].issued > 0;
        out->issue_active += out->each[i].active > 0;
    }
}

static enum rc make(struct making *making, const struct organisation *only, struct err *e)
{
    *making->out = (struct statistics){.day = making->session->today};
    if (choose(making, only, e) != RC_OK || gather_tallies(making, e) != RC_OK || gather_issued(making, e) != RC_OK ||
        gather_months(making, e) != RC_OK || gather_verifications(making, e) != RC_OK || gather_synchronisations(making, e) != RC_OK ||
        gather_expired(making, e) != RC_OK || spread(making, e) != RC_OK || finish(making, &making->total, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < making->out->count; i++) {
        if (finish(making, &making->each[i], e) != RC_OK) {
            return e->rc;
        }
    }
    count_organisations(making, only);
    return RC_OK;
}

enum rc registry_statistics(struct session *session, const struct organisation *only, struct statistics *out, struct err *e)
{
    struct making making = {.session = session, .out = out};
    return make(&making, only, e);
}

enum rc registry_active_cards(struct session *session, const struct organisation *organisation, int64_t *out, struct err *e)
{
    struct tallies tallies = {0};
    *out = 0;
    if (session_permit(session, organisation, e) != RC_OK ||
        tallies_list(session->db, session->arena, organisation->id, session->today, &tallies, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < tallies.count; i++) {
        *out += tallies.items[i].measure == TALLY_ACTIVE ? tallies.items[i].amount : 0;
    }
    return RC_OK;
}

/* One number among others that add up to something known. */
struct part {
    int64_t *number;
    bool is_small;
};

static bool is_small(int64_t number)
{
    return number > 0 && number < STATISTICS_SMALLEST;
}

/* The smallest part that is shown; NULL when there is none. */
static struct part *smallest_shown(struct part *parts, size_t count)
{
    struct part *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].is_small && *parts[i].number > 0 && (found == NULL || *parts[i].number < *found->number)) {
            found = &parts[i];
        }
    }
    return found;
}

/* Hides the small parts, and others until at least two are hidden that make up a group which may be told. */
static void hide_parts(struct part *parts, size_t count)
{
    int64_t sum = 0;
    size_t hidden = 0;
    for (size_t i = 0; i < count; i++) {
        hidden += parts[i].is_small;
        sum += parts[i].is_small ? *parts[i].number : 0;
    }
    struct part *next = NULL;
    while (hidden > 0 && (hidden < 2 || sum < STATISTICS_SMALLEST) && (next = smallest_shown(parts, count)) != NULL) {
        next->is_small = true;
        sum += *next->number;
        hidden++;
    }
    for (size_t i = 0; i < count; i++) {
        *parts[i].number = parts[i].is_small ? STATISTICS_HIDDEN : *parts[i].number;
    }
}

static void hide_numbers(struct part *parts, int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        parts[i] = (struct part){&numbers[i], is_small(numbers[i])};
    }
    hide_parts(parts, count);
}

static void hide_countries(struct part *parts, struct figures *figures)
{
    for (size_t i = 0; i < figures->country_count; i++) {
        parts[i] = (struct part){&figures->by_country[i].cards, is_small(figures->by_country[i].cards)};
    }
    hide_parts(parts, figures->country_count);
}

/* Years of the other kind would give a small half away. */
static void hide_years(struct part *parts, struct year_counts *years, const struct halves *halves, bool academic)
{
    for (size_t i = 0; i < years->count; i++) {
        parts[i] = (struct part){&years->items[i].cards, is_small(years->items[i].cards)};
        for (size_t h = 0; h < halves->count; h++) {
            parts[i].is_small |= year_of(&halves->items[h], academic) == years->items[i].year && is_small(halves->items[h].cards);
        }
    }
    hide_parts(parts, years->count);
}

static void hide_whole(int64_t *number)
{
    *number = *number < STATISTICS_SMALLEST ? STATISTICS_HIDDEN : *number;
}

static enum rc hide(struct making *making, struct err *e)
{
    struct figures *const total = &making->out->total;
    const size_t most = making->total.halves.count + COUNTRIES_MAX;
    struct part *const parts = arena_alloc_array(making->session->arena, most, sizeof *parts);
    if (parts == NULL) {
        return err_no_memory(e);
    }
    hide_years(parts, &total->by_year, &making->total.halves, false);
    hide_years(parts, &total->by_academic_year, &making->total.halves, true);
    hide_numbers(parts, total->by_type, CARD_TYPE_COUNT);
    hide_numbers(parts, total->by_level, STATISTICS_LEVELS);
    hide_countries(parts, total);
    int64_t logos[] = {total->with_new_logo, total->with_old_logo};
    hide_numbers(parts, logos, COUNT_OF(logos));
    total->with_new_logo = logos[0];
    total->with_old_logo = logos[1];
    int64_t *const wholes[] = {&total->issued, &total->active, &total->inactive, &total->expired, &total->persons};
    for (size_t i = 0; i < COUNT_OF(wholes); i++) {
        hide_whole(wholes[i]);
    }
    for (size_t i = 0; i < total->day_count; i++) {
        hide_whole(&total->verifications[i].verifications);
    }
    return RC_OK;
}

enum rc registry_public_statistics(struct session *session, struct statistics *out, struct err *e)
{
    struct making making = {.session = session, .out = out};
    if (make(&making, NULL, e) != RC_OK || hide(&making, e) != RC_OK) {
        return e->rc;
    }
    out->each = NULL;
    out->count = 0;
    return RC_OK;
}
