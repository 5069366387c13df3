/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/language.h"

#include "base/day.h"
#include "core/country.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define US_PER_SECOND INT64_C(1000000)
#define SECONDS_PER_DAY 86400

/* A list longer than this is somebody's game. */
#define RANGES_MAX 32

const struct language *language_find(struct str code)
{
    const struct str main = str_cut(&code, '-');
    for (size_t i = 0; i < language_count; i++) {
        if (str_equal_fold(str_of(languages[i].code), main)) {
            return &languages[i];
        }
    }
    return language_pseudo != NULL && str_equal(str_of(language_pseudo->code), main) ? language_pseudo : NULL;
}

/* The weight of "fr;q=0.8" in thousandths; 1000 without one, 0 for what is no weight. */
static int weight_of(struct str parameters)
{
    while (parameters.data != NULL) {
        const struct str one = str_trim(str_cut(&parameters, ';'));
        if (one.length < 3 || (one.data[0] != 'q' && one.data[0] != 'Q') || one.data[1] != '=') {
            continue;
        }
        int weight = one.data[2] == '1' ? 1000 : 0;
        int unit = 100;
        for (size_t i = 4; i < one.length && i < 7 && one.data[3] == '.' && one.data[i] >= '0' && one.data[i] <= '9'; i++) {
            weight += (one.data[i] - '0') * unit;
            unit /= 10;
        }
        return weight > 1000 ? 1000 : weight;
    }
    return 1000;
}

const struct language *language_accept(struct str header)
{
    const struct language *best = NULL;
    int best_weight = 0;
    for (int i = 0; header.data != NULL && i < RANGES_MAX; i++) {
        struct str rest = str_cut(&header, ',');
        const struct str range = str_trim(str_cut(&rest, ';'));
        const struct language *const language = language_find(range);
        const int weight = weight_of(rest);
        if (language != NULL && weight > best_weight) {
            best = language;
            best_weight = weight;
        }
    }
    return best;
}

static int compare_id(const void *key, const void *item)
{
    return strcmp(key, ((const struct message *)item)->id);
}

static const struct message *find_message(const struct language *language, const char *id)
{
    return language->message_count == 0 ? NULL
                                        : bsearch(id, language->messages, language->message_count, sizeof *language->messages, compare_id);
}

const char *language_message(const struct language *language, const char *id)
{
    const struct message *const message = find_message(language, id);
    return message == NULL ? id : message->forms[0];
}

const char *language_translation(const struct language *language, const char *id)
{
    const struct message *const message = find_message(language, id);
    return language->message_count == 0 ? id : message == NULL ? NULL : message->forms[0];
}

void language_fill(struct buf *out, const char *message, const char *const *texts, size_t count)
{
    const char *plain = message;
    for (const char *at = strchr(message, '%'); at != NULL; at = strchr(at + 1, '%')) {
        const size_t place = at[1] >= '1' && at[1] <= '9' ? (size_t)(at[1] - '1') : count;
        if (place < count) {
            buf_add(out, plain, (size_t)(at - plain));
            buf_add_text(out, texts[place] == NULL ? "" : texts[place]);
            plain = at + 2;
        }
    }
    buf_add_text(out, plain);
}

const char *language_plural(const struct language *language, const char *one, const char *many, uint64_t n)
{
    const struct message *const message = find_message(language, one);
    const unsigned form = language->plural(n);
    if (message == NULL || form >= MESSAGE_FORMS_MAX || message->forms[form] == NULL) {
        return n == 1 ? one : many;
    }
    return message->forms[form];
}

/* NULL when the code is not among these. */
static const char *find_country(const char *names, const char *code)
{
    for (const char *at = names; at != NULL && *at != '\0'; at += strlen(at) + 1) {
        if (strncmp(at, code, 2) == 0) {
            return at + 2;
        }
    }
    return NULL;
}

const char *language_country(const struct language *language, const char *code)
{
    const char *found = NULL;
    for (size_t i = 0; i < COUNTRY_PIECES && found == NULL && strlen(code) == 2; i++) {
        found = find_country(language->countries[i], code);
    }
    return found == NULL ? country_name(code) : found;
}

/* The parts of an instant that patterns name. */
struct moment {
    struct civil_date date;
    int hour, minute, second;
};

static void add_padded(struct buf *out, int value, size_t digits)
{
    buf_add_format(out, "%0*d", (int)digits, value);
}

static void add_field(const struct language *language, struct buf *out, const struct moment *moment, char field, size_t length)
{
    switch (field) {
    case 'y':
        add_padded(out, moment->date.year, 1);
        break;
    case 'M':
        if (length >= 3) {
            buf_add_text(out, (length == 3 ? language->short_months : language->months)[moment->date.month - 1]);
        } else {
            add_padded(out, moment->date.month, length);
        }
        break;
    case 'd':
        add_padded(out, moment->date.day, length);
        break;
    case 'H':
        add_padded(out, moment->hour, length);
        break;
    case 'm':
        add_padded(out, moment->minute, length);
        break;
    default:
        add_padded(out, moment->second, length);
    }
}

static bool is_field(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Patterns are those of the Unicode locale data: letters are fields, text in single quotes stands for itself. */
static void add_pattern(const struct language *language, struct buf *out, const char *pattern, const struct moment *moment)
{
    bool quoted = false;
    for (const char *at = pattern; *at != '\0';) {
        if (*at == '\'') {
            quoted = !quoted;
            at++;
            continue;
        }
        if (quoted || !is_field(*at)) {
            buf_add_char(out, *at++);
            continue;
        }
        const size_t length = strspn(at, (const char[]){*at, '\0'});
        add_field(language, out, moment, *at, length);
        at += length;
    }
}

void language_add_day(const struct language *language, struct buf *out, int32_t day)
{
    if (day != DAY_NONE) {
        const struct moment moment = {.date = day_to_date(day)};
        add_pattern(language, out, language->day_pattern, &moment);
    }
}

void language_add_instant(const struct language *language, struct buf *out, int64_t us)
{
    const int32_t day = day_of_us(us);
    const int second = (int)((us - (int64_t)day * SECONDS_PER_DAY * US_PER_SECOND) / US_PER_SECOND);
    const struct moment moment = {.date = day_to_date(day), .hour = second / 3600, .minute = second / 60 % 60, .second = second % 60};
    add_pattern(language, out, language->instant_pattern, &moment);
}

void language_add_count(const struct language *language, struct buf *out, int64_t count)
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%" PRIu64, count < 0 ? -(uint64_t)count : (uint64_t)count);
    if (count < 0) {
        buf_add_text(out, "\xe2\x88\x92");
    }
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            buf_add_text(out, language->grouping);
        }
        buf_add_char(out, digits[i]);
    }
}
