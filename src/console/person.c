/* SPDX-License-Identifier: EUPL-1.2 */
/* One cardholder: with cards, consent and history; registering, changing, a new identifier, ending the registration. */
#include "console/persons_page.h"
#include "console/routes.h"
#include "registry/identifiers.h"
#include "registry/persons.h"

#include <string.h>

#define ACTS_SHOWN 100
#define CARDS_SHOWN 50

static enum rc find_person(const struct visit *visit, struct person_detail *out, struct err *e)
{
    return registry_get_person(visit->session, str_of(visit_param(visit, "esi")), out, e);
}

/* The person's cards that the organisation may see. */
static enum rc read_cards(const struct visit *visit, struct person_view *view, struct err *e)
{
    struct list_request request = {.size = CARDS_SHOWN};
    bool ok = true;
    if (!search_add(visit->arena, &request.search, FIELD_PERSON_IDENTIFIER, view->person->person.esi, visit->session->today, &ok) || !ok) {
        return err_no_memory(e);
    }
    return registry_list_cards(visit->session, &request, &view->cards, e);
}

/* What the user's own organisation has of the person. */
static enum rc read_own(const struct visit *visit, struct person_view *view, struct err *e)
{
    struct acts acts = {0};
    view->enrolment = own_enrolment(visit, view->person);
    if (view->enrolment == NULL) {
        return RC_OK;
    }
    if (registry_get_holder(visit->session, view->enrolment, &view->holder, e) != RC_OK) {
        return e->rc;
    }
    if (!visit_may(visit, PERMISSION_AUDIT)) {
        return RC_OK;
    }
    if (registry_list_holder_acts(visit->session, view->enrolment, ACTS_SHOWN, &acts, e) != RC_OK) {
        return e->rc;
    }
    return act_lines(visit, visit_organisation_id(visit), acts.items, acts.count, &view->acts, e);
}

static enum rc fill_view(struct visit *visit, struct person_view *view, struct person_detail *person, struct err *e)
{
    *view = (struct person_view){.visit = visit,
        .form = &visit->form,
        .person = person,
        .may_change = visit_may(visit, PERMISSION_PERSONS),
        .may_issue = visit_may(visit, PERMISSION_CARDS),
        .may_picture = visit_may(visit, PERMISSION_PICTURES),
        .may_mail = visit_may(visit, PERMISSION_STUDENT_RIGHTS)};
    if (find_person(visit, person, e) != RC_OK) {
        return e->rc;
    }
    view->path = person_path(visit->arena, person->person.esi);
    return read_cards(visit, view, e) == RC_OK ? read_own(visit, view, e) : e->rc;
}

