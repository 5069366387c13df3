/* SPDX-License-Identifier: EUPL-1.2 */
/* A running router: registry, writer, workers, API and listeners, from start to graceful end. */
#pragma once

#include "base/log.h"
#include "registry/session.h"
#include "router/settings.h"

struct node;

/* Checks what can be checked without starting: addresses, days, levels, logo files. */
MUST_CHECK enum rc node_check(const struct settings *settings, struct err *e);

/* Starts everything; returns when the ports answer. Blocks SIGINT and SIGTERM for the whole process, for node_wait. */
MUST_CHECK enum rc node_start(const struct settings *settings, struct node **out, struct err *e);

/* Waits for SIGINT or SIGTERM. */
void node_wait(const struct node *node);

/* Drains and ends everything. */
void node_stop(struct node *node);

/* Whether it has started; from then on the addresses may be asked for from any thread. */
bool node_is_up(const struct node *node);

/* "http://127.0.0.1:8080", as the listeners are bound; borrowed. */
const char *node_url(const struct node *node);
const char *node_management_url(const struct node *node);
/* Where mails become files; NULL when they are sent. */
const char *node_mail_folder(const struct node *node);
const struct log *node_log(const struct node *node);

/* Writes a file at once, so that who waits for it never sees a half. */
MUST_CHECK enum rc write_whole_file(const char *path, struct str content, struct err *e);
