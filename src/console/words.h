/* SPDX-License-Identifier: EUPL-1.2 */
/* Messages for the codes of the registry. Within the console layer only. */
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
