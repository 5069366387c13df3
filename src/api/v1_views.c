/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/v1.h"

/* What V1 calls a card's type. */
static int64_t shown_type(enum card_type type)
{
    return (int)type <= STUDENT_CARD_TYPE_MAX ? (int64_t)type : (int64_t)CARD_TYPE_UNKNOWN;
}

static const char *number_text(struct arena *arena, const struct escn *escn)
{
    char *const text = arena_alloc(arena, ESCN_TEXT_SIZE);
    if (text != NULL) {
        escn_format(escn, text);
    }
    return text;
}

static const struct student_card_view *card_within_student(struct arena *arena, const struct card *card)
{
    struct student_card_view *const view = arena_alloc(arena, sizeof *view);
    if (view == NULL) {
        return NULL;
    }
    *view = (struct student_card_view){.number = number_text(arena, &card->escn), .type = shown_type(card->type), .uid = card->uid};
    return view->number == NULL ? NULL : view;
}

/* Institutions and public authorities have a PIC. */
static int64_t pic_number(const struct organisation *institution)
{
    long long number = 0;
    return str_to_int64(str_of(institution->identifier), &number) ? number : 0;
}

static struct student_view *make_student(struct arena *arena, const struct student *student)
{
    struct student_view *const view = arena_alloc(arena, sizeof *view);
    const void **const cards = arena_alloc_array(arena, student->card_count, sizeof *cards);
    if (view == NULL || cards == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < student->card_count; i++) {
        cards[i] = card_within_student(arena, &student->cards[i]);
        if (cards[i] == NULL) {
            return NULL;
        }
    }
    *view = (struct student_view){
        .identifier = student->person.esi,
        .email = student->enrolment.email,
        .expires_day = student->expires_day,
        .pic = student->institution->identifier,
        .pic_number = pic_number(student->institution),
        .name = student->enrolment.full_name,
        .academic_level = (int64_t)student->enrolment.academic_level,
        .cards = {.items = cards, .count = student->card_count},
    };
    return view;
}

const struct student_view *student_view_make(struct arena *arena, const struct student *student)
{
    return make_student(arena, student);
}

const struct student_card_view *student_card_view_make(struct arena *arena, const struct student_card *card)
{
    struct student_card_view *const view = arena_alloc(arena, sizeof *view);
    struct student_view *const student = make_student(arena, &card->student);
    if (view == NULL || student == NULL) {
        return NULL;
    }
    student->expires_day = card->card.expires_day;
    *view = (struct student_card_view){
        .number = number_text(arena, &card->card.escn),
        .type = shown_type(card->card.type),
        .uid = card->card.uid,
        .student = student,
    };
    return view->number == NULL ? NULL : view;
}
