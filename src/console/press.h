/* SPDX-License-Identifier: EUPL-1.2 */
/* Answering with what esc-press has made, and codes of cards on their way there. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "print/order.h"

/* Has the order carried out and answers with the outcome, as a file to keep under this name (ASCII letters, digits, dots and dashes). Not
 * in an event loop. */
MUST_CHECK enum rc press_answer(struct visit *visit, const struct order *order, const char *name, const char *type, struct err *e);
