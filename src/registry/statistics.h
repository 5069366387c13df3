/* SPDX-License-Identifier: EUPL-1.2 */
/* How many cards were issued and are active, of whom they are, and how often they are verified: for organisations and over all. */
#pragma once

#include "core/card.h"
#include "core/person.h"
#include "registry/session.h"

/* Stands for a number that is not told in public. */
#define STATISTICS_HIDDEN (-1)

/* The smallest group of cards or persons that is told in public. */
#define STATISTICS_SMALLEST 10

/* Verifications are told for so many days, today included. */
#define STATISTICS_DAYS 90

/* Active cards are told as expiring when they end within so many days, today included. */
#define STATISTICS_EXPIRING_DAYS 30

struct year_count {
    int year; /* of an academic year, which begins on 1 September: the one in which it begins */
    int64_t cards;
};

struct year_counts {
    struct year_count *items; /* oldest first; years without cards are left out */
    size_t count;
};

struct country_count {
    const char *country;
    int64_t cards;
};

struct day_count {
    int32_t day;
    int64_t verifications;
};

#define STATISTICS_LEVELS 4 /* none, bachelor, master, doctorate */

struct figures {
    const struct organisation *organisation;   /* NULL: several together */
    int64_t issued;                            /* ever; deleted cards stay counted */
    int64_t issued_month, issued_month_before; /* in the month that runs, and in the one before */
    struct year_counts by_year, by_academic_year;
    int64_t active, inactive, expired; /* cards that are there */
    int64_t expiring;                  /* active ones that end within STATISTICS_EXPIRING_DAYS */
    int64_t by_type[CARD_TYPE_COUNT];  /* active ones, and so on */
    int64_t by_level[STATISTICS_LEVELS];
    int64_t with_new_logo, with_old_logo;
    struct country_count *by_country;
    size_t country_count;
    int64_t persons;                 /* with active cards; over all organisations each once, else once for each institution */
    int64_t last_synchronisation_us; /* the last write by a token; 0: none */
    struct day_count *verifications; /* oldest first; days without any are left out */
    size_t day_count;
};

struct statistics {
    int32_t day;
    int64_t registered, have_issued, issue_active; /* organisations; closed ones are not registered */
    struct figures total;
    struct figures *each; /* by organisation, in the order in which they came */
    size_t count;
};

/* The key and label of a level by its index in by_level; "NONE" for the first. */
const struct code *statistics_level_code(size_t index);

/* Of the organisations that the asking one may see, or of `only` among them (NULL: all). */
MUST_CHECK enum rc registry_statistics(struct session *session, const struct organisation *only, struct statistics *out, struct err *e);

/* How many cards of one organisation are active today: one look-up, where a list shows it for many. */
MUST_CHECK enum rc registry_active_cards(struct session *session, const struct organisation *organisation, int64_t *out, struct err *e);

/* Over all organisations, for anybody: no organisation by itself, groups of fewer than STATISTICS_SMALLEST hidden, and others with them so
 * that no difference tells what they are. */
MUST_CHECK enum rc registry_public_statistics(struct session *session, struct statistics *out, struct err *e);
