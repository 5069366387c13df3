/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts as literals of programming languages: whatever they hold, they end where they should and nothing in them is carried out. Texts are
 * UTF-8. */
#pragma once

#include "base/buf.h"

/* 'text', for a POSIX shell. */
void literal_shell(struct buf *out, const char *text);

/* "text", for Java. */
void literal_java(struct buf *out, const char *text);

/* """ and the lines of the text, for Java 15 and later; each line is behind `indent`. The text in the program ends with a line break. */
void literal_java_block(struct buf *out, const char *text, const char *indent);

/* "text", for Python; with line breaks as they are """text""". */
void literal_python(struct buf *out, const char *text);
void literal_python_block(struct buf *out, const char *text);

/* "text", for C#; and the raw form of C# 11. */
void literal_csharp(struct buf *out, const char *text);
void literal_csharp_block(struct buf *out, const char *text);

/* 'text', for PHP; line breaks stay as they are. */
void literal_php(struct buf *out, const char *text);

/* 'text', for JavaScript; and in backquotes, with line breaks as they are. */
void literal_javascript(struct buf *out, const char *text);
void literal_javascript_block(struct buf *out, const char *text);
