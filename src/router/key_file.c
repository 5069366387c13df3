/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/key_file.h"

#include "base/hex.h"
#include "base/random.h"
#include "registry/sealed.h"
#include "router/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGITS (2U * REGISTRY_KEY_BYTES)

static const char *path_of(const struct settings *settings, struct arena *arena, struct err *e)
{
    if (settings->key_file != NULL) {
        return settings->key_file;
    }
    struct str path = str_of(settings->database);
    (void)str_cut(&path, ':');
    const char *const slash = path.data == NULL ? NULL : memrchr(path.data, '/', path.length);
    const int folder = slash == NULL ? 0 : (int)(slash - path.data) + 1;
    const char *const out = arena_format(arena, "%.*s%s", folder, folder == 0 ? "" : path.data, KEY_FILE_NAME);
    if (out == NULL) {
        (void)err_no_memory(e);
    }
    return out;
}

/* The whole content of a small file; a read of more than a key's digits and a newline is no key. */
static enum rc read_digits(int fd, const char *path, struct router_key *out, struct err *e)
{
    char text[DIGITS + 2];
    struct stat status;
    const ssize_t length = read(fd, text, sizeof text);
    if (length < 0 || fstat(fd, &status) != 0) {
        return err_set(e, RC_UNAVAILABLE, "", "key-file", "the key file %s can't be read: %s", path, strerror(errno));
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return err_set(e, RC_INVALID, "", "key-file", "the key file %s is open to others than its owner: chmod 600 it", path);
    }
    const bool has_length = length == DIGITS || (length == DIGITS + 1 && text[DIGITS] == '\n');
    if (!has_length || !hex_decode(text, out->bytes, sizeof out->bytes)) {
        return err_set(e, RC_INVALID, "", "key-file", "the key file %s holds no key: %u hexadecimal digits were expected", path, DIGITS);
    }
    out->found = true;
    return RC_OK;
}

static enum rc read_at(const char *path, struct router_key *out, struct err *e)
{
    *out = (struct router_key){0};
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return RC_OK;
    }
    if (fd < 0) {
        return err_set(e, RC_UNAVAILABLE, "", "key-file", "the key file %s can't be opened: %s", path, strerror(errno));
    }
    const enum rc rc = read_digits(fd, path, out, e);
    (void)close(fd);
    return rc;
}

enum rc key_file_read(const struct settings *settings, struct arena *arena, struct router_key *out, struct err *e)
{
    const char *const path = path_of(settings, arena, e);
    return path == NULL ? e->rc : read_at(path, out, e);
}

static enum rc write_digits(int fd)
{
    unsigned char key[REGISTRY_KEY_BYTES];
    char text[DIGITS + 1];
    random_bytes(key, sizeof key);
    hex_encode(key, sizeof key, text);
    text[DIGITS] = '\n';
    const bool good = write(fd, text, sizeof text) == (ssize_t)sizeof text && fsync(fd) == 0;
    explicit_bzero(key, sizeof key);
    explicit_bzero(text, sizeof text);
    return good ? RC_OK : RC_UNAVAILABLE;
}

/* It bears its name only once it is whole; of several programs that start at once, one makes it. */
static enum rc make_at(const char *path, struct arena *arena, struct err *e)
{
    const char *const passing = arena_format(arena, "%s.%d", path, (int)getpid());
    if (passing == NULL) {
        return err_no_memory(e);
    }
    const int fd = open(passing, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const bool written = fd >= 0 && write_digits(fd) == RC_OK;
    if (!written || (link(passing, path) != 0 && errno != EEXIST)) {
        (void)err_set(e, RC_UNAVAILABLE, "", "key-file", "the key file %s can't be made: %s", path, strerror(errno));
    }
    if (fd >= 0) {
        (void)close(fd);
        (void)unlink(passing);
    }
    return e->rc;
}

static enum rc missing(const char *path, struct err *e)
{
    return err_set(e, RC_UNAVAILABLE, "", "key-file",
        "the key file %s is missing, and secrets in the database are sealed with the key that it held: bring it back from where it is "
        "kept, or name it by --key-file",
        path);
}

enum rc key_file_prepare(const struct settings *settings, struct arena *arena, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    bool has_sealed = false;
    if (desk_open(settings, arena, &desk, e) != RC_OK || registry_check_key(desk.session, &has_sealed, e) != RC_OK ||
        desk.registry->has_key) {
        return e->rc;
    }
    const char *const path = path_of(settings, arena, e);
    if (path == NULL) {
        return e->rc;
    }
    return has_sealed ? missing(path, e) : make_at(path, arena, e);
}

/* What is wrong with the key, as RC_INVALID or RC_UNAVAILABLE; RC_OK for nothing. */
static enum rc judge(struct session *session, const char *path, const struct err *unreadable, bool *has_sealed, struct err *e)
{
    if (unreadable->rc != RC_OK) {
        *e = *unreadable;
        return e->rc;
    }
    if (registry_check_key(session, has_sealed, e) != RC_OK) {
        return e->rc;
    }
    return *has_sealed && !session->registry->has_key ? missing(path, e) : RC_OK;
}

enum rc key_file_examine(
    const struct settings *settings, struct session *session, const struct err *unreadable, struct finding *out, struct err *e)
{
    struct err found = {0};
    bool has_sealed = false;
    const char *const path = path_of(settings, session->arena, e);
    if (path == NULL) {
        return e->rc;
    }
    *out = (struct finding){.name = "key-file", .good = judge(session, path, unreadable, &has_sealed, &found) == RC_OK};
    if (!out->good && strcmp(found.field, "key-file") != 0) {
        *e = found; /* could not look */
        return e->rc;
    }
    if (!out->good) {
        out->what = arena_copy(session->arena, found.msg);
        out->cure =
            "the router does not start before this is mended; without the right key users with a second factor and services need new "
            "secrets";
    } else if (has_sealed) {
        out->what = "the key file is its owner's alone, and the key by which secrets in the database are sealed";
    } else if (session->registry->has_key) {
        out->what = "the key file is its owner's alone; nothing is sealed with the key yet";
    } else {
        out->what = "there is no key file, and nothing is sealed with a key yet; \"esc-router serve\" makes one";
    }
    return out->what == NULL ? err_no_memory(e) : RC_OK;
}
