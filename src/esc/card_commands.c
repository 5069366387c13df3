/* SPDX-License-Identifier: EUPL-1.2 */
/* esc verify, esc status: what a router says of cards */
#include "base/day.h"
#include "client/cards.h"
#include "client/curl.h"
#include "esc/command.h"
#include "esc/inputs.h"

#include <string.h>

#define TIMEOUT_MAX_S 600

typedef enum rc ask_fn(const struct router_client *client, struct arena *arena, struct report *report, const struct escn *escn,
    bool *is_active, struct err *e);

/* What the command asks, and whom. */
struct question {
    struct router_client client;
    ask_fn *ask;
};

static void report_day(struct report *report, const char *name, const char *label, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    report_text(report, name, label, report_value(day == DAY_NONE ? NULL : text));
}

static void report_heading(struct report *report, const struct escn *escn, const char *status)
{
    char text[ESCN_TEXT_SIZE];
    escn_format(escn, text);
    report_begin(report, str_of(text));
    report_text(report, "cardNumber", NULL, str_of(text));
    report_text(report, "status", "status", report_value(status));
}

static bool is_active(const char *status)
{
    return strcmp(status, "ACTIVE") == 0;
}

static enum rc ask_status(
    const struct router_client *client, struct arena *arena, struct report *report, const struct escn *escn, bool *active, struct err *e)
{
    struct card_status_answer answer;
    if (cards_ask_status(client, arena, escn, &answer, e) != RC_OK) {
        return e->rc;
    }
    *active = is_active(answer.status);
    report_heading(report, escn, answer.status);
    report_day(report, "issuedAt", "issued", answer.issued_day);
    report_day(report, "expiresAt", "expires", answer.expires_day);
    report_text(report, "issuerIdentifier", "issuer", report_value(answer.issuer_identifier));
    report_text(report, "issuerName", "issuer's name", report_value(answer.issuer_name));
    report_text(report, "displayName", "holder", report_value(answer.display_name));
    return RC_OK;
}

static enum rc ask_verification(
    const struct router_client *client, struct arena *arena, struct report *report, const struct escn *escn, bool *active, struct err *e)
{
    struct card_verification_answer answer;
    if (cards_ask_verification(client, arena, escn, &answer, e) != RC_OK) {
        return e->rc;
    }
    *active = is_active(answer.status.key);
    report_heading(report, escn, answer.status.key);
    report_text(report, "cardType", NULL, report_value(answer.type.key));
    report_text(report, NULL, "card", report_value(answer.type.label != NULL ? answer.type.label : answer.type.key));
    report_text(report, "academicLevel", NULL, report_value(answer.level.key));
    report_text(report, NULL, "level of studies", report_value(answer.level.label != NULL ? answer.level.label : answer.level.key));
    report_day(report, "expiresAt", "expires", answer.expires_day);
    report_text(report, "issuerIdentifier", "issuer", report_value(answer.issuer_identifier));
    report_text(report, "issuerIdentifierType", NULL, report_value(answer.issuer_identifier_type.key));
    report_text(report, "issuerName", "issuer's name", report_value(answer.issuer_name));
    return RC_OK;
}

/* Tells why there is no answer about a card; people see it on standard error. */
static enum outcome report_failure(struct command_call *call, struct str input, const struct err *e)
{
    const enum outcome outcome = command_failed(e);
    if (!call->options.json) {
        return outcome;
    }
    report_begin(&call->report, input);
    report_text(&call->report, "input", NULL, input);
    report_null(&call->report, "status");
    if (outcome == OUTCOME_NO) {
        report_bool(&call->report, "active", NULL, false);
    } else {
        report_null(&call->report, "active");
    }
    report_text(&call->report, "problem", NULL, str_of(e->msg));
    return report_end(&call->report) ? outcome : OUTCOME_INTERNAL;
}

static enum outcome ask_about(struct command_call *call, struct str input, void *context)
{
    const struct question *const question = context;
    AUTO(arena_deinit) struct arena arena;
    struct escn escn;
    struct err e;
    bool active = false;
    arena_init(&arena, 4096);
    if (escn_parse_scanned(input.data, input.length, &escn, &e) != RC_OK ||
        question->ask(&question->client, &arena, &call->report, &escn, &active, &e) != RC_OK) {
        return report_failure(call, input, &e);
    }
    report_text(&call->report, "input", NULL, input);
    report_bool(&call->report, "active", NULL, active);
    report_null(&call->report, "problem");
    if (!report_end(&call->report)) {
        return OUTCOME_INTERNAL;
    }
    return active ? OUTCOME_YES : OUTCOME_NO;
}

static enum outcome run_question(struct command_call *call, ask_fn *ask)
{
    struct question question = {.ask = ask};
    struct curl_limits limits = CURL_LIMITS_USUAL;
    struct err e;
    limits.total_ms = (long)call->options.timeout_s * 1000;
    if (call->options.router == NULL) {
        return command_misused(call, "the router's address was expected: --router URL");
    }
    AUTO(curl_transport_freep) struct curl_transport *transport = curl_transport_new(limits);
    if (transport == NULL) {
        (void)err_no_memory(&e);
        return command_failed(&e);
    }
    const struct transport curl = curl_transport_of(transport);
    if (router_client_init(&question.client, call->arena, call->options.router, NULL, curl, &e) != RC_OK) {
        return e.rc == RC_INVALID ? command_misused(call, "%s", e.msg) : command_failed(&e);
    }
    return inputs_each(call, "a card number or the link of its QR code", ask_about, &question);
}

static enum outcome run_verify(struct command_call *call)
{
    return run_question(call, ask_verification);
}

static enum outcome run_status(struct command_call *call)
{
    return run_question(call, ask_status);
}

static const struct option_spec card_options[] = {
    OPTION("router", 'r', OPTION_TEXT, router, "URL", "the router, such as https://router.example.org"),
    {.name = "timeout",
        .letter = 't',
        .type = OPTION_NUMBER,
        .offset = offsetof(struct esc_options, timeout_s),
        .value_name = "SECONDS",
        .help = "how long to wait for an answer (15)",
        .min = 1,
        .max = TIMEOUT_MAX_S},
    OPTION_JSON,
    OPTION_HELP,
};

const struct command command_verify = {
    .name = "verify",
    .operands = "ESCN-OR-LINK...",
    .summary = "ask a router whether cards are valid",
    .about = "Takes card numbers in any grouping or the links of QR codes; - reads them from standard input, one a line.\n"
             "Says yes for active cards only.\n",
    .options = OPTIONS(card_options),
    .run = run_verify,
};

const struct command command_status = {
    .name = "status",
    .operands = "ESCN...",
    .summary = "ask a router for the public status of cards",
    .about = "Takes card numbers in any grouping or the links of QR codes; - reads them from standard input, one a line.\n"
             "Says yes for active cards only.\n",
    .options = OPTIONS(card_options),
    .run = run_status,
};
