/* SPDX-License-Identifier: EUPL-1.2 */
/* A store as its tests find it: an empty schema, and short words to put organisations, persons and cards into it. */
#pragma once

#include "contract.h"
#include "outcome.h"

#include "base/day.h"
#include "store/cards.h"
#include "store/counters.h"
#include "store/enrolments.h"
#include "store/lists.h"
#include "store/organisations.h"
#include "store/persons.h"
#include "store/schema.h"

#include <stdio.h>

#define NOW 1795338840000000 /* 2026-11-22T09:14:00Z */
#define TODAY 20779

/* A connection and an arena for what is read through it. */
struct store {
    struct db *db;
    struct arena arena;
};

static inline void store_close(struct store *store)
{
    db_close(store->db);
    arena_deinit(&store->arena);
}

/* One more connection to the test's database, which is made and brought up where it is not there yet. */
static inline struct store store_connect(const struct contract *contract)
{
    const struct db_options options = {.url = contract->url, .create = true, .fast_unsafe = true};
    struct store store = {0};
    arena_init(&store.arena, 4096);
    MUST(store_open(&options, &store.db, &e));
    return store;
}

/* One number out of the database by SQL of the test, over a connection of its own. */
static inline int64_t sql_number(const struct contract *contract, const char *sql)
{
    const struct db_statement statement = {{sql}};
    const struct db_options options = {.url = contract->url};
    AUTO(db_closep) struct db *db = NULL;
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    MUST(db_open(&options, (struct db_statements){&statement, 1}, &db, &e));
    MUST(db_query(db, 0, NULL, 0, &rows, &e));
    MUST(db_next(&rows, &has, &e));
    assert_true(has);
    return db_column_int(&rows, 0);
}

static inline int64_t add_organisation(struct db *db, const char *identifier)
{
    struct organisation organisation = {
        .identifier = identifier,
        .kind = identifier[0] >= 'A' ? ORGANISATION_PROCESSOR : ORGANISATION_INSTITUTION,
        .name = identifier,
        .country = "FR",
        .new_logo_day = DAY_NONE,
    };
    MUST(organisations_insert(db, &organisation, NOW, &e));
    return organisation.id;
}

static inline int64_t add_person(struct db *db, const char *esi)
{
    struct person person = {.esi = esi, .esi_key = esi};
    MUST(persons_insert(db, &person, NOW, &e));
    return person.id;
}

/* With its place in the organisation's list. */
static inline struct enrolment add_enrolment(struct db *db, int64_t person_id, int64_t organisation_id)
{
    struct enrolment enrolment = {
        .person_id = person_id,
        .organisation_id = organisation_id,
        .full_name = "Ada Lovelace",
        .name_key = "ada lovelace",
    };
    MUST(lists_append(db, organisation_id, LIST_ENROLMENTS, &enrolment.seq, &e));
    MUST(enrolments_insert(db, &enrolment, NOW, &e));
    return enrolment;
}

/* A number that differs for each `index`. */
static inline struct escn number_of(int64_t index)
{
    struct escn escn = {{0x6a, 0x01, 0xdf, 0xc0, 0xcb, 0x98, 0x10, 0x35, 0xa1, 0x9b, 0x00, 0x19, 0x99, 0x85, 0x96, 0x08}};
    for (int i = 0; i < 6; i++) {
        escn.bytes[5 - i] = (unsigned char)(index >> (8 * i));
    }
    return escn;
}

/* With its place in the issuer's list and its count. */
static inline void enter_card(struct db *db, struct card *card)
{
    MUST(lists_append(db, card->issuer_id, LIST_CARDS, &card->seq, &e));
    MUST(counters_add(db, card, 1, &e));
}

static inline struct card add_card(struct db *db, int64_t index, int64_t person_id, int64_t issuer_id)
{
    struct card card = {
        .escn = number_of(index),
        .person_id = person_id,
        .issuer_id = issuer_id,
        .type = CARD_SMART_CDZ,
        .status = CARD_ACTIVE,
        .issued_day = TODAY,
        .expires_day = TODAY + 365,
    };
    enter_card(db, &card);
    MUST(cards_insert(db, &card, NOW, &e));
    return card;
}

/* Marks a card as deleted, as the registry does. */
static inline void drop_card(struct db *db, struct card *card)
{
    card->deleted_at_us = NOW;
    MUST(counters_add(db, card, -1, &e));
    MUST(lists_remove(db, card->issuer_id, LIST_CARDS, card->seq, &e));
    MUST(cards_update(db, card, NOW, &e));
}

static inline int64_t wrong_rows(struct db *db, enum doctor_check check)
{
    int64_t wrong = -1;
    MUST(counters_check(db, check, &wrong, &e));
    return wrong;
}
