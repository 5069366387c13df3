/* SPDX-License-Identifier: EUPL-1.2 */
/* malloc that fails when a test wants it to, for programs linked with -Wl,--wrap=malloc. */
#pragma once

/* The allocation after `more` further ones fails, once; -1: none. */
void malloc_fail_at(long more);
