/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/services.h"

#include "base/fold.h"
#include "core/event.h"
#include "registry/sealed.h"
#include "registry/secret.h"
#include "store/outbox.h"

#include <inttypes.h>

#define PURPOSE "service"   /* of the seal */
#define NAME_MAX_LENGTH 100 /* characters */

static enum rc check_name(struct str name, struct err *e)
{
    if (name.length > 0 && utf8_is_valid(name) && utf8_length(name) <= NAME_MAX_LENGTH) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", "name", T_("the service's name has to be a text of 1 to %d characters"), NAME_MAX_LENGTH);
}

enum rc service_check_url(const struct session *session, const char *url, struct err *e)
{
    if (event_url_check(str_of(url), e) != RC_OK) {
        return e->rc;
    }
    if (!session->registry->settings.services_allow_http && !str_equal_fold((struct str){url, 6}, STR("https:"))) {
        return err_set(e, RC_INVALID, "ER-2302", "url",
            T_("the address \"%s\" is one of plain http, which is not called: https was expected (the operator may set "
               "services-allow-http)"),
            url);
    }
    return RC_OK;
}

static enum rc check_input(struct session *session, const struct new_service *input, struct err *e)
{
    const struct organisation *owner = NULL;
    struct remote_services all = {0};
    if (session_require_permission(session, input->organisation_id, PERMISSION_SERVICES, e) != RC_OK ||
        session_organisation(session, input->organisation_id, &owner, e) != RC_OK ||
        check_name(str_trim(str_of(input->name)), e) != RC_OK || service_check_url(session, input->url, e) != RC_OK ||
        remote_services_list(session->db, session->arena, &all, e) != RC_OK) {
        return e->rc;
    }
    if (!organisation_is_issuer(owner)) {
        return err_set(e, RC_INVALID, "ER-2303", "organisation",
            T_("organisation %s is a processor: services are told of an issuer's cards and registered for the issuer"), owner->identifier);
    }
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].organisation_id == owner->id && str_equal_fold(str_of(all.items[i].name), str_trim(str_of(input->name)))) {
            return err_set(e, RC_CONFLICT, "ER-2304", "name", T_("organisation %s has a service of this name already, number %" PRId64),
                owner->identifier, all.items[i].id);
        }
    }
    return RC_OK;
}

/* Makes a new secret for a service that is there. */
static enum rc renew_secret(struct session *session, struct remote_service *service, char secret[SERVICE_SECRET_SIZE], struct err *e)
{
    service_secret_make(secret);
    if (sealed_make(session, PURPOSE, service->id, str_of(secret), &service->secret, e) != RC_OK) {
        return e->rc;
    }
    return remote_services_update(session->db, service, e);
}

enum rc registry_add_service(
    struct session *session, const struct new_service *input, struct remote_service *out, char secret[SERVICE_SECRET_SIZE], struct err *e)
{
    const struct str name = str_trim(str_of(input->name));
    if (check_input(session, input, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct remote_service){
        .organisation_id = input->organisation_id,
        .name = arena_text(session->arena, name.data, name.length),
        .url = input->url,
        .secret = STR(""), /* what is sealed knows whose it is: only then there is a number */
        .events = input->events == 0 ? EVENT_ALL : input->events,
        .is_legacy = input->is_legacy,
        .created_at_us = session->now_us,
    };
    if (out->name == NULL) {
        return err_no_memory(e);
    }
    if (remote_services_insert(session->db, out, e) != RC_OK || renew_secret(session, out, secret, e) != RC_OK) {
        return e->rc;
    }
    session_touch_directory(session);
    return session_audit(session, AUDIT_SERVICE_ADD, out->organisation_id, out->id, NULL, e);
}

enum rc registry_get_service(struct session *session, int64_t id, struct remote_service *out, struct err *e)
{
    bool found = false;
    if (remote_services_get(session->db, session->arena, id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    struct err ignored = {0};
    if (!found || session_require_permission(session, out->organisation_id, PERMISSION_SERVICES, &ignored) != RC_OK) {
        return err_set(e, RC_NOT_FOUND, "ER-2305", "id", T_("there is no service %" PRId64), id);
    }
    return RC_OK;
}

enum rc registry_enable_service(struct session *session, int64_t id, bool enabled, struct err *e)
{
    struct remote_service service = {0};
    if (registry_get_service(session, id, &service, e) != RC_OK) {
        return e->rc;
    }
    service.disabled_at_us = enabled ? 0 : session->now_us;
    if (remote_services_update(session->db, &service, e) != RC_OK) {
        return e->rc;
    }
    if (!enabled && outbox_delete_of_service(session->db, id, e) != RC_OK) {
        return e->rc;
    }
    session_touch_directory(session);
    return session_audit(session, enabled ? AUDIT_SERVICE_ENABLE : AUDIT_SERVICE_DISABLE, service.organisation_id, service.id, NULL, e);
}

enum rc registry_remove_service(struct session *session, int64_t id, struct err *e)
{
    struct remote_service service = {0};
    if (registry_get_service(session, id, &service, e) != RC_OK || outbox_delete_of_service(session->db, id, e) != RC_OK ||
        remote_services_delete(session->db, id, e) != RC_OK) {
        return e->rc;
    }
    session_touch_directory(session);
    return session_audit(session, AUDIT_SERVICE_REMOVE, service.organisation_id, service.id, NULL, e);
}

enum rc registry_rotate_service_secret(struct session *session, int64_t id, char secret[SERVICE_SECRET_SIZE], struct err *e)
{
    struct remote_service service = {0};
    if (registry_get_service(session, id, &service, e) != RC_OK || renew_secret(session, &service, secret, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_SERVICE_SECRET, service.organisation_id, service.id, NULL, e);
}

enum rc registry_service_secret(struct session *session, const struct remote_service *service, struct str *out, struct err *e)
{
    return sealed_open(session, PURPOSE, service->id, service->secret, out, e);
}
