/* SPDX-License-Identifier: EUPL-1.2 */
/* All organisations, for who lets them in. */
#include "base/day.h"
#include "console/organisation_page.h"
#include "console/organisations_page.h"
#include "console/routes.h"
#include "registry/statistics.h"
#include "wire/csv_write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum organisation_column {
    COLUMN_NAME,
    COLUMN_IDENTIFIER,
    COLUMN_COUNTRY,
    COLUMN_KIND,
    COLUMN_STATUS,
    COLUMN_LEGAL,
    COLUMN_CARDS,
    COLUMN_COUNT
};

static const struct column columns_without_countries[COLUMN_COUNT] = {
    [COLUMN_NAME] = {.key = "name", .label = N_("Name"), .sorts = true, .filter = FILTER_TEXT, .placeholder = N_("Name")},
    [COLUMN_IDENTIFIER] = {.key = "identifier",
        .label = N_("PIC or VAT number"),
        .sorts = true,
        .filter = FILTER_TEXT,
        .placeholder = N_("PIC or VAT number")},
    [COLUMN_COUNTRY] = {.key = "country", .label = N_("Country"), .sorts = true, .filter = FILTER_SELECT},
    [COLUMN_KIND] = {.key = "type",
        .label = N_("Type"),
        .sorts = true,
        .filter = FILTER_SELECT,
        .options = organisation_kind_options,
        .option_count = ORGANISATION_KIND_COUNT},
    [COLUMN_STATUS] = {.key = "state",
        .label = N_("State"),
        .sorts = true,
        .filter = FILTER_SELECT,
        .options = organisation_status_options,
        .option_count = ORGANISATION_STATUS_COUNT},
    [COLUMN_LEGAL] = {.key = "legal",
        .label = N_("Legal documents"),
        .sorts = true,
        .filter = FILTER_SELECT,
        .options = legal_state_options,
        .option_count = LEGAL_STATE_COUNT},
    [COLUMN_CARDS] = {.key = "cards", .label = N_("Active cards")},
};

/* The countries from which organisations are here, in place of all. */
static const struct form_option *countries_here(const struct visit *visit, size_t *count)
{
    const struct organisations *const all = &visit->session->directory.organisations;
    struct form_option *const options = arena_alloc_array(visit->arena, country_count + 1, sizeof *options);
    *count = 0;
    for (size_t i = 0; options != NULL && i < country_count; i++) {
        bool is_here = false;
        for (size_t k = 0; k < all->count && !is_here; k++) {
            is_here = strcmp(all->items[k].country, countries[i].code) == 0;
        }
        if (is_here) {
            options[(*count)++] = (struct form_option){countries[i].code, NULL, countries[i].name};
        }
    }
    return options;
}

static enum rc read_list(struct visit *visit, struct list *out, struct err *e)
{
    struct column *const columns = arena_alloc_array(visit->arena, COLUMN_COUNT, sizeof *columns);
    if (columns == NULL) {
        return err_no_memory(e);
    }
    memcpy(columns, columns_without_countries, sizeof columns_without_countries);
    columns[COLUMN_COUNTRY].options = countries_here(visit, &columns[COLUMN_COUNTRY].option_count);
    list_read(visit, "/console/organisations", columns, COLUMN_COUNT, out);
    return columns[COLUMN_COUNTRY].options == NULL ? err_no_memory(e) : RC_OK;
}

static bool is_chosen(const char *filter, const char *value)
{
    return filter[0] == '\0' || strcmp(filter, value) == 0;
}

static bool is_wanted(const struct list *list, const char *name, const char *identifier, const struct organisation *one)
{
    const struct visit *const visit = list->visit;
    return is_chosen(list->filters[COLUMN_COUNTRY], one->country) &&
        is_chosen(list->filters[COLUMN_KIND], organisation_kind_options[one->kind].value) &&
        is_chosen(list->filters[COLUMN_STATUS], organisation_status_options[one->status].value) &&
        is_chosen(list->filters[COLUMN_LEGAL], legal_state_options[legal_state_of(one, visit->session->today)].value) &&
        holds_folded(visit->arena, one->name, name) && holds_folded(visit->arena, one->identifier, identifier);
}

/* What a row is sorted by. */
struct sort_key {
    struct organisation_line line;
    const char *text; /* folded */
    int number;
};

static int compare_rows(const void *a, const void *b)
{
    const struct sort_key *const one = a;
    const struct sort_key *const other = b;
    const int by_text = strcmp(one->text, other->text);
    if (one->number != other->number) {
        return one->number < other->number ? -1 : 1;
    }
    if (by_text != 0) {
        return by_text;
    }
    return one->line.organisation->id < other->line.organisation->id ? -1 : 1;
}

static struct sort_key key_of(const struct list *list, const struct organisation *one)
{
    struct arena *const arena = list->visit->arena;
    struct sort_key key = {.line = {one, -1}, .text = folded_filter(arena, one->name)};
    const enum organisation_column column = list->order == NULL ? COLUMN_NAME : (enum organisation_column)(list->order - list->columns);
    switch (column) {
    case COLUMN_IDENTIFIER:
        key.text = folded_filter(arena, one->identifier);
        break;
    case COLUMN_COUNTRY:
        key.text = country_name(one->country);
        break;
    case COLUMN_KIND:
        key.number = (int)one->kind;
        break;
    case COLUMN_STATUS:
        key.number = (int)one->status;
        break;
    case COLUMN_LEGAL:
        key.number = (int)legal_state_of(one, list->visit->session->today);
        break;
    case COLUMN_NAME:
    case COLUMN_CARDS:
    case COLUMN_COUNT:
        break;
    }
    return key;
}

