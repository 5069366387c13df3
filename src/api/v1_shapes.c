/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/v1.h"

#include "base/attr.h"

#define TEXT_MAX 255
#define SHAPE(schema, type, table)                                                                 \
    {                                                                                              \
        .name = (schema), .size = sizeof(struct type), .fields = (table), .count = COUNT_OF(table) \
    }
#define FIELD(type, member) .offset = offsetof(struct type, member)

/* The fields of students and cards lead to each other, and stand twice: the old form has the PIC as a number. */
#define STUDENT_IDENTIFIER                                                                                                               \
    {                                                                                                                                    \
        "europeanStudentIdentifier", WIRE_TEXT, FIELD(student_view, identifier), .required = true,                                       \
                                                                                 .about = "European Student Identifier, as it was given" \
    }
#define STUDENT_EMAIL                                         \
    {                                                         \
        "emailAddress", WIRE_TEXT, FIELD(student_view, email) \
    }
#define STUDENT_EXPIRY                                                                                                                   \
    {                                                                                                                                    \
        "expiryDate", WIRE_NOON, FIELD(student_view, expires_day),                                                                       \
            .required = true, .about = "noon of the last day of the student's cards, of a card's student that card's; null when unknown" \
    }
#define STUDENT_NAME                                 \
    {                                                \
        "name", WIRE_TEXT, FIELD(student_view, name) \
    }
#define STUDENT_LEVEL                                                                                                  \
    {                                                                                                                  \
        "academicLevel", WIRE_INT32, FIELD(student_view, academic_level), .zero_is_null = true,                        \
                                                                          .about = "6 bachelor, 7 master, 8 doctorate" \
    }
#define STUDENT_PHONE                                                                       \
    {                                                                                       \
        "phoneNumber", WIRE_TEXT, FIELD(student_view, phone_number), .about = "always null" \
    }
#define STUDENT_CARDS(shape_of_cards)                                                                                       \
    {                                                                                                                       \
        "cards", WIRE_OBJECTS, FIELD(student_view, cards), (shape_of_cards), .about = "newest first; without their student" \
    }
#define CARD_NUMBER                                                                                \
    {                                                                                              \
        "europeanStudentCardNumber", WIRE_TEXT, FIELD(student_card_view, number), .required = true \
    }
#define CARD_TYPE                                                                                                                         \
    {                                                                                                                                     \
        "cardType", WIRE_INT32, FIELD(student_card_view, type),                                                                           \
            .about = "0 unknown (also V2's digital cards), 1 without electronics; smart: 2 without the ESC data zone, 3 with it, 4 with " \
                     "custom data"                                                                                                        \
    }
#define CARD_UID                                                                        \
    {                                                                                   \
        "cardUid", WIRE_TEXT, FIELD(student_card_view, uid), .about = "UID of the chip" \
    }
#define CARD_STUDENT(shape_of_student)                                                                                  \
    {                                                                                                                   \
        "student", WIRE_OBJECT, FIELD(student_card_view, student), (shape_of_student), .about = "null within a student" \
    }

static const struct wire_field student_fields[] = {STUDENT_IDENTIFIER, STUDENT_EMAIL, STUDENT_EXPIRY,
    {"picInstitutionCode", WIRE_TEXT, FIELD(student_view, pic), .required = true}, STUDENT_NAME, STUDENT_LEVEL, STUDENT_PHONE,
    STUDENT_CARDS(&student_card_shape)};
const struct wire_shape student_shape = SHAPE("StudentView", student_view, student_fields);

static const struct wire_field card_fields[] = {CARD_NUMBER, CARD_TYPE, CARD_UID, CARD_STUDENT(&student_shape)};
const struct wire_shape student_card_shape = SHAPE("CardV1View", student_card_view, card_fields);

static const struct wire_field old_student_fields[] = {STUDENT_IDENTIFIER, STUDENT_EMAIL, STUDENT_EXPIRY,
    {"picInstitutionCode", WIRE_INT64, FIELD(student_view, pic_number)}, STUDENT_NAME, STUDENT_LEVEL, STUDENT_PHONE,
    STUDENT_CARDS(&old_student_card_shape)};
const struct wire_shape old_student_shape = SHAPE("OldStudent", student_view, old_student_fields);

static const struct wire_field old_card_fields[] = {CARD_NUMBER, CARD_TYPE, CARD_UID, CARD_STUDENT(&old_student_shape)};
const struct wire_shape old_student_card_shape = SHAPE("OldCard", student_card_view, old_card_fields);

static const struct wire_field status_fields[] = {
    {"europeanStudentCardNumber", WIRE_TEXT, FIELD(student_status_view, number)},
    {"europeanStudentIdentifier", WIRE_TEXT, FIELD(student_status_view, identifier)},
    {"expiryDate", WIRE_NOON, FIELD(student_status_view, expires_day), .about = "noon of the card's last day"},
    {"academicLevel", WIRE_INT32, FIELD(student_status_view, academic_level), .zero_is_null = true},
};
const struct wire_shape student_status_shape = SHAPE("StudentStatusView", student_status_view, status_fields);

static const struct wire_field post_fields[] = {
    {"europeanStudentIdentifier", WIRE_TEXT, FIELD(student_post_view, input.identifier), .required = true, .max_length = TEXT_MAX,
        .personal = true},
    {"emailAddress", WIRE_TEXT, FIELD(student_post_view, input.email), .required = true, .max_length = TEXT_MAX, .personal = true},
    {"expiryDate", WIRE_DAY, FIELD(student_post_view, input.expires_day), .required = true,
        .about = "yyyy-MM-dd; of a date-time the date is taken; moves the expiry of all the student's cards"},
    {"picInstitutionCode", WIRE_TEXT, FIELD(student_post_view, input.institution), .required = true, .as_string = true,
        .max_length = TEXT_MAX, .about = "PIC of the institution, as text or number"},
    {"name", WIRE_TEXT, FIELD(student_post_view, input.name), .max_length = TEXT_MAX, .personal = true,
        .about = "on change: stays when it is not sent"},
    {"academicLevel", WIRE_INT32, FIELD(student_post_view, input.academic_level), .from_text = true,
        .about = "6 bachelor, 7 master, 8 doctorate; on change: stays when it is not sent"},
    {"phoneNumber", WIRE_TEXT, FIELD(student_post_view, phone_number), .as_string = true, .max_length = TEXT_MAX, .personal = true,
        .about = "not kept"},
};
const struct wire_shape student_post_shape = SHAPE("StudentPostView", student_post_view, post_fields);

static const struct wire_field card_post_fields[] = {
    {"europeanStudentCardNumber", WIRE_TEXT, FIELD(student_card_input, number), .required = true, .max_length = TEXT_MAX},
    {"cardType", WIRE_INT32, FIELD(student_card_input, type), .from_text = true},
    {"cardUid", WIRE_TEXT, FIELD(student_card_input, uid), .as_string = true, .max_length = TEXT_MAX, .personal = true},
};
const struct wire_shape student_card_post_shape = SHAPE("CardV1View", student_card_input, card_post_fields);

static const struct wire_field old_error_fields[] = {
    {"error", WIRE_TEXT, FIELD(old_error_view, error)},
    {"error_description", WIRE_TEXT, FIELD(old_error_view, description)},
    {"error_uri", WIRE_TEXT, FIELD(old_error_view, uri)},
};
const struct wire_shape old_error_shape = SHAPE("OldError", old_error_view, old_error_fields);
