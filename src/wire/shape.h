/* SPDX-License-Identifier: EUPL-1.2 */
/* Descriptor tables: how a C struct looks as a JSON object. Reading, writing and the OpenAPI schemas all come from them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum wire_type {
    WIRE_TEXT,    /* const char *, NULL is null */
    WIRE_INT32,   /* int64_t, shown as int32 */
    WIRE_INT64,   /* int64_t */
    WIRE_ID,      /* int64_t, shown as int64; 0 is null */
    WIRE_NUMBER,  /* double */
    WIRE_BOOL,    /* bool */
    WIRE_DAY,     /* int32_t, days since 1970; DAY_NONE is null */
    WIRE_NOON,    /* the same, written as the date-time of the day's noon */
    WIRE_OBJECT,  /* pointer to a struct of `shape`, NULL is null */
    WIRE_OBJECTS, /* struct wire_list of pointers to structs of `shape` */
    WIRE_TEXTS,   /* struct wire_list of const char * */
    WIRE_PAIRS    /* struct wire_list of struct wire_pair: an object of texts; only written */
};

struct wire_list {
    const void *const *items;
    size_t count;
};

struct wire_pair {
    const char *name, *value;
};

struct wire_field {
    const char *name; /* the JSON member */
    enum wire_type type;
    size_t offset;
    const struct wire_shape *shape; /* of WIRE_OBJECT and WIRE_OBJECTS */
    bool required;
    bool deprecated;
    bool as_string;            /* reading WIRE_TEXT: numbers are taken too, as their digits */
    bool from_text;            /* reading whole numbers: a text of digits is taken too, a blank one as if it were absent */
    bool zero_is_null;         /* writing whole numbers */
    bool minus_is_null;        /* writing whole numbers: those below 0 are null */
    bool personal;             /* the value never stands in a message */
    size_t max_length;         /* code points of a text; 0: no limit shown */
    bool unique_items;         /* of lists; documentation only */
    size_t min_items;          /* of lists */
    const char *about;         /* one line for the documentation */
    const char *const *values; /* accepted keys of a text, NULL-terminated; documentation only */
};

struct wire_shape {
    const char *name; /* the schema's name, such as "CardView" */
    size_t size;
    const struct wire_field *fields;
    size_t count;
};
