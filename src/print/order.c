/* SPDX-License-Identifier: EUPL-1.2 */
#include "print/order.h"

#include <stdio.h>
#include <string.h>

void order_init(struct order *order, struct arena *arena)
{
    buf_init(&order->buf, arena);
}

static void add_word(struct order *order, uint32_t word)
{
    buf_add(&order->buf, (const char *)&word, sizeof word);
}

void order_add(struct order *order, enum press_kind kind, const char *const *texts, size_t count)
{
    add_word(order, (uint32_t)kind);
    add_word(order, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        const char *const text = texts[i] == NULL ? "" : texts[i];
        const size_t length = strlen(text);
        add_word(order, (uint32_t)length);
        buf_add(&order->buf, text, length + 1);
    }
}

static const char *style_text(struct qr_style style)
{
    static const char *const texts[2][2] = {
        [QR_HORIZONTAL] = {[QR_NORMAL] = "hn", [QR_INVERTED] = "hi"}, [QR_VERTICAL] = {[QR_NORMAL] = "vn", [QR_INVERTED] = "vi"}};
    return texts[style.orientation][style.colours];
}

void order_add_code(struct order *order, const char *number, struct qr_style style, const char *words, unsigned width)
{
    char width_text[16];
    (void)snprintf(width_text, sizeof width_text, "%u", width);
    ORDER_ADD(order, PRESS_CODE, number, style_text(style), words, width_text);
}

void order_add_logos(struct order *order, const struct qr_logos *logos)
{
    for (unsigned i = 0; logos != NULL && i < 4; i++) {
        const struct qr_style style = {.orientation = (enum qr_orientation)(i / 2), .colours = (enum qr_colours)(i % 2)};
        const struct qr_logo *const logo = &logos->logo[style.orientation][style.colours];
        char width[32];
        char height[32];
        if (logo->svg != NULL) {
            (void)snprintf(width, sizeof width, "%.6f", logo->width);
            (void)snprintf(height, sizeof height, "%.6f", logo->height);
            ORDER_ADD(order, PRESS_LOGO, style_text(style), width, height, logo->svg);
        }
    }
}
