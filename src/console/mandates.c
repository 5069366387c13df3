/* SPDX-License-Identifier: EUPL-1.2 */
/* Mandates: the processors that an institution lets act for it, and the institutions for which a processor acts. */
#include "base/day.h"
#include "console/mandates_page.h"
#include "console/routes.h"

#include <inttypes.h>
#include <stdlib.h>

#define ACTS_SHOWN 50

static const struct {
    const char *message, *kind;
} states[MANDATE_STATE_COUNT] = {
    [MANDATE_ON] = {N_("In force"), "good"},
    [MANDATE_LATER] = {N_("Begins later"), "warn"},
    [MANDATE_ENDED] = {N_("Ended"), ""},
    [MANDATE_WITHDRAWN] = {N_("Withdrawn"), "bad"},
};

const char *mandate_state_message(enum mandate_state state)
{
    return states[state].message;
}

const char *mandate_state_class(enum mandate_state state)
{
    return states[state].kind;
}

static struct mandate_line line_of(const struct session *session, const struct mandate *mandate)
{
    const bool is_on = mandate_is_on(mandate, session->today);
    return (struct mandate_line){
        .mandate = mandate,
        .issuer = directory_get(&session->directory, mandate->issuer_id),
        .processor = directory_get(&session->directory, mandate->processor_id),
        .state = mandate->withdrawn_at_us != 0   ? MANDATE_WITHDRAWN
            : is_on                              ? MANDATE_ON
            : mandate->from_day > session->today ? MANDATE_LATER
                                                 : MANDATE_ENDED,
    };
}

/* What is in force first, then the latest. */
static int compare_lines(const void *a, const void *b)
{
    const struct mandate_line *const one = a;
    const struct mandate_line *const other = b;
    if (one->state != other->state) {
        return one->state < other->state ? -1 : 1;
    }
    return one->mandate->id > other->mandate->id ? -1 : 1;
}

static bool may_change(const struct visit *visit)
{
    return visit->organisation != NULL && organisation_is_issuer(visit->organisation) && visit_may(visit, PERMISSION_MANDATES);
}

static enum rc page_mandates(struct visit *visit, struct err *e)
{
    struct mandates mandates = {0};
    struct mandates_view view = {.visit = visit, .may_change = may_change(visit)};
    if (registry_list_mandates(visit->session, visit_organisation_id(visit), &mandates, e) != RC_OK) {
        return e->rc;
    }
    struct mandate_line *const lines = arena_alloc_array(visit->arena, mandates.count + 1, sizeof *lines);
    if (lines == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < mandates.count; i++) {
        lines[i] = line_of(visit->session, &mandates.items[i]);
    }
    qsort(lines, mandates.count, sizeof *lines, compare_lines);
    view.items = lines;
    view.count = mandates.count;
    struct frame frame = {
        .title = N_("Processors"), .current = MENU_PROCESSORS, .content = mandates_content, .actions = mandates_actions, .view = &view};
    return visit_show(visit, 200, &frame, e);
}

/* Those that can be mandated. */
static const struct form_option *processor_options(const struct visit *visit, size_t *count)
{
    const struct organisations *const all = &visit->session->directory.organisations;
    struct form_option *const options = arena_alloc_array(visit->arena, all->count + 1, sizeof *options);
    *count = 0;
    if (options != NULL) {
        options[(*count)++] = (struct form_option){"", NULL, ""};
    }
    for (size_t i = 0; options != NULL && i < all->count; i++) {
        const struct organisation *const one = &all->items[i];
        if (one->kind == ORGANISATION_PROCESSOR && one->status != ORGANISATION_CLOSED) {
            const char *const text = arena_format(visit->arena, "%s (%s)", one->name, one->identifier);
            options[(*count)++] = (struct form_option){one->identifier, NULL, text == NULL ? one->name : text};
        }
    }
    return options;
}

/* A processor has nobody to mandate. */
static enum rc require_issuer(const struct visit *visit, struct err *e)
{
    if (may_change(visit)) {
        return RC_OK;
    }
    return err_set(e, RC_DENIED, "ER-2215", "", "only institutions and public authorities give mandates");
}

