/* SPDX-License-Identifier: EUPL-1.2 */
/* esc esi check, esc esi new */
#include "esc/command.h"
#include "esc/esi.h"
#include "esc/inputs.h"

static struct str part(const char *text, size_t length)
{
    return length == 0 ? (struct str){NULL, 0} : (struct str){text, length};
}

/* Members about the parts of an identifier, in their order. */
static const char *const part_names[] = {"form", "scope", "region", "pic", "code", "folded"};

static void report_parts(struct report *report, const struct esi *esi, struct str input)
{
    char folded[ESI_TEXT_SIZE];
    const bool is_urn = esi->form == ESI_URN;
    esi_fold(input.data, input.length, folded);
    report_text(report, "form", "form", is_urn ? STR("urn") : STR("old"));
    report_text(report, "scope", is_urn ? "scope" : "country", part(esi->scope, esi->scope_length));
    report_text(report, "region", "region", part(esi->region, esi->region_length));
    report_text(report, "pic", "institution's PIC", part(esi->pic, esi->pic_length));
    report_text(report, "code", "student's code", part(esi->code, esi->code_length));
    report_text(report, "folded", "compared as", str_of(folded));
}

static enum outcome check(struct command_call *call, struct str input, void *unused)
{
    (void)unused;
    struct report *const report = &call->report;
    struct esi esi;
    struct err e = {0};
    const bool is_valid = esi_parse(input.data, input.length, &esi, &e) == RC_OK;
    report_begin(report, input);
    report_text(report, "input", NULL, input);
    report_bool(report, "valid", "valid", is_valid);
    report_text(report, "problem", "problem", report_value(is_valid ? NULL : e.msg));
    if (is_valid) {
        report_parts(report, &esi, input);
    } else {
        report_nulls(report, part_names, COUNT_OF(part_names));
    }
    if (!report_end(report)) {
        return OUTCOME_INTERNAL;
    }
    return is_valid ? OUTCOME_YES : OUTCOME_NO;
}

static enum outcome run_check(struct command_call *call)
{
    return inputs_each(call, "a student identifier", check, NULL);
}

static const struct option_spec check_options[] = {OPTION_JSON, OPTION_HELP};

const struct command command_esi_check = {
    .name = "esi check",
    .operands = "ESI...",
    .summary = "judge student identifiers, and show their parts",
    .about = "Takes both forms, urn:schac:personalUniqueCode:int:esi:<scope>:<code> and CC-[region-]PIC-code;\n"
             "- reads them from standard input, one a line.\n",
    .options = OPTIONS(check_options),
    .run = run_check,
};

static enum outcome run_new(struct command_call *call)
{
    char text[ESI_TEXT_SIZE];
    struct err e;
    if (call->options.scope == NULL || call->options.code == NULL) {
        return command_misused(call, "a scope and a code were expected: --scope SCOPE --code CODE");
    }
    if (esi_build(call->options.scope, call->options.code, text, &e) != RC_OK) {
        return command_misused(call, "%s", e.msg);
    }
    report_begin(&call->report, str_of(text));
    report_text(&call->report, "identifier", NULL, str_of(text));
    return report_end(&call->report) ? OUTCOME_YES : OUTCOME_INTERNAL;
}

static const struct option_spec new_options[] = {
    OPTION("scope", 's', OPTION_TEXT, scope, "SCOPE", "a country, a region or an institution's domain"),
    OPTION("code", 'c', OPTION_TEXT, code, "CODE", "the student's code within the scope"),
    OPTION_JSON,
    OPTION_HELP,
};

const struct command command_esi_new = {
    .name = "esi new",
    .operands = "",
    .summary = "make a student identifier",
    .about = "Makes a European Student Identifier of a scope (fr, es-ct, polito.it) and a code.\n",
    .options = OPTIONS(new_options),
    .run = run_new,
};
