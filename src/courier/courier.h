/* SPDX-License-Identifier: EUPL-1.2 */
/* The threads that empty the outbox: mails by SMTP or into a folder, events to services, each again and again until it has arrived. */
#pragma once

#include "base/log.h"
#include "courier/mail.h"
#include "courier/outcall.h"
#include "registry/writer.h"

#include <stdint.h>

struct courier_options {
    struct registry *registry;
    struct writer *writer; /* writes down how deliveries ended */
    const struct log *log;
    struct mail_settings mail;
    struct outcall_rules rules; /* for services */
};

/* RC_INVALID tells which setting is wrong. */
MUST_CHECK enum rc courier_check(const struct mail_settings *settings, const char *database, struct err *e);

struct courier;

/* The texts of the options are borrowed. */
MUST_CHECK enum rc courier_start(const struct courier_options *options, struct courier **out, struct err *e);

/* Breaks off what is on its way, which stays in the outbox, and ends. The writer must still be there. */
void courier_stop(struct courier *courier);

/* Where mails are written to; NULL when they are sent. */
const char *courier_folder(const struct courier *courier);

/* Since the start, of mails and of events. */
struct courier_figures {
    uint64_t delivered;
    uint64_t failed; /* attempts */
    uint64_t given_up;
};

void courier_figures(const struct courier *courier, struct courier_figures *mails, struct courier_figures *events);