enum rc person_show(struct visit *visit, const char *title, void (*content)(struct page *page, const void *view), struct err *e)
{
    const bool is_whole = content == person_content;
    struct person_detail person;
    struct person_view view;
    if (fill_view(visit, &view, &person, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = title,
        .title_text = is_whole ? detail_person_name(&person) : NULL,
        .subtitle = person.person.esi,
        .current = MENU_PERSONS,
        .back = {is_whole ? "/console/persons" : view.path, is_whole ? N_("Cardholders") : N_("Cardholder")},
        .form = &visit->form,
        .narrow = !is_whole,
        .content = content,
        .actions = is_whole ? person_actions : NULL,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_person(struct visit *visit, struct err *e)
{
    return person_show(visit, N_("Cardholder"), person_content, e);
}

static enum rc page_delete(struct visit *visit, struct err *e)
{
    return person_show(visit, N_("End this registration"), person_delete_content, e);
}

static enum rc show_form(struct visit *visit, const struct person_detail *person, struct err *e)
{
    const struct person_form view = {.visit = visit,
        .form = &visit->form,
        .person = person,
        .enrolment = person == NULL ? NULL : own_enrolment(visit, person),
        .action = arena_text(visit->arena, visit->call->path.data, visit->call->path.length),
        .back = person == NULL ? "/console/persons" : person_path(visit->arena, person->person.esi)};
    struct frame frame = {.title = person == NULL ? N_("New cardholder") : N_("Change a cardholder"),
        .subtitle = person == NULL ? NULL : person->person.esi,
        .current = MENU_PERSONS,
        .back = {"/console/persons", N_("Cardholders")},
        .form = &visit->form,
        .narrow = true,
        .content = person_form_content,
        .view = &view};
    return view.action == NULL ? err_no_memory(e) : visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_new(struct visit *visit, struct err *e)
{
    return show_form(visit, NULL, e);
}

static enum rc page_edit(struct visit *visit, struct err *e)
{
    struct person_detail person;
    return find_person(visit, &person, e) == RC_OK ? show_form(visit, &person, e) : e->rc;
}

struct writing {
    const char *esi;
    const char *new_esi;
    int64_t version; /* of the enrolment, as it was when the form was made */
    int64_t organisation_id;
    struct enrolment_input enrolment;
    struct person_detail person;
};

static struct person_input input_of(const struct writing *writing, const struct enrolment_input *const *enrolments)
{
    return (struct person_input){.identifier = writing->new_esi, .enrolments = enrolments, .count = 1};
}

static enum rc enrol(struct session *session, void *argument, struct err *e)
{
    struct writing *const self = argument;
    const struct enrolment_input *const enrolments[] = {&self->enrolment};
    const struct person_input input = input_of(self, enrolments);
    return registry_enrol_person(session, &input, &self->person, e);
}

/* Who comes second is told, and overwrites nothing. */
static enum rc edit(struct session *session, void *argument, struct err *e)
{
    struct writing *const self = argument;
    const struct enrolment_input *const enrolments[] = {&self->enrolment};
    const struct person_input input = input_of(self, enrolments);
    if (registry_get_person(session, str_of(self->esi), &self->person, e) != RC_OK) {
        return e->rc;
    }
    const struct enrolment_detail *const now = detail_find_enrolment(&self->person, self->organisation_id);
    if (now != NULL && now->enrolment.version != self->version) {
        return err_set(e, RC_CONFLICT, "ER-0005", "", T_("somebody else has changed the cardholder meanwhile: compare, then save again"));
    }
    return registry_update_person(session, str_of(self->esi), &input, &self->person, e);
}

static enum rc end_enrolment(struct session *session, void *argument, struct err *e)
{
    const struct writing *const self = argument;
    return registry_delete_person(session, str_of(self->esi), e);
}

static enum rc replace_identifier(struct session *session, void *argument, struct err *e)
{
    struct writing *const self = argument;
    enum identifier_change change = IDENTIFIER_CHANGED;
    return registry_change_identifier(session, str_of(self->esi), str_of(self->new_esi), &self->person, &change, e);
}

static void read_form(struct visit *visit, struct writing *out)
{
    long long version = 0;
    out->organisation_id = visit->organisation->id;
    out->enrolment = (struct enrolment_input){
        .organisation = visit->organisation->identifier,
        .full_name = form_need(&visit->form, "fullName", N_("Enter the cardholder's name.")),
        .email = form_optional(&visit->form, "email"),
        .academic_level = form_optional(&visit->form, "academicLevel"),
    };
    if (str_to_int64(form_raw(&visit->form, "version"), &version)) {
        out->version = version;
    }
}

static enum rc go_to(struct visit *visit, const struct writing *writing, struct err *e)
{
    return visit_go(visit, person_path(visit->arena, writing->person.person.esi), SAID_SAVED, e);
}

static enum rc do_new(struct visit *visit, struct err *e)
{
    struct writing writing = {.new_esi = form_need(&visit->form, "identifier", N_("Enter a student identifier."))};
    enum rc rc = RC_OK;
    read_form(visit, &writing);
    if (visit->form.error_count == 0 && visit_write_form(visit, enrol, &writing, &rc, e)) {
        return go_to(visit, &writing, e);
    }
    return rc == RC_OK ? show_form(visit, NULL, e) : rc;
}

static enum rc do_edit(struct visit *visit, struct err *e)
{
    struct person_detail person;
    struct writing writing = {.esi = visit_param(visit, "esi")};
    enum rc rc = RC_OK;
    if (find_person(visit, &person, e) != RC_OK) {
        return e->rc;
    }
    writing.new_esi = person.person.esi;
    read_form(visit, &writing);
    if (visit->form.error_count == 0 && visit_write_form(visit, edit, &writing, &rc, e)) {
        return go_to(visit, &writing, e);
    }
    return rc == RC_OK ? show_form(visit, &person, e) : rc;
}

static enum rc do_delete(struct visit *visit, struct err *e)
{
    struct writing writing = {.esi = visit_param(visit, "esi")};
    const enum rc rc = visit_write(visit, end_enrolment, &writing, e);
    const bool is_gone = rc == RC_OK || rc == RC_NOT_FOUND; /* whoever sends the form twice has what was wanted */
    return is_gone ? visit_go(visit, "/console/persons", SAID_REMOVED, e) : rc;
}

static enum rc do_identifier(struct visit *visit, struct err *e)
{
    struct writing writing = {
        .esi = visit_param(visit, "esi"), .new_esi = form_need(&visit->form, "identifier", N_("Enter a student identifier."))};
    enum rc rc = RC_OK;
    if (visit->form.error_count == 0 && visit_write_form(visit, replace_identifier, &writing, &rc, e)) {
        return go_to(visit, &writing, e);
    }
    return rc == RC_OK ? page_person(visit, e) : rc;
}

#define READER .audience = PAGE_ORGANISATION, .permission = PERMISSION_READ, .lane = PAGE_IN_WORKER
#define WRITER .audience = PAGE_ORGANISATION, .permission = PERMISSION_PERSONS, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/persons/new", "pageNewPerson", page_new, WRITER},
    {HTTP_POST, "/console/persons/new", "doNewPerson", do_new, WRITER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/persons/{esi}", "pagePerson", page_person, READER},
    {HTTP_GET, "/console/persons/{esi}/edit", "pageEditPerson", page_edit, WRITER},
    {HTTP_POST, "/console/persons/{esi}/edit", "doEditPerson", do_edit, WRITER, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/persons/{esi}/identifier", "doChangeIdentifier", do_identifier, WRITER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/persons/{esi}/delete", "pageDeletePerson", page_delete, WRITER},
    {HTTP_POST, "/console/persons/{esi}/delete", "doDeletePerson", do_delete, WRITER, .body = HTTP_BODY_FORM},
};

const struct page_table person_pages = {routes, COUNT_OF(routes)};
