/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/organisations.h"

#include "base/buf.h"
#include "base/day.h"
#include "core/colour.h"
#include "core/person.h"
#include "registry/mandates.h"
#include "store/logos.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Texts that an organisation says of itself. */
static const struct text_member {
    const char *name;
    size_t offset;
} texts[] = {
    {"name", offsetof(struct organisation, name)},
    {"country", offsetof(struct organisation, country)},
    {"schacHomeOrganization", offsetof(struct organisation, schac_home_organization)},
    {"website", offsetof(struct organisation, website)},
    {"address.label", offsetof(struct organisation, address.label)},
    {"address.streetName", offsetof(struct organisation, address.street_name)},
    {"address.houseNumber", offsetof(struct organisation, address.house_number)},
    {"address.addressDetails", offsetof(struct organisation, address.details)},
    {"address.cityName", offsetof(struct organisation, address.city_name)},
    {"address.province", offsetof(struct organisation, address.province)},
    {"address.otherComments", offsetof(struct organisation, address.other_comments)},
    {"mainColor", offsetof(struct organisation, main_color)},
    {"secondaryColor", offsetof(struct organisation, secondary_color)},
    {"contrastColor", offsetof(struct organisation, contrast_color)},
};

static const char *text_at(const struct organisation *organisation, const struct text_member *member)
{
    const char *text = NULL;
    memcpy(&text, (const char *)organisation + member->offset, sizeof text);
    return text;
}

static enum rc check_texts(const struct organisation *organisation, struct err *e)
{
    for (size_t i = 1; i < COUNT_OF(texts); i++) {
        const char *const text = text_at(organisation, &texts[i]);
        if (text != NULL && line_check(texts[i].name, texts[i].name, str_of(text), e) != RC_OK) {
            return e->rc;
        }
    }
    return line_check(N_("the organisation's name"), "name", str_trim(str_of(organisation->name)), e);
}

