/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/pictures.h"

#include "registry/persons.h"
#include "store/enrolments.h"
#include "store/pictures.h"

typedef enum rc permit_fn(const struct session *session, const struct organisation *organisation, struct err *e);

static enum rc find_organisation(
    const struct session *session, struct str text, permit_fn *permit, const struct organisation **out, struct err *e)
{
    long long number = 0;
    *out = directory_find(&session->directory, str_trim(text));
    if (*out == NULL && str_to_int64(str_trim(text), &number)) {
        *out = directory_get(&session->directory, number);
    }
    if (*out != NULL) {
        return permit(session, *out, e);
    }
    return err_set(e, RC_NOT_FOUND, "ER-1406", "id", "there is no organisation %.*s in this router", str_shown(text, 60), text.data);
}

static enum rc find_enrolment(
    struct session *session, struct str organisation, struct str esi, permit_fn *permit, struct enrolment *out, struct err *e)
{
    const struct organisation *owner = NULL;
    struct person_detail detail;
    if (find_organisation(session, organisation, permit, &owner, e) != RC_OK || registry_get_person(session, esi, &detail, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < detail.count; i++) {
        if (detail.enrolments[i].organisation == owner) {
            *out = detail.enrolments[i].enrolment;
            return RC_OK;
        }
    }
    return err_set(e, RC_NOT_FOUND, "ER-0003", "identifier", "the person %s is not registered for organisation %s", detail.person.esi,
        owner->identifier);
}

static enum rc permit_change(const struct session *session, const struct organisation *organisation, struct err *e)
{
    return session_permit_write(session, organisation, PERMISSION_PICTURES, e);
}

static enum rc no_picture(struct err *e)
{
    return err_set(e, RC_NOT_FOUND, "ER-1405", "", "there is no picture of this person at this organisation");
}

enum rc registry_get_picture(struct session *session, struct str organisation, struct str esi, struct str *out, struct err *e)
{
    struct enrolment enrolment;
    bool found = false;
    if (find_enrolment(session, organisation, esi, session_permit, &enrolment, e) != RC_OK ||
        pictures_get(session->db, session->arena, enrolment.id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    return found ? RC_OK : no_picture(e);
}

enum rc registry_may_put_picture(struct session *session, struct str organisation, struct str esi, struct err *e)
{
    struct enrolment enrolment;
    return find_enrolment(session, organisation, esi, permit_change, &enrolment, e);
}

/* What the enrolment says of its picture, and the act. */
static enum rc note(struct session *session, struct enrolment *enrolment, bool has_picture, enum audit_action action, struct err *e)
{
    session->subject_id = enrolment->person_id;
    enrolment->has_picture = has_picture;
    if (enrolments_set_picture(session->db, enrolment, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    session_touch_list(session, enrolment->organisation_id);
    return session_audit(session, action, enrolment->organisation_id, enrolment->person_id, NULL, e);
}

enum rc registry_put_picture(struct session *session, struct str organisation, struct str esi, struct str jpeg, struct err *e)
{
    struct enrolment enrolment;
    if (find_enrolment(session, organisation, esi, permit_change, &enrolment, e) != RC_OK ||
        pictures_put(session->db, enrolment.id, jpeg, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return note(session, &enrolment, true, AUDIT_PICTURE_PUT, e);
}

enum rc registry_delete_picture(struct session *session, struct str organisation, struct str esi, struct err *e)
{
    struct enrolment enrolment;
    if (find_enrolment(session, organisation, esi, permit_change, &enrolment, e) != RC_OK) {
        return e->rc;
    }
    if (!enrolment.has_picture) {
        return no_picture(e);
    }
    if (pictures_delete(session->db, enrolment.id, e) != RC_OK) {
        return e->rc;
    }
    return note(session, &enrolment, false, AUDIT_PICTURE_DELETE, e);
}
