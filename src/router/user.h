/* SPDX-License-Identifier: EUPL-1.2 */
/* What the commands about users share. */
#pragma once

#include "registry/users.h"
#include "router/command.h"

/* The user of an id or an e-mail address. */
MUST_CHECK enum rc user_find(const struct desk *desk, const char *text, struct account *out, struct err *e);

/* The role that --organisation and --role, or --super, name. */
MUST_CHECK enum rc user_read_grant(const struct desk *desk, const struct command_call *call, struct grant *out, struct err *e);
