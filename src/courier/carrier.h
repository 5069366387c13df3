/* SPDX-License-Identifier: EUPL-1.2 */
/* One thread that sends what stands in the outbox, of one kind: so that a mail server holds up no events, and no service a mail. */
#pragma once

#include "courier/courier.h"
#include "store/outbox.h"

struct carrier;

/* The texts of the options are borrowed. */
MUST_CHECK enum rc carrier_start(const struct courier_options *options, enum outbox_kind kind, struct carrier **out, struct err *e);

/* Breaks off what is on its way, which stays in the outbox. */
void carrier_stop(struct carrier *carrier);
const char *carrier_folder(const struct carrier *carrier);
void carrier_figures(const struct carrier *carrier, struct courier_figures *out);
