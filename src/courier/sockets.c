/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/sockets.h"

#include <sys/socket.h>
#include <unistd.h>

void sockets_init(struct sockets *sockets)
{
    *sockets = (struct sockets){0};
    (void)pthread_mutex_init(&sockets->mutex, NULL);
}

void sockets_deinit(struct sockets *sockets)
{
    (void)pthread_mutex_destroy(&sockets->mutex);
}

bool sockets_add(struct sockets *sockets, int fd)
{
    (void)pthread_mutex_lock(&sockets->mutex);
    const bool good = !sockets->shut && sockets->count < SOCKETS_MAX;
    if (good) {
        sockets->fds[sockets->count++] = fd;
    }
    (void)pthread_mutex_unlock(&sockets->mutex);
    return good;
}

/* Under the lock, so that nobody shuts a socket that has become another's meanwhile. */
void sockets_close(struct sockets *sockets, int fd)
{
    (void)pthread_mutex_lock(&sockets->mutex);
    for (unsigned i = 0; i < sockets->count; i++) {
        if (sockets->fds[i] == fd) {
            sockets->fds[i] = sockets->fds[--sockets->count];
            break;
        }
    }
    (void)close(fd);
    (void)pthread_mutex_unlock(&sockets->mutex);
}

void sockets_shut(struct sockets *sockets)
{
    (void)pthread_mutex_lock(&sockets->mutex);
    sockets->shut = true;
    for (unsigned i = 0; i < sockets->count; i++) {
        (void)shutdown(sockets->fds[i], SHUT_RDWR);
    }
    (void)pthread_mutex_unlock(&sockets->mutex);
}
