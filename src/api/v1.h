/* SPDX-License-Identifier: EUPL-1.2 */
/* The API before V2, in both its forms: /api/v1 as the router before us still has it, and /v1 as clients from before November 2024 know it.
 * The two differ in errors, in the type of picInstitutionCode in answers, and in the header that brings the token. */
#pragma once

#include "http/http.h"
#include "registry/students.h"
#include "wire/shape.h"

struct student_view {
    const char *identifier;
    const char *email;
    int32_t expires_day;
    const char *pic;
    int64_t pic_number; /* the same, for the old form */
    const char *name;
    int64_t academic_level;
    const char *phone_number; /* always NULL: nobody keeps it */
    struct wire_list cards;
};

struct student_card_view {
    const char *number;
    int64_t type;
    const char *uid;
    const struct student_view *student; /* NULL within a student */
};

struct student_status_view {
    const char *number;
    const char *identifier;
    int32_t expires_day;
    int64_t academic_level;
};

/* Requests. */
struct student_post_view {
    struct student_input input;
    const char *phone_number; /* taken and forgotten */
};

struct old_error_view {
    const char *error;
    const char *description;
    const char *uri;
};

extern const struct wire_shape student_shape, student_card_shape, student_status_shape, student_post_shape;

/* Fills a struct student_card_input; in the document it stands as student_card_shape. */
extern const struct wire_shape student_card_post_shape;

/* Of the old form. */
extern const struct wire_shape old_student_shape, old_student_card_shape, old_error_shape;

/* Made in the arena; NULL without memory. */
const struct student_view *student_view_make(struct arena *arena, const struct student *student);
const struct student_card_view *student_card_view_make(struct arena *arena, const struct student_card *card);

/* Whether a call came by the paths of the old form, also where nothing is there. */
bool call_is_old_form(const struct http_call *call);

/* Says that the operation is deprecated and which takes its place; nothing on calls of other operations. */
void v1_mark_deprecated(struct http_call *call);

/* Gives a field the name that it has in V1, where the call is one of V1's. */
void v1_name_field(const struct http_call *call, struct err *e);
