/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of cards. */
#pragma once

#include "core/card.h"
#include "db/db.h"

struct cards {
    struct card *items;
    size_t count;
};

/* *found is false when there is no such row; deleted cards are found. */
MUST_CHECK enum rc cards_get(struct db *db, struct arena *arena, int64_t id, struct card *out, bool *found, struct err *e);
MUST_CHECK enum rc cards_get_by_number(
    struct db *db, struct arena *arena, const struct escn *escn, struct card *out, bool *found, struct err *e);

/* Fills card->id. RC_CONFLICT when the number is there already. */
MUST_CHECK enum rc cards_insert(struct db *db, struct card *card, int64_t now_us, struct err *e);

/* Writes all that can change, where the version still is card->version (raised then); else RC_CONFLICT. */
MUST_CHECK enum rc cards_update(struct db *db, struct card *card, int64_t now_us, struct err *e);

/* Gives a card back the version of an earlier state that it is in again. */
MUST_CHECK enum rc cards_set_version(struct db *db, int64_t id, int64_t version, struct err *e);

/* The cards of a person that are there, newest first, of all issuers. */
/* All cards of a person at one issuer, deleted ones too whose number waits for the same person. */
MUST_CHECK enum rc cards_list_all_by_person(
    struct db *db, struct arena *arena, int64_t person_id, int64_t issuer_id, struct cards *out, struct err *e);
MUST_CHECK enum rc cards_list_by_person(struct db *db, struct arena *arena, int64_t person_id, struct cards *out, struct err *e);

/* The cards of an issuer that are there, newest first, from the place `seq` on, passing over `skip`. */
MUST_CHECK enum rc cards_list_from(
    struct db *db, struct arena *arena, int64_t issuer_id, int64_t seq, size_t skip, size_t limit, struct cards *out, struct err *e);

/* Cuts the tie between deleted cards and a person who is erased. */
MUST_CHECK enum rc cards_forget_person(struct db *db, int64_t person_id, struct err *e);

/* Cuts the tie between a person and the cards of one issuer, which must be deleted. */
MUST_CHECK enum rc cards_forget_holder(struct db *db, int64_t person_id, int64_t issuer_id, struct err *e);
