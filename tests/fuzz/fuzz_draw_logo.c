/* SPDX-License-Identifier: EUPL-1.2 */
/* Operators' logos: whatever comes in, what is drawn can neither run nor load anything, and reads back as itself. */
#include "fuzz.h"

#include "esc/qr.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char head[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">";
static const char tail[] = "</svg>";

static bool has(const char *text, const char *part)
{
    const size_t length = strlen(part);
    for (; *text != '\0'; text++) {
        if (strncasecmp(text, part, length) == 0) {
            return true;
        }
    }
    return false;
}

static void check_harmless(const char *svg)
{
    static const char *const harmful[] = {"<script", "<foreignobject", "<image", "<a ", "<a>", "<!", "<?", "&", "@", "\\", "\" on"};
    for (size_t i = 0; i < sizeof harmful / sizeof harmful[0]; i++) {
        PROMISE(!has(svg, harmful[i]));
    }
}

/* A drawing is made of what is taken, so it is taken again, and a second reading changes nothing. */
static void check_reads_again(const char *svg)
{
    struct err e = {0};
    struct qr_logo again = {0};
    const size_t length = strlen(svg);
    char *const whole = malloc(sizeof head + length + sizeof tail);
    if (whole == NULL) {
        return;
    }
    memcpy(whole, head, sizeof head - 1);
    memcpy(whole + sizeof head - 1, svg, length);
    memcpy(whole + sizeof head - 1 + length, tail, sizeof tail);
    const size_t whole_length = strlen(whole);
    if (qr_logo_parse(whole, whole_length, &again, &e) == RC_OK) {
        PROMISE(strlen(again.svg) == length + strlen("<g></g>") && strstr(again.svg, svg) == again.svg + strlen("<g>"));
        qr_logo_deinit(&again);
    } else {
        PROMISE(whole_length > 65536 || strstr(e.msg, "too deep") != NULL);
    }
    free(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct qr_logo logo = {0};
    if (qr_logo_parse((const char *)data, size, &logo, &e) != RC_OK) {
        PROMISE((e.rc == RC_INVALID || e.rc == RC_NO_MEMORY) && e.msg[0] != '\0' && logo.svg == NULL);
        return 0;
    }
    PROMISE(logo.width > 0 && logo.height > 0);
    check_harmless(logo.svg);
    check_reads_again(logo.svg);
    qr_logo_deinit(&logo);
    return 0;
}
