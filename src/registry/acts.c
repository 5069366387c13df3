/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/acts.h"

#include "esc/escn.h"
#include "store/accounts.h"
#include "store/cards.h"
#include "store/enrolments.h"
#include "store/persons.h"

#include <string.h>

enum rc registry_list_acts(struct session *session, const struct audit_query *query, struct acts *out, struct err *e)
{
    struct audits all = {0};
    struct audit_query one_more = *query;
    const int64_t limit = query->limit == 0 ? 100 : query->limit;
    *out = (struct acts){0};
    if (limit < 1 || limit > ACTS_MAX) {
        return err_set(e, RC_INVALID, "ER-1018", "limit", "limit is %lld; a number from 1 to %d was expected", (long long)limit, ACTS_MAX);
    }
    one_more.limit = limit + 1;
    if (session_require_permission(session, query->organisation_id, PERMISSION_AUDIT, e) != RC_OK ||
        audits_list(session->db, session->arena, &one_more, &all, e) != RC_OK) {
        return e->rc;
    }
    const bool more = all.count > (size_t)limit;
    *out = (struct acts){.items = all.items, .count = more ? (size_t)limit : all.count};
    out->next_before = more ? out->items[out->count - 1].id : 0;
    return RC_OK;
}

enum rc registry_act_user(struct session *session, int64_t organisation_id, int64_t account_id, const char **name, struct err *e)
{
    struct account account = {0};
    struct grants grants = {0};
    bool found = false;
    *name = NULL;
    if (account_id == 0) {
        return RC_OK;
    }
    if (session_require_permission(session, organisation_id, PERMISSION_AUDIT, e) != RC_OK ||
        accounts_get(session->db, session->arena, account_id, &account, &found, e) != RC_OK ||
        grants_list(session->db, session->arena, account_id, &grants, e) != RC_OK) {
        return e->rc;
    }
    bool is_known = organisation_id == 0;
    for (size_t i = 0; i < grants.count; i++) {
        is_known = is_known || grants.items[i].organisation_id == organisation_id;
    }
    *name = found && is_known ? account.name : NULL;
    return RC_OK;
}

static enum rc name_card(struct session *session, int64_t organisation_id, int64_t id, const char **name, struct err *e)
{
    struct card card = {0};
    bool found = false;
    char text[ESCN_TEXT_SIZE];
    if (cards_get(session->db, session->arena, id, &card, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || card.deleted_at_us != 0 || card.issuer_id != organisation_id) {
        return RC_OK;
    }
    escn_format(&card.escn, text);
    *name = arena_text(session->arena, text, strlen(text));
    return *name == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc name_person(struct session *session, int64_t organisation_id, int64_t id, const char **name, struct err *e)
{
    struct person person = {0};
    struct enrolments enrolments = {0};
    bool found = false;
    if (persons_get(session->db, session->arena, id, &person, &found, e) != RC_OK ||
        enrolments_list_by_person(session->db, session->arena, id, &enrolments, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; found && i < enrolments.count; i++) {
        *name = enrolments.items[i].organisation_id == organisation_id ? person.esi : *name;
    }
    return RC_OK;
}

enum rc registry_act_object(struct session *session, int64_t organisation_id, const struct audit *act, const char **name, struct err *e)
{
    const enum audit_object object = audit_object_of(act->action);
    struct err refusal;
    *name = NULL;
    if (act->object_id == 0 || session_require_permission(session, organisation_id, PERMISSION_READ, &refusal) != RC_OK) {
        return RC_OK;
    }
    if (object == AUDIT_OF_CARD) {
        return name_card(session, organisation_id, act->object_id, name, e);
    }
    return object == AUDIT_OF_PERSON ? name_person(session, organisation_id, act->object_id, name, e) : RC_OK;
}
