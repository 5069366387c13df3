/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/account.h"

#define SKEW_US INT64_C(300000000) /* by which the clocks of several nodes may differ */

bool login_is_good(const struct login *login, int64_t seen_at_us, int64_t now_us)
{
    const bool has_begun = now_us >= login->created_at_us - SKEW_US && now_us >= seen_at_us - SKEW_US;
    return has_begun && now_us < login->expires_at_us && now_us < seen_at_us + LOGIN_IDLE_US;
}

const char *account_email_key(struct arena *arena, struct str email)
{
    const struct str trimmed = str_trim(email);
    char *const key = arena_text(arena, trimmed.data, trimmed.length);
    if (key != NULL) {
        ascii_lower(key, trimmed.length);
    }
    return key;
}
