/* SPDX-License-Identifier: EUPL-1.2 */
/* The list of cards: filters, columns, a file of what is shown, acts on those that were chosen. */
#include "console/cards_page.h"

#include "base/day.h"
#include "console/routes.h"
#include "console/rows_file.h"
#include "console/words.h"
#include "registry/cards.h"
#include "registry/persons.h"
#include "wire/csv_write.h"

#include <string.h>

#define CHOSEN_MAX 200

const struct form_option card_type_options[CARD_TYPE_COUNT] = {
    {"PASSIVE", N_("Physical card without electronics"), NULL},
    {"SMART_NO_CDZ", N_("Smart card without the ESC data zone"), NULL},
    {"SMART_CDZ", N_("Smart card with the ESC data zone"), NULL},
    {"SMART_MAY_SP", N_("Smart card with custom data by service providers"), NULL},
    {"SMART_PASSIVE", N_("Digital card"), NULL},
    {"SMART_PASSIVE_EMULATION", N_("Digital card emulating a physical card"), NULL},
    {"UNKNOWN", N_("Unknown"), NULL},
};

const struct form_option card_status_options[CARD_STATUS_COUNT] = {
    {"ACTIVE", N_("Valid"), NULL},
    {"INACTIVE", N_("Not active"), NULL},
    {"EXPIRED", N_("Expired"), NULL},
};

static const struct column columns[] = {
    {"number", N_("Card number (ESCN)"), .sorts = true, .filter = FILTER_TEXT},
    {"name", N_("Name on card"), .sorts = true, .filter = FILTER_TEXT},
    {"type", N_("Type"), .filter = FILTER_SELECT, .options = card_type_options, .option_count = COUNT_OF(card_type_options)},
    {"issued", N_("Issued"), .sorts = true, .filter = FILTER_TEXT, .placeholder = "2026-09-30"},
    {"expires", N_("Expires"), .sorts = true, .filter = FILTER_TEXT, .placeholder = "2027-09-30"},
    {"status", N_("Status"), .filter = FILTER_SELECT, .options = card_status_options, .option_count = COUNT_OF(card_status_options)},
    {"person", N_("Student identifier"), .sorts = true, .hidden = true, .filter = FILTER_TEXT},
    {"issuer", N_("Issuer"), .sorts = true, .hidden = true, .filter = FILTER_TEXT},
};

static const struct {
    const char *key;
    enum list_field sort, filter;
} fields[] = {
    {"number", FIELD_CARD_NUMBER, FIELD_CARD_NUMBER},
    {"name", FIELD_CARD_DISPLAY_NAME, FIELD_CARD_DISPLAY_NAME},
    {"type", FIELD_NEWEST, FIELD_CARD_TYPE},
    {"issued", FIELD_CARD_ISSUED, FIELD_CARD_ISSUED},
    {"expires", FIELD_CARD_EXPIRES, FIELD_CARD_EXPIRES},
    {"status", FIELD_NEWEST, FIELD_CARD_STATUS},
    {"person", FIELD_PERSON_IDENTIFIER, FIELD_PERSON_IDENTIFIER},
    {"issuer", FIELD_ISSUER_NAME, FIELD_ISSUER_NAME},
};

const char *number_of(struct arena *arena, const struct card *card)
{
    char number[ESCN_TEXT_SIZE];
    escn_format(&card->escn, number);
    const char *const text = arena_copy(arena, number);
    return text == NULL ? "" : text;
}

const char *day_text(struct arena *arena, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    const char *const copy = arena_copy(arena, text);
    return copy == NULL ? "" : copy;
}

/* A filter that makes no sense finds nothing: *possible is false then. */
static bool fill_request(const struct list *list, struct list_request *out, bool *possible)
{
    struct arena *const arena = list->visit->arena;
    bool ok = true;
    *possible = true;
    *out = (struct list_request){.descending = list->descending, .offset = list_offset(list), .size = list->size};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const char *const filter = list_filter(list, fields[i].key);
        if (list->order != NULL && strcmp(list->order->key, fields[i].key) == 0) {
            out->sort = fields[i].sort;
        }
        if (filter[0] != '\0') {
            *possible = search_add(arena, &out->search, fields[i].filter, filter, list->visit->session->today, &ok) && *possible;
        }
    }
    return ok;
}

