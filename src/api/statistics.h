/* SPDX-License-Identifier: EUPL-1.2 */
/* How statistics look in answers, and on the command line's paper. */
#pragma once

#include "registry/statistics.h"
#include "wire/shape.h"

struct group_view {
    const char *key, *label;
    int64_t cards;
};

struct year_view {
    int64_t year;
    int64_t cards;
};

struct academic_year_view {
    const char *year; /* "2026/2027" */
    int64_t cards;
};

struct verifications_view {
    int32_t day;
    int64_t verifications;
};

/* Numbers that are not told are -1, which is written as null. */
struct figures_view {
    const char *identifier, *name; /* NULL: several organisations together */
    int64_t issued;
    struct wire_list by_year, by_academic_year;
    int64_t active, inactive, expired;
    struct wire_list by_type, by_level, by_country, by_logo;
    int64_t persons;
    const char *last_synchronisation;
    struct wire_list verifications;
};

struct organisations_view {
    int64_t registered, have_issued, issue_active;
};

struct statistics_view {
    int32_t day;
    const struct organisations_view *organisations;
    const struct figures_view *total;
    struct wire_list each;
};

extern const struct wire_shape statistics_shape;

/* Made in the arena; NULL without memory. */
const struct statistics_view *statistics_view_make(struct arena *arena, const struct statistics *statistics);
