/* SPDX-License-Identifier: EUPL-1.2 */
/* Filling a database with a sandbox: organisations with their offices, a mandate, students and cards. */
#pragma once

#include "router/command.h"

#define SANDBOX_FIRST "999999991"
#define SANDBOX_SECOND "999999992"
#define SANDBOX_UNACCEPTED "999999993"
#define SANDBOX_PROCESSOR "B99999999"
#define SANDBOX_WAITING "999999989" /* asks to join */

/* Puts in what is not there yet: goes on where an earlier filling ended, does nothing on a complete sandbox (whatever its size).
 * RC_CONFLICT for a database in real use. Tells its progress on standard error when that takes longer. */
MUST_CHECK enum rc sandbox_fill(const struct settings *settings, struct arena *arena, struct err *e);
