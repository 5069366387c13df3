/* SPDX-License-Identifier: EUPL-1.2 */
/* The system's clocks. Only programs and the layers above `core` read them. */
#pragma once

#include <stdint.h>

/* Microseconds since 1970-01-01T00:00:00Z. */
int64_t clock_now_us(void);

/* Microseconds of a clock that never jumps; only differences mean something. */
int64_t clock_steady_us(void);
