/* SPDX-License-Identifier: EUPL-1.2 */
/* A QR code of any text, black on white, without a logo: such as the secret of an authenticator app. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Adds an SVG that is as large as its place. RC_INVALID for a text that fits into no code (about 2300 bytes). */
MUST_CHECK enum rc qr_text_svg(struct buf *out, const char *text, struct err *e);
