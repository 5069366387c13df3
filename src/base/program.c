/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/program.h"

#include <string.h>
#include <unistd.h>

enum rc program_find(struct arena *arena, const char *name, const char **out, struct err *e)
{
    static const char *const places[] = {"", "../libexec/esc/"};
    char own[4096];
    const ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    const char *const slash = length <= 0 ? NULL : memrchr(own, '/', (size_t)length);
    for (size_t i = 0; slash != NULL && i < COUNT_OF(places); i++) {
        const char *const path = arena_format(arena, "%.*s/%s%s", (int)(slash - own), own, places[i], name);
        if (path == NULL) {
            return err_no_memory(e);
        }
        if (access(path, X_OK) == 0) {
            *out = path;
            return RC_OK;
        }
    }
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the program %s is neither beside this one nor in ../libexec/esc", name);
}
