/* SPDX-License-Identifier: EUPL-1.2 */
/* The way from the first login to the first scanned card; its steps tick themselves. */
#include "console/first_steps_page.h"
#include "console/routes.h"

const struct first_step_words first_step_words[FIRST_STEP_COUNT] = {
    [FIRST_STEP_LEGAL] = {N_("Accept the legal documents"), N_("Read them with your organisation's data, then accept them."),
        "/console/legal", PERMISSION_LEGAL},
    [FIRST_STEP_DATA] = {N_("Complete your organisation's data"), N_("Address, website and domain, which stand on pages and in documents."),
        "/console/organisations/edit", PERMISSION_ORGANISATION},
    [FIRST_STEP_USERS] = {N_("Invite your colleagues"), N_("Each gets an own account, with no more rights than needed."),
        "/console/users/invite", PERMISSION_USERS},
    [FIRST_STEP_TOKEN] = {N_("Make an API token"), N_("By it your card management system sends its cards."), "/console/tokens/new",
        PERMISSION_TOKENS},
    [FIRST_STEP_CARD] = {N_("Issue a first card"), N_("Register a cardholder, then the card; one for yourself will do."),
        "/console/cards/new", PERMISSION_CARDS},
    [FIRST_STEP_VERIFY] = {N_("Scan it"),
        N_("Show the QR code on the card's page and scan it with a phone, as others will; or type its number."), "/verify",
        PAGE_NO_PERMISSION},
};

static bool may_do(const struct visit *visit, enum first_step step)
{
    const enum permission permission = first_step_words[step].permission;
    return permission != PAGE_NO_PERMISSION && visit_may(visit, permission);
}

enum rc first_steps_look(const struct visit *visit, struct first_steps_view *out, struct err *e)
{
    const struct organisation *const organisation = visit->organisation;
    bool may_some = false;
    *out = (struct first_steps_view){.visit = visit};
    if (organisation == NULL || organisation->status == ORGANISATION_SUSPENDED || organisation->status == ORGANISATION_CLOSED) {
        return RC_OK;
    }
    for (enum first_step i = 0; i < FIRST_STEP_COUNT; i++) {
        may_some = may_some || may_do(visit, i);
    }
    if (!may_some) {
        return RC_OK;
    }
    if (registry_first_steps(visit->session, organisation, &out->steps, e) != RC_OK) {
        return e->rc;
    }
    out->is_shown = out->steps.open > 0;
    return RC_OK;
}

static enum rc page_first_steps(struct visit *visit, struct err *e)
{
    struct first_steps_view view = {.visit = visit};
    if (registry_first_steps(visit->session, visit->organisation, &view.steps, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = N_("First steps"),
        .subtitle = visit->organisation->name,
        .current = MENU_HOME,
        .back = {"/console", N_("Home")},
        .narrow = true,
        .content = first_steps_content,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static const struct page_route routes[] = {
    {HTTP_GET, "/console/first-steps", "pageFirstSteps", page_first_steps, .audience = PAGE_ORGANISATION, .permission = PAGE_NO_PERMISSION,
        .lane = PAGE_IN_WORKER},
};

const struct page_table first_steps_pages = {routes, COUNT_OF(routes)};
