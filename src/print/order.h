/* SPDX-License-Identifier: EUPL-1.2 */
/* What is to be printed, written down for the program that does it: reports, sheets of QR codes, pictures, archives. */
#pragma once

#include "base/buf.h"
#include "esc/qr.h"
#include "print/protocol.h"

/* order->failed tells at the end that there was no memory. */
struct order {
    struct buf buf;
};

void order_init(struct order *order, struct arena *arena);

/* Adds a record; NULL texts are "". */
void order_add(struct order *order, enum press_kind kind, const char *const *texts, size_t count);
#define ORDER_ADD(order, kind, ...) \
    order_add(order, kind, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* Adds a code with its logo in this style. `width` is in hundredths of a millimetre, or pixels of a picture. */
void order_add_code(struct order *order, const char *number, struct qr_style style, const char *words, unsigned width);

/* Adds an operator's logos, before the codes; NULL adds none. */
void order_add_logos(struct order *order, const struct qr_logos *logos);
