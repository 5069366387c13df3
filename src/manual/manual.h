/* SPDX-License-Identifier: EUPL-1.2 */
/* What an API is, for people who read about it: its operations, its faults, and what takes the place of what. Whoever has the operations
 * fills it in; who shows it needs to know nothing else of them. */
#pragma once

#include "base/str.h"
#include "wire/shape.h"

#include <stdbool.h>
#include <stddef.h>

/* The OpenAPI documents there are. */
enum manual_version { MANUAL_V1, MANUAL_V2, MANUAL_VERSION_COUNT };

struct fault {
    const char *code;
    int status; /* the usual HTTP status */
    const char *cause;
    const char *cure;
};

struct manual_param {
    const char *name;
    const char *place;         /* "path", "query" or "header" */
    const char *type;          /* or the keys of a choice: "all|valid" */
    const char *format;        /* NULL for none */
    const char *default_value; /* as JSON; NULL for none */
    bool required;
    const char *about;  /* NULL for nothing */
    const char *sample; /* a value that is good, as plain text; NULL for none */
};

struct manual_answer {
    int status;
    const char *meaning;
    const char *media_type;            /* NULL: no body */
    const struct wire_shape *shape;    /* NULL: the body is no object with members of its own */
    const struct fault *const *faults; /* that come with this status */
    size_t fault_count;
};

/* What is sent with a request; media_type NULL: nothing. */
struct manual_body {
    const char *media_type;
    const struct wire_shape *shape; /* of the object, or of each line; NULL for a form */
    const char *sample;             /* a body that is good; of a form: what its file holds */
    const char *file_name;          /* of a form: a name for the file; NULL for what is no form */
    bool is_binary;                 /* the file is no text */
    size_t max;                     /* bytes; 0: the router's usual limit */
};

struct manual_operation {
    enum manual_version version;
    const char *id;    /* operationId of the OpenAPI document */
    const char *group; /* its tag */
    const char *method;
    const char *path; /* below the base path */
    const char *title;
    const char *purpose;
    const char *notes;  /* more sentences; NULL for none */
    const char *rights; /* that a token needs, by commas; NULL: none */
    bool needs_token;
    const struct manual_param *params;
    size_t param_count;
    struct manual_body body;
    const struct manual_answer *answers; /* the first is the success */
    size_t answer_count;
    const char *answer_sample;                /* the body of a success; NULL: none, or no text */
    const struct manual_operation *successor; /* NULL: none */
    const char *difference;                   /* what the successor does otherwise; NULL for nothing */
};

struct manual {
    const char *base_path;                       /* "/esc-rest" */
    const char *documents[MANUAL_VERSION_COUNT]; /* paths of the OpenAPI documents */
    const struct manual_operation *operations;   /* those of a group stand together */
    size_t operation_count;
    const struct fault *faults; /* by code */
    size_t fault_count;
};

/* NULL when there is none. */
const struct manual_operation *manual_find(const struct manual *manual, enum manual_version version, const char *id);

/* Whether an operation can answer with this code. */
bool manual_can_fail(const struct manual_operation *operation, const struct fault *fault);
