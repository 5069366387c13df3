/* SPDX-License-Identifier: EUPL-1.2 */
/* Asks institutions that keep personal data themselves, and remembers for some minutes, in memory alone, what they said. */
#pragma once

#include "courier/outcall.h"
#include "registry/self_hosted.h"

struct hosted;

/* NULL when there is no memory. */
struct hosted *hosted_new(struct outcall_rules rules);
void hosted_free(struct hosted *hosted);

/* A hosted_ask_fn; any thread. Takes two seconds at most. After a failure the institution is left alone for half a minute. */
bool hosted_ask(void *self, struct arena *arena, const struct hosted_question *question, struct hosted_answer *out);
