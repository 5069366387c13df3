/* SPDX-License-Identifier: EUPL-1.2 */
/* The log of acts: who did what with the data of an organisation. */
#include "base/day.h"
#include "console/audit_page.h"
#include "console/routes.h"
#include "wire/csv_write.h"

#include <inttypes.h>

#define DAY_US INT64_C(86400000000)
#define PAGE_ACTS 50

/* A filter that makes no sense is as good as none. */
static int64_t day_of(const struct visit *visit, const char *name, int days_later)
{
    int32_t day = 0;
    return day_parse(str_of(visit_query(visit, name)), &day) ? (day + (int64_t)days_later) * DAY_US : 0;
}

static struct audit_query query_of(const struct visit *visit, int64_t limit)
{
    long long number = 0;
    enum audit_action action = AUDIT_CARD_ISSUE;
    struct audit_query query = {.organisation_id = visit_organisation_id(visit),
        .since_us = day_of(visit, "since", 0),
        .until_us = day_of(visit, "until", 1),
        .limit = limit};
    if (audit_action_parse(str_of(visit_query(visit, "action")), &action)) {
        query.action = (int)action;
    }
    if (str_to_int64(str_of(visit_query(visit, "object")), &number) && number > 0) {
        query.object_id = number;
    }
    if (str_to_int64(str_of(visit_query(visit, "before")), &number) && number > 0) {
        query.before = number;
    }
    return query;
}

static enum rc read_lines(const struct visit *visit, const struct audit_query *query, struct act_lines *lines, int64_t *next, struct err *e)
{
    struct acts acts = {0};
    if (registry_list_acts(visit->session, query, &acts, e) != RC_OK) {
        return e->rc;
    }
    *next = acts.next_before;
    return act_lines(visit, query->organisation_id, acts.items, acts.count, lines, e);
}

/* An address of the log with the filters that are set, but for the place in it. */
static const char *address(const struct visit *visit, const char *path, int64_t before)
{
    const char *const filters = visit_query_but(visit, "before");
    return before == 0 ? arena_format(visit->arena, "%s?%s", path, filters)
                       : arena_format(visit->arena, "%s?%sbefore=%" PRId64, path, filters, before);
}

static enum rc page_audit(struct visit *visit, struct err *e)
{
    int64_t next = 0;
    const struct audit_query query = query_of(visit, PAGE_ACTS);
    struct audit_view view = {.visit = visit,
        .action = visit_query(visit, "action"),
        .since = visit_query(visit, "since"),
        .until = visit_query(visit, "until"),
        .object = visit_query(visit, "object")};
    view.actions = act_options(visit->arena, &view.action_count);
    view.csv = address(visit, "/console/audit.csv", 0);
    if (read_lines(visit, &query, &view.lines, &next, e) != RC_OK) {
        return e->rc;
    }
    view.next = next == 0 ? NULL : address(visit, "/console/audit", next);
    if (view.actions == NULL || view.csv == NULL) {
        return err_no_memory(e);
    }
    struct frame frame = {.title = N_("Audit"), .current = MENU_AUDIT, .content = audit_content, .actions = audit_actions, .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static struct str number_text(struct arena *arena, int64_t number)
{
    return str_of(number == 0 ? "" : arena_format(arena, "%" PRId64, number));
}

static void write_line(struct buf *out, struct arena *arena, const struct act_line *line)
{
    char at[INSTANT_TEXT_SIZE];
    instant_format(line->act->at_us, false, at);
    const struct str cells[] = {number_text(arena, line->act->id), str_of(at), str_of(audit_action_key(line->act->action)),
        str_of(line->organisation), str_of(line->actor), str_of(line->user), number_text(arena, line->act->token_id),
        number_text(arena, line->act->object_id), str_of(line->act->detail), str_of(line->act->request_id)};
    csv_write_row(out, cells, COUNT_OF(cells), ',');
}

static enum rc page_audit_csv(struct visit *visit, struct err *e)
{
    const struct str heads[] = {STR("id"), STR("at"), STR("action"), STR("organisation"), STR("actor"), STR("user"), STR("token"),
        STR("object"), STR("detail"), STR("requestId")};
    struct act_lines lines = {0};
    int64_t next = 0;
    const struct audit_query query = query_of(visit, ACTS_MAX);
    struct buf out;
    buf_init(&out, visit->arena);
    if (read_lines(visit, &query, &lines, &next, e) != RC_OK) {
        return e->rc;
    }
    csv_write_row(&out, heads, COUNT_OF(heads), ',');
    for (size_t i = 0; i < lines.count; i++) {
        write_line(&out, visit->arena, &lines.items[i]);
    }
    if (out.failed) {
        return err_no_memory(e);
    }
    visit_download(visit, "audit.csv", "text/csv; charset=utf-8", (struct str){out.data, out.length});
    return RC_OK;
}

#define AUDIT_PAGE .audience = PAGE_USER, .permission = PERMISSION_AUDIT, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/audit", "pageAudit", page_audit, AUDIT_PAGE},
    {HTTP_GET, "/console/audit.csv", "pageAuditFile", page_audit_csv, AUDIT_PAGE},
};

const struct page_table audit_pages = {routes, COUNT_OF(routes)};