static enum rc read_cards(const struct list *list, struct card_page *out, struct err *e)
{
    struct list_request request;
    bool possible = true;
    *out = (struct card_page){0};
    if (!fill_request(list, &request, &possible)) {
        return err_no_memory(e);
    }
    return possible ? registry_list_cards(list->visit->session, &request, out, e) : RC_OK;
}

static enum rc page_cards(struct visit *visit, struct err *e)
{
    struct list list;
    struct cards_view view = {.visit = visit, .list = &list, .may_change = visit_may(visit, PERMISSION_CARDS)};
    list_read(visit, "/console/cards", columns, COUNT_OF(columns), &list);
    list.selects = true;
    if (read_cards(&list, &view.cards, e) != RC_OK) {
        return e->rc;
    }
    list.total = view.cards.total;
    list.shown = (int64_t)view.cards.count;
    struct frame frame = {.title = N_("Card management"),
        .current = MENU_CARDS,
        .form = &visit->form,
        .content = cards_content,
        .actions = cards_actions,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static void write_card(struct buf *out, struct arena *arena, const struct card_detail *card)
{
    const struct str cells[] = {str_of(number_of(arena, &card->card)), str_of(detail_card_name(card)),
        str_of(card_type_code(card->card.type)->key), str_of(day_text(arena, card->card.issued_day)),
        str_of(day_text(arena, card->card.expires_day)), str_of(card_status_code(card->shown)->key), str_of(card->person.person.esi),
        str_of(card->issuer->identifier)};
    csv_write_row(out, cells, COUNT_OF(cells), ',');
}

/* All that the list shows, as a file that an import takes again. */
static enum rc page_cards_file(struct visit *visit, struct err *e)
{
    static const char *const heads[] = {
        "cardNumber", "displayName", "cardType", "issuedAt", "expiresAt", "cardStatusType", "personIdentifier", "issuerIdentifier"};
    const struct rows_file file = {.name = "cards.csv", .heads = heads, .head_count = COUNT_OF(heads), .card = write_card};
    struct list list;
    struct list_request request;
    bool possible = true;
    list_read(visit, "/console/cards", columns, COUNT_OF(columns), &list);
    if (!fill_request(&list, &request, &possible)) {
        return err_no_memory(e);
    }
    return rows_file_answer(visit, &file, possible ? &request : NULL, e);
}

/* What can be done with many cards at once. */
static const struct {
    const char *act;
    const char *question;
} acts[] = {
    {"extend", N_("Extend these cards")},
    {"activate", N_("Activate these cards")},
    {"deactivate", N_("Deactivate these cards")},
    {"delete", N_("Delete these cards")},
};

static enum rc show_chosen(struct visit *visit, size_t act, struct err *e)
{
    const struct chosen_view view = {.visit = visit,
        .form = &visit->form,
        .act = acts[act].act,
        .question = acts[act].question,
        .until_day = visit->session->today + 365};
    struct frame frame = {.title = acts[act].question,
        .current = MENU_CARDS,
        .back = {"/console/cards", N_("Card management")},
        .form = &visit->form,
        .narrow = true,
        .content = chosen_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

struct chosen {
    const struct form *form;
    size_t act;
    int32_t until_day;
};

static enum rc change_card(struct session *session, struct str number, const struct chosen *chosen, struct err *e)
{
    struct card_detail card;
    struct card_detail after;
    if (registry_get_card(session, number, &card, e) != RC_OK) {
        return e->rc;
    }
    const struct card_input input = {
        .status = chosen->act == 1 ? "ACTIVE"
            : chosen->act == 2     ? "INACTIVE"
                                   : card_status_code(card.card.status)->key,
        .type = card_type_code(card.card.type)->key,
        .display_name = card.card.display_name,
        .issued_day = card.card.issued_day,
        .expires_day = chosen->act == 0 ? chosen->until_day : card.card.expires_day,
        .issuer = card.issuer->identifier,
        .person = card.person.person.esi,
        .processor = card.processor == NULL ? NULL : card.processor->identifier,
    };
    return registry_update_card(session, number, &input, &after, e);
}

/* All or none. */
static enum rc do_acts(struct session *session, void *argument, struct err *e)
{
    const struct chosen *const self = argument;
    const size_t count = form_count(self->form, "chosen");
    for (size_t i = 0; i < count; i++) {
        const struct str number = form_nth(self->form, "chosen", i);
        const enum rc rc = self->act == 3 ? registry_delete_card(session, number, e) : change_card(session, number, self, e);
        if (rc != RC_OK) {
            return err_wrap(e, T_("card %.*s"), str_shown(number, ESCN_TEXT_SIZE), number.data);
        }
    }
    return RC_OK;
}

static enum rc carry_out(struct visit *visit, size_t act, struct err *e)
{
    struct chosen chosen = {.form = &visit->form, .act = act};
    enum rc rc = RC_OK;
    if (act == 0 && !day_parse(str_of(form_value(&visit->form, "until")), &chosen.until_day)) {
        form_fail(&visit->form, "until", N_("Enter a day such as 2027-09-30."));
    }
    if (visit->form.error_count == 0 && visit_write_form(visit, do_acts, &chosen, &rc, e)) {
        return visit_go(visit, "/console/cards", act == 3 ? SAID_REMOVED : SAID_SAVED, e);
    }
    return rc == RC_OK ? show_chosen(visit, act, e) : rc;
}

/* First asks, then does. */
static enum rc do_chosen(struct visit *visit, struct err *e)
{
    const size_t count = form_count(&visit->form, "chosen");
    const char *const wanted = form_value(&visit->form, "act");
    if (count == 0 || count > CHOSEN_MAX) {
        form_fail(&visit->form, "", count == 0 ? N_("Choose some cards first.") : N_("At most 200 cards can be changed at once."));
        return page_cards(visit, e);
    }
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (strcmp(acts[i].act, wanted) == 0) {
            return form_has(&visit->form, "sure", "yes") ? carry_out(visit, i, e) : show_chosen(visit, i, e);
        }
    }
    return visit_go(visit, "/console/cards", SAID_NOTHING, e);
}

/* A number leads to its card, an identifier to its person, anything else to those whose names fit. */
/* The page of the one, or the list that says that there is none. */
static void add_found(struct buf *path, bool found, const char *list, const char *filter, const char *name)
{
    buf_add_format(path, "/console/%s%s", list, found ? "/" : filter);
    uri_add_encoded(path, str_of(name));
}

static enum rc page_search(struct visit *visit, struct err *e)
{
    const char *const wanted = visit_query(visit, "q");
    struct escn escn;
    struct err ignored = {0};
    struct buf path;
    buf_init(&path, visit->arena);
    if (escn_parse_scanned(wanted, strlen(wanted), &escn, &ignored) == RC_OK) {
        char number[ESCN_TEXT_SIZE];
        struct card_detail card;
        escn_format(&escn, number);
        add_found(&path, registry_get_card(visit->session, str_of(number), &card, &ignored) == RC_OK, "cards", "?number=", number);
    } else if (str_starts_with(str_of(wanted), STR("urn:"))) {
        struct person_detail person;
        add_found(&path, registry_get_person(visit->session, str_of(wanted), &person, &ignored) == RC_OK, "persons", "?person=", wanted);
    } else {
        buf_add_text(&path, "/console/persons?name=");
        uri_add_encoded(&path, str_of(wanted));
    }
    const char *const text = buf_text(&path);
    return text == NULL ? err_no_memory(e) : visit_go(visit, text, SAID_NOTHING, e);
}

#define READER .audience = PAGE_ORGANISATION, .permission = PERMISSION_READ
#define WRITER .audience = PAGE_ORGANISATION, .permission = PERMISSION_CARDS

static const struct page_route routes[] = {
    {HTTP_GET, "/console/cards", "pageCards", page_cards, READER, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/cards.csv", "pageCardsFile", page_cards_file, READER, .lane = PAGE_IN_BULK},
    {HTTP_POST, "/console/cards/chosen", "doChosenCards", do_chosen, WRITER, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/search", "pageSearch", page_search, READER, .lane = PAGE_IN_WORKER},
};

const struct page_table cards_pages = {routes, COUNT_OF(routes)};
