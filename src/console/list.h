/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists in pages: columns that can be sorted, filtered and chosen, pages; all of it stands in the address. Within the console layer only.
 */
#pragma once

#include "console/form.h"

#include <stdbool.h>

#define LIST_COLUMNS_MAX 16
#define LIST_PAGE_SIZE 20

struct visit;

enum column_filter { FILTER_NONE, FILTER_TEXT, FILTER_SELECT };

struct column {
    const char *key;   /* in the address: of the filter, and of the order */
    const char *label; /* a message */
    bool sorts;
    bool hidden; /* unless it is chosen */
    enum column_filter filter;
    const char *placeholder;           /* of a text, a message; NULL: none */
    const struct form_option *options; /* of a select, behind "any" */
    size_t option_count;
};

/* What the address asks for, and how much there is. */
struct list {
    struct visit *visit;
    const char *path;
    const struct column *columns;
    size_t column_count;
    const char *filters[LIST_COLUMNS_MAX]; /* by column; "" for none */
    bool shows[LIST_COLUMNS_MAX];
    bool columns_chosen;        /* other columns than the usual ones */
    const struct column *order; /* NULL: the usual one */
    bool descending;
    int64_t page; /* from 1 */
    int64_t size; /* rows of a page */
    int64_t total;
    bool is_open; /* `total` is not known: there is a next page when the rows are as many as `size` */
    int64_t shown;
    bool selects; /* rows have checkboxes */
};

/* Reads the address: ?sort=KEY or -KEY, page, size, columns=KEY+KEY, and for each column KEY=filter. What makes no sense is ignored. */
void list_read(struct visit *visit, const char *path, const struct column *columns, size_t count, struct list *out);

/* The filter of a column; "" for none. */
const char *list_filter(const struct list *list, const char *key);
bool list_has_filters(const struct list *list);

/* Whether a column is shown. */
bool list_shows(const struct list *list, const char *key);

int64_t list_offset(const struct list *list);
bool list_has_next(const struct list *list);

/* The address of this list with another order, of another page, or (both NULL and 0) the same but as another file, such as ".csv". */
const char *list_url(const struct list *list, const struct column *order, int64_t page);
const char *list_file_url(const struct list *list, const char *path);

/* Templates: the head of the table with its filters (within the list's form), what stands below, and the choice of columns. */
void list_head(struct page *page, const struct list *list);
void list_foot(struct page *page, const struct list *list);
void list_columns(struct page *page, const struct list *list);
