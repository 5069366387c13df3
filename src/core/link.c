/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/link.h"

#include "base/err.h"

#define HOUR_US INT64_C(3600000000)
#define SKEW_US INT64_C(300000000) /* by which the clocks of several nodes may differ */

static const struct {
    const char *name;
    int64_t lifetime_us;
} purposes[LINK_PURPOSE_COUNT] = {
    [LINK_INVITATION] = {"invitation", 7 * 24 * HOUR_US},
    [LINK_PASSWORD] = {"password", HOUR_US},
    [LINK_STUDENT] = {"student", 24 * HOUR_US},
    [LINK_EMAIL] = {"email", 24 * HOUR_US},
    [LINK_PORTAL] = {"portal", HOUR_US / 6},
    [LINK_STAY] = {"stay", HOUR_US / 2},
    [LINK_PORTAL_STAY] = {"portal-stay", HOUR_US / 2},
};

int64_t link_lifetime_us(enum link_purpose purpose)
{
    return purposes[purpose].lifetime_us;
}

const char *link_purpose_name(enum link_purpose purpose)
{
    return purposes[purpose].name;
}

enum rc link_check(const struct link *link, int64_t now_us, struct err *e)
{
    if (link->used_at_us != 0) {
        return err_set(e, RC_CONFLICT, "ER-2212", "", "this link was used before and works only once: ask for a new one");
    }
    if (link->revoked_at_us != 0 && link->revoked_at_us < link->expires_at_us) {
        return err_set(
            e, RC_DENIED, "ER-2213", "", "this link was withdrawn, or replaced by a newer one: use the latest, or ask for a new one");
    }
    /* Before its own making it can only be read when the clock was set back. */
    if (link->revoked_at_us != 0 || now_us >= link->expires_at_us || now_us < link->created_at_us - SKEW_US) {
        return err_set(e, RC_DENIED, "ER-2211", "", "this link has expired: ask for a new one");
    }
    return RC_OK;
}
