/* SPDX-License-Identifier: EUPL-1.2 */
/* Bytes as lower-case hexadecimal digits and back. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The value of one hexadecimal digit, either case; -1 for any other character. */
int hex_digit(char c);

/* Writes 2 * count digits and no NUL. */
void hex_encode(const unsigned char *bytes, size_t count, char *out);

/* Reads 2 * count digits; false when one of them is none. */
bool hex_decode(const char *digits, unsigned char *out, size_t count);
