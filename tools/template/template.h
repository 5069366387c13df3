/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the template compiler share: where they are in the source, and refusing what is malformed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define OPEN_TAGS_MAX 64
#define NAME_SIZE 32

/* Where in the HTML the next byte stands. */
enum html_place {
    HTML_TEXT,
    HTML_TAG_BEGIN,    /* behind "<" */
    HTML_DECLARATION,  /* <!doctype ...> */
    HTML_COMMENT,      /* <!-- ... --> */
    HTML_OPEN_NAME,    /* <na */
    HTML_CLOSE_NAME,   /* </na */
    HTML_INSIDE_TAG,   /* between attributes */
    HTML_ATTRIBUTE,    /* in an attribute's name */
    HTML_BEFORE_VALUE, /* behind "=" */
    HTML_VALUE         /* in double quotes */
};

struct open_tag {
    char name[NAME_SIZE];
    int line;
};

/* Follows the literal text of a template, so that it is known where an expression stands. */
struct html {
    const char *path;
    int line;
    enum html_place place;
    char tag[NAME_SIZE];
    char attribute[NAME_SIZE];
    size_t value_length; /* bytes of the value so far, literal or not */
    bool closes_itself;  /* a "/" stood before ">" */
    struct open_tag open[OPEN_TAGS_MAX];
    size_t depth;
};

/* Prints "PATH:LINE: message" and ends the program. */
_Noreturn void refuse(const char *path, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Takes literal text; refuses tags that don't match, values without double quotes, and what a strict Content-Security-Policy forbids. */
void html_take(struct html *html, const char *text, size_t length);

/* An expression stands here. `is_url` tells that it writes nothing but harmless addresses. Refuses places where escaping can't help. */
void html_take_expression(struct html *html, bool is_url);

/* The end of the template: nothing may be open. */
void html_end(const struct html *html);
