/* SPDX-License-Identifier: EUPL-1.2 */
/* Student identifiers in both forms. */
#include "fuzz.h"

#include "esc/esi.h"

#include <string.h>

static void check_inside(const char *text, size_t size, const char *part, size_t length)
{
    PROMISE(length == 0 || (part >= text && part + length <= text + size));
}

/* Comparing doesn't see letter case. */
static void check_folding(const char *text, size_t size)
{
    char folded[ESI_TEXT_SIZE];
    char twice[ESI_TEXT_SIZE];
    esi_fold(text, size, folded);
    PROMISE(strlen(folded) == size);
    esi_fold(folded, size, twice);
    PROMISE(strcmp(folded, twice) == 0);
    PROMISE(esi_equal(text, size, folded, size));
}

/* What the parts of an identifier build is the same identifier. */
static void check_building(const char *text, size_t size, const struct esi *esi)
{
    struct err e = {0};
    char scope[ESI_TEXT_SIZE] = "";
    char code[ESI_TEXT_SIZE] = "";
    char built[ESI_TEXT_SIZE];
    memcpy(scope, esi->scope, esi->scope_length);
    memcpy(code, esi->code, esi->code_length);
    PROMISE(esi_build(scope, code, built, &e) == RC_OK);
    PROMISE(esi_equal(text, size, built, strlen(built)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct esi esi;
    const char *const text = (const char *)data;
    if (esi_parse(text, size, &esi, &e) != RC_OK) {
        PROMISE(e.rc == RC_INVALID && e.msg[0] != '\0');
        return 0;
    }
    PROMISE(size <= ESI_MAX_LENGTH && esi.scope_length > 0 && esi.code_length > 0);
    check_inside(text, size, esi.scope, esi.scope_length);
    check_inside(text, size, esi.region, esi.region_length);
    check_inside(text, size, esi.pic, esi.pic_length);
    check_inside(text, size, esi.code, esi.code_length);
    check_folding(text, size);
    if (esi.form == ESI_URN) {
        check_building(text, size, &esi);
    }
    return 0;
}
