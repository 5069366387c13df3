/* SPDX-License-Identifier: EUPL-1.2 */
/* The operator's logo files, read once. */
#pragma once

#include "esc/qr.h"
#include "router/settings.h"

struct logos;

/* Reads the files that the settings name; RC_INVALID tells which one can't be used. */
MUST_CHECK enum rc logos_open(const struct settings *settings, struct logos **out, struct err *e);
void logos_free(struct logos *logos);
void logos_freep(struct logos **logos);

/* Borrowed. */
const struct qr_logos *logos_of(const struct logos *logos);
