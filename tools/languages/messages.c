/* SPDX-License-Identifier: EUPL-1.2 */
/* The messages of a .po file, in the order of their English words, and its rule of plurals. */
#include "languages.h"

#include <gettext-po.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FORMS_MAX 6

struct entry {
    const char *id, *plural; /* NULL for a message without forms */
    const char *forms[FORMS_MAX];
    size_t form_count;
};

struct entries {
    struct entry *items;
    size_t count, capacity;
};

static void complain(int severity, po_message_t message, const char *file, size_t line, size_t column, int multiline, const char *text)
{
    (void)message;
    (void)column;
    (void)multiline;
    if (severity == PO_SEVERITY_FATAL_ERROR || severity == PO_SEVERITY_ERROR) {
        fail("%s:%zu: %s", file == NULL ? "?" : file, line, text);
    }
}

static void complain_twice(int severity, po_message_t message1, const char *file1, size_t line1, size_t column1, int multiline1,
    const char *text1, po_message_t message2, const char *file2, size_t line2, size_t column2, int multiline2, const char *text2)
{
    (void)message2;
    (void)file2;
    (void)line2;
    (void)column2;
    (void)multiline2;
    (void)text2;
    complain(severity, message1, file1, line1, column1, multiline1, text1);
}

static const struct po_xerror_handler handler = {.xerror = complain, .xerror2 = complain_twice};

static void add(struct entries *entries, po_message_t message)
{
    if (entries->count == entries->capacity) {
        entries->capacity = entries->capacity == 0 ? 256 : entries->capacity * 2;
        entries->items = realloc(entries->items, entries->capacity * sizeof *entries->items);
        if (entries->items == NULL) {
            fail("out of memory");
        }
    }
    struct entry *const entry = &entries->items[entries->count++];
    *entry = (struct entry){.id = po_message_msgid(message), .plural = po_message_msgid_plural(message)};
    if (po_message_msgid_plural(message) == NULL) {
        entry->forms[entry->form_count++] = po_message_msgstr(message);
        return;
    }
    for (int i = 0; i < FORMS_MAX && po_message_msgstr_plural(message, i) != NULL; i++) {
        entry->forms[entry->form_count++] = po_message_msgstr_plural(message, i);
    }
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->id, ((const struct entry *)b)->id);
}

/* With `even_blank`, those without translation as well. */
static void read_entries(po_file_t file, bool even_blank, struct entries *out)
{
    po_message_iterator_t at = po_message_iterator(file, NULL);
    for (po_message_t message = po_next_message(at); message != NULL; message = po_next_message(at)) {
        const int is_usable = !po_message_is_obsolete(message) && !po_message_is_fuzzy(message) && po_message_msgid(message)[0] != '\0';
        if (is_usable && (even_blank || po_message_msgstr(message)[0] != '\0')) {
            add(out, message);
        }
    }
    po_message_iterator_free(at);
    if (out->count > 0) {
        qsort(out->items, out->count, sizeof *out->items, compare);
    }
}

/* The rule is a C expression of n, as gettext defines it. */
static void write_plural(FILE *out, const char *code, po_file_t file)
{
    const char *const header = po_file_domain_header(file, NULL);
    const char *const field = header == NULL ? NULL : strstr(header, "plural=");
    const char *const rule = field == NULL ? "n != 1" : field + strlen("plural=");
    const size_t length = strcspn(rule, ";\n");
    if (strspn(rule, "n0123456789 ()<>=!&|?:%") < length) {
        fail("the rule of plurals of %s is no expression of n: %.*s", code, (int)length, rule);
    }
    (void)fprintf(out, "static unsigned plural_%s(unsigned long n)\n{\n    return (unsigned)(%.*s);\n}\n\n", code, (int)length, rule);
}

static void write_entries(FILE *out, const char *code, struct entries entries)
{
    if (entries.count > 0) {
        (void)fprintf(out, "static const struct message messages_%s[] = {\n", code);
    }
    for (size_t i = 0; i < entries.count; i++) {
        (void)fputs("    {", out);
        write_text(out, entries.items[i].id);
        (void)fputs(", {", out);
        for (size_t form = 0; form < entries.items[i].form_count; form++) {
            (void)fputs(form == 0 ? "" : ", ", out);
            write_text(out, entries.items[i].forms[form]);
        }
        (void)fputs("}},\n", out);
    }
    (void)fputs(entries.count > 0 ? "};\n\n" : "", out);
    free(entries.items);
}

static void write_english_plural(FILE *out, const char *code)
{
    (void)fprintf(out, "static unsigned plural_%s(unsigned long n)\n{\n    return n != 1;\n}\n\n", code);
}

static po_file_t open_file(const char *path)
{
    const po_file_t file = po_file_read(path, &handler);
    if (file == NULL) {
        fail("%s can't be read", path);
    }
    return file;
}

size_t write_messages(FILE *out, const char *code, const char *path)
{
    struct entries entries = {0};
    if (path == NULL) {
        write_english_plural(out, code);
        return 0;
    }
    const po_file_t file = open_file(path);
    read_entries(file, false, &entries);
    write_plural(out, code, file);
    write_entries(out, code, entries);
    po_file_free(file);
    return entries.count;
}

static const char *bracketed(const char *words)
{
    char *text = NULL;
    if (words != NULL && asprintf(&text, "\xe2\x9f\xa6%s\xe2\x9f\xa7", words) < 0) {
        fail("out of memory");
    }
    return text;
}

size_t write_pseudo_messages(FILE *out, const char *code, const char *path)
{
    struct entries entries = {0};
    const po_file_t file = open_file(path);
    read_entries(file, true, &entries);
    for (size_t i = 0; i < entries.count; i++) {
        struct entry *const entry = &entries.items[i];
        entry->forms[0] = bracketed(entry->id);
        entry->forms[1] = bracketed(entry->plural);
        entry->form_count = entry->plural == NULL ? 1 : 2;
    }
    write_english_plural(out, code);
    write_entries(out, code, entries);
    po_file_free(file);
    return entries.count;
}
