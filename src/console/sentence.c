/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/sentence.h"

#include "base/pattern.h"
#include "console/page.h"
#include "console/words.h"
#include "core/country.h"
#include "registry/imports.h"

#include <string.h>

/* The texts for the places of a pattern, as the reader is shown them. */
struct places {
    const char *texts[PATTERN_PLACES_MAX];
    size_t count;
};

static const char *copy_arguments(struct arena *arena, const char *arguments, size_t count)
{
    size_t bytes = 1;
    for (size_t i = 0; i < count; i++) {
        bytes += strlen(arguments + bytes - 1) + 1;
    }
    return arena_text(arena, arguments, bytes - 1);
}

bool sentence_of_err(struct sentence *out, struct arena *arena, const struct err *e)
{
    char context[PATTERN_SIZE];
    char pattern[PATTERN_SIZE];
    *out = (struct sentence){.english = arena_copy(arena, e->msg)};
    if (!pattern_of_err(e, context, pattern)) {
        return out->english != NULL;
    }
    out->context = arena_copy(arena, context);
    out->pattern = arena_copy(arena, pattern);
    out->arguments = copy_arguments(arena, e->arguments, pattern_places(context) + pattern_places(pattern));
    return out->english != NULL && out->context != NULL && out->pattern != NULL && out->arguments != NULL;
}

/* Adds a pattern with its texts as they are, and returns where the next begin. */
static const char *add_plain(struct buf *out, const char *pattern, const char *at)
{
    struct places places = {.count = pattern_places(pattern)};
    for (size_t i = 0; i < places.count; i++) {
        places.texts[i] = at;
        at += strlen(at) + 1;
    }
    language_fill(out, pattern, places.texts, places.count);
    return at;
}

/* The English sentence of patterns; with fewer texts than they have places they are no sentence. */
static bool make_english(struct sentence *sentence, struct arena *arena, size_t count)
{
    struct buf out;
    const char *at = sentence->arguments;
    if (sentence->pattern == NULL || count < pattern_places(sentence->pattern) + pattern_places(sentence->context)) {
        sentence->pattern = NULL;
        return true;
    }
    buf_init(&out, arena);
    if (sentence->context[0] != '\0') {
        at = add_plain(&out, sentence->context, at);
        buf_add_text(&out, ": ");
    }
    (void)add_plain(&out, sentence->pattern, at);
    sentence->english = buf_text(&out);
    return sentence->english != NULL;
}

bool sentence_of_packed(struct sentence *out, struct arena *arena, struct str packed)
{
    struct str rest = packed;
    const struct str context = str_cut(&rest, PATTERN_END);
    const struct str pattern = str_cut(&rest, PATTERN_END);
    size_t count = 0;
    char *const arguments = rest.data == NULL ? NULL : arena_text(arena, rest.data, rest.length);
    *out = (struct sentence){.english = arguments};
    if (arguments == NULL) {
        out->english = arena_text(arena, packed.data == NULL ? "" : packed.data, packed.length);
        return out->english != NULL;
    }
    for (size_t i = 0; i < rest.length; i++) {
        if (arguments[i] == PATTERN_END) {
            arguments[i] = '\0';
            count++;
        }
    }
    if (pattern.length == 0) {
        return true;
    }
    out->arguments = arguments;
    out->context = arena_text(arena, context.data, context.length);
    out->pattern = arena_text(arena, pattern.data, pattern.length);
    return out->context != NULL && make_english(out, arena, count);
}

/* A word between marks is what somebody has typed, or a name; the others are words of ours. */
static bool is_ours(const char *pattern, size_t place)
{
    const char mark[] = {'%', (char)('1' + place), '\0'};
    const char *const at = strstr(pattern, mark);
    return at == pattern || (at != NULL && strchr("\"{(", at[-1]) == NULL);
}

static const char *quoted_label(struct arena *arena, const struct language *language, const char *label)
{
    struct buf out;
    buf_init(&out, arena);
    language_fill(&out, language_message(language, N_("“%1”")), (const char *const[]){language_message(language, label)}, 1);
    return buf_text(&out);
}

static const char *say_word(struct arena *arena, const struct language *language, const char *word, bool has_columns)
{
    const char *const label = member_label(word);
    if (label != NULL) {
        return has_columns ? word : quoted_label(arena, language, label);
    }
    for (size_t i = 0; i < country_count; i++) {
        if (strcmp(countries[i].name, word) == 0) {
            return language_country(language, countries[i].code);
        }
    }
    return word[0] == '\0' ? word : language_message(language, word);
}

/* Reads the texts for a pattern from `at` on and returns where those of the next begin; NULL when there is no memory. */
static const char *read_places(
    const char *pattern, const char *at, struct arena *arena, const struct language *language, bool has_columns, struct places *out)
{
    out->count = pattern_places(pattern);
    for (size_t i = 0; i < out->count; i++) {
        out->texts[i] = is_ours(pattern, i) ? say_word(arena, language, at, has_columns) : at;
        if (out->texts[i] == NULL) {
            return NULL;
        }
        at += strlen(at) + 1;
    }
    return at;
}

