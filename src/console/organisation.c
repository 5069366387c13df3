/* SPDX-License-Identifier: EUPL-1.2 */
/* One organisation: its data, changing them, and its state. */
#include "console/organisation_page.h"
#include "console/routes.h"
#include "registry/statistics.h"

#include <string.h>

/* What nobody but who may change the organisation sees. */
static enum rc read_inner(const struct visit *visit, struct organisation_view *out, struct err *e)
{
    const int64_t id = out->organisation->id;
    if (!out->may_edit) {
        return RC_OK;
    }
    if (registry_list_contacts(visit->session, id, &out->contacts, e) != RC_OK ||
        registry_list_mandates(visit->session, id, &out->mandates, e) != RC_OK) {
        return e->rc;
    }
    return registry_list_acceptances(visit->session, id, &out->acceptances, e);
}

static enum rc read_rest(const struct visit *visit, struct organisation_view *out, struct err *e)
{
    struct legal_versions versions = {0};
    const bool is_issuer = organisation_is_issuer(out->organisation);
    out->cards = -1;
    if (is_issuer && registry_active_cards(visit->session, out->organisation, &out->cards, e) != RC_OK) {
        return e->rc;
    }
    if (is_issuer && out->may_consent &&
        registry_list_consent_texts(visit->session, out->organisation->identifier, &out->texts, e) != RC_OK) {
        return e->rc;
    }
    if (registry_list_legal(visit->session, &versions, e) != RC_OK) {
        return e->rc;
    }
    out->current_version = versions.count == 0 ? 0 : versions.items[versions.count - 1].version;
    return RC_OK;
}

