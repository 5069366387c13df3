/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/reply.h"

#include <unistd.h>

static int send(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    while (length > 0) {
        const ssize_t sent = write(STDOUT_FILENO, at, length);
        if (sent <= 0) {
            return 0;
        }
        at += sent;
        length -= (size_t)sent;
    }
    return 1;
}

noreturn void reply_refuse(enum darkroom_verdict verdict, uint32_t width, uint32_t height)
{
    const struct darkroom_reply reply = {.magic = DARKROOM_MAGIC, .verdict = verdict, .width = width, .height = height};
    (void)send(&reply, sizeof reply);
    _exit(1);
}

noreturn void reply_picture(const unsigned char *picture, size_t length)
{
    const struct darkroom_reply reply = {.magic = DARKROOM_MAGIC, .verdict = DARKROOM_MADE, .length = (uint32_t)length};
    _exit(send(&reply, sizeof reply) && send(picture, length) ? 0 : 1);
}
