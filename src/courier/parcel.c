/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/parcel.h"

#include "base/random.h"
#include "courier/event_body.h"

#include <stdlib.h>

#define EVENT_TOTAL_MS 10000L
#define EVENT_ANSWER_MAX 65536
#define REFUSALS_MAX 8 /* of a mail, each for good: a mistake in the server's setup is mended meanwhile */

struct parcel *parcel_new(const struct outbox_item *item)
{
    struct parcel *const parcel = calloc(1, sizeof *parcel);
    if (parcel != NULL) {
        arena_init(&parcel->arena, 4096);
        parcel->id = item->id;
        parcel->service_id = item->service_id;
        parcel->created_at_us = item->created_at_us;
        parcel->attempts = item->attempts;
        parcel->outcome = (struct delivery){.id = item->id, .service_id = item->service_id};
    }
    return parcel;
}

void parcel_free(struct parcel *parcel)
{
    if (parcel != NULL) {
        outcall_deinit(&parcel->call);
        mail_call_deinit(&parcel->mail);
        arena_deinit(&parcel->arena);
        free(parcel);
    }
}

enum rc parcel_pack_mail(
    struct parcel *parcel, const struct outbox_item *item, const struct mail_route *route, struct sockets *sockets, struct err *e)
{
    const char *const to = arena_copy(&parcel->arena, item->recipient == NULL ? "" : item->recipient);
    struct buf text;
    if (to == NULL) {
        return err_no_memory(e);
    }
    if (mail_address_check(str_of(to), e) != RC_OK) {
        return e->rc;
    }
    const struct message message = {.id = item->id,
        .created_at_us = item->created_at_us,
        .from = route->from,
        .to = to,
        .subject = item->subject == NULL ? "" : item->subject,
        .text = item->body};
    buf_init(&text, &parcel->arena);
    message_write(&text, &message);
    if (text.failed) {
        return err_no_memory(e);
    }
    parcel->mail.text = (struct str){text.data, text.length};
    return route->url == NULL ? RC_OK
                              : mail_call_init(&parcel->call, &parcel->mail, &parcel->arena, route, to, parcel->mail.text, sockets, e);
}

enum rc parcel_pack_event(struct parcel *parcel, const struct outbox_item *item, const struct remote_service *service, struct str secret,
    struct outcall_rules rules, int64_t now_us, struct err *e)
{
    struct event event;
    struct event_letter letter;
    parcel->is_legacy = service->is_legacy;
    parcel->outcome.subject = arena_copy(&parcel->arena, item->subject == NULL ? "" : item->subject);
    if (parcel->outcome.subject == NULL) {
        return err_no_memory(e);
    }
    if (event_parse(&parcel->arena, str_of(item->body), &event, e) != RC_OK ||
        event_letter_write(&parcel->arena, &event, service->url, service->is_legacy, secret, now_us, &letter, e) != RC_OK) {
        return e->rc;
    }
    const struct outcall_request request = {
        .url = letter.url, .headers = letter.headers, .body = letter.body, .total_ms = EVENT_TOTAL_MS, .answer_max = EVENT_ANSWER_MAX};
    return outcall_init(&parcel->call, &parcel->arena, &request, rules, e);
}

int64_t parcel_delay_us(int64_t failures)
{
    int64_t delay_us = 1000000;
    uint32_t dice = 0;
    for (int64_t i = 1; i < failures && delay_us < PARCEL_DELAY_MAX_US; i++) {
        delay_us *= 4;
    }
    delay_us = delay_us > PARCEL_DELAY_MAX_US ? PARCEL_DELAY_MAX_US : delay_us;
    random_bytes(&dice, sizeof dice);
    return delay_us / 2 + (int64_t)((uint64_t)(delay_us / 2) * dice >> 32U);
}

void parcel_end_well(struct parcel *parcel)
{
    parcel->outcome.end = DELIVERY_DONE;
    parcel->is_settled_next = true;
}

void parcel_end_badly(struct parcel *parcel, const char *why, bool for_good, int64_t now_us)
{
    const int64_t age_us = now_us - parcel->created_at_us;
    const bool is_old = age_us > (parcel->service_id == 0 ? PARCEL_MAIL_AGE_US : PARCEL_EVENT_AGE_US);
    const char *const copy = arena_copy(&parcel->arena, why);
    parcel->outcome.end = for_good || is_old ? DELIVERY_GIVEN_UP : DELIVERY_FAILED;
    parcel->outcome.failure = copy == NULL ? "it failed" : copy;
    parcel->outcome.next_at_us = now_us + parcel_delay_us(parcel->attempts + 1);
    parcel->is_settled_next = true;
}

static bool says_ok(const struct outcall *call)
{
    struct str text = str_trim((struct str){call->answer.data, call->answer.length});
    if (text.length > 2 && text.data[0] == '"' && text.data[text.length - 1] == '"') {
        text = (struct str){text.data + 1, text.length - 2};
    }
    return str_equal_fold(text, STR("OK"));
}

/* A service has taken an event when it says so by its status, whatever else it says; one of the old form also has to say OK. */
static void judge_event(struct parcel *parcel, CURLcode code, int64_t now_us)
{
    const int status = outcall_status(&parcel->call);
    const bool answered = code == CURLE_OK || parcel->call.too_large;
    const bool is_good = answered && status >= 200 && status < 300;
    char why[64];
    if (is_good && (!parcel->is_legacy || says_ok(&parcel->call))) {
        parcel_end_well(parcel);
        return;
    }
    if (!answered) {
        parcel->blames_target = true;
        parcel_end_badly(parcel, outcall_failure(&parcel->call, code), false, now_us);
        return;
    }
    parcel->blames_target = status >= 500 || status == 429;
    (void)snprintf(why, sizeof why, is_good ? "answered %d, but not OK" : "answered %d", status);
    parcel_end_badly(parcel, why, false, now_us);
}

/* A status of 5xx refuses this mail for good, unless it stands for the server's own setup: then it is mended some time. */
static void judge_mail(struct parcel *parcel, CURLcode code, int64_t now_us)
{
    const int status = outcall_status(&parcel->call);
    if (code == CURLE_OK) {
        parcel_end_well(parcel);
        return;
    }
    const bool is_refused = code == CURLE_SEND_ERROR && status >= 500 && status < 600;
    parcel->blames_target = code != CURLE_SEND_ERROR;
    parcel_end_badly(parcel, outcall_failure(&parcel->call, code), is_refused && parcel->attempts + 1 >= REFUSALS_MAX, now_us);
}

void parcel_judge(struct parcel *parcel, CURLcode code, int64_t now_us)
{
    if (parcel->service_id == 0) {
        judge_mail(parcel, code, now_us);
    } else {
        judge_event(parcel, code, now_us);
    }
}
