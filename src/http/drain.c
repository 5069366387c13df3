/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/drain.h"

#include "http/listener.h"

#include <microhttpd.h>

/* Passes that forced connections get to end. */
#define FORCED_PASSES 100

bool drain_is_asked(const struct loop *loop)
{
    return !loop->draining && atomic_load(&loop->server->stopping);
}

/* Ends those that wait for a request; one that is just coming in is still answered. */
static void end_waiting(struct loop *loop, enum phase phase)
{
    struct http_connection *connection = loop->connections.phases[phase].first;
    while (connection != NULL) {
        struct http_connection *const next = connection->next;
        const bool has_begun = phase == PHASE_FRESH && connection->mhd != NULL;
        if (!has_begun && connection_unread(connection) == 0) {
            connection_end(loop, connection);
        }
        connection = next;
    }
}

void drain(struct loop *loop)
{
    if (drain_is_asked(loop)) {
        loop->draining = true;
        loop->drain_until_us = loop->now_us + loop->server->options.limits.drain_timeout_ms * INT64_C(1000);
        listener_leave(loop);
    }
    if (loop->draining) {
        end_waiting(loop, PHASE_FRESH);
        end_waiting(loop, PHASE_IDLE);
        end_waiting(loop, PHASE_PARKED);
    }
}

bool drain_is_over(const struct loop *loop)
{
    return loop->draining && (loop->connections.count == 0 || loop->now_us >= loop->drain_until_us);
}

static void resume_all(struct loop *loop, enum phase phase)
{
    struct http_connection *connection = loop->connections.phases[phase].first;
    for (; connection != NULL; connection = connection->next) {
        MHD_resume_connection(connection->mhd);
    }
}

/* The calls in lanes are left to them: their connections go on in order to be closed, the calls are freed when they come back. */
static void give_up_calls(struct loop *loop)
{
    inbox_close(loop->inbox);
    loop_take_inbox(loop);
    loop->forced = true;
    resume_all(loop, PHASE_RUNNING);
    resume_all(loop, PHASE_WAITING);
}

static void end_all(struct loop *loop)
{
    static const enum phase phases[] = {PHASE_FRESH, PHASE_IDLE, PHASE_PARKED, PHASE_HEADERS, PHASE_BODY, PHASE_ANSWER, PHASE_LINGER};
    for (size_t i = 0; i < COUNT_OF(phases); i++) {
        while (loop->connections.phases[phases[i]].first != NULL) {
            connection_end(loop, loop->connections.phases[phases[i]].first);
        }
    }
}

void drain_finish(struct loop *loop)
{
    give_up_calls(loop);
    end_all(loop);
    for (int i = 0; i < FORCED_PASSES && loop->connections.count > 0; i++) {
        (void)MHD_run(loop->daemon);
    }
    MHD_stop_daemon(loop->daemon);
    loop->daemon = NULL;
    access_log_flush(loop->access_log);
}
