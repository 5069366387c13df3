/* SPDX-License-Identifier: EUPL-1.2 */
/* A program as a user of the library writes it: makes a number, reads it back, draws it. */
#include <esc/escn.h>
#include <esc/esi.h>
#include <esc/qr.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t frozen_clock(void *context)
{
    (void)context;
    return INT64_C(1512980994684);
}

static void no_random(void *context, void *out, size_t count)
{
    (void)context;
    memset(out, 0, count);
}

static enum rc make_number(char text[ESCN_TEXT_SIZE], struct err *e)
{
    struct escn escn;
    struct escn_generator *const generator = escn_generator_new(frozen_clock, no_random, NULL);
    if (generator == NULL) {
        return RC_NO_MEMORY;
    }
    const enum rc rc = escn_generate(generator, 1, "999859608", &escn, e);
    escn_generator_free(generator);
    escn_format(&escn, text);
    return rc;
}

static enum rc draw_number(const char *text, struct err *e)
{
    struct escn escn;
    char *svg = NULL;
    size_t length = 0;
    if (escn_parse_scanned(text, strlen(text), &escn, e) != RC_OK ||
        qr_svg(&escn, (struct qr_style){QR_HORIZONTAL, QR_NORMAL, QR_SIZE_S}, NULL, &svg, &length, e) != RC_OK) {
        return e->rc;
    }
    printf("%zu bytes of SVG\n", length);
    free(svg);
    return RC_OK;
}

int main(void)
{
    char text[ESCN_TEXT_SIZE];
    char identifier[ESI_TEXT_SIZE];
    struct err e = {0};
    if (make_number(text, &e) != RC_OK || draw_number(text, &e) != RC_OK ||
        esi_build("univ-example.eu", "s123456", identifier, &e) != RC_OK) {
        fprintf(stderr, "%s\n", e.msg);
        return EXIT_FAILURE;
    }
    printf("%s\n%s\n", text, identifier);
    return strcmp(text, "6a01dfc0-cb98-1035-8000-001999859608") == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
