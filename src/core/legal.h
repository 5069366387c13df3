/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal documents: texts with placeholders that are filled with an organisation's data and its processors' before they are accepted. */
#pragma once

#include "base/buf.h"
#include "core/code.h"
#include "esc/err.h"

/* The numbers are stored. */
enum legal_kind {
    LEGAL_TERMS,          /* terms and conditions */
    LEGAL_PRIVACY,        /* privacy statement */
    LEGAL_CONTROLLERSHIP, /* joint controllership arrangement */
    LEGAL_KIND_COUNT
};

#define LEGAL_BODY_MAX 262144    /* bytes of a text with its placeholders */
#define LEGAL_FILLED_MAX 4194304 /* bytes of a filled one */

/* One document of a version. */
struct legal_text {
    enum legal_kind kind;
    const char *language; /* "en" */
    const char *title;
    const char *body; /* with placeholders */
};

/* What the placeholders outside blocks stand for: {{organisation.name}} and so on. */
enum legal_value {
    LEGAL_ORGANISATION_NAME,
    LEGAL_ORGANISATION_IDENTIFIER,
    LEGAL_ORGANISATION_IDENTIFIER_TYPE,
    LEGAL_ORGANISATION_TYPE,
    LEGAL_ORGANISATION_COUNTRY,
    LEGAL_ORGANISATION_ADDRESS,
    LEGAL_ORGANISATION_WEBSITE,
    LEGAL_ORGANISATION_DOMAIN,
    LEGAL_ORGANISATION_LEGAL_BASIS,
    LEGAL_DOCUMENT_VERSION,
    LEGAL_DOCUMENT_DATE,
    LEGAL_PROCESSORS, /* all of them in one line */
    LEGAL_VALUE_COUNT
};

/* And those within {{#processors}} ... {{/processors}}, which is repeated for each processor: {{processor.name}} and so on. */
enum legal_processor_value {
    LEGAL_PROCESSOR_NAME,
    LEGAL_PROCESSOR_IDENTIFIER,
    LEGAL_PROCESSOR_COUNTRY,
    LEGAL_PROCESSOR_FROM,
    LEGAL_PROCESSOR_UNTIL,
    LEGAL_PROCESSOR_VALUE_COUNT
};

struct legal_processor {
    const char *values[LEGAL_PROCESSOR_VALUE_COUNT];
};

/* What is NULL or empty shows as "(not stated)". */
struct legal_values {
    const char *values[LEGAL_VALUE_COUNT];
    const struct legal_processor *processors;
    size_t processor_count;
};

const struct code *legal_kind_code(enum legal_kind kind);

/* By key or by the words of the command line: terms, privacy, joint-controllership. */
bool legal_kind_parse(struct str text, enum legal_kind *out);

/* RC_OK for two or three lower-case letters, with a region where wanted: "en", "pt-BR". */
ESC_MUST_CHECK enum rc language_check(struct str text, struct err *e);

/* RC_OK for a text that can be filled: UTF-8 of lines, known placeholders, closed blocks; else the message tells the line. {{^processors}}
 * begins a block for who has no processor. A block's mark that is alone on its line takes the line along. */
ESC_MUST_CHECK enum rc legal_body_check(struct str body, struct err *e);

/* Appends the filled text. RC_INVALID as legal_body_check, and beyond LEGAL_FILLED_MAX bytes. */
ESC_MUST_CHECK enum rc legal_body_fill(struct str body, const struct legal_values *values, struct buf *out, struct err *e);
