/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests to join, for who decides them. */
#include "console/organisations_page.h"
#include "console/routes.h"

#include <inttypes.h>

#define PAGE_REQUESTS 100 /* of one page, as the registry gives them */

static enum rc page_registrations(struct visit *visit, struct err *e)
{
    struct registrations_view view = {.visit = visit, .state = visit_query(visit, "state")};
    enum registration_state state = REGISTRATION_WAITING;
    long long before = 0;
    const bool is_chosen = registration_state_parse(str_of(view.state), &state);
    view.state = is_chosen ? view.state : "";
    if (!str_to_int64(str_of(visit_query(visit, "before")), &before) || before < 0) {
        before = 0;
    }
    if (registry_list_registrations(visit->session, before, is_chosen ? (int)state : -1, &view.registrations, e) != RC_OK) {
        return e->rc;
    }
    const struct registrations *const found = &view.registrations;
    view.next_before = found->count < PAGE_REQUESTS ? 0 : found->items[found->count - 1].id;
    struct frame frame = {.title = N_("Requests to join"),
        .current = MENU_ORGANISATIONS,
        .back = {"/console/organisations", N_("Organisations")},
        .content = registrations_content,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static enum rc show(struct visit *visit, const struct registration *registration, struct err *e)
{
    const struct registration_view view = {.visit = visit, .form = &visit->form, .registration = registration};
    struct frame frame = {.title = N_("Request to join"),
        .title_text = registration->name,
        .subtitle = registration->identifier,
        .current = MENU_ORGANISATIONS,
        .back = {"/console/registrations", N_("Requests to join")},
        .form = &visit->form,
        .content = registration_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_registration(struct visit *visit, struct err *e)
{
    int64_t id = 0;
    struct registration registration;
    if (visit_id(visit, "id", &id, e) != RC_OK || registry_get_registration(visit->session, id, &registration, e) != RC_OK) {
        return e->rc;
    }
    return show(visit, &registration, e);
}

struct decision {
    int64_t id;
    const char *base_url;
    const char *reason;
};

static enum rc validate(struct session *session, void *argument, struct err *e)
{
    const struct decision *const self = argument;
    struct validation validation;
    return registry_validate_registration(session, self->id, self->base_url, &validation, e);
}

static enum rc refuse(struct session *session, void *argument, struct err *e)
{
    const struct decision *const self = argument;
    struct registration refused;
    return registry_refuse_registration(session, self->id, self->reason, &refused, e);
}

static enum rc do_registration(struct visit *visit, struct err *e)
{
    struct decision decision = {.base_url = visit_base_url(visit)};
    enum rc rc = RC_OK;
    if (visit_id(visit, "id", &decision.id, e) != RC_OK) {
        return e->rc;
    }
    if (form_has(&visit->form, "act", "validate")) {
        if (visit_write_form(visit, validate, &decision, &rc, e)) {
            return visit_go(visit, "/console/registrations?state=waiting", SAID_REQUEST_VALIDATED, e);
        }
    } else if (form_has(&visit->form, "act", "refuse")) {
        decision.reason = form_need(&visit->form, "reason", N_("Enter the reason."));
        if (visit->form.error_count == 0 && visit_write_form(visit, refuse, &decision, &rc, e)) {
            return visit_go(visit, "/console/registrations?state=waiting", SAID_REQUEST_REFUSED, e);
        }
    }
    return rc == RC_OK ? page_registration(visit, e) : rc;
}

#define REGISTRATIONS_PAGE .audience = PAGE_USER, .permission = PERMISSION_REGISTRATIONS, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/registrations", "pageRegistrations", page_registrations, REGISTRATIONS_PAGE},
    {HTTP_GET, "/console/registrations/{id}", "pageRegistration", page_registration, REGISTRATIONS_PAGE},
    {HTTP_POST, "/console/registrations/{id}", "doRegistration", do_registration, REGISTRATIONS_PAGE, .body = HTTP_BODY_FORM},
};

const struct page_table registration_pages = {routes, COUNT_OF(routes)};
