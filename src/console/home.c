/* SPDX-License-Identifier: EUPL-1.2 */
/* The first page of all, and the first one behind signing in. */
#include "console/dashboard_page.h"
#include "console/home_page.h"
#include "console/routes.h"

static enum rc page_start(struct visit *visit, struct err *e)
{
    struct frame frame = {.title = N_("European Student Card"), .content = start_content, .view = visit, .bare = true, .narrow = true};
    return visit_show(visit, 200, &frame, e);
}

/* Who has no role that says where he works sees little. */
static enum rc page_home(struct visit *visit, struct err *e)
{
    struct dashboard dashboard;
    struct frame frame = {.title = N_("Home"), .current = MENU_HOME, .content = welcome_content, .view = visit};
    if (visit_may(visit, PERMISSION_STATISTICS)) {
        if (dashboard_read(visit, &dashboard, e) != RC_OK) {
            return e->rc;
        }
        frame =
            (struct frame){.title = N_("Dashboard"), .current = MENU_HOME, .content = dashboard_content, .view = &dashboard, .bare = true};
    }
    return visit_show(visit, 200, &frame, e);
}

static const struct page_route routes[] = {
    {HTTP_GET, "/", "pageStart", page_start, .audience = PAGE_GUEST},
    {HTTP_GET, "/console", "pageHome", page_home, .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION, .lane = PAGE_IN_WORKER},
};

const struct page_table home_pages = {routes, COUNT_OF(routes)};
