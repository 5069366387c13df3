/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/management.h"

#include "api/api.h"
#include "base/buf.h"
#include "registry/session.h"
#include "store/counters.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdlib.h>

static http_handler_fn tell_health, tell_readiness, tell_metrics;

static const struct http_route routes[] = {
    {.method = HTTP_GET, .path = "/healthz", .operation_id = "healthz", .handler = tell_health},
    {.method = HTTP_GET, .path = "/readyz", .operation_id = "readyz", .handler = tell_readiness},
    {.method = HTTP_GET, .path = "/metrics", .operation_id = "metrics", .handler = tell_metrics},
};

static const char *const no_base_paths[] = {NULL};

struct management {
    struct management_options options;
    struct session *session; /* of the one loop */
    struct http_server *server;
};

static void *hand_over(void *self, struct err *e)
{
    (void)e;
    return self;
}

static void take_back(void *self, void *context)
{
    (void)self;
    (void)context;
}

static void tell_health(struct http_call *call)
{
    http_reply(call, 200, "text/plain;charset=UTF-8", STR("ok\n"));
}

/* Reads something from the database. */
static enum rc probe(struct management *management, struct arena *arena, struct counters *out, struct err *e)
{
    if (session_begin(management->session, arena, NULL, e) != RC_OK) {
        return e->rc;
    }
    return counters_list(management->session->db, arena, out, e);
}

static void tell_readiness(struct http_call *call)
{
    struct counters counters;
    struct err e = {0};
    if (probe(call->context, call->arena, &counters, &e) != RC_OK) {
        api_render_error(call, &e);
        return;
    }
    http_reply(call, 200, "text/plain;charset=UTF-8", STR("ready\n"));
}

static void add_writer(const struct writer *writer, struct buf *out)
{
    struct writer_figures figures;
    writer_figures(writer, &figures);
    buf_add_format(out,
        "# HELP esc_writer_groups_total Durable commits.\n# TYPE esc_writer_groups_total counter\nesc_writer_groups_total %" PRIu64 "\n",
        figures.groups);
    buf_add_format(out,
        "# HELP esc_writer_jobs_total Writes taken.\n# TYPE esc_writer_jobs_total counter\nesc_writer_jobs_total %" PRIu64 "\n",
        figures.jobs);
    buf_add_format(out,
        "# HELP esc_writer_failed_groups_total Commits that failed.\n# TYPE esc_writer_failed_groups_total counter\n"
        "esc_writer_failed_groups_total %" PRIu64 "\n",
        figures.failed_groups);
    buf_add_format(
        out, "# HELP esc_writer_waiting Writes waiting.\n# TYPE esc_writer_waiting gauge\nesc_writer_waiting %zu\n", figures.waiting);
}

/* Cards over all organisations: groups of one organisation would tell outsiders too much. */
static void add_cards(const struct counters *counters, struct buf *out)
{
    int64_t cards[CARD_STATUS_COUNT] = {0};
    for (size_t i = 0; i < counters->count; i++) {
        cards[counters->items[i].status] += counters->items[i].cards;
    }
    buf_add_text(out, "# HELP esc_cards Cards by stored status; expired ones count as stored.\n# TYPE esc_cards gauge\n");
    for (int status = CARD_ACTIVE; status <= CARD_INACTIVE; status++) {
        buf_add_format(out, "esc_cards{status=\"%s\"} %" PRId64 "\n", card_status_code((enum card_status)status)->key, cards[status]);
    }
}

struct counter_of_kind {
    const char *name, *help;
    uint64_t mails, events;
};

