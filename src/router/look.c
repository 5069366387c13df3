/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/look.h"

#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX (1U << 20U)
#define PIECE 16384U

static void close_file(FILE **file)
{
    if (*file != NULL) {
        (void)fclose(*file);
    }
}

enum rc look_read_file(const char *what, const char *path, struct arena *arena, struct str *out, struct err *e)
{
    char piece[PIECE];
    struct buf content;
    size_t length = 0;
    AUTO(close_file) FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return err_set(e, RC_INVALID, "", what, "%s %s can't be read: %s", what, path, strerror(errno));
    }
    buf_init(&content, arena);
    do {
        length = fread(piece, 1, sizeof piece, file);
        buf_add(&content, piece, length);
    } while (length == sizeof piece && content.length <= FILE_MAX && !content.failed);
    if (content.failed) {
        return err_no_memory(e);
    }
    if (content.length == 0) {
        return err_set(e, RC_INVALID, "", what, "%s %s is empty", what, path);
    }
    *out = (struct str){content.data, content.length};
    return RC_OK;
}

enum rc look_open(const struct settings *settings, struct arena *arena, struct skin *out, struct err *e)
{
    struct skin_wish wish = {.name = settings->skin, .colour = settings->site_colour, .accent = settings->site_accent};
    if (settings->site_logo != NULL && look_read_file("site-logo", settings->site_logo, arena, &wish.logo, e) != RC_OK) {
        return e->rc;
    }
    return skin_make(&wish, arena, out, e);
}
