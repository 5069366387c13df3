/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/logos.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1U << 20U)

struct logos {
    struct qr_logos logos;
};

static enum rc read_file(const char *path, char *out, size_t *length, struct err *e)
{
    FILE *const file = fopen(path, "rbe");
    if (file == NULL) {
        return err_set(e, RC_INVALID, "", "", "the logo %s can't be read: %s", path, strerror(errno));
    }
    *length = fread(out, 1, FILE_MAX, file);
    (void)fclose(file);
    return *length < FILE_MAX ? RC_OK : err_set(e, RC_INVALID, "", "", "the logo %s is larger than 1 MiB", path);
}

static enum rc load(const char *path, struct qr_logo *out, struct err *e)
{
    if (path == NULL) {
        return RC_OK;
    }
    size_t length = 0;
    char *const content = malloc(FILE_MAX);
    if (content == NULL) {
        return err_no_memory(e);
    }
    if (read_file(path, content, &length, e) == RC_OK && qr_logo_parse(content, length, out, e) != RC_OK) {
        (void)err_wrap(e, "the logo %s", path);
    }
    free(content);
    return e->rc;
}

enum rc logos_open(const struct settings *settings, struct logos **out, struct err *e)
{
    AUTO(logos_freep) struct logos *logos = calloc(1, sizeof *logos);
    if (logos == NULL) {
        return err_no_memory(e);
    }
    struct qr_logo(*const to)[2] = logos->logos.logo;
    if (load(settings->logo_horizontal, &to[QR_HORIZONTAL][QR_NORMAL], e) != RC_OK ||
        load(settings->logo_horizontal_inverted, &to[QR_HORIZONTAL][QR_INVERTED], e) != RC_OK ||
        load(settings->logo_vertical, &to[QR_VERTICAL][QR_NORMAL], e) != RC_OK ||
        load(settings->logo_vertical_inverted, &to[QR_VERTICAL][QR_INVERTED], e) != RC_OK) {
        return e->rc;
    }
    *out = TAKE(logos);
    return RC_OK;
}

void logos_free(struct logos *logos)
{
    if (logos != NULL) {
        for (int i = 0; i < 4; i++) {
            qr_logo_deinit(&logos->logos.logo[i / 2][i % 2]);
        }
        free(logos);
    }
}

void logos_freep(struct logos **logos)
{
    logos_free(*logos);
}

const struct qr_logos *logos_of(const struct logos *logos)
{
    return &logos->logos;
}
