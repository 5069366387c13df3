/* SPDX-License-Identifier: EUPL-1.2 */
/* The REST API: its routes, and what its operations share. */
#pragma once

#include "base/log.h"
#include "esc/qr.h"
#include "http/route.h"
#include "registry/self_hosted.h"

struct picture_maker;
struct intake_runner;
struct manual;

struct api_settings {
    const char *public_url;       /* "https://router.example", without final slash; NULL: as the client called it */
    const struct qr_logos *logos; /* NULL: our own drawing */
    const struct log *log;
    const char *upload_folder;                 /* for answers that don't stay in memory */
    double token_rate;                         /* requests a second for each token; 0: no limit */
    size_t import_max;                         /* bytes of a file to import; 0: 1 GiB */
    const struct picture_maker *picture_maker; /* NULL: no pictures are taken */
    const char *imports_folder;                /* where files of imports lie; NULL: no imports are taken */
    hosted_ask_fn *ask_hosted;                 /* asks institutions that keep personal data themselves; NULL: nobody is asked */
    void *ask_hosted_self;
    struct intake_runner *runner; /* to be told of new imports; may be NULL */
    double address_rate;          /* requests a second without token for each address, where that costs something; 0: no limit */
};

struct api;

/* Lanes of the routes. API_LANE_HEAVY is for what takes long, so that it holds up no list, API_LANE_BULK for what takes long because it
 * writes much; such operations are in no transaction. API_LANE_HOSTED
 * is for what waits for another server; no route names it. */
enum api_lane { API_LANE_LOOP, API_LANE_WORKER, API_LANE_WRITER, API_LANE_HEAVY, API_LANE_BULK, API_LANE_HOSTED, API_LANE_COUNT };

/* What an operation works with. Handlers make it of their route's owner, the API, and of call->context, the thread's session_context. */
struct api_context {
    const struct api *api;
    struct session *session;
    struct session_context *thread; /* NULL within api_write */
    void *argument;                 /* of an operation for its parts */
    struct writer *writer;          /* to hand a part of the operation to, see api_write; NULL: none */
    bool writes;                    /* the session is the writer's, inside its transaction */
};

/* Borrows the settings' texts. */
MUST_CHECK enum rc api_new(const struct api_settings *settings, struct api **out, struct err *e);
void api_free(struct api *api);

struct http_routes api_routes(const struct api *api);

/* The API in words, for pages that show it; lives as long as the API. */
const struct manual *api_manual(const struct api *api);

/* Answers a failure in the API's form: status, {"code", "message"}, and the headers that belong to it. */
void api_render_error(struct http_call *call, const struct err *e);
