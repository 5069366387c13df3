/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/page.h"

#include "base/day.h"
#include "console/asset.h"

#include <string.h>

void page_init(struct page *page, struct arena *arena, const struct language *language)
{
    *page = (struct page){.language = language};
    buf_init(&page->out, arena);
}

const char *page_aside(const struct page *page, page_content_fn *content, const void *view)
{
    struct page aside = *page;
    buf_init(&aside.out, page->out.arena);
    content(&aside, view);
    const char *const markup = buf_text(&aside.out);
    return markup == NULL ? "" : markup;
}

bool markup_has_id(struct arena *arena, const char *markup, const char *id)
{
    const char *const attribute = arena_format(arena, " id=\"%s\"", id);
    return attribute != NULL && strstr(markup, attribute) != NULL;
}

void page_raw(struct page *page, const char *markup, size_t length)
{
    buf_add(&page->out, markup, length);
}

void page_style(struct page *page, const struct asset *style)
{
    buf_add_text(&page->out, "<style>");
    page->style = style;
    page->style_at = page->out.length;
    buf_add(&page->out, (const char *)style->plain, style->plain_length);
    buf_add_text(&page->out, "</style>\n");
}

/* What stands for a byte that HTML reads as markup; NULL for the others. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&#34;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void add_escaped(struct buf *out, const char *text, size_t length)
{
    size_t plain = 0;
    for (size_t i = 0; i < length; i++) {
        const char *const entity = entity_of(text[i]);
        if (entity != NULL) {
            buf_add(out, text + plain, i - plain);
            buf_add_text(out, entity);
            plain = i + 1;
        }
    }
    buf_add(out, text + plain, length - plain);
}

void page_text(struct page *page, const char *text)
{
    if (text != NULL) {
        add_escaped(&page->out, text, strlen(text));
    }
}

void page_say(struct page *page, const char *id)
{
    page_text(page, language_message(page->language, id));
}

/* Writes a message with texts in its places. */
static void fill(struct page *page, const char *message, const char *const *texts, size_t count)
{
    struct buf said;
    buf_init(&said, page->out.arena);
    language_fill(&said, message, texts, count);
    page->out.failed = page->out.failed || said.failed;
    page_text(page, buf_text(&said));
}

void page_say_with(struct page *page, const char *id, const char *const *texts, size_t count)
{
    fill(page, language_message(page->language, id), texts, count);
}

void page_say_count(struct page *page, const char *one, const char *many, int64_t n)
{
    struct buf number;
    buf_init(&number, page->out.arena);
    language_add_count(page->language, &number, n);
    const char *const text = buf_text(&number);
    page->out.failed = page->out.failed || text == NULL;
    fill(page, language_plural(page->language, one, many, n < 0 ? -(uint64_t)n : (uint64_t)n), &text, 1);
}

void page_count(struct page *page, int64_t count)
{
    language_add_count(page->language, &page->out, count);
}

void page_number(struct page *page, int64_t number)
{
    buf_add_int(&page->out, number);
}

void page_country(struct page *page, const char *code)
{
    page_text(page, language_country(page->language, code));
}

void page_day(struct page *page, int32_t day)
{
    language_add_day(page->language, &page->out, day);
}

void page_isoday(struct page *page, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    buf_add_text(&page->out, text);
}

void page_instant(struct page *page, int64_t us)
{
    language_add_instant(page->language, &page->out, us);
}

void page_isoinstant(struct page *page, int64_t us)
{
    char text[INSTANT_TEXT_SIZE];
    instant_format(us, true, text);
    buf_add_text(&page->out, text);
}

void page_url(struct page *page, const char *url)
{
    static const char *const schemes[] = {"/", "?", "#", "https://", "http://", "mailto:"};
    const struct str text = str_of(url);
    bool good = false;
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        good = good || str_starts_with(text, str_of(schemes[i]));
    }
    /* "//host" would lead to another site. */
    good = good && !str_starts_with(text, STR("//")) && !str_starts_with(text, STR("/\\"));
    page_text(page, good ? url : "#");
}
