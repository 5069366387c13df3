/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void close_file(FILE **file)
{
    if (*file != NULL) {
        (void)fclose(*file);
    }
}

enum rc file_read(const char *path, size_t limit, struct arena *arena, struct str *out, struct err *e)
{
    AUTO(close_file) FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return err_set(e, RC_INTERNAL, "", "", "the file %s can't be opened: %s", path, strerror(errno));
    }
    char *const data = arena_alloc(arena, limit + 1);
    if (data == NULL) {
        return err_no_memory(e);
    }
    const size_t length = fread(data, 1, limit + 1, file);
    if (ferror(file) != 0) {
        return err_set(e, RC_INTERNAL, "", "", "the file %s can't be read: %s", path, strerror(errno));
    }
    *out = (struct str){data, length};
    return RC_OK;
}

enum rc file_write(const char *path, struct str content, struct err *e)
{
    FILE *const file = fopen(path, "wb");
    if (file == NULL) {
        return err_set(e, RC_INTERNAL, "", "", "the file %s can't be made: %s", path, strerror(errno));
    }
    const bool written = fwrite(content.data, 1, content.length, file) == content.length;
    const int fault = errno;
    if (fclose(file) != 0 || !written) {
        return err_set(e, RC_INTERNAL, "", "", "the file %s can't be written: %s", path, strerror(written ? errno : fault));
    }
    return RC_OK;
}
