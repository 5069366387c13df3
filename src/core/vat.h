/* SPDX-License-Identifier: EUPL-1.2 */
/* VAT numbers by the formats of the countries, with the check digits whose rules are public. */
#pragma once

#include "core/country.h"

#define VAT_TEXT_SIZE 15 /* 14 characters and NUL */

/* Reads a VAT number of a country, with or without the country's prefix, blanks, dots and dashes aside. Writes its form for
 * storing: upper case, beginning with a letter, hence with the prefix unless the number has a letter in front anyway (B12345674). Countries
 * outside the European Union have no fixed format here: 4 to 14 letters and digits. Two invented numbers are taken in every country:
 * B12345678 and B99999999. RC_INVALID (ER-1005) says what is wrong. */
ESC_MUST_CHECK enum rc vat_parse(const struct country *country, struct str text, char out[VAT_TEXT_SIZE], struct err *e);

/* Whether two numbers of a country are one: with and without its prefix. */
bool vat_equal(const struct country *country, struct str a, struct str b);
