/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/skin.h"

#include "base/attr.h"
#include "base/buf.h"
#include "console/logo.h"
#include "console/routes.h"
#include "core/colour.h"
#include "registry/organisations.h"

#include <string.h>

/* Grounds of the pages, light and dark. */
#define LIGHT_GROUND "#f5f7fb"
#define LIGHT_SURFACE "#ffffff"
#define DARK_SURFACE "#181d29"

static const struct look {
    const char *name;
    const char *colour, *accent;
    const char *font; /* NULL: the pages' own */
} looks[] = {
    {"default", "#1e46b4", "#ffcc00", NULL},
    {"eu", "#0e47cb", "#ffcc00", "Arial,\"Liberation Sans\",sans-serif"},
};

static enum rc find_look(const char *name, const struct look **out, struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(looks); i++) {
        if (strcmp(name, looks[i].name) == 0) {
            *out = &looks[i];
            return RC_OK;
        }
    }
    return err_set(e, RC_INVALID, "", "skin", "skin is \"%.60s\"; default or eu was expected", name);
}

/* Links and buttons are in this colour, on white and with white text. */
static enum rc check_colour(const char *colour, struct err *e)
{
    if (colour_check("site-colour", str_of(colour), e) != RC_OK) {
        return e->rc;
    }
    const unsigned ratio = colour_ratio(colour, LIGHT_GROUND);
    if (ratio >= COLOUR_RATIO_TEXT) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "", "site-colour",
        "site-colour is %s, whose contrast with the ground of the pages is %u.%02u; 4.50 at least was expected, or links could not be read",
        colour, ratio / 100, ratio % 100);
}

static enum rc check_accent(const char *accent, const char *colour, struct err *e)
{
    if (colour_check("site-accent", str_of(accent), e) != RC_OK) {
        return e->rc;
    }
    const unsigned ratio = colour_ratio(accent, colour);
    if (ratio >= COLOUR_RATIO_SIGN) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "", "site-accent",
        "site-accent is %s, whose contrast with %s, on which it stands, is %u.%02u; 3.00 at least was expected", accent, colour,
        ratio / 100, ratio % 100);
}

/* A tint of the colour on which text in the colour can be read: as strong as that allows. */
static void soften(const char *surface, const char *colour, const char *text, char out[COLOUR_SIZE])
{
    unsigned share = 3;
    do {
        colour_mix(surface, colour, --share, out);
    } while (share > 0 && colour_ratio(out, text) < COLOUR_RATIO_TEXT);
}

/* The colour for dark grounds: lighter until it can be read there. */
static void lighten(const char *colour, char out[COLOUR_SIZE])
{
    unsigned share = 0;
    do {
        colour_mix(colour, "#ffffff", share++, out);
    } while (share <= 16 && colour_ratio(out, DARK_SURFACE) < COLOUR_RATIO_TEXT + 100);
}

static void add_pair(struct buf *out, const char *name, const char *light, const char *dark)
{
    buf_add_format(out, "--%s:light-dark(%s,%s);", name, light, dark);
}

static const char *write_style(struct arena *arena, const char *colour, const char *accent, const char *font)
{
    char dark[COLOUR_SIZE];
    char light_soft[COLOUR_SIZE];
    char dark_soft[COLOUR_SIZE];
    struct buf out;
    buf_init(&out, arena);
    lighten(colour, dark);
    soften(LIGHT_SURFACE, colour, colour, light_soft);
    soften(DARK_SURFACE, dark, dark, dark_soft);
    buf_add_text(&out, ":root{");
    add_pair(&out, "brand", colour, dark);
    add_pair(&out, "on-brand", colour_contrast(colour), colour_contrast(dark));
    add_pair(&out, "brand-soft", light_soft, dark_soft);
    buf_add_format(&out, "--card:%s;--gold:%s", colour, accent);
    if (font != NULL) {
        buf_add_format(&out, ";--font:%s", font);
    }
    buf_add_text(&out, "}\n");
    return buf_text(&out);
}

static enum rc fill(struct arena *arena, const char *name, const char *type, struct str content, struct skin_file *out, struct err *e)
{
    *out = (struct skin_file){
        .path = name == NULL || content.data == NULL ? NULL : arena_format(arena, "/look/%s", name), .type = type, .content = content};
    return out->path == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc make_style(const struct skin_wish *wish, const struct look *look, struct arena *arena, struct skin *out, struct err *e)
{
    const char *const colour = wish->colour == NULL ? look->colour : wish->colour;
    const char *accent = wish->accent == NULL ? look->accent : wish->accent;
    if (check_colour(colour, e) != RC_OK || (wish->accent != NULL && check_accent(accent, colour, e) != RC_OK)) {
        return e->rc;
    }
    if (colour_ratio(accent, colour) < COLOUR_RATIO_SIGN) {
        accent = colour_contrast(colour);
    }
    out->theme = colour;
    if (look == &looks[0] && wish->colour == NULL && wish->accent == NULL) {
        return RC_OK;
    }
    const struct str style = str_of(write_style(arena, colour, accent, look->font));
    return fill(arena, content_name(arena, style, "css"), "text/css; charset=utf-8", style, &out->style, e);
}

enum rc skin_make(const struct skin_wish *wish, struct arena *arena, struct skin *out, struct err *e)
{
    const struct look *look = NULL;
    *out = (struct skin){0};
    if (find_look(wish->name, &look, e) != RC_OK || make_style(wish, look, arena, out, e) != RC_OK) {
        return e->rc;
    }
    struct logo_file logo;
    if (wish->logo.data == NULL) {
        return RC_OK;
    }
    return logo_read("site-logo", wish->logo, arena, &logo, e) == RC_OK ? fill(arena, logo.name, logo.type, logo.content, &out->logo, e)
                                                                        : e->rc;
}

/* Also for who looks at the file alone: nothing in it may run or load anything. */
static void serve_file(struct http_call *call, const char *type, struct str content)
{
    http_reply(call, 200, type, content);
    http_reply_header(call, "Cache-Control", "public, max-age=31536000, immutable");
    http_reply_header(call, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
}

static bool is_asked(const struct http_call *call, const struct skin_file *file)
{
    return file->path != NULL && str_equal(call->path, str_of(file->path));
}

static enum rc page_look(struct visit *visit, struct err *e)
{
    const struct skin *const skin = visit->console->settings.skin;
    struct http_call *const call = visit->call;
    const struct skin_file *const file = skin == NULL ? NULL
        : is_asked(call, &skin->style)                ? &skin->style
        : is_asked(call, &skin->logo)                 ? &skin->logo
                                                      : NULL;
    if (file == NULL) {
        return err_set(e, RC_NOT_FOUND, "SE-0404", "", "this router's look has no such file");
    }
    serve_file(call, file->type, file->content);
    return RC_OK;
}

static enum rc page_logo(struct visit *visit, struct err *e)
{
    struct http_call *const call = visit->call;
    const struct str name = http_param(call, "name");
    struct str content;
    if (registry_get_logo(visit->session, name, &content, e) != RC_OK) {
        return e->rc;
    }
    serve_file(call, logo_type(name), content);
    return RC_OK;
}

static const struct page_route routes[] = {
    {.method = HTTP_GET, .path = "/logo/{name}", .operation_id = "logo", .run = page_logo},
    {.method = HTTP_GET, .path = "/look/{name}", .operation_id = "look", .run = page_look},
};

const struct page_table look_pages = {routes, COUNT_OF(routes)};
