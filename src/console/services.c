/* SPDX-License-Identifier: EUPL-1.2 */
/* Services where cards are accepted: the page for everybody, and what institutions keep of theirs. Beside them the systems that an
 * institution has told of changes. */
#include "base/fold.h"
#include "console/once.h"
#include "console/routes.h"
#include "console/services_page.h"
#include "core/country.h"

#include <string.h>

const struct form_option offer_kind_options[OFFER_KIND_COUNT] = {
    {"LIBRARY", N_("Library"), NULL},
    {"CATERING", N_("Food and drink"), NULL},
    {"TRANSPORT", N_("Transport"), NULL},
    {"CULTURE", N_("Culture"), NULL},
    {"SPORT", N_("Sport"), NULL},
    {"ACCOMMODATION", N_("Accommodation"), NULL},
    {"SHOP", N_("Shopping"), NULL},
    {"OTHER", N_("Other"), NULL},
};

/* The countries whose institutions may join, by name. */
static const struct form_option *country_options(struct arena *arena, size_t *count)
{
    struct form_option *const options = arena_alloc_array(arena, country_count + 1, sizeof *options);
    *count = 0;
    for (size_t i = 0; options != NULL && i < country_count; i++) {
        if (country_is_eligible(str_of(countries[i].code))) {
            options[(*count)++] = (struct form_option){countries[i].code, NULL, countries[i].name};
        }
    }
    return options;
}

static bool holds(struct arena *arena, const char *text, const char *folded)
{
    const char *const own = fold_text(arena, str_of(text));
    return own != NULL && strstr(own, folded) != NULL;
}

static bool is_wanted(const struct visit *visit, const struct public_services_view *view, const struct offer *offer, const char *folded)
{
    const struct organisation *const organisation = directory_get(&visit->session->directory, offer->organisation_id);
    return (view->country[0] == '\0' || strcmp(view->country, offer->country) == 0) &&
        (view->kind[0] == '\0' || strcmp(view->kind, offer_kind_code(offer->kind)->key) == 0) &&
        (folded[0] == '\0' || holds(visit->arena, offer->name, folded) || holds(visit->arena, offer->city, folded) ||
            (organisation != NULL && holds(visit->arena, organisation->name, folded)));
}

static enum rc page_public_services(struct visit *visit, struct err *e)
{
    struct offers offers = {0};
    struct public_services_view view = {
        .visit = visit, .country = visit_query(visit, "country"), .kind = visit_query(visit, "kind"), .text = visit_query(visit, "q")};
    const char *const folded = fold_text(visit->arena, str_of(view.text));
    view.countries = country_options(visit->arena, &view.country_count);
    if (registry_list_offers(visit->session, 0, &offers, e) != RC_OK) {
        return e->rc;
    }
    const struct offer **const found = arena_alloc_array(visit->arena, offers.count, sizeof(void *));
    if (folded == NULL || view.countries == NULL || found == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < offers.count; i++) {
        if (is_wanted(visit, &view, &offers.items[i], folded)) {
            found[view.count++] = &offers.items[i];
        }
    }
    view.items = found;
    struct frame frame = {.title = N_("Where the card is accepted"), .content = public_services_content, .view = &view};
    return visit_show(visit, 200, &frame, e);
}

/* Those systems of the organisation that are told of changes; without one, all. */
static enum rc find_told(const struct visit *visit, struct services_view *view, struct err *e)
{
    const struct remote_services *const all = &visit->session->directory.services;
    const int64_t organisation_id = visit_organisation_id(visit);
    const struct remote_service **const found = arena_alloc_array(visit->arena, all->count, sizeof(void *));
    if (found == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < all->count; i++) {
        if (organisation_id == 0 || all->items[i].organisation_id == organisation_id) {
            found[view->told_count++] = &all->items[i];
        }
    }
    view->told = found;
    return RC_OK;
}

