/* SPDX-License-Identifier: EUPL-1.2 */
/* QR codes of an order: their drawings, with the operator's logos where there are some. */
#pragma once

#include "esc/qr.h"
#include "press/records.h"

struct codes {
    struct qr_logos logos;
};

#define CODE_LINK_SIZE (sizeof QR_LINK_PREFIX + ESCN_TEXT_SIZE)

/* Takes the logos that stand next; leaves the first other record in `next`. False at the end of the order. */
bool codes_begin(struct codes *codes, struct records *records, struct record *next);

/* The drawing of a code; the caller frees it with free(). */
char *codes_draw(const struct codes *codes, const struct record *code, size_t *length);

/* The height of a code of this width. */
double codes_height(const struct record *code, double width);

struct qr_style codes_style(const struct record *code);

/* What the code says. */
void codes_link(const struct record *code, char out[CODE_LINK_SIZE]);

/* One code on a page of its size, or as PNG. */
void code_print_page(struct records *records, const struct record *head);
void code_print_picture(struct records *records);

/* Many on sheets of labels, or as SVG in a ZIP. */
void sheet_print(struct records *records, const struct record *head);
void archive_print(struct records *records, const struct record *head);
