/* SPDX-License-Identifier: EUPL-1.2 */
/* esc verify, esc status: what a router says of cards */
#include "base/day.h"
#include "client/cards.h"
#include "client/curl.h"
#include "esc/command.h"
#include "esc/inputs.h"

#include <string.h>

#define TIMEOUT_MAX_S 600
#define ARENA_BLOCK 4096

/* One card, and where its answer goes. */
struct card_call {
    const struct router_client *client;
    struct arena *arena; /* of this card */
    struct report *report;
    struct str input;
    struct escn escn;
    bool is_active;
};

typedef enum rc ask_fn(struct card_call *card, struct err *e);

/* What a command asks, and whom. */
struct question {
    struct router_client client;
    ask_fn *ask;
    const char *const *names; /* members of its answer */
    size_t name_count;
};

static void report_day(struct report *report, const char *name, const char *label, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    report_text(report, name, label, report_value(day == DAY_NONE ? NULL : text));
}

/* The members that all answers begin with. */
static void begin_answer(struct card_call *card, const char *status)
{
    char text[ESCN_TEXT_SIZE];
    escn_format(&card->escn, text);
    card->is_active = strcmp(status, "ACTIVE") == 0;
    report_begin(card->report, str_of(text));
    report_text(card->report, "input", NULL, card->input);
    report_bool(card->report, "active", NULL, card->is_active);
    report_null(card->report, "problem");
    report_text(card->report, "cardNumber", NULL, str_of(text));
    report_text(card->report, "status", "status", str_of(status));
}

static const char *const status_names[] = {
    "cardNumber", "status", "issuedAt", "expiresAt", "issuerIdentifier", "issuerName", "displayName"};

static enum rc ask_status(struct card_call *card, struct err *e)
{
    struct report *const report = card->report;
    struct card_status_answer answer;
    if (cards_ask_status(card->client, card->arena, &card->escn, &answer, e) != RC_OK) {
        return e->rc;
    }
    begin_answer(card, answer.status);
    report_day(report, "issuedAt", "issued", answer.issued_day);
    report_day(report, "expiresAt", "expires", answer.expires_day);
    report_text(report, "issuerIdentifier", "issuer", report_value(answer.issuer_identifier));
    report_text(report, "issuerName", "issuer's name", report_value(answer.issuer_name));
    report_text(report, "displayName", "holder", report_value(answer.display_name));
    return RC_OK;
}

/* The key for programs, the label for people. */
static void report_code(struct report *report, const char *name, const char *label, struct card_code code)
{
    report_text(report, name, NULL, report_value(code.key));
    report_text(report, NULL, label, report_value(code.label != NULL ? code.label : code.key));
}

static const char *const verification_names[] = {
    "cardNumber", "status", "cardType", "academicLevel", "expiresAt", "issuerIdentifier", "issuerIdentifierType", "issuerName"};

static enum rc ask_verification(struct card_call *card, struct err *e)
{
    struct report *const report = card->report;
    struct card_verification_answer answer;
    if (cards_ask_verification(card->client, card->arena, &card->escn, &answer, e) != RC_OK) {
        return e->rc;
    }
    begin_answer(card, answer.status.key);
    report_code(report, "cardType", "card", answer.type);
    report_code(report, "academicLevel", "level of studies", answer.level);
    report_day(report, "expiresAt", "expires", answer.expires_day);
    report_text(report, "issuerIdentifier", "issuer", report_value(answer.issuer_identifier));
    report_code(report, "issuerIdentifierType", NULL, answer.issuer_identifier_type);
    report_text(report, "issuerName", "issuer's name", report_value(answer.issuer_name));
    return RC_OK;
}

/* Why there is no answer about a card: on standard error for people, as members for programs. */
static enum outcome report_failure(struct command_call *call, const struct question *question, struct str input, const struct err *e)
{
    struct report *const report = &call->report;
    const enum outcome outcome = command_failed(e);
    if (!call->options.json) {
        return outcome;
    }
    report_begin(report, input);
    report_text(report, "input", NULL, input);
    if (outcome == OUTCOME_NO) {
        report_bool(report, "active", NULL, false);
    } else {
        report_null(report, "active");
    }
    report_text(report, "problem", NULL, str_of(e->msg));
    report_nulls(report, question->names, question->name_count);
    return report_end(report) ? outcome : OUTCOME_INTERNAL;
}

static enum outcome ask_about(struct command_call *call, struct str input, void *context)
{
    const struct question *const question = context;
    AUTO(arena_deinit) struct arena arena;
    struct card_call card = {.client = &question->client, .arena = &arena, .report = &call->report, .input = input};
    struct err e;
    arena_init(&arena, ARENA_BLOCK);
    if (escn_parse_scanned(input.data, input.length, &card.escn, &e) != RC_OK || question->ask(&card, &e) != RC_OK) {
        return report_failure(call, question, input, &e);
    }
    if (!report_end(&call->report)) {
        return OUTCOME_INTERNAL;
    }
    return card.is_active ? OUTCOME_YES : OUTCOME_NO;
}

/* `question` has everything but the client. */
static enum outcome run_question(struct command_call *call, struct question question)
{
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
    return run_question(
        call, (struct question){.ask = ask_verification, .names = verification_names, .name_count = COUNT_OF(verification_names)});
}

static enum outcome run_status(struct command_call *call)
{
    return run_question(call, (struct question){.ask = ask_status, .names = status_names, .name_count = COUNT_OF(status_names)});
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
