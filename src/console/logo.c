/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/logo.h"

#include "base/buf.h"
#include "core/picture.h"
#include "esc/qr.h"

#include <string.h>

#define BYTES_MAX (256U << 10U)
#define SIDE_MAX 2000U
#define SHOWN_HEIGHT 72.0 /* pixels; style sheets make it smaller */

/* FNV-1a; it only has to differ when the content does. */
static uint64_t hash_of(struct str content)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < content.length; i++) {
        hash = (hash ^ (unsigned char)content.data[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

const char *content_name(struct arena *arena, struct str content, const char *ending)
{
    return content.data == NULL ? NULL : arena_format(arena, "%016llx.%s", (unsigned long long)hash_of(content), ending);
}

const char *logo_type(struct str name)
{
    return name.length > 4 && memcmp(name.data + name.length - 4, ".svg", 4) == 0 ? "image/svg+xml" : "image/png";
}

static enum rc finish(struct arena *arena, const char *ending, struct str content, struct logo_file *out, struct err *e)
{
    *out = (struct logo_file){.name = content_name(arena, content, ending), .content = content};
    if (out->name == NULL) {
        return err_no_memory(e);
    }
    out->type = logo_type(str_of(out->name));
    return RC_OK;
}

static enum rc read_svg(const char *field, struct str file, struct arena *arena, struct logo_file *out, struct err *e)
{
    struct qr_logo logo = {0};
    struct err found = {0};
    struct buf svg;
    if (qr_logo_parse(file.data, file.length, &logo, &found) != RC_OK) {
        return found.rc == RC_NO_MEMORY ? err_no_memory(e) : err_set(e, RC_INVALID, "ER-2115", field, "%s: %s", field, found.msg);
    }
    buf_init(&svg, arena);
    buf_add_format(&svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%g\" height=\"%g\" "
        "viewBox=\"0 0 %g %g\">%s</svg>",
        logo.width / logo.height * SHOWN_HEIGHT, SHOWN_HEIGHT, logo.width, logo.height, logo.svg);
    qr_logo_deinit(&logo);
    return finish(arena, "svg", str_of(buf_text(&svg)), out, e);
}

static enum rc read_png(const char *field, struct str file, struct arena *arena, struct logo_file *out, struct err *e)
{
    struct picture_head head;
    struct err found = {0};
    if (picture_examine(file, &head, &found) != RC_OK || head.format != PICTURE_PNG) {
        return err_set(e, RC_INVALID, "ER-2115", field, T_("%s is neither an SVG nor a PNG file"), field);
    }
    if (head.width > SIDE_MAX || head.height > SIDE_MAX) {
        return err_set(e, RC_INVALID, "ER-2115", field, T_("%s has %u x %u pixels; at most %u x %u were expected"), field, head.width,
            head.height, SIDE_MAX, SIDE_MAX);
    }
    const char *const copy = arena_text(arena, file.data, file.length);
    return finish(arena, "png", (struct str){copy, file.length}, out, e);
}

enum rc logo_read(const char *field, struct str file, struct arena *arena, struct logo_file *out, struct err *e)
{
    if (file.length > BYTES_MAX) {
        return err_set(e, RC_INVALID, "ER-2115", field, T_("%s has %zu bytes; %u at most were expected"), field, file.length, BYTES_MAX);
    }
    const bool is_markup = file.length > 0 && memchr(file.data, '<', file.length < 64 ? file.length : 64) != NULL;
    return is_markup ? read_svg(field, file, arena, out, e) : read_png(field, file, arena, out, e);
}
