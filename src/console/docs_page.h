/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of the documentation show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "manual/example.h"
#include "manual/manual.h"

#define DOCS_SHAPES_MAX 24

/* Pages of the documentation, in the order of the links that lead from one to another. */
enum docs_part { DOCS_OVERVIEW, DOCS_V2, DOCS_V1, DOCS_DIFFERENCES, DOCS_ERRORS, DOCS_PART_COUNT };

struct docs_link {
    const char *path;
    const char *label; /* a message */
};

extern const struct docs_link docs_parts[DOCS_PART_COUNT];

struct docs_view {
    const struct visit *visit;
    const struct manual *manual;
    enum docs_part part;
    const char *base_url; /* of this router, without final slash */
    const char *query;    /* what is searched for; "" for nothing */
};

/* Shapes that lead to each other, each once. */
struct docs_shapes {
    const struct wire_shape *items[DOCS_SHAPES_MAX];
    size_t count;
};

struct docs_operation_view {
    struct docs_view docs;
    const struct manual_operation *operation;
    const struct manual_operation *before, *after; /* of the same version; NULL at the ends */
    const char *examples[EXAMPLE_LANGUAGE_COUNT];
    struct docs_shapes taken, given;
    bool can_try;
    const struct form *form;
    const struct console_tried *tried; /* NULL: nothing was tried */
    const char *tried_head, *tried_body;
};

/* The folder of a version's operations: "/docs/v2/". */
const char *docs_folder(enum manual_version version);

/* Words for a group of operations, as a message, and its id in the page. */
const char *docs_group_message(const char *group);
const char *docs_group_id(struct arena *arena, const char *group);

/* Whether the operation is of this version and fits what is searched for. */
bool docs_shows(const struct docs_view *view, enum manual_version version, const struct manual_operation *operation);

/* The same for a fault. */
bool docs_shows_fault(const struct docs_view *view, const struct fault *fault);

/* How many operations answer with it. */
size_t docs_count_of_fault(const struct manual *manual, const struct fault *fault);

/* English words for the type of a member, and for its limits; in the arena, "" for none. */
const char *docs_type_text(const struct wire_field *field);
const char *docs_limits_text(struct arena *arena, const struct wire_field *field);

/* "CREATE | UPDATE" for "CREATE|UPDATE". */
const char *docs_param_type(struct arena *arena, const struct manual_param *param);

/* The name of a parameter's field in the form to try the operation: "path-esi". */
const char *docs_field_name(struct arena *arena, const struct manual_param *param);

/* Whether a reader fills it in; the token has its own field. */
bool docs_is_asked(const struct manual_param *param);

/* Carries out what the form asks for, and notes in the view what came of it, or in the visit's form what is wrong with it. */
MUST_CHECK enum rc docs_try(struct visit *visit, struct docs_operation_view *view, struct err *e);

/* These take a struct docs_view, the last one a struct docs_operation_view. */
void docs_overview_content(struct page *page, const void *data);
void docs_version_content(struct page *page, const void *data);
void docs_differences_content(struct page *page, const void *data);
void docs_errors_content(struct page *page, const void *data);
void docs_operation_content(struct page *page, const void *data);

/* Parts: links to the other pages; the form to try an operation, with what came of it. */
void docs_links(struct page *page, const struct docs_view *view);
void docs_try_part(struct page *page, const struct docs_operation_view *view);
