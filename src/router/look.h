/* SPDX-License-Identifier: EUPL-1.2 */
/* The look of the pages, of settings and the operator's logo file, read once. */
#pragma once

#include "console/skin.h"
#include "router/settings.h"

/* A file's content in the arena, of 1 MiB at most; `what` begins the message. */
MUST_CHECK enum rc look_read_file(const char *what, const char *path, struct arena *arena, struct str *out, struct err *e);

/* Texts and files lie in the arena. RC_INVALID tells which setting can't be used. */
MUST_CHECK enum rc look_open(const struct settings *settings, struct arena *arena, struct skin *out, struct err *e);
