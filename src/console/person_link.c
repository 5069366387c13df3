/* SPDX-License-Identifier: EUPL-1.2 */
/* Sending a cardholder the link that opens the student's page. */
#include "console/persons_page.h"
#include "console/routes.h"
#include "console/student_page.h"
#include "registry/rights.h"

static enum rc show(struct visit *visit, struct err *e)
{
    return person_show(visit, N_("Send a link to the student"), person_link_content, e);
}

static enum rc mail_link(struct session *session, void *argument, struct err *e)
{
    return registry_mail_student_link(session, argument, e);
}

static enum rc do_mail(struct visit *visit, struct err *e)
{
    const char *const code = form_value(&visit->form, "language");
    const struct language *const language = language_find(str_of(code)) == NULL ? &languages[0] : language_find(str_of(code));
    struct student_wish wish = {
        .student = str_of(visit_param(visit, "esi")),
        .base_url = visit_base_url(visit),
        .subject = student_mail_subject(language),
        .text = student_mail_text(visit->arena, language),
    };
    enum rc rc = RC_OK;
    if (wish.text == NULL) {
        return err_no_memory(e);
    }
    if (visit_write_form(visit, mail_link, &wish, &rc, e)) {
        return visit_go(visit, person_path(visit->arena, visit_param(visit, "esi")), SAID_STUDENT_LINK_SENT, e);
    }
    return rc == RC_OK ? show(visit, e) : rc;
}

#define MAIL .audience = PAGE_ORGANISATION, .permission = PERMISSION_STUDENT_RIGHTS, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/persons/{esi}/link", "pageMailStudentLink", show, MAIL},
    {HTTP_POST, "/console/persons/{esi}/link", "doMailStudentLink", do_mail, MAIL, .body = HTTP_BODY_FORM},
};

const struct page_table person_link_pages = {routes, COUNT_OF(routes)};
