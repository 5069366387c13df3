/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/list.h"

#include "console/visit.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define SIZE_MAX_SHOWN 200
#define PAGE_MAX INT64_C(1000000000)

static int64_t number_of(const struct visit *visit, const char *name, int64_t max, int64_t fallback)
{
    long long number = 0;
    return str_to_int64(str_of(visit_query(visit, name)), &number) && number >= 1 && number <= max ? number : fallback;
}

static const struct column *column_of(const struct list *list, const char *key)
{
    for (size_t i = 0; i < list->column_count; i++) {
        if (strcmp(list->columns[i].key, key) == 0) {
            return &list->columns[i];
        }
    }
    return NULL;
}

/* The columns chosen, or the usual ones when none of those named exists. */
static void read_columns(struct list *list)
{
    const char *const chosen = visit_query(list->visit, "columns");
    for (size_t i = 0; i < list->column_count; i++) {
        list->shows[i] = text_holds_word(chosen, list->columns[i].key);
        list->columns_chosen = list->columns_chosen || list->shows[i];
    }
    for (size_t i = 0; i < list->column_count && !list->columns_chosen; i++) {
        list->shows[i] = !list->columns[i].hidden;
    }
}

void list_read(struct visit *visit, const char *path, const struct column *columns, size_t count, struct list *out)
{
    assert(count <= LIST_COLUMNS_MAX);
    *out = (struct list){.visit = visit, .path = path, .columns = columns, .column_count = count};
    out->page = number_of(visit, "page", PAGE_MAX, 1);
    out->size = number_of(visit, "size", SIZE_MAX_SHOWN, LIST_PAGE_SIZE);
    const char *const sort = visit_query(visit, "sort");
    out->descending = sort[0] == '-';
    out->order = column_of(out, sort + (out->descending ? 1 : 0));
    if (out->order != NULL && !out->order->sorts) {
        out->order = NULL;
    }
    for (size_t i = 0; i < count; i++) {
        out->filters[i] = columns[i].filter == FILTER_NONE ? "" : visit_query(visit, columns[i].key);
    }
    read_columns(out);
}

const char *list_filter(const struct list *list, const char *key)
{
    const struct column *const column = column_of(list, key);
    return column == NULL ? "" : list->filters[column - list->columns];
}

bool list_has_filters(const struct list *list)
{
    for (size_t i = 0; i < list->column_count; i++) {
        if (list->filters[i][0] != '\0') {
            return true;
        }
    }
    return false;
}

bool list_shows(const struct list *list, const char *key)
{
    const struct column *const column = column_of(list, key);
    return column != NULL && list->shows[column - list->columns];
}

int64_t list_offset(const struct list *list)
{
    return (list->page - 1) * list->size;
}

bool list_has_next(const struct list *list)
{
    return list->is_open ? list->shown >= list->size : list_offset(list) + list->size < list->total;
}

static void add_pair(struct buf *out, const char *name, const char *value)
{
    buf_add_char(out, memchr(out->data, '?', out->length) == NULL ? '?' : '&');
    buf_add_text(out, name);
    buf_add_char(out, '=');
    uri_add_encoded(out, str_of(value));
}

static void add_columns(struct buf *out, const struct list *list)
{
    struct buf names;
    buf_init(&names, out->arena);
    for (size_t i = 0; i < list->column_count; i++) {
        if (list->shows[i]) {
            buf_add_text(&names, names.length > 0 ? " " : "");
            buf_add_text(&names, list->columns[i].key);
        }
    }
    const char *const text = buf_text(&names);
    add_pair(out, "columns", text == NULL ? "" : text);
}

/* Everything but order and page. */
static void add_state(struct buf *out, const struct list *list, const char *path)
{
    buf_init(out, list->visit->arena);
    buf_add_text(out, path);
    for (size_t i = 0; i < list->column_count; i++) {
        if (list->filters[i][0] != '\0') {
            add_pair(out, list->columns[i].key, list->filters[i]);
        }
    }
    if (list->columns_chosen) {
        add_columns(out, list);
    }
    if (list->size != LIST_PAGE_SIZE) {
        char size[24];
        (void)snprintf(size, sizeof size, "%lld", (long long)list->size);
        add_pair(out, "size", size);
    }
}

static void add_order(struct buf *out, const struct column *order, bool descending)
{
    char sort[64];
    if (order != NULL) {
        (void)snprintf(sort, sizeof sort, "%s%s", descending ? "-" : "", order->key);
        add_pair(out, "sort", sort);
    }
}

static const char *url_of(struct buf *out)
{
    const char *const text = buf_text(out);
    return text == NULL ? "#" : text;
}

const char *list_url(const struct list *list, const struct column *order, int64_t page)
{
    struct buf out;
    char number[24];
    const bool turns = order != NULL && order == list->order && !list->descending;
    add_state(&out, list, list->path);
    add_order(&out, order != NULL ? order : list->order, order != NULL ? turns : list->descending);
    if (page > 1) {
        (void)snprintf(number, sizeof number, "%lld", (long long)page);
        add_pair(&out, "page", number);
    }
    return url_of(&out);
}

const char *list_file_url(const struct list *list, const char *path)
{
    struct buf out;
    add_state(&out, list, path);
    add_order(&out, list->order, list->descending);
    return url_of(&out);
}
