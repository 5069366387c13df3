/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/csv_text.h"

#include <stdint.h>
#include <string.h>

const char *csv_encoding_name(enum csv_encoding encoding)
{
    static const char *const names[CSV_ENCODING_COUNT] = {
        [CSV_UNDECIDED] = "ASCII",
        [CSV_UTF8] = "UTF-8",
        [CSV_UTF16_LE] = "UTF-16 (little-endian)",
        [CSV_UTF16_BE] = "UTF-16 (big-endian)",
        [CSV_WINDOWS_1252] = "Windows-1252",
    };
    return names[encoding];
}

/* Moves what is left to the front and reads until the buffer is full or the source has no more. */
static enum rc fill(struct csv_text *text, struct err *e)
{
    memmove(text->raw, text->raw + text->at, text->length - text->at);
    text->length -= text->at;
    text->at = 0;
    while (!text->ended && text->length < sizeof text->raw) {
        size_t more = 0;
        if (text->read(text->self, (char *)text->raw + text->length, sizeof text->raw - text->length, &more, e) != RC_OK) {
            return e->rc;
        }
        text->length += more;
        text->ended = more == 0;
    }
    return RC_OK;
}

static bool begins_with(const struct csv_text *text, const char *bytes, size_t count)
{
    return text->length >= count && memcmp(text->raw, bytes, count) == 0;
}

/* Files that people send instead of CSV. */
static enum rc refuse_others(const struct csv_text *text, struct err *e)
{
    static const struct {
        const char *bytes;
        size_t count;
        const char *kind;
    } others[] = {
        {"PK\x03\x04", 4, "a ZIP archive, such as an .xlsx or .ods workbook"},
        {"PK\x05\x06", 4, "a ZIP archive"},
        {"\xD0\xCF\x11\xE0", 4, "an old Office document, such as an .xls workbook"},
        {"\x1F\x8B", 2, "compressed by gzip"},
        {"%PDF", 4, "a PDF document"},
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (begins_with(text, others[i].bytes, others[i].count)) {
            return err_set(
                e, RC_INVALID, "ER-1202", "file", "the file is %s, whatever its name says; save it as CSV and send that", others[i].kind);
        }
    }
    return RC_OK;
}

/* UTF-16 without a mark: a header is ASCII, so that nearly every second byte is 0. */
static enum csv_encoding guess_utf16(const struct csv_text *text)
{
    const size_t pairs = text->length < 64 ? text->length / 2 : 32;
    size_t zeros[2] = {0};
    for (size_t i = 0; i < 2 * pairs; i++) {
        zeros[i % 2] += text->raw[i] == 0 ? 1U : 0U;
    }
    if (pairs < 2 || (zeros[0] * 4 >= pairs * 3) == (zeros[1] * 4 >= pairs * 3)) {
        return CSV_UNDECIDED;
    }
    return zeros[1] > zeros[0] ? CSV_UTF16_LE : CSV_UTF16_BE;
}

static enum rc begin(struct csv_text *text, struct err *e)
{
    text->begun = true;
    if (fill(text, e) != RC_OK || refuse_others(text, e) != RC_OK) {
        return e->rc;
    }
    if (begins_with(text, "\xEF\xBB\xBF", 3)) {
        text->encoding = CSV_UTF8;
        text->at = 3;
    } else if (begins_with(text, "\xFF\xFE", 2)) {
        text->encoding = CSV_UTF16_LE;
        text->at = 2;
    } else if (begins_with(text, "\xFE\xFF", 2)) {
        text->encoding = CSV_UTF16_BE;
        text->at = 2;
    } else {
        text->encoding = guess_utf16(text);
    }
    return RC_OK;
}

static size_t put_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0U | c >> 6U);
        out[1] = (char)(0x80U | (c & 0x3FU));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0U | c >> 12U);
        out[1] = (char)(0x80U | (c >> 6U & 0x3FU));
        out[2] = (char)(0x80U | (c & 0x3FU));
        return 3;
    }
    out[0] = (char)(0xF0U | c >> 18U);
    out[1] = (char)(0x80U | (c >> 12U & 0x3FU));
    out[2] = (char)(0x80U | (c >> 6U & 0x3FU));
    out[3] = (char)(0x80U | (c & 0x3FU));
    return 4;
}

/* How many bytes the UTF-8 character at `bytes` has; 0 when what is there is none. */
static size_t utf8_bytes(const unsigned char *bytes, size_t available)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t count = bytes[0] < 0xC2 ? 0 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : bytes[0] < 0xF5 ? 4 : 0;
    if (count == 0 || available < count) {
        return 0;
    }
    uint32_t c = bytes[0] & (0x7FU >> count);
    for (size_t i = 1; i < count; i++) {
        if ((bytes[i] & 0xC0U) != 0x80U) {
            return 0;
        }
        c = c << 6U | (bytes[i] & 0x3FU);
    }
    return c < least[count] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0 : count;
}

/* The characters of 0x80 to 0x9F; 0 where there is none. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,      /* 80 to 8F */
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178, /* 90 to 9F */
};

/* One character taken and written; both 0 when the bytes are none of the encoding. */
struct taken {
    size_t bytes;
    size_t written;
};

