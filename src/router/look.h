/* SPDX-License-Identifier: EUPL-1.2 */
/* The look of the pages, of settings and the operator's logo file, read once. */
#pragma once

#include "console/skin.h"
#include "router/settings.h"

/* Texts and files lie in the arena. RC_INVALID tells which setting can't be used. */
MUST_CHECK enum rc look_open(const struct settings *settings, struct arena *arena, struct skin *out, struct err *e);