static void add_sent(const struct courier *courier, struct buf *out)
{
    struct courier_figures mails;
    struct courier_figures events;
    courier_figures(courier, &mails, &events);
    const struct counter_of_kind counters[] = {
        {"esc_outbox_delivered_total", "Mails and events that have arrived.", mails.delivered, events.delivered},
        {"esc_outbox_failed_total", "Attempts to send one that have failed.", mails.failed, events.failed},
        {"esc_outbox_given_up_total", "Mails and events that never arrived.", mails.given_up, events.given_up},
    };
    for (size_t i = 0; i < COUNT_OF(counters); i++) {
        const char *const name = counters[i].name;
        buf_add_format(out, "# HELP %s %s\n# TYPE %s counter\n%s{kind=\"mail\"} %" PRIu64 "\n%s{kind=\"event\"} %" PRIu64 "\n", name,
            counters[i].help, name, name, counters[i].mails, name, counters[i].events);
    }
}

static enum rc add_outbox(struct session *session, struct buf *out, struct err *e)
{
    struct outbox_figures mails;
    struct outbox_figures events;
    if (outbox_measure(session->db, OUTBOX_MAIL, &mails, e) != RC_OK || outbox_measure(session->db, OUTBOX_EVENT, &events, e) != RC_OK) {
        return e->rc;
    }
    const int64_t now_us = session->now_us;
    buf_add_format(out,
        "# HELP esc_outbox_waiting Mails and events that wait to be sent.\n# TYPE esc_outbox_waiting gauge\n"
        "esc_outbox_waiting{kind=\"mail\"} %" PRId64 "\nesc_outbox_waiting{kind=\"event\"} %" PRId64 "\n",
        mails.waiting, events.waiting);
    buf_add_format(out,
        "# HELP esc_outbox_oldest_seconds Age of the oldest of them.\n# TYPE esc_outbox_oldest_seconds gauge\n"
        "esc_outbox_oldest_seconds{kind=\"mail\"} %" PRId64 "\nesc_outbox_oldest_seconds{kind=\"event\"} %" PRId64 "\n",
        mails.waiting == 0 ? 0 : (now_us - mails.oldest_us) / 1000000, events.waiting == 0 ? 0 : (now_us - events.oldest_us) / 1000000);
    return RC_OK;
}

static void tell_metrics(struct http_call *call)
{
    struct management *const management = call->context;
    struct counters counters = {0};
    struct err e = {0};
    struct buf out;
    buf_init(&out, call->arena);
    http_server_metrics(management->options.server, &out);
    add_writer(management->options.writer, &out);
    add_sent(management->options.courier, &out);
    if (probe(management, call->arena, &counters, &e) == RC_OK && add_outbox(management->session, &out, &e) == RC_OK) {
        add_cards(&counters, &out);
    }
    if (out.failed) {
        (void)err_no_memory(&e);
        api_render_error(call, &e);
        return;
    }
    http_reply(call, 200, "text/plain; version=0.0.4", (struct str){out.data, out.length});
}

enum rc management_start(const struct management_options *options, struct management **out, struct err *e)
{
    struct management *const management = calloc(1, sizeof *management);
    if (management == NULL) {
        return err_no_memory(e);
    }
    management->options = *options;
    const struct http_options http = {
        .listen = options->listen,
        .loops = 1,
        .routes = {.items = routes, .count = COUNT_OF(routes), .base_paths = no_base_paths},
        .limits = {.connections = 64, .drain_timeout_ms = 1000},
        .loop_context_new = hand_over,
        .loop_context_free = take_back,
        .context_self = management,
        .render_error = api_render_error,
        .log = options->log,
        .access_log_fd = -1,
    };
    if (session_open(options->registry, SESSION_READ, &management->session, e) != RC_OK ||
        http_server_start(&http, &management->server, e) != RC_OK) {
        session_close(management->session);
        free(management);
        return err_wrap(e, "the management listener");
    }
    *out = management;
    return RC_OK;
}

void management_stop(struct management *management)
{
    if (management != NULL) {
        http_server_stop(management->server);
        session_close(management->session);
        free(management);
    }
}

unsigned management_port(const struct management *management)
{
    return http_server_port(management->server);
}
