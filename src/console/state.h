/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages of one router share. Within the console layer only. */
#pragma once

#include "console/console.h"

struct throttle;

struct console {
    struct console_settings settings;
    struct http_route *routes;
    size_t route_count;
    struct throttle *requests; /* to join, by address */
    struct arena arena;
    struct throttle *student_asks; /* for links, by address */
};

http_handler_fn serve_asset;
