/* SPDX-License-Identifier: EUPL-1.2 */
/* How the program answers, once and finally: whatever goes wrong while a picture is read ends it here. */
#pragma once

#include "picture/protocol.h"

#include <stddef.h>
#include <stdnoreturn.h>

/* Both send the answer and end the process. */
noreturn void reply_refuse(enum darkroom_verdict verdict, uint32_t width, uint32_t height);
noreturn void reply_picture(const unsigned char *picture, size_t length);
