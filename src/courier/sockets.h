/* SPDX-License-Identifier: EUPL-1.2 */
/* The connections to mail servers, so that another thread can cut them off at the end. */
#pragma once

#include <pthread.h>
#include <stdbool.h>

#define SOCKETS_MAX 64

struct sockets {
    pthread_mutex_t mutex;
    int fds[SOCKETS_MAX];
    unsigned count;
    bool shut;
};

void sockets_init(struct sockets *sockets);
void sockets_deinit(struct sockets *sockets);

/* False when there are too many, or they were shut: the socket stays the caller's. */
bool sockets_add(struct sockets *sockets, int fd);

/* Closes it. */
void sockets_close(struct sockets *sockets, int fd);

/* Ends all conversations at once; who waits in one goes on. No new ones. */
void sockets_shut(struct sockets *sockets);
