/* SPDX-License-Identifier: EUPL-1.2 */
#include "press/words.h"

#include "base/str.h"
#include "press/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRY_BYTES 20
#define END "\n>>\nendobj\n"
#define ELEMENT "<< /Type /StructElem\n   /S /"
#define FIGURE ELEMENT "Figure\n"
#define TREE "<< /Type /StructTreeRoot\n   /ParentTree "
#define CHILDREN "\n   /K "
#define CATALOG "<< /Type /Catalog\n"

/* The PDF as cairo has written it: its objects by the table at its end. */
struct pdf {
    const char *data;
    size_t length;
    size_t table; /* where the table begins */
    size_t entries;
    size_t objects; /* how many there are */
    unsigned long root, info, tree;
};

/* An object that is written anew. */
struct changed {
    unsigned long number;
    long at;
};

struct update {
    const struct pdf *pdf;
    struct changed *changed;
    size_t count;
    long end; /* where the next one is written */
};

static bool number_after(const struct pdf *pdf, size_t from, const char *word, unsigned long *out)
{
    const char *const found = memmem(pdf->data + from, pdf->length - from, word, strlen(word));
    char *end = NULL;
    if (found == NULL) {
        return false;
    }
    *out = strtoul(found + strlen(word), &end, 10);
    return end != found + strlen(word);
}

/* The file ends with a line break, so that reading numbers ends too. */
static bool pdf_read(struct pdf *pdf)
{
    unsigned long table = 0;
    unsigned long objects = 0;
    const size_t tail = pdf->length > 200 ? pdf->length - 200 : 0;
    if (pdf->length < 200 || pdf->data[pdf->length - 1] != '\n' || !number_after(pdf, tail, "startxref\n", &table) ||
        table >= pdf->length) {
        return false;
    }
    if (!number_after(pdf, table, "xref\n0 ", &objects) || !number_after(pdf, table, "/Root ", &pdf->root) ||
        !number_after(pdf, table, "/Info ", &pdf->info)) {
        return false;
    }
    const char *const line = memchr(pdf->data + table + 5, '\n', pdf->length - table - 5);
    pdf->table = table;
    pdf->objects = objects;
    pdf->entries = line == NULL ? 0 : (size_t)(line + 1 - pdf->data);
    return line != NULL && (pdf->length - pdf->entries) / ENTRY_BYTES >= objects && pdf->root < objects;
}

/* The body of an object, when it begins like this: from "<<" to before the last ">>". */
static struct str find_body(const struct pdf *pdf, unsigned long number, const char *begin)
{
    char head[40];
    const struct str nothing = {NULL, 0};
    const size_t at = strtoul(pdf->data + pdf->entries + number * ENTRY_BYTES, NULL, 10);
    const int head_length = snprintf(head, sizeof head, "%lu 0 obj\n", number);
    if (at == 0 || at >= pdf->table || !str_starts_with((struct str){pdf->data + at, pdf->table - at}, str_of(head))) {
        return nothing;
    }
    const struct str rest = {pdf->data + at + head_length, pdf->table - at - (size_t)head_length};
    const char *const end = str_starts_with(rest, str_of(begin)) ? memmem(rest.data, rest.length, "\n>>\nendobj", 10) : NULL;
    return end != NULL ? (struct str){rest.data, (size_t)(end - rest.data)} : nothing;
}

static void say(struct update *update, const char *text, size_t length)
{
    if (fwrite(text, 1, length, stdout) != length) {
        press_fail();
    }
    update->end += (long)length;
}

static void say_text(struct update *update, const char *text)
{
    say(update, text, strlen(text));
}

/* The next character of UTF-8 that was looked at before; 0 at the end. */
static unsigned take_character(const char **at)
{
    const unsigned char first = (unsigned char)**at;
    const unsigned more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    unsigned value = more == 0 ? first : first & (0x3FU >> more);
    *at += first != 0;
    for (unsigned i = 0; i < more && ((unsigned char)**at & 0xC0U) == 0x80U; i++) {
        value = value << 6 | ((unsigned char)**at & 0x3FU);
        (*at)++;
    }
    return value;
}

/* A text of PDF: UTF-16 with its mark, in hexadecimal digits. */
static void say_words(struct update *update, const char *words)
{
    char digits[16];
    say_text(update, "<FEFF");
    for (unsigned c = take_character(&words); c != 0; c = take_character(&words)) {
        if (c > 0xFFFF) {
            (void)snprintf(digits, sizeof digits, "%04X%04X", 0xD800 + ((c - 0x10000) >> 10 & 0x3FFU), 0xDC00 + (c & 0x3FFU));
        } else {
            (void)snprintf(digits, sizeof digits, "%04X", c);
        }
        say_text(update, digits);
    }
    say_text(update, ">");
}

