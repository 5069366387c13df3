/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold for every line of the route table. */
#include "api/operation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool has_status(const struct api_route *route, int status)
{
    for (const int *at = route->statuses; at != NULL && *at != 0; at++) {
        if (*at == status) {
            return true;
        }
    }
    return false;
}

static bool has_param(const struct api_route *route, const char *in, const char *name, size_t length)
{
    for (const struct api_param *param = route->params; param != NULL && param->name != NULL; param++) {
        if (strcmp(param->in, in) == 0 && strlen(param->name) == length && strncmp(param->name, name, length) == 0) {
            return true;
        }
    }
    return false;
}

/* Runs a check on each route that is in the document. */
typedef bool route_check_fn(const struct api_route *route);

static void check_all(route_check_fn *check)
{
    size_t count = 0;
    const struct api_route *const table = api_route_table(&count);
    assert_true(count > 10);
    for (size_t i = 0; i < count; i++) {
        if (table[i].tag != NULL && !check(&table[i])) {
            fail_msg("%s %s", table[i].operation_id, table[i].path);
        }
    }
}

static void test_operations_have_names_of_their_own(void **state)
{
    (void)state;
    size_t count = 0;
    const struct api_route *const table = api_route_table(&count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(table[i].run);
        for (size_t other = 0; other < i; other++) {
            assert_string_not_equal(table[i].operation_id, table[other].operation_id);
            assert_false(table[i].method == table[other].method && strcmp(table[i].path, table[other].path) == 0);
        }
    }
}

static bool writes_in_the_writer(const struct api_route *route)
{
    /* New numbers are claimed in the database, though asked for by GET. */
    const bool claims = strcmp(route->operation_id, "getEscnList") == 0;
    const bool writes = route->lane == API_LANE_WRITER || route->lane == API_LANE_HEAVY || route->lane == API_LANE_BULK;
    const bool is_long_answer = route->lane == API_LANE_HEAVY && route->method == HTTP_GET;
    return is_long_answer || writes == (route->method != HTTP_GET || claims);
}

static void test_what_writes_runs_in_the_writer(void **state)
{
    (void)state;
    check_all(writes_in_the_writer);
}

static bool path_params_are_told(const struct api_route *route)
{
    size_t in_path = 0;
    for (const char *at = strchr(route->path, '{'); at != NULL; at = strchr(at + 1, '{')) {
        in_path++;
        if (!has_param(route, "path", at + 1, strcspn(at + 1, "}"))) {
            return false;
        }
    }
    for (const struct api_param *param = route->params; param->name != NULL; param++) {
        in_path -= strcmp(param->in, "path") == 0;
        if (strcmp(param->in, "path") == 0 && !param->required) {
            return false;
        }
    }
    return in_path == 0;
}

static void test_parameters_of_paths_are_told(void **state)
{
    (void)state;
    check_all(path_params_are_told);
}

/* A shape stands for itself, or in one of three forms; without it a type stands alone. */
static bool form_fits(const struct api_route *route)
{
    const char *const type = route->answer_type;
    const bool is_form = type != NULL &&
        (strcmp(type, "list") == 0 || strcmp(type, "loose") == 0 || strcmp(type, "lines") == 0 || strcmp(type, "problems") == 0);
    return type == NULL || is_form == (route->answer != NULL);
}

static bool statuses_fit(const struct api_route *route)
{
    const bool is_protected = route->access == API_TOKEN;
    const bool may_lack_right = is_protected || route->scope != 0;
    const int success = route->statuses[0];
    const bool has_body = success != 204;
    return (success == 200 || success == 201 || success == 202 || success == 204) &&
        has_body == (route->answer != NULL || route->answer_type != NULL) && form_fits(route) && has_status(route, 401) &&
        has_status(route, 500) && has_status(route, 503) && has_status(route, 403) == may_lack_right &&
        has_param(route, "header", "Authorization", strlen("Authorization")) == is_protected;
}

static void test_statuses_fit_access_and_answer(void **state)
{
    (void)state;
    check_all(statuses_fit);
}

/* What asks for something to be made may have nothing to say of it. */
static bool bodies_fit(const struct api_route *route)
{
    const bool takes_body = route->request != NULL;
    const bool may_take_body = route->method == HTTP_POST || route->method == HTTP_PUT;
    return (may_take_body || !takes_body) && (takes_body || route->method != HTTP_PUT) && has_status(route, 413) == takes_body &&
        has_status(route, 415) == takes_body && (!takes_body || has_status(route, 400));
}

static void test_bodies_are_taken_by_post_and_put(void **state)
{
    (void)state;
    check_all(bodies_fit);
}

static bool entity_may_be_missing(const struct api_route *route)
{
    return (strchr(route->path, '{') != NULL) == has_status(route, 404);
}

static void test_only_what_is_named_can_be_missing(void **state)
{
    (void)state;
    check_all(entity_may_be_missing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operations_have_names_of_their_own),
        cmocka_unit_test(test_what_writes_runs_in_the_writer),
        cmocka_unit_test(test_parameters_of_paths_are_told),
        cmocka_unit_test(test_statuses_fit_access_and_answer),
        cmocka_unit_test(test_bodies_are_taken_by_post_and_put),
        cmocka_unit_test(test_only_what_is_named_can_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
