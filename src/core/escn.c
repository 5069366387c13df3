/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/escn.h"

#include "base/err.h"
#include "base/hex.h"
#include "core/excerpt.h"

#include <string.h>

#define BARE_LENGTH 32
#define NODE_AT 10         /* the node's first byte */
#define TICKS_PER_MS 10000 /* a tick is 100 nanoseconds */
#define TICKS_MAX ((UINT64_C(1) << 60U) - 1)

/* From 1582-10-15 to 1970-01-01. The ESC adds the milliseconds of that span where RFC 4122 has its ticks. */
#define ESC_OFFSET_TICKS INT64_C(12219292800000)
#define RFC_OFFSET_TICKS INT64_C(122192928000000000)

/* Bytes after which the text form has a dash. */
static bool dash_follows(size_t byte)
{
    return byte == 3 || byte == 5 || byte == 7 || byte == 9;
}

static enum rc refuse_length(const char *text, size_t length, struct err *e)
{
    char shown[EXCERPT_SIZE];
    return err_set(e, RC_INVALID, "ER-1001", "cardNumber",
        T_("the card number \"%s\" has %zu characters; a UUID was expected, 36 characters with dashes or 32 without"),
        excerpt(text, length, shown), length);
}

static enum rc refuse_character(const char *text, size_t length, size_t at, const char *expected, struct err *e)
{
    char shown[EXCERPT_SIZE];
    char found[EXCERPT_SIZE];
    return err_set(e, RC_INVALID, "ER-1001", "cardNumber", T_("the card number \"%s\" has \"%s\" at character %zu; %s was expected"),
        excerpt(text, length, shown), excerpt(text + at, 1, found), at + 1, expected);
}

enum rc escn_parse(const char *text, size_t length, struct escn *out, struct err *e)
{
    const bool dashed = length == ESCN_TEXT_SIZE - 1;
    if (!dashed && length != BARE_LENGTH) {
        return refuse_length(text, length, e);
    }
    size_t at = 0;
    for (size_t i = 0; i < ESCN_BYTES; i++) {
        if (!hex_decode(text + at, &out->bytes[i], 1)) {
            const size_t wrong = hex_digit(text[at]) < 0 ? at : at + 1;
            return refuse_character(text, length, wrong, N_("a hexadecimal digit"), e);
        }
        at += 2;
        if (dashed && dash_follows(i)) {
            if (text[at] != '-') {
                return refuse_character(text, length, at, N_("a dash"), e);
            }
            at++;
        }
    }
    return RC_OK;
}

void escn_format(const struct escn *escn, char out[ESCN_TEXT_SIZE])
{
    char *at = out;
    for (size_t i = 0; i < ESCN_BYTES; i++) {
        hex_encode(&escn->bytes[i], 1, at);
        at += 2;
        if (dash_follows(i)) {
            *at++ = '-';
        }
    }
    *at = '\0';
}

bool escn_equal(const struct escn *a, const struct escn *b)
{
    return memcmp(a->bytes, b->bytes, ESCN_BYTES) == 0;
}

static unsigned escn_version(const struct escn *escn)
{
    return escn->bytes[6] >> 4U;
}

static unsigned escn_variant(const struct escn *escn)
{
    return escn->bytes[8] >> 6U;
}

/* The node as it is written; true when all of it is decimal digits. */
static bool node_text(const struct escn *escn, char out[13])
{
    hex_encode(escn->bytes + NODE_AT, ESCN_BYTES - NODE_AT, out);
    out[12] = '\0';
    return strspn(out, "0123456789") == 12;
}

enum rc escn_check(const struct escn *escn, struct err *e)
{
    char text[ESCN_TEXT_SIZE];
    char node[13];
    escn_format(escn, text);
    if (escn_version(escn) != 1) {
        return err_set(e, RC_INVALID, "ER-1001", "cardNumber",
            T_("card number %s is a UUID of version %u; version 1 was expected, a 1 as its 15th character"), text, escn_version(escn));
    }
    if (escn_variant(escn) != 2) {
        return err_set(e, RC_INVALID, "ER-1001", "cardNumber",
            T_("card number %s has the variant \"%c\"; 8, 9, a or b was expected as its 20th character"), text, text[19]);
    }
    if (node_text(escn, node)) {
        return RC_OK;
    }
    if (strspn(node, "0123456789") < 3) {
        return err_set(e, RC_INVALID, "ER-1001", "cardNumber",
            T_("card number %s: the last twelve characters must begin with a prefix of three digits; found \"%.3s\""), text, node);
    }
    return err_set(e, RC_INVALID, "ER-1001", "cardNumber",
        T_("card number %s: the last nine characters must be the issuer's PIC, nine digits; found \"%s\""), text, node + 3);
}

