/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/picture.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define JPEG "\xff\xd8\xff\xe0\0\x06JFIF"
#define FRAME(width, height) "\xff\xc0\0\x11\x08" height width "\x03"
#define PNG(width, height) "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" width height
#define RIFF(chunk) "RIFF\x40\0\0\0WEBP" chunk "\x34\0\0\0"
#define LOSSY(width, height) RIFF("VP8 ") "\x30\1\0\x9d\1\x2a" width height
#define FILE_OF(literal)               \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

static void test_taken(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct str file;
        enum picture_format format;
        uint32_t width, height;
    } cases[] = {
        {"a JPEG", FILE_OF(JPEG FRAME("\0\xc8", "\1\x2c")), PICTURE_JPEG, 200, 300},
        {"a progressive JPEG", FILE_OF(JPEG "\xff\xc2\0\x11\x08\1\x2c\0\xc8\x03"), PICTURE_JPEG, 200, 300},
        {"a JPEG with tables before its frame", FILE_OF(JPEG "\xff\xc4\0\3\0" FRAME("\0\1", "\0\1")), PICTURE_JPEG, 1, 1},
        {"a JPEG with bytes between its segments", FILE_OF(JPEG "\0\0\xff\xff\xff\1" FRAME("\0\2", "\0\3")), PICTURE_JPEG, 2, 3},
        {"a PNG", FILE_OF(PNG("\0\0\0\xc8", "\0\0\1\x2c")), PICTURE_PNG, 200, 300},
        {"a PNG of the most pixels", FILE_OF(PNG("\0\0\x1f\x40", "\0\0\x13\x88")), PICTURE_PNG, 8000, 5000},
        {"a lossy WebP", FILE_OF(LOSSY("\xc8\0", "\x2c\1")), PICTURE_WEBP, 200, 300},
        {"a lossy WebP with its scale's bits", FILE_OF(LOSSY("\xc8\x40", "\x2c\x81")), PICTURE_WEBP, 200, 300},
        {"a lossless WebP", FILE_OF(RIFF("VP8L") "\x2f\xc7\xc0\x4a\0\0\0\0\0\0"), PICTURE_WEBP, 200, 300},
        {"an extended WebP", FILE_OF(RIFF("VP8X") "\x10\0\0\0\xc7\0\0\x2b\1\0"), PICTURE_WEBP, 200, 300},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct picture_head head;
        struct err e = {0};
        if (picture_examine(cases[i].file, &head, &e) != RC_OK) {
            fail_msg("%s: %s", cases[i].name, e.msg);
        }
        if (head.format != cases[i].format || head.width != cases[i].width || head.height != cases[i].height) {
            fail_msg("%s: %s of %u x %u", cases[i].name, picture_format_name(head.format), head.width, head.height);
        }
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct str file;
        const char *code, *msg;
    } cases[] = {
        {"nothing", FILE_OF(""), "ER-1401", "the file is empty; a JPEG, PNG or WebP picture was expected"},
        {"a GIF", FILE_OF("GIF89a\xc8\0"), "ER-1401", "the file is a GIF picture; a JPEG, PNG or WebP picture was expected"},
        {"a PDF", FILE_OF("%PDF-1.7"), "ER-1401", "the file is a PDF document; a JPEG, PNG or WebP picture was expected"},
        {"a TIFF", FILE_OF("MM\0*\0\0"), "ER-1401", "the file is a TIFF picture; a JPEG, PNG or WebP picture was expected"},
        {"a HEIC",
            FILE_OF("\0\0\0\x18"
                    "ftypheic"),
            "ER-1401", "the file is a HEIC picture; a JPEG, PNG or WebP picture was expected"},
        {"an AVIF",
            FILE_OF("\0\0\0\x1c"
                    "ftypavif"),
            "ER-1401", "the file is an AVIF picture; a JPEG, PNG or WebP picture was expected"},
        {"a ZIP", FILE_OF("PK\3\4\x14\0"), "ER-1401", "the file is a ZIP archive; a JPEG, PNG or WebP picture was expected"},
        {"an SVG", FILE_OF("\xef\xbb\xbf\n <svg/>"), "ER-1401",
            "the file is SVG or another text in angle brackets; a JPEG, PNG or WebP picture was expected"},
        {"a data URL", FILE_OF("data:image/jpeg;base64,/9j/"), "ER-1401",
            "the file is a data URL, not the bytes of a file; a JPEG, PNG or WebP picture was expected"},
        {"Base64", FILE_OF("/9j/4AAQSkZJRg"), "ER-1401",
            "the file is Base64 text, not the bytes of a file; a JPEG, PNG or WebP picture was expected"},
        {"a text", FILE_OF("hello"), "ER-1401", "the file is of an unknown kind; a JPEG, PNG or WebP picture was expected"},
        {"a RIFF of sound", FILE_OF("RIFF\0\0\0\0WAVEfmt "), "ER-1401",
            "the file is of an unknown kind; a JPEG, PNG or WebP picture was expected"},
        {"a bomb", FILE_OF(PNG("\0\0\xc3\x50", "\0\0\xc3\x50")), "ER-1403",
            "the file is a picture of 50000 x 50000 pixels; at most 40 million pixels were expected"},
        {"one row too many", FILE_OF(PNG("\0\0\x1f\x40", "\0\0\x13\x89")), "ER-1403",
            "the file is a picture of 8000 x 5001 pixels; at most 40 million pixels were expected"},
        {"a size beyond 32 bits", FILE_OF(PNG("\xff\xff\xff\xff", "\xff\xff\xff\xff")), "ER-1403",
            "the file is a picture of 4294967295 x 4294967295 pixels; at most 40 million pixels were expected"},
        {"a JPEG that ends", FILE_OF(JPEG), "ER-1404", "the file begins as a JPEG picture but has no size; a whole picture was expected"},
        {"a JPEG that ends in its frame", FILE_OF(JPEG "\xff\xc0\0\x11\x08\1"), "ER-1404",
            "the file begins as a JPEG picture but has no size; a whole picture was expected"},
        {"a JPEG whose pixels come before its frame", FILE_OF(JPEG "\xff\xda\0\x08" FRAME("\0\1", "\0\1")), "ER-1404",
            "the file begins as a JPEG picture but has no size; a whole picture was expected"},
        {"a JPEG whose segment has no length", FILE_OF(JPEG "\xff\xe1\0\0" FRAME("\0\1", "\0\1")), "ER-1404",
            "the file begins as a JPEG picture but has no size; a whole picture was expected"},
        {"a PNG without height", FILE_OF(PNG("\0\0\0\xc8", "\0\0\0\0")), "ER-1404",
            "the file begins as a PNG picture but has no size; a whole picture was expected"},
        {"a PNG whose header is not first", FILE_OF("\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT\0\0\0\1\0\0\0\1"), "ER-1404",
            "the file begins as a PNG picture but has no size; a whole picture was expected"},
        {"a WebP that ends", FILE_OF("RIFF\0\0\0\0WEBPVP8 "), "ER-1404",
            "the file begins as a WebP picture but has no size; a whole picture was expected"},
        {"a WebP without key frame", FILE_OF(RIFF("VP8 ") "\x30\1\0\0\0\0\xc8\0\x2c\1"), "ER-1404",
            "the file begins as a WebP picture but has no size; a whole picture was expected"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct picture_head head;
        struct err e = {0};
        if (picture_examine(cases[i].file, &head, &e) != RC_INVALID || strcmp(e.code, cases[i].code) != 0) {
            fail_msg("%s: %s %s", cases[i].name, e.code, e.msg);
        }
        assert_string_equal(e.msg, cases[i].msg);
        assert_string_equal(e.field, "file");
    }
}

static void test_too_many_bytes(void **state)
{
    (void)state;
    struct picture_head head;
    struct err e = {0};
    char *const file = calloc(1, PICTURE_BYTES_MAX + 1);
    assert_non_null(file);
    assert_int_equal(picture_examine((struct str){file, PICTURE_BYTES_MAX + 1}, &head, &e), RC_TOO_LARGE);
    assert_string_equal(e.code, "SE-0413");
    assert_string_equal(e.msg, "the file has 5242881 bytes; a picture of at most 5242880 bytes was expected");
    assert_int_equal(picture_examine((struct str){file, PICTURE_BYTES_MAX}, &head, &e), RC_INVALID);
    free(file);
}

static void test_wrong_size(void **state)
{
    (void)state;
    struct err e = {0};
    assert_int_equal(picture_wrong_size(640, 480, &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1402");
    assert_string_equal(e.msg, "the file is a picture of 640 x 480 pixels; exactly 200 x 300 were expected, or resize=true");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_too_many_bytes),
        cmocka_unit_test(test_wrong_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
