/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that readers of the sandbox's documentation try out: sent to the router itself, as any client's are. */
#pragma once

#include "console/console.h"

/* `self` is a struct node. */
console_trial_fn trial_send;
