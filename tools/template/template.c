/* SPDX-License-Identifier: EUPL-1.2 */
/* Compiles a page's template to C: template OUT.c FILE.html. Runs at build time only.
 *
 *   %include "console/views.h"                 what the template's types need
 *   %template verify_page(const struct v *v)   begins a function void verify_page(struct page *page, const struct v *v)
 *   %part card_row(const struct v *v)          the same for this file alone: a static function
 *   %end                                       ends it
 *   %# words                                   a comment, which is not sent
 *   % if (...) {                               a line of C
 *   {{ expression }}                           a text, escaped
 *   {{_ Words in English }}                    words in the reader's language, escaped
 *   {{day: expression }}                       page_day(page, expression); likewise count:, url: and every page_WORD there is
 *
 * White space at the beginning of lines is not sent. What is malformed is refused with file and line; what is wrong in the C parts the
 * compiler tells with the template's own lines. */
#include "template.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LITERAL_MAX 65536

struct compiler {
    FILE *out;
    struct html html;
    bool in_template;
    char literal[LITERAL_MAX]; /* not written yet, so that what stands together is sent at once */
    size_t literal_length;
};

/* UTF-8 stays as it is: the program that gathers messages reads no escapes of bytes. */
static void write_c_text(FILE *out, const char *text, size_t length)
{
    (void)fputc('"', out);
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c == '\n') {
            (void)fputs("\\n", out);
        } else if (c == '"' || c == '\\') {
            (void)fprintf(out, "\\%c", c);
        } else if (c < ' ' || c == 0x7F) {
            (void)fprintf(out, "\\%03o", c);
        } else {
            (void)fputc(c, out);
        }
    }
    (void)fputc('"', out);
}

static void flush_literal(struct compiler *compiler)
{
    if (compiler->literal_length == 0) {
        return;
    }
    (void)fputs("    page_raw(page, ", compiler->out);
    write_c_text(compiler->out, compiler->literal, compiler->literal_length);
    (void)fprintf(compiler->out, ", %zu);\n", compiler->literal_length);
    compiler->literal_length = 0;
}

static void add_literal(struct compiler *compiler, const char *text, size_t length)
{
    html_take(&compiler->html, text, length);
    if (length > LITERAL_MAX - compiler->literal_length) {
        flush_literal(compiler);
    }
    if (length > LITERAL_MAX) {
        refuse(compiler->html.path, compiler->html.line, "the line is too long");
    }
    memcpy(compiler->literal + compiler->literal_length, text, length);
    compiler->literal_length += length;
}

/* Tells the C compiler where what follows comes from. */
static void write_line_number(const struct compiler *compiler)
{
    (void)fprintf(compiler->out, "#line %d \"%s\"\n", compiler->html.line, compiler->html.path);
}

static void trim(const char **begin, const char **end)
{
    while (*begin < *end && isspace((unsigned char)**begin)) {
        (*begin)++;
    }
    while (*end > *begin && isspace((unsigned char)(*end)[-1])) {
        (*end)--;
    }
}

/* The length of the word before a colon at the beginning, as in "day: x"; 0 when there is none. */
static size_t formatter_length(const char *begin, const char *end)
{
    const char *at = begin;
    while (at < end && (islower((unsigned char)*at) || *at == '_')) {
        at++;
    }
    return at > begin && at < end && *at == ':' ? (size_t)(at - begin) : 0;
}

static void write_message(struct compiler *compiler, const char *begin, const char *end)
{
    trim(&begin, &end);
    if (begin == end) {
        refuse(compiler->html.path, compiler->html.line, "{{_ }} holds no words");
    }
    (void)fputs("    page_say(page, ", compiler->out);
    write_c_text(compiler->out, begin, (size_t)(end - begin));
    (void)fputs(");\n", compiler->out);
}

/* What stands between {{ and }}. */
static void write_expression(struct compiler *compiler, const char *begin, const char *end)
{
    const bool is_message = begin < end && *begin == '_' && (begin + 1 == end || isspace((unsigned char)begin[1]));
    trim(&begin, &end);
    const size_t word = is_message ? 0 : formatter_length(begin, end);
    html_take_expression(&compiler->html, word == 3 && strncmp(begin, "url", 3) == 0);
    flush_literal(compiler);
    write_line_number(compiler);
    if (is_message) {
        write_message(compiler, begin + 1, end);
        return;
    }
    const char *body = word == 0 ? begin : begin + word + 1;
    trim(&body, &end);
    if (body == end) {
        refuse(compiler->html.path, compiler->html.line, "{{ }} holds no expression");
    }
    (void)fprintf(
        compiler->out, "    page_%.*s(page, %.*s);\n", word == 0 ? 4 : (int)word, word == 0 ? "text" : begin, (int)(end - body), body);
}

