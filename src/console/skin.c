/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/skin.h"

#include "base/attr.h"
#include "base/buf.h"
#include "console/routes.h"
#include "core/colour.h"
#include "core/picture.h"
#include "esc/qr.h"

#include <string.h>

#define LOGO_BYTES_MAX (256U << 10U)
#define LOGO_SIDE_MAX 2000U
#define LOGO_HEIGHT 72.0 /* pixels; style sheets make it smaller */

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

/* FNV-1a; it only has to differ when the content does. */
static uint64_t hash_of(struct str content)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < content.length; i++) {
        hash = (hash ^ (unsigned char)content.data[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static enum rc fill(struct arena *arena, const char *ending, const char *type, struct str content, struct skin_file *out, struct err *e)
{
    *out = (struct skin_file){
        .path = content.data == NULL ? NULL : arena_format(arena, "/look/%016llx.%s", (unsigned long long)hash_of(content), ending),
        .type = type,
        .content = content,
    };
    return out->path == NULL ? err_no_memory(e) : RC_OK;
}

/* An SVG is written anew, so that it can neither run nor load anything. */
static enum rc take_svg(struct str file, struct arena *arena, struct skin_file *out, struct err *e)
{
    struct qr_logo logo = {0};
    struct buf svg;
    if (qr_logo_parse(file.data, file.length, &logo, e) != RC_OK) {
        return err_wrap(e, "site-logo");
    }
    buf_init(&svg, arena);
    buf_add_format(&svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%g\" height=\"%g\" "
        "viewBox=\"0 0 %g %g\">%s</svg>",
        logo.width / logo.height * LOGO_HEIGHT, LOGO_HEIGHT, logo.width, logo.height, logo.svg);
    qr_logo_deinit(&logo);
    return fill(arena, "svg", "image/svg+xml", str_of(buf_text(&svg)), out, e);
}

static enum rc take_png(struct str file, struct arena *arena, struct skin_file *out, struct err *e)
{
    struct picture_head head;
    struct err found = {0};
    if (picture_examine(file, &head, &found) != RC_OK || head.format != PICTURE_PNG) {
        return err_set(e, RC_INVALID, "", "site-logo", "site-logo is neither an SVG nor a PNG file");
    }
    if (head.width > LOGO_SIDE_MAX || head.height > LOGO_SIDE_MAX) {
        return err_set(e, RC_INVALID, "", "site-logo", "site-logo has %u x %u pixels; at most %u x %u were expected", head.width,
            head.height, LOGO_SIDE_MAX, LOGO_SIDE_MAX);
    }
    const char *const copy = arena_text(arena, file.data, file.length);
    return fill(arena, "png", "image/png", (struct str){copy, file.length}, out, e);
}

static enum rc take_logo(struct str file, struct arena *arena, struct skin_file *out, struct err *e)
{
    if (file.length > LOGO_BYTES_MAX) {
        return err_set(e, RC_INVALID, "", "site-logo", "site-logo has %zu bytes; %u at most were expected", file.length, LOGO_BYTES_MAX);
    }
    const bool is_markup = memchr(file.data, '<', file.length < 64 ? file.length : 64) != NULL;
    return is_markup ? take_svg(file, arena, out, e) : take_png(file, arena, out, e);
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
    return fill(arena, "css", "text/css; charset=utf-8", str_of(write_style(arena, colour, accent, look->font)), &out->style, e);
}

enum rc skin_make(const struct skin_wish *wish, struct arena *arena, struct skin *out, struct err *e)
{
    const struct look *look = NULL;
    *out = (struct skin){0};
    if (find_look(wish->name, &look, e) != RC_OK || make_style(wish, look, arena, out, e) != RC_OK) {
        return e->rc;
    }
    return wish->logo.data == NULL ? RC_OK : take_logo(wish->logo, arena, &out->logo, e);
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
    http_reply(call, 200, file->type, file->content);
    http_reply_header(call, "Cache-Control", "public, max-age=31536000, immutable");
    http_reply_header(call, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    return RC_OK;
}

static const struct page_route routes[] = {
    {.method = HTTP_GET, .path = "/look/{name}", .operation_id = "look", .run = page_look},
};

const struct page_table look_pages = {routes, COUNT_OF(routes)};
