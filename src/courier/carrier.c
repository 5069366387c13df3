/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/carrier.h"

#include "base/clock.h"
#include "courier/lanes.h"
#include "courier/mail_folder.h"
#include "courier/parcel.h"
#include "courier/settling.h"
#include "courier/sockets.h"
#include "registry/services.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define IDLE_MS 5000        /* how often to look without being told */
#define TROUBLE_MS 1000     /* how long to wait after a failure of our own */
#define RUNNING_EVENTS 256U /* in all */
#define PASS_ITEMS 16U      /* of one lane at once; more than run there, since those are among them */
#define EXPIRED_ITEMS 64U
#define OLD_EVERY_US 60000000
struct carrier {
    struct courier_options options;
    enum outbox_kind kind;
    struct arena arena; /* lives as long as the carrier */
    struct arena pass;  /* of one look at the outbox */
    struct session *session;
    struct mail_route route;
    CURLM *multi;
    struct courier_lanes lanes;
    struct parcel *parcels; /* on their way, or ended and not written down yet */
    unsigned running_events;
    int64_t refill_at_us;   /* when all lanes are to be looked into without being told */
    bool in_trouble;        /* told already */
    struct sockets sockets; /* of mails: libcurl waits for the server's good-bye */
    atomic_ulong delivered, failed, given_up;
    atomic_bool stopping;
    pthread_t thread;
    bool has_global; /* of libcurl */
    bool started;
};

static bool is_under_way(const struct carrier *carrier, int64_t id)
{
    for (const struct parcel *parcel = carrier->parcels; parcel != NULL; parcel = parcel->next) {
        if (parcel->id == id) {
            return true;
        }
    }
    return false;
}

static enum rc pack(struct carrier *carrier, struct parcel *parcel, const struct outbox_item *item, struct err *e)
{
    struct remote_service service = {0};
    struct str secret = {NULL, 0};
    if (item->service_id == 0) {
        return parcel_pack_mail(parcel, item, &carrier->route, &carrier->sockets, e);
    }
    if (registry_get_service(carrier->session, item->service_id, &service, e) != RC_OK ||
        registry_service_secret(carrier->session, &service, &secret, e) != RC_OK) {
        return e->rc;
    }
    return parcel_pack_event(parcel, item, &service, secret, carrier->options.rules, carrier->session->now_us, e);
}

/* Hands a parcel to libcurl, or writes it into the folder at once. */
static void send_off(struct carrier *carrier, struct parcel *parcel)
{
    struct err e = {0};
    if (parcel->call.curl != NULL) {
        if (curl_multi_add_handle(carrier->multi, parcel->call.curl) != CURLM_OK) {
            parcel_end_badly(parcel, "could not be called", false, carrier->session->now_us);
        }
        return;
    }
    if (mail_folder_write(carrier->route.folder, parcel->id, parcel->created_at_us, parcel->mail.text, &e) == RC_OK) {
        parcel_end_well(parcel);
        return;
    }
    parcel->blames_target = true;
    parcel_end_badly(parcel, e.msg, false, carrier->session->now_us);
}

static void keep(struct carrier *carrier, struct courier_lane *lane, struct parcel *parcel)
{
    parcel->next = carrier->parcels;
    carrier->parcels = parcel;
    lane->running++;
    carrier->running_events += parcel->service_id != 0;
}

/* Without memory or database nothing is said of this one; an address that can't be, or a service that is gone, is beyond hope. */
static enum rc dispatch(struct carrier *carrier, struct courier_lane *lane, const struct outbox_item *item, struct err *e)
{
    struct parcel *const parcel = parcel_new(item);
    struct err own = {0};
    if (parcel == NULL) {
        return err_no_memory(e);
    }
    const enum rc rc = pack(carrier, parcel, item, &own);
    if (rc == RC_NO_MEMORY || rc == RC_UNAVAILABLE) {
        parcel_free(parcel);
        *e = own;
        return rc;
    }
    keep(carrier, lane, parcel);
    if (rc != RC_OK) {
        parcel_end_badly(parcel, own.msg, rc == RC_INVALID || rc == RC_NOT_FOUND, carrier->session->now_us);
    } else {
        send_off(carrier, parcel);
    }
    return RC_OK;
}

