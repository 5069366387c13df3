/* SPDX-License-Identifier: EUPL-1.2 */
/* esc qr */
#include "esc/command.h"
#include "esc/file.h"
#include "esc/inputs.h"
#include "esc/qr.h"

#include <stdlib.h>
#include <string.h>

#define LOGO_BYTES_MAX 65536

static void free_drawing(char **drawing)
{
    free(*drawing);
}

/* How to draw, as the options say. */
struct drawing_plan {
    struct qr_style style;
    struct qr_logos logos;
    size_t drawn; /* numbers so far: one file holds one drawing */
};

static enum rc parse_style(const struct esc_options *options, struct qr_style *out, struct err *e)
{
    const struct str orientation = str_of(options->orientation == NULL ? "horizontal" : options->orientation);
    const struct str colours = str_of(options->colours == NULL ? "normal" : options->colours);
    const struct str size = str_of(options->size == NULL ? "S" : options->size);
    if (qr_orientation_parse(orientation.data, orientation.length, &out->orientation, e) != RC_OK ||
        qr_colours_parse(colours.data, colours.length, &out->colours, e) != RC_OK) {
        return e->rc;
    }
    return qr_size_parse(size.data, size.length, &out->size, e);
}

static enum rc read_logo(const char *path, struct arena *arena, struct qr_logo *out, struct err *e)
{
    struct str svg;
    if (file_read(path, LOGO_BYTES_MAX, arena, &svg, e) != RC_OK) {
        return e->rc;
    }
    return qr_logo_parse(svg.data, svg.length, out, e) == RC_OK ? RC_OK : err_wrap(e, "%s", path);
}

static enum outcome report_drawing(struct command_call *call, const struct escn *escn, struct str svg)
{
    struct report *const report = &call->report;
    const bool is_stdout = strcmp(call->options.output, "-") == 0;
    char text[ESCN_TEXT_SIZE];
    if (is_stdout && !call->options.json) {
        (void)fwrite(svg.data, 1, svg.length, call->report.out);
        return OUTCOME_YES;
    }
    escn_format(escn, text);
    report_begin(report, str_of(call->options.output));
    report_text(report, "cardNumber", "card number", str_of(text));
    report_text(report, "file", NULL, report_value(is_stdout ? NULL : call->options.output));
    report_number(report, "bytes", "bytes", (int64_t)svg.length);
    report_text(report, "svg", NULL, is_stdout ? svg : report_value(NULL));
    return report_end(report) ? OUTCOME_YES : OUTCOME_INTERNAL;
}

static enum outcome draw(struct command_call *call, struct str input, void *context)
{
    struct drawing_plan *const plan = context;
    struct escn escn;
    struct err e;
    AUTO(free_drawing) char *svg = NULL;
    size_t length = 0;
    if (plan->drawn++ > 0) {
        return command_misused(call, "one card number was expected; a file holds one drawing");
    }
    if (escn_parse_scanned(input.data, input.length, &escn, &e) != RC_OK || escn_check(&escn, &e) != RC_OK ||
        qr_svg(&escn, plan->style, &plan->logos, &svg, &length, &e) != RC_OK) {
        return command_failed(&e);
    }
    if (strcmp(call->options.output, "-") != 0 && file_write(call->options.output, (struct str){svg, length}, &e) != RC_OK) {
        return command_failed(&e);
    }
    return report_drawing(call, &escn, (struct str){svg, length});
}

static enum outcome run_qr(struct command_call *call)
{
    struct drawing_plan plan = {.drawn = 0};
    struct err e;
    if (call->options.output == NULL) {
        return command_misused(call, "a file was expected: -o FILE, or -o - for standard output");
    }
    if (call->operands.count > 1) {
        return command_misused(call, "one card number was expected; a file holds one drawing");
    }
    if (parse_style(&call->options, &plan.style, &e) != RC_OK) {
        return command_misused(call, "%s", e.msg);
    }
    struct qr_logo *const logo = &plan.logos.logo[plan.style.orientation][plan.style.colours];
    if (call->options.logo != NULL && read_logo(call->options.logo, call->arena, logo, &e) != RC_OK) {
        return command_failed(&e);
    }
    const enum outcome outcome = inputs_each(call, "a card number", draw, &plan);
    qr_logo_deinit(logo);
    return outcome;
}

static const struct option_spec qr_options[] = {
    OPTION("output", 'o', OPTION_TEXT, output, "FILE", "where the SVG goes; - is standard output"),
    OPTION("orientation", 0, OPTION_TEXT, orientation, "WORD", "horizontal (logo at the right) or vertical (on top)"),
    OPTION("colours", 0, OPTION_TEXT, colours, "WORD", "normal or inverted (white, for dark grounds)"),
    OPTION("size", 0, OPTION_TEXT, size, "WORD", "XS, S (usual) or M"),
    OPTION("logo", 0, OPTION_TEXT, logo, "FILE", "an SVG logo in place of the one drawn by esc"),
    OPTION_JSON,
    OPTION_HELP,
};

const struct command command_qr = {
    .name = "qr",
    .operands = "ESCN",
    .summary = "draw a card's QR code with the logo, as SVG",
    .about = "Draws the QR code that leads to https://s.esc-r.eu/<card number>, in the official geometry.\n",
    .options = OPTIONS(qr_options),
    .run = run_qr,
};
