/* SPDX-License-Identifier: EUPL-1.2 */
/* The languages of the pages: messages, and how days, instants and numbers are written. The table itself is compiled from web/po. */
#pragma once

#include "base/buf.h"

#define MESSAGE_FORMS_MAX 6
#define COUNTRY_PIECES 4

struct message {
    const char *id; /* the words in English */
    const char *forms[MESSAGE_FORMS_MAX];
};

struct language {
    const char *code; /* ISO 639-1 */
    const char *name; /* in the language itself */
    const char *day_pattern, *instant_pattern;
    const char *months[12], *short_months[12]; /* as they stand within a date */
    const char *grouping, *decimal;
    const char *countries[COUNTRY_PIECES]; /* code and name, "ATÖsterreich", ending in NUL, one after the other; NULL: the English ones */
    const struct message *messages;        /* by id */
    size_t message_count;
    unsigned (*plural)(unsigned long n); /* the form for a number */
};

/* English first. */
extern const struct language languages[];
extern const size_t language_count;

/* A language of which every message is the English words in brackets, so that tests find what is no message. NULL in programs built without
 * tests; never among the others. */
extern const struct language *const language_pseudo;

/* By code, letter case and region aside ("fr-CA" finds "fr"); NULL when it is not spoken here. */
const struct language *language_find(struct str code);

/* The best for a header Accept-Language; NULL when it names none that is spoken here. */
const struct language *language_accept(struct str header);

/* The message of an English text; the text itself where there is no translation. */
const char *language_message(const struct language *language, const char *id);

/* The same, NULL where there is no translation; English is its own. */
const char *language_translation(const struct language *language, const char *id);

/* Writes a message with texts in the places of %1, %2 and so on. */
void language_fill(struct buf *out, const char *message, const char *const *texts, size_t count);

/* The form of a message for a number of things. */
const char *language_plural(const struct language *language, const char *one, const char *many, uint64_t n);

/* The name of a country by its code of two letters; the code itself where it is none. */
const char *language_country(const struct language *language, const char *code);

/* "30 September 2029"; nothing for DAY_NONE. */
void language_add_day(const struct language *language, struct buf *out, int32_t day);

/* "22 Nov 2026, 09:14:07", in UTC. */
void language_add_instant(const struct language *language, struct buf *out, int64_t us);

/* "18 742" */
void language_add_count(const struct language *language, struct buf *out, int64_t count);
