/* SPDX-License-Identifier: EUPL-1.2 */
/* Cardholders: the list, and a file of what it shows. */
#include "console/persons_page.h"

#include "console/cards_page.h"
#include "console/routes.h"
#include "console/words.h"
#include "wire/csv_write.h"

#include <string.h>

#define FILE_PERSONS_MAX 20000

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

/* A filter that makes no sense finds nothing. */
static enum rc read_persons(const struct list *list, struct person_page *out, struct err *e)
{
    struct arena *const arena = list->visit->arena;
    struct list_request request = {.descending = list->descending, .offset = list_offset(list), .size = list->size};
    bool ok = true;
    bool possible = true;
    *out = (struct person_page){0};
    if (list->order != NULL) {
        request.sort = strcmp(list->order->key, "name") == 0 ? FIELD_PERSON_NAME : FIELD_PERSON_IDENTIFIER;
    }
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (list->filters[i][0] != '\0') {
            possible = search_add(arena, &request.search, fields[i], list->filters[i], list->visit->session->today, &ok) && possible;
        }
    }
    if (!ok) {
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

static void write_person(struct buf *out, const struct visit *visit, const struct person_detail *person)
{
    const struct enrolment *const enrolment = own_enrolment(visit, person);
    const struct code *const level = enrolment == NULL ? NULL : academic_level_code(enrolment->academic_level);
    const struct str cells[] = {str_of(person->person.esi), str_of(detail_person_name(person)),
        str_of(enrolment == NULL ? NULL : enrolment->email), str_of(level == NULL ? NULL : level->key)};
    csv_write_row(out, cells, COUNT_OF(cells), ',');
}

static enum rc page_persons_file(struct visit *visit, struct err *e)
{
    const struct str heads[] = {STR("personIdentifier"), STR("fullName"), STR("email"), STR("academicLevel")};
    struct list list;
    struct buf out;
    struct person_page persons;
    list_read(visit, "/console/persons", columns, COUNT_OF(columns), &list);
    list.size = LIST_SIZE_MAX;
    buf_init(&out, visit->arena);
    csv_write_row(&out, heads, COUNT_OF(heads), ',');
    for (list.page = 1; list_offset(&list) < FILE_PERSONS_MAX; list.page++) {
        if (read_persons(&list, &persons, e) != RC_OK) {
            return e->rc;
        }
        for (size_t i = 0; i < persons.count; i++) {
            write_person(&out, visit, &persons.items[i]);
        }
        if (persons.count < LIST_SIZE_MAX) {
            break;
        }
    }
    if (out.failed) {
        return err_no_memory(e);
    }
    visit_download(visit, "cardholders.csv", "text/csv; charset=utf-8", (struct str){out.data, out.length});
    return RC_OK;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/console/persons", "pagePersons", page_persons, .audience = PAGE_ORGANISATION, .permission = PERMISSION_READ,
        .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/persons.csv", "pagePersonsFile", page_persons_file, .audience = PAGE_ORGANISATION, .permission = PERMISSION_READ,
        .lane = PAGE_IN_HEAVY},
};

const struct page_table persons_pages = {routes, COUNT_OF(routes)};
