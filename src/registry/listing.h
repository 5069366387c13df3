/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages of persons and cards that the asking organisation may see, sorted and searched. */
#pragma once

#include "registry/details.h"
#include "registry/search.h"

#define LIST_SIZE_MAX 200
#define LIST_SIZE_DEFAULT 10

struct list_request {
    enum list_field sort;
    bool descending;
    int64_t offset; /* entries passed over, from 0 */
    int64_t size;   /* 1..LIST_SIZE_MAX */
    struct search search;
};

struct card_page {
    struct card_detail *items;
    size_t count;
    int64_t total;
};

struct person_page {
    struct person_detail *items;
    size_t count;
    int64_t total;
};

/* Without sort and search every page costs the same however deep it lies. A sorted or searched list is worked out once and remembered until
 * something in it changes. */
MUST_CHECK enum rc registry_list_cards(struct session *session, const struct list_request *request, struct card_page *out, struct err *e);
MUST_CHECK enum rc registry_list_persons(
    struct session *session, const struct list_request *request, struct person_page *out, struct err *e);

/* Takes up to LIST_SIZE_MAX entries, which live until it returns; session->arena is emptied then. A failure ends the walk. */
typedef enum rc walk_cards_fn(void *self, const struct card_detail *cards, size_t count, struct err *e);
typedef enum rc walk_persons_fn(void *self, const struct person_detail *persons, size_t count, struct err *e);

/* The whole list, whatever the request says of a page. Memory does not grow with it but by 8 bytes an entry where it is sorted or searched.
 * To be run between session_read_begin and session_read_end, so that no entry is missed or told twice. */
MUST_CHECK enum rc registry_walk_cards(
    struct session *session, const struct list_request *request, walk_cards_fn *each, void *self, struct err *e);
MUST_CHECK enum rc registry_walk_persons(
    struct session *session, const struct list_request *request, walk_persons_fn *each, void *self, struct err *e);
