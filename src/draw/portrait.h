/* SPDX-License-Identifier: EUPL-1.2 */
/* A drawn face of nobody, for invented persons. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* A PNG of this size, the same for the same seed. out->failed without memory. */
void portrait_png(uint32_t seed, unsigned width, unsigned height, struct buf *out);
