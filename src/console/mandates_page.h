/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of mandates show. Within the console layer only. */
#pragma once

#include "console/act_line.h"
#include "console/office.h"
#include "registry/mandates.h"

enum mandate_state { MANDATE_ON, MANDATE_LATER, MANDATE_ENDED, MANDATE_WITHDRAWN, MANDATE_STATE_COUNT };

struct mandate_line {
    const struct mandate *mandate;
    const struct organisation *issuer, *processor; /* NULL: not known any more */
    enum mandate_state state;
};

struct mandates_view {
    const struct visit *visit;
    const struct mandate_line *items;
    size_t count;
    bool may_change;
};

struct mandate_form {
    const struct visit *visit;
    const struct form *form;
    const struct form_option *processors;
    size_t processor_count;
    const char *today;
};

struct mandate_view {
    const struct visit *visit;
    const struct form *form;
    struct mandate_line line;
    const char *until;
    bool may_change; /* it was not withdrawn, and the user may */
    bool may_see_acts;
    struct act_lines acts; /* of the processor for the issuer */
};

const char *mandate_state_message(enum mandate_state state);
const char *mandate_state_class(enum mandate_state state);

void mandates_content(struct page *page, const void *data);           /* struct mandates_view */
void mandates_actions(struct page *page, const void *data);           /* likewise */
void mandate_form_content(struct page *page, const void *data);       /* struct mandate_form */
void mandate_content(struct page *page, const void *data);            /* struct mandate_view */
void mandate_withdrawal_content(struct page *page, const void *data); /* likewise */
