/* SPDX-License-Identifier: EUPL-1.2 */
/* The operations of V1, in both its forms. */
#include "api/v1.h"

#include "api/operation.h"
#include "registry/listing.h"
#include "registry/persons.h"
#include "wire/json_read.h"
#include "wire/json_write.h"

#define LIMIT_DEFAULT 50

static struct str esi_of(const struct http_call *call)
{
    return http_param(call, "europeanStudentIdentifier");
}

static struct str number_of(const struct http_call *call)
{
    return http_param(call, "europeanStudentCardNumber");
}

static const struct wire_shape *student_shape_of(const struct http_call *call)
{
    return call_is_old_form(call) ? &old_student_shape : &student_shape;
}

static const struct wire_shape *card_shape_of(const struct http_call *call)
{
    return call_is_old_form(call) ? &old_student_card_shape : &student_card_shape;
}

static enum rc reply_student(struct http_call *call, int status, const struct student *student, struct err *e)
{
    return reply_json(call, status, student_shape_of(call), student_view_make(call->arena, student), e);
}

static enum rc reply_list(struct http_call *call, const struct wire_shape *shape, struct wire_list list, struct err *e)
{
    struct buf body;
    buf_init(&body, call->arena);
    wire_write_objects(&body, shape, list);
    return reply_buf(call, 200, "application/json", &body, e);
}

static enum rc read_range(struct http_call *call, int64_t *offset, int64_t *limit, struct err *e)
{
    return query_number(call, "offset", 0, INT32_MAX, 0, offset, e) == RC_OK
        ? query_number(call, "limit", 1, LIST_SIZE_MAX, LIMIT_DEFAULT, limit, e)
        : e->rc;
}

enum rc op_v1_list_students(struct http_call *call, struct api_context *context, struct err *e)
{
    struct students students;
    int64_t offset = 0;
    int64_t limit = 0;
    if (read_range(call, &offset, &limit, e) != RC_OK || registry_list_students(context->session, offset, limit, &students, e) != RC_OK) {
        return e->rc;
    }
    const void **const items = arena_alloc_array(call->arena, students.count, sizeof *items);
    for (size_t i = 0; items != NULL && i < students.count; i++) {
        items[i] = student_view_make(call->arena, &students.items[i]);
        if (items[i] == NULL) {
            return err_no_memory(e);
        }
    }
    return items == NULL ? err_no_memory(e) : reply_list(call, student_shape_of(call), (struct wire_list){items, students.count}, e);
}

enum rc op_v1_list_cards(struct http_call *call, struct api_context *context, struct err *e)
{
    struct student_cards cards;
    int64_t offset = 0;
    int64_t limit = 0;
    if (read_range(call, &offset, &limit, e) != RC_OK || registry_list_student_cards(context->session, offset, limit, &cards, e) != RC_OK) {
        return e->rc;
    }
    const void **const items = arena_alloc_array(call->arena, cards.count, sizeof *items);
    for (size_t i = 0; items != NULL && i < cards.count; i++) {
        items[i] = student_card_view_make(call->arena, &cards.items[i]);
        if (items[i] == NULL) {
            return err_no_memory(e);
        }
    }
    return items == NULL ? err_no_memory(e) : reply_list(call, card_shape_of(call), (struct wire_list){items, cards.count}, e);
}

static enum rc read_student(struct http_call *call, struct student_post_view *out, struct err *e)
{
    return wire_read(call->arena, call->body, &student_post_shape, out, e);
}

enum rc op_v1_add_student(struct http_call *call, struct api_context *context, struct err *e)
{
    struct student_post_view view;
    struct student student;
    if (read_student(call, &view, e) != RC_OK || registry_add_student(context->session, &view.input, &student, e) != RC_OK) {
        return e->rc;
    }
    return reply_student(call, 201, &student, e);
}

/* As complete_person. */
static enum rc complete_student(struct http_call *call, struct api_context *context, struct student *student, bool *moved, struct err *e)
{
    struct enrolment_detail one = {.enrolment = student->enrolment, .organisation = student->institution};
    struct person_detail person = {.person = student->person, .enrolments = &one, .count = 1};
    if (complete_person(call, context, &person, NULL, moved, e) != RC_OK) {
        return e->rc;
    }
    student->enrolment = one.enrolment;
    return RC_OK;
}

enum rc op_v1_get_student(struct http_call *call, struct api_context *context, struct err *e)
{
    struct student student;
    bool moved = false;
    if (registry_get_student(context->session, esi_of(call), &student, e) != RC_OK ||
        complete_student(call, context, &student, &moved, e) != RC_OK) {
        return e->rc;
    }
    return moved ? RC_OK : reply_student(call, 200, &student, e);
}

enum rc op_v1_update_student(struct http_call *call, struct api_context *context, struct err *e)
{
    struct student_post_view view;
    struct student student;
    if (read_student(call, &view, e) != RC_OK ||
        registry_update_student(context->session, esi_of(call), &view.input, &student, e) != RC_OK) {
        return e->rc;
    }
    return reply_student(call, 200, &student, e);
}

static enum rc reply_nothing(struct http_call *call)
{
    http_reply(call, 204, NULL, STR(""));
    return RC_OK;
}

enum rc op_v1_delete_student(struct http_call *call, struct api_context *context, struct err *e)
{
    return registry_delete_person(context->session, esi_of(call), e) == RC_OK ? reply_nothing(call) : e->rc;
}

/* The answer is the number alone, as a JSON text. */
enum rc op_v1_add_card(struct http_call *call, struct api_context *context, struct err *e)
{
    struct student_card_input input;
    struct student_card card;
    struct buf body;
    char number[ESCN_TEXT_SIZE];
    if (wire_read(call->arena, call->body, &student_card_post_shape, &input, e) != RC_OK ||
        registry_add_student_card(context->session, esi_of(call), &input, &card, e) != RC_OK) {
        return e->rc;
    }
    escn_format(&card.card.escn, number);
    buf_init(&body, call->arena);
    wire_write_text(&body, str_of(number));
    return reply_buf(call, 201, "application/json", &body, e);
}

enum rc op_v1_get_card(struct http_call *call, struct api_context *context, struct err *e)
{
    struct student_card card;
    if (registry_get_student_card(context->session, esi_of(call), number_of(call), &card, e) != RC_OK) {
        return e->rc;
    }
    return reply_json(call, 200, card_shape_of(call), student_card_view_make(call->arena, &card), e);
}

enum rc op_v1_delete_card(struct http_call *call, struct api_context *context, struct err *e)
{
    return registry_delete_student_card(context->session, esi_of(call), number_of(call), e) == RC_OK ? reply_nothing(call) : e->rc;
}

enum rc op_v1_card_status(struct http_call *call, struct api_context *context, struct err *e)
{
    struct student_card card;
    char number[ESCN_TEXT_SIZE];
    if (registry_find_student_card(context->session, number_of(call), &card, e) != RC_OK) {
        return e->rc;
    }
    escn_format(&card.card.escn, number);
    const struct student_status_view view = {
        .number = number,
        .identifier = card.student.person.esi,
        .expires_day = card.card.expires_day,
        .academic_level = (int64_t)card.student.enrolment.academic_level,
    };
    return reply_json(call, 200, &student_status_shape, &view, e);
}