/* All that fit, in the order asked for. */
static enum rc find_lines(const struct list *list, struct organisation_line **out, size_t *count, struct err *e)
{
    struct arena *const arena = list->visit->arena;
    const struct organisations *const all = &list->visit->session->directory.organisations;
    const char *const name = folded_filter(arena, list->filters[COLUMN_NAME]);
    const char *const identifier = folded_filter(arena, list->filters[COLUMN_IDENTIFIER]);
    struct sort_key *const keys = arena_alloc_array(arena, all->count + 1, sizeof *keys);
    struct organisation_line *const lines = arena_alloc_array(arena, all->count + 1, sizeof *lines);
    *count = 0;
    if (keys == NULL || lines == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < all->count; i++) {
        if (is_wanted(list, name, identifier, &all->items[i])) {
            keys[(*count)++] = key_of(list, &all->items[i]);
        }
    }
    qsort(keys, *count, sizeof *keys, compare_rows);
    for (size_t i = 0; i < *count; i++) {
        lines[i] = keys[list->descending ? *count - 1 - i : i].line;
    }
    *out = lines;
    return RC_OK;
}

/* Of these rows alone. */
static enum rc count_cards(const struct visit *visit, struct organisation_line *lines, size_t count, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        const struct organisation *const one = lines[i].organisation;
        if (organisation_is_issuer(one) && registry_active_cards(visit->session, one, &lines[i].cards, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc page_all(struct visit *visit, struct err *e)
{
    struct list list;
    struct organisation_line *lines = NULL;
    size_t found = 0;
    struct organisations_view view = {.visit = visit, .list = &list};
    if (read_list(visit, &list, e) != RC_OK || find_lines(&list, &lines, &found, e) != RC_OK ||
        registry_list_registrations(visit->session, 0, REGISTRATION_WAITING, &view.waiting, e) != RC_OK) {
        return e->rc;
    }
    const size_t offset = list_offset(&list) < (int64_t)found ? (size_t)list_offset(&list) : found;
    view.count = found - offset < (size_t)list.size ? found - offset : (size_t)list.size;
    view.items = lines + offset;
    list.total = (int64_t)found;
    list.shown = (int64_t)view.count;
    view.csv = list_file_url(&list, "/console/organisations.csv");
    if (list_shows(&list, "cards") && count_cards(visit, lines + offset, view.count, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {.title = N_("Organisations"),
        .current = MENU_ORGANISATIONS,
        .content = organisations_content,
        .actions = organisations_actions,
        .view = &view};
    return visit_show(visit, 200, &frame, e);
}

/* The same path shows who works in an organisation his own. */
static enum rc page_organisations(struct visit *visit, struct err *e)
{
    if (visit->organisation != NULL) {
        return organisation_show(visit, visit->organisation, e);
    }
    return session_require_permission(visit->session, 0, PERMISSION_REGISTRATIONS, e) == RC_OK ? page_all(visit, e) : e->rc;
}

static struct str day_cell(const struct visit *visit, int32_t day)
{
    return str_of(day_value(visit->arena, day));
}

static void write_line(struct buf *out, const struct visit *visit, const struct organisation_line *line)
{
    const struct organisation *const one = line->organisation;
    const char *const number = line->cards < 0 ? "" : arena_format(visit->arena, "%" PRId64, line->cards);
    const struct str cells[] = {str_of(one->identifier), str_of(one->name), str_of(organisation_kind_code(one->kind)->key),
        str_of(one->country), str_of(organisation_status_code(one->status)->key),
        str_of(legal_state_options[legal_state_of(one, visit->session->today)].value), str_of(number), str_of(one->schac_home_organization),
        str_of(one->website), str_of(legal_basis_code(one->legal_basis)->key), day_cell(visit, one->new_logo_day)};
    csv_write_row(out, cells, COUNT_OF(cells), ',');
}

static enum rc page_csv(struct visit *visit, struct err *e)
{
    const struct str heads[] = {STR("identifier"), STR("name"), STR("type"), STR("country"), STR("state"), STR("legal"), STR("activeCards"),
        STR("schacHomeOrganization"), STR("website"), STR("legalBasis"), STR("newLogoAt")};
    struct list list;
    struct organisation_line *lines = NULL;
    size_t count = 0;
    struct buf out;
    buf_init(&out, visit->arena);
    if (read_list(visit, &list, e) != RC_OK || find_lines(&list, &lines, &count, e) != RC_OK ||
        count_cards(visit, lines, count, e) != RC_OK) {
        return e->rc;
    }
    csv_write_row(&out, heads, COUNT_OF(heads), ',');
    for (size_t i = 0; i < count; i++) {
        write_line(&out, visit, &lines[i]);
    }
    if (out.failed) {
        return err_no_memory(e);
    }
    visit_download(visit, "organisations.csv", "text/csv; charset=utf-8", (struct str){out.data, out.length});
    return RC_OK;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/console/organisations", "pageOrganisations", page_organisations, .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION,
        .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/organisations.csv", "pageOrganisationsFile", page_csv, .audience = PAGE_USER,
        .permission = PERMISSION_REGISTRATIONS, .lane = PAGE_IN_WORKER},
};

const struct page_table organisation_list_pages = {routes, COUNT_OF(routes)};
