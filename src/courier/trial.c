/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/trial.h"

#include "courier/parcel.h"
#include "registry/events.h"

static void free_parcel(struct parcel **parcel)
{
    parcel_free(*parcel);
}

static enum rc perform(struct session *session, struct parcel *parcel, struct trial *out, struct err *e)
{
    parcel_judge(parcel, curl_easy_perform(parcel->call.curl), session->now_us);
    out->has_arrived = parcel->outcome.end == DELIVERY_DONE;
    out->status = outcall_status(&parcel->call);
    out->failure = parcel->outcome.failure == NULL ? NULL : arena_copy(session->arena, parcel->outcome.failure);
    return out->failure == NULL && parcel->outcome.failure != NULL ? err_no_memory(e) : RC_OK;
}

static enum rc pack_and_send(struct session *session, const struct remote_service *service, struct str secret, struct outcall_rules rules,
    struct trial *out, struct err *e)
{
    const struct organisation *owner = NULL;
    if (session_organisation(session, service->organisation_id, &owner, e) != RC_OK) {
        return e->rc;
    }
    const struct event event = events_new(session, EVENT_TEST, owner->identifier);
    const struct outbox_item item = {.kind = OUTBOX_EVENT,
        .service_id = service->id,
        .subject = event_name(EVENT_TEST),
        .body = event_format(session->arena, &event),
        .created_at_us = session->now_us};
    AUTO(free_parcel) struct parcel *parcel = parcel_new(&item);
    if (item.body == NULL || parcel == NULL) {
        return err_no_memory(e);
    }
    if (parcel_pack_event(parcel, &item, service, secret, rules, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return perform(session, parcel, out, e);
}

enum rc trial_run(
    struct session *session, const struct remote_service *service, struct outcall_rules rules, struct trial *out, struct err *e)
{
    struct str secret = {NULL, 0};
    *out = (struct trial){0};
    if (registry_service_secret(session, service, &secret, e) != RC_OK) {
        return e->rc;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return err_no_memory(e);
    }
    const enum rc rc = pack_and_send(session, service, secret, rules, out, e);
    curl_global_cleanup();
    return rc;
}
