/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows that an import has refused as CSV, each with why in a last column: to be mended and sent again. */
#pragma once

#include "registry/imports.h"

/* Writes them at the file's offset, in UTF-8 with its mark, with the separator of the file that was sent. RC_NOT_FOUND (ER-1201) when they
 * were erased. */
MUST_CHECK enum rc intake_write_errors(struct session *session, const struct import *import, int fd, struct err *e);
