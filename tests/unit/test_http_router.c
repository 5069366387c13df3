/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct http_route routes[] = {
    {.method = HTTP_GET, .path = "/", .operation_id = "root"},
    {.method = HTTP_GET, .path = "/cards", .operation_id = "list"},
    {.method = HTTP_POST, .path = "/cards", .operation_id = "create"},
    {.method = HTTP_GET, .path = "/cards/generate-escn", .operation_id = "generate"},
    {.method = HTTP_GET, .path = "/cards/{escn}", .operation_id = "find"},
    {.method = HTTP_PUT, .path = "/cards/{escn}", .operation_id = "update"},
    {.method = HTTP_GET, .path = "/cards/{number}/status", .operation_id = "status"},
    {.method = HTTP_DELETE, .path = "/organisations/{id}/person/{esi}/picture", .operation_id = "deletePicture"},
};

static const char *const base_paths[] = {"/esc-rest", "/two/words", NULL};

static const struct {
    const char *name;
    enum http_method method;
    const char *path;
    const char *operation; /* NULL: refused */
    const char *base;
    const char *param, *value; /* NULL: not looked at */
    const char *message;
    const char *allow;
} cases[] = {
    {"a path of words", HTTP_GET, "/cards", "list", "", NULL, NULL, NULL, NULL},
    {"the root", HTTP_GET, "/", "root", "", NULL, NULL, NULL, NULL},
    {"another method", HTTP_POST, "/cards", "create", "", NULL, NULL, NULL, NULL},
    {"HEAD is answered by GET", HTTP_HEAD, "/cards", "list", "", NULL, NULL, NULL, NULL},
    {"a word wins over a parameter", HTTP_GET, "/cards/generate-escn", "generate", "", NULL, NULL, NULL, NULL},
    {"an encoded word is that word", HTTP_GET, "/cards/generate%2Descn", "generate", "", NULL, NULL, NULL, NULL},
    {"a parameter", HTTP_GET, "/cards/123", "find", "", "escn", "123", NULL, NULL},
    {"each route has its own name for a parameter", HTTP_GET, "/cards/123/status", "status", "", "number", "123", NULL, NULL},
    {"a word that leads nowhere is a value", HTTP_GET, "/cards/generate-escn/status", "status", "", "number", "generate-escn", NULL, NULL},
    {"a raw colon", HTTP_GET, "/cards/urn:a:b", "find", "", "escn", "urn:a:b", NULL, NULL},
    {"an encoded colon", HTTP_GET, "/cards/urn%3aa%3Ab", "find", "", "escn", "urn:a:b", NULL, NULL},
    {"an encoded slash stays in its segment", HTTP_GET, "/cards/a%2Fstatus", "find", "", "escn", "a/status", NULL, NULL},
    {"the second of two parameters", HTTP_DELETE, "/organisations/7/person/urn:x/picture", "deletePicture", "", "esi", "urn:x", NULL, NULL},
    {"below a base path", HTTP_GET, "/esc-rest/cards/5", "find", "/esc-rest", "escn", "5", NULL, NULL},
    {"below a base path of two words", HTTP_GET, "/two/words/cards", "list", "/two/words", NULL, NULL, NULL, NULL},
    {"a base path itself", HTTP_GET, "/esc-rest", "root", "/esc-rest", NULL, NULL, NULL, NULL},
    {"no such path", HTTP_GET, "/nothing", NULL, NULL, NULL, NULL,
        "nothing is at the path \"/nothing\"; the documentation lists the paths that there are", NULL},
    {"half a base path", HTTP_GET, "/two/cards", NULL, NULL, NULL, NULL,
        "nothing is at the path \"/two/cards\"; the documentation lists the paths that there are", NULL},
    {"a base path twice", HTTP_GET, "/esc-rest/esc-rest/cards", NULL, NULL, NULL, NULL,
        "nothing is at the path \"/esc-rest/esc-rest/cards\"; the documentation lists the paths that there are", NULL},
    {"a trailing slash", HTTP_GET, "/cards/", NULL, NULL, NULL, NULL,
        "nothing is at the path \"/cards/\"; the documentation lists the paths that there are", NULL},
    {"an empty parameter", HTTP_GET, "/cards//status", NULL, NULL, NULL, NULL,
        "nothing is at the path \"/cards//status\"; the documentation lists the paths that there are", NULL},
    {"letter case matters", HTTP_GET, "/Cards", NULL, NULL, NULL, NULL,
        "nothing is at the path \"/Cards\"; the documentation lists the paths that there are", NULL},
    {"dots are no steps", HTTP_GET, "/cards/../cards", NULL, NULL, NULL, NULL,
        "nothing is at the path \"/cards/../cards\"; the documentation lists the paths that there are", NULL},
    {"deeper than any path", HTTP_GET, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25", NULL, NULL, NULL, NULL,
        "nothing is at the path \"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25\"; the documentation lists the paths "
        "that there are",
        NULL},
    {"a bad percent sign", HTTP_GET, "/cards/%G1", NULL, NULL, NULL, NULL,
        "the path has a percent sign at byte 1 of a part that two hexadecimal digits don't follow; a percent sign itself is written as %25",
        NULL},
    {"a method that the path lacks", HTTP_DELETE, "/cards", NULL, NULL, NULL, NULL,
        "the method DELETE is not possible at this path; possible are GET, HEAD, POST, OPTIONS", "GET, HEAD, POST, OPTIONS"},
    {"a method that the word lacks and the parameter has", HTTP_PUT, "/cards/generate-escn", NULL, NULL, NULL, NULL,
        "the method PUT is not possible at this path; possible are GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS"},
    {"a method that is not ours", HTTP_METHOD_COUNT, "/cards/1", NULL, NULL, NULL, NULL,
        "the method of this request is not possible at this path; possible are GET, HEAD, PUT, OPTIONS", "GET, HEAD, PUT, OPTIONS"},
    {"a path with only DELETE", HTTP_GET, "/organisations/7/person/x/picture", NULL, NULL, NULL, NULL,
        "the method GET is not possible at this path; possible are DELETE, OPTIONS", "DELETE, OPTIONS"},
};

