/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/retention.h"

#include "base/day.h"
#include "registry/cards.h"
#include "registry/persons.h"
#include "store/cards.h"
#include "store/enrolments.h"
#include "store/retentions.h"
#include "store/settings.h"

#include <inttypes.h>
#include <stdio.h>

#define DAY_US INT64_C(86400000000)
#define WEEK 7
#define WINDOW 50000 /* ids looked through at once, so that no read takes long */
#define LAST_DAY "retention-day"
#define CLOCK_DAY "retention-clock" /* what the clock showed at the last run */
#define LEASE "retention-lease"
#define LEASE_US INT64_C(600000000)
#define NEVER_US INT64_MIN

int32_t retention_day(int32_t today, int32_t last_day)
{
    return last_day == DAY_NONE || today - last_day <= WEEK ? today : last_day + WEEK;
}

static struct due due_of(const struct retention_rules *rules)
{
    const bool cards = rules->card_days > 0;
    const bool persons = rules->person_days > 0;
    return (struct due){
        .expired_before = cards ? rules->day - (int32_t)rules->card_days : DAY_NONE,
        .changed_before = cards ? (rules->day - rules->card_days) * DAY_US : NEVER_US,
        .forgotten_before = persons ? (rules->day - rules->person_days) * DAY_US : NEVER_US,
    };
}

enum rc retention_counts_make(struct session *session, struct arena *arena, struct retention_counts *out, struct err *e)
{
    const struct organisations *const all = &session->directory.organisations;
    *out = (struct retention_counts){.items = arena_alloc_array(arena, all->count, sizeof *out->items), .count = all->count};
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < all->count; i++) {
        out->items[i].organisation_id = all->items[i].id;
    }
    return RC_OK;
}

static struct retention_count *find_count(struct retention_counts *counts, int64_t organisation_id)
{
    for (size_t i = 0; i < counts->count; i++) {
        if (counts->items[i].organisation_id == organisation_id) {
            return &counts->items[i];
        }
    }
    return NULL;
}

static void drop_empty(struct retention_counts *counts)
{
    size_t kept = 0;
    for (size_t i = 0; i < counts->count; i++) {
        if (counts->items[i].cards > 0 || counts->items[i].enrolments > 0) {
            counts->items[kept++] = counts->items[i];
        }
    }
    counts->count = kept;
}

