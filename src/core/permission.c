/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/permission.h"

#include "base/attr.h"
#include "base/err.h"

static const struct code roles[ROLE_COUNT] = {
    [ROLE_NONE] = {"", ""},
    [ROLE_SUPER] = {"SUPER_ADMINISTRATOR", "Super administrator"},
    [ROLE_REPRESENTATIVE] = {"AUTHORISED_REPRESENTATIVE", "Authorised representative"},
    [ROLE_FUNCTIONAL] = {"FUNCTIONAL_ADMINISTRATOR", "Functional administrator"},
    [ROLE_TECHNICAL] = {"TECHNICAL_ADMINISTRATOR", "Technical administrator"},
    [ROLE_READER] = {"READER", "Reader"},
};

/* How the command line calls them. */
static const struct code names[ROLE_COUNT] = {
    [ROLE_NONE] = {"", ""},
    [ROLE_SUPER] = {"super", ""},
    [ROLE_REPRESENTATIVE] = {"representative", ""},
    [ROLE_FUNCTIONAL] = {"functional", ""},
    [ROLE_TECHNICAL] = {"technical", ""},
    [ROLE_READER] = {"reader", ""},
};

static const char *const words[PERMISSION_COUNT] = {
    [PERMISSION_READ] = N_("see persons and cards"),
    [PERMISSION_CARDS] = N_("manage cards"),
    [PERMISSION_PERSONS] = N_("manage persons"),
    [PERMISSION_PICTURES] = N_("manage pictures"),
    [PERMISSION_IMPORT] = N_("import files"),
    [PERMISSION_STUDENT_RIGHTS] = N_("manage consent and the rights of students"),
    [PERMISSION_STATISTICS] = N_("see statistics"),
    [PERMISSION_AUDIT] = N_("read the log of acts"),
    [PERMISSION_TOKENS] = N_("manage tokens"),
    [PERMISSION_SERVICES] = N_("manage services"),
    [PERMISSION_USERS] = N_("manage users"),
    [PERMISSION_ORGANISATION] = N_("change the organisation's data"),
    [PERMISSION_LEGAL] = N_("accept legal documents"),
    [PERMISSION_MANDATES] = N_("manage mandates"),
    [PERMISSION_REGISTRATIONS] = N_("let organisations in or out"),
    [PERMISSION_PUBLISH] = N_("publish legal documents"),
};

#define MAY(permission) (1U << (permission))

/* Who runs the router has no business with students: neither their data nor the acceptance of documents is the super administrator's. */
static const unsigned rights[ROLE_COUNT] = {
    [ROLE_SUPER] = MAY(PERMISSION_STATISTICS) | MAY(PERMISSION_AUDIT) | MAY(PERMISSION_TOKENS) | MAY(PERMISSION_SERVICES) |
        MAY(PERMISSION_USERS) | MAY(PERMISSION_ORGANISATION) | MAY(PERMISSION_REGISTRATIONS) | MAY(PERMISSION_PUBLISH),
    [ROLE_REPRESENTATIVE] = MAY(PERMISSION_READ) | MAY(PERMISSION_CARDS) | MAY(PERMISSION_PERSONS) | MAY(PERMISSION_PICTURES) |
        MAY(PERMISSION_IMPORT) | MAY(PERMISSION_STUDENT_RIGHTS) | MAY(PERMISSION_STATISTICS) | MAY(PERMISSION_AUDIT) |
        MAY(PERMISSION_TOKENS) | MAY(PERMISSION_SERVICES) | MAY(PERMISSION_USERS) | MAY(PERMISSION_ORGANISATION) | MAY(PERMISSION_LEGAL) |
        MAY(PERMISSION_MANDATES),
    [ROLE_FUNCTIONAL] = MAY(PERMISSION_READ) | MAY(PERMISSION_CARDS) | MAY(PERMISSION_PERSONS) | MAY(PERMISSION_PICTURES) |
        MAY(PERMISSION_IMPORT) | MAY(PERMISSION_STUDENT_RIGHTS) | MAY(PERMISSION_STATISTICS) | MAY(PERMISSION_AUDIT),
    [ROLE_TECHNICAL] = MAY(PERMISSION_STATISTICS) | MAY(PERMISSION_AUDIT) | MAY(PERMISSION_TOKENS) | MAY(PERMISSION_SERVICES),
    [ROLE_READER] = MAY(PERMISSION_READ) | MAY(PERMISSION_STATISTICS),
};

const struct code *role_code(enum role role)
{
    return &roles[role];
}

enum rc role_parse(struct str text, enum role *out, struct err *e)
{
    size_t at = 0;
    if (text.length > 0 && (code_find(names, ROLE_COUNT, text, &at) || code_find(roles, ROLE_COUNT, text, &at))) {
        *out = (enum role)at;
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", "role",
        "the role is \"%.*s\"; one of super, representative, functional, technical, reader was expected", str_shown(text, 40),
        text.data == NULL ? "" : text.data);
}

const char *permission_words(enum permission permission)
{
    return words[permission];
}

bool role_may(enum role role, enum permission permission)
{
    return (rights[role] & MAY(permission)) != 0;
}
