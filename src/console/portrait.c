/* SPDX-License-Identifier: EUPL-1.2 */
/* A cardholder's picture: showing it, sending one, taking it away. */
#include "console/persons_page.h"
#include "console/routes.h"
#include "core/picture.h"
#include "picture/maker.h"
#include "registry/pictures.h"

#define FORM_BYTES_MAX (PICTURE_BYTES_MAX + (64U << 10U)) /* with a file that is a little too large, so that it can be told so */

static struct str own(const struct visit *visit)
{
    return str_of(visit->organisation->identifier);
}

static struct str esi_of(const struct visit *visit)
{
    return str_of(visit_param(visit, "esi"));
}

static enum rc page_picture(struct visit *visit, struct err *e)
{
    struct str picture;
    if (registry_get_picture(visit->session, own(visit), esi_of(visit), &picture, e) != RC_OK) {
        return e->rc;
    }
    http_reply(visit->call, 200, "image/jpeg", picture);
    return RC_OK;
}

static enum rc show(struct visit *visit, struct err *e)
{
    return person_show(visit, N_("Picture"), portrait_content, e);
}

/* A finished picture on its way to the writer. */
struct sending {
    struct str esi;
    struct str organisation;
    struct str jpeg; /* empty: take away the one there is */
};

static enum rc store(struct session *session, void *argument, struct err *e)
{
    const struct sending *const self = argument;
    return registry_put_picture(session, self->organisation, self->esi, self->jpeg, e);
}

/* What is gone already is as good as taken away. */
static enum rc take_away(struct session *session, void *argument, struct err *e)
{
    const struct sending *const self = argument;
    struct err found = {0};
    if (registry_delete_picture(session, self->organisation, self->esi, &found) == RC_OK || str_equal(str_of(found.code), STR("ER-1405"))) {
        return RC_OK;
    }
    *e = found;
    return e->rc;
}

/* What is wrong with the file is told at the form, without a picture then; any other failure ends the page. */
static enum rc make(struct visit *visit, struct str *out, struct err *e)
{
    const struct picture_maker *const maker = visit->console->settings.picture_maker;
    const struct str file = form_raw(&visit->form, "file");
    struct err found = {0};
    if (file.length == 0) {
        form_fail(&visit->form, "file", N_("Choose a file."));
        return RC_OK;
    }
    if (file.length > PICTURE_BYTES_MAX) {
        form_fail(&visit->form, "file", N_("The file is too large: at most 5 MB are taken."));
        return RC_OK;
    }
    if (maker == NULL) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "this router takes no pictures, since the program esc-darkroom is not there");
    }
    const enum rc rc = picture_make(maker, visit->arena, file, true, visit->call->id, out, &found);
    if (rc == RC_INVALID || rc == RC_TOO_LARGE) {
        form_fail_err(&visit->form, "file", &found);
        return RC_OK;
    }
    *e = found;
    return rc;
}

static enum rc do_picture(struct visit *visit, struct err *e)
{
    struct sending sending = {.esi = esi_of(visit), .organisation = own(visit)};
    const bool is_removal = form_has(&visit->form, "act", "remove");
    enum rc rc = RC_OK;
    if (registry_may_put_picture(visit->session, sending.organisation, sending.esi, e) != RC_OK ||
        (!is_removal && make(visit, &sending.jpeg, e) != RC_OK)) {
        return e->rc;
    }
    if (visit->form.error_count == 0 && visit_write_form(visit, is_removal ? take_away : store, &sending, &rc, e)) {
        return visit_go(visit, person_path(visit->arena, visit_param(visit, "esi")), is_removal ? SAID_REMOVED : SAID_SAVED, e);
    }
    return rc == RC_OK ? show(visit, e) : rc;
}

#define PICTURE .audience = PAGE_ORGANISATION, .permission = PERMISSION_PICTURES

static const struct page_route routes[] = {
    {HTTP_GET, "/console/persons/{esi}/picture", "pagePersonPicture", page_picture, .audience = PAGE_ORGANISATION,
        .permission = PERMISSION_READ, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/persons/{esi}/picture/edit", "pageEditPicture", show, PICTURE, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/console/persons/{esi}/picture/edit", "doEditPicture", do_picture, PICTURE, .lane = PAGE_IN_HEAVY,
        .body = HTTP_BODY_MULTIPART, .body_max = FORM_BYTES_MAX},
};

const struct page_table portrait_pages = {routes, COUNT_OF(routes)};