enum rc escn_check_issuer(const struct escn *escn, const char *pic, struct err *e)
{
    if (pic_check(pic, strlen(pic), e) != RC_OK || escn_check(escn, e) != RC_OK) {
        return e->rc;
    }
    char text[ESCN_TEXT_SIZE];
    escn_format(escn, text);
    const char *const found = text + ESCN_TEXT_SIZE - 1 - PIC_DIGITS;
    if (strcmp(found, pic) != 0) {
        return err_set(e, RC_INVALID, "ER-1001", "cardNumber",
            T_("card number %s carries the PIC %s; the issuer's PIC %s was expected as its last nine characters"), text, found, pic);
    }
    return RC_OK;
}

/* Division that rounds down, with a remainder of 0 or more. */
static int64_t divide_down(int64_t value, int64_t by, unsigned *rest)
{
    int64_t quotient = value / by;
    if (value % by < 0) {
        quotient--;
    }
    *rest = (unsigned)(value - quotient * by);
    return quotient;
}

static uint64_t read_ticks(const unsigned char *bytes)
{
    static const unsigned char order[] = {6, 7, 4, 5, 0, 1, 2, 3}; /* most significant first */
    uint64_t ticks = 0;
    for (size_t i = 0; i < sizeof order; i++) {
        ticks = ticks << 8U | bytes[order[i]];
    }
    return ticks & TICKS_MAX;
}

static void write_ticks(uint64_t ticks, unsigned char *bytes)
{
    static const unsigned char order[] = {3, 2, 1, 0, 5, 4, 7, 6}; /* least significant first */
    for (size_t i = 0; i < sizeof order; i++) {
        bytes[order[i]] = (unsigned char)(ticks >> (8 * i));
    }
    bytes[6] |= 0x10U; /* version 1 */
}

void escn_inspect(const struct escn *escn, struct escn_parts *out)
{
    char node[13];
    unsigned rest = 0;
    *out = (struct escn_parts){
        .version = escn_version(escn),
        .variant = escn_variant(escn),
        .ticks = read_ticks(escn->bytes),
        .clock = (unsigned)escn->bytes[8] << 8U | escn->bytes[9],
        .has_pic = node_text(escn, node),
    };
    out->esc_ms = divide_down((int64_t)out->ticks - ESC_OFFSET_TICKS, TICKS_PER_MS, &out->esc_extra_ticks);
    out->rfc_us = divide_down((int64_t)out->ticks - RFC_OFFSET_TICKS, 10, &rest);
    if (out->has_pic) {
        out->prefix = (unsigned)(node[0] - '0') * 100 + (unsigned)(node[1] - '0') * 10 + (unsigned)(node[2] - '0');
        memcpy(out->pic, node + 3, PIC_TEXT_SIZE);
    }
}

uint64_t escn_ticks(int64_t ms)
{
    return (uint64_t)ms * TICKS_PER_MS + (uint64_t)ESC_OFFSET_TICKS;
}

/* Puts three digits of prefix and nine of PIC into the node, each pair of digits as one byte. */
static void write_node(unsigned prefix, const char *pic, unsigned char *node)
{
    char digits[12] = {(char)('0' + prefix / 100), (char)('0' + prefix / 10 % 10), (char)('0' + prefix % 10)};
    memcpy(digits + 3, pic, PIC_DIGITS);
    for (size_t i = 0; i < sizeof digits / 2; i++) {
        node[i] = (unsigned char)((digits[2 * i] - '0') << 4 | (digits[2 * i + 1] - '0'));
    }
}

enum rc escn_build(uint64_t ticks, unsigned clock_random, unsigned prefix, const char *pic, struct escn *out, struct err *e)
{
    if (pic_check(pic, strlen(pic), e) != RC_OK) {
        return e->rc;
    }
    if (prefix > ESCN_PREFIX_MAX) {
        return err_set(e, RC_INVALID, "ER-1001", "prefix", "the prefix is %u; a number from 0 to %d was expected", prefix, ESCN_PREFIX_MAX);
    }
    if (ticks > TICKS_MAX) {
        return err_set(
            e, RC_INVALID, "ER-1001", "ticks", "the time field is %llu ticks; 60 bits at most were expected", (unsigned long long)ticks);
    }
    write_ticks(ticks, out->bytes);
    out->bytes[8] = (unsigned char)(0x80U | (clock_random >> 8U & 0x3FU));
    out->bytes[9] = (unsigned char)(clock_random & 0xFFU);
    write_node(prefix, pic, out->bytes + NODE_AT);
    return RC_OK;
}
