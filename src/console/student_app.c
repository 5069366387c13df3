/* SPDX-License-Identifier: EUPL-1.2 */
/* The student's card as an app on the home screen: /student/manifest.webmanifest, /student/worker.js. */
#include "console/assets_list.h"
#include "console/routes.h"
#include "console/skin.h"
#include "wire/json_write.h"

struct icon_view {
    const char *src, *sizes, *type, *purpose;
};

struct manifest_view {
    const char *name, *short_name, *lang, *id, *start_url, *scope, *display, *background_color, *theme_color;
    struct wire_list icons;
};

#define FIELD(type, member) .offset = offsetof(struct type, member)
#define SHAPE(schema, type, table)                                                                 \
    {                                                                                              \
        .name = (schema), .size = sizeof(struct type), .fields = (table), .count = COUNT_OF(table) \
    }

static const struct wire_field icon_fields[] = {
    {"src", WIRE_TEXT, FIELD(icon_view, src)},
    {"sizes", WIRE_TEXT, FIELD(icon_view, sizes)},
    {"type", WIRE_TEXT, FIELD(icon_view, type)},
    {"purpose", WIRE_TEXT, FIELD(icon_view, purpose)},
};
static const struct wire_shape icon_shape = SHAPE("icon", icon_view, icon_fields);

static const struct wire_field manifest_fields[] = {
    {"name", WIRE_TEXT, FIELD(manifest_view, name)},
    {"short_name", WIRE_TEXT, FIELD(manifest_view, short_name)},
    {"lang", WIRE_TEXT, FIELD(manifest_view, lang)},
    {"id", WIRE_TEXT, FIELD(manifest_view, id)},
    {"start_url", WIRE_TEXT, FIELD(manifest_view, start_url)},
    {"scope", WIRE_TEXT, FIELD(manifest_view, scope)},
    {"display", WIRE_TEXT, FIELD(manifest_view, display)},
    {"background_color", WIRE_TEXT, FIELD(manifest_view, background_color)},
    {"theme_color", WIRE_TEXT, FIELD(manifest_view, theme_color)},
    {"icons", WIRE_OBJECTS, FIELD(manifest_view, icons), &icon_shape},
};
static const struct wire_shape manifest_shape = SHAPE("manifest", manifest_view, manifest_fields);

/* Browsers ask for it without cookies: the page's language stands in the address. */
static const struct language *language_of(const struct visit *visit)
{
    const struct language *const named = language_find(str_of(visit_query(visit, "lang")));
    return named == NULL ? &languages[0] : named;
}

static enum rc page_manifest(struct visit *visit, struct err *e)
{
    const struct language *const language = language_of(visit);
    const struct icon_view small = {asset_student_192_png.path, "192x192", "image/png", "any maskable"};
    const struct icon_view large = {asset_student_512_png.path, "512x512", "image/png", "any maskable"};
    const struct icon_view drawing = {asset_student_svg.path, "any", "image/svg+xml", "any"};
    const void *const icons[] = {&small, &large, &drawing};
    const struct manifest_view view = {
        .name = language_message(language, N_("My student card")),
        .short_name = language_message(language, N_("Student card")),
        .lang = language->code,
        .id = "/student/card",
        .start_url = "/student/card",
        .scope = "/student/",
        .display = "standalone",
        .background_color = "#f5f7fb",
        .theme_color = visit->console->settings.skin == NULL ? "#1e46b4" : visit->console->settings.skin->theme,
        .icons = {icons, COUNT_OF(icons)},
    };
    struct buf out;
    buf_init(&out, visit->arena);
    wire_write(&out, &manifest_shape, &view);
    if (out.failed) {
        return err_no_memory(e);
    }
    http_reply(visit->call, 200, "application/manifest+json", (struct str){out.data, out.length});
    http_reply_header(visit->call, "Cache-Control", "public, max-age=3600");
    return RC_OK;
}

/* At an address of its own: a worker serves what lies beneath the folder that it comes from. */
static enum rc page_worker(struct visit *visit, struct err *e)
{
    const struct asset *const worker = &asset_student_worker_js;
    (void)e;
    http_reply(visit->call, 200, worker->type, (struct str){(const char *)worker->plain, worker->plain_length});
    http_reply_header(visit->call, "Cache-Control", "no-cache");
    http_reply_header(visit->call, "Content-Security-Policy", "default-src 'none'; connect-src 'self'");
    return RC_OK;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/student/manifest.webmanifest", "studentManifest", page_manifest, .audience = PAGE_PUBLIC},
    {HTTP_GET, "/student/worker.js", "studentWorker", page_worker, .audience = PAGE_PUBLIC},
};

const struct page_table student_app_pages = {routes, COUNT_OF(routes)};
