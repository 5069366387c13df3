/* SPDX-License-Identifier: EUPL-1.2 */
/* Every allocation of reading and writing fails in turn: always RC_NO_MEMORY, never a crash, a leak or half a value. */
#include "wire/json_read.h"
#include "wire/json_write.h"

#include "failing_malloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct node {
    const char *text;
    struct wire_list nodes;
    struct wire_list texts;
};

static const struct wire_shape node_shape;
static const struct wire_field node_fields[] = {
    {"text", WIRE_TEXT, .offset = offsetof(struct node, text)},
    {"nodes", WIRE_OBJECTS, .offset = offsetof(struct node, nodes), &node_shape},
    {"texts", WIRE_TEXTS, .offset = offsetof(struct node, texts)},
};
static const struct wire_shape node_shape = {"Node", sizeof(struct node), node_fields, COUNT_OF(node_fields)};

static const char json[] =
    "{\"text\":\"a text of some length, which needs its memory\",\"nodes\":[{\"text\":\"\\u00e9 escaped\",\"nodes\":[],"
    "\"texts\":[]},{\"text\":null,\"nodes\":[{\"text\":\"inner\",\"nodes\":[],\"texts\":[]}],\"texts\":[]}],"
    "\"texts\":[\"one\",\"two\",\"\"]}";
static const char again[] = "{\"text\":\"a text of some length, which needs its memory\",\"nodes\":[{\"text\":\"é escaped\",\"nodes\":[],"
                            "\"texts\":[]},{\"text\":null,\"nodes\":[{\"text\":\"inner\",\"nodes\":[],\"texts\":[]}],\"texts\":[]}],"
                            "\"texts\":[\"one\",\"two\",\"\"]}";

/* Reads and writes back; blocks of the arena are so small that nearly every piece is an allocation. */
static enum rc there_and_back(struct err *e)
{
    struct arena arena;
    struct node node;
    struct buf out;
    arena_init(&arena, 16);
    enum rc rc = wire_read(&arena, STR(json), &node_shape, &node, e);
    if (rc == RC_OK) {
        buf_init(&out, &arena);
        wire_write(&out, &node_shape, &node);
        const char *const text = buf_text(&out);
        rc = text == NULL ? err_no_memory(e) : RC_OK;
        assert_true(text == NULL || strcmp(text, again) == 0);
    }
    arena_deinit(&arena);
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
        rc = there_and_back(&e);
        malloc_fail_at(-1);
        assert_true(rc == RC_OK || (rc == RC_NO_MEMORY && e.rc == rc));
    }
    assert_true(failing > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation_fails_in_turn)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
