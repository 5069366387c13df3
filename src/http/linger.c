/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/linger.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define DROP_BYTES 32768
#define DROP_ROUNDS 16

bool linger_keeps(struct loop *loop, struct http_connection *connection)
{
    if (loop->forced || connection->phase == PHASE_CLOSING || (!connection->must_linger && connection_unread(connection) == 0)) {
        return false;
    }
    const int fd = fcntl(connection->fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0) {
        return false;
    }
    connection->fd = fd;
    connection->mhd = NULL;
    (void)shutdown(fd, SHUT_WR);
    connection_enter(loop, connection, PHASE_LINGER);
    if (!loop_watch(loop, fd, EPOLLIN | EPOLLRDHUP, &connection->watch)) {
        connection_free(loop, connection);
    }
    return true;
}

void linger_ready(struct loop *loop, struct http_connection *connection)
{
    /* With MSG_TRUNC the kernel drops bytes of a TCP stream without copying them. A few rounds at a time: others wait too. */
    char unused[DROP_BYTES];
    for (int round = 0; round < DROP_ROUNDS; round++) {
        const ssize_t dropped = recv(connection->fd, unused, sizeof unused, MSG_TRUNC | MSG_DONTWAIT);
        if (dropped == 0 || (dropped < 0 && errno != EAGAIN && errno != EINTR)) {
            connection_free(loop, connection);
            return;
        }
        if (dropped < 0) {
            return;
        }
    }
}
