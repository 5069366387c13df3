/* SPDX-License-Identifier: EUPL-1.2 */
/* What all programs have in common that the router starts beside itself. */
#pragma once

#include <spawn.h>

/* A process with every signal as it was at first, in a group of its own: the terminal's Ctrl-C is for the router, which lets it end its
 * work. 0, or an error as errno has them. */
int spawn_apart(posix_spawnattr_t *attributes);
