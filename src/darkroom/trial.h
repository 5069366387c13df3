/* SPDX-License-Identifier: EUPL-1.2 */
/* Trying what is forbidden, to see that the fence stands. */
#pragma once

#include <stdbool.h>

/* Does the act of this name, such as "open"; the process is to be dead before this returns. False when there is no such act. */
bool trial_run(const char *act);
