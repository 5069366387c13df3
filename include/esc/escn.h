/* SPDX-License-Identifier: EUPL-1.2 */
/* The European Student Card Number (ESCN): a version 1 UUID whose node is three digits of prefix and the nine digits of the issuer's PIC.
 */
#pragma once

#include "esc/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESCN_BYTES 16
#define ESCN_TEXT_SIZE 37 /* 8-4-4-4-12 and NUL */
#define PIC_DIGITS 9
#define PIC_TEXT_SIZE 10
#define ESCN_PREFIX_MAX 999

/* The 16 bytes as they stand on a chip; equal numbers are equal bytes. */
struct escn {
    unsigned char bytes[ESCN_BYTES];
};

/* What a number tells about its making. */
struct escn_parts {
    unsigned version;         /* UUID version, 1 in conforming numbers */
    unsigned variant;         /* the two highest bits of the clock field, 2 (binary 10) in conforming numbers */
    uint64_t ticks;           /* the 60-bit time field */
    unsigned clock;           /* the 16 bits of clock sequence with its variant, such as 0xa19b */
    bool has_pic;             /* the node is twelve decimal digits */
    unsigned prefix;          /* 0..999, when has_pic */
    char pic[PIC_TEXT_SIZE];  /* "" unless has_pic */
    int64_t esc_ms;           /* milliseconds since 1970 under the ESC formula, ticks = ms * 10000 + 12219292800000 */
    unsigned esc_extra_ticks; /* 0..9999, the ticks past esc_ms */
    int64_t rfc_us;           /* microseconds since 1970 under RFC 4122, negative before */
};

/* Reads the text form in any letter case, with the dashes of 8-4-4-4-12 or none. Any UUID is taken; escn_check judges. */
ESC_MUST_CHECK enum rc escn_parse(const char *text, size_t length, struct escn *out, struct err *e);

/* Reads what people and scanners bring: the text form in any grouping of dashes and blanks, or a link of s.esc-r.eu, esc.gg or pp.esc.gg
 * (http or https, with or without path, query and final slash). */
ESC_MUST_CHECK enum rc escn_parse_scanned(const char *text, size_t length, struct escn *out, struct err *e);

/* RC_OK for a conforming number: version 1, RFC variant, node of digits. The time field is never judged (numbers under two formulas are in
 * circulation). */
ESC_MUST_CHECK enum rc escn_check(const struct escn *escn, struct err *e);

/* RC_OK when the number conforms and carries this PIC (nine digits). */
ESC_MUST_CHECK enum rc escn_check_issuer(const struct escn *escn, const char *pic, struct err *e);

/* Lower-case text form. */
void escn_format(const struct escn *escn, char out[ESCN_TEXT_SIZE]);
bool escn_equal(const struct escn *a, const struct escn *b);
void escn_inspect(const struct escn *escn, struct escn_parts *out);

/* The ticks of an instant under the ESC formula; `ms` since 1970, 0 or later. */
uint64_t escn_ticks(int64_t ms);

/* Builds a number from its parts: 60 bits of ticks, a random clock sequence (its 14 low bits are used, as 0x8000..0xbfff), prefix 0..999,
 * PIC of nine digits. */
ESC_MUST_CHECK enum rc escn_build(uint64_t ticks, unsigned clock_random, unsigned prefix, const char *pic, struct escn *out, struct err *e);

/* Makes numbers by the reference algorithm. Share one among threads: it locks. */
struct escn_generator;

/* Milliseconds since 1970. */
typedef int64_t escn_clock_fn(void *context);

/* Fills `out` with unpredictable bytes. */
typedef void escn_random_fn(void *context, void *out, size_t count);

/* NULL when there is no memory. `context` is handed to both functions. */
struct escn_generator *escn_generator_new(escn_clock_fn *clock, escn_random_fn *random, void *context);
void escn_generator_free(struct escn_generator *generator);

/* The next number. One reading of the clock serves up to 10,000 numbers; then the clock is read until it has moved. Never gives the same
 * number twice, even when the clock goes back. */
ESC_MUST_CHECK enum rc escn_generate(struct escn_generator *generator, unsigned prefix, const char *pic, struct escn *out, struct err *e);

/* RC_OK for nine decimal digits. */
ESC_MUST_CHECK enum rc pic_check(const char *text, size_t length, struct err *e);

#ifdef __cplusplus
}
#endif
