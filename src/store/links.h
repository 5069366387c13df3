/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of one-time links. */
#pragma once

#include "core/link.h"
#include "db/db.h"

struct links {
    struct link *items;
    size_t count;
};

/* Fills link->id. */
MUST_CHECK enum rc links_insert(struct db *db, struct link *link, const unsigned char hash[LINK_HASH_BYTES], struct err *e);
MUST_CHECK enum rc links_find_by_hash(
    struct db *db, struct arena *arena, const unsigned char hash[LINK_HASH_BYTES], struct link *out, bool *found, struct err *e);

/* Invitations to an organisation (0: to the router) that are neither used nor revoked; expired ones may be among them. */
MUST_CHECK enum rc links_list_invitations(struct db *db, struct arena *arena, int64_t organisation_id, struct links *out, struct err *e);

/* Marks a link as used, or as revoked; *changed is false when it was either before. */
MUST_CHECK enum rc links_use(struct db *db, int64_t id, int64_t now_us, bool *changed, struct err *e);
MUST_CHECK enum rc links_revoke(struct db *db, int64_t id, int64_t now_us, bool *changed, struct err *e);

/* Revokes what is open of the same purpose for the same organisation, account, person and address. */
MUST_CHECK enum rc links_revoke_like(struct db *db, const struct link *link, int64_t now_us, struct err *e);

/* Revokes what is open of an account. */
MUST_CHECK enum rc links_revoke_of_account(struct db *db, int64_t account_id, int64_t now_us, struct err *e);

/* Marks those that have expired by now, so that they stay so whatever the clock shows later. */
MUST_CHECK enum rc links_expire(struct db *db, int64_t now_us, struct err *e);

/* How many of this purpose were made for a person at an organisation after an instant, by a clock that was not ahead of now. */
MUST_CHECK enum rc links_count_since(struct db *db, int64_t person_id, int64_t organisation_id, enum link_purpose purpose, int64_t since_us,
    int64_t now_us, int64_t *out, struct err *e);

/* The same for an account, of those that can be used now. */
MUST_CHECK enum rc links_count_of_account(
    struct db *db, int64_t account_id, enum link_purpose purpose, int64_t since_us, int64_t now_us, int64_t *out, struct err *e);

/* Deletes those that expired before an instant; deletes all of a person. */
MUST_CHECK enum rc links_forget(struct db *db, int64_t before_us, struct err *e);
MUST_CHECK enum rc links_delete_of_person(struct db *db, int64_t person_id, struct err *e);
