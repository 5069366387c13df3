/* SPDX-License-Identifier: EUPL-1.2 */
/* A request of an institution, an authority or a processor to join, before it is an organisation here. */
#pragma once

#include "core/organisation.h"

/* The numbers are stored. */
enum registration_state { REGISTRATION_WAITING, REGISTRATION_VALIDATED, REGISTRATION_REFUSED, REGISTRATION_STATE_COUNT };

/* Texts that are not there are NULL. */
struct registration {
    int64_t id;
    enum registration_state state;
    const char *identifier;
    enum organisation_kind kind;
    const char *name;
    const char *country;
    const char *schac_home_organization;
    const char *website;
    const char *representative_name; /* "" once erased, as the e-mail */
    const char *representative_email;
    const char *message;     /* to who decides */
    const char *reason;      /* of the decision */
    int64_t organisation_id; /* that it became; 0 for none */
    int64_t created_at_us;
    int64_t decided_at_us; /* 0: not yet */
    int64_t decided_by_id; /* the user; 0: the operator, or nobody yet */
};

const struct code *registration_state_code(enum registration_state state);
bool registration_state_parse(struct str text, enum registration_state *out);
