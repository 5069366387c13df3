/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/office.h"

#include "base/day.h"
#include "base/fold.h"

#include <inttypes.h>
#include <string.h>

const struct form_option organisation_kind_options[ORGANISATION_KIND_COUNT] = {
    [ORGANISATION_INSTITUTION] = {"institution", N_("Higher education institution"), NULL},
    [ORGANISATION_PUBLIC_AUTHORITY] = {"authority", N_("Public authority"), NULL},
    [ORGANISATION_PROCESSOR] = {"processor", N_("Third-party processor"), NULL},
};

const struct form_option organisation_status_options[ORGANISATION_STATUS_COUNT] = {
    [ORGANISATION_ACTIVE] = {"ACTIVE", N_("Active"), NULL},
    [ORGANISATION_SUSPENDED] = {"SUSPENDED", N_("Suspended"), NULL},
    [ORGANISATION_INVITED] = {"INVITED", N_("Invited"), NULL},
    [ORGANISATION_CLOSED] = {"CLOSED", N_("Closed"), NULL},
};

const struct form_option legal_state_options[LEGAL_STATE_COUNT] = {
    [LEGAL_STATE_ACCEPTED] = {"ACCEPTED", N_("Accepted"), NULL},
    [LEGAL_STATE_GRACE] = {"GRACE", N_("Earlier version"), NULL},
    [LEGAL_STATE_MISSING] = {"MISSING", N_("Not accepted"), NULL},
};

const struct form_option legal_basis_options[LEGAL_BASIS_COUNT] = {
    [LEGAL_BASIS_CONSENT] = {"CONSENT", N_("Consent of the student"), NULL},
    [LEGAL_BASIS_PUBLIC_TASK] = {"PUBLIC_TASK", N_("Public task, with notice to the student"), NULL},
};

const struct form_option contact_role_options[CONTACT_ROLE_COUNT] = {
    [CONTACT_REPRESENTATIVE] = {"REPRESENTATIVE", N_("Authorised representative"), NULL},
    [CONTACT_FUNCTIONAL] = {"FUNCTIONAL", N_("Functional administrator"), NULL},
    [CONTACT_TECHNICAL] = {"TECHNICAL", N_("Technical administrator"), NULL},
    [CONTACT_DATA_PROTECTION] = {"DATA_PROTECTION", N_("Data protection officer"), NULL},
};

const struct form_option legal_kind_options[LEGAL_KIND_COUNT] = {
    [LEGAL_TERMS] = {"terms", N_("Terms and conditions"), NULL},
    [LEGAL_PRIVACY] = {"privacy", N_("Privacy statement"), NULL},
    [LEGAL_CONTROLLERSHIP] = {"joint-controllership", N_("Joint controllership arrangement"), NULL},
};

static const struct {
    const char *message, *kind;
} registration_states[REGISTRATION_STATE_COUNT] = {
    [REGISTRATION_WAITING] = {N_("Waiting"), "warn"},
    [REGISTRATION_VALIDATED] = {N_("Validated"), "good"},
    [REGISTRATION_REFUSED] = {N_("Refused"), "bad"},
};

const char *organisation_kind_message(enum organisation_kind kind)
{
    return organisation_kind_options[kind].label;
}

const char *organisation_status_message(enum organisation_status status)
{
    return organisation_status_options[status].label;
}

const char *organisation_status_class(enum organisation_status status)
{
    static const char *const classes[ORGANISATION_STATUS_COUNT] = {
        [ORGANISATION_ACTIVE] = "good", [ORGANISATION_SUSPENDED] = "bad", [ORGANISATION_INVITED] = "warn", [ORGANISATION_CLOSED] = ""};
    return classes[status];
}

const char *legal_basis_message(enum legal_basis basis)
{
    return legal_basis_options[basis].label;
}

const char *contact_role_message(enum contact_role role)
{
    return contact_role_options[role].label;
}

const char *legal_kind_message(enum legal_kind kind)
{
    return legal_kind_options[kind].label;
}

const char *registration_state_message(enum registration_state state)
{
    return registration_states[state].message;
}

const char *registration_state_class(enum registration_state state)
{
    return registration_states[state].kind;
}

enum legal_state legal_state_of(const struct organisation *organisation, int32_t today)
{
    if (organisation->legal_accepted) {
        return LEGAL_STATE_ACCEPTED;
    }
    return organisation->legal_grace_day >= today ? LEGAL_STATE_GRACE : LEGAL_STATE_MISSING;
}

const char *legal_state_message(enum legal_state state)
{
    return legal_state_options[state].label;
}

const char *legal_state_class(enum legal_state state)
{
    static const char *const classes[LEGAL_STATE_COUNT] = {
        [LEGAL_STATE_ACCEPTED] = "good", [LEGAL_STATE_GRACE] = "warn", [LEGAL_STATE_MISSING] = "bad"};
    return classes[state];
}

const struct form_option *eligible_countries(struct arena *arena, size_t *count)
{
    struct form_option *const options = arena_alloc_array(arena, country_count + 1, sizeof *options);
    *count = 0;
    if (options != NULL) {
        options[(*count)++] = (struct form_option){"", NULL, ""};
    }
    for (size_t i = 0; options != NULL && i < country_count; i++) {
        if (country_is_eligible(str_of(countries[i].code))) {
            options[(*count)++] = (struct form_option){countries[i].code, NULL, countries[i].name};
        }
    }
    return options;
}

const char *folded_filter(struct arena *arena, const char *text)
{
    const char *const folded = utf8_is_valid(str_of(text)) ? fold_text(arena, str_of(text)) : NULL;
    return folded == NULL ? "" : folded;
}

bool holds_folded(struct arena *arena, const char *text, const char *folded)
{
    return folded[0] == '\0' || (text != NULL && strstr(folded_filter(arena, text), folded) != NULL);
}

bool may_at(const struct visit *visit, int64_t organisation_id, enum permission permission)
{
    struct err ignored = {0};
    return session_require_permission(visit->session, organisation_id, permission, &ignored) == RC_OK;
}

enum rc visit_organisation_of_path(const struct visit *visit, const struct organisation **out, struct err *e)
{
    int64_t id = 0;
    if (visit_id(visit, "id", &id, e) != RC_OK) {
        return e->rc;
    }
    *out = directory_get(&visit->session->directory, id);
    if (*out != NULL && may_at(visit, id, PERMISSION_STATISTICS)) {
        return RC_OK;
    }
    return err_set(e, RC_NOT_FOUND, "ER-2107", "id", "there is no organisation with the number %" PRId64 " that you may see", id);
}

const char *organisation_path(struct arena *arena, int64_t id, const char *rest)
{
    const char *const path = arena_format(arena, "/console/organisations/%" PRId64 "%s", id, rest);
    return path == NULL ? "#" : path;
}

int32_t form_day(struct form *form, const char *name)
{
    int32_t day = DAY_NONE;
    const char *const text = form_value(form, name);
    if (text[0] != '\0' && !day_parse(str_of(text), &day) && !day_parse_slashed(str_of(text), &day)) {
        form_fail(form, name, N_("Enter a day as year-month-day, such as 2026-09-30."));
        return DAY_NONE;
    }
    return day;
}

const char *day_value(struct arena *arena, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    const char *const copy = arena_copy(arena, text);
    return copy == NULL ? "" : copy;
}

const char *ratio_text(struct arena *arena, unsigned ratio)
{
    const char *const text = arena_format(arena, "%u.%02u", ratio / 100, ratio % 100);
    return text == NULL ? "" : text;
}
