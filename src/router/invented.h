/* SPDX-License-Identifier: EUPL-1.2 */
/* Invented students and cards: the same for the same number, whatever the day. */
#pragma once

#include "core/card.h"
#include "core/person.h"

#define INVENTED_CARDS_MAX 3

struct invented_card {
    struct escn escn;
    enum card_type type;
    enum card_status status;
    int32_t issued_day;
    int32_t expires_day;
    bool processed; /* by the processor of the first institution */
};

struct invented_student {
    int home;     /* which institution: 0 or 1 */
    bool visitor; /* enrolled at the other one too, as a guest */
    char esi[120];
    char name[120];
    char email[120];
    enum academic_level level;
    struct invented_card cards[INVENTED_CARDS_MAX];
    size_t card_count;
};

/* What differs between the two institutions. */
struct invented_home {
    const char *pic;
    const char *domain;
};

/* Student number `index`; days are relative to `today`, so that some cards are always expired. RC_INTERNAL can only be our mistake. */
ESC_MUST_CHECK enum rc invent_student(
    int64_t index, int32_t today, const struct invented_home homes[2], struct invented_student *out, struct err *e);
