/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/registrations.h"

#include "base/day.h"
#include "base/fold.h"
#include "core/person.h"
#include "registry/invitations.h"
#include "registry/organisations.h"
#include "registry/outbox.h"

#include <inttypes.h>

#define MESSAGE_MAX 2000 /* bytes */
#define PAGE 100
#define DAY_US INT64_C(86400000000)

/* Trims the texts; "" is none. */
static enum rc tidy(struct arena *arena, struct registration *registration, struct err *e)
{
    const char **const texts[] = {&registration->name, &registration->schac_home_organization, &registration->website,
        &registration->message, &registration->representative_name, &registration->representative_email};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct str trimmed = str_trim(str_of(*texts[i]));
        *texts[i] = trimmed.length == 0 ? NULL : arena_text(arena, trimmed.data, trimmed.length);
        if (trimmed.length > 0 && *texts[i] == NULL) {
            return err_no_memory(e);
        }
    }
    return RC_OK;
}

static enum rc check_representative(const struct registration *registration, struct err *e)
{
    if (line_check(N_("the representative's name"), "representativeName", str_trim(str_of(registration->representative_name)), e) !=
            RC_OK ||
        email_check_mailable(str_of(registration->representative_email), e) != RC_OK) {
        return e->rc;
    }
    const struct str message = str_of(registration->message);
    if (message.length > MESSAGE_MAX || !utf8_is_valid(message)) {
        return message.length > MESSAGE_MAX ? err_set(e, RC_INVALID, "ER-1012", "message",
                                                  T_("the message is too long; at most %d bytes of UTF-8 were expected"), MESSAGE_MAX)
                                            : err_set(e, RC_INVALID, "ER-1012", "message",
                                                  T_("the message is no valid text; at most %d bytes of UTF-8 were expected"), MESSAGE_MAX);
    }
    return RC_OK;
}

static struct organisation organisation_of(const struct registration *registration)
{
    return (struct organisation){
        .identifier = registration->identifier,
        .kind = registration->kind,
        .status = ORGANISATION_INVITED,
        .name = registration->name,
        .country = registration->country,
        .schac_home_organization = registration->schac_home_organization,
        .website = registration->website,
        .new_logo_day = DAY_NONE,
    };
}

/* Puts country and identifier into the form in which they are stored, and refuses whom the router knows. */
static enum rc settle_identifier(struct session *session, struct registration *registration, struct err *e)
{
    if (country_check_eligible(str_of(registration->country), e) != RC_OK) {
        return e->rc;
    }
    registration->country = country_find(str_of(registration->country))->code;
    struct organisation organisation = organisation_of(registration);
    if (organisation_settle_identifier(session, &organisation, e) != RC_OK) {
        return e->rc;
    }
    registration->identifier = organisation.identifier;
    return RC_OK;
}

static enum rc waits_already(const char *identifier, struct err *e)
{
    return err_set(e, RC_CONFLICT, "ER-2103", "identifier",
        T_("a request to join for %s waits for its decision already: there is no need to send it again"), identifier);
}

