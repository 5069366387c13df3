/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/view.h"

#include "base/day.h"
#include "base/err.h"

#define AT(member) .offset = offsetof(struct import_view, member)

static const char *const operations[] = {"CREATE", "UPDATE", "DELETE", NULL};
static const char *const modes[] = {"all", "valid", NULL};
static const char *const states[] = {"QUEUED", "RUNNING", "DONE", "FAILED", "UNDONE", NULL};

static const struct wire_field fields[] = {
    {"id", WIRE_INT64, AT(id), .required = true},
    {"operation", WIRE_TEXT, AT(operation), .required = true, .values = operations},
    {"mode", WIRE_TEXT, AT(mode), .required = true, .values = modes},
    {"dryRun", WIRE_BOOL, AT(dry_run), .required = true, .about = "nothing is written; the counts tell what would be"},
    {"state", WIRE_TEXT, AT(state), .required = true, .values = states},
    {"progress", WIRE_INT32, AT(progress), .required = true, .about = "percent"},
    {"created", WIRE_INT64, AT(created), .required = true, .about = "rows that issued a card"},
    {"updated", WIRE_INT64, AT(updated), .required = true, .about = "rows that changed or deleted something"},
    {"unchanged", WIRE_INT64, AT(unchanged), .required = true, .about = "rows that say what is there already"},
    {"failed", WIRE_INT64, AT(failed), .required = true, .about = "rows that were refused; errors.csv has them"},
    {"reason", WIRE_TEXT, AT(reason), .about = "why it failed, or what undoing has left"},
    {"createdAt", WIRE_TEXT, AT(created_at), .required = true},
    {"endedAt", WIRE_TEXT, AT(ended_at)},
};

const struct wire_shape import_shape = {
    .name = "ImportView", .size = sizeof(struct import_view), .fields = fields, .count = COUNT_OF(fields)};

static const char *instant_text(struct arena *arena, int64_t us, bool *ok)
{
    char text[INSTANT_TEXT_SIZE];
    if (us == 0) {
        return NULL;
    }
    instant_format(us, true, text);
    const char *const copy = arena_copy(arena, text);
    *ok = *ok && copy != NULL;
    return copy;
}

enum rc import_view_make(struct arena *arena, const struct import *import, struct import_view *out, struct err *e)
{
    bool ok = true;
    *out = (struct import_view){
        .id = import->id,
        .operation = import_operation_code(import->operation)->key,
        .mode = import_mode_code(import->mode)->key,
        .dry_run = import->is_dry_run,
        .state = import_state_code(import->state)->key,
        .progress = import->progress,
        .created = import->created,
        .updated = import->updated,
        .unchanged = import->unchanged,
        .failed = import->failed,
        .reason = import->reason,
        .created_at = instant_text(arena, import->created_at_us, &ok),
        .ended_at = instant_text(arena, import->ended_at_us, &ok),
    };
    return ok ? RC_OK : err_no_memory(e);
}