/* What is told in other words in pages: there people have forms, and no methods of HTTP. */
static const struct {
    const char *pattern, *said;
} reworded[] = {
    {"a card with the number %1 exists already; change it with PUT", N_("a card with the number %1 exists already")},
    {"the person %1 is registered for organisation %2 already; change it with PUT",
        N_("the person %1 is registered for organisation %2 already")},
    {"the file is a picture of %1 x %2 pixels; exactly %3 x %4 were expected, or resize=true",
        N_("the file is a picture of %1 x %2 pixels; exactly %3 x %4 were expected")},
};

/* NULL when the language does not say it. */
static const char *said_for(const struct language *language, const char *pattern)
{
    for (size_t i = 0; i < COUNT_OF(reworded); i++) {
        if (strcmp(reworded[i].pattern, pattern) == 0) {
            return language_translation(language, reworded[i].said);
        }
    }
    return strcmp(pattern, "%1") == 0 ? pattern : language_translation(language, pattern);
}

/* Adds what the language says for a pattern; false when it does not say it. */
static bool add_said(struct buf *out, const struct language *language, const char *pattern, const struct places *places)
{
    const char *const said = said_for(language, pattern);
    if (said == NULL || pattern_places(said) > places->count) {
        return false;
    }
    language_fill(out, said, places->texts, places->count);
    return true;
}

const char *sentence_text(
    const struct sentence *sentence, struct arena *arena, const struct language *language, bool has_columns, bool *is_english)
{
    struct buf out;
    struct places places = {0};
    const char *at = sentence->arguments;
    bool is_said = sentence->pattern != NULL;
    buf_init(&out, arena);
    if (is_said && sentence->context[0] != '\0') {
        at = read_places(sentence->context, at, arena, language, has_columns, &places);
        is_said = at != NULL && add_said(&out, language, sentence->context, &places);
        buf_add_text(&out, ": ");
    }
    is_said = is_said && read_places(sentence->pattern, at, arena, language, has_columns, &places) != NULL &&
        add_said(&out, language, sentence->pattern, &places);
    *is_english = !is_said && language->message_count > 0;
    return is_said ? buf_text(&out) : sentence->english;
}

/* How many bytes the first letter has, when it has a capital of as many, which is put into `out`; of Latin alphabets. */
static size_t capital_of(const char *text, char out[2])
{
    const unsigned char a = (unsigned char)text[0];
    const unsigned char b = a == '\0' ? 0 : (unsigned char)text[1];
    const unsigned code = (a & 0x1FU) << 6U | (b & 0x3FU);
    const bool is_even_small = (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E);
    unsigned capital = code;
    if (a >= 'a' && a <= 'z') {
        out[0] = (char)(a - 'a' + 'A');
        return 1;
    }
    if ((a & 0xE0U) != 0xC0U) {
        return 0;
    }
    if (code >= 0xE0 && code <= 0xFE && code != 0xF7) {
        capital = code - 0x20;
    } else if (code >= 0x100 && code <= 0x17E && code != 0x131 && code != 0x138 && code != 0x149) {
        capital = (code % 2 == 0) == is_even_small ? code - 1 : code;
    }
    out[0] = (char)(0xC0U | capital >> 6U);
    out[1] = (char)(0x80U | (capital & 0x3FU));
    return 2;
}

static void write_sentence(struct page *page, const struct sentence *sentence, bool is_clause)
{
    bool is_english = false;
    char capital[3] = "";
    const char *text = sentence_text(sentence, page->out.arena, page->language, is_clause, &is_english);
    if (text == NULL) {
        page->out.failed = true;
        return;
    }
    if (is_english) {
        buf_add_text(&page->out, "<span lang=\"en\">");
    }
    if (!is_clause) {
        text += capital_of(text, capital);
        page_text(page, capital);
    }
    page_text(page, text);
    buf_add_text(&page->out, is_clause ? "" : ".");
    buf_add_text(&page->out, is_english ? "</span>" : "");
}

void page_sentence(struct page *page, const struct sentence *sentence)
{
    write_sentence(page, sentence, false);
}

void page_clause(struct page *page, const struct sentence *sentence)
{
    write_sentence(page, sentence, true);
}

static void write_reason(struct page *page, struct str said)
{
    struct sentence sentence;
    const struct str code = str_cut(&said, PATTERN_END);
    if (!sentence_of_packed(&sentence, page->out.arena, said)) {
        page->out.failed = true;
        return;
    }
    page_clause(page, &sentence);
    if (code.length > 0) {
        buf_add_text(&page->out, " (");
        page_text(page, arena_text(page->out.arena, code.data, code.length));
        buf_add_text(&page->out, ")");
    }
}

void page_reasons(struct page *page, const char *said, const char *english)
{
    struct str rest = str_of(said);
    if (said == NULL) {
        buf_add_text(&page->out, "<span lang=\"en\">");
        page_text(page, english);
        buf_add_text(&page->out, "</span>");
        return;
    }
    for (bool is_first = true; rest.data != NULL && rest.length > 0; is_first = false) {
        buf_add_text(&page->out, is_first ? "" : "; ");
        write_reason(page, str_cut(&rest, IMPORT_REASON_END));
    }
}
