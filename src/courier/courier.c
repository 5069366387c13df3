/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/courier.h"

#include "courier/carrier.h"

#include <stdlib.h>

struct courier {
    struct carrier *mails;
    struct carrier *events;
};

enum rc courier_check(const struct mail_settings *settings, const char *database, struct err *e)
{
    struct arena arena;
    struct mail_route route;
    arena_init(&arena, 1024);
    const enum rc rc = mail_route_open(&arena, settings, database == NULL ? "" : database, &route, e);
    arena_deinit(&arena);
    return rc;
}

enum rc courier_start(const struct courier_options *options, struct courier **out, struct err *e)
{
    struct courier *const courier = calloc(1, sizeof *courier);
    if (courier == NULL) {
        return err_no_memory(e);
    }
    if (carrier_start(options, OUTBOX_MAIL, &courier->mails, e) != RC_OK ||
        carrier_start(options, OUTBOX_EVENT, &courier->events, e) != RC_OK) {
        courier_stop(courier);
        return e->rc;
    }
    *out = courier;
    return RC_OK;
}

void courier_stop(struct courier *courier)
{
    if (courier != NULL) {
        carrier_stop(courier->mails);
        carrier_stop(courier->events);
        free(courier);
    }
}

const char *courier_folder(const struct courier *courier)
{
    return carrier_folder(courier->mails);
}

void courier_figures(const struct courier *courier, struct courier_figures *mails, struct courier_figures *events)
{
    carrier_figures(courier->mails, mails);
    carrier_figures(courier->events, events);
}
