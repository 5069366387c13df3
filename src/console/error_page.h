/* SPDX-License-Identifier: EUPL-1.2 */
/* What the template of failures shows. Within the console layer only. */
#pragma once

#include "console/light_page.h"

#include <stdbool.h>

/* Texts are messages. */
struct error_view {
    struct light_frame frame;
    const char *sentence;
    const char *request_id; /* NULL where nobody needs it */
    bool offers_sign_in;
};

void error_page(struct page *page, const struct error_view *view);
