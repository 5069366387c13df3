/* SPDX-License-Identifier: EUPL-1.2 */
#include "press/codes.h"

#include "base/day.h"
#include "base/str.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Written as it grows: memory holds one drawing at a time. */
static struct archive *begin(void)
{
    struct archive *const archive = archive_write_new();
    if (archive == NULL || archive_write_set_format_zip(archive) != ARCHIVE_OK ||
        archive_write_set_bytes_per_block(archive, 65536) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(archive, 1) != ARCHIVE_OK || archive_write_open_fd(archive, STDOUT_FILENO) != ARCHIVE_OK) {
        press_fail();
    }
    return archive;
}

/* Names say nothing of persons. */
static void add(struct archive *archive, struct archive_entry *entry, const char *number, const char *svg, size_t length, time_t made)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s.svg", number);
    archive_entry_clear(entry);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (int64_t)length);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, made, 0);
    if (archive_write_header(archive, entry) != ARCHIVE_OK || archive_write_data(archive, svg, length) != (ssize_t)length) {
        press_fail();
    }
}

void archive_print(struct records *records, const struct record *head)
{
    struct codes codes;
    struct record code;
    const time_t made = (time_t)record_number(head, 0) * 86400;
    struct archive *const archive = begin();
    struct archive_entry *const entry = archive_entry_new();
    if (entry == NULL) {
        press_fail();
    }
    for (bool has_next = codes_begin(&codes, records, &code); has_next; has_next = records_next(records, &code)) {
        size_t length = 0;
        char *const svg = codes_draw(&codes, &code, &length);
        add(archive, entry, code.texts[0], svg, length, made);
        free(svg);
    }
    archive_entry_free(entry);
    if (archive_write_close(archive) != ARCHIVE_OK) {
        press_fail();
    }
    (void)archive_write_free(archive);
}
