/* SPDX-License-Identifier: EUPL-1.2 */
/* What the page of a card's QR codes shows. Within the console layer only. */
#pragma once

#include "console/press.h"
#include "draw/qr_judge.h"
#include "registry/details.h"

#define CODE_VARIANTS 4

struct code_variant {
    struct qr_style style;
    const char *name;  /* a message */
    const char *query; /* of its files: "orientation=...&colours=..." */
    const char *svg;   /* on the card's ground */
    struct qr_judgement judgement;
};

struct codes_view {
    const struct visit *visit;
    const struct card_detail *card;
    char number[ESCN_TEXT_SIZE];
    unsigned width; /* hundredths of a millimetre */
    const char *width_text, *ground;
    struct code_variant variants[CODE_VARIANTS];
};

/* The smallest good width in millimetres, as the page's language writes it. */
const char *codes_width_min(struct page *page, const struct code_variant *variant);

void codes_content(struct page *page, const void *data);
