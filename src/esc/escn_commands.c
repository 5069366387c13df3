/* SPDX-License-Identifier: EUPL-1.2 */
/* esc escn new, esc escn inspect */
#include "base/clock.h"
#include "base/day.h"
#include "base/random.h"
#include "esc/command.h"
#include "esc/escn.h"
#include "esc/inputs.h"
#include "esc/qr.h"

#include <inttypes.h>
#include <string.h>

#define COUNT_MAX 10000000

static int64_t now_ms(void *unused)
{
    (void)unused;
    return clock_now_us() / 1000;
}

static void fill_random(void *unused, void *out, size_t count)
{
    (void)unused;
    random_bytes(out, count);
}

/* One number on one line. */
static enum outcome print_number(struct report *report, const struct escn *escn)
{
    char text[ESCN_TEXT_SIZE];
    escn_format(escn, text);
    report_begin(report, str_of(text));
    report_text(report, "cardNumber", NULL, str_of(text));
    return report_end(report) ? OUTCOME_YES : OUTCOME_INTERNAL;
}

static enum outcome make_numbers(struct command_call *call, struct escn_generator *generator)
{
    struct escn escn;
    struct err e;
    for (int64_t i = 0; i < call->options.count && ferror(call->report.out) == 0; i++) {
        if (escn_generate(generator, (unsigned)call->options.prefix, call->options.pic, &escn, &e) != RC_OK) {
            return command_failed(&e);
        }
        if (print_number(&call->report, &escn) != OUTCOME_YES) {
            return OUTCOME_INTERNAL;
        }
    }
    return OUTCOME_YES;
}

static enum outcome run_new(struct command_call *call)
{
    struct err e;
    if (call->options.pic == NULL) {
        return command_misused(call, "the issuer's PIC was expected: --pic PIC");
    }
    if (pic_check(call->options.pic, strlen(call->options.pic), &e) != RC_OK) {
        return command_misused(call, "%s", e.msg);
    }
    struct escn_generator *const generator = escn_generator_new(now_ms, fill_random, NULL);
    if (generator == NULL) {
        (void)err_no_memory(&e);
        return command_failed(&e);
    }
    const enum outcome outcome = make_numbers(call, generator);
    escn_generator_free(generator);
    return outcome;
}

static const struct option_spec new_options[] = {
    OPTION("pic", 'p', OPTION_TEXT, pic, "PIC", "the issuer's PIC, nine digits"),
    {.name = "prefix",
        .letter = 'x',
        .type = OPTION_NUMBER,
        .offset = offsetof(struct esc_options, prefix),
        .value_name = "N",
        .help = "this machine's prefix, 0 to 999 (1)",
        .min = 0,
        .max = ESCN_PREFIX_MAX},
    {.name = "count",
        .letter = 'n',
        .type = OPTION_NUMBER,
        .offset = offsetof(struct esc_options, count),
        .value_name = "N",
        .help = "how many numbers (1)",
        .min = 1,
        .max = COUNT_MAX},
    OPTION_JSON,
    OPTION_HELP,
};

const struct command command_escn_new = {
    .name = "escn new",
    .operands = "",
    .summary = "make card numbers",
    .about = "Makes European Student Card Numbers for an issuer, one a line.\n"
             "Machines of one issuer that make numbers at the same time need a prefix each.\n",
    .options = OPTIONS(new_options),
    .run = run_new,
};

/* Members about the parts of a number, in their order. */
static const char *const part_names[] = {
    "pic", "prefix", "formula", "escInstant", "escExtraTicks", "rfcInstant", "version", "variant", "ticks", "clock", "link"};

/* RFC 4122 places numbers of the ESC formula in the years about 1635; its own lie after 1970. */
static bool has_esc_time(const struct escn_parts *parts)
{
    return parts->rfc_us < 0;
}

static struct str formula_of(const struct escn_parts *parts)
{
    if (parts->version != 1) {
        return (struct str){NULL, 0};
    }
    return has_esc_time(parts) ? STR("ESC") : STR("RFC 4122");
}