static void begin_object(struct update *update, unsigned long number, struct str body)
{
    char head[40];
    update->changed[update->count++] = (struct changed){number, update->end};
    (void)snprintf(head, sizeof head, "%lu 0 obj\n", number);
    say_text(update, head);
    say(update, body.data, body.length);
}

/* What stands at the top of the tree gets the document as its parent, pictures their words. */
static void write_elements(struct update *update, char *const *words, size_t count)
{
    char parent[48];
    char document[48];
    size_t next = 0;
    (void)snprintf(parent, sizeof parent, "\n   /P %lu 0 R\n", update->pdf->tree);
    (void)snprintf(document, sizeof document, "\n   /P %zu 0 R\n", update->pdf->objects);
    for (unsigned long i = 1; i < update->pdf->objects; i++) {
        const struct str body = find_body(update->pdf, i, ELEMENT);
        const char *const at = body.data == NULL ? NULL : memmem(body.data, body.length, parent, strlen(parent));
        if (at == NULL) {
            continue;
        }
        const size_t before = (size_t)(at - body.data);
        begin_object(update, i, (struct str){body.data, before});
        say_text(update, document);
        say(update, at + strlen(parent), body.length - before - strlen(parent));
        if (str_starts_with(body, STR(FIGURE)) && next < count) {
            say_text(update, "\n   /Alt ");
            say_words(update, words[next++]);
        }
        say_text(update, END);
    }
}

/* The root of the tree has one child, the document, which has those that were the root's. */
static void write_tree(struct update *update, struct str body)
{
    char text[160];
    const char *const children = memmem(body.data, body.length, CHILDREN, sizeof CHILDREN - 1);
    const size_t before = (size_t)(children - body.data);
    begin_object(update, update->pdf->tree, (struct str){body.data, before});
    (void)snprintf(text, sizeof text, CHILDREN "[ %zu 0 R ]" END, update->pdf->objects);
    say_text(update, text);
    (void)snprintf(text, sizeof text, ELEMENT "Document\n   /P %lu 0 R", update->pdf->tree);
    begin_object(update, update->pdf->objects, str_of(text));
    say(update, children, body.length - before);
    say_text(update, END);
}

static void write_catalog(struct update *update, struct str body, const char *language)
{
    begin_object(update, update->pdf->root, body);
    say_text(update, "\n   /Lang ");
    say_words(update, language);
    say_text(update, "\n   /MarkInfo << /Marked true >>\n   /ViewerPreferences << /DisplayDocTitle true >>" END);
}

static void write_table(struct update *update)
{
    const long at = update->end;
    char line[120];
    say_text(update, "xref\n");
    for (size_t i = 0; i < update->count; i++) {
        (void)snprintf(line, sizeof line, "%lu 1\n%010ld 00000 n \n", update->changed[i].number, update->changed[i].at);
        say_text(update, line);
    }
    (void)snprintf(line, sizeof line, "trailer\n<< /Size %zu\n   /Root %lu 0 R\n   /Info %lu 0 R\n   /Prev %zu\n>>\n",
        update->pdf->objects + 1, update->pdf->root, update->pdf->info, update->pdf->table);
    say_text(update, line);
    (void)snprintf(line, sizeof line, "startxref\n%ld\n%%%%EOF\n", at);
    say_text(update, line);
}

static void write_update(const struct pdf *pdf, char *const *words, size_t count, const char *language)
{
    const struct str catalog = find_body(pdf, pdf->root, CATALOG);
    const struct str tree = find_body(pdf, pdf->tree, TREE);
    struct update update = {.pdf = pdf, .changed = calloc(pdf->objects + 2, sizeof *update.changed), .end = (long)pdf->length};
    if (update.changed == NULL) {
        press_fail();
    }
    if (catalog.data != NULL && tree.data != NULL && memmem(tree.data, tree.length, CHILDREN, sizeof CHILDREN - 1) != NULL) {
        write_elements(&update, words, count);
        write_tree(&update, tree);
        write_catalog(&update, catalog, language);
        write_table(&update);
    }
    free(update.changed);
}

void words_add(char *const *words, size_t count, const char *language)
{
    struct stat about;
    if (fflush(stdout) != 0) {
        press_fail();
    }
    if (fstat(STDOUT_FILENO, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0) {
        return;
    }
    void *const data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, STDOUT_FILENO, 0);
    struct pdf pdf = {.data = data, .length = (size_t)about.st_size};
    if (data != MAP_FAILED && pdf_read(&pdf) && number_after(&pdf, 0, "/StructTreeRoot ", &pdf.tree) && pdf.tree < pdf.objects) {
        write_update(&pdf, words, count, language);
    }
}
