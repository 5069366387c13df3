/* SPDX-License-Identifier: EUPL-1.2 */
/* Messages for the codes of the registry and for the members of its API. Within the console layer only. */
#pragma once

#include "core/card.h"
#include "core/consent.h"
#include "core/person.h"

/* NULL for LEVEL_NONE. */
const char *level_message(enum academic_level level);
const char *card_type_message(enum card_type type);

/* In one word. */
const char *card_status_message(enum card_status status);

/* The class of a state's colour: good, warn, bad. */
const char *card_status_kind(enum card_status status);

/* How a consent was given. */
const char *consent_how_message(enum consent_how how);

/* The label that forms give to a member of the API, such as "Expires" for expiresAt; NULL for none. */
const char *member_label(const char *member);
