/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/frame.h"

#include "base/day.h"
#include "console/visit.h"

#include <string.h>

#define EVERYBODY PAGE_NO_PERMISSION

const struct menu_entry menu[MENU_COUNT] = {
    [MENU_HOME] = {"/console", "grid", N_("Home"), EVERYBODY, true, true, false},
    [MENU_PERSONS] = {"/console/persons", "people", N_("Cardholders"), PERMISSION_READ, true, false, false},
    [MENU_CARDS] = {"/console/cards", "card", N_("Card management"), PERMISSION_READ, true, false, false},
    [MENU_IMPORTS] = {"/console/imports", "upload", N_("Import cards"), PERMISSION_IMPORT, true, false, false},
    [MENU_ORGANISATIONS] = {"/console/organisations", "org", N_("Organisations"), EVERYBODY, true, true, true},
    [MENU_PROCESSORS] = {"/console/processors", "link", N_("Processors"), PERMISSION_ORGANISATION, true, true, false},
    [MENU_USERS] = {"/console/users", "user", N_("Administrative users"), PERMISSION_USERS, true, true, false},
    [MENU_TOKENS] = {"/console/tokens", "key", N_("API tokens"), PERMISSION_TOKENS, true, true, false},
    [MENU_LEGAL] = {"/console/legal", "doc", N_("Legal documents"), EVERYBODY, true, true, false},
    [MENU_SERVICES] = {"/console/services", "star", N_("Services"), PERMISSION_SERVICES, true, true, false},
    [MENU_CHECK] = {"/verify", "tick", N_("Card validation"), EVERYBODY, true, true, true},
    [MENU_DOCS_CURRENT] = {"/docs/v2", "code", N_("Documentation: current version"), EVERYBODY, true, true, false},
    [MENU_DOCS_BACKWARDS] = {"/docs/v1", "code", N_("Documentation: backwards compatibility"), EVERYBODY, true, true, false},
    [MENU_AUDIT] = {"/console/audit", "clock", N_("Audit"), PERMISSION_AUDIT, true, true, false},
};

bool menu_shows(const struct visit *visit, enum menu entry)
{
    const struct menu_entry *const it = &menu[entry];
    const bool fits = visit->organisation != NULL ? it->in_organisation : it->at_router;
    return fits && (it->permission == EVERYBODY || visit_may(visit, it->permission));
}

/* The length of the UTF-8 character at the beginning of a text that is not empty. */
static size_t first_length(const char *text)
{
    size_t length = 1;
    while (((unsigned char)text[length] & 0xC0U) == 0x80U) {
        length++;
    }
    return length;
}

const char *initials_of(struct arena *arena, const char *name)
{
    const char *const last = strrchr(name, ' ');
    const char *const second = last == NULL ? "" : last + 1;
    const char *const text = name[0] == '\0' ? ""
        : second[0] == '\0'                  ? arena_text(arena, name, first_length(name))
                            : arena_format(arena, "%.*s%.*s", (int)first_length(name), name, (int)first_length(second), second);
    return text == NULL ? "" : text;
}

static const char *const role_words[ROLE_COUNT] = {
    [ROLE_NONE] = "",
    [ROLE_SUPER] = N_("Super administrator"),
    [ROLE_REPRESENTATIVE] = N_("Authorised representative"),
    [ROLE_FUNCTIONAL] = N_("Functional administrator"),
    [ROLE_TECHNICAL] = N_("Technical administrator"),
    [ROLE_READER] = N_("Reader"),
};

const char *role_message(enum role role)
{
    return role_words[role];
}

/* By the organisation's state. */
static const struct notice states[ORGANISATION_STATUS_COUNT] = {
    [ORGANISATION_SUSPENDED] = {.kind = "bad",
        .message =
            N_("Your organisation is suspended: no person and no card can be changed until the operator of the router lifts that. Its "
               "cards stay as they are.")},
    [ORGANISATION_CLOSED] = {.kind = "bad",
        .message = N_(
            "Your organisation has left the router: no person and no card can be changed. Its cards stay verifiable until they expire.")},
};

bool notice_of(const struct visit *visit, struct notice *out)
{
    const struct organisation *const organisation = visit->organisation;
    if (organisation == NULL) {
        return false;
    }
    *out = states[organisation->status];
    out->day = DAY_NONE;
    out->reason = organisation->status_reason;
    if (out->message != NULL || organisation->legal_accepted) {
        return out->message != NULL;
    }
    const bool has_grace = organisation->status == ORGANISATION_ACTIVE && organisation->legal_grace_day >= visit->session->today;
    *out = (struct notice){.kind = has_grace ? "warn" : "bad",
        .message = has_grace
            ? N_("The legal documents have changed. They are to be accepted until %1; afterwards no person and no card can be changed.")
            : N_("No person and no card can be changed until the authorised representative has accepted the legal documents."),
        .day = has_grace ? organisation->legal_grace_day : DAY_NONE,
        .is_legal = true};
    return true;
}
