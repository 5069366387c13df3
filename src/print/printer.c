/* SPDX-License-Identifier: EUPL-1.2 */
#include "print/printer.h"

#include "base/spawn.h"
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Its input and output are files without a name; what it might say otherwise goes nowhere. */
static int set_descriptors(posix_spawn_file_actions_t *actions, int in, int out)
{
    int failed = posix_spawn_file_actions_adddup2(actions, in, STDIN_FILENO);
    failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
    failed = failed != 0 ? failed : posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    return failed != 0 ? failed : posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
}

static int spawn(const char *program, int in, int out, pid_t *pid)
{
    char name[] = PRESS_PROGRAM;
    char zone[] = "TZ=UTC0";
    char *const arguments[] = {name, NULL};
    char *const environment[] = {zone, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed != 0) {
        return failed;
    }
    failed = posix_spawnattr_init(&attributes);
    if (failed == 0) {
        failed = set_descriptors(&actions, in, out);
        failed = failed != 0 ? failed : spawn_apart(&attributes);
        failed = failed != 0 ? failed : posix_spawn(pid, program, &actions, &attributes, arguments, environment);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static enum rc refuse(const struct printer *printer, const char *request_id, const char *what, int number, struct err *e)
{
    if (printer->log != NULL) {
        log_write(printer->log, LOG_ERROR, "%s: " PRESS_PROGRAM " %s %d", request_id == NULL ? "-" : request_id, what, number);
    }
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "nothing can be printed for the moment; try again later");
}

/* The process ends by itself, whatever happens: it has limits, and their end is in the kernel. */
static enum rc run(const struct printer *printer, int in, int out, const char *request_id, struct err *e)
{
    pid_t pid = 0;
    int status = 0;
    const int failed = spawn(printer->program, in, out, &pid);
    if (failed != 0) {
        return refuse(printer, request_id, "can't be started: error", failed, e);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) {
        return refuse(printer, request_id, "was ended by signal", WTERMSIG(status), e);
    }
    return WEXITSTATUS(status) == 0 ? RC_OK : refuse(printer, request_id, "ended with status", WEXITSTATUS(status), e);
}

static void close_file(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

enum rc printer_run(
    const struct printer *printer, const struct order *order, const char *request_id, int *out, uint64_t *bytes, struct err *e)
{
    const char *const folder = printer->folder == NULL ? "/tmp" : printer->folder;
    AUTO(close_file) int in = -1;
    AUTO(close_file) int made = -1;
    struct stat about;
    if (order->buf.failed) {
        return err_no_memory(e);
    }
    if (order->buf.length > PRESS_ORDER_MAX) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "", "so much can't be printed at once; choose fewer");
    }
    if (temporary_open(folder, &in, e) != RC_OK || temporary_open(folder, &made, e) != RC_OK ||
        file_write(in, order->buf.data, order->buf.length, e) != RC_OK) {
        return e->rc;
    }
    if (lseek(in, 0, SEEK_SET) != 0 || run(printer, in, made, request_id, e) != RC_OK) {
        return e->rc == RC_OK ? err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the file of an order can't be read") : e->rc;
    }
    if (fstat(made, &about) != 0 || about.st_size == 0) {
        return refuse(printer, request_id, "has made nothing: error", errno, e);
    }
    *bytes = (uint64_t)about.st_size;
    *out = made;
    made = -1;
    return RC_OK;
}
