/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/acts.h"

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
