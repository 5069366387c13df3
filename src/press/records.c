/* SPDX-License-Identifier: EUPL-1.2 */
#include "press/records.h"

#include "base/buf.h"
#include "draw/decimal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_ORDER 3
#define EXIT_FAILED 4
#define NUMBER_MAX 1e6

void press_refuse_order(void)
{
    _exit(EXIT_ORDER);
}

void press_fail(void)
{
    _exit(EXIT_FAILED);
}

void records_open(struct records *records, int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0 || about.st_size <= 0 || about.st_size > (off_t)PRESS_ORDER_MAX) {
        press_refuse_order();
    }
    void *const data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) {
        press_fail();
    }
    *records = (struct records){.data = data, .length = (size_t)about.st_size};
}

static uint32_t take_word(struct records *records)
{
    uint32_t word = 0;
    if (records->length - records->at < sizeof word) {
        press_refuse_order();
    }
    memcpy(&word, records->data + records->at, sizeof word);
    records->at += sizeof word;
    return word;
}

static const char *take_text(struct records *records)
{
    const size_t length = take_word(records);
    const char *const text = records->data + records->at;
    if (records->length - records->at <= length || text[length] != '\0') {
        press_refuse_order();
    }
    records->at += length + 1;
    return text;
}

bool records_next(struct records *records, struct record *out)
{
    if (records->at == records->length) {
        return false;
    }
    const uint32_t kind = take_word(records);
    const uint32_t count = take_word(records);
    if (kind >= PRESS_KIND_COUNT || count > RECORD_TEXTS_MAX) {
        press_refuse_order();
    }
    *out = (struct record){.kind = (enum press_kind)kind, .count = count};
    for (unsigned i = 0; i < RECORD_TEXTS_MAX; i++) {
        out->texts[i] = i < count ? take_text(records) : "";
    }
    return true;
}

double record_number(const struct record *record, unsigned text)
{
    double number = 0;
    if (!decimal_parse(str_of(record->texts[text]), &number) || number < 0 || number > NUMBER_MAX) {
        press_refuse_order();
    }
    return number;
}
