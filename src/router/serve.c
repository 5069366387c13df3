/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router serve: a router on an existing database. */
#include "base/buf.h"
#include "router/command.h"
#include "router/node.h"
#include "wire/json_write.h"

#include <stdio.h>

struct ready_view {
    const char *url;
    const char *management_url;
};

static const struct wire_field ready_fields[] = {
    {"url", WIRE_TEXT, .offset = offsetof(struct ready_view, url)},
    {"management_url", WIRE_TEXT, .offset = offsetof(struct ready_view, management_url)},
};

static const struct wire_shape ready_shape = {
    .name = "ready", .size = sizeof(struct ready_view), .fields = ready_fields, .count = COUNT_OF(ready_fields)};

static enum rc tell_ready(const struct settings *settings, const struct node *node, struct arena *arena, struct err *e)
{
    const struct ready_view view = {.url = node_url(node), .management_url = node_management_url(node)};
    struct buf out;
    log_write(node_log(node), LOG_INFO, "answering at %s, management at %s", view.url, view.management_url);
    if (settings->ready_file == NULL) {
        return RC_OK;
    }
    buf_init(&out, arena);
    wire_write(&out, &ready_shape, &view);
    return out.failed ? err_no_memory(e) : write_whole_file(settings->ready_file, (struct str){out.data, out.length}, e);
}

enum rc run_serve(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    (void)code;
    struct node *node = NULL;
    if (settings->test) {
        if (node_check(settings, e) == RC_OK) {
            (void)printf("the configuration is good\n");
        }
        return e->rc;
    }
    if (node_start(settings, &node, e) != RC_OK) {
        return e->rc;
    }
    if (tell_ready(settings, node, arena, e) == RC_OK) {
        node_wait(node);
        log_write(node_log(node), LOG_INFO, "ending: no new connections, running requests are answered");
    }
    node_stop(node);
    return e->rc;
}
