/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/token.h"

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