static enum rc refuse_waiting(struct session *session, const struct organisation *wanted, struct err *e)
{
    struct registrations all;
    if (registrations_list(session->db, session->arena, INT64_MAX, REGISTRATION_WAITING, INT64_MAX, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct organisation waiting = organisation_of(&all.items[i]);
        if (organisation_is_same(wanted, &waiting)) {
            return waits_already(all.items[i].identifier, e);
        }
    }
    return RC_OK;
}

static enum rc insert(struct session *session, struct registration *registration, struct err *e)
{
    registration->state = REGISTRATION_WAITING;
    registration->created_at_us = session->now_us;
    if (registrations_insert(session->db, registration, e) == RC_OK) {
        return session_audit(session, AUDIT_REGISTRATION_REQUEST, 0, registration->id, registration->identifier, e);
    }
    return e->rc == RC_CONFLICT ? waits_already(registration->identifier, e) : e->rc;
}

enum rc registry_request_registration(struct session *session, struct registration *registration, struct err *e)
{
    if (tidy(session->arena, registration, e) != RC_OK || settle_identifier(session, registration, e) != RC_OK) {
        return e->rc;
    }
    const struct organisation organisation = organisation_of(registration);
    if (organisation_check(&organisation, e) != RC_OK || check_representative(registration, e) != RC_OK ||
        refuse_waiting(session, &organisation, e) != RC_OK) {
        return e->rc;
    }
    return insert(session, registration, e);
}

enum rc registry_get_registration(struct session *session, int64_t id, struct registration *out, struct err *e)
{
    bool found = false;
    if (session_require_permission(session, 0, PERMISSION_REGISTRATIONS, e) != RC_OK ||
        registrations_get(session->db, session->arena, id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    return found ? RC_OK : err_set(e, RC_NOT_FOUND, "ER-2104", "id", T_("there is no request to join with the number %" PRId64), id);
}

enum rc registry_list_registrations(struct session *session, int64_t before, int state, struct registrations *out, struct err *e)
{
    if (session_require_permission(session, 0, PERMISSION_REGISTRATIONS, e) != RC_OK) {
        return e->rc;
    }
    return registrations_list(session->db, session->arena, before == 0 ? INT64_MAX : before, state, PAGE, out, e);
}

static enum rc find_waiting(struct session *session, int64_t id, struct registration *out, struct err *e)
{
    if (registry_get_registration(session, id, out, e) != RC_OK || out->state == REGISTRATION_WAITING) {
        return e->rc;
    }
    return err_set(e, RC_CONFLICT, "ER-2105", "id", T_("the request to join with the number %" PRId64 " was decided before: %s"), id,
        registration_state_code(out->state)->key);
}

static enum rc decide(struct session *session, struct registration *registration, enum audit_action action, struct err *e)
{
    bool changed = false;
    registration->decided_at_us = session->now_us;
    registration->decided_by_id = session->user == NULL ? 0 : session->user->account_id;
    if (registrations_decide(session->db, registration, &changed, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, action, registration->organisation_id, registration->id, registration->reason, e);
}

static enum rc make_organisation(struct session *session, struct validation *out, struct err *e)
{
    struct contact contact = {
        .role = CONTACT_REPRESENTATIVE,
        .name = out->registration.representative_name,
        .email = out->registration.representative_email,
    };
    out->organisation = organisation_of(&out->registration);
    if (organisation_settle_identifier(session, &out->organisation, e) != RC_OK ||
        organisations_insert(session->db, &out->organisation, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    out->registration.organisation_id = contact.organisation_id = out->organisation.id;
    session_touch_directory(session);
    if (contacts_insert(session->db, &contact, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_ORGANISATION_ADD, out->organisation.id, out->organisation.id, NULL, e);
}

enum rc registry_validate_registration(struct session *session, int64_t id, const char *base_url, struct validation *out, struct err *e)
{
    *out = (struct validation){0};
    if (find_waiting(session, id, &out->registration, e) != RC_OK || make_organisation(session, out, e) != RC_OK) {
        return e->rc;
    }
    out->registration.state = REGISTRATION_VALIDATED;
    const struct invitation invitation = {
        .organisation_id = out->organisation.id,
        .organisation_name = out->organisation.name,
        .role = ROLE_REPRESENTATIVE,
        .email = out->registration.representative_email,
        .base_url = base_url,
    };
    if (registry_invite(session, &invitation, &out->link, out->secret, e) != RC_OK) {
        return e->rc;
    }
    return decide(session, &out->registration, AUDIT_REGISTRATION_VALIDATE, e);
}

static enum rc tell_refusal(struct session *session, const struct registration *registration, struct err *e)
{
    const char *const text = arena_format(session->arena,
        "Hello,\n\nthe request to join the European Student Card router for\n\n  %s (%s)\n\nwas not accepted. The reason:\n\n  %s\n\n"
        "You may send a new request. What you have told about yourself is erased within %d days.\n",
        registration->name, registration->identifier, registration->reason, REGISTRATION_KEPT_DAYS);
    if (text == NULL) {
        return err_no_memory(e);
    }
    const struct mail mail = {
        .to = registration->representative_email, .subject = "Your request to join the European Student Card router", .text = text};
    return registry_post_mail(session, &mail, e);
}

enum rc registry_refuse_registration(struct session *session, int64_t id, const char *reason, struct registration *out, struct err *e)
{
    const struct str text = str_trim(str_of(reason));
    if (find_waiting(session, id, out, e) != RC_OK || line_check(N_("the reason"), "reason", text, e) != RC_OK) {
        return e->rc;
    }
    out->state = REGISTRATION_REFUSED;
    out->reason = arena_text(session->arena, text.data, text.length);
    if (out->reason == NULL) {
        return err_no_memory(e);
    }
    return tell_refusal(session, out, e) == RC_OK ? decide(session, out, AUDIT_REGISTRATION_REFUSE, e) : e->rc;
}

enum rc registry_erase_registrations(struct session *session, int64_t *count, struct err *e)
{
    if (registrations_erase(session->db, session->now_us - REGISTRATION_KEPT_DAYS * DAY_US, count, e) != RC_OK || *count == 0) {
        return e->rc;
    }
    return session_audit(session, AUDIT_REGISTRATION_ERASE, 0, 0, NULL, e);
}
