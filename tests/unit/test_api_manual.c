/* SPDX-License-Identifier: EUPL-1.2 */
/* The manual has every operation, with samples that the operations themselves would take, and with faults that are documented. */
#include "api/bodies.h"
#include "api/describe.h"
#include "manual/example.h"
#include "wire/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena arena;
    struct manual manual;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    struct err e = {0};
    arena_init(&fixture.arena, 65536);
    *state = &fixture;
    return api_manual_build(&fixture.arena, &fixture.manual, &e) == RC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *const fixture = *state;
    arena_deinit(&fixture->arena);
    return 0;
}

static void test_every_operation_is_described_and_no_other(void **state)
{
    const struct fixture *const fixture = *state;
    size_t documented = 0;
    size_t count = 0;
    const struct api_route *const table = api_route_table(&count);
    for (size_t i = 0; i < count; i++) {
        documented += table[i].tag != NULL;
    }
    assert_int_equal(fixture->manual.operation_count, documented);
    assert_int_equal(api_description_count(), documented);
    for (size_t i = 0; i < fixture->manual.operation_count; i++) {
        const struct manual_operation *const one = &fixture->manual.operations[i];
        assert_ptr_equal(manual_find(&fixture->manual, one->version, one->id), one);
        assert_true(one->title[0] != '\0' && one->purpose[0] != '\0' && one->method != NULL);
    }
    assert_null(manual_find(&fixture->manual, MANUAL_V2, "nothing"));
}

static void test_the_old_lead_to_the_new(void **state)
{
    const struct fixture *const fixture = *state;
    for (size_t i = 0; i < fixture->manual.operation_count; i++) {
        const struct manual_operation *const one = &fixture->manual.operations[i];
        assert_int_equal(one->successor != NULL, one->version == MANUAL_V1);
        assert_true(one->successor == NULL || (one->successor->version == MANUAL_V2 && one->difference != NULL));
    }
}

static bool answers_with(const struct manual_operation *operation, const char *code)
{
    for (size_t i = 0; i < operation->answer_count; i++) {
        for (size_t k = 0; k < operation->answers[i].fault_count; k++) {
            if (strcmp(operation->answers[i].faults[k]->code, code) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* A code whose status the operation does not document would be lost. */
static void test_codes_named_are_told(void **state)
{
    const struct fixture *const fixture = *state;
    for (size_t i = 0; i < fixture->manual.operation_count; i++) {
        const struct manual_operation *const one = &fixture->manual.operations[i];
        struct str rest = str_of(api_description_find(one->version, one->id)->codes);
        while (rest.data != NULL && rest.length > 0) {
            const struct str code = str_cut(&rest, ' ');
            char text[8] = "";
            assert_int_equal(code.length, 7);
            memcpy(text, code.data, code.length);
            if (!answers_with(one, text)) {
                fail_msg("%s names %s, whose status it does not document", one->id, text);
            }
        }
    }
}

static bool has_sample(const struct manual_operation *operation)
{
    for (size_t i = 0; i < operation->param_count; i++) {
        const struct manual_param *const param = &operation->params[i];
        if (param->required && param->sample == NULL && strcmp(param->name, "Authorization") != 0) {
            return false;
        }
    }
    return operation->body.media_type == NULL || operation->body.sample != NULL || operation->body.is_binary;
}

static void test_what_is_required_has_a_sample(void **state)
{
    const struct fixture *const fixture = *state;
    for (size_t i = 0; i < fixture->manual.operation_count; i++) {
        if (!has_sample(&fixture->manual.operations[i])) {
            fail_msg("%s", fixture->manual.operations[i].id);
        }
    }
}

static void test_samples_of_requests_are_taken(void **state)
{
    struct fixture *const fixture = *state;
    for (size_t i = 0; i < fixture->manual.operation_count; i++) {
        const struct manual_operation *const one = &fixture->manual.operations[i];
        const struct manual_body *const body = &one->body;
        struct err e = {0};
        if (body->media_type == NULL || strcmp(body->media_type, "application/json") != 0) {
            continue;
        }
        void *const view = arena_alloc(&fixture->arena, body->shape->size);
        if (wire_read(&fixture->arena, str_of(body->sample), body->shape, view, &e) != RC_OK) {
            fail_msg("%s: %s", one->id, e.msg);
        }
    }
}

static void test_examples_are_for_each_language(void **state)
{
    struct fixture *const fixture = *state;
    for (size_t i = 0; i < fixture->manual.operation_count; i++) {
        const struct manual_operation *const one = &fixture->manual.operations[i];
        const char *const url = example_url(&fixture->arena, &fixture->manual, one, "https://router.example");
        const struct example_call call = example_call_of(one, url);
        assert_null(strchr(url, '{'));
        for (int language = 0; language < EXAMPLE_LANGUAGE_COUNT; language++) {
            struct buf out;
            buf_init(&out, &fixture->arena);
            example_write(&out, (enum example_language)language, &call);
            assert_non_null(strstr(buf_text(&out), url));
            assert_int_equal(strstr(buf_text(&out), EXAMPLE_TOKEN_VARIABLE) != NULL, one->needs_token);
        }
    }
}

static void test_a_url_has_its_samples_encoded(void **state)
{
    struct fixture *const fixture = *state;
    const struct manual_operation *const one = manual_find(&fixture->manual, MANUAL_V2, "findByExternalId");
    assert_string_equal(example_url(&fixture->arena, &fixture->manual, one, "https://router.example"),
        "https://router.example/esc-rest/api/v2/persons/"
        "urn%3Aschac%3ApersonalUniqueCode%3Aint%3Aesi%3Auniv-saint-valentin.example%3A1000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_operation_is_described_and_no_other),
        cmocka_unit_test(test_the_old_lead_to_the_new),
        cmocka_unit_test(test_codes_named_are_told),
        cmocka_unit_test(test_what_is_required_has_a_sample),
        cmocka_unit_test(test_samples_of_requests_are_taken),
        cmocka_unit_test(test_examples_are_for_each_language),
        cmocka_unit_test(test_a_url_has_its_samples_encoded),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
