/* SPDX-License-Identifier: EUPL-1.2 */
/* Whole lists as CSV files, which are sent while they are made. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "registry/listing.h"

/* Writes the row of one. */
typedef void rows_of_cards_fn(struct buf *out, struct arena *arena, const struct card_detail *card);
typedef void rows_of_persons_fn(struct buf *out, const struct person_detail *person, int64_t organisation_id);

#define ROWS_COLUMNS_MAX 16

struct rows_file {
    const char *name;         /* of the file */
    const char *const *heads; /* of the columns; static */
    size_t head_count;
    rows_of_cards_fn *card; /* of the two the one that is not NULL says which list it is */
    rows_of_persons_fn *person;
};

/* Answers with all of the list that the request asks for, as the same user and for the same organisation, of one moment. For pages of the
 * lane PAGE_IN_BULK. `request` NULL: nothing fits. */
MUST_CHECK enum rc rows_file_answer(struct visit *visit, const struct rows_file *file, const struct list_request *request, struct err *e);
