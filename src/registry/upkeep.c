/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/upkeep.h"

#include "registry/links.h"
#include "registry/logins.h"
#include "registry/registrations.h"
#include "store/tokens.h"

typedef enum rc see_fn(struct db *db, int64_t id, int64_t at_us, struct err *e);

static enum rc write_down(struct session *session, struct uses *uses, see_fn *see, struct err *e)
{
    struct use use;
    for (unsigned slot = 0; slot < USES_SLOTS; slot++) {
        if (uses_take(uses, slot, &use) && see(session->db, use.id, use.at_us, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_upkeep(struct session *session, struct err *e)
{
    struct registry *const registry = session->registry;
    int64_t erased = 0;
    if (write_down(session, &registry->token_uses, tokens_see, e) != RC_OK ||
        write_down(session, &registry->login_uses, logins_see, e) != RC_OK || tokens_expire(session->db, session->now_us, e) != RC_OK ||
        registry_expire_logins(session, e) != RC_OK || registry_expire_links(session, e) != RC_OK ||
        registry_erase_registrations(session, &erased, e) != RC_OK) {
        return e->rc;
    }
    return login_throttle_expire(session, e);
}