static void check_found(size_t i, const struct http_call *call)
{
    assert_string_equal(call->route->operation_id, cases[i].operation);
    assert_string_equal(call->base_path, cases[i].base);
    if (cases[i].param != NULL && !str_equal(http_param(call, cases[i].param), str_of(cases[i].value))) {
        fail_msg("%s: %s is \"%.*s\"", cases[i].name, cases[i].param, (int)http_param(call, cases[i].param).length,
            http_param(call, cases[i].param).data);
    }
}

static void test_paths(void **state)
{
    (void)state;
    struct router *const router = router_new((struct http_routes){routes, sizeof routes / sizeof routes[0], base_paths});
    assert_non_null(router);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena;
        arena_init(&arena, 512);
        struct http_call call = {.method = cases[i].method, .path = str_of(cases[i].path), .arena = &arena};
        struct err e = {0};
        const char *allow = NULL;
        const enum rc rc = router_find(router, &call, &allow, &e);
        if ((rc == RC_OK) != (cases[i].operation != NULL)) {
            fail_msg("%s: %s was %s", cases[i].name, cases[i].path, rc == RC_OK ? call.route->operation_id : e.msg);
        }
        if (rc == RC_OK) {
            check_found(i, &call);
        } else {
            assert_string_equal(e.msg, cases[i].message);
            assert_null(call.route);
        }
        if (cases[i].allow != NULL) {
            assert_int_equal(rc, RC_BAD_METHOD);
            assert_string_equal(allow, cases[i].allow);
        }
        arena_deinit(&arena);
    }
    router_free(router);
}

static void test_what_cannot_be_shown_is_not_repeated(void **state)
{
    (void)state;
    struct router *const router = router_new((struct http_routes){routes, sizeof routes / sizeof routes[0], NULL});
    struct arena arena;
    char path[300];
    memset(path, 'a', sizeof path);
    path[0] = '/';
    arena_init(&arena, 512);
    struct http_call call = {.method = HTTP_GET, .path = {path, sizeof path}, .arena = &arena};
    struct err e = {0};
    const char *allow = NULL;
    assert_int_equal(router_find(router, &call, &allow, &e), RC_NOT_FOUND);
    assert_string_equal(e.msg, "nothing is at this path of 300 bytes; the documentation lists the paths that there are");
    arena_deinit(&arena);
    router_free(router);
}

static void test_no_routes(void **state)
{
    (void)state;
    struct router *const router = router_new((struct http_routes){routes, 0, NULL});
    struct arena arena;
    arena_init(&arena, 512);
    struct http_call call = {.method = HTTP_GET, .path = STR("/"), .arena = &arena};
    struct err e = {0};
    const char *allow = NULL;
    assert_int_equal(router_find(router, &call, &allow, &e), RC_NOT_FOUND);
    arena_deinit(&arena);
    router_free(router);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_what_cannot_be_shown_is_not_repeated),
        cmocka_unit_test(test_no_routes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
