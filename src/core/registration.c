/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/registration.h"

static const struct code states[REGISTRATION_STATE_COUNT] = {
    [REGISTRATION_WAITING] = {"WAITING", "Waiting for a decision"},
    [REGISTRATION_VALIDATED] = {"VALIDATED", "Validated"},
    [REGISTRATION_REFUSED] = {"REFUSED", "Refused"},
};

const struct code *registration_state_code(enum registration_state state)
{
    return &states[state];
}

bool registration_state_parse(struct str text, enum registration_state *out)
{
    size_t at = 0;
    if (!code_find(states, REGISTRATION_STATE_COUNT, text, &at)) {
        return false;
    }
    *out = (enum registration_state)at;
    return true;
}
