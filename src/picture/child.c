/* SPDX-License-Identifier: EUPL-1.2 */
#include "picture/child.h"

#include "base/clock.h"
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct talk {
    const struct child_work *work;
    int socket;
    size_t sent;
    struct child_end *end;
};

/* The socket is its input and output; what it might say otherwise goes nowhere. */
static int set_descriptors(posix_spawn_file_actions_t *actions, int socket)
{
    int failed = posix_spawn_file_actions_adddup2(actions, socket, STDIN_FILENO);
    failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2(actions, socket, STDOUT_FILENO);
    failed = failed != 0 ? failed : posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    return failed != 0 ? failed : posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
}

static int spawn(const struct child_work *work, int socket, pid_t *pid)
{
    char program[] = "esc-darkroom";
    char word[32] = "";
    char *const arguments[] = {program, word, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed != 0) {
        return failed;
    }
    failed = posix_spawnattr_init(&attributes);
    if (failed == 0) {
        (void)strncat(word, work->word, sizeof word - 1);
        failed = set_descriptors(&actions, socket);
        failed = failed != 0 ? failed : spawn_apart(&attributes);
        failed = failed != 0 ? failed : posix_spawn(pid, work->program, &actions, &attributes, arguments, environment);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* Gives what it takes. One that has stopped listening may still have something to say. */
static void give(struct talk *talk)
{
    const struct str input = talk->work->input;
    const ssize_t sent = send(talk->socket, input.data + talk->sent, input.length - talk->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        talk->sent = input.length;
    }
    talk->sent += sent < 0 ? 0 : (size_t)sent;
    if (talk->sent == input.length) {
        (void)shutdown(talk->socket, SHUT_WR);
    }
}

/* False at its end, or when it has said more than it may. */
static bool take(struct talk *talk)
{
    struct child_end *const end = talk->end;
    unsigned char beyond;
    const bool is_full = end->length == talk->work->capacity;
    unsigned char *const to = is_full ? &beyond : talk->work->output + end->length;
    const ssize_t got = recv(talk->socket, to, is_full ? 1 : talk->work->capacity - end->length, MSG_DONTWAIT);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    end->too_much = is_full && got > 0;
    end->length += is_full ? 0 : (size_t)got;
    return got > 0 && !end->too_much;
}

static void converse(struct talk *talk)
{
    const int64_t until_us = clock_steady_us() + (int64_t)talk->work->timeout_ms * 1000;
    for (;;) {
        const int64_t left_us = until_us - clock_steady_us();
        const bool is_giving = talk->sent < talk->work->input.length;
        struct pollfd poller = {.fd = talk->socket, .events = is_giving ? POLLIN | POLLOUT : POLLIN};
        if (left_us <= 0) {
            talk->end->timed_out = true;
            return;
        }
        if (poll(&poller, 1, (int)(left_us / 1000) + 1) <= 0) {
            continue;
        }
        if ((poller.revents & POLLOUT) != 0 && is_giving) {
            give(talk);
        }
        if ((poller.revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !take(talk)) {
            return;
        }
    }
}

static void reap(pid_t pid, struct child_end *end)
{
    if (end->timed_out || end->too_much) {
        (void)kill(pid, SIGKILL);
    }
    while (waitpid(pid, &end->status, 0) < 0 && errno == EINTR) {
    }
}

enum rc child_run(const struct child_work *work, struct child_end *out, struct err *e)
{
    int sockets[2];
    pid_t pid = 0;
    *out = (struct child_end){0};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "no socket for %s can be had: %s", work->program, strerror(errno));
    }
    const int failed = spawn(work, sockets[1], &pid);
    (void)close(sockets[1]);
    if (failed == 0) {
        struct talk talk = {.work = work, .socket = sockets[0], .end = out};
        if (work->input.length == 0) {
            (void)shutdown(sockets[0], SHUT_WR);
        }
        converse(&talk);
    }
    (void)close(sockets[0]);
    if (failed != 0) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "%s can't be started: %s", work->program, strerror(failed));
    }
    reap(pid, out);
    return RC_OK;
}
