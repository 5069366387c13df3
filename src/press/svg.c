/* SPDX-License-Identifier: EUPL-1.2 */
#include "press/svg.h"

#include "press/records.h"

#include <librsvg/rsvg.h>
#include <string.h>

/* The light colours of web/styles/app.css, for paper. */
static const char style[] =
    "text{font-family:Inter,'Noto Sans','DejaVu Sans',sans-serif;font-size:12px;font-weight:500;fill:#57627c;text-anchor:middle}"
    ".k1{fill:#1e46b4}.k2{fill:#22a293}.k3{fill:#b92e00}.k4{fill:#751c5e}.k5{fill:#557d47}.k6{fill:#49280e}"
    ".k7{fill:#1a1e26}.none{fill:#e1e6ef}.donut path{stroke:#fff;stroke-width:1.5}"
    ".total{font-size:27px;font-weight:600;fill:#16203a}"
    ".scale{text-anchor:end}.value{font-weight:600;fill:#16203a}.grid{stroke:#e1e6ef}.axis{stroke:#8a94a9}"
    ".bar path{fill:#1e46b4}.now path{fill:#6b8ae3}"
    ".code{font-size:15px;font-weight:600;fill:#16203a}.number{fill:#16203a}.long{font-size:10.5px}"
    ".s0 .code{fill:#57627c;font-weight:500}.s0 rect{fill:#eef2f9}.s1 rect{fill:#c5d4f7}.s2 rect{fill:#8fabec}"
    ".s3 rect{fill:#4a72d6}.s4 rect{fill:#1e46b4}"
    ".s3 text,.s4 text,.s3 .code,.s4 .code,.s3 .number,.s4 .number{fill:#fff}";

void svg_draw(cairo_t *cairo, const char *svg, bool is_chart, double x, double y, double width, double height)
{
    const RsvgRectangle box = {x, y, width, height};
    RsvgHandle *const handle = rsvg_handle_new_from_data((const guint8 *)svg, strlen(svg), NULL);
    if (handle == NULL) {
        press_refuse_order();
    }
    if ((is_chart && !rsvg_handle_set_stylesheet(handle, (const guint8 *)style, sizeof style - 1, NULL)) ||
        !rsvg_handle_render_document(handle, cairo, &box, NULL)) {
        press_fail();
    }
    g_object_unref(handle);
}
