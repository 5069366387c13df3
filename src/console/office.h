/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages about organisations share: words and choices. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "core/legal.h"
#include "core/registration.h"

/* Messages, and for states the class of their mark. */
const char *organisation_kind_message(enum organisation_kind kind);
const char *organisation_status_message(enum organisation_status status);
const char *organisation_status_class(enum organisation_status status);
const char *legal_basis_message(enum legal_basis basis);
const char *contact_role_message(enum contact_role role);
const char *legal_kind_message(enum legal_kind kind);
const char *registration_state_message(enum registration_state state);
const char *registration_state_class(enum registration_state state);

/* How an organisation stands with the current legal documents. */
enum legal_state { LEGAL_STATE_ACCEPTED, LEGAL_STATE_GRACE, LEGAL_STATE_MISSING, LEGAL_STATE_COUNT };

enum legal_state legal_state_of(const struct organisation *organisation, int32_t today);
const char *legal_state_message(enum legal_state state);
const char *legal_state_class(enum legal_state state);

/* Choices, by the keys that the registry reads. */
extern const struct form_option organisation_kind_options[ORGANISATION_KIND_COUNT];
extern const struct form_option organisation_status_options[ORGANISATION_STATUS_COUNT];
extern const struct form_option legal_state_options[LEGAL_STATE_COUNT];
extern const struct form_option legal_basis_options[LEGAL_BASIS_COUNT];
extern const struct form_option contact_role_options[CONTACT_ROLE_COUNT];
extern const struct form_option legal_kind_options[LEGAL_KIND_COUNT];

/* The countries whose organisations may join, behind an empty one; NULL without memory. */
const struct form_option *eligible_countries(struct arena *arena, size_t *count);

/* Whether a text holds another one that is folded already; false for what is no text. */
bool holds_folded(struct arena *arena, const char *text, const char *folded);

/* A filter as it is compared: folded; "" for what is no text. */
const char *folded_filter(struct arena *arena, const char *text);

/* Whether the user has a right at an organisation (0: at the router), which need not be the one in which he works. */
bool may_at(const struct visit *visit, int64_t organisation_id, enum permission permission);

/* The organisation of the path's {id}: any for who lets organisations in, else those at which the user has a role; others are not there. */
MUST_CHECK enum rc visit_organisation_of_path(const struct visit *visit, const struct organisation **out, struct err *e);

/* "/console/organisations/5" and what follows; "#" without memory. */
const char *organisation_path(struct arena *arena, int64_t id, const char *rest);

/* A day out of a field, DAY_NONE when it is blank; complains otherwise. */
int32_t form_day(struct form *form, const char *name);

/* What a field of a day shows; "" for none. */
const char *day_value(struct arena *arena, int32_t day);

/* "4.53" of hundredths. */
const char *ratio_text(struct arena *arena, unsigned ratio);
