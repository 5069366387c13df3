/* SPDX-License-Identifier: EUPL-1.2 */
/* Answering with what esc-press has made, and codes of cards on their way there. Within the console layer only. */
#pragma once

#include "base/day.h"
#include "console/visit.h"
#include "print/order.h"
#include "registry/details.h"

/* Has the order carried out and answers with the outcome, as a file to keep under this name (ASCII letters, digits, dots and dashes). Not
 * in an event loop. */
MUST_CHECK enum rc press_answer(struct visit *visit, const struct order *order, const char *name, const char *type, struct err *e);

/* When a paper was made, as the press wants it: "2026-11-22T09:14:07Z". */
void press_time(int64_t us, char out[INSTANT_TEXT_SIZE]);

/* Many codes: on sheets of labels, or as SVG in a ZIP. */
enum codes_form { CODES_SHEET, CODES_ARCHIVE };

/* Begins an order for codes, adds one for each card, and answers with what was made of them. Not in an event loop; five thousand take some
 * seconds, so that PAGE_IN_BULK is their lane. */
void codes_begin(struct visit *visit, enum codes_form form, struct order *order);
void codes_add(struct order *order, const struct card_detail *card);
MUST_CHECK enum rc codes_answer(struct visit *visit, enum codes_form form, const struct order *order, struct err *e);
