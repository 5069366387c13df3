/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/head.h"

static const struct str field_names[HEAD_FIELD_COUNT] = {
    [HEAD_HOST] = {"host", 4},
    [HEAD_CONTENT_LENGTH] = {"content-length", 14},
    [HEAD_TRANSFER_ENCODING] = {"transfer-encoding", 17},
    [HEAD_CONTENT_TYPE] = {"content-type", 12},
    [HEAD_EXPECT] = {"expect", 6},
    [HEAD_REQUEST_ID] = {"x-request-id", 12},
    [HEAD_FORWARDED_FOR] = {"x-forwarded-for", 15},
};

void head_init(struct head *head, const char *start)
{
    *head = (struct head){.end = (uintptr_t)start};
}

/* Between two lines stand the NULs that replaced CR and LF, and nothing else. */
static bool follows(uintptr_t end, const char *next, size_t least, size_t most)
{
    const uintptr_t at = (uintptr_t)next;
    return at >= end + least && at <= end + most;
}

static bool is_name(struct str name)
{
    bool good = name.length > 0;
    for (size_t i = 0; i < name.length; i++) {
        const unsigned char c = (unsigned char)name.data[i];
        good &= c > 0x20U && c < 0x7FU;
    }
    return good;
}

void head_add(struct head *head, struct str name, struct str value)
{
    head->cut |= !follows(head->end, name.data, 1, 2);
    head->end = (uintptr_t)(value.data + value.length);
    head->bad_name |= !is_name(name);
    for (size_t i = 0; i < HEAD_FIELD_COUNT; i++) {
        if (name.length == field_names[i].length && str_equal_fold(name, field_names[i])) {
            head->values[i] = value;
            head->counts[i]++;
            return;
        }
    }
}

void head_end(struct head *head, const char *end)
{
    head->cut |= !follows(head->end, end, 2, 4);
}

static enum rc malformed(struct err *e, const char *what)
{
    return err_set(e, RC_INVALID, "SE-0400", "", "%s", what);
}

/* Digits and nothing else, so that nobody reads another number than we do. */
static bool parse_length(struct str text, uint64_t *out)
{
    uint64_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (c < '0' || c > '9' || length > UINT64_MAX / 10 - 1) {
            return false;
        }
        length = length * 10 + (uint64_t)(c - '0');
    }
    *out = length;
    return text.length > 0;
}

static enum rc check_lines(const struct head *head, bool is_http_1_0, struct err *e)
{
    if (head->cut) {
        return malformed(e, "the headers hold a NUL or a line that goes on in the next one; each header must be one line of text");
    }
    if (head->bad_name) {
        return malformed(e, "a header's name holds a blank or control character; a name is followed by its colon at once");
    }
    if (head->counts[HEAD_HOST] > 1) {
        return malformed(e, "the request has more than one Host header; it must have exactly one");
    }
    if (head->counts[HEAD_HOST] == 0 && !is_http_1_0) {
        return malformed(e, "the request has no Host header; HTTP/1.1 demands one");
    }
    return RC_OK;
}

static enum rc check_framing(const struct head *head, bool is_http_1_0, struct head_body *body, struct err *e)
{
    const unsigned lengths = head->counts[HEAD_CONTENT_LENGTH];
    const unsigned encodings = head->counts[HEAD_TRANSFER_ENCODING];
    if (lengths > 0 && encodings > 0) {
        return malformed(e, "the request has both Content-Length and Transfer-Encoding; it must have one of them or none");
    }
    if (lengths > 1) {
        return malformed(e, "the request has more than one Content-Length; it must have one at most");
    }
    if (lengths == 1 && !parse_length(head->values[HEAD_CONTENT_LENGTH], &body->length)) {
        return malformed(e, "the request's Content-Length is not a number of bytes");
    }
    if (encodings == 0) {
        return RC_OK;
    }
    if (is_http_1_0) {
        return malformed(e, "the request is HTTP/1.0 and has a Transfer-Encoding, which came with HTTP/1.1");
    }
    if (encodings > 1 || !str_equal_fold(str_trim(head->values[HEAD_TRANSFER_ENCODING]), STR("chunked"))) {
        return malformed(e, "the request's Transfer-Encoding is not understood; only \"chunked\" is");
    }
    return RC_OK;
}

enum rc head_check(const struct head *head, bool is_http_1_0, struct head_body *body, struct err *e)
{
    *body = (struct head_body){.chunked = head->counts[HEAD_TRANSFER_ENCODING] > 0};
    if (check_lines(head, is_http_1_0, e) != RC_OK || check_framing(head, is_http_1_0, body, e) != RC_OK) {
        return e->rc;
    }
    const bool expects = head->counts[HEAD_EXPECT] > 0 && !is_http_1_0;
    body->expects_continue = expects && str_equal_fold(str_trim(head->values[HEAD_EXPECT]), STR("100-continue"));
    return RC_OK;
}

bool media_type_is(struct str content_type, struct str type)
{
    struct str rest = content_type;
    return str_equal_fold(str_trim(str_cut(&rest, ';')), type);
}
