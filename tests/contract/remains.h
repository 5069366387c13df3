/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking for pieces of text in the bytes of a database's files. */
#pragma once

#include "contract.h"
#include "outcome.h"

#include <stdio.h>
#include <stdlib.h>

/* A whole file; no bytes when it isn't there. To be freed. */
static inline unsigned char *file_read(const char *path, size_t *length)
{
    FILE *const file = fopen(path, "re");
    *length = 0;
    if (file == NULL) {
        return NULL;
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    unsigned char *const bytes = malloc(size + 1);
    assert_non_null(bytes);
    *length = fread(bytes, 1, size, file);
    assert_int_equal(*length, size);
    (void)fclose(file);
    return bytes;
}

/* Whether the database of a URL, with its log, has the text anywhere. */
static inline bool files_have(const char *url, const char *text)
{
    static const char *const endings[] = {"", "-wal"};
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char path[CONTRACT_PATH_SIZE + 8];
        size_t length = 0;
        (void)snprintf(path, sizeof path, "%s%s", url + strlen("sqlite:"), endings[i]);
        unsigned char *const bytes = file_read(path, &length);
        found = found || (bytes != NULL && memmem(bytes, length, text, strlen(text)) != NULL);
        free(bytes);
    }
    return found;
}
