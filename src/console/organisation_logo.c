/* SPDX-License-Identifier: EUPL-1.2 */
/* An organisation's logo: looking at it, sending another, taking it away. */
#include "console/logo.h"
#include "console/organisation_page.h"
#include "console/routes.h"

#define FILE_BYTES_MAX (512U << 10U) /* the form with a file that is a little too large, so that it can be told so */

static enum rc find_editable(const struct visit *visit, const struct organisation **out, struct err *e)
{
    if (visit_organisation_of_path(visit, out, e) != RC_OK) {
        return e->rc;
    }
    return session_require_permission(visit->session, (*out)->id, PERMISSION_ORGANISATION, e);
}

static enum rc show(struct visit *visit, const struct organisation *organisation, struct err *e)
{
    const struct logo_form view = {.visit = visit, .form = &visit->form, .organisation = organisation};
    struct frame frame = {.title = N_("Logo"),
        .subtitle = organisation->name,
        .current = MENU_ORGANISATIONS,
        .back = {organisation_path(visit->arena, organisation->id, ""), N_("Organisation")},
        .form = &visit->form,
        .narrow = true,
        .content = logo_form_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_logo(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    return find_editable(visit, &organisation, e) == RC_OK ? show(visit, organisation, e) : e->rc;
}

struct new_logo {
    int64_t organisation_id;
    struct logo_file file; /* name NULL: none */
};

static enum rc set(struct session *session, void *argument, struct err *e)
{
    const struct new_logo *const self = argument;
    return registry_set_logo(session, self->organisation_id, self->file.name, self->file.content, e);
}

/* What is wrong with the file is told at the form; only lack of memory is a failure. */
static enum rc read_file(struct visit *visit, struct logo_file *out, struct err *e)
{
    const struct str file = form_raw(&visit->form, "file");
    struct err found = {0};
    if (file.length == 0) {
        form_fail(&visit->form, "file", N_("Choose a file."));
        return RC_OK;
    }
    const enum rc rc = logo_read("file", file, visit->arena, out, &found);
    if (rc == RC_INVALID) {
        form_fail_err(&visit->form, "file", &found);
        return RC_OK;
    }
    *e = found;
    return rc;
}

static enum rc do_logo(struct visit *visit, struct err *e)
{
    const struct organisation *organisation = NULL;
    struct new_logo logo = {0};
    enum rc rc = RC_OK;
    if (find_editable(visit, &organisation, e) != RC_OK ||
        (!form_has(&visit->form, "act", "remove") && read_file(visit, &logo.file, e) != RC_OK)) {
        return e->rc;
    }
    logo.organisation_id = organisation->id;
    if (visit->form.error_count == 0 && visit_write_form(visit, set, &logo, &rc, e)) {
        return visit_go(visit, organisation_path(visit->arena, organisation->id, ""), SAID_SAVED, e);
    }
    return rc == RC_OK ? show(visit, organisation, e) : rc;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/console/organisations/{id}/logo", "pageOrganisationLogo", page_logo, .audience = PAGE_USER,
        .permission = PAGE_NO_PERMISSION, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/console/organisations/{id}/logo", "doOrganisationLogo", do_logo, .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION,
        .lane = PAGE_IN_WORKER, .body = HTTP_BODY_MULTIPART, .body_max = FILE_BYTES_MAX},
};

const struct page_table logo_pages = {routes, COUNT_OF(routes)};
