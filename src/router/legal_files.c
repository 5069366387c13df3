/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/legal_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILES_MAX 300

extern const char legal_terms_en[], legal_privacy_en[], legal_joint_controllership_en[];

/* Cuts the title off; takes away what editors put in that means nothing: a mark of the byte order, carriage returns. */
static enum rc read_text(struct arena *arena, const char *name, struct str content, struct legal_text *out, struct err *e)
{
    char *const copy = arena_text(arena, content.data, content.length);
    if (copy == NULL) {
        return err_no_memory(e);
    }
    size_t length = 0;
    for (size_t i = str_starts_with(content, STR("\xef\xbb\xbf")) ? 3 : 0; i < content.length; i++) {
        const bool before_newline = i + 1 < content.length && content.data[i + 1] == '\n';
        if (content.data[i] != '\r' || !before_newline) {
            copy[length++] = content.data[i];
        }
    }
    copy[length] = '\0';
    struct str body = {copy, length};
    const struct str title = str_trim(str_cut(&body, '\n'));
    if (body.data == NULL || strlen(copy) != length) {
        return err_set(
            e, RC_INVALID, "", "folder", "%s has not the form of a legal document: a line with its title, and below it its text", name);
    }
    out->title = arena_text(arena, title.data, title.length);
    out->body = arena_text(arena, body.data, body.length);
    return out->title == NULL || out->body == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc read_templates(struct arena *arena, struct legal_text *texts, size_t *count, struct err *e)
{
    static const char *const sources[] = {legal_terms_en, legal_privacy_en, legal_joint_controllership_en};
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        texts[i] = (struct legal_text){.kind = (enum legal_kind)i, .language = "en"};
        if (read_text(arena, "the template", str_of(sources[i]), &texts[i], e) != RC_OK) {
            return e->rc;
        }
    }
    *count = COUNT_OF(sources);
    return RC_OK;
}

static void close_file(FILE **file)
{
    if (*file != NULL) {
        (void)fclose(*file);
    }
}

static enum rc read_file(struct arena *arena, const char *folder, const char *name, struct legal_text *out, struct err *e)
{
    const char *const path = arena_format(arena, "%s/%s", folder, name);
    AUTO(close_file) FILE *file = path == NULL ? NULL : fopen(path, "re");
    char *const content = arena_alloc(arena, LEGAL_BODY_MAX + 1000);
    if (path == NULL || content == NULL) {
        return err_no_memory(e);
    }
    if (file == NULL) {
        return err_set(e, RC_UNAVAILABLE, "", "folder", "%s can't be opened: %s", path, strerror(errno));
    }
    const size_t length = fread(content, 1, LEGAL_BODY_MAX + 1000, file);
    if (ferror(file) != 0 || length == LEGAL_BODY_MAX + 1000) {
        return err_set(e, RC_INVALID, "", "folder", "%s can't be read, or is larger than %d bytes", path, LEGAL_BODY_MAX);
    }
    return read_text(arena, name, (struct str){content, length}, out, e);
}

/* "terms.en.txt" */
static enum rc read_name(struct arena *arena, const char *name, struct legal_text *out, struct err *e)
{
    struct str rest = str_of(name);
    const struct str kind = str_cut(&rest, '.');
    const struct str language = str_cut(&rest, '.');
    struct err ignored = {0};
    if (!str_equal(rest, STR("txt")) || !legal_kind_parse(kind, &out->kind) || language_check(language, &ignored) != RC_OK) {
        return err_set(e, RC_INVALID, "", "folder",
            "the file %s has no name of a legal document, such as terms.en.txt, privacy.en.txt or joint-controllership.en.txt", name);
    }
    out->language = arena_text(arena, language.data, language.length);
    return out->language == NULL ? err_no_memory(e) : RC_OK;
}

static void close_folder(DIR **folder)
{
    if (*folder != NULL) {
        (void)closedir(*folder);
    }
}

static bool is_text(const char *name)
{
    const size_t length = strlen(name);
    return length > 4 && name[0] != '.' && strcmp(name + length - 4, ".txt") == 0;
}

static enum rc read_folder(const char *folder, struct arena *arena, struct legal_text *texts, size_t *count, struct err *e)
{
    AUTO(close_folder) DIR *open = opendir(folder);
    if (open == NULL) {
        return err_set(e, RC_UNAVAILABLE, "", "folder", "the folder %s can't be opened: %s", folder, strerror(errno));
    }
    for (const struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open)) {
        if (!is_text(entry->d_name)) {
            continue;
        }
        if (*count == FILES_MAX) {
            return err_set(e, RC_INVALID, "", "folder", "the folder %s has more than %d documents", folder, FILES_MAX);
        }
        texts[*count] = (struct legal_text){0};
        if (read_name(arena, entry->d_name, &texts[*count], e) != RC_OK ||
            read_file(arena, folder, entry->d_name, &texts[*count], e) != RC_OK) {
            return e->rc;
        }
        (*count)++;
    }
    return RC_OK;
}

enum rc legal_files_read(const char *folder, struct arena *arena, const struct legal_text **texts, size_t *count, struct err *e)
{
    struct legal_text *const all = arena_alloc_array(arena, FILES_MAX, sizeof *all);
    *texts = all;
    *count = 0;
    if (all == NULL) {
        return err_no_memory(e);
    }
    return folder == NULL ? read_templates(arena, all, count, e) : read_folder(folder, arena, all, count, e);
}
