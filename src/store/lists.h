/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the entries of an organisation's lists stand: turns "the n-th newest" into a place, and feeds the scans behind sorting and
 * searching. */
#pragma once

#include "core/card.h"
#include "core/person.h"
#include "db/db.h"

/* The numbers are stored. */
enum list_kind { LIST_ENROLMENTS = 1, LIST_CARDS = 2 };

/* Places counted together; the statements that fill the buckets divide by the same number. */
#define LIST_BUCKET_SPAN 1000

/* Takes the next place in a list, raising its count and its bucket's. */
MUST_CHECK enum rc lists_append(struct db *db, int64_t organisation_id, enum list_kind list, int64_t *seq, struct err *e);

/* Gives a place back. */
MUST_CHECK enum rc lists_remove(struct db *db, int64_t organisation_id, enum list_kind list, int64_t seq, struct err *e);

/* The steps of these for many places at once: the next place that will be given; `count` places given, *first and those after it; `count`
 * places given back; what a bucket (of LIST_BUCKET_SPAN places) has more. */
MUST_CHECK enum rc lists_next(struct db *db, int64_t organisation_id, enum list_kind list, int64_t *seq, struct err *e);
MUST_CHECK enum rc lists_advance(struct db *db, int64_t organisation_id, enum list_kind list, int64_t count, int64_t *first, struct err *e);
MUST_CHECK enum rc lists_shrink(struct db *db, int64_t organisation_id, enum list_kind list, int64_t count, struct err *e);
MUST_CHECK enum rc lists_fill(struct db *db, int64_t organisation_id, enum list_kind list, int64_t bucket, int64_t delta, struct err *e);

MUST_CHECK enum rc lists_count(struct db *db, int64_t organisation_id, enum list_kind list, int64_t *entries, struct err *e);

/* For the entry `offset` places from the newest: the highest place of its bucket and how many entries to pass over from there. */
struct list_place {
    int64_t seq;
    size_t skip;
    bool found; /* false past the end */
};

MUST_CHECK enum rc lists_find(
    struct db *db, int64_t organisation_id, enum list_kind list, int64_t offset, struct list_place *out, struct err *e);

/* Counts everything anew from the entries themselves: after a bulk fill or to repair. Counts of changes begin anew with the instant. */
MUST_CHECK enum rc lists_rebuild(struct db *db, int64_t now_us, struct err *e);

/* A thousand places of a list. */
struct list_bucket {
    int64_t number;
    int64_t entries;
    int64_t changes; /* grows whenever one of its entries comes, changes or goes */
};

struct list_buckets {
    struct list_bucket *items; /* the newest first */
    size_t count;
};

MUST_CHECK enum rc lists_buckets(
    struct db *db, struct arena *arena, int64_t organisation_id, enum list_kind list, struct list_buckets *out, struct err *e);

/* What fits in few bytes of an entry. */
struct list_brief {
    int64_t entity_id;
    int32_t issued_day, expires_day;
    uint8_t kind;   /* a card's type; an enrolment's academic level */
    uint8_t status; /* of cards, as stored */
};

/* The entries of a bucket, the newest first, up to `max`. */
MUST_CHECK enum rc lists_bucket_entries(struct db *db, int64_t organisation_id, enum list_kind list, int64_t number, struct list_brief *out,
    size_t max, size_t *count, struct err *e);

/* What sorting and searching look at. Texts are borrowed until the next row; absent ones have data NULL. */
struct list_row {
    int64_t id;        /* of the card or the enrolment */
    int64_t entity_id; /* of the card or the person: what a list shows once */
    int64_t seq;       /* place in its organisation's list */
    struct str escn;   /* 16 bytes */
    struct str display_name;
    int32_t issued_day, expires_day;
    enum card_type type;       /* of cards, as stored */
    enum card_status status;   /* likewise */
    enum academic_level level; /* of the enrolment, where the person is read */
    struct str esi_key, name_key, email;
};

/* Every entry of an organisation's list in no particular order; `with_person` fills esi_key, name_key and email (dearer for cards). */
MUST_CHECK enum rc lists_scan(
    struct db *db, int64_t organisation_id, enum list_kind list, bool with_person, struct db_rows *rows, struct err *e);
void lists_scan_row(const struct db_rows *rows, struct list_row *out);
