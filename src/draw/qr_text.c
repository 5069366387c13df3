/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/qr_text.h"

#include <errno.h>
#include <qrencode.h>

#define QUIET_ZONE 4

static void free_code(QRcode **code)
{
    QRcode_free(*code);
}

static void add_modules(struct buf *out, const QRcode *code)
{
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            if ((code->data[y * code->width + x] & 1U) != 0) {
                buf_add_format(out, "M%d %dh1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE);
            }
        }
    }
}

enum rc qr_text_svg(struct buf *out, const char *text, struct err *e)
{
    AUTO(free_code) QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL) {
        return errno == ENOMEM ? err_no_memory(e) : err_set(e, RC_INVALID, "", "text", "the text is empty or too long for a QR code");
    }
    const int size = code->width + 2 * QUIET_ZONE;
    buf_add_format(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"QR code\">", size, size);
    buf_add_format(
        out, "<path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/><path fill=\"#000\" shape-rendering=\"crispEdges\" d=\"", size, size, size);
    add_modules(out, code);
    buf_add_text(out, "\"/></svg>");
    return out->failed ? err_no_memory(e) : RC_OK;
}
