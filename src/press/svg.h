/* SPDX-License-Identifier: EUPL-1.2 */
/* SVG onto cairo. */
#pragma once

#include <cairo.h>
#include <stdbool.h>

/* Draws an SVG into a box; charts get the style of prints. What can't be drawn ends the program. */
void svg_draw(cairo_t *cairo, const char *svg, bool is_chart, double x, double y, double width, double height);
