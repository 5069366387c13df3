/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/outbox.h"

#include "core/person.h"
#include "store/outbox.h"
#include "store/services.h"

enum rc registry_post_mail(struct session *session, const struct mail *mail, struct err *e)
{
    struct outbox_item item = {
        .kind = OUTBOX_MAIL, .recipient = mail->to, .subject = mail->subject, .body = mail->text, .object_id = mail->person_id};
    if (email_check_mailable(str_of(mail->to), e) != RC_OK) {
        return e->rc;
    }
    session_touch_outbox(session);
    return outbox_insert(session->db, &item, session->now_us, e);
}

static enum rc settle_service(struct session *session, const struct delivery *delivery, struct err *e)
{
    if (delivery->service_id == 0) {
        return RC_OK;
    }
    if (delivery->end == DELIVERY_DONE) {
        return remote_services_note_success(session->db, delivery->service_id, session->now_us, e);
    }
    return remote_services_note_failure(
        session->db, delivery->service_id, delivery->failure, delivery->end == DELIVERY_GIVEN_UP ? 1 : 0, e);
}

/* What nobody was told is on record, without what it said. */
static enum rc record_loss(struct session *session, const struct delivery *delivery, struct err *e)
{
    struct remote_service service = {0};
    bool found = false;
    if (delivery->service_id == 0) {
        return session_audit(session, AUDIT_MAIL_GIVE_UP, 0, delivery->id, NULL, e);
    }
    if (remote_services_get(session->db, session->arena, delivery->service_id, &service, &found, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_EVENT_GIVE_UP, service.organisation_id, delivery->service_id, delivery->subject, e);
}

static enum rc settle(struct session *session, const struct delivery *delivery, struct err *e)
{
    if (settle_service(session, delivery, e) != RC_OK) {
        return e->rc;
    }
    if (delivery->end == DELIVERY_FAILED) {
        return outbox_postpone(session->db, delivery->id, delivery->next_at_us, delivery->failure, e);
    }
    if (delivery->end == DELIVERY_GIVEN_UP && record_loss(session, delivery, e) != RC_OK) {
        return e->rc;
    }
    return outbox_delete(session->db, delivery->id, e);
}

enum rc registry_settle(struct session *session, const struct delivery *deliveries, size_t count, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        if (settle(session, &deliveries[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}
