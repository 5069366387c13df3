/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/import.h"

#include "base/err.h"

static const char *const columns[IMPORT_COLUMN_COUNT] = {
    [IMPORT_PERSON] = "personIdentifier",
    [IMPORT_FULL_NAME] = "fullName",
    [IMPORT_EMAIL] = "email",
    [IMPORT_LEVEL] = "academicLevel",
    [IMPORT_CARD_NUMBER] = "cardNumber",
    [IMPORT_CARD_TYPE] = "cardType",
    [IMPORT_CARD_STATUS] = "cardStatusType",
    [IMPORT_DISPLAY_NAME] = "displayName",
    [IMPORT_ISSUED] = "issuedAt",
    [IMPORT_EXPIRES] = "expiresAt",
    [IMPORT_ISSUER] = "issuerIdentifier",
    [IMPORT_PROCESSOR] = "processorIdentifier",
};

static const struct code operations[] = {{"CREATE", "Create"}, {"UPDATE", "Update"}, {"DELETE", "Delete"}};
static const struct code modes[] = {{"all", "Everything or nothing"}, {"valid", "The good rows"}};
static const struct code states[] = {
    {"QUEUED", "Waiting"}, {"RUNNING", "Running"}, {"DONE", "Done"}, {"FAILED", "Failed"}, {"UNDONE", "Undone"}};

const char *import_column_name(enum import_column column)
{
    return columns[column];
}

static bool is_dropped(char c)
{
    return c == ' ' || c == '-' || c == '_' || c == '\t';
}

/* Whether a column's name is meant; names hold nothing that is dropped. */
static bool is_named(struct str text, const char *name)
{
    for (size_t i = 0; i < text.length; i++) {
        if (is_dropped(text.data[i])) {
            continue;
        }
        if (!str_equal_fold((struct str){text.data + i, 1}, (struct str){name, 1})) {
            return false;
        }
        name++;
    }
    return *name == '\0';
}

bool import_column_find(struct str name, enum import_column *out)
{
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        if (is_named(name, columns[i])) {
            *out = (enum import_column)i;
            return true;
        }
    }
    return false;
}

bool import_column_is_required(enum import_operation operation, enum import_column column)
{
    if (operation == IMPORT_CREATE) {
        return column == IMPORT_PERSON || column == IMPORT_CARD_TYPE || column == IMPORT_EXPIRES;
    }
    return column == IMPORT_CARD_NUMBER;
}

const struct code *import_operation_code(enum import_operation operation)
{
    return &operations[operation - IMPORT_CREATE];
}

const struct code *import_mode_code(enum import_mode mode)
{
    return &modes[mode - IMPORT_ALL];
}

const struct code *import_state_code(enum import_state state)
{
    return &states[state - IMPORT_QUEUED];
}

static enum rc parse(const char *name, const struct code *codes, size_t count, struct str text, size_t *out, struct err *e)
{
    char keys[80];
    if (code_find(codes, count, text, out)) {
        return RC_OK;
    }
    code_list(codes, count, keys, sizeof keys);
    return err_set(e, RC_INVALID, "ER-1018", name, "%s is \"%.*s\"; %s was expected", name, str_shown(text, 40),
        text.length > 0 ? text.data : "", keys);
}

enum rc import_operation_parse(struct str text, enum import_operation *out, struct err *e)
{
    size_t at = 0;
    if (parse("operation", operations, COUNT_OF(operations), text, &at, e) != RC_OK) {
        return e->rc;
    }
    *out = (enum import_operation)(IMPORT_CREATE + (int)at);
    return RC_OK;
}

enum rc import_mode_parse(struct str text, enum import_mode *out, struct err *e)
{
    size_t at = 0;
    if (parse("mode", modes, COUNT_OF(modes), text, &at, e) != RC_OK) {
        return e->rc;
    }
    *out = (enum import_mode)(IMPORT_ALL + (int)at);
    return RC_OK;
}

bool import_is_over(const struct import *import)
{
    return import->state >= IMPORT_DONE;
}

bool import_will_wait(const struct import *import)
{
    return import->is_dry_run && !import->is_local && import->account_id != 0 && import->created + import->updated > 0;
}

bool import_is_waiting(const struct import *import)
{
    return import->is_dry_run && import->state == IMPORT_DONE && import->file != NULL;
}

int64_t import_waits_until_us(const struct import *import)
{
    return import_is_waiting(import) ? import->ended_at_us + IMPORT_WAITS_US : 0;
}
