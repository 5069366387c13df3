/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/exif.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BIG "MM\0*\0\0\0\x08"
#define LITTLE "II*\0\x08\0\0\0"
#define BLOCK(literal) (const unsigned char *)(literal), sizeof(literal) - 1

static void test_orientation(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const unsigned char *block;
        size_t length;
        unsigned orientation;
    } cases[] = {
        {"high byte first", BLOCK(BIG "\0\1\1\x12\0\3\0\0\0\1\0\6\0\0"), 6},
        {"low byte first", BLOCK(LITTLE "\1\0\x12\1\3\0\1\0\0\0\x08\0\0\0"), 8},
        {"behind another entry", BLOCK(BIG "\0\2\1\x0f\0\2\0\0\0\4\0\0\0\0\1\x12\0\3\0\0\0\1\0\3\0\0"), 3},
        {"a directory further behind", BLOCK("MM\0*\0\0\0\x0a\0\0\0\1\1\x12\0\3\0\0\0\1\0\2\0\0"), 2},
        {"nothing", BLOCK(""), 1},
        {"no directory", BLOCK(BIG), 1},
        {"no entry", BLOCK(BIG "\0\0"), 1},
        {"neither order", BLOCK("XX\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0"), 1},
        {"a directory beyond the end", BLOCK("MM\0*\xff\xff\xff\xff"), 1},
        {"more entries than there are", BLOCK(BIG "\xff\xff\1\x0f\0\2\0\0\0\4\0\0\0\0"), 1},
        {"an entry that is cut", BLOCK(BIG "\0\1\1\x12\0\3\0\0\0\1"), 1},
        {"an entry of another type", BLOCK(BIG "\0\1\1\x12\0\4\0\0\0\1\0\6\0\0"), 1},
        {"0", BLOCK(BIG "\0\1\1\x12\0\3\0\0\0\1\0\0\0\0"), 1},
        {"9", BLOCK(BIG "\0\1\1\x12\0\3\0\0\0\1\0\x09\0\0"), 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        /* In memory of exactly its size. */
        unsigned char *const block = malloc(cases[i].length == 0 ? 1 : cases[i].length);
        assert_non_null(block);
        memcpy(block, cases[i].block, cases[i].length);
        const unsigned found = exif_orientation(block, cases[i].length);
        free(block);
        if (found != cases[i].orientation) {
            fail_msg("%s: %u", cases[i].name, found);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_orientation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
