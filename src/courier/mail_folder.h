/* SPDX-License-Identifier: EUPL-1.2 */
/* Where mails go when there is no server: one file each, for a person or another program to send on. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/* The folder where none is named: "mail" beside the database "sqlite:PATH". NULL when there is no memory. */
const char *mail_folder_of(struct arena *arena, const char *database);

/* Writes FOLDER/ID.CREATED.eml, for its owner alone; it is on the disk and whole when the call returns. The same mail written again takes
 * the place of the first. The folder is made where it is missing. */
MUST_CHECK enum rc mail_folder_write(const char *folder, int64_t id, int64_t created_at_us, struct str message, struct err *e);
