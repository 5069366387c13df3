/* SPDX-License-Identifier: EUPL-1.2 */
/* The operations in words, with samples: what the table of routes has not. Within the api layer only. */
#pragma once

#include "api/operation.h"
#include "manual/manual.h"

struct api_description {
    const char *operation_id; /* without what stands before a dot */
    const char *title;
    const char *notes; /* NULL for none */
    const char *codes; /* that it answers besides those of all its kind, by blanks */
};

struct api_succession {
    const char *operation_id; /* of V1 */
    const char *successor;    /* of V2 */
    const char *difference;
};

/* NULL when there is none. */
const struct api_description *api_description_find(enum manual_version version, const char *id);
const struct api_succession *api_succession_find(const char *id);

/* How many operations are described. */
size_t api_description_count(void);

/* The version whose document has the route, and its id there. */
enum manual_version api_version_of(const struct api_route *route);
const char *api_id_of(const struct api_route *route);

/* The manual of the table of routes; the operations stand in its order. Borrows from static tables, what is made lies in the arena. */
MUST_CHECK enum rc api_manual_build(struct arena *arena, struct manual *out, struct err *e);

/* The value of a parameter that is good; NULL for none. */
const char *sample_of_param(const struct api_param *param);

/* A good request, to make something new or to change something, or an answer as it looks: JSON, over several lines where it is long. */
void sample_request(struct buf *out, const struct wire_shape *shape, bool is_new);
void sample_answer(struct buf *out, const struct wire_shape *shape);
