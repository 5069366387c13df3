/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/operation.h"
#include "api/views.h"
#include "registry/listing.h"

#include <inttypes.h>

#define PAGE_MAX INT32_MAX

static enum rc read_direction(struct http_call *call, bool *descending, struct err *e)
{
    struct str text;
    *descending = false;
    if (!http_query(call, "direction", &text) || str_trim(text).length == 0 || str_equal_fold(str_trim(text), STR("ASC"))) {
        return RC_OK;
    }
    if (str_equal_fold(str_trim(text), STR("DESC"))) {
        *descending = true;
        return RC_OK;
    }
    return err_set(
        e, RC_INVALID, "ER-1018", "direction", "direction is \"%.*s\"; ASC or DESC was expected", str_shown(text, 40), text.data);
}

static enum rc read_request(struct http_call *call, enum list_kind list, struct list_request *out, struct err *e)
{
    struct str text;
    int64_t page = 0;
    *out = (struct list_request){0};
    if (query_number(call, "page", 0, PAGE_MAX, 0, &page, e) != RC_OK ||
        query_number(call, "size", 1, LIST_SIZE_MAX, LIST_SIZE_DEFAULT, &out->size, e) != RC_OK ||
        read_direction(call, &out->descending, e) != RC_OK) {
        return e->rc;
    }
    out->offset = page * out->size;
    if (http_query(call, "sort", &text) && sort_parse(list, text, &out->sort, e) != RC_OK) {
        return e->rc;
    }
    return http_query(call, "search", &text) ? search_parse(call->arena, list, text, &out->search, e) : RC_OK;
}

/* The parameters that every page of a list shares, as "&name=value". */
static const char *shared_parameters(struct http_call *call)
{
    static const char *const names[] = {"sort", "direction", "search"};
    struct buf out;
    struct str value;
    buf_init(&out, call->arena);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (http_query(call, names[i], &value) && value.length > 0) {
            buf_add_format(&out, "&%s=", names[i]);
            buf_add_query(&out, value);
        }
    }
    return buf_text(&out);
}

struct link_maker {
    struct arena *arena;
    const char *url; /* up to the page's number */
    int64_t size;
    const char *shared;
    const void *links[5];
    size_t count;
    bool failed;
};

static void add_link(struct link_maker *maker, const char *rel, int64_t page)
{
    struct link_view *const link = arena_alloc(maker->arena, sizeof *link);
    const char *const href =
        arena_format(maker->arena, "%s?page=%" PRId64 "&size=%" PRId64 "%s", maker->url, page, maker->size, maker->shared);
    if (link == NULL || href == NULL) {
        maker->failed = true;
        return;
    }
    *link = (struct link_view){.rel = rel, .href = href};
    maker->links[maker->count++] = link;
}

static enum rc make_links(
    struct http_call *call, const struct api_context *context, const struct page_view *page, struct link_maker *maker, struct err *e)
{
    const char *const base = base_url(call, context->api);
    const int64_t last = page->total_pages == 0 ? 0 : page->total_pages - 1;
    *maker = (struct link_maker){.arena = call->arena, .size = page->size, .shared = shared_parameters(call)};
    maker->url = base == NULL ? NULL : arena_format(call->arena, "%s%s", base, call->route->path);
    if (maker->url == NULL || maker->shared == NULL) {
        return err_no_memory(e);
    }
    add_link(maker, "first", 0);
    if (page->number > 0) {
        add_link(maker, "prev", page->number > last ? last : page->number - 1);
    }
    add_link(maker, "self", page->number);
    if (page->number < last) {
        add_link(maker, "next", page->number + 1);
    }
    add_link(maker, "last", last);
    return maker->failed ? err_no_memory(e) : RC_OK;
}

static enum rc reply_page(struct http_call *call, const struct api_context *context, const struct list_request *request, int64_t total,
    struct wire_list content, const struct wire_shape *shape, struct err *e)
{
    const struct page_view page = {
        .size = request->size,
        .total_elements = total,
        .total_pages = (total + request->size - 1) / request->size,
        .number = request->offset / request->size,
    };
    struct link_maker maker;
    if (make_links(call, context, &page, &maker, e) != RC_OK) {
        return e->rc;
    }
    const struct paged_view view = {
        .links = {.items = maker.links, .count = maker.count},
        .content = content,
        .page = &page,
        .empty = content.count == 0,
    };
    return reply_json(call, 200, shape, &view, e);
}

enum rc op_list_cards(struct http_call *call, struct api_context *context, struct err *e)
{
    struct list_request request;
    struct card_page page;
    if (read_request(call, LIST_CARDS, &request, e) != RC_OK || registry_list_cards(context->session, &request, &page, e) != RC_OK) {
        return e->rc;
    }
    const void **const items = arena_alloc_array(call->arena, page.count, sizeof *items);
    for (size_t i = 0; items != NULL && i < page.count; i++) {
        items[i] = card_view_make(call->arena, &page.items[i]);
        if (items[i] == NULL) {
            return err_no_memory(e);
        }
    }
    if (items == NULL) {
        return err_no_memory(e);
    }
    return reply_page(call, context, &request, page.total, (struct wire_list){items, page.count}, &cards_page_shape, e);
}

enum rc op_list_persons(struct http_call *call, struct api_context *context, struct err *e)
{
    struct list_request request;
    struct person_page page;
    if (read_request(call, LIST_ENROLMENTS, &request, e) != RC_OK || registry_list_persons(context->session, &request, &page, e) != RC_OK) {
        return e->rc;
    }
    const void **const items = arena_alloc_array(call->arena, page.count, sizeof *items);
    for (size_t i = 0; items != NULL && i < page.count; i++) {
        items[i] = person_view_make(call->arena, &page.items[i]);
        if (items[i] == NULL) {
            return err_no_memory(e);
        }
    }
    if (items == NULL) {
        return err_no_memory(e);
    }
    return reply_page(call, context, &request, page.total, (struct wire_list){items, page.count}, &persons_page_shape, e);
}
