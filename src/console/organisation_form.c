/* SPDX-License-Identifier: EUPL-1.2 */
/* What the form of an organisation shows and takes besides texts: its place on the map, its colours. */
#include "console/organisation_page.h"
#include "core/colour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As exact as a hand's breadth, without zeros at the end. */
const char *degrees_text(struct arena *arena, bool is_there, double degrees)
{
    char *const text = is_there ? arena_format(arena, "%.6f", degrees) : NULL;
    if (text == NULL) {
        return NULL;
    }
    size_t length = strlen(text);
    while (text[length - 1] == '0') {
        text[--length] = '\0';
    }
    if (text[length - 1] == '.') {
        text[length - 1] = '\0';
    }
    return text;
}

const char *point_text(struct arena *arena, const struct address *address)
{
    const char *const latitude = degrees_text(arena, address->has_point, address->y);
    const char *const longitude = degrees_text(arena, address->has_point, address->x);
    return latitude == NULL || longitude == NULL ? NULL : arena_format(arena, "%s, %s", latitude, longitude);
}

const char *map_path(struct arena *arena, const struct address *address)
{
    const char *const path = arena_format(
        arena, "https://www.openstreetmap.org/?mlat=%.6f&mlon=%.6f#map=16/%.6f/%.6f", address->y, address->x, address->y, address->x);
    return path == NULL ? "#" : path;
}

/* "-1.85", with a point or a comma. */
static bool parse_degrees(struct arena *arena, const char *text, double limit, double *out)
{
    char *const copy = arena_copy(arena, text);
    if (copy == NULL || text[strspn(text, "+-.,0123456789")] != '\0') {
        return false;
    }
    char *const comma = strchr(copy, ',');
    if (comma != NULL) {
        *comma = '.';
    }
    char *end = NULL;
    *out = strtod(copy, &end);
    return end != copy && *end == '\0' && fabs(*out) <= limit;
}

static void read_degrees(struct form *form, const char *field, double limit, const char *message, double *out)
{
    if (!parse_degrees(form->arena, form_value(form, field), limit, out)) {
        form_fail(form, field, message);
    }
}

void point_read(struct form *form, struct address *out)
{
    const bool has_latitude = form_optional(form, "address.latitude") != NULL;
    const bool has_longitude = form_optional(form, "address.longitude") != NULL;
    out->has_point = has_latitude || has_longitude;
    out->x = out->y = 0;
    if (out->has_point) {
        read_degrees(form, "address.latitude", 90, N_("Enter degrees from -90 to 90, such as 46.8117."), &out->y);
        read_degrees(form, "address.longitude", 180, N_("Enter degrees from -180 to 180, such as 1.6919."), &out->x);
    }
}

static const char *good_colour(const char *text)
{
    struct err ignored = {0};
    return text != NULL && colour_check("", str_of(text), &ignored) == RC_OK ? text : NULL;
}

struct card_colours colours_shown(const struct form *form, const struct organisation *organisation)
{
    const char *const ground = good_colour(form_shown(form, "mainColor", organisation->main_color));
    const char *const text = good_colour(form_shown(form, "contrastColor", organisation->contrast_color));
    const char *const shown = ground == NULL ? "#1e46b4" : ground;
    return (struct card_colours){.is_set = ground != NULL,
        .ground = shown,
        .edge = good_colour(form_shown(form, "secondaryColor", organisation->secondary_color)),
        .text = text == NULL ? colour_contrast(shown) : text};
}
