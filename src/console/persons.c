/* SPDX-License-Identifier: EUPL-1.2 */
/* Cardholders: the list, and a file of what it shows. */
#include "console/persons_page.h"

#include "console/cards_page.h"
#include "console/routes.h"
#include "console/rows_file.h"
#include "console/words.h"
#include "wire/csv_write.h"

#include <string.h>

static const struct form_option level_options[] = {
    {"BACHELOR", N_("Bachelor"), NULL},
    {"MASTER", N_("Master"), NULL},
    {"DOCTORATE", N_("Doctorate"), NULL},
};

static const struct column columns[] = {
    {"name", N_("Name"), .sorts = true, .filter = FILTER_TEXT},
    {"person", N_("Student identifier"), .sorts = true, .filter = FILTER_TEXT},
    {"email", N_("E-mail address"), .filter = FILTER_TEXT},
    {"level", N_("Level of study"), .filter = FILTER_SELECT, .options = level_options, .option_count = COUNT_OF(level_options)},
};

/* By what the columns filter, in their order. */
static const enum list_field fields[] = {FIELD_PERSON_NAME, FIELD_PERSON_IDENTIFIER, FIELD_PERSON_EMAIL, FIELD_PERSON_LEVEL};

/* A filter that makes no sense finds nothing: *possible is false then. */
static bool fill_request(const struct list *list, struct list_request *out, bool *possible)
{
    struct arena *const arena = list->visit->arena;
    bool ok = true;
    *possible = true;
    *out = (struct list_request){.descending = list->descending, .offset = list_offset(list), .size = list->size};
    if (list->order != NULL) {
        out->sort = strcmp(list->order->key, "name") == 0 ? FIELD_PERSON_NAME : FIELD_PERSON_IDENTIFIER;
    }
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (list->filters[i][0] != '\0') {
            *possible = search_add(arena, &out->search, fields[i], list->filters[i], list->visit->session->today, &ok) && *possible;
        }
    }
    return ok;
}

static enum rc read_persons(const struct list *list, struct person_page *out, struct err *e)
{
    struct list_request request;
    bool possible = true;
    *out = (struct person_page){0};
    if (!fill_request(list, &request, &possible)) {
        return err_no_memory(e);
    }
    return possible ? registry_list_persons(list->visit->session, &request, out, e) : RC_OK;
}

static enum rc page_persons(struct visit *visit, struct err *e)
{
    struct list list;
    struct persons_view view = {.visit = visit, .list = &list, .may_change = visit_may(visit, PERMISSION_PERSONS)};
    list_read(visit, "/console/persons", columns, COUNT_OF(columns), &list);
    if (read_persons(&list, &view.persons, e) != RC_OK) {
        return e->rc;
    }
    list.total = view.persons.total;
    list.shown = (int64_t)view.persons.count;
    struct frame frame = {
        .title = N_("Cardholders"), .current = MENU_PERSONS, .content = persons_content, .actions = persons_actions, .view = &view};
    return visit_show(visit, 200, &frame, e);
}

const struct enrolment *own_enrolment(const struct visit *visit, const struct person_detail *person)
{
    const struct enrolment_detail *const found = detail_find_enrolment(person, visit_organisation_id(visit));
    return found == NULL ? NULL : &found->enrolment;
}

const char *person_path(struct arena *arena, const char *esi)
{
    struct buf out;
    buf_init(&out, arena);
    buf_add_text(&out, "/console/persons/");
    uri_add_encoded(&out, str_of(esi));
    const char *const text = buf_text(&out);
    return text == NULL ? "#" : text;
}

static void write_person(struct buf *out, const struct person_detail *person, int64_t organisation_id)
{
    const struct enrolment_detail *const own = detail_find_enrolment(person, organisation_id);
    const struct code *const level = own == NULL ? NULL : academic_level_code(own->enrolment.academic_level);
    const struct str cells[] = {str_of(person->person.esi), str_of(detail_person_name(person)),
        str_of(own == NULL ? NULL : own->enrolment.email), str_of(level == NULL ? NULL : level->key)};
    csv_write_row(out, cells, COUNT_OF(cells), ',');
}

static enum rc page_persons_file(struct visit *visit, struct err *e)
{
    static const char *const heads[] = {"personIdentifier", "fullName", "email", "academicLevel"};
    const struct rows_file file = {.name = "cardholders.csv", .heads = heads, .head_count = COUNT_OF(heads), .person = write_person};
    struct list list;
    struct list_request request;
    bool possible = true;
    list_read(visit, "/console/persons", columns, COUNT_OF(columns), &list);
    if (!fill_request(&list, &request, &possible)) {
        return err_no_memory(e);
    }
    return rows_file_answer(visit, &file, possible ? &request : NULL, e);
}

static const struct page_route routes[] = {
    {HTTP_GET, "/console/persons", "pagePersons", page_persons, .audience = PAGE_ORGANISATION, .permission = PERMISSION_READ,
        .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/persons.csv", "pagePersonsFile", page_persons_file, .audience = PAGE_ORGANISATION, .permission = PERMISSION_READ,
        .lane = PAGE_IN_BULK},
};

const struct page_table persons_pages = {routes, COUNT_OF(routes)};