static enum rc check_colours(const struct organisation *organisation, struct err *e)
{
    const char *const colours[] = {organisation->main_color, organisation->secondary_color, organisation->contrast_color};
    static const char *const names[] = {"mainColor", "secondaryColor", "contrastColor"};
    for (size_t i = 0; i < COUNT_OF(colours); i++) {
        if (colours[i] != NULL && colour_check(names[i], str_of(colours[i]), e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc check_point(const struct address *address, struct err *e)
{
    const bool good = isfinite(address->x) && isfinite(address->y) && fabs(address->x) <= 180 && fabs(address->y) <= 90;
    if (!address->has_point || good) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", "point",
        T_("the point is no place on Earth: a longitude from -180 to 180 and a latitude from -90 to 90 were expected"));
}

enum rc organisation_check(const struct organisation *organisation, struct err *e)
{
    if (country_check(str_of(organisation->country), e) != RC_OK || check_texts(organisation, e) != RC_OK ||
        check_colours(organisation, e) != RC_OK || check_point(&organisation->address, e) != RC_OK) {
        return e->rc;
    }
    if (organisation->website != NULL && website_check(str_of(organisation->website), e) != RC_OK) {
        return e->rc;
    }
    return organisation->schac_home_organization == NULL ? RC_OK : domain_check(str_of(organisation->schac_home_organization), e);
}

enum rc organisation_settle_identifier(struct session *session, struct organisation *organisation, struct err *e)
{
    const struct organisations *const all = &session->directory.organisations;
    char text[ORGANISATION_IDENTIFIER_SIZE];
    if (organisation_read_identifier(organisation->kind, str_of(organisation->country), str_of(organisation->identifier), text, e) !=
        RC_OK) {
        return e->rc;
    }
    organisation->identifier = arena_copy(session->arena, text);
    if (organisation->identifier == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < all->count; i++) {
        if (organisation_is_same(organisation, &all->items[i])) {
            return err_set(e, RC_CONFLICT, "ER-0008", "identifier", T_("there is an organisation %s already"), all->items[i].identifier);
        }
    }
    return RC_OK;
}

const char *organisation_contrast(const struct organisation *organisation)
{
    if (organisation->contrast_color != NULL || organisation->main_color == NULL) {
        return organisation->contrast_color;
    }
    return colour_contrast(organisation->main_color);
}

enum rc registry_find_organisation(const struct session *session, int64_t id, const struct organisation **out, struct err *e)
{
    *out = directory_get(&session->directory, id);
    if (*out != NULL) {
        return RC_OK;
    }
    return err_set(e, RC_NOT_FOUND, "ER-2107", "id", T_("there is no organisation with the number %" PRId64), id);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void tell(struct buf *out, const char *name, const char *before, const char *after)
{
    if (same_text(before, after)) {
        return;
    }
    buf_add_format(out, "%s%s: ", out->length > 0 ? "; " : "", name);
    buf_add_format(out, before == NULL ? "none" : "\"%s\"", before);
    buf_add_format(out, after == NULL ? " -> none" : " -> \"%s\"", after);
}

static void tell_point(struct buf *out, const struct address *before, const struct address *after)
{
    char texts_of[2][64] = {"", ""};
    const struct address *const both[] = {before, after};
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(texts_of[i], sizeof texts_of[i], "%.6f %.6f", both[i]->x, both[i]->y);
    }
    tell(out, "address.point", before->has_point ? texts_of[0] : NULL, after->has_point ? texts_of[1] : NULL);
}

/* What was changed: names and values, none of which is anybody's. */
static const char *describe(struct arena *arena, const struct organisation *before, const struct organisation *after)
{
    struct buf out;
    char days[2][DAY_TEXT_SIZE];
    buf_init(&out, arena);
    buf_add(&out, "", 0);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        tell(&out, texts[i].name, text_at(before, &texts[i]), text_at(after, &texts[i]));
    }
    tell_point(&out, &before->address, &after->address);
    day_format(before->new_logo_day, days[0]);
    day_format(after->new_logo_day, days[1]);
    tell(&out, "newLogoAt", before->new_logo_day == DAY_NONE ? NULL : days[0], after->new_logo_day == DAY_NONE ? NULL : days[1]);
    tell(&out, "showsName", before->shows_name ? "yes" : "no", after->shows_name ? "yes" : "no");
    tell(&out, "legalBasis", legal_basis_code(before->legal_basis)->key, legal_basis_code(after->legal_basis)->key);
    return buf_text(&out);
}

static enum rc write_organisation(
    struct session *session, const struct organisation *changed, enum audit_action action, const char *detail, struct err *e)
{
    bool written = false;
    if (organisations_update(session->db, changed, &written, e) != RC_OK) {
        return e->rc;
    }
    if (!written) {
        return err_set(e, RC_CONFLICT, "ER-0005", "version",
            T_("organisation %s was changed by somebody else since it was read: read it again and repeat your change"),
            changed->identifier);
    }
    session_touch_directory(session);
    session_touch_list(session, changed->id);
    return session_audit(session, action, changed->id, changed->id, detail, e);
}

enum rc registry_edit_organisation(struct session *session, const struct organisation *changed, struct err *e)
{
    const struct organisation *before = NULL;
    struct organisation after = *changed;
    const struct str name = str_trim(str_of(changed->name));
    if (session_require_permission(session, changed->id, PERMISSION_ORGANISATION, e) != RC_OK ||
        registry_find_organisation(session, changed->id, &before, e) != RC_OK || organisation_check(changed, e) != RC_OK) {
        return e->rc;
    }
    after.name = arena_text(session->arena, name.data, name.length);
    after.identifier = before->identifier;
    after.status = before->status;
    after.status_reason = before->status_reason;
    after.contrast_color = organisation_contrast(changed);
    const char *const detail = after.name == NULL ? NULL : describe(session->arena, before, &after);
    if (detail == NULL) {
        return err_no_memory(e);
    }
    if (detail[0] == '\0' && changed->version == before->version) {
        return RC_OK;
    }
    return write_organisation(session, &after, AUDIT_ORGANISATION_EDIT, detail, e);
}

enum rc registry_set_logo(struct session *session, int64_t id, const char *name, struct str content, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (session_require_permission(session, id, PERMISSION_ORGANISATION, e) != RC_OK ||
        registry_find_organisation(session, id, &organisation, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = name == NULL ? logos_delete(session->db, id, e) : logos_put(session->db, id, name, content, e);
    return rc == RC_OK ? write_organisation(session, organisation, AUDIT_ORGANISATION_EDIT, name == NULL ? "logo: none" : "logo", e) : rc;
}

enum rc registry_get_logo(struct session *session, struct str name, struct str *out, struct err *e)
{
    bool found = false;
    if (logos_get(session->db, session->arena, name, out, &found, e) != RC_OK) {
        return e->rc;
    }
    return found ? RC_OK : err_set(e, RC_NOT_FOUND, "SE-0404", "", T_("there is no such logo"));
}

/* A step in an organisation's life. */
struct transition {
    unsigned from; /* states, as bits */
    enum organisation_status to;
    const char *verb; /* "organisation X can't be VERB" */
    enum audit_action action;
};

#define STATE(status) (1U << (unsigned)(status))

static enum rc change_status(struct session *session, int64_t id, const struct transition *transition, const char *reason, struct err *e)
{
    const struct organisation *before = NULL;
    if (registry_find_organisation(session, id, &before, e) != RC_OK) {
        return e->rc;
    }
    if ((transition->from & STATE(before->status)) == 0) {
        return err_set(e, RC_CONFLICT, "ER-2109", "status", T_("organisation %s can't be %s: its status is %s"), before->identifier,
            transition->verb, organisation_status_code(before->status)->key);
    }
    struct organisation after = *before;
    after.status = transition->to;
    after.status_reason = reason;
    const char *const detail = reason == NULL ? NULL : arena_format(session->arena, "reason: \"%s\"", reason);
    if (reason != NULL && detail == NULL) {
        return err_no_memory(e);
    }
    return write_organisation(session, &after, transition->action, detail, e);
}

/* Needs the right to let organisations in and out. */
static enum rc decide_status(struct session *session, int64_t id, const struct transition *transition, const char *reason, struct err *e)
{
    if (session_require_permission(session, 0, PERMISSION_REGISTRATIONS, e) != RC_OK) {
        return e->rc;
    }
    return change_status(session, id, transition, reason, e);
}

static enum rc decide_with_reason(
    struct session *session, int64_t id, const struct transition *transition, const char *reason, struct err *e)
{
    const struct str text = str_trim(str_of(reason));
    if (line_check(N_("the reason"), "reason", text, e) != RC_OK) {
        return e->rc;
    }
    const char *const copy = arena_text(session->arena, text.data, text.length);
    return copy == NULL ? err_no_memory(e) : decide_status(session, id, transition, copy, e);
}

enum rc registry_suspend_organisation(struct session *session, int64_t id, const char *reason, struct err *e)
{
    static const struct transition suspend = {STATE(ORGANISATION_ACTIVE), ORGANISATION_SUSPENDED, "suspended", AUDIT_ORGANISATION_SUSPEND};
    return decide_with_reason(session, id, &suspend, reason, e);
}

enum rc registry_resume_organisation(struct session *session, int64_t id, struct err *e)
{
    static const struct transition resume = {
        STATE(ORGANISATION_SUSPENDED) | STATE(ORGANISATION_CLOSED), ORGANISATION_ACTIVE, "taken up again", AUDIT_ORGANISATION_RESUME};
    return decide_status(session, id, &resume, NULL, e);
}

enum rc registry_close_organisation(struct session *session, int64_t id, const char *reason, struct err *e)
{
    static const struct transition close = {STATE(ORGANISATION_ACTIVE) | STATE(ORGANISATION_INVITED) | STATE(ORGANISATION_SUSPENDED),
        ORGANISATION_CLOSED, "closed", AUDIT_ORGANISATION_CLOSE};
    return decide_with_reason(session, id, &close, reason, e) == RC_OK ? mandates_end_of_processor(session, id, e) : e->rc;
}

enum rc registry_activate_organisation(struct session *session, int64_t id, struct err *e)
{
    static const struct transition activate = {STATE(ORGANISATION_INVITED), ORGANISATION_ACTIVE, "activated", AUDIT_ORGANISATION_ACTIVATE};
    const struct organisation *const organisation = directory_get(&session->directory, id);
    if (organisation == NULL || organisation->status != ORGANISATION_INVITED) {
        return RC_OK;
    }
    return change_status(session, id, &activate, NULL, e);
}

enum rc registry_take_up_organisation(struct session *session, int64_t id, struct err *e)
{
    const struct organisation *const organisation = directory_get(&session->directory, id);
    return organisation != NULL && organisation->legal_accepted ? registry_activate_organisation(session, id, e) : RC_OK;
}

static enum rc check_contact(const struct session *session, const struct contact *contact, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (session_require_permission(session, contact->organisation_id, PERMISSION_ORGANISATION, e) != RC_OK ||
        registry_find_organisation(session, contact->organisation_id, &organisation, e) != RC_OK ||
        line_check(N_("the contact's name"), "name", str_trim(str_of(contact->name)), e) != RC_OK ||
        email_check(str_of(contact->email), e) != RC_OK) {
        return e->rc;
    }
    return contact->phone == NULL ? RC_OK : line_check(N_("the contact's telephone number"), "phone", str_of(contact->phone), e);
}

/* The log knows contacts by their role alone. */
static enum rc audit_contact(struct session *session, const struct contact *contact, enum audit_action action, struct err *e)
{
    return session_audit(session, action, contact->organisation_id, contact->id, contact_role_code(contact->role)->key, e);
}

enum rc registry_get_contact(struct session *session, int64_t id, struct contact *out, struct err *e)
{
    bool found = false;
    if (contacts_get(session->db, session->arena, id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return err_set(e, RC_NOT_FOUND, "ER-2110", "id", T_("there is no contact with the number %" PRId64), id);
    }
    return session_require_permission(session, out->organisation_id, PERMISSION_ORGANISATION, e);
}

enum rc registry_add_contact(struct session *session, struct contact *contact, struct err *e)
{
    if (check_contact(session, contact, e) != RC_OK || contacts_insert(session->db, contact, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return audit_contact(session, contact, AUDIT_CONTACT_ADD, e);
}

enum rc registry_edit_contact(struct session *session, const struct contact *contact, struct err *e)
{
    struct contact before;
    struct contact after = *contact;
    if (registry_get_contact(session, contact->id, &before, e) != RC_OK) {
        return e->rc;
    }
    after.organisation_id = before.organisation_id;
    if (check_contact(session, &after, e) != RC_OK || contacts_update(session->db, &after, e) != RC_OK) {
        return e->rc;
    }
    return audit_contact(session, &after, AUDIT_CONTACT_EDIT, e);
}

enum rc registry_remove_contact(struct session *session, int64_t id, struct err *e)
{
    struct contact contact;
    if (registry_get_contact(session, id, &contact, e) != RC_OK || contacts_delete(session->db, id, e) != RC_OK) {
        return e->rc;
    }
    return audit_contact(session, &contact, AUDIT_CONTACT_REMOVE, e);
}

enum rc registry_list_contacts(struct session *session, int64_t organisation_id, struct contacts *out, struct err *e)
{
    if (session_require_permission(session, organisation_id, PERMISSION_ORGANISATION, e) != RC_OK) {
        return e->rc;
    }
    return contacts_list(session->db, session->arena, organisation_id, out, e);
}
