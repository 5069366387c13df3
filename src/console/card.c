/* SPDX-License-Identifier: EUPL-1.2 */
/* One card: looking at it with its history, issuing, changing and deleting it. */
#include "base/day.h"
#include "console/cards_page.h"
#include "console/once.h"
#include "console/routes.h"
#include "registry/cards.h"
#include "registry/holders.h"

#include <string.h>

#define ACTS_SHOWN 100

static enum rc find_card(const struct visit *visit, struct card_detail *out, struct err *e)
{
    return registry_get_card(visit->session, str_of(visit_param(visit, "number")), out, e);
}

/* What was done with the card, for who may read the log. */
static enum rc read_acts(const struct visit *visit, struct card_view *view, struct err *e)
{
    const struct card *const card = &view->card->card;
    struct acts acts = {0};
    if (card->issuer_id != visit_organisation_id(visit) || !visit_may(visit, PERMISSION_AUDIT)) {
        return RC_OK;
    }
    if (registry_list_card_acts(visit->session, card, ACTS_SHOWN, &acts, e) != RC_OK) {
        return e->rc;
    }
    return act_lines(visit, card->issuer_id, acts.items, acts.count, &view->acts, e);
}

static enum rc show_card(
    struct visit *visit, const char *title, void (*content)(struct page *page, const void *view), bool acts, struct err *e)
{
    struct card_detail card;
    struct card_view view = {.visit = visit, .card = &card, .may_change = visit_may(visit, PERMISSION_CARDS)};
    if (find_card(visit, &card, e) != RC_OK || (acts && read_acts(visit, &view, e) != RC_OK)) {
        return e->rc;
    }
    view.number = number_of(visit->arena, &card.card);
    view.shown = card_public_status(&card.card, card.issuer, visit->session->today, visit->session->registry->settings.new_logo_day);
    struct frame frame = {.title = title,
        .title_text = acts ? detail_card_name(&card) : NULL,
        .subtitle = view.number,
        .current = MENU_CARDS,
        .back = {"/console/cards", N_("Card management")},
        .narrow = !acts,
        .content = content,
        .actions = acts ? card_actions : NULL,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static enum rc page_card(struct visit *visit, struct err *e)
{
    return show_card(visit, N_("Card"), card_content, true, e);
}

static enum rc page_delete(struct visit *visit, struct err *e)
{
    return show_card(visit, N_("Delete this card"), card_delete_content, false, e);
}

static const char *path_of(struct arena *arena, const struct card_detail *card)
{
    return arena_format(arena, "/console/cards/%s", number_of(arena, &card->card));
}

struct writing {
    const char *number; /* of the one that is there; NULL for a new one */
    int64_t version;    /* as it was when the form was made */
    struct card_input input;
    struct card_detail card;
    struct once once; /* of a new one */
    const char *path; /* of the new one */
};

/* A form that is sent again leads to the card that it has issued. */
static enum rc issue_card(struct session *session, void *argument, struct err *e)
{
    struct writing *const self = argument;
    if (once_find(session, &self->once, &self->path, e) != RC_OK) {
        return e->rc;
    }
    if (self->path != NULL) {
        return RC_OK;
    }
    if (registry_issue_card(session, &self->input, &self->card, e) != RC_OK) {
        return e->rc;
    }
    self->path = path_of(session->arena, &self->card);
    return self->path == NULL ? err_no_memory(e) : once_keep(session, &self->once, self->path, e);
}

/* Who comes second is told, and overwrites nothing. */
static enum rc edit_card(struct session *session, void *argument, struct err *e)
{
    struct writing *const self = argument;
    if (registry_get_card(session, str_of(self->number), &self->card, e) != RC_OK) {
        return e->rc;
    }
    if (self->card.card.version != self->version) {
        return err_set(e, RC_CONFLICT, "ER-0005", "", T_("somebody else has changed the card meanwhile: compare, then save again"));
    }
    self->input.processor = self->card.processor == NULL ? NULL : self->card.processor->identifier;
    return registry_update_card(session, str_of(self->number), &self->input, &self->card, e);
}

static enum rc delete_card(struct session *session, void *argument, struct err *e)
{
    const struct writing *const self = argument;
    return registry_delete_card(session, str_of(self->number), e);
}

static enum rc do_delete(struct visit *visit, struct err *e)
{
    struct writing writing = {.number = visit_param(visit, "number")};
    const enum rc rc = visit_write(visit, delete_card, &writing, e);
    const bool is_gone = rc == RC_OK || rc == RC_NOT_FOUND; /* whoever sends the form twice has what was wanted */
    return is_gone ? visit_go(visit, "/console/cards", SAID_REMOVED, e) : rc;
}

static enum rc show_form(struct visit *visit, const struct card_detail *card, struct err *e)
{
    const int32_t today = visit->session->today;
    const struct card_form view = {.visit = visit,
        .form = &visit->form,
        .card = card,
        .number = card == NULL ? NULL : number_of(visit->arena, &card->card),
        .action = arena_text(visit->arena, visit->call->path.data, visit->call->path.length),
        .esi = card == NULL ? visit_query(visit, "person") : card->person.person.esi,
        .issued_day = card == NULL ? today : card->card.issued_day,
        .expires_day = card == NULL ? today + 3 * 365 : card->card.expires_day};
    struct frame frame = {.title = card == NULL ? N_("New card") : N_("Change a card"),
        .subtitle = view.number,
        .current = MENU_CARDS,
        .back = {"/console/cards", N_("Card management")},
        .form = &visit->form,
        .narrow = true,
        .content = card_form_content,
        .view = &view};
    return view.action == NULL ? err_no_memory(e) : visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_new_card(struct visit *visit, struct err *e)
{
    return show_form(visit, NULL, e);
}

static enum rc page_edit_card(struct visit *visit, struct err *e)
{
    struct card_detail card;
    return find_card(visit, &card, e) == RC_OK ? show_form(visit, &card, e) : e->rc;
}

static int32_t read_day(struct visit *visit, const char *name)
{
    int32_t day = DAY_NONE;
    if (!day_parse(str_of(form_value(&visit->form, name)), &day)) {
        form_fail(&visit->form, name, N_("Enter a day such as 2027-09-30."));
    }
    return day;
}

static void read_form(struct visit *visit, struct writing *out)
{
    long long version = 0;
    out->input = (struct card_input){
        .number = form_optional(&visit->form, "cardNumber"),
        .status = form_need(&visit->form, "cardStatusType", N_("Choose a state.")),
        .type = form_need(&visit->form, "cardType", N_("Choose a type.")),
        .display_name = form_optional(&visit->form, "displayName"),
        .person = form_need(&visit->form, "personIdentifier", N_("Enter the student identifier of the holder.")),
        .issuer = visit->organisation->identifier,
        .issued_day = read_day(visit, "issuedAt"),
        .expires_day = read_day(visit, "expiresAt"),
    };
    if (str_to_int64(form_raw(&visit->form, "version"), &version)) {
        out->version = version;
    }
}

static enum rc do_new_card(struct visit *visit, struct err *e)
{
    struct writing writing = {0};
    enum rc rc = RC_OK;
    if (once_read(visit, &writing.once, e) != RC_OK) {
        return e->rc;
    }
    read_form(visit, &writing);
    if (visit->form.error_count == 0 && visit_write_form(visit, issue_card, &writing, &rc, e)) {
        return visit_go(visit, writing.path, SAID_SAVED, e);
    }
    return rc == RC_OK ? show_form(visit, NULL, e) : rc;
}

static enum rc do_edit_card(struct visit *visit, struct err *e)
{
    struct card_detail card;
    struct writing writing = {.number = visit_param(visit, "number")};
    enum rc rc = RC_OK;
    if (find_card(visit, &card, e) != RC_OK) {
        return e->rc;
    }
    read_form(visit, &writing);
    writing.input.number = writing.number;
    writing.input.issuer = card.issuer->identifier;
    if (visit->form.error_count == 0 && visit_write_form(visit, edit_card, &writing, &rc, e)) {
        const char *const path = path_of(visit->arena, &card);
        return path == NULL ? err_no_memory(e) : visit_go(visit, path, SAID_SAVED, e);
    }
    return rc == RC_OK ? show_form(visit, &card, e) : rc;
}

#define READER .audience = PAGE_ORGANISATION, .permission = PERMISSION_READ, .lane = PAGE_IN_WORKER
#define WRITER .audience = PAGE_ORGANISATION, .permission = PERMISSION_CARDS, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/cards/new", "pageNewCard", page_new_card, WRITER},
    {HTTP_POST, "/console/cards/new", "doNewCard", do_new_card, WRITER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/cards/{number}", "pageCard", page_card, READER},
    {HTTP_GET, "/console/cards/{number}/edit", "pageEditCard", page_edit_card, WRITER},
    {HTTP_POST, "/console/cards/{number}/edit", "doEditCard", do_edit_card, WRITER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/cards/{number}/delete", "pageDeleteCard", page_delete, WRITER},
    {HTTP_POST, "/console/cards/{number}/delete", "doDeleteCard", do_delete, WRITER, .body = HTTP_BODY_FORM},
};

const struct page_table card_pages = {routes, COUNT_OF(routes)};
