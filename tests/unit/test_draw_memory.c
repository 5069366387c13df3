/* SPDX-License-Identifier: EUPL-1.2 */
/* Every allocation of drawing and of reading logos fails in turn: always RC_NO_MEMORY, never a crash, a leak or half a drawing. */
#include "base/err.h"
#include "esc/qr.h"

#include "failing_malloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char logo_file[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 41\"><path d=\"M0 0h24v41z\"/></svg>";

/* Reads a logo and draws with it. */
static enum rc draw_with_logo(struct err *e)
{
    const struct escn escn = {{1}};
    struct qr_logos logos = {0};
    char *svg = NULL;
    size_t length = 0;
    enum rc rc = qr_logo_parse(logo_file, strlen(logo_file), &logos.logo[QR_HORIZONTAL][QR_NORMAL], e);
    if (rc == RC_OK) {
        rc = qr_svg(&escn, (struct qr_style){QR_HORIZONTAL, QR_NORMAL, QR_SIZE_S}, &logos, &svg, &length, e);
    }
    assert_true((rc == RC_OK) == (svg != NULL));
    free(svg);
    qr_logo_deinit(&logos.logo[QR_HORIZONTAL][QR_NORMAL]);
    return rc;
}

static void test_every_allocation_fails_in_turn(void **state)
{
    (void)state;
    long failing = 0;
    enum rc rc = RC_NO_MEMORY;
    while (rc != RC_OK) {
        struct err e = {0};
        malloc_fail_at(failing++);
        rc = draw_with_logo(&e);
        malloc_fail_at(-1);
        assert_true(rc == RC_OK || (rc == RC_NO_MEMORY && e.rc == rc));
    }
    assert_true(failing > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation_fails_in_turn)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