static enum rc fill_lane(struct carrier *carrier, struct courier_lane *lane, unsigned room, struct err *e)
{
    const int64_t now_us = carrier->session->now_us;
    struct outbox_items items = {0};
    unsigned sent = 0;
    if (outbox_list_due(carrier->session->db, &carrier->pass, lane->service_id, now_us, now_us + 2 * PARCEL_DELAY_MAX_US, PASS_ITEMS,
            &items, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < items.count && sent < room; i++) {
        if (is_under_way(carrier, items.items[i].id)) {
            continue;
        }
        if (dispatch(carrier, lane, &items.items[i], e) != RC_OK) {
            return e->rc;
        }
        sent++;
    }
    lane->is_empty = sent < room && items.count < PASS_ITEMS;
    return RC_OK;
}

/* A target that fails for days is asked rarely; what has waited too long for it is lost without being tried once more. */
static enum rc give_up_old(struct carrier *carrier, struct courier_lane *lane, struct err *e)
{
    const int64_t now_us = carrier->session->now_us;
    const int64_t steady_us = clock_steady_us();
    const int64_t age_us = lane->service_id == 0 ? PARCEL_MAIL_AGE_US : PARCEL_EVENT_AGE_US;
    struct outbox_items items = {0};
    if (steady_us < lane->look_for_old_us) {
        return RC_OK;
    }
    if (outbox_list_before(carrier->session->db, &carrier->pass, lane->service_id, now_us - age_us, EXPIRED_ITEMS, &items, e) != RC_OK) {
        return e->rc;
    }
    lane->look_for_old_us = items.count == EXPIRED_ITEMS ? 0 : steady_us + OLD_EVERY_US;
    for (size_t i = 0; i < items.count; i++) {
        struct parcel *const parcel = is_under_way(carrier, items.items[i].id) ? NULL : parcel_new(&items.items[i]);
        if (parcel != NULL) {
            parcel->outcome.subject = arena_copy(&parcel->arena, items.items[i].subject == NULL ? "" : items.items[i].subject);
            keep(carrier, lane, parcel);
            parcel_end_badly(parcel, "could not be reached for days", true, now_us);
        }
    }
    return RC_OK;
}

static enum rc tend_lane(struct carrier *carrier, struct courier_lane *lane, struct err *e)
{
    const unsigned room = courier_lane_room(lane, clock_steady_us());
    if (lane->failures > 0 && lane->running == 0 && give_up_old(carrier, lane, e) != RC_OK) {
        return e->rc;
    }
    if (room == 0 || (lane->service_id != 0 && carrier->running_events >= RUNNING_EVENTS)) {
        return RC_OK;
    }
    return fill_lane(carrier, lane, room, e);
}

static enum rc tend_target(struct carrier *carrier, int64_t service_id, struct err *e)
{
    struct courier_lane *const lane = courier_lanes_find(&carrier->lanes, service_id);
    return lane == NULL ? err_no_memory(e) : tend_lane(carrier, lane, e);
}

/* Sends what is due, by each lane as much as it takes. */
static enum rc tend(struct carrier *carrier, struct err *e)
{
    struct session *const session = carrier->session;
    arena_reset(&carrier->pass);
    if (session_begin(session, &carrier->pass, NULL, e) != RC_OK) {
        return e->rc;
    }
    if (carrier->kind == OUTBOX_MAIL) {
        return tend_target(carrier, 0, e);
    }
    for (size_t i = 0; i < session->directory.services.count; i++) {
        if (tend_target(carrier, session->directory.services.items[i].id, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static void note_end(struct carrier *carrier, const struct parcel *parcel)
{
    struct courier_lane *const lane = courier_lanes_find(&carrier->lanes, parcel->service_id);
    const enum delivery_end end = parcel->outcome.end;
    (void)atomic_fetch_add(&carrier->delivered, end == DELIVERY_DONE);
    (void)atomic_fetch_add(&carrier->failed, end != DELIVERY_DONE);
    (void)atomic_fetch_add(&carrier->given_up, end == DELIVERY_GIVEN_UP);
    if (lane != NULL) {
        courier_lane_note(lane, end == DELIVERY_DONE, parcel->blames_target, clock_steady_us());
    }
    if (end == DELIVERY_GIVEN_UP) {
        log_write(carrier->options.log, LOG_WARNING, "the %s %lld of the outbox is given up after %lld attempts; the last: %s",
            parcel->service_id == 0 ? "mail" : "event", (long long)parcel->id, (long long)parcel->attempts + 1, parcel->outcome.failure);
    }
}

/* What is written down leaves; its lane looks for more. */
static void put_away(struct carrier *carrier)
{
    struct parcel **at = &carrier->parcels;
    while (*at != NULL) {
        struct parcel *const parcel = *at;
        if (!parcel->is_settled_next) {
            at = &parcel->next;
            continue;
        }
        struct courier_lane *const lane = courier_lanes_find(&carrier->lanes, parcel->service_id);
        if (lane != NULL) {
            lane->running--;
            lane->is_empty = false;
        }
        carrier->running_events -= parcel->service_id != 0;
        note_end(carrier, parcel);
        *at = parcel->next;
        parcel_free(parcel);
    }
}

/* Writes down how deliveries ended, in one transaction. Until that has worked they count as under way, so that nothing is sent again. */
static enum rc settle(struct carrier *carrier, bool *any, struct err *e)
{
    size_t count = 0;
    *any = false;
    for (const struct parcel *parcel = carrier->parcels; parcel != NULL; parcel = parcel->next) {
        count += parcel->is_settled_next;
    }
    if (count == 0) {
        return RC_OK;
    }
    struct delivery *const ended = arena_alloc_array(&carrier->pass, count, sizeof *ended);
    if (ended == NULL) {
        return err_no_memory(e);
    }
    size_t at = 0;
    for (const struct parcel *parcel = carrier->parcels; parcel != NULL; parcel = parcel->next) {
        if (parcel->is_settled_next) {
            ended[at++] = parcel->outcome;
        }
    }
    if (settling_run(carrier->options.writer, ended, count, e) != RC_OK) {
        return e->rc;
    }
    put_away(carrier);
    *any = true;
    return RC_OK;
}

static void collect(struct carrier *carrier)
{
    int left = 0;
    const CURLMsg *message = NULL;
    while ((message = curl_multi_info_read(carrier->multi, &left)) != NULL) {
        void *private = NULL;
        const CURLcode code = message->data.result;
        CURL *const curl = message->easy_handle;
        if (message->msg == CURLMSG_DONE && curl_easy_getinfo(curl, CURLINFO_PRIVATE, &private) == CURLE_OK) {
            (void)curl_multi_remove_handle(carrier->multi, curl);
            parcel_judge(private, code, clock_now_us());
        }
    }
}

/* Until the next thing is due, or a pause ends. */
static int time_left_ms(struct carrier *carrier)
{
    const int64_t now_us = clock_now_us();
    const int64_t steady_us = clock_steady_us();
    int64_t left_us = IDLE_MS * INT64_C(1000);
    int64_t next_us = 0;
    bool found = false;
    struct err e = {0};
    if (outbox_next(carrier->session->db, now_us, &next_us, &found, &e) == RC_OK && found && next_us - now_us < left_us) {
        left_us = next_us - now_us;
    }
    for (const struct courier_lane *lane = carrier->lanes.first; lane != NULL; lane = lane->next) {
        const int64_t pause_us = lane->pause_until_us - steady_us;
        left_us = pause_us > 0 && pause_us < left_us ? pause_us : left_us;
    }
    return (int)(left_us / 1000) + 1;
}

/* Sleeps until something happens on a connection, somebody tells of something new, or the time is over. */
static void rest(struct carrier *carrier, int timeout_ms)
{
    struct curl_waitfd bell = {
        .fd = registry_outbox_fd(carrier->options.registry, carrier->kind == OUTBOX_MAIL ? 0 : 1), .events = CURL_WAIT_POLLIN};
    uint64_t rings = 0;
    const int64_t end_us = clock_steady_us() + timeout_ms * INT64_C(1000);
    carrier->refill_at_us = end_us < carrier->refill_at_us ? end_us : carrier->refill_at_us;
    (void)curl_multi_poll(carrier->multi, &bell, 1, timeout_ms, NULL);
    if (read(bell.fd, &rings, sizeof rings) > 0 || clock_steady_us() >= carrier->refill_at_us) {
        courier_lanes_refill(&carrier->lanes);
        carrier->refill_at_us = INT64_MAX;
    }
}

static enum rc work(struct carrier *carrier, bool *again, struct err *e)
{
    int running = 0;
    if (tend(carrier, e) != RC_OK) {
        return err_wrap(e, "reading the outbox");
    }
    (void)curl_multi_perform(carrier->multi, &running);
    collect(carrier);
    return settle(carrier, again, e) == RC_OK ? RC_OK : err_wrap(e, "writing down what left the outbox");
}

static void *serve(void *argument)
{
    struct carrier *const carrier = argument;
    while (!atomic_load(&carrier->stopping)) {
        bool again = false;
        struct err e = {0};
        const bool good = work(carrier, &again, &e) == RC_OK;
        if (!good && !carrier->in_trouble) {
            log_write(carrier->options.log, LOG_ERROR, "%s", e.msg);
        }
        carrier->in_trouble = !good;
        if (!again) {
            rest(carrier, good ? time_left_ms(carrier) : TROUBLE_MS);
        }
    }
    return NULL;
}

static void carrier_free(struct carrier *carrier)
{
    while (carrier->parcels != NULL) {
        struct parcel *const parcel = carrier->parcels;
        carrier->parcels = parcel->next;
        if (parcel->call.curl != NULL) {
            (void)curl_multi_remove_handle(carrier->multi, parcel->call.curl);
        }
        parcel_free(parcel);
    }
    (void)curl_multi_cleanup(carrier->multi);
    if (carrier->has_global) {
        curl_global_cleanup();
    }
    session_close(carrier->session);
    courier_lanes_deinit(&carrier->lanes);
    sockets_deinit(&carrier->sockets);
    arena_deinit(&carrier->pass);
    arena_deinit(&carrier->arena);
    free(carrier);
}

static enum rc open_parts(struct carrier *carrier, struct err *e)
{
    const struct courier_options *const options = &carrier->options;
    carrier->has_global = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    carrier->multi = carrier->has_global ? curl_multi_init() : NULL;
    if (carrier->multi == NULL) {
        return err_no_memory(e);
    }
    if (mail_route_open(&carrier->arena, &options->mail, options->registry->settings.database, &carrier->route, e) != RC_OK ||
        session_open(options->registry, SESSION_READ, &carrier->session, e) != RC_OK) {
        return e->rc;
    }
    return RC_OK;
}

enum rc carrier_start(const struct courier_options *options, enum outbox_kind kind, struct carrier **out, struct err *e)
{
    struct carrier *const carrier = calloc(1, sizeof *carrier);
    if (carrier == NULL) {
        return err_no_memory(e);
    }
    carrier->options = *options;
    carrier->kind = kind;
    sockets_init(&carrier->sockets);
    carrier->refill_at_us = INT64_MAX;
    arena_init(&carrier->arena, 1024);
    arena_init(&carrier->pass, 16384);
    if (open_parts(carrier, e) != RC_OK) {
        carrier_free(carrier);
        return e->rc;
    }
    carrier->started = pthread_create(&carrier->thread, NULL, serve, carrier) == 0;
    if (!carrier->started) {
        carrier_free(carrier);
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "a courier's thread can't be started");
    }
    *out = carrier;
    return RC_OK;
}

void carrier_stop(struct carrier *carrier)
{
    if (carrier != NULL) {
        atomic_store(&carrier->stopping, true);
        registry_touch_outbox(carrier->options.registry);
        sockets_shut(&carrier->sockets);
        (void)pthread_join(carrier->thread, NULL);
        carrier_free(carrier);
    }
}

const char *carrier_folder(const struct carrier *carrier)
{
    return carrier->route.url == NULL ? carrier->route.folder : NULL;
}

void carrier_figures(const struct carrier *carrier, struct courier_figures *out)
{
    *out = (struct courier_figures){
        .delivered = atomic_load(&carrier->delivered),
        .failed = atomic_load(&carrier->failed),
        .given_up = atomic_load(&carrier->given_up),
    };
}
