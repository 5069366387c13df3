/* SPDX-License-Identifier: EUPL-1.2 */
/* Compiles the languages of the pages to C: languages OUT.c PO-FOLDER [POT]. Runs at build time only.
 * With POT, also a language of which every message is the English words in brackets: what a page shows outside of them is no message.
 * PO-FOLDER/LINGUAS lists them, "CODE LOCALE" a line; English, the first, has no .po file since messages are named by their English words.
 */
#include "languages.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGES_MAX 64

_Noreturn void fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("languages: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

void write_text(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (const char *at = text; *at != '\0'; at++) {
        const unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\') {
            (void)fprintf(out, "\\%c", c);
        } else if (c < ' ' || c > '~' || c == '?') {
            (void)fprintf(out, "\\%03o", c);
        } else {
            (void)fputc(c, out);
        }
    }
    (void)fputc('"', out);
}

struct language {
    char code[8];
    char locale[16];
    size_t messages;
};

static size_t read_list(const char *folder, struct language *out)
{
    char path[1024];
    char *line = NULL;
    size_t capacity = 0;
    size_t count = 0;
    (void)snprintf(path, sizeof path, "%s/LINGUAS", folder);
    FILE *const in = fopen(path, "r");
    if (in == NULL) {
        fail("%s can't be read", path);
    }
    while (getline(&line, &capacity, in) >= 0) {
        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }
        if (count == LANGUAGES_MAX || sscanf(line, "%7s %15s", out[count].code, out[count].locale) != 2) {
            fail("%s: \"CODE LOCALE\" was expected: %s", path, line);
        }
        count++;
    }
    free(line);
    (void)fclose(in);
    return count;
}

static void write_language(FILE *out, const struct language *language, const char *end)
{
    (void)fprintf(out, "    {.code = \"%s\",\n", language->code);
    write_locale(out, language->locale);
    if (language->messages > 0) {
        (void)fprintf(out, "     .messages = messages_%s,\n     .message_count = %zu,\n", language->code, language->messages);
    }
    (void)fprintf(out, "     .plural = plural_%s}%s\n", language->code, end);
}

static void write_pseudo(FILE *out, const char *path)
{
    struct language pseudo = {.code = "qps", .locale = "en"};
    if (path == NULL) {
        (void)fputs("const struct language *const language_pseudo = NULL;\n", out);
        return;
    }
    pseudo.messages = write_pseudo_messages(out, pseudo.code, path);
    (void)fputs("static const struct language pseudo =\n", out);
    write_language(out, &pseudo, ";");
    (void)fputs("const struct language *const language_pseudo = &pseudo;\n", out);
}

int main(int argc, char **argv)
{
    static struct language languages[LANGUAGES_MAX];
    if (argc != 3 && argc != 4) {
        fail("usage: languages OUT.c PO-FOLDER [POT]");
    }
    const size_t count = read_list(argv[2], languages);
    FILE *const out = fopen(argv[1], "w");
    if (out == NULL) {
        fail("%s can't be written", argv[1]);
    }
    (void)fputs("#include \"console/language.h\"\n\n", out);
    for (size_t i = 0; i < count; i++) {
        char path[1024];
        (void)snprintf(path, sizeof path, "%s/%s.po", argv[2], languages[i].code);
        languages[i].messages = write_messages(out, languages[i].code, i == 0 ? NULL : path);
    }
    (void)fputs("const struct language languages[] = {\n", out);
    for (size_t i = 0; i < count; i++) {
        write_language(out, &languages[i], ",");
    }
    (void)fprintf(out, "};\n\nconst size_t language_count = %zu;\n\n", count);
    write_pseudo(out, argc == 4 ? argv[3] : NULL);
    return fclose(out) == 0 ? 0 : 1;
}
