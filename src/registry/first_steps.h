/* SPDX-License-Identifier: EUPL-1.2 */
/* What a new organisation has to do before it issues cards, and what of it is done. */
#pragma once

#include "registry/session.h"

enum first_step {
    FIRST_STEP_LEGAL,  /* the legal documents are accepted */
    FIRST_STEP_DATA,   /* who reads of it finds its address, website and domain */
    FIRST_STEP_USERS,  /* a second user is there or invited */
    FIRST_STEP_TOKEN,  /* a token is good */
    FIRST_STEP_CARD,   /* a card was issued */
    FIRST_STEP_VERIFY, /* one of its cards was verified */
    FIRST_STEP_COUNT
};

struct first_steps {
    bool applies[FIRST_STEP_COUNT]; /* processors issue no cards */
    bool done[FIRST_STEP_COUNT];
    size_t open; /* how many apply and are not done */
};

/* Of an organisation at which the asking user has a role. */
MUST_CHECK enum rc registry_first_steps(
    struct session *session, const struct organisation *organisation, struct first_steps *out, struct err *e);
