/* SPDX-License-Identifier: EUPL-1.2 */
/* Card numbers as clients, people and scanners write them. */
#include "fuzz.h"

#include "esc/escn.h"

#include <string.h>

/* A number that was taken is written in its form and read again as itself. */
static void check_round_trip(const struct escn *escn)
{
    struct err e = {0};
    struct escn again;
    char text[ESCN_TEXT_SIZE];
    escn_format(escn, text);
    PROMISE(strlen(text) == ESCN_TEXT_SIZE - 1);
    PROMISE(escn_parse(text, ESCN_TEXT_SIZE - 1, &again, &e) == RC_OK && escn_equal(escn, &again));
    PROMISE(escn_parse_scanned(text, ESCN_TEXT_SIZE - 1, &again, &e) == RC_OK && escn_equal(escn, &again));
}

/* A conforming number is the one that its parts make. */
static void check_parts(const struct escn *escn)
{
    struct err e = {0};
    struct escn again;
    struct escn_parts parts;
    escn_inspect(escn, &parts);
    if (escn_check(escn, &e) != RC_OK) {
        PROMISE(e.rc == RC_INVALID && e.msg[0] != '\0');
        return;
    }
    PROMISE(parts.version == 1 && parts.variant == 2 && parts.has_pic && parts.prefix <= ESCN_PREFIX_MAX);
    PROMISE(escn_check_issuer(escn, parts.pic, &e) == RC_OK);
    PROMISE(escn_build(parts.ticks, parts.clock, parts.prefix, parts.pic, &again, &e) == RC_OK && escn_equal(escn, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct escn strict;
    struct escn scanned;
    const char *const text = (const char *)data;
    const bool is_strict = escn_parse(text, size, &strict, &e) == RC_OK;
    PROMISE(is_strict || (e.rc == RC_INVALID && e.msg[0] != '\0'));
    if (is_strict) {
        check_round_trip(&strict);
        check_parts(&strict);
    }
    const bool is_scanned = escn_parse_scanned(text, size, &scanned, &e) == RC_OK;
    PROMISE(is_scanned || (e.rc == RC_INVALID && e.msg[0] != '\0'));
    PROMISE(is_scanned || !is_strict);
    if (is_scanned) {
        check_round_trip(&scanned);
    }
    return 0;
}
