/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/colours.h"

#include "console/routes.h"
#include "core/colour.h"

#define COLOURS 3
#define COLOUR_DIGITS 6U

const char *colours_path(struct arena *arena, const struct organisation *organisation)
{
    const char *const ground = organisation->main_color;
    if (ground == NULL) {
        return NULL;
    }
    const char *const edge = organisation->secondary_color == NULL ? ground : organisation->secondary_color;
    return arena_format(arena, "/colours/%s-%s-%s.css", ground + 1, edge + 1, colour_text(ground, organisation->contrast_color) + 1);
}

/* The colours of "0b3d91-ffcc00-ffffff.css". */
static bool read_name(struct arena *arena, struct str name, const char *out[COLOURS])
{
    struct err ignored = {0};
    struct str rest = name;
    struct str colours = str_cut(&rest, '.');
    for (size_t i = 0; i < COLOURS; i++) {
        const struct str one = str_cut(&colours, '-');
        out[i] = one.length == COLOUR_DIGITS ? arena_format(arena, "#%.*s", (int)one.length, one.data) : NULL;
        if (out[i] == NULL || colour_check("", str_of(out[i]), &ignored) != RC_OK) {
            return false;
        }
    }
    return colours.length == 0 && str_equal(rest, STR("css"));
}

static enum rc page_colours(struct visit *visit, struct err *e)
{
    const char *colours[COLOURS];
    if (!read_name(visit->arena, http_param(visit->call, "name"), colours)) {
        return err_set(e, RC_NOT_FOUND, "SE-0404", "", "there are no such colours");
    }
    const char *const style = arena_format(
        visit->arena, ":root{--own:%s;--own-edge:%s;--own-text:%s}\n", colours[0], colours[1], colour_text(colours[0], colours[2]));
    if (style == NULL) {
        return err_no_memory(e);
    }
    http_reply(visit->call, 200, "text/css; charset=utf-8", str_of(style));
    http_reply_header(visit->call, "Cache-Control", "public, max-age=31536000, immutable");
    return RC_OK;
}

static const struct page_route routes[] = {
    {.method = HTTP_GET, .path = "/colours/{name}", .operation_id = "colours", .run = page_colours},
};

const struct page_table colours_pages = {routes, COUNT_OF(routes)};
