/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/press.h"

#include "print/printer.h"

#include <string.h>

#define SECONDS_END 19 /* of "2026-11-22T09:14:07.123456Z" */

void press_time(int64_t us, char out[INSTANT_TEXT_SIZE])
{
    instant_format(us, false, out);
    memcpy(out + SECONDS_END, "Z", 2);
}

enum rc press_answer(struct visit *visit, const struct order *order, const char *name, const char *type, struct err *e)
{
    const struct printer *const printer = visit->console->settings.printer;
    const char *const disposition = arena_format(visit->arena, "attachment; filename=\"%s\"", name);
    int file = -1;
    uint64_t bytes = 0;
    if (printer == NULL) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "nothing can be printed by this router: the program " PRESS_PROGRAM " is missing");
    }
    if (disposition == NULL) {
        return err_no_memory(e);
    }
    if (printer_run(printer, order, visit->call->id, &file, &bytes, e) != RC_OK) {
        return e->rc;
    }
    http_reply_file(visit->call, 200, type, file, 0, bytes);
    http_reply_header(visit->call, "Content-Disposition", disposition);
    http_reply_header(visit->call, "Cache-Control", "no-store");
    return RC_OK;
}
