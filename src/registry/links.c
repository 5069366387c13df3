/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/links.h"

#include "registry/secret.h"

#include <inttypes.h>
#include <string.h>

#define KEPT_US INT64_C(7776000000000) /* 90 days after its expiry a link is deleted: it holds an address */

enum rc registry_make_link(struct session *session, struct link *link, char secret[LINK_SECRET_SIZE], struct err *e)
{
    unsigned char hash[LINK_HASH_BYTES];
    link->created_at_us = session->now_us;
    if (link->expires_at_us == 0) {
        link->expires_at_us = session->now_us + link_lifetime_us(link->purpose);
    }
    secret_make(secret);
    token_hash(str_of(secret), hash);
    if (links_expire(session->db, session->now_us, e) != RC_OK || links_revoke_like(session->db, link, session->now_us, e) != RC_OK ||
        links_insert(session->db, link, hash, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_LINK_MAKE, link->organisation_id, link->id, link_purpose_name(link->purpose), e);
}

/* What follows the last slash. */
static struct str secret_of(struct str text)
{
    const struct str whole = str_trim(text);
    const char *const slash = whole.length == 0 ? NULL : memrchr(whole.data, '/', whole.length);
    return slash == NULL ? whole : (struct str){slash + 1, (size_t)(whole.data + whole.length - slash) - 1};
}

enum rc registry_find_link(struct session *session, enum link_purpose purpose, struct str text, struct link *out, struct err *e)
{
    unsigned char hash[LINK_HASH_BYTES];
    bool found = false;
    token_hash(secret_of(text), hash);
    if (links_find_by_hash(session->db, session->arena, hash, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || out->purpose != purpose) {
        return err_set(
            e, RC_NOT_FOUND, "ER-2210", "", "this link is not known here: check that its address is whole, or ask for a new one");
    }
    return link_check(out, session->now_us, e);
}

enum rc registry_use_link(struct session *session, enum link_purpose purpose, struct str text, struct link *out, struct err *e)
{
    bool changed = false;
    if (links_expire(session->db, session->now_us, e) != RC_OK || registry_find_link(session, purpose, text, out, e) != RC_OK ||
        links_use(session->db, out->id, session->now_us, &changed, e) != RC_OK) {
        return e->rc;
    }
    if (!changed) {
        out->used_at_us = session->now_us;
        return link_check(out, session->now_us, e);
    }
    return session_audit(session, AUDIT_LINK_USE, out->organisation_id, out->id, link_purpose_name(purpose), e);
}

enum rc registry_revoke_link(struct session *session, int64_t id, struct err *e)
{
    bool changed = false;
    if (links_expire(session->db, session->now_us, e) != RC_OK || links_revoke(session->db, id, session->now_us, &changed, e) != RC_OK) {
        return e->rc;
    }
    if (!changed) {
        return err_set(e, RC_NOT_FOUND, "ER-2210", "id", "there is no link %" PRId64 " that could be revoked", id);
    }
    return session_audit(session, AUDIT_LINK_REVOKE, 0, id, NULL, e);
}

enum rc registry_expire_links(struct session *session, struct err *e)
{
    if (links_expire(session->db, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return links_forget(session->db, session->now_us - KEPT_US, e);
}

const char *link_url(struct arena *arena, const char *base_url, enum link_purpose purpose, const char *secret)
{
    return arena_format(arena, "%s/link/%s/%s", base_url, link_purpose_name(purpose), secret);
}
