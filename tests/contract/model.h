/* SPDX-License-Identifier: EUPL-1.2 */
/* A random history of persons and cards, done to a registry and to plain arrays alike. */
#pragma once

#include "dice.h"
#include "registries.h"

#define MODEL_ISSUERS 3
#define MODEL_PERSONS 24
#define MODEL_CARDS 160
#define MODEL_NAMES 9

/* Names as given and as they are compared. */
struct model_name {
    const char *given, *folded;
};

extern const struct model_name model_names[MODEL_NAMES];
extern const char *const model_issuers[MODEL_ISSUERS];

struct model_enrolment {
    bool is_there;
    int64_t id;
    int64_t rank; /* newer is larger */
    size_t name;
    const char *email; /* NULL for none */
};

struct model_person {
    char esi[64];
    char esi_key[64];
    int64_t id;
    struct model_enrolment at[MODEL_ISSUERS];
};

struct model_card {
    bool is_there;
    bool is_lost; /* its holder was erased: the number never comes back */
    struct escn escn;
    char number[ESCN_TEXT_SIZE];
    int64_t id;
    int64_t rank; /* newer is larger; grows when issued again */
    size_t issuer;
    size_t person;
    int display; /* of the names; -1 for none */
    int32_t issued_day, expires_day;
};

struct model {
    struct office *office;
    struct dice dice;
    int64_t next_rank;
    struct model_person persons[MODEL_PERSONS];
    struct model_card cards[MODEL_CARDS];
    size_t card_count;
};

void model_init(struct model *model, struct office *office, uint64_t seed);

/* One random act, in the registry and here. */
void model_step(struct model *model);

/* The name on a card, folded. */
const char *model_display(const struct model *model, const struct model_card *card);
