/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/mandates.h"

#include "base/day.h"
#include "registry/organisations.h"

#include <inttypes.h>

static enum rc check_sides(const struct session *session, const struct mandate *mandate, struct err *e)
{
    const struct organisation *issuer = NULL;
    const struct organisation *processor = NULL;
    if (registry_find_organisation(session, mandate->issuer_id, &issuer, e) != RC_OK ||
        registry_find_organisation(session, mandate->processor_id, &processor, e) != RC_OK) {
        return e->rc;
    }
    if (!organisation_is_issuer(issuer)) {
        return err_set(e, RC_INVALID, "ER-0004", "issuer",
            T_("organisation %s is a processor: institutions and public authorities give mandates"), issuer->identifier);
    }
    if (organisation_is_issuer(processor)) {
        return err_set(e, RC_INVALID, "ER-0004", "processor", T_("organisation %s is no processor: only processors can be mandated"),
            processor->identifier);
    }
    if (processor->status == ORGANISATION_CLOSED || issuer->status == ORGANISATION_CLOSED) {
        return err_set(e, RC_DENIED, "ER-2002", "", T_("organisation %s is closed: no mandate can be given to it or by it"),
            processor->status == ORGANISATION_CLOSED ? processor->identifier : issuer->identifier);
    }
    return RC_OK;
}

static enum rc check_days(const struct session *session, const struct mandate *mandate, struct err *e)
{
    if (mandate_check_days(mandate, e) != RC_OK) {
        return e->rc;
    }
    if (mandate->until_day != DAY_NONE && mandate->until_day < session->today) {
        char until[DAY_TEXT_SIZE];
        day_format(mandate->until_day, until);
        return err_set(
            e, RC_INVALID, "ER-2108", "until", T_("the mandate would have ended on %s: a day from today on was expected"), until);
    }
    return RC_OK;
}

/* One processor has at most one mandate of an issuer on a day. */
static enum rc refuse_overlap(struct session *session, const struct mandate *wanted, struct err *e)
{
    struct mandates all;
    if (mandates_history(session->db, session->arena, wanted->issuer_id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct mandate *const other = &all.items[i];
        if (other->id == wanted->id || other->processor_id != wanted->processor_id || other->withdrawn_at_us != 0 ||
            !mandate_overlaps(other, wanted)) {
            continue;
        }
        char from[DAY_TEXT_SIZE];
        char until[DAY_TEXT_SIZE];
        day_format(other->from_day, from);
        day_format(other->until_day, until);
        return other->until_day == DAY_NONE
            ? err_set(e, RC_CONFLICT, "ER-2111", "from",
                  T_("mandate %" PRId64 " from %s without end has days in common with this one: move its end, or withdraw it first"),
                  other->id, from)
            : err_set(e, RC_CONFLICT, "ER-2111", "from",
                  T_("mandate %" PRId64 " from %s until %s has days in common with this one: move its end, or withdraw it first"),
                  other->id, from, until);
    }
    return RC_OK;
}

/* "B99999999 from 2026-09-01 until 2027-08-31": who and when, nobody's data. */
static const char *describe(const struct session *session, const struct mandate *mandate)
{
    const struct organisation *const processor = directory_get(&session->directory, mandate->processor_id);
    char from[DAY_TEXT_SIZE];
    char until[DAY_TEXT_SIZE];
    day_format(mandate->from_day, from);
    day_format(mandate->until_day, until);
    return arena_format(session->arena, "processor %s from %s %s%s", processor == NULL ? "" : processor->identifier, from,
        mandate->until_day == DAY_NONE ? "without end" : "until ", until);
}

static enum rc record(struct session *session, const struct mandate *mandate, enum audit_action action, struct err *e)
{
    const char *const detail = describe(session, mandate);
    session_touch_directory(session);
    return detail == NULL ? err_no_memory(e) : session_audit(session, action, mandate->issuer_id, mandate->id, detail, e);
}

enum rc registry_give_mandate(struct session *session, struct mandate *mandate, struct err *e)
{
    if (session_require_permission(session, mandate->issuer_id, PERMISSION_MANDATES, e) != RC_OK ||
        check_sides(session, mandate, e) != RC_OK || check_days(session, mandate, e) != RC_OK ||
        refuse_overlap(session, mandate, e) != RC_OK || mandates_insert(session->db, mandate, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return record(session, mandate, AUDIT_MANDATE_GIVE, e);
}

/* One that can be changed by who asks. */
static enum rc find_mandate(struct session *session, int64_t id, struct mandate *out, struct err *e)
{
    bool found = false;
    if (mandates_get(session->db, session->arena, id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return err_set(e, RC_NOT_FOUND, "ER-2112", "id", T_("there is no mandate with the number %" PRId64), id);
    }
    if (session_require_permission(session, out->issuer_id, PERMISSION_MANDATES, e) != RC_OK) {
        return e->rc;
    }
    if (out->withdrawn_at_us != 0) {
        return err_set(e, RC_CONFLICT, "ER-2111", "id", T_("mandate %" PRId64 " was withdrawn before: give a new one"), id);
    }
    return RC_OK;
}

enum rc registry_end_mandate(struct session *session, int64_t id, int32_t until_day, struct mandate *out, struct err *e)
{
    bool changed = false;
    if (find_mandate(session, id, out, e) != RC_OK) {
        return e->rc;
    }
    out->until_day = until_day;
    if (check_days(session, out, e) != RC_OK || refuse_overlap(session, out, e) != RC_OK ||
        mandates_set_end(session->db, id, until_day, &changed, e) != RC_OK) {
        return e->rc;
    }
    return record(session, out, AUDIT_MANDATE_CHANGE, e);
}

enum rc registry_withdraw_mandate(struct session *session, int64_t id, struct mandate *out, struct err *e)
{
    bool changed = false;
    if (find_mandate(session, id, out, e) != RC_OK || mandates_withdraw(session->db, id, session->now_us, &changed, e) != RC_OK) {
        return e->rc;
    }
    out->withdrawn_at_us = session->now_us;
    return record(session, out, AUDIT_MANDATE_WITHDRAW, e);
}

enum rc mandates_end_of_processor(struct session *session, int64_t processor_id, struct err *e)
{
    struct mandates all;
    if (mandates_history(session->db, session->arena, processor_id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct mandate *const mandate = &all.items[i];
        bool changed = false;
        const bool is_over = mandate->until_day != DAY_NONE && mandate->until_day < session->today;
        if (mandate->processor_id != processor_id || mandate->withdrawn_at_us != 0 || is_over) {
            continue;
        }
        if (mandates_withdraw(session->db, mandate->id, session->now_us, &changed, e) != RC_OK ||
            record(session, mandate, AUDIT_MANDATE_WITHDRAW, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_list_mandates(struct session *session, int64_t organisation_id, struct mandates *out, struct err *e)
{
    if (session_require_permission(session, organisation_id, PERMISSION_ORGANISATION, e) != RC_OK) {
        return e->rc;
    }
    return mandates_history(session->db, session->arena, organisation_id, out, e);
}
