/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/legal_file.h"

#include "base/attr.h"
#include "base/err.h"
#include "base/fold.h"

#include <string.h>

enum alien { ALIEN_PDF, ALIEN_OFFICE, ALIEN_UTF16, ALIEN_PAGE };

/* By what files begin that people take for texts. */
static const struct {
    const char *mark;
    enum alien alien;
} aliens[] = {
    {"%PDF", ALIEN_PDF},
    {"PK\x03\x04", ALIEN_OFFICE},
    {"\xd0\xcf\x11\xe0", ALIEN_OFFICE},
    {"{\\rtf", ALIEN_OFFICE},
    {"\xff\xfe", ALIEN_UTF16},
    {"\xfe\xff", ALIEN_UTF16},
    {"<!DOCTYPE", ALIEN_PAGE},
    {"<html", ALIEN_PAGE},
};

static enum rc refuse_alien(enum alien alien, struct err *e)
{
    switch (alien) {
    case ALIEN_PDF:
        return err_set(e, RC_INVALID, "ER-1012", "file", T_("the file is a PDF: save the document as plain text in UTF-8"));
    case ALIEN_OFFICE:
        return err_set(e, RC_INVALID, "ER-1012", "file", T_("the file is of a word processor: save the document as plain text in UTF-8"));
    case ALIEN_UTF16:
        return err_set(e, RC_INVALID, "ER-1012", "file", T_("the file is a text in UTF-16: save it in UTF-8"));
    case ALIEN_PAGE:
        break;
    }
    return err_set(e, RC_INVALID, "ER-1012", "file", T_("the file is a web page: save the document as plain text in UTF-8"));
}

static enum rc check_kind(struct str file, struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(aliens); i++) {
        const struct str mark = str_of(aliens[i].mark);
        if (file.length >= mark.length && str_equal_fold((struct str){file.data, mark.length}, mark)) {
            return refuse_alien(aliens[i].alien, e);
        }
    }
    if (file.length > LEGAL_BODY_MAX) {
        return err_set(
            e, RC_INVALID, "ER-1012", "file", T_("the file has %zu bytes; %d at most were expected"), file.length, LEGAL_BODY_MAX);
    }
    if (memchr(file.data, '\0', file.length) != NULL) {
        return err_set(e, RC_INVALID, "ER-1012", "file", T_("the file is no text: save the document as plain text in UTF-8"));
    }
    return utf8_is_valid(file) ? RC_OK : err_set(e, RC_INVALID, "ER-1012", "file", T_("the file is no text in UTF-8: save it in UTF-8"));
}

static struct str without_returns(struct str file, char *copy)
{
    size_t length = 0;
    for (size_t i = 0; i < file.length; i++) {
        if (file.data[i] != '\r' || i + 1 == file.length || file.data[i + 1] != '\n') {
            copy[length++] = file.data[i];
        }
    }
    copy[length] = '\0';
    return (struct str){copy, length};
}

enum rc legal_file_read(struct arena *arena, struct str file, struct legal_text *out, struct err *e)
{
    if (file.length == 0) {
        return err_set(e, RC_INVALID, "ER-1012", "file", T_("the file is empty"));
    }
    if (check_kind(file, e) != RC_OK) {
        return e->rc;
    }
    const size_t mark = str_starts_with(file, STR("\xef\xbb\xbf")) ? 3 : 0;
    char *const copy = arena_text(arena, file.data, file.length);
    if (copy == NULL) {
        return err_no_memory(e);
    }
    struct str body = without_returns((struct str){file.data + mark, file.length - mark}, copy);
    const struct str title = str_trim(str_cut(&body, '\n'));
    if (title.length == 0 || body.data == NULL) {
        return err_set(e, RC_INVALID, "ER-1012", "file",
            T_("the file has not the form of a legal document: a line with its title, and below it its text"));
    }
    /* With the end of the title's line, lines are counted as an editor does. */
    if (legal_body_check((struct str){body.data - 1, body.length + 1}, e) != RC_OK) {
        return e->rc;
    }
    out->title = arena_text(arena, title.data, title.length);
    out->body = arena_text(arena, body.data, body.length);
    return out->title == NULL || out->body == NULL ? err_no_memory(e) : RC_OK;
}