enum rc registry_retention_preview(
    struct session *session, const struct retention_rules *rules, struct retention_counts *out, struct err *e)
{
    const struct due due = due_of(rules);
    struct due_counts cards = {0};
    struct due_counts enrolments = {0};
    if (retention_counts_make(session, session->arena, out, e) != RC_OK ||
        due_count_cards(session->db, session->arena, &due, &cards, e) != RC_OK ||
        due_count_enrolments(session->db, session->arena, &due, &enrolments, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < cards.count; i++) {
        struct retention_count *const count = find_count(out, cards.items[i].organisation_id);
        if (count != NULL) {
            count->cards = cards.items[i].count;
        }
    }
    for (size_t i = 0; i < enrolments.count; i++) {
        struct retention_count *const count = find_count(out, enrolments.items[i].organisation_id);
        if (count != NULL) {
            count->enrolments = enrolments.items[i].count;
        }
    }
    drop_empty(out);
    return RC_OK;
}

/* The next window of a table of which `last_id` is the last. */
static enum rc find_in(struct session *session, const struct due *due, struct retention_walk *walk, int64_t last_id, struct err *e)
{
    const int64_t end = walk->after_id + WINDOW;
    const enum rc rc = walk->in_enrolments
        ? due_enrolments(session->db, due, walk->after_id, end, RETENTION_BATCH, walk->ids, &walk->count, e)
        : due_cards(session->db, due, walk->after_id, end, RETENTION_BATCH, walk->ids, &walk->count, e);
    if (rc != RC_OK) {
        return rc;
    }
    walk->after_id = walk->count == RETENTION_BATCH ? walk->ids[walk->count - 1] : end;
    if (walk->after_id >= last_id) {
        walk->ended = walk->in_enrolments;
    }
    return RC_OK;
}

enum rc registry_retention_find(struct session *session, const struct retention_rules *rules, struct retention_walk *walk, struct err *e)
{
    const struct due due = due_of(rules);
    int64_t last_card = 0;
    int64_t last_enrolment = 0;
    walk->count = 0;
    if (due_last_ids(session->db, &last_card, &last_enrolment, e) != RC_OK) {
        return e->rc;
    }
    if (!walk->in_enrolments && walk->after_id >= last_card) {
        walk->in_enrolments = true;
        walk->after_id = 0;
    }
    return find_in(session, &due, walk, walk->in_enrolments ? last_enrolment : last_card, e);
}

static enum rc end_enrolment(struct session *session, int64_t id, struct retention_counts *counts, struct err *e)
{
    struct enrolment enrolment = {0};
    bool found = false;
    if (enrolments_get(session->db, session->arena, id, &enrolment, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return RC_OK;
    }
    if (enrolment_end(session, &enrolment, e) != RC_OK) {
        return e->rc;
    }
    struct retention_count *const count = find_count(counts, enrolment.organisation_id);
    if (count != NULL) {
        count->enrolments++;
    }
    return person_erase_if_alone(session, enrolment.person_id, e);
}

/* The number alone stays. With the last card goes the enrolment, unless somebody still keeps it up to date. */
static enum rc erase_card(struct session *session, const struct due *due, struct card *card, struct retention_counts *counts, struct err *e)
{
    const int64_t person_id = card->person_id;
    int64_t enrolment_id = 0;
    if ((card->deleted_at_us == 0 && card_remove(session, card, e) != RC_OK) || due_cut_card(session->db, card->id, e) != RC_OK) {
        return e->rc;
    }
    session_touch_erased(session);
    struct retention_count *const count = find_count(counts, card->issuer_id);
    if (count != NULL) {
        count->cards++;
    }
    if (due_enrolment_of(session->db, person_id, card->issuer_id, due->changed_before, &enrolment_id, e) != RC_OK) {
        return e->rc;
    }
    return enrolment_id == 0 ? RC_OK : end_enrolment(session, enrolment_id, counts, e);
}

static enum rc erase_card_if_due(struct session *session, const struct due *due, int64_t id, struct retention_counts *counts, struct err *e)
{
    struct card card = {0};
    bool found = false;
    if (cards_get(session->db, session->arena, id, &card, &found, e) != RC_OK) {
        return e->rc;
    }
    const bool is_due = found && card.person_id != 0 && card.expires_day < due->expired_before;
    return is_due ? erase_card(session, due, &card, counts, e) : RC_OK;
}

static enum rc end_enrolment_if_due(
    struct session *session, const struct due *due, int64_t id, struct retention_counts *counts, struct err *e)
{
    bool is_due = false;
    if (due_is_forgotten(session->db, id, due->forgotten_before, &is_due, e) != RC_OK) {
        return e->rc;
    }
    return is_due ? end_enrolment(session, id, counts, e) : RC_OK;
}

enum rc registry_retention_erase(struct session *session, const struct retention_rules *rules, const struct retention_walk *walk,
    struct retention_counts *counts, struct err *e)
{
    const struct due due = due_of(rules);
    for (size_t i = 0; i < walk->count; i++) {
        const enum rc rc = walk->in_enrolments ? end_enrolment_if_due(session, &due, walk->ids[i], counts, e)
                                               : erase_card_if_due(session, &due, walk->ids[i], counts, e);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

static enum rc read_day(struct session *session, const char *name, int32_t *out, struct err *e)
{
    const char *text = NULL;
    *out = DAY_NONE;
    if (settings_get(session->db, session->arena, name, &text, e) != RC_OK) {
        return e->rc;
    }
    if (text != NULL && !day_parse(str_of(text), out)) {
        *out = DAY_NONE;
    }
    return RC_OK;
}

static enum rc write_day(struct session *session, const char *name, int32_t day, struct err *e)
{
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    return settings_put(session->db, name, text, e);
}

enum rc registry_retention_last_day(struct session *session, int32_t *out, struct err *e)
{
    return read_day(session, LAST_DAY, out, e);
}

enum rc registry_retention_look(struct session *session, struct retention_rules *rules, bool *due, struct err *e)
{
    int32_t last = DAY_NONE;
    int32_t clock_day = DAY_NONE;
    *due = false;
    if (read_day(session, LAST_DAY, &last, e) != RC_OK || read_day(session, CLOCK_DAY, &clock_day, e) != RC_OK) {
        return e->rc;
    }
    rules->clock_day = session->today;
    rules->day = retention_day(session->today, last);
    *due = clock_day != session->today && (last == DAY_NONE || rules->day > last);
    return RC_OK;
}

/* A lease from a clock that is far ahead counts as over. */
static bool is_over(const char *lease, const char *owner, int64_t now_us)
{
    struct str rest = str_of(lease);
    long long until_us = 0;
    const struct str holder = str_cut(&rest, ' ');
    return lease == NULL || str_equal(holder, str_of(owner)) || !str_to_int64(rest, &until_us) || until_us <= now_us ||
        until_us > now_us + LEASE_US;
}

enum rc registry_retention_lease(struct session *session, const char *owner, bool *mine, struct err *e)
{
    const char *lease = NULL;
    char text[128];
    *mine = false;
    if (settings_get(session->db, session->arena, LEASE, &lease, e) != RC_OK || !is_over(lease, owner, session->now_us)) {
        return e->rc;
    }
    (void)snprintf(text, sizeof text, "%s %" PRId64, owner, session->now_us + LEASE_US);
    *mine = true;
    return settings_put(session->db, LEASE, text, e);
}

enum rc registry_retention_done(
    struct session *session, const struct retention_rules *rules, const struct retention_counts *counts, struct err *e)
{
    int32_t last = DAY_NONE;
    if (registry_retention_last_day(session, &last, e) != RC_OK ||
        write_day(session, LAST_DAY, last != DAY_NONE && last > rules->day ? last : rules->day, e) != RC_OK ||
        write_day(session, CLOCK_DAY, rules->clock_day, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < counts->count; i++) {
        const struct retention_count *const count = &counts->items[i];
        if (count->cards == 0 && count->enrolments == 0) {
            continue;
        }
        const char *const detail =
            arena_format(session->arena, "%" PRId64 " cards, %" PRId64 " enrolments", count->cards, count->enrolments);
        if (detail == NULL) {
            return err_no_memory(e);
        }
        if (session_audit(session, AUDIT_RETENTION_RUN, count->organisation_id, 0, detail, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}
