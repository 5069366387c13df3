/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/markup.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* What stands for a byte that can't stand for itself; NULL for the others. */
static const char *substitute(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&#34;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return NULL;
    default:
        return (unsigned char)c < ' ' ? REPLACEMENT : NULL;
    }
}

void markup_add_text(struct buf *out, const char *text)
{
    const char *plain = text;
    const char *at = text;
    for (; at != NULL && *at != '\0'; at++) {
        const char *const instead = substitute(*at);
        if (instead != NULL) {
            buf_add(out, plain, (size_t)(at - plain));
            buf_add_text(out, instead);
            plain = at + 1;
        }
    }
    buf_add(out, plain, (size_t)(at - plain));
}

void markup_add_element(struct buf *out, const char *name, const char *text)
{
    buf_add_format(out, "<%s>", name);
    markup_add_text(out, text);
    buf_add_format(out, "</%s>", name);
}
