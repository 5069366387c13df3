/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-press: draws reports, sheets of QR codes and pictures from an order at its input. Run by esc-router for each of them, so that fonts
 * and drawing libraries never come into the process that holds the data, and their memory goes with them. */
#include "press/codes.h"
#include "press/report.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#define MEMORY_MAX (1UL << 30)
#define FILES_MAX 64
#define OUTPUT_MAX (512UL << 20)

static void limit(__rlimit_resource_t what, rlim_t most)
{
    const struct rlimit wanted = {most, most};
    if (setrlimit(what, &wanted) != 0) {
        press_fail();
    }
}

/* Whatever happens, it comes to an end, and takes no more than its share. */
static void raise_limits(void)
{
    const struct itimerval wall = {.it_value = {.tv_sec = PRESS_WALL_SECONDS}};
    limit(RLIMIT_CPU, PRESS_CPU_SECONDS);
    limit(RLIMIT_AS, MEMORY_MAX);
    limit(RLIMIT_NOFILE, FILES_MAX);
    limit(RLIMIT_FSIZE, OUTPUT_MAX);
    limit(RLIMIT_CORE, 0);
    if (setitimer(ITIMER_REAL, &wall, NULL) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        press_fail();
    }
}

static void print(struct records *records)
{
    struct record head;
    if (!records_next(records, &head)) {
        press_refuse_order();
    }
    switch (head.kind) {
    case PRESS_REPORT:
        report_print(records, &head);
        return;
    case PRESS_SHEET:
        sheet_print(records, &head);
        return;
    case PRESS_PAGE:
        code_print_page(records, &head);
        return;
    case PRESS_PICTURE:
        code_print_picture(records);
        return;
    case PRESS_ARCHIVE:
        archive_print(records, &head);
        return;
    case PRESS_HEADING:
    case PRESS_LEAD:
    case PRESS_FIGURE:
    case PRESS_CHART:
    case PRESS_COLUMNS:
    case PRESS_ROW:
    case PRESS_LOGO:
    case PRESS_CODE:
    case PRESS_KIND_COUNT:
        break;
    }
    press_refuse_order();
}

int main(void)
{
    struct records records;
    raise_limits();
    records_open(&records, STDIN_FILENO);
    print(&records);
    if (fflush(stdout) != 0) {
        press_fail();
    }
    return 0;
}