static void take_text_line(struct compiler *compiler, const char *line)
{
    const char *rest = line;
    for (const char *open = strstr(rest, "{{"); open != NULL; open = strstr(rest, "{{")) {
        const char *const close = strstr(open, "}}");
        if (close == NULL) {
            refuse(compiler->html.path, compiler->html.line, "{{ is not closed by }} in its line");
        }
        add_literal(compiler, rest, (size_t)(open - rest));
        write_expression(compiler, open + 2, close);
        rest = close + 2;
    }
    if (strstr(rest, "}}") != NULL) {
        refuse(compiler->html.path, compiler->html.line, "}} closes nothing");
    }
    add_literal(compiler, rest, strlen(rest));
}

static bool is_directive(const char *line, const char *word)
{
    const size_t length = strlen(word);
    return strncmp(line, word, length) == 0 && (line[length] == '\0' || isspace((unsigned char)line[length]));
}

static void begin_template(struct compiler *compiler, const char *storage, char *head)
{
    char *const open = strchr(head, '(');
    char *const close = strrchr(head, ')');
    if (open == NULL || close == NULL || close < open) {
        refuse(compiler->html.path, compiler->html.line, "a NAME(parameters) was expected");
    }
    if (compiler->in_template) {
        refuse(compiler->html.path, compiler->html.line, "the template before has no %%end");
    }
    *open = '\0';
    *close = '\0';
    const char *begin = open + 1;
    const char *end = close;
    trim(&begin, &end);
    write_line_number(compiler);
    (void)fprintf(
        compiler->out, "%svoid %s(struct page *page%s%.*s)\n{\n", storage, head, begin == end ? "" : ", ", (int)(end - begin), begin);
    compiler->in_template = true;
}

static void end_template(struct compiler *compiler)
{
    if (!compiler->in_template) {
        refuse(compiler->html.path, compiler->html.line, "%%end ends nothing");
    }
    html_end(&compiler->html);
    flush_literal(compiler);
    (void)fputs("}\n\n", compiler->out);
    compiler->in_template = false;
}

static void require_template(const struct compiler *compiler)
{
    if (!compiler->in_template) {
        refuse(compiler->html.path, compiler->html.line, "this stands in no template: %%template NAME(parameters) begins one");
    }
}

/* A line that begins with a percent sign, which is cut off. */
static void take_directive(struct compiler *compiler, char *line)
{
    if (line[0] == '#') {
        return;
    }
    if (is_directive(line, "include")) {
        (void)fprintf(compiler->out, "#include%s\n", line + strlen("include"));
    } else if (is_directive(line, "template")) {
        begin_template(compiler, "", line + strlen("template"));
    } else if (is_directive(line, "part")) {
        begin_template(compiler, "static ", line + strlen("part"));
    } else if (is_directive(line, "end")) {
        end_template(compiler);
    } else if (line[0] == '\0' || isspace((unsigned char)line[0])) {
        require_template(compiler);
        flush_literal(compiler);
        write_line_number(compiler);
        (void)fprintf(compiler->out, "%s\n", line);
    } else {
        refuse(compiler->html.path, compiler->html.line, "%%%s is no directive; %%include, %%template, %%part, %%end, %%# and \"%% C\" are",
            line);
    }
}

static void take_line(struct compiler *compiler, char *line, size_t length)
{
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) {
        line[--length] = '\0';
    }
    if (strlen(line) != length) {
        refuse(compiler->html.path, compiler->html.line, "the line holds a NUL");
    }
    char *const text = line + strspn(line, " \t");
    if (text[0] == '%') {
        take_directive(compiler, text + 1);
    } else if (text[0] != '\0') {
        require_template(compiler);
        take_text_line(compiler, text);
        add_literal(compiler, "\n", 1);
    }
}

static void compile(struct compiler *compiler, FILE *in)
{
    char *line = NULL;
    size_t capacity = 0;
    (void)fprintf(compiler->out, "#include \"console/page.h\"\n");
    for (ssize_t length = getline(&line, &capacity, in); length >= 0; length = getline(&line, &capacity, in)) {
        compiler->html.line++;
        take_line(compiler, line, (size_t)length);
    }
    free(line);
    if (compiler->in_template) {
        refuse(compiler->html.path, compiler->html.line, "the template has no %%end");
    }
}

int main(int argc, char **argv)
{
    static struct compiler compiler;
    if (argc != 3) {
        (void)fprintf(stderr, "usage: template OUT.c FILE.html\n");
        return 2;
    }
    FILE *const in = fopen(argv[2], "r");
    compiler.html.path = argv[2];
    compiler.out = in == NULL ? NULL : fopen(argv[1], "w");
    if (compiler.out == NULL) {
        perror(in == NULL ? argv[2] : argv[1]);
        return 1;
    }
    compile(&compiler, in);
    (void)fclose(in);
    return fclose(compiler.out) == 0 ? 0 : 1;
}
