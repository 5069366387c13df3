/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/gzip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#define ROOM (1U << 20)

/* The content of a gzip file, which must be whole and good to its last byte. */
static struct str unpacked(struct arena *arena, struct str packed)
{
    z_stream stream = {0};
    union {
        const char *given;
        unsigned char *taken;
    } in = {.given = packed.data};
    unsigned char *const out = arena_alloc(arena, ROOM);
    assert_non_null(out);
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = in.taken;
    stream.avail_in = (unsigned)packed.length;
    stream.next_out = out;
    stream.avail_out = ROOM;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.avail_in, 0);
    const struct str found = {(const char *)out, stream.total_out};
    assert_int_equal(inflateEnd(&stream), Z_OK);
    return found;
}

static void test_a_text_is_packed(void **state)
{
    (void)state;
    struct arena arena;
    struct str packed;
    arena_init(&arena, 1024);
    const struct str text = STR("a page, a page, a page, a page and no end");
    assert_true(gzip_pack(&arena, text, &packed));
    assert_true(str_equal(unpacked(&arena, packed), text));
    arena_deinit(&arena);
}

static void test_an_asset_stands_between_texts(void **state)
{
    (void)state;
    static const struct {
        const char *name, *before, *after;
    } cases[] = {
        {"texts on both sides", "<!doctype html><style>", "</style><p>Valid</p>"},
        {"nothing before", "", "</style>"},
        {"nothing behind", "<style>", ""},
        {"the asset alone", "", ""},
    };
    for (size_t i = 0; i < asset_count * (sizeof cases / sizeof *cases); i++) {
        const struct asset *const asset = assets[i / (sizeof cases / sizeof *cases)];
        const struct str before = str_of(cases[i % (sizeof cases / sizeof *cases)].before);
        const struct str after = str_of(cases[i % (sizeof cases / sizeof *cases)].after);
        struct arena arena;
        struct str packed;
        arena_init(&arena, 1024);
        assert_true(gzip_around(&arena, before, asset, after, &packed));
        const struct str found = unpacked(&arena, packed);
        assert_int_equal(found.length, before.length + asset->plain_length + after.length);
        assert_memory_equal(found.data, before.data, before.length);
        assert_memory_equal(found.data + before.length, asset->plain, asset->plain_length);
        assert_memory_equal(found.data + before.length + asset->plain_length, after.data, after.length);
        arena_deinit(&arena);
    }
}

static void test_too_much_is_left_to_others(void **state)
{
    (void)state;
    struct arena arena;
    struct str out = STR("as before");
    arena_init(&arena, 1024);
    char *const text = arena_alloc(&arena, 65536);
    assert_non_null(text);
    memset(text, 'x', 65536);
    assert_true(gzip_around(&arena, (struct str){text, 65535}, assets[0], STR(""), &out));
    assert_int_equal(unpacked(&arena, out).length, 65535 + assets[0]->plain_length);
    out = STR("as before");
    assert_false(gzip_around(&arena, STR(""), assets[0], (struct str){text, 65536}, &out));
    assert_true(str_equal(out, STR("as before")));
    arena_deinit(&arena);
}

/* Other files are made of the middle of these. */
static void test_assets_have_the_form_that_is_relied_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < asset_count; i++) {
        const unsigned char *const packed = assets[i]->packed;
        const unsigned char *const end = packed + assets[i]->packed_length;
        assert_memory_equal(packed, ((const unsigned char[]){0x1F, 0x8B, 8, 0}), 4);
        assert_memory_equal(end - 10 - 4, ((const unsigned char[]){0, 0, 0xFF, 0xFF, 3, 0}), 6);
        assert_memory_equal(assets[i]->digest, "'sha256-", 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_is_packed),
        cmocka_unit_test(test_an_asset_stands_between_texts),
        cmocka_unit_test(test_too_much_is_left_to_others),
        cmocka_unit_test(test_assets_have_the_form_that_is_relied_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
