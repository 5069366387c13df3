/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/options.h"

#include <errno.h>
#include <ini.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct option_spec *find_long(struct option_table table, struct str name)
{
    for (size_t i = 0; i < table.count; i++) {
        if (str_equal(str_of(table.specs[i].name), name)) {
            return &table.specs[i];
        }
    }
    return NULL;
}

static const struct option_spec *find_letter(struct option_table table, char letter)
{
    for (size_t i = 0; i < table.count; i++) {
        if (table.specs[i].letter != 0 && table.specs[i].letter == letter) {
            return &table.specs[i];
        }
    }
    return NULL;
}

static enum rc set_number(const struct option_spec *spec, const char *value, int64_t *out, struct err *e)
{
    long long number = 0;
    if (!str_to_int64(str_trim(str_of(value)), &number) || number < spec->min || number > spec->max) {
        return err_set(e, RC_INVALID, "", spec->name, "%s is \"%s\"; a whole number from %" PRId64 " to %" PRId64 " was expected",
            spec->name, value, spec->min, spec->max);
    }
    *out = number;
    return RC_OK;
}

static enum rc set_flag(const struct option_spec *spec, const char *value, bool *out, struct err *e)
{
    const struct str text = str_trim(str_of(value));
    if (str_equal_fold(text, STR("yes")) || str_equal_fold(text, STR("true"))) {
        *out = true;
        return RC_OK;
    }
    if (str_equal_fold(text, STR("no")) || str_equal_fold(text, STR("false"))) {
        *out = false;
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "", spec->name, "%s is \"%s\"; yes or no was expected", spec->name, value);
}

static enum rc set_value(const struct option_spec *spec, const char *value, void *target, struct err *e)
{
    void *const member = (unsigned char *)target + spec->offset;
    switch (spec->type) {
    case OPTION_TEXT:
        *(const char **)member = value;
        return RC_OK;
    case OPTION_NUMBER:
        return set_number(spec, value, member, e);
    case OPTION_FLAG:
        return set_flag(spec, value, member, e);
    }
    return RC_OK;
}

/* Walks over a command line. */
struct argument_reader {
    struct option_table table;
    int argc;
    char *const *argv;
    int at;
    void *target;
};

/* Sets `spec` from `value`, or from the next argument when the value was not attached. */
static enum rc take_option(struct argument_reader *reader, const struct option_spec *spec, const char *value, struct err *e)
{
    if (spec->type == OPTION_FLAG) {
        return set_value(spec, value == NULL ? "yes" : value, reader->target, e);
    }
    if (value == NULL) {
        if (reader->at >= reader->argc) {
            return err_set(e, RC_INVALID, "", spec->name, "--%s needs a value: --%s %s", spec->name, spec->name, spec->value_name);
        }
        value = reader->argv[reader->at++];
    }
    return set_value(spec, value, reader->target, e);
}

static enum rc take_long(struct argument_reader *reader, const char *argument, struct err *e)
{
    const char *const equals = strchr(argument, '=');
    const struct str name = {argument + 2, equals == NULL ? strlen(argument + 2) : (size_t)(equals - argument - 2)};
    const struct option_spec *const spec = find_long(reader->table, name);
    if (spec == NULL) {
        return err_set(e, RC_INVALID, "", "", "there is no option --%.*s; --help lists the options", (int)name.length, name.data);
    }
    return take_option(reader, spec, equals == NULL ? NULL : equals + 1, e);
}

static enum rc take_short(struct argument_reader *reader, const char *argument, struct err *e)
{
    const struct option_spec *const spec = find_letter(reader->table, argument[1]);
    if (spec == NULL) {
        return err_set(e, RC_INVALID, "", "", "there is no option %s; --help lists the options", argument);
    }
    return take_option(reader, spec, argument[2] == '\0' ? NULL : argument + 2, e);
}

enum rc options_from_arguments(
    struct option_table table, int argc, char *const *argv, struct arena *arena, void *target, struct operands *operands, struct err *e)
{
    struct argument_reader reader = {.table = table, .argc = argc, .argv = argv, .target = target};
    *operands = (struct operands){.items = arena_alloc_array(arena, (size_t)argc + 1, sizeof(char *))};
    if (operands->items == NULL) {
        return err_no_memory(e);
    }
    bool only_operands = false;
    while (reader.at < argc) {
        const char *const argument = argv[reader.at++];
        if (only_operands || argument[0] != '-' || argument[1] == '\0') {
            operands->items[operands->count++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            only_operands = true;
        } else {
            const enum rc rc = argument[1] == '-' ? take_long(&reader, argument, e) : take_short(&reader, argument, e);
            if (rc != RC_OK) {
                return rc;
            }
        }
    }
    return RC_OK;
}

struct file_reader {
    struct option_table table;
    struct arena *arena;
    void *target;
    struct err *e;
    bool refused;
    uint64_t seen; /* one bit a setting */
};

/* Called by inih for each entry; 0 makes it report the line. */
static int take_entry(void *context, const char *section, const char *name, const char *value)
{
    (void)section;
    struct file_reader *const reader = context;
    if (reader->refused) {
        return 1;
    }
    char dashed[64];
    (void)snprintf(dashed, sizeof dashed, "%s", name);
    for (char *at = dashed; *at != '\0'; at++) {
        *at = *at == '_' ? '-' : *at;
    }
    const struct option_spec *const spec = find_long(reader->table, str_of(dashed));
    const char *const kept = arena_copy(reader->arena, value);
    const uint64_t bit = spec == NULL ? 0 : UINT64_C(1) << (spec - reader->table.specs) % 64;
    if (kept == NULL) {
        (void)err_no_memory(reader->e);
    } else if ((reader->seen & bit) != 0) {
        (void)err_set(reader->e, RC_INVALID, "", "", "\"%s\" is set a second time, or this line begins with a blank", name);
    } else if (spec == NULL || spec->command_line_only) {
        (void)err_set(reader->e, RC_INVALID, "", "", "there is no setting \"%s\"", name);
    } else if (set_value(spec, kept, reader->target, reader->e) == RC_OK) {
        reader->seen |= bit;
        return 1;
    }
    reader->refused = true;
    return 0;
}

enum rc options_from_file(struct option_table table, const char *path, struct arena *arena, void *target, struct err *e)
{
    struct file_reader reader = {.table = table, .arena = arena, .target = target, .e = e};
    const int outcome = ini_parse(path, take_entry, &reader);
    if (outcome == 0) {
        return RC_OK;
    }
    if (outcome < 0) {
        return err_set(e, RC_INVALID, "", "config", "the configuration file %s can't be read: %s", path, strerror(errno));
    }
    if (reader.refused) {
        return err_wrap(e, "%s, line %d", path, outcome);
    }
    return err_set(e, RC_INVALID, "", "config", "%s, line %d: expected \"name = value\" or \"[section]\"", path, outcome);
}

void options_help(struct option_table table, struct buf *out)
{
    for (size_t i = 0; i < table.count; i++) {
        const struct option_spec *const spec = &table.specs[i];
        char left[64];
        char letter[8] = "    ";
        if (spec->letter != 0) {
            (void)snprintf(letter, sizeof letter, "-%c, ", spec->letter);
        }
        const bool has_value = spec->type != OPTION_FLAG;
        (void)snprintf(left, sizeof left, "%s--%s%s%s", letter, spec->name, has_value ? " " : "", has_value ? spec->value_name : "");
        buf_add_format(out, "  %-36s %s\n", left, spec->help);
    }
}