enum rc organisation_show(struct visit *visit, const struct organisation *organisation, struct err *e)
{
    const int64_t id = organisation->id;
    struct organisation_view view = {.visit = visit,
        .organisation = organisation,
        .may_edit = may_at(visit, id, PERMISSION_ORGANISATION),
        .may_decide = may_at(visit, 0, PERMISSION_REGISTRATIONS),
        .may_consent = may_at(visit, id, PERMISSION_STUDENT_RIGHTS)};
    if (read_inner(visit, &view, e) != RC_OK || read_rest(visit, &view, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = N_("Organisation"),
        .title_text = organisation->name,
        .subtitle = organisation->identifier,
        .current = MENU_ORGANISATIONS,
        .content = organisation_content,
        .actions = organisation_actions,
        .view = &view};
    if (visit->organisation == NULL) {
        frame.back = (struct crumb){"/console/organisations", N_("Organisations")};
    }
    return visit_show(visit, 200, &frame, e);
}

static enum rc page_organisation(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    return visit_organisation_of_path(visit, &organisation, e) == RC_OK ? organisation_show(visit, organisation, e) : e->rc;
}

static enum rc page_own_edit(struct visit *visit, struct err *e)
{
    return visit_go(visit, organisation_path(visit->arena, visit->organisation->id, "/edit"), SAID_NOTHING, e);
}

/* One that the user may change. */
static enum rc find_editable(const struct visit *visit, const struct organisation **out, struct err *e)
{
    if (visit_organisation_of_path(visit, out, e) != RC_OK) {
        return e->rc;
    }
    return session_require_permission(visit->session, (*out)->id, PERMISSION_ORGANISATION, e);
}

static enum rc show_form(struct visit *visit, const struct organisation *organisation, struct organisation_form *view, struct err *e)
{
    view->visit = visit;
    view->form = &visit->form;
    view->organisation = organisation;
    view->countries = eligible_countries(visit->arena, &view->country_count);
    view->new_logo = day_value(visit->arena, organisation->new_logo_day);
    if (view->countries == NULL) {
        return err_no_memory(e);
    }
    struct frame frame = {.title = N_("Change the organisation"),
        .subtitle = organisation->name,
        .current = MENU_ORGANISATIONS,
        .back = {organisation_path(visit->arena, organisation->id, ""), N_("Organisation")},
        .form = &visit->form,
        .narrow = true,
        .content = organisation_form_content,
        .view = view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_edit(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    struct organisation_form view = {0};
    return find_editable(visit, &organisation, e) == RC_OK ? show_form(visit, organisation, &view, e) : e->rc;
}

/* The stored organisation with what the form says. */
static struct organisation read_form(struct visit *visit, const struct organisation *stored)
{
    struct form *const form = &visit->form;
    struct organisation out = *stored;
    struct err found = {0};
    long long version = 0;
    out.version = str_to_int64(form_raw(form, "version"), &version) ? version : 0;
    out.name = form_need(form, "name", N_("Enter the organisation's name."));
    out.country = form_need(form, "country", N_("Choose a country."));
    out.schac_home_organization = form_optional(form, "schacHomeOrganization");
    out.website = form_optional(form, "website");
    out.address.label = form_optional(form, "address.label");
    out.address.street_name = form_optional(form, "address.streetName");
    out.address.house_number = form_optional(form, "address.houseNumber");
    out.address.details = form_optional(form, "address.addressDetails");
    out.address.city_name = form_optional(form, "address.cityName");
    out.address.province = form_optional(form, "address.province");
    out.address.other_comments = form_optional(form, "address.otherComments");
    point_read(form, &out.address);
    out.main_color = form_optional(form, "mainColor");
    out.secondary_color = form_optional(form, "secondaryColor");
    out.contrast_color = form_optional(form, "contrastColor");
    if (organisation_is_issuer(stored)) {
        out.new_logo_day = form_day(form, "newLogoAt");
        out.shows_name = form_has(form, "showsName", "yes");
        if (legal_basis_parse(form_raw(form, "legalBasis"), &out.legal_basis, &found) != RC_OK) {
            form_fail(form, "legalBasis", N_("Choose on what you rely."));
        }
    }
    return out;
}

static void tell_text(struct organisation_form *view, const char *label, const char *now, const char *sent)
{
    const bool same = now == NULL || sent == NULL ? now == sent : strcmp(now, sent) == 0;
    if (!same && view->changed_count < ORGANISATION_MEMBERS_MAX) {
        view->changed[view->changed_count++] = (struct changed_member){label, now};
    }
}

/* What differs between what was sent and what somebody else has stored meanwhile. */
static void tell_changed(
    struct organisation_form *view, struct arena *arena, const struct organisation *now, const struct organisation *sent)
{
    tell_text(view, N_("Name"), now->name, sent->name);
    tell_text(view, N_("Country"), now->country, sent->country);
    tell_text(view, N_("Domain (schacHomeOrganization)"), now->schac_home_organization, sent->schac_home_organization);
    tell_text(view, N_("Website"), now->website, sent->website);
    tell_text(view, N_("Name in the address"), now->address.label, sent->address.label);
    tell_text(view, N_("Street"), now->address.street_name, sent->address.street_name);
    tell_text(view, N_("House number"), now->address.house_number, sent->address.house_number);
    tell_text(view, N_("Further details"), now->address.details, sent->address.details);
    tell_text(view, N_("City"), now->address.city_name, sent->address.city_name);
    tell_text(view, N_("Province"), now->address.province, sent->address.province);
    tell_text(view, N_("Comments"), now->address.other_comments, sent->address.other_comments);
    tell_text(view, N_("Place on the map"), point_text(arena, &now->address), point_text(arena, &sent->address));
    tell_text(view, N_("Main colour"), now->main_color, sent->main_color);
    tell_text(view, N_("Second colour"), now->secondary_color, sent->secondary_color);
    tell_text(view, N_("Colour of text on the main colour"), now->contrast_color, sent->contrast_color);
    tell_text(view, N_("New logo since"), day_value(arena, now->new_logo_day), day_value(arena, sent->new_logo_day));
    tell_text(view, N_("Name on the public page"), now->shows_name ? "✓" : "–", sent->shows_name ? "✓" : "–");
    tell_text(view, N_("Legal basis"), legal_basis_code(now->legal_basis)->label, legal_basis_code(sent->legal_basis)->label);
}

static enum rc edit(struct session *session, void *argument, struct err *e)
{
    return registry_edit_organisation(session, argument, e);
}

/* Nothing of the other's change is overwritten: who comes second sees both, and decides. */
static enum rc tell_conflict(struct visit *visit, const struct organisation *stored, const struct organisation *sent, struct err *e)
{
    struct organisation_form view = {0};
    tell_changed(&view, visit->arena, stored, sent);
    form_fail(&visit->form, "",
        N_("Somebody else has changed the organisation meanwhile. Nothing of yours was saved yet: compare, then save again."));
    return show_form(visit, stored, &view, e);
}

static enum rc do_edit(struct visit *visit, struct err *e)
{
    const struct organisation *stored = NULL;
    struct organisation_form view = {0};
    enum rc rc = RC_OK;
    if (find_editable(visit, &stored, e) != RC_OK) {
        return e->rc;
    }
    struct organisation changed = read_form(visit, stored);
    if (visit->form.error_count == 0 && changed.version != stored->version) {
        return tell_conflict(visit, stored, &changed, e);
    }
    if (visit->form.error_count == 0 && visit_write_form(visit, edit, &changed, &rc, e)) {
        return visit_go(visit, organisation_path(visit->arena, stored->id, ""), SAID_SAVED, e);
    }
    return rc == RC_OK ? show_form(visit, stored, &view, e) : rc;
}

/* What is done about an organisation's state. */
struct status_act {
    const char *name;
    const char *title, *words, *button;
    unsigned from; /* the states for which it is, bit by bit */
    enum said said;
    bool asks_reason;
};

#define STATE(status) (1U << (status))

static const struct status_act status_acts[] = {
    {"suspend", N_("Suspend the organisation"),
        N_("From now on no person and no card can be changed for it, by its users, its tokens or its processors. Its cards stay as they "
           "are."),
        N_("Suspend"), STATE(ORGANISATION_ACTIVE), SAID_ORGANISATION_SUSPENDED, true},
    {"resume", N_("Take the organisation up again"), N_("It may change persons and cards again."), N_("Take up again"),
        STATE(ORGANISATION_SUSPENDED) | STATE(ORGANISATION_CLOSED), SAID_ORGANISATION_RESUMED, false},
    {"close", N_("Close the organisation"),
        N_("It leaves the router: nothing is written for it any more. Its cards stay verifiable until they expire."), N_("Close"),
        STATE(ORGANISATION_ACTIVE) | STATE(ORGANISATION_INVITED) | STATE(ORGANISATION_SUSPENDED), SAID_ORGANISATION_CLOSED, true},
};

static enum rc find_act(const struct visit *visit, const struct status_act **out, struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(status_acts); i++) {
        if (str_equal(http_param(visit->call, "act"), str_of(status_acts[i].name))) {
            *out = &status_acts[i];
            return RC_OK;
        }
    }
    return err_set(e, RC_NOT_FOUND, "SE-0404", "", "the address names nothing that is there");
}

static enum rc show_status(struct visit *visit, const struct status_act *act, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (visit_organisation_of_path(visit, &organisation, e) != RC_OK) {
        return e->rc;
    }
    if ((act->from & STATE(organisation->status)) == 0 && !visit->form.is_sent) {
        return visit_go(visit, organisation_path(visit->arena, organisation->id, ""), SAID_NOTHING, e);
    }
    const struct status_form view = {.visit = visit,
        .form = &visit->form,
        .organisation = organisation,
        .act = act->name,
        .words = act->words,
        .button = act->button,
        .asks_reason = act->asks_reason};
    struct frame frame = {.title = act->title,
        .subtitle = organisation->name,
        .current = MENU_ORGANISATIONS,
        .back = {organisation_path(visit->arena, organisation->id, ""), N_("Organisation")},
        .form = &visit->form,
        .narrow = true,
        .content = status_form_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_status(struct visit *visit, struct err *e)
{
    const struct status_act *act = NULL;
    return find_act(visit, &act, e) == RC_OK ? show_status(visit, act, e) : e->rc;
}

struct status_change {
    int64_t id;
    const char *reason;
    char which; /* the act's first letter */
};

static enum rc change_status(struct session *session, void *argument, struct err *e)
{
    const struct status_change *const self = argument;
    if (self->which == 's') {
        return registry_suspend_organisation(session, self->id, self->reason, e);
    }
    return self->which == 'c' ? registry_close_organisation(session, self->id, self->reason, e)
                              : registry_resume_organisation(session, self->id, e);
}

static enum rc do_status(struct visit *visit, struct err *e)
{
    const struct status_act *act = NULL;
    struct status_change change = {0};
    enum rc rc = RC_OK;
    if (find_act(visit, &act, e) != RC_OK || visit_id(visit, "id", &change.id, e) != RC_OK) {
        return e->rc;
    }
    change.which = act->name[0];
    change.reason = act->asks_reason ? form_need(&visit->form, "reason", N_("Enter the reason.")) : NULL;
    if (visit->form.error_count == 0 && visit_write_form(visit, change_status, &change, &rc, e)) {
        return visit_go(visit, organisation_path(visit->arena, change.id, ""), act->said, e);
    }
    return rc == RC_OK ? show_status(visit, act, e) : rc;
}

#define ORGANISATION_PAGE .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION, .lane = PAGE_IN_WORKER
#define STATUS_PAGE .audience = PAGE_USER, .permission = PERMISSION_REGISTRATIONS, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/organisations/edit", "pageOwnOrganisation", page_own_edit, .audience = PAGE_ORGANISATION,
        .permission = PERMISSION_ORGANISATION, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/organisations/{id}", "pageOrganisation", page_organisation, ORGANISATION_PAGE},
    {HTTP_GET, "/console/organisations/{id}/edit", "pageOrganisationEdit", page_edit, ORGANISATION_PAGE},
    {HTTP_POST, "/console/organisations/{id}/edit", "doOrganisationEdit", do_edit, ORGANISATION_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/organisations/{id}/state/{act}", "pageOrganisationState", page_status, STATUS_PAGE},
    {HTTP_POST, "/console/organisations/{id}/state/{act}", "doOrganisationState", do_status, STATUS_PAGE, .body = HTTP_BODY_FORM},
};

const struct page_table organisation_pages = {routes, COUNT_OF(routes)};
