/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a loop: nobody is let in any more, who has been heard is answered, who only waits is let go. */
#pragma once

#include "http/loop.h"

/* The server is to stop and this loop hasn't begun with it. */
bool drain_is_asked(const struct loop *loop);

/* Begins when it is asked; once begun, ends the connections that wait for a request. */
void drain(struct loop *loop);

/* All connections are gone, or the time for that is. */
bool drain_is_over(const struct loop *loop);

/* Ends what is left, libmicrohttpd's part included. Calls still in lanes free themselves when they come back. */
void drain_finish(struct loop *loop);