/* For people the likely instant stands first. */
static void report_time(struct report *report, const struct escn_parts *parts)
{
    char esc[INSTANT_TEXT_SIZE];
    char rfc[INSTANT_TEXT_SIZE];
    char esc_line[96];
    char rfc_line[96];
    instant_format(parts->esc_ms * 1000, true, esc);
    instant_format(parts->rfc_us, false, rfc);
    report_text(report, "formula", NULL, formula_of(parts));
    report_text(report, "escInstant", NULL, str_of(esc));
    report_number(report, "escExtraTicks", NULL, parts->esc_extra_ticks);
    report_text(report, "rfcInstant", NULL, str_of(rfc));
    if (parts->version != 1) {
        return; /* the field holds no time */
    }
    (void)snprintf(esc_line, sizeof esc_line, "%s + %u ticks, by the ESC formula", esc, parts->esc_extra_ticks);
    (void)snprintf(rfc_line, sizeof rfc_line, "%s, by RFC 4122", rfc);
    report_text(report, NULL, "made", str_of(has_esc_time(parts) ? esc_line : rfc_line));
    report_text(report, NULL, "read otherwise", str_of(has_esc_time(parts) ? rfc_line : esc_line));
}

static void report_uuid(struct report *report, const struct escn_parts *parts)
{
    char text[96];
    report_number(report, "version", NULL, parts->version);
    report_number(report, "variant", NULL, parts->variant);
    (void)snprintf(text, sizeof text, "version %u, variant %u", parts->version, parts->variant);
    report_text(report, NULL, "UUID", str_of(text));
    (void)snprintf(text, sizeof text, "%" PRIu64, parts->ticks);
    report_text(report, "ticks", "time field", str_of(text));
    (void)snprintf(text, sizeof text, "%04x", parts->clock);
    report_text(report, "clock", "clock sequence", str_of(text));
}

static void report_issuer(struct report *report, const struct escn_parts *parts)
{
    char prefix[8];
    if (!parts->has_pic) {
        report_null(report, "pic");
        report_null(report, "prefix");
        return;
    }
    (void)snprintf(prefix, sizeof prefix, "%03u", parts->prefix);
    report_text(report, "pic", "issuer's PIC", str_of(parts->pic));
    report_text(report, "prefix", "prefix", str_of(prefix));
}

static void report_number_parts(struct report *report, const struct escn *escn, const char *text)
{
    struct escn_parts parts;
    char link[sizeof QR_LINK_PREFIX + ESCN_TEXT_SIZE];
    escn_inspect(escn, &parts);
    report_issuer(report, &parts);
    report_time(report, &parts);
    report_uuid(report, &parts);
    (void)snprintf(link, sizeof link, QR_LINK_PREFIX "%s", text);
    report_text(report, "link", "link", str_of(link));
}

static enum outcome inspect(struct command_call *call, struct str input, void *unused)
{
    (void)unused;
    struct report *const report = &call->report;
    struct escn escn;
    struct err e = {0};
    char text[ESCN_TEXT_SIZE] = "";
    const bool is_read = escn_parse_scanned(input.data, input.length, &escn, &e) == RC_OK;
    const bool is_valid = is_read && escn_check(&escn, &e) == RC_OK;
    if (is_read) {
        escn_format(&escn, text);
    }
    report_begin(report, is_read ? str_of(text) : input);
    report_text(report, "input", NULL, input);
    report_text(report, "cardNumber", NULL, report_value(is_read ? text : NULL));
    report_bool(report, "valid", "valid", is_valid);
    report_text(report, "problem", "problem", report_value(is_valid ? NULL : e.msg));
    if (is_read) {
        report_number_parts(report, &escn, text);
    } else {
        report_nulls(report, part_names, COUNT_OF(part_names));
    }
    if (!report_end(report)) {
        return OUTCOME_INTERNAL;
    }
    return is_valid ? OUTCOME_YES : OUTCOME_NO;
}

static enum outcome run_inspect(struct command_call *call)
{
    return inputs_each(call, "a card number", inspect, NULL);
}

static const struct option_spec inspect_options[] = {OPTION_JSON, OPTION_HELP};

const struct command command_escn_inspect = {
    .name = "escn inspect",
    .operands = "ESCN...",
    .summary = "judge card numbers, and show what they tell",
    .about = "Takes numbers in any grouping, or the links of QR codes; - reads them from standard input, one a line.\n"
             "Tells whether each conforms, its issuer, and when it was made under both formulas in use.\n",
    .options = OPTIONS(inspect_options),
    .run = run_inspect,
};
