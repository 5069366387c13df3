/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/token.h"

#include "base/err.h"

#include <stdio.h>
#include <string.h>

const char *token_scope_name(unsigned scope)
{
    switch ((enum token_scope)scope) {
    case TOKEN_READ:
        return "read";
    case TOKEN_PERSONS:
        return "persons";
    case TOKEN_CARDS:
        return "cards";
    case TOKEN_PICTURES:
        return "pictures";
    case TOKEN_IMPORT:
        return "import";
    case TOKEN_ALL:
        break;
    }
    return "all";
}

static unsigned scope_of(struct str name)
{
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        if (str_equal_fold(name, str_of(token_scope_name(1U << i)))) {
            return 1U << i;
        }
    }
    return str_equal_fold(name, STR("all")) ? (unsigned)TOKEN_ALL : 0;
}

enum rc token_scopes_parse(struct str text, unsigned *out, struct err *e)
{
    struct str rest = text;
    *out = 0;
    while (rest.data != NULL) {
        const struct str name = str_trim(str_cut(&rest, ','));
        const unsigned scope = scope_of(name);
        if (scope == 0) {
            return err_set(e, RC_INVALID, "ER-1012", "scopes",
                "\"%.*s\" is no right of tokens; some of read, persons, cards, pictures, import by comma, or all, were expected",
                str_shown(name, 40), name.data == NULL ? "" : name.data);
        }
        *out |= scope;
    }
    return *out != 0 ? RC_OK : err_set(e, RC_INVALID, "ER-1012", "scopes", T_("no right of tokens is named"));
}

void token_scopes_format(unsigned scopes, char out[TOKEN_SCOPES_TEXT_SIZE])
{
    size_t used = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        if ((scopes & (1U << i)) != 0) {
            (void)snprintf(out + used, TOKEN_SCOPES_TEXT_SIZE - used, "%s%s", used == 0 ? "" : ",", token_scope_name(1U << i));
            used = strlen(out);
        }
    }
}