static enum rc page_services(struct visit *visit, struct err *e)
{
    struct services_view view = {.visit = visit};
    if (registry_list_offers(visit->session, visit_organisation_id(visit), &view.offers, e) != RC_OK ||
        find_told(visit, &view, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {
        .title = N_("Services"), .current = MENU_SERVICES, .content = services_content, .actions = services_actions, .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static enum rc show_form(struct visit *visit, const struct offer *offer, struct err *e)
{
    struct service_form view = {.visit = visit,
        .form = &visit->form,
        .offer = offer,
        .action = arena_text(visit->arena, visit->call->path.data, visit->call->path.length)};
    view.countries = country_options(visit->arena, &view.country_count);
    if (view.countries == NULL || view.action == NULL) {
        return err_no_memory(e);
    }
    struct frame frame = {.title = offer->id == 0 ? N_("New service") : N_("Change a service"),
        .current = MENU_SERVICES,
        .back = {"/console/services", N_("Services")},
        .form = &visit->form,
        .narrow = true,
        .content = service_form_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_new_service(struct visit *visit, struct err *e)
{
    const struct offer fresh = {.country = visit->organisation->country, .city = visit->organisation->address.city_name};
    return show_form(visit, &fresh, e);
}

static void read_form(struct visit *visit, struct offer *out)
{
    struct err found = {0};
    long long version = 0;
    out->name = form_need(&visit->form, "name", N_("Enter the service's name."));
    out->city = form_need(&visit->form, "city", N_("Enter a city."));
    out->country = form_need(&visit->form, "country", N_("Choose a country."));
    out->link = form_optional(&visit->form, "link");
    if (offer_kind_parse(form_raw(&visit->form, "kind"), &out->kind, &found) != RC_OK) {
        form_fail(&visit->form, "kind", N_("Choose what kind of service it is."));
    }
    if (str_to_int64(form_raw(&visit->form, "version"), &version)) {
        out->version = version;
    }
}

static enum rc add_offer(struct session *session, void *argument, struct err *e)
{
    return registry_add_offer(session, argument, e);
}

static enum rc edit_offer(struct session *session, void *argument, struct err *e)
{
    return registry_edit_offer(session, argument, e);
}

static enum rc finish(struct visit *visit, writer_work_fn *work, struct offer *offer, struct err *e)
{
    struct once_work once = {.work = work, .argument = offer};
    enum rc rc = RC_OK;
    if (once_read(visit, &once.once, e) != RC_OK) {
        return e->rc;
    }
    if (visit->form.error_count == 0 && visit_write_form(visit, once_do, &once, &rc, e)) {
        return visit_go(visit, "/console/services", SAID_SAVED, e);
    }
    return rc == RC_OK ? show_form(visit, offer, e) : rc;
}

static enum rc do_new_service(struct visit *visit, struct err *e)
{
    struct offer offer = {.organisation_id = visit->organisation->id};
    read_form(visit, &offer);
    return finish(visit, add_offer, &offer, e);
}

static enum rc find_offer(const struct visit *visit, struct offer *out, struct err *e)
{
    int64_t id = 0;
    if (visit_id(visit, "id", &id, e) != RC_OK || registry_get_offer(visit->session, id, out, e) != RC_OK) {
        return e->rc;
    }
    if (visit->organisation != NULL && out->organisation_id != visit->organisation->id) {
        return err_set(e, RC_NOT_FOUND, "ER-2305", "id", "there is no such service");
    }
    return RC_OK;
}

static enum rc page_service(struct visit *visit, struct err *e)
{
    struct offer offer;
    return find_offer(visit, &offer, e) == RC_OK ? show_form(visit, &offer, e) : e->rc;
}

static enum rc remove_offer(struct session *session, void *argument, struct err *e)
{
    const struct offer *const offer = argument;
    return registry_remove_offer(session, offer->id, e);
}

static enum rc do_service(struct visit *visit, struct err *e)
{
    struct offer offer;
    if (find_offer(visit, &offer, e) != RC_OK) {
        return e->rc;
    }
    if (form_has(&visit->form, "act", "remove")) {
        return visit_write(visit, remove_offer, &offer, e) == RC_OK ? visit_go(visit, "/console/services", SAID_REMOVED, e) : e->rc;
    }
    read_form(visit, &offer);
    return finish(visit, edit_offer, &offer, e);
}

static enum rc page_new_told(struct visit *visit, struct err *e)
{
    const struct told_form view = {.visit = visit, .form = &visit->form};
    struct frame frame = {.title = N_("New system to be told of changes"),
        .current = MENU_SERVICES,
        .back = {"/console/services", N_("Services")},
        .form = &visit->form,
        .narrow = true,
        .content = told_form_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

struct telling {
    int64_t id;
    struct new_service input;
    struct remote_service service;
    char secret[SERVICE_SECRET_SIZE];
};

static enum rc show_secret(struct visit *visit, const struct telling *telling, struct err *e)
{
    const struct told_secret view = {.name = telling->service.name, .secret = telling->secret};
    struct frame frame = {.title = N_("Keep this secret now"),
        .current = MENU_SERVICES,
        .back = {"/console/services", N_("Services")},
        .narrow = true,
        .content = told_secret_content,
        .view = &view};
    return visit_show(visit, 201, &frame, e);
}

static enum rc add_told(struct session *session, void *argument, struct err *e)
{
    struct telling *const self = argument;
    return registry_add_service(session, &self->input, &self->service, self->secret, e);
}

static enum rc do_new_told(struct visit *visit, struct err *e)
{
    struct telling telling = {.input = {.organisation_id = visit->organisation->id,
                                  .name = form_need(&visit->form, "name", N_("Enter the system's name.")),
                                  .url = form_need(&visit->form, "url", N_("Enter the address that is to be called."))}};
    enum rc rc = RC_OK;
    if (visit->form.error_count == 0 && visit_write_form(visit, add_told, &telling, &rc, e)) {
        return show_secret(visit, &telling, e);
    }
    return rc == RC_OK ? page_new_told(visit, e) : rc;
}

/* What the buttons at a system do. */
static enum rc enable_told(struct session *session, void *argument, struct err *e)
{
    const struct telling *const self = argument;
    return registry_enable_service(session, self->id, true, e);
}

static enum rc disable_told(struct session *session, void *argument, struct err *e)
{
    const struct telling *const self = argument;
    return registry_enable_service(session, self->id, false, e);
}

static enum rc remove_told(struct session *session, void *argument, struct err *e)
{
    const struct telling *const self = argument;
    return registry_remove_service(session, self->id, e);
}

static enum rc renew_secret(struct session *session, void *argument, struct err *e)
{
    struct telling *const self = argument;
    if (registry_get_service(session, self->id, &self->service, e) != RC_OK) {
        return e->rc;
    }
    return registry_rotate_service_secret(session, self->id, self->secret, e);
}

static const struct {
    const char *name;
    writer_work_fn *work;
    enum said said;
} told_acts[] = {
    {"enable", enable_told, SAID_SAVED},
    {"disable", disable_told, SAID_SAVED},
    {"remove", remove_told, SAID_REMOVED},
    {"secret", renew_secret, SAID_NOTHING},
};

static enum rc do_told(struct visit *visit, struct err *e)
{
    struct telling telling = {0};
    if (visit_id(visit, "id", &telling.id, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < COUNT_OF(told_acts); i++) {
        if (!form_has(&visit->form, "act", told_acts[i].name)) {
            continue;
        }
        if (visit_write(visit, told_acts[i].work, &telling, e) != RC_OK) {
            return e->rc;
        }
        return told_acts[i].said == SAID_NOTHING ? show_secret(visit, &telling, e)
                                                 : visit_go(visit, "/console/services", told_acts[i].said, e);
    }
    return visit_go(visit, "/console/services", SAID_NOTHING, e);
}

#define SERVICES_PAGE .audience = PAGE_USER, .permission = PERMISSION_SERVICES, .lane = PAGE_IN_WORKER
#define OWN_SERVICES_PAGE .audience = PAGE_ORGANISATION, .permission = PERMISSION_SERVICES, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/services", "pagePublicServices", page_public_services, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/services", "pageServices", page_services, SERVICES_PAGE},
    {HTTP_GET, "/console/services/new", "pageNewService", page_new_service, OWN_SERVICES_PAGE},
    {HTTP_POST, "/console/services/new", "doNewService", do_new_service, OWN_SERVICES_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/services/{id}", "pageService", page_service, SERVICES_PAGE},
    {HTTP_POST, "/console/services/{id}", "doService", do_service, SERVICES_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/services/told/new", "pageNewTold", page_new_told, OWN_SERVICES_PAGE},
    {HTTP_POST, "/console/services/told/new", "doNewTold", do_new_told, OWN_SERVICES_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/services/told/{id}", "doTold", do_told, SERVICES_PAGE, .body = HTTP_BODY_FORM},
};

const struct page_table service_pages = {routes, COUNT_OF(routes)};
