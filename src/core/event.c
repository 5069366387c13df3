/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/event.h"

#include "base/buf.h"
#include "base/err.h"

#include <stdio.h>
#include <string.h>

#define URL_MAX_LENGTH 500
#define FIELDS 10 /* of the text of an event */

static const char *const names[EVENT_KIND_COUNT] = {
    [EVENT_CARD_CREATED] = "card.created",
    [EVENT_CARD_UPDATED] = "card.updated",
    [EVENT_CARD_DELETED] = "card.deleted",
    [EVENT_PERSON_DELETED] = "person.deleted",
    [EVENT_TEST] = "service.test",
};

const char *event_name(enum event_kind kind)
{
    return names[kind];
}

static bool find_kind(struct str name, enum event_kind *out)
{
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        if (str_equal_fold(name, str_of(names[kind]))) {
            *out = (enum event_kind)kind;
            return true;
        }
    }
    return false;
}

enum rc event_mask_parse(struct str list, unsigned *out, struct err *e)
{
    struct str rest = list;
    *out = 0;
    while (rest.data != NULL) {
        const struct str name = str_trim(str_cut(&rest, ','));
        enum event_kind kind = EVENT_TEST;
        if (!find_kind(name, &kind) || kind == EVENT_TEST) {
            return err_set(e, RC_INVALID, "ER-2301", "events",
                "the event \"%.*s\" is not known; card.created, card.updated, card.deleted or person.deleted was expected",
                str_shown(name, 40), name.data);
        }
        *out |= 1U << (unsigned)kind;
    }
    return RC_OK;
}

const char *event_mask_format(struct arena *arena, unsigned mask)
{
    struct buf out;
    buf_init(&out, arena);
    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        if ((mask & (1U << kind)) != 0) {
            buf_add_format(&out, "%s%s", out.length == 0 ? "" : ",", names[kind]);
        }
    }
    return buf_text(&out);
}

/* Words between blanks, in a fixed order; none of the values has a blank. "-" stands for nothing. */
const char *event_format(struct arena *arena, const struct event *event)
{
    return arena_format(arena, "%s %s %lld %s %s %d %d %d %d %s", event->id, names[event->kind], (long long)event->occurred_at_us,
        event->issuer, event->number[0] == '\0' ? "-" : event->number, (int)event->type, (int)event->status * 2 + event->status_changed,
        (int)event->issued_day, (int)event->expires_day, event->esi == NULL ? "-" : event->esi);
}

static size_t cut_words(struct str text, struct str out[FIELDS])
{
    struct str rest = text;
    size_t count = 0;
    while (rest.data != NULL && count < FIELDS - 1) {
        out[count++] = str_cut(&rest, ' ');
    }
    if (rest.data != NULL) {
        out[count++] = rest; /* the ESI, whatever is in it */
    }
    return count;
}

static bool read_numbers(const struct str words[FIELDS], struct event *out)
{
    long long occurred = 0;
    long long type = 0;
    long long status = 0;
    long long issued = 0;
    long long expires = 0;
    if (!str_to_int64(words[2], &occurred) || !str_to_int64(words[5], &type) || !str_to_int64(words[6], &status) ||
        !str_to_int64(words[7], &issued) || !str_to_int64(words[8], &expires) || type < 0 || type >= CARD_TYPE_COUNT || status < 0 ||
        status / 2 >= CARD_STATUS_COUNT) {
        return false;
    }
    out->occurred_at_us = occurred;
    out->type = (enum card_type)type;
    out->status = (enum card_status)(status / 2);
    out->status_changed = status % 2 != 0;
    out->issued_day = (int32_t)issued;
    out->expires_day = (int32_t)expires;
    return true;
}

enum rc event_parse(struct arena *arena, struct str text, struct event *out, struct err *e)
{
    struct str words[FIELDS] = {0};
    *out = (struct event){0};
    if (cut_words(text, words) != FIELDS || words[0].length != EVENT_ID_SIZE - 1 || words[4].length >= ESCN_TEXT_SIZE ||
        !find_kind(words[1], &out->kind) || !read_numbers(words, out)) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "a stored event can't be read");
    }
    const bool has_number = !str_equal(words[4], STR("-"));
    const bool has_esi = !str_equal(words[9], STR("-"));
    memcpy(out->id, words[0].data, words[0].length);
    memcpy(out->number, words[4].data, has_number ? words[4].length : 0);
    out->issuer = arena_text(arena, words[3].data, words[3].length);
    out->esi = has_esi ? arena_text(arena, words[9].data, words[9].length) : NULL;
    return out->issuer == NULL || (has_esi && out->esi == NULL) ? err_no_memory(e) : RC_OK;
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] <= ' ' || text.data[i] > '~' || strchr("\\\"<>^`{|}", text.data[i]) != NULL) {
            return false;
        }
    }
    return true;
}

enum rc event_url_check(struct str url, struct err *e)
{
    const struct str schemes[] = {STR("https://"), STR("http://")};
    struct str rest = {NULL, 0};
    for (size_t i = 0; i < 2; i++) {
        const struct str scheme = schemes[i];
        if (url.length > scheme.length && str_equal_fold((struct str){url.data, scheme.length}, scheme)) {
            rest = (struct str){url.data + scheme.length, url.length - scheme.length};
        }
    }
    const struct str host = rest.data == NULL ? rest : str_cut(&rest, '/');
    if (host.length == 0 || host.data[0] == ':' || url.length > URL_MAX_LENGTH || !is_plain(url) ||
        memchr(host.data, '@', host.length) != NULL || memchr(url.data, '?', url.length) != NULL ||
        memchr(url.data, '#', url.length) != NULL) {
        return err_set(e, RC_INVALID, "ER-2302", "url",
            T_("the address \"%.*s\" can't be called; https://host/path without user, query and fragment was expected"),
            str_shown(url, 100), url.data == NULL ? "" : url.data);
    }
    return RC_OK;
}
