/* SPDX-License-Identifier: EUPL-1.2 */
/* The European Student Identifier (ESI): urn:schac:personalUniqueCode:int:esi:<scope>:<code>, and the old form CC-[region-]PIC-code. */
#pragma once

#include "esc/err.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESI_MAX_LENGTH 255
#define ESI_TEXT_SIZE 256

enum esi_form {
    ESI_URN, /* urn:schac:personalUniqueCode:int:esi:<scope>:<code> */
    ESI_OLD  /* CC-[region-]PIC-code, in existing records */
};

/* The parts of an identifier, pointing into the parsed text (not NUL-terminated). */
struct esi {
    enum esi_form form;
    const char *scope; /* ESI_URN: country code, region code or schacHomeOrganization; ESI_OLD: the country code */
    size_t scope_length;
    const char *region; /* ESI_OLD with a region; else length 0 */
    size_t region_length;
    const char *pic; /* ESI_OLD; else length 0 */
    size_t pic_length;
    const char *code; /* the student's code within the scope */
    size_t code_length;
};

/* Checks the shape: prefix, a scope that is a country, region or domain, a code of URN characters (RFC 2141), 255 characters at most.
 * Lenient about which scope, and about further colons in the code. */
ESC_MUST_CHECK enum rc esi_parse(const char *text, size_t length, struct esi *out, struct err *e);

/* Builds the URN form. */
ESC_MUST_CHECK enum rc esi_build(const char *scope, const char *code, char out[ESI_TEXT_SIZE], struct err *e);

/* The form in which identifiers are compared (caseIgnoreMatch): ASCII letters lower. `length` at most 255. */
void esi_fold(const char *text, size_t length, char out[ESI_TEXT_SIZE]);
bool esi_equal(const char *a, size_t a_length, const char *b, size_t b_length);

#ifdef __cplusplus
}
#endif
