/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/cookie.h"

#include "console/visit.h"

#include <string.h>

/* Names with the prefix "__Host-" can't be set by a neighbouring site; browsers take them over TLS alone. */
static const struct {
    const char *name;
    const char *same_site; /* Strict: not even with a link from another site */
} cookies[] = {
    [COOKIE_SESSION] = {"__Host-esc-session", "Lax"},
    [COOKIE_GUEST] = {"__Host-esc-guest", "Lax"},
    [COOKIE_ORGANISATION] = {"__Host-esc-organisation", "Lax"},
    [COOKIE_STUDENT] = {"__Host-esc-student", "Strict"},
    [COOKIE_SAID] = {"__Host-esc-said", "Lax"},
};

static bool is_secure(const struct visit *visit)
{
    const char *const url = visit->console->settings.public_url;
    return url != NULL && str_starts_with(str_of(url), STR("https://"));
}

static const char *name_of(const struct visit *visit, enum cookie cookie)
{
    return cookies[cookie].name + (is_secure(visit) ? 0 : strlen("__Host-"));
}

struct str cookie_of(const struct http_call *call, const char *name)
{
    struct str rest = str_of(http_header(call, "Cookie"));
    while (rest.data != NULL && rest.length > 0) {
        struct str value = str_trim(str_cut(&rest, ';'));
        if (str_equal(str_cut(&value, '='), str_of(name)) && value.data != NULL) {
            return value;
        }
    }
    return (struct str){NULL, 0};
}

struct str cookie_get(const struct visit *visit, enum cookie cookie)
{
    return cookie_of(visit->call, name_of(visit, cookie));
}

static enum rc put(const struct visit *visit, enum cookie cookie, const char *value, const char *age, struct err *e)
{
    const char *const text = arena_format(visit->arena, "%s=%s; Path=/%s; SameSite=%s; HttpOnly%s", name_of(visit, cookie), value, age,
        cookies[cookie].same_site, is_secure(visit) ? "; Secure" : "");
    if (text == NULL) {
        return err_no_memory(e);
    }
    http_reply_header(visit->call, "Set-Cookie", text);
    return RC_OK;
}

enum rc cookie_set(const struct visit *visit, enum cookie cookie, const char *value, long seconds, struct err *e)
{
    const char *const age = seconds == 0 ? "" : arena_format(visit->arena, "; Max-Age=%ld", seconds);
    return age == NULL ? err_no_memory(e) : put(visit, cookie, value, age, e);
}

enum rc cookie_clear(const struct visit *visit, enum cookie cookie, struct err *e)
{
    return put(visit, cookie, "", "; Max-Age=0", e);
}