static enum rc show_new(struct visit *visit, struct err *e)
{
    struct mandate_form view = {.visit = visit, .form = &visit->form, .today = day_value(visit->arena, visit->session->today)};
    view.processors = processor_options(visit, &view.processor_count);
    if (view.processors == NULL) {
        return err_no_memory(e);
    }
    struct frame frame = {.title = N_("Mandate a processor"),
        .current = MENU_PROCESSORS,
        .back = {"/console/processors", N_("Processors")},
        .form = &visit->form,
        .narrow = true,
        .content = mandate_form_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_new(struct visit *visit, struct err *e)
{
    return require_issuer(visit, e) == RC_OK ? show_new(visit, e) : e->rc;
}

static enum rc give(struct session *session, void *argument, struct err *e)
{
    return registry_give_mandate(session, argument, e);
}

static enum rc do_new(struct visit *visit, struct err *e)
{
    struct form *const form = &visit->form;
    const char *const identifier = form_need(form, "processor", N_("Choose a processor."));
    const struct organisation *const processor = directory_find(&visit->session->directory, str_of(identifier));
    struct mandate mandate = {
        .issuer_id = visit->organisation->id, .from_day = form_day(form, "from"), .until_day = form_day(form, "until")};
    enum rc rc = RC_OK;
    if (require_issuer(visit, e) != RC_OK) {
        return e->rc;
    }
    if (identifier[0] != '\0' && processor == NULL) {
        form_fail(form, "processor", N_("Choose a processor."));
    }
    if (mandate.from_day == DAY_NONE) {
        form_fail(form, "from", N_("Enter the first day."));
    }
    mandate.processor_id = processor == NULL ? 0 : processor->id;
    if (form->error_count == 0 && visit_write_form(visit, give, &mandate, &rc, e)) {
        return visit_go(visit, "/console/processors", SAID_MANDATE_GIVEN, e);
    }
    return rc == RC_OK ? show_new(visit, e) : rc;
}

/* One of those that the user sees in the list. */
static enum rc find(const struct visit *visit, struct mandate_view *out, struct err *e)
{
    int64_t id = 0;
    struct mandates mandates = {0};
    *out = (struct mandate_view){.visit = visit, .form = &visit->form};
    if (visit_id(visit, "id", &id, e) != RC_OK ||
        registry_list_mandates(visit->session, visit_organisation_id(visit), &mandates, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < mandates.count; i++) {
        if (mandates.items[i].id == id) {
            out->line = line_of(visit->session, &mandates.items[i]);
            out->may_change = may_change(visit) && out->line.state != MANDATE_WITHDRAWN;
            out->until = day_value(visit->arena, mandates.items[i].until_day);
            return RC_OK;
        }
    }
    return err_set(e, RC_NOT_FOUND, "ER-2112", "id", "there is no mandate with the number %" PRId64, id);
}

/* What the processor has done for the issuer, where the user may read that one's log. */
static enum rc read_acts(const struct visit *visit, struct mandate_view *view, struct err *e)
{
    const struct mandate *const mandate = view->line.mandate;
    const struct audit_query query = {.organisation_id = mandate->issuer_id, .actor_id = mandate->processor_id, .limit = ACTS_SHOWN};
    struct acts acts = {0};
    view->may_see_acts = may_at(visit, mandate->issuer_id, PERMISSION_AUDIT);
    if (!view->may_see_acts) {
        return RC_OK;
    }
    if (registry_list_acts(visit->session, &query, &acts, e) != RC_OK) {
        return e->rc;
    }
    return act_lines(visit, mandate->issuer_id, acts.items, acts.count, &view->acts, e);
}

static enum rc show(struct visit *visit, struct mandate_view *view, struct err *e)
{
    const bool is_issuer = visit->organisation == NULL || organisation_is_issuer(visit->organisation);
    const struct organisation *const other = is_issuer ? view->line.processor : view->line.issuer;
    if (read_acts(visit, view, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = N_("Mandate"),
        .title_text = other == NULL ? NULL : other->name,
        .subtitle = other == NULL ? NULL : other->identifier,
        .current = MENU_PROCESSORS,
        .back = {"/console/processors", N_("Processors")},
        .form = &visit->form,
        .content = mandate_content,
        .view = view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_mandate(struct visit *visit, struct err *e)
{
    struct mandate_view view;
    return find(visit, &view, e) == RC_OK ? show(visit, &view, e) : e->rc;
}

struct change {
    int64_t id;
    int32_t until_day;
};

static enum rc end(struct session *session, void *argument, struct err *e)
{
    const struct change *const self = argument;
    struct mandate mandate;
    return registry_end_mandate(session, self->id, self->until_day, &mandate, e);
}

static const char *path_of(const struct visit *visit, const struct mandate_view *view)
{
    const char *const path = arena_format(visit->arena, "/console/processors/%" PRId64, view->line.mandate->id);
    return path == NULL ? "/console/processors" : path;
}

static enum rc do_mandate(struct visit *visit, struct err *e)
{
    struct mandate_view view;
    enum rc rc = RC_OK;
    if (find(visit, &view, e) != RC_OK) {
        return e->rc;
    }
    struct change change = {.id = view.line.mandate->id, .until_day = form_day(&visit->form, "until")};
    if (visit->form.error_count == 0 && visit_write_form(visit, end, &change, &rc, e)) {
        return visit_go(visit, path_of(visit, &view), SAID_SAVED, e);
    }
    return rc == RC_OK ? show(visit, &view, e) : rc;
}

static enum rc show_withdrawal(struct visit *visit, const struct mandate_view *view, struct err *e)
{
    struct frame frame = {.title = N_("Withdraw the mandate"),
        .subtitle = view->line.processor == NULL ? NULL : view->line.processor->name,
        .current = MENU_PROCESSORS,
        .back = {path_of(visit, view), N_("Mandate")},
        .form = &visit->form,
        .narrow = true,
        .content = mandate_withdrawal_content,
        .view = view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_withdrawal(struct visit *visit, struct err *e)
{
    struct mandate_view view;
    return find(visit, &view, e) == RC_OK ? show_withdrawal(visit, &view, e) : e->rc;
}

static enum rc withdraw(struct session *session, void *argument, struct err *e)
{
    const struct change *const self = argument;
    struct mandate mandate;
    return registry_withdraw_mandate(session, self->id, &mandate, e);
}

static enum rc do_withdrawal(struct visit *visit, struct err *e)
{
    struct mandate_view view;
    enum rc rc = RC_OK;
    if (find(visit, &view, e) != RC_OK) {
        return e->rc;
    }
    struct change change = {.id = view.line.mandate->id};
    if (visit_write_form(visit, withdraw, &change, &rc, e)) {
        return visit_go(visit, "/console/processors", SAID_MANDATE_WITHDRAWN, e);
    }
    return rc == RC_OK ? show_withdrawal(visit, &view, e) : rc;
}

#define SEE_MANDATES .audience = PAGE_USER, .permission = PERMISSION_ORGANISATION, .lane = PAGE_IN_WORKER
#define CHANGE_MANDATES .audience = PAGE_ORGANISATION, .permission = PERMISSION_MANDATES, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/processors", "pageMandates", page_mandates, SEE_MANDATES},
    {HTTP_GET, "/console/processors/new", "pageNewMandate", page_new, CHANGE_MANDATES},
    {HTTP_POST, "/console/processors/new", "doNewMandate", do_new, CHANGE_MANDATES, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/processors/{id}", "pageMandate", page_mandate, SEE_MANDATES},
    {HTTP_POST, "/console/processors/{id}", "doMandate", do_mandate, CHANGE_MANDATES, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/processors/{id}/withdraw", "pageMandateWithdrawal", page_withdrawal, CHANGE_MANDATES},
    {HTTP_POST, "/console/processors/{id}/withdraw", "doMandateWithdrawal", do_withdrawal, CHANGE_MANDATES, .body = HTTP_BODY_FORM},
};

const struct page_table mandate_pages = {routes, COUNT_OF(routes)};
