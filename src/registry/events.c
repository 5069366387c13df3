/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/events.h"

#include "base/day.h"
#include "base/hex.h"
#include "base/random.h"
#include "store/outbox.h"
#include "store/persons.h"

struct event events_new(const struct session *session, enum event_kind kind, const char *issuer)
{
    struct event event = {
        .kind = kind, .occurred_at_us = session->now_us, .issuer = issuer, .issued_day = DAY_NONE, .expires_day = DAY_NONE};
    unsigned char bytes[(EVENT_ID_SIZE - 1) / 2];
    random_bytes(bytes, sizeof bytes);
    hex_encode(bytes, sizeof bytes, event.id);
    return event;
}

static bool wants(const struct remote_service *service, int64_t organisation_id, enum event_kind kind)
{
    return service->organisation_id == organisation_id && (service->events & (1U << (unsigned)kind)) != 0;
}

static bool is_wanted(const struct session *session, int64_t organisation_id, enum event_kind kind)
{
    const struct remote_services *const services = &session->directory.services;
    for (size_t i = 0; i < services->count; i++) {
        if (wants(&services->items[i], organisation_id, kind)) {
            return true;
        }
    }
    return false;
}

/* Services of the old form know persons and their cards by the student's identifier; the others learn it only when they have to. */
static enum rc put_for(
    struct session *session, const struct remote_service *service, const struct event *event, int64_t person_id, struct err *e)
{
    struct event own = *event;
    own.esi = service->is_legacy || event->kind == EVENT_PERSON_DELETED ? event->esi : NULL;
    struct outbox_item item = {
        .kind = OUTBOX_EVENT,
        .service_id = service->id,
        .object_id = person_id,
        .subject = event_name(event->kind),
        .body = event_format(session->arena, &own),
    };
    if (item.body == NULL) {
        return err_no_memory(e);
    }
    return outbox_insert_event(session->db, &item, session->now_us, e);
}

static enum rc put(struct session *session, int64_t organisation_id, int64_t person_id, struct event *event, struct err *e)
{
    const struct remote_services *const services = &session->directory.services;
    struct person person = {0};
    bool found = false;
    if (persons_get(session->db, session->arena, person_id, &person, &found, e) != RC_OK) {
        return e->rc;
    }
    event->esi = found ? person.esi : NULL;
    for (size_t i = 0; i < services->count; i++) {
        if (wants(&services->items[i], organisation_id, event->kind) &&
            put_for(session, &services->items[i], event, person_id, e) != RC_OK) {
            return e->rc;
        }
    }
    session_touch_outbox(session);
    return RC_OK;
}

enum rc events_tell_card(struct session *session, enum event_kind kind, const struct card *old, const struct card *card, struct err *e)
{
    const struct organisation *issuer = NULL;
    if (!is_wanted(session, card->issuer_id, kind)) {
        return RC_OK;
    }
    if (session_organisation(session, card->issuer_id, &issuer, e) != RC_OK) {
        return e->rc;
    }
    struct event event = events_new(session, kind, issuer->identifier);
    escn_format(&card->escn, event.number);
    event.type = card->type;
    event.status = card->status;
    event.status_changed = old != NULL && old->status != card->status;
    event.issued_day = card->issued_day;
    event.expires_day = card->expires_day;
    return put(session, card->issuer_id, card->person_id, &event, e);
}

enum rc events_tell_person_deleted(struct session *session, int64_t organisation_id, int64_t person_id, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (!is_wanted(session, organisation_id, EVENT_PERSON_DELETED)) {
        return RC_OK;
    }
    if (session_organisation(session, organisation_id, &organisation, e) != RC_OK) {
        return e->rc;
    }
    struct event event = events_new(session, EVENT_PERSON_DELETED, organisation->identifier);
    return put(session, organisation_id, person_id, &event, e);
}
