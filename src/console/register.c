/* SPDX-License-Identifier: EUPL-1.2 */
/* An organisation asks to be let in: open to anybody, and so held back by address. */
#include "base/clock.h"
#include "base/ip.h"
#include "console/register_page.h"
#include "console/routes.h"
#include "esc/escn.h"
#include "http/throttle.h"

#include <string.h>

/* Ten at once from one address, then one in six minutes. */
#define ADDRESSES 1024
#define REQUESTS_A_SECOND (1.0 / 360)
#define REQUESTS_AT_ONCE 10

struct throttle *register_throttle(void)
{
    return throttle_new(ADDRESSES, REQUESTS_A_SECOND, REQUESTS_AT_ONCE);
}

static enum rc show_form(struct visit *visit, int status, struct err *e)
{
    struct register_view view = {.form = &visit->form};
    view.countries = eligible_countries(visit->arena, &view.country_count);
    if (view.countries == NULL) {
        return err_no_memory(e);
    }
    struct frame frame = {.title = N_("Ask to join"), .form = &visit->form, .narrow = true, .content = register_content, .view = &view};
    return visit_show(visit, status, &frame, e);
}

static enum rc page_register(struct visit *visit, struct err *e)
{
    return show_form(visit, 200, e);
}

static enum rc page_thanks(struct visit *visit, struct err *e)
{
    struct frame frame = {.title = N_("Thank you"), .narrow = true, .content = register_thanks_content, .view = visit};
    return visit_show(visit, 200, &frame, e);
}

/* What is wrong with an identifier at first sight, in the reader's language; the registry knows the countries' rules. */
static void check_identifier(struct form *form, enum organisation_kind kind)
{
    struct err found = {0};
    const char *const identifier = form_need(form, "identifier", N_("Enter the PIC, or the VAT number of a processor."));
    if (identifier[0] != '\0' && kind != ORGANISATION_PROCESSOR && pic_check(identifier, strlen(identifier), &found) != RC_OK) {
        form_fail(form, "identifier", N_("A PIC has nine digits, such as 999859608."));
    }
}

static void read_form(struct visit *visit, struct registration *out)
{
    struct form *const form = &visit->form;
    *out = (struct registration){
        .name = form_need(form, "name", N_("Enter the organisation's name.")),
        .country = form_need(form, "country", N_("Choose a country.")),
        .schac_home_organization = form_optional(form, "schacHomeOrganization"),
        .website = form_optional(form, "website"),
        .representative_name = form_need(form, "representativeName", N_("Enter the representative's name.")),
        .representative_email = form_need(form, "email", N_("Enter the representative's e-mail address.")),
        .message = form_optional(form, "message"),
    };
    if (!organisation_kind_parse(form_raw(form, "kind"), &out->kind)) {
        form_fail(form, "kind", N_("Choose what kind of organisation it is."));
    }
    check_identifier(form, out->kind);
    out->identifier = form_value(form, "identifier");
}

/* Many requests from one address are nobody's who asks for an institution. */
static bool is_held_back(const struct visit *visit, int *retry_after_s)
{
    struct throttle *const throttle = visit->console->requests;
    char client[IP_TEXT_SIZE] = "";
    struct ip address;
    if (ip_parse(str_of(visit->call->address), &address)) {
        address = ip_client(&address);
        ip_format(&address, client);
    }
    return !throttle_take(throttle, throttle_key(throttle, str_of(client)), clock_steady_us(), retry_after_s);
}

static enum rc request(struct session *session, void *argument, struct err *e)
{
    return registry_request_registration(session, argument, e);
}

static enum rc refuse_many(struct visit *visit, int retry_after_s, struct err *e)
{
    form_fail(&visit->form, "", N_("Many requests have come from your network. Try again in some minutes."));
    if (show_form(visit, 429, e) != RC_OK) {
        return e->rc;
    }
    const char *const wait = arena_format(visit->arena, "%d", retry_after_s);
    http_reply_header(visit->call, "Retry-After", wait == NULL ? "60" : wait);
    return RC_OK;
}

static enum rc do_register(struct visit *visit, struct err *e)
{
    struct registration registration;
    enum rc rc = RC_OK;
    int retry_after_s = 0;
    read_form(visit, &registration);
    if (visit->form.error_count > 0) {
        return show_form(visit, 400, e);
    }
    if (is_held_back(visit, &retry_after_s)) {
        return refuse_many(visit, retry_after_s, e);
    }
    if (visit_write_form(visit, request, &registration, &rc, e)) {
        return visit_go(visit, "/register/thanks", SAID_NOTHING, e);
    }
    return rc == RC_OK ? show_form(visit, 400, e) : rc;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/register", "pageRegister", page_register, .audience = PAGE_GUEST},
    {HTTP_POST, "/register", "doRegister", do_register, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/register/thanks", "pageRegisterThanks", page_thanks, .audience = PAGE_GUEST},
};

const struct page_table register_pages = {routes, COUNT_OF(routes)};
