/* SPDX-License-Identifier: EUPL-1.2 */
/* A file that pages use, compiled into the program from web/. */
#pragma once

#include <stddef.h>

struct asset {
    const char *path; /* "/assets/verify.9f86d081884c7d65.css": another content, another path */
    const char *type;
    const unsigned char *plain;
    size_t plain_length;
    const unsigned char *packed; /* gzip: a head of 10 bytes, blocks that refer to nothing outside, an empty last one of 2, a tail of 8 */
    size_t packed_length;
    const char *digest; /* "'sha256-...'", as a policy names it */
};

extern const struct asset *const assets[];
extern const size_t asset_count;