static struct taken take_utf8(const unsigned char *bytes, size_t available, char *out)
{
    const size_t count = bytes[0] < 0x80 ? 1 : utf8_bytes(bytes, available);
    memcpy(out, bytes, count);
    return (struct taken){count, count};
}

/* UTF-8 within Windows-1252: a capital with accent and a sign that no word has behind it, such as the A with tilde and the copyright sign
 * that stand for an e with acute. Letters, quotes, dashes and blanks may follow a capital. */
static bool is_strange(const unsigned char *bytes, size_t available)
{
    static const char harmless[] = "\xAA\xAB\xAD\xB4\xB7\xBA\xBB";
    return utf8_bytes(bytes, available) != 0 && bytes[1] > 0xA0 && strchr(harmless, (char)bytes[1]) == NULL;
}

static struct taken take_windows_1252(const unsigned char *bytes, size_t available, char *out)
{
    const unsigned char byte = bytes[0];
    const uint32_t c = byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
    if (c == 0 || is_strange(bytes, available)) {
        return (struct taken){0};
    }
    return (struct taken){1, put_utf8(c, out)};
}

static struct taken take_utf16(const unsigned char *bytes, size_t available, bool little, char *out)
{
    uint32_t units[2] = {0};
    for (size_t i = 0; i < 2 && 2 * i + 1 < available; i++) {
        const unsigned char *const pair = bytes + 2 * i;
        units[i] = little ? pair[0] | (uint32_t)pair[1] << 8U : pair[1] | (uint32_t)pair[0] << 8U;
    }
    if (available < 2) {
        return (struct taken){0};
    }
    if (units[0] < 0xD800 || units[0] > 0xDFFF) {
        return (struct taken){2, put_utf8(units[0], out)};
    }
    if (units[0] > 0xDBFF || units[1] < 0xDC00 || units[1] > 0xDFFF) {
        return (struct taken){0};
    }
    return (struct taken){4, put_utf8(0x10000U + ((units[0] & 0x3FFU) << 10U | (units[1] & 0x3FFU)), out)};
}

/* At the first byte that is not ASCII: what is all UTF-8 as far as we see is UTF-8, a cut character at the end of what we see aside. */
static enum csv_encoding decide(const struct csv_text *text)
{
    size_t at = text->at;
    while (at < text->length) {
        const size_t left = text->length - at;
        const size_t count = text->raw[at] < 0x80 ? 1 : utf8_bytes(text->raw + at, left);
        if (count == 0) {
            return left < CSV_TEXT_ROOM && !text->ended ? CSV_UTF8 : CSV_WINDOWS_1252;
        }
        at += count;
    }
    return CSV_UTF8;
}

static struct taken take(struct csv_text *text, char *out)
{
    const unsigned char *const bytes = text->raw + text->at;
    const size_t available = text->length - text->at;
    if (text->encoding == CSV_UNDECIDED && bytes[0] >= 0x80) {
        text->encoding = decide(text);
    }
    switch (text->encoding) {
    case CSV_UNDECIDED:
    case CSV_UTF8:
        return take_utf8(bytes, available, out);
    case CSV_WINDOWS_1252:
        return take_windows_1252(bytes, available, out);
    case CSV_UTF16_LE:
    case CSV_UTF16_BE:
        return take_utf16(bytes, available, text->encoding == CSV_UTF16_LE, out);
    case CSV_ENCODING_COUNT:
        break;
    }
    return (struct taken){0};
}

/* Copies a run of ASCII, which most of a file is. */
static size_t copy_ascii(struct csv_text *text, char *out, size_t capacity)
{
    size_t count = 0;
    if (text->encoding == CSV_UTF16_LE || text->encoding == CSV_UTF16_BE) {
        return 0;
    }
    while (count < capacity && text->at < text->length && text->raw[text->at] > 0 && text->raw[text->at] < 0x80) {
        out[count++] = (char)text->raw[text->at++];
    }
    return count;
}

static enum rc refuse_bytes(const struct csv_text *text, bool nul, struct err *e)
{
    if (nul) {
        return err_set(e, RC_INVALID, "ER-1204", "file", "a NUL stands in the file, which no text has; save it as CSV again");
    }
    return err_set(e, RC_INVALID, "ER-1204", "file",
        "0x%02X and what follows it is no %s, as the rest of the file is; save the whole file in one encoding, best UTF-8",
        text->raw[text->at], csv_encoding_name(text->encoding));
}

enum rc csv_text_read(struct csv_text *text, char *out, size_t capacity, size_t *length, struct err *e)
{
    *length = 0;
    if (!text->begun && begin(text, e) != RC_OK) {
        return e->rc;
    }
    while (*length + CSV_TEXT_ROOM <= capacity) {
        if (text->length - text->at < CSV_TEXT_ROOM && !text->ended && fill(text, e) != RC_OK) {
            return e->rc;
        }
        if (text->at == text->length) {
            return RC_OK;
        }
        const size_t run = copy_ascii(text, out + *length, capacity - *length - CSV_TEXT_ROOM + 1);
        *length += run;
        if (run > 0) {
            continue;
        }
        const struct taken taken = take(text, out + *length);
        const bool nul = taken.written == 1 && out[*length] == '\0';
        if (taken.bytes == 0 || nul) {
            return *length > 0 ? RC_OK : refuse_bytes(text, nul, e);
        }
        text->at += taken.bytes;
        *length += taken.written;
    }
    return RC_OK;
}
