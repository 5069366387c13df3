/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "base/fold.h"
#include "http/route.h"
#include "http/uri.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Deeper paths exist in no table of ours. */
#define SEGMENTS_MAX 24

/* One segment of the known paths. A path is found by walking down from the root, literal segments first. */
struct node {
    struct str literal;
    struct node *literals;  /* children that are words */
    struct node *parameter; /* the child that takes any text */
    struct node *next;      /* sibling */
    const struct http_route *routes[HTTP_METHOD_COUNT];
    const char *allow; /* NULL when no path ends here */
};

struct segments {
    struct str items[SEGMENTS_MAX];
    size_t count;
};

/* Where a route's path has parameters, and how they are called. */
struct names {
    const char *items[HTTP_PARAMS_MAX];
    size_t at[HTTP_PARAMS_MAX];
    size_t count;
};

struct base_path {
    const char *text;
    struct segments segments;
};

struct router {
    struct arena arena;
    struct http_routes routes;
    struct names *names; /* of the route with the same index */
    struct base_path *base_paths;
    size_t base_path_count;
    struct node root;
};

const char *http_method_name(enum http_method method)
{
    static const char *const names[HTTP_METHOD_COUNT] = {
        [HTTP_GET] = "GET",
        [HTTP_HEAD] = "HEAD",
        [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT",
        [HTTP_DELETE] = "DELETE",
        [HTTP_OPTIONS] = "OPTIONS",
    };
    return method < HTTP_METHOD_COUNT ? names[method] : "-";
}

/* False when there are too many. "/" has none, "/a/" has an empty second one. */
static bool split_path(struct str path, struct segments *out)
{
    out->count = 0;
    struct str rest = path;
    (void)str_cut(&rest, '/');
    if (rest.length == 0) {
        return path.length > 0;
    }
    while (rest.data != NULL) {
        if (out->count == SEGMENTS_MAX) {
            return false;
        }
        out->items[out->count++] = str_cut(&rest, '/');
    }
    return true;
}

static bool is_parameter(struct str segment)
{
    return segment.length > 2 && segment.data[0] == '{' && segment.data[segment.length - 1] == '}';
}

static struct node *find_literal(const struct node *node, struct str segment)
{
    for (struct node *child = node->literals; child != NULL; child = child->next) {
        if (str_equal(child->literal, segment)) {
            return child;
        }
    }
    return NULL;
}

/* The child for a segment of a route's path, made where it is missing; NULL without memory. */
static struct node *grow(struct router *router, struct node *node, struct str segment)
{
    struct node *child = is_parameter(segment) ? node->parameter : find_literal(node, segment);
    if (child != NULL) {
        return child;
    }
    child = arena_alloc(&router->arena, sizeof *child);
    if (child == NULL) {
        return NULL;
    }
    child->literal = segment;
    if (is_parameter(segment)) {
        node->parameter = child;
        return child;
    }
    child->next = node->literals;
    node->literals = child;
    return child;
}

static bool note_name(struct router *router, struct names *names, struct str segment, size_t at)
{
    assert(names->count < HTTP_PARAMS_MAX);
    const char *const name = arena_text(&router->arena, segment.data + 1, segment.length - 2);
    names->items[names->count] = name;
    names->at[names->count++] = at;
    return name != NULL;
}

static bool note_names(struct router *router, struct names *names, const struct segments *segments)
{
    for (size_t i = 0; i < segments->count; i++) {
        if (is_parameter(segments->items[i]) && !note_name(router, names, segments->items[i], i)) {
            return false;
        }
    }
    return true;
}

static bool add_route(struct router *router, const struct http_route *route)
{
    struct segments segments;
    const bool splits = split_path(str_of(route->path), &segments);
    assert(splits && route->path[0] == '/');
    if (!splits || !note_names(router, &router->names[route - router->routes.items], &segments)) {
        return false;
    }
    struct node *node = &router->root;
    for (size_t i = 0; i < segments.count && node != NULL; i++) {
        node = grow(router, node, segments.items[i]);
    }
    if (node == NULL) {
        return false;
    }
    assert(node->routes[route->method] == NULL);
    node->routes[route->method] = route;
    return true;
}

static bool node_answers(const struct node *node, enum http_method method)
{
    return node->routes[method] != NULL || (method == HTTP_HEAD && node->routes[HTTP_GET] != NULL);
}

/* Writes the text of the Allow header for every path that ends here or below. */
static bool write_allow(struct router *router, struct node *node)
{
    struct buf text;
    buf_init(&text, &router->arena);
    for (int method = 0; method < HTTP_OPTIONS; method++) {
        if (node_answers(node, (enum http_method)method)) {
            buf_add_text(&text, http_method_name((enum http_method)method));
            buf_add_text(&text, ", ");
        }
    }
    if (text.length > 0) {
        buf_add_text(&text, http_method_name(HTTP_OPTIONS));
        node->allow = buf_text(&text);
    }
    bool written = !text.failed;
    for (struct node *child = node->literals; child != NULL && written; child = child->next) {
        written = write_allow(router, child);
    }
    return written && (node->parameter == NULL || write_allow(router, node->parameter));
}

static bool add_base_paths(struct router *router)
{
    const char *const *const paths = router->routes.base_paths;
    size_t count = 0;
    while (paths != NULL && paths[count] != NULL) {
        count++;
    }
    router->base_paths = arena_alloc_array(&router->arena, count, sizeof *router->base_paths);
    if (router->base_paths == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct base_path *const base = &router->base_paths[i];
        base->text = paths[i];
        const bool splits = split_path(str_of(paths[i]), &base->segments);
        assert(splits && base->segments.count > 0);
        router->base_path_count += splits;
    }
    return true;
}

static bool fill(struct router *router)
{
    router->names = arena_alloc_array(&router->arena, router->routes.count, sizeof *router->names);
    if (router->names == NULL || !add_base_paths(router)) {
        return false;
    }
    for (size_t i = 0; i < router->routes.count; i++) {
        if (!add_route(router, &router->routes.items[i])) {
            return false;
        }
    }
    return write_allow(router, &router->root);
}

struct router *router_new(struct http_routes routes)
{
    struct router *const router = calloc(1, sizeof *router);
    if (router == NULL) {
        return NULL;
    }
    arena_init(&router->arena, 8192);
    router->routes = routes;
    if (!fill(router)) {
        router_free(router);
        return NULL;
    }
    return router;
}

void router_free(struct router *router)
{
    if (router == NULL) {
        return;
    }
    arena_deinit(&router->arena);
    free(router);
}

/* The node where the segments from `at` on end. A word that leads nowhere is tried as a parameter's value. */
static const struct node *descend(const struct node *node, const struct segments *segments, size_t at)
{
    if (at == segments->count) {
        return node->allow == NULL ? NULL : node;
    }
    const struct str segment = segments->items[at];
    const struct node *const literal = find_literal(node, segment);
    const struct node *const found = literal == NULL ? NULL : descend(literal, segments, at + 1);
    if (found != NULL || node->parameter == NULL || segment.length == 0) {
        return found;
    }
    return descend(node->parameter, segments, at + 1);
}

/* Decodes in place of the encoded segments. */
static enum rc decode_segments(struct arena *arena, struct segments *segments, struct err *e)
{
    for (size_t i = 0; i < segments->count; i++) {
        if (uri_decode_segment(arena, segments->items[i], &segments->items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static void fill_params(const struct router *router, struct http_call *call, const struct segments *segments)
{
    const struct names *const names = &router->names[call->route - router->routes.items];
    for (size_t i = 0; i < names->count; i++) {
        call->params[i] = (struct http_param){names->items[i], segments->items[names->at[i]]};
    }
    call->param_count = names->count;
}

static bool begins_with(const struct segments *segments, const struct segments *prefix)
{
    for (size_t i = 0; i < prefix->count; i++) {
        if (i == segments->count || !str_equal(segments->items[i], prefix->items[i])) {
            return false;
        }
    }
    return true;
}

/* Where the path leads, as it stands or below a base path, whose segments are taken off then. */
static const struct node *find_node(const struct router *router, struct http_call *call, struct segments *segments)
{
    call->base_path = "";
    const struct node *node = descend(&router->root, segments, 0);
    for (size_t i = 0; i < router->base_path_count && node == NULL; i++) {
        const struct base_path *const base = &router->base_paths[i];
        if (!begins_with(segments, &base->segments)) {
            continue;
        }
        node = descend(&router->root, segments, base->segments.count);
        if (node != NULL) {
            call->base_path = base->text;
            segments->count -= base->segments.count;
            memmove(segments->items, segments->items + base->segments.count, segments->count * sizeof segments->items[0]);
        }
    }
    return node;
}

static enum rc refuse_path(struct str path, struct err *e)
{
    static const char hint[] = "the documentation lists the paths that there are";
    if (path.length > 200 || !utf8_is_valid(path)) {
        return err_set(e, RC_NOT_FOUND, "SE-0404", "", "nothing is at this path of %zu bytes; %s", path.length, hint);
    }
    return err_set(e, RC_NOT_FOUND, "SE-0404", "", "nothing is at the path \"%.*s\"; %s", (int)path.length, path.data, hint);
}

enum rc router_find(const struct router *router, struct http_call *call, const char **allow, struct err *e)
{
    struct segments segments;
    if (!split_path(call->path, &segments)) {
        return refuse_path(call->path, e);
    }
    if (decode_segments(call->arena, &segments, e) != RC_OK) {
        return e->rc;
    }
    const struct node *const node = find_node(router, call, &segments);
    if (node == NULL) {
        return refuse_path(call->path, e);
    }
    *allow = node->allow;
    const bool known = call->method < HTTP_METHOD_COUNT;
    if (!known || !node_answers(node, call->method)) {
        if (node->routes[HTTP_GET] != NULL && node->routes[HTTP_GET]->catch_all) {
            return refuse_path(call->path, e);
        }
        return err_set(e, RC_BAD_METHOD, "SE-0405", "", "the method %s is not possible at this path; possible are %s",
            known ? http_method_name(call->method) : "of this request", node->allow);
    }
    const struct http_route *const route = node->routes[call->method] == NULL ? node->routes[HTTP_GET] : node->routes[call->method];
    if (route->only_root && call->base_path[0] != '\0') {
        return refuse_path(call->path, e);
    }
    call->route = route;
    fill_params(router, call, &segments);
    return RC_OK;
}
