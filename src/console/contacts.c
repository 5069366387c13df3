/* SPDX-License-Identifier: EUPL-1.2 */
/* Persons to turn to at an organisation, and the texts that its students are shown. */
#include "console/once.h"
#include "console/organisation_page.h"
#include "console/routes.h"

#include <inttypes.h>

static enum rc show_contact(struct visit *visit, const struct contact *contact, const char *title,
    void (*content)(struct page *page, const void *view), struct err *e)
{
    const struct contact_form view = {.visit = visit,
        .form = &visit->form,
        .organisation = directory_get(&visit->session->directory, contact->organisation_id),
        .contact = contact,
        .action = arena_text(visit->arena, visit->call->path.data, visit->call->path.length)};
    if (view.action == NULL) {
        return err_no_memory(e);
    }
    if (view.organisation == NULL) {
        return err_set(e, RC_NOT_FOUND, "ER-2110", "id", "there is no such contact");
    }
    struct frame frame = {.title = title,
        .subtitle = view.organisation->name,
        .current = MENU_ORGANISATIONS,
        .back = {organisation_path(visit->arena, contact->organisation_id, ""), N_("Organisation")},
        .form = &visit->form,
        .narrow = true,
        .content = content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc find_own(const struct visit *visit, enum permission permission, const struct organisation **out, struct err *e)
{
    if (visit_organisation_of_path(visit, out, e) != RC_OK) {
        return e->rc;
    }
    return session_require_permission(visit->session, (*out)->id, permission, e);
}

static enum rc page_new_contact(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (find_own(visit, PERMISSION_ORGANISATION, &organisation, e) != RC_OK) {
        return e->rc;
    }
    const struct contact fresh = {.organisation_id = organisation->id, .role = CONTACT_FUNCTIONAL};
    return show_contact(visit, &fresh, N_("Add a contact"), contact_form_content, e);
}

static void read_contact(struct visit *visit, struct contact *out)
{
    struct err found = {0};
    out->name = form_need(&visit->form, "name", N_("Enter the contact's name."));
    out->email = form_need(&visit->form, "email", N_("Enter an e-mail address."));
    out->phone = form_optional(&visit->form, "phone");
    if (contact_role_parse(form_raw(&visit->form, "role"), &out->role, &found) != RC_OK) {
        form_fail(&visit->form, "role", N_("Choose a role."));
    }
}

static enum rc add(struct session *session, void *argument, struct err *e)
{
    return registry_add_contact(session, argument, e);
}

static enum rc edit(struct session *session, void *argument, struct err *e)
{
    return registry_edit_contact(session, argument, e);
}

static enum rc finish(struct visit *visit, writer_work_fn *work, struct contact *contact, const char *title, struct err *e)
{
    struct once_work once = {.work = work, .argument = contact};
    enum rc rc = RC_OK;
    if (once_read(visit, &once.once, e) != RC_OK) {
        return e->rc;
    }
    if (visit->form.error_count == 0 && visit_write_form(visit, once_do, &once, &rc, e)) {
        return visit_go(visit, organisation_path(visit->arena, contact->organisation_id, ""), SAID_SAVED, e);
    }
    return rc == RC_OK ? show_contact(visit, contact, title, contact_form_content, e) : rc;
}

static enum rc do_new_contact(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (find_own(visit, PERMISSION_ORGANISATION, &organisation, e) != RC_OK) {
        return e->rc;
    }
    struct contact contact = {.organisation_id = organisation->id, .role = CONTACT_FUNCTIONAL};
    read_contact(visit, &contact);
    return finish(visit, add, &contact, N_("Add a contact"), e);
}

static enum rc find_contact(const struct visit *visit, struct contact *out, struct err *e)
{
    int64_t id = 0;
    return visit_id(visit, "id", &id, e) == RC_OK ? registry_get_contact(visit->session, id, out, e) : e->rc;
}

static enum rc page_contact(struct visit *visit, struct err *e)
{
    struct contact contact;
    if (find_contact(visit, &contact, e) != RC_OK) {
        return e->rc;
    }
    return show_contact(visit, &contact, N_("Change a contact"), contact_form_content, e);
}

static enum rc do_contact(struct visit *visit, struct err *e)
{
    struct contact contact;
    if (find_contact(visit, &contact, e) != RC_OK) {
        return e->rc;
    }
    read_contact(visit, &contact);
    return finish(visit, edit, &contact, N_("Change a contact"), e);
}

static enum rc page_removal(struct visit *visit, struct err *e)
{
    struct contact contact;
    if (find_contact(visit, &contact, e) != RC_OK) {
        return e->rc;
    }
    return show_contact(visit, &contact, N_("Remove a contact"), contact_removal_content, e);
}

static enum rc remove_contact(struct session *session, void *argument, struct err *e)
{
    const struct contact *const contact = argument;
    return registry_remove_contact(session, contact->id, e);
}

static enum rc do_removal(struct visit *visit, struct err *e)
{
    struct contact contact;
    if (find_contact(visit, &contact, e) != RC_OK || visit_write(visit, remove_contact, &contact, e) != RC_OK) {
        return e->rc;
    }
    return visit_go(visit, organisation_path(visit->arena, contact.organisation_id, ""), SAID_REMOVED, e);
}

static enum rc find_texts(const struct visit *visit, const struct organisation **organisation, struct consent_texts *out, struct err *e)
{
    if (find_own(visit, PERMISSION_STUDENT_RIGHTS, organisation, e) != RC_OK) {
        return e->rc;
    }
    return registry_list_consent_texts(visit->session, (*organisation)->identifier, out, e);
}

static enum rc page_new_text(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    struct consent_texts texts = {0};
    if (find_texts(visit, &organisation, &texts, e) != RC_OK) {
        return e->rc;
    }
    const struct consent_text_form view = {
        .visit = visit, .form = &visit->form, .organisation = organisation, .latest = texts.count == 0 ? 0 : texts.items[0].version};
    struct frame frame = {.title = N_("Publish a text for students"),
        .subtitle = organisation->name,
        .current = MENU_ORGANISATIONS,
        .back = {organisation_path(visit->arena, organisation->id, ""), N_("Organisation")},
        .form = &visit->form,
        .narrow = true,
        .content = consent_text_form_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

struct publishing {
    struct consent_text_input input;
    struct consent_text text;
};

static enum rc publish(struct session *session, void *argument, struct err *e)
{
    struct publishing *const self = argument;
    return registry_publish_consent_text(session, &self->input, &self->text, e);
}

static enum rc do_new_text(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    struct consent_texts texts = {0};
    enum rc rc = RC_OK;
    if (find_texts(visit, &organisation, &texts, e) != RC_OK) {
        return e->rc;
    }
    const bool is_same = form_has(&visit->form, "which", "same") && texts.count > 0;
    struct publishing publishing = {.input = {.organisation = organisation->identifier,
                                        .version = is_same ? texts.items[0].version : 0,
                                        .language = form_need(&visit->form, "language", N_("Enter the code of the language.")),
                                        .body = form_need(&visit->form, "body", N_("Enter the text."))}};
    if (visit->form.error_count == 0 && visit_write_form(visit, publish, &publishing, &rc, e)) {
        return visit_go(visit, organisation_path(visit->arena, organisation->id, ""), SAID_SAVED, e);
    }
    return rc == RC_OK ? page_new_text(visit, e) : rc;
}

static enum rc page_consent_text(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    struct consent_text text = {0};
    int64_t version = 0;
    if (find_own(visit, PERMISSION_STUDENT_RIGHTS, &organisation, e) != RC_OK || visit_id(visit, "version", &version, e) != RC_OK) {
        return e->rc;
    }
    if (registry_find_consent_text(visit->session, organisation->id, version, visit_query(visit, "language"), &text, e) != RC_OK) {
        return e->rc;
    }
    const struct consent_text_view view = {organisation, &text};
    struct frame frame = {.title = N_("Text for students"),
        .subtitle = arena_format(visit->arena, "%" PRId64 " · %s", text.version, text.language),
        .current = MENU_ORGANISATIONS,
        .back = {organisation_path(visit->arena, organisation->id, ""), N_("Organisation")},
        .narrow = true,
        .content = consent_text_content,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

#define CONTACTS_PAGE .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION, .lane = PAGE_IN_WORKER

/* A text of 100000 characters, each of which takes up to twelve bytes in a form. */
#define TEXT_FORM_MAX (1280U << 10)

static const struct page_route routes[] = {
    {HTTP_GET, "/console/organisations/{id}/contacts/new", "pageNewContact", page_new_contact, CONTACTS_PAGE},
    {HTTP_POST, "/console/organisations/{id}/contacts/new", "doNewContact", do_new_contact, CONTACTS_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/contacts/{id}", "pageContact", page_contact, CONTACTS_PAGE},
    {HTTP_POST, "/console/contacts/{id}", "doContact", do_contact, CONTACTS_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/contacts/{id}/remove", "pageContactRemoval", page_removal, CONTACTS_PAGE},
    {HTTP_POST, "/console/contacts/{id}/remove", "doContactRemoval", do_removal, CONTACTS_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/organisations/{id}/texts/new", "pageNewConsentText", page_new_text, CONTACTS_PAGE},
    {HTTP_POST, "/console/organisations/{id}/texts/new", "doNewConsentText", do_new_text, CONTACTS_PAGE, .body = HTTP_BODY_FORM,
        .body_max = TEXT_FORM_MAX},
    {HTTP_GET, "/console/organisations/{id}/texts/{version}", "pageConsentText", page_consent_text, CONTACTS_PAGE},
};

const struct page_table contact_pages = {routes, COUNT_OF(routes)};
