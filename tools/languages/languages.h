/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the language compiler share. */
#pragma once

#include <stdio.h>

/* Ends the program with a message. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A C literal of UTF-8 text. */
void write_text(FILE *out, const char *text);

/* The parts that the locale data give: name, patterns of dates, months, separators. `locale` is ICU's name, such as "pt_PT". */
void write_locale(FILE *out, const char *locale);

/* The messages of a .po file (`path` NULL: none) as static arrays whose names end in `code`. Returns how many there are. */
size_t write_messages(FILE *out, const char *code, const char *path);

/* The same of a .pot file, each message being its English words in brackets. */
size_t write_pseudo_messages(FILE *out, const char *code, const char *path);
