/* SPDX-License-Identifier: EUPL-1.2 */
/* The JSON of the router's answers: its members by name, and its errors. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "client/transport.h"

#include <jansson.h>
#include <stdint.h>

void answer_freep(json_t **json);

/* The object of a successful answer, owned by the caller. Other answers give the router's own sentence: RC_NOT_FOUND only for ER-0001 (no
 * such card), RC_UNAVAILABLE for what no working router would say. */
MUST_CHECK enum rc answer_open(const struct transport_reply *reply, const char *url, json_t **out, struct err *e);

/* Members of `object`; NULL, or DAY_NONE, where there is none of that name and type. `object` may be NULL. Texts are copied into the arena;
 * without memory NULL as well, and `*failed` is set. */
const char *answer_text(struct arena *arena, const json_t *object, const char *name, bool *failed);
int32_t answer_day(const json_t *object, const char *name);
const json_t *answer_object(const json_t *object, const char *name);
