/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/legal_files.h"

#include "core/legal_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILES_MAX 300

extern const char legal_terms_en[], legal_privacy_en[], legal_joint_controllership_en[];

static enum rc read_templates(struct arena *arena, struct legal_text *texts, size_t *count, struct err *e)
{
    static const char *const sources[] = {legal_terms_en, legal_privacy_en, legal_joint_controllership_en};
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        texts[i] = (struct legal_text){.kind = (enum legal_kind)i, .language = "en"};
        if (legal_file_read(arena, str_of(sources[i]), &texts[i], e) != RC_OK) {
            return err_wrap(e, "the template");
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
    return legal_file_read(arena, (struct str){content, length}, out, e) == RC_OK ? RC_OK : err_wrap(e, "%s", name);
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
