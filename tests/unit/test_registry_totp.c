/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/totp.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SECRET STR("12345678901234567890")
#define SECOND INT64_C(1000000)

/* The last six digits of RFC 6238, appendix B. */
static const struct {
    int64_t seconds;
    const char *code;
} vectors[] = {
    {59, "287082"},
    {1111111109, "081804"},
    {1111111111, "050471"},
    {1234567890, "005924"},
    {2000000000, "279037"},
    {20000000000, "353130"},
};

static void test_the_codes_of_the_standard(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        char code[TOTP_DIGITS + 1];
        int64_t step = 0;
        totp_code(SECRET, totp_step(vectors[i].seconds * SECOND), code);
        assert_string_equal(code, vectors[i].code);
        assert_true(totp_fits(SECRET, str_of(vectors[i].code), vectors[i].seconds * SECOND, 0, &step));
        assert_int_equal(step, vectors[i].seconds / 30);
    }
}

static void test_which_codes_fit(void **state)
{
    (void)state;
    const int64_t now = INT64_C(1111111111) * SECOND; /* step 37037037 */
    static const struct {
        const char *name, *code;
        int64_t later_s, last_step;
        bool fits;
    } cases[] = {
        {"the present one", "050471", 0, 0, true},
        {"with blanks", " 050 471", 0, 0, true},
        {"the one before", "081804", 0, 0, true},
        {"the next one, of a clock that is ahead", "050471", -30, 0, true},
        {"two steps ago", "050471", 60, 0, false},
        {"two steps ahead", "050471", -60, 0, false},
        {"used before", "050471", 0, 37037037, false},
        {"an older one than was used", "081804", 0, 37037037, false},
        {"the clock was set back behind the last use", "050471", 0, 37037038, false},
        {"another", "050472", 0, 0, false},
        {"five digits", "05047", 0, 0, false},
        {"seven digits", "0504710", 0, 0, false},
        {"letters", "05047l", 0, 0, false},
        {"nothing", "", 0, 0, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t step = 0;
        if (totp_fits(SECRET, str_of(cases[i].code), now + cases[i].later_s * SECOND, cases[i].last_step, &step) != cases[i].fits) {
            fail_msg("%s", cases[i].name);
        }
    }
}

static void test_what_apps_read(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024);
    assert_string_equal(totp_text(&arena, SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_string_equal(totp_text(&arena, STR("f")), "MY");
    assert_string_equal(totp_text(&arena, STR("foob")), "MZXW6YQ");
    assert_string_equal(totp_text(&arena, STR("fooba")), "MZXW6YTB");
    assert_string_equal(totp_uri(&arena, "ESC Router", "ada+x@univ.example", SECRET),
        "otpauth://totp/ESC%20Router:ada%2Bx%40univ.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ESC%20Router"
        "&algorithm=SHA1&digits=6&period=30");
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_codes_of_the_standard),
        cmocka_unit_test(test_which_codes_fit),
        cmocka_unit_test(test_what_apps_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
