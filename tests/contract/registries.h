/* SPDX-License-Identifier: EUPL-1.2 */
/* A registry with organisations of every standing, and short words to act for them on a fixed day. */
#pragma once

#include "contract.h"
#include "outcome.h"

#include "registry/cards.h"
#include "registry/persons.h"

#define NOW 1795338840000000 /* 2026-11-22T09:14:00Z */
#define TODAY 20779

/* Issuers. */
#define FIRST "999999991"
#define SECOND "999999992"
#define UNACCEPTED "999999993" /* has not accepted the legal documents */
#define SUSPENDED "999999994"
#define AUTHORITY "999999995" /* a public authority */

/* Processors, by their mandate of the first issuer. */
#define PROCESSOR "B99999999"
#define ENDED_YESTERDAY "B99999989"
#define ENDS_TODAY "B99999971"
#define BEGINS_TODAY "B99999963"
#define BEGINS_TOMORROW "B99999955"
#define WITHOUT_MANDATE "B99999948"
#define UNACCEPTED_PROCESSOR "B99999930" /* mandated */
#define SUSPENDED_PROCESSOR "B99999922"  /* mandated */

#define ESI(code) "urn:schac:personalUniqueCode:int:esi:fr:" code

/* A registry with a session of each kind. */
struct office {
    struct registry *registry;
    struct session *writer;
    struct session *reader;
    struct arena arena;
};

/* Makes the database with all organisations, and opens it. */
void office_open(struct office *office, const struct contract *contract);
void office_close(struct office *office);

/* One more registry on the same database, as another process would have it. */
void office_open_again(struct office *office, const struct contract *contract, const struct registry_settings *settings);

/* Begins a request of an organisation (NULL: the operator) on the fixed day. */
struct session *office_act(struct office *office, struct session *session, const char *actor);

/* Each in a transaction of its own. */
enum rc office_enrol(struct office *office, const char *actor, const struct person_input *input, struct person_detail *out, struct err *e);
enum rc office_update_person(
    struct office *office, const char *actor, const char *esi, const struct person_input *input, struct person_detail *out, struct err *e);
enum rc office_delete_person(struct office *office, const char *actor, const char *esi, struct err *e);
enum rc office_issue(struct office *office, const char *actor, const struct card_input *input, struct card_detail *out, struct err *e);
enum rc office_update_card(
    struct office *office, const char *actor, const char *number, const struct card_input *input, struct card_detail *out, struct err *e);
enum rc office_delete_card(struct office *office, const char *actor, const char *number, struct err *e);

/* Reads. */
enum rc office_get_person(struct office *office, const char *actor, const char *esi, struct person_detail *out, struct err *e);
enum rc office_get_card(struct office *office, const char *actor, const char *number, struct card_detail *out, struct err *e);

/* A card that the issuer itself gives out today, with a number from the router. */
struct card_input card_input_of(const char *issuer, const char *esi);

/* Publishes terms of one sentence as the next version of the legal documents, to be accepted at once. */
enum rc publish_terms(struct session *session, const char *title, struct err *e);

/* Enrols by the organisation itself; issues and gives the number, in the office's arena. Both must succeed. */
void office_add_person(struct office *office, const char *organisation, const char *esi, const char *name);
const char *office_add_card(struct office *office, const char *issuer, const char *esi);

/* Every check of the registry is content. */
void office_assert_sound(struct office *office);

/* One number out of the database by SQL of the test, over a connection of its own. */
int64_t office_number(const struct contract *contract, const char *sql);

/* Runs SQL of the test over a connection of its own, as another process would. */
void office_script(const struct contract *contract, const char *sql);
