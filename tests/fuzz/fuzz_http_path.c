/* SPDX-License-Identifier: EUPL-1.2 */
/* Request targets: cutting them at the query, decoding their segments, finding a route. */
#include "fuzz.h"

#include "base/fold.h"
#include "http/route.h"
#include "http/uri.h"

static void no_handler(struct http_call *call)
{
    (void)call;
}

static const struct http_route items[] = {
    {.method = HTTP_GET, .path = "/api/v2/persons", .operation_id = "findAll", .body = HTTP_BODY_NONE, .handler = no_handler},
    {.method = HTTP_PUT, .path = "/api/v2/persons/{esi}", .operation_id = "update", .body = HTTP_BODY_JSON, .handler = no_handler},
    {.method = HTTP_GET,
        .path = "/api/v2/cards/{escn}",
        .operation_id = "findByExternalId_1",
        .body = HTTP_BODY_NONE,
        .handler = no_handler},
    {.method = HTTP_GET, .path = "/api/v2/cards/{escn}/status", .operation_id = "status", .body = HTTP_BODY_NONE, .handler = no_handler},
    {.method = HTTP_GET,
        .path = "/api/v2/cards/generate-escn",
        .operation_id = "getEscnList",
        .body = HTTP_BODY_NONE,
        .handler = no_handler},
    {.method = HTTP_GET,
        .path = "/api/v2/organisations/{id}/person/{esi}/picture",
        .operation_id = "getStudentPicture",
        .body = HTTP_BODY_NONE,
        .handler = no_handler},
};

static const char *const base_paths[] = {"/esc-rest", NULL};
static const struct http_routes routes = {items, COUNT_OF(items), base_paths};

static void check_segment(struct arena *arena, struct str segment)
{
    struct err e = {0};
    struct str decoded;
    if (uri_decode_segment(arena, segment, &decoded, &e) != RC_OK) {
        PROMISE(e.rc == RC_INVALID && e.msg[0] != '\0');
        return;
    }
    PROMISE(decoded.length <= segment.length && utf8_is_valid(decoded));
}

static void check_route(const struct router *router, struct arena *arena, struct uri uri)
{
    struct err e = {0};
    const char *allow = NULL;
    struct http_call call = {.method = HTTP_GET, .path = uri.path, .query = uri.query, .arena = arena};
    const enum rc rc = router_find(router, &call, &allow, &e);
    PROMISE(rc == RC_OK || e.msg[0] != '\0');
    PROMISE(rc != RC_BAD_METHOD || (allow != NULL && allow[0] != '\0'));
    PROMISE(rc != RC_OK || (call.route != NULL && call.base_path != NULL));
    for (size_t i = 0; rc == RC_OK && i < call.param_count; i++) {
        PROMISE(call.params[i].value.length > 0 && utf8_is_valid(call.params[i].value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct arena arena;
    struct uri uri;
    struct router *const router = router_new(routes);
    arena_init(&arena, 4096);
    const enum rc rc = uri_split((struct str){(const char *)data, size}, &uri, &e);
    PROMISE(rc == RC_OK || (rc == RC_INVALID && e.msg[0] != '\0'));
    if (rc == RC_OK && router != NULL) {
        struct str rest = uri.path;
        while (rest.data != NULL) {
            check_segment(&arena, str_cut(&rest, '/'));
        }
        check_route(router, &arena, uri);
    }
    router_free(router);
    arena_deinit(&arena);
    return 0;
}
