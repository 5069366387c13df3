/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/message.h"

#include "base/day.h"
#include "core/person.h"

#include <inttypes.h>
#include <string.h>

#define LINE_MAX_LENGTH 76      /* of encoded text, RFC 2045 */
#define WORD_BYTES 42           /* of text in an encoded word: 56 characters, 77 with a header's name and what is around them, RFC 2047 */
#define PLAIN_HEADER_LENGTH 900 /* a line has 998 characters at most */

enum rc mail_address_check(struct str address, struct err *e)
{
    struct str domain = address;
    const struct str local = str_cut(&domain, '@');
    const bool good = domain.data != NULL && local.length > 0 && domain.length > 0 && memchr(domain.data, '@', domain.length) == NULL &&
        email_is_plain(address);
    return good ? RC_OK : err_set(e, RC_INVALID, "", "", "the address can't stand in a mail: name@example.org was expected");
}

enum rc mailbox_parse(struct arena *arena, const char *text, struct mailbox *out, struct err *e)
{
    struct str rest = str_of(text);
    struct str name = str_cut(&rest, '<');
    struct str address = rest.data == NULL ? name : str_cut(&rest, '>');
    const bool is_bare = rest.data == NULL && address.data == name.data;
    name = is_bare ? STR("") : str_trim(name);
    address = str_trim(address);
    if (!is_bare && (rest.data == NULL || rest.length > 0)) {
        return err_set(e, RC_INVALID, "", "", "\"%s\" is no mailbox; name@example.org or Name <name@example.org> was expected", text);
    }
    if (mail_address_check(address, e) != RC_OK) {
        return e->rc;
    }
    out->name = name.length == 0 ? NULL : arena_text(arena, name.data, name.length);
    out->address = arena_text(arena, address.data, address.length);
    return out->address == NULL || (name.length > 0 && out->name == NULL) ? err_no_memory(e) : RC_OK;
}

const char *mail_domain(const char *address)
{
    const char *const at = strrchr(address, '@');
    return at == NULL || at[1] == '\0' ? "localhost" : at + 1;
}

/* How many of the first bytes fit into one encoded word: whole characters, WORD_BYTES at most. */
static size_t word_length(struct str text)
{
    if (text.length <= WORD_BYTES) {
        return text.length;
    }
    size_t length = WORD_BYTES;
    while (length > 1 && ((unsigned char)text.data[length] & 0xC0U) == 0x80U) {
        length--;
    }
    return length;
}

/* Words of Base64, each on a line of its own: whatever is in the text, no line ends where we don't want it to. */
static void add_encoded_words(struct buf *out, struct str text)
{
    while (text.length > 0) {
        const size_t length = word_length(text);
        buf_add_text(out, "=?UTF-8?B?");
        buf_add_base64(out, text.data, length);
        buf_add_text(out, "?=");
        text = (struct str){text.data + length, text.length - length};
        if (text.length > 0) {
            buf_add_text(out, "\r\n ");
        }
    }
}

/* Printable ASCII that no reader takes for an encoded word, and short enough for one line. */
static bool is_plain_header(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < ' ' || text.data[i] > '~') {
            return false;
        }
    }
    return text.length <= PLAIN_HEADER_LENGTH && memmem(text.data, text.length, "=?", 2) == NULL;
}

/* Readers decode encoded words and may do with the result what they like: no control characters there either. */
static struct str without_controls(struct buf *out, struct str text)
{
    char *const copy = arena_text(out->arena, text.data == NULL ? "" : text.data, text.length);
    if (copy == NULL) {
        out->failed = true;
        return STR("");
    }
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char byte = (unsigned char)copy[i];
        copy[i] = byte < ' ' || byte == 0x7F ? ' ' : copy[i];
    }
    return (struct str){copy, text.length};
}

/* Never empty, so that no header ends in a bare colon and a blank. */
static void add_text_header(struct buf *out, const char *name, const char *value)
{
    const struct str text = str_trim(without_controls(out, str_of(value)));
    buf_add_format(out, "%s: ", name);
    if (text.length == 0) {
        buf_add_char(out, '-');
    } else if (is_plain_header(text)) {
        buf_add_str(out, text);
    } else {
        add_encoded_words(out, text);
    }
    buf_add_text(out, "\r\n");
}

static void add_from(struct buf *out, const struct mailbox *from)
{
    buf_add_text(out, "From: ");
    if (from->name != NULL) {
        add_encoded_words(out, without_controls(out, str_of(from->name)));
        buf_add_char(out, ' ');
    }
    buf_add_format(out, "<%s>\r\n", from->address);
}

/* "Wed, 25 Nov 2026 20:06:16 +0000" */
static void add_date(struct buf *out, int64_t us)
{
    static const char *const weekdays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const int32_t day = day_of_us(us);
    const struct civil_date date = day_to_date(day);
    const int64_t second = us / 1000000 - (int64_t)day * 86400;
    buf_add_format(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", weekdays[((day % 7) + 7) % 7], date.day, months[date.month - 1],
        date.year, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

/* One line of quoted-printable text is written in pieces that are short enough. */
struct line {
    struct buf *out;
    size_t length;
};

static void add_piece(struct line *line, const char *piece, size_t length)
{
    if (line->length + length > LINE_MAX_LENGTH - 1) {
        buf_add_text(line->out, "=\r\n");
        line->length = 0;
    }
    buf_add(line->out, piece, length);
    line->length += length;
}

/* Letters as they are, everything else as its number; blanks too where they would end a line, and a dot that begins one. */
static void add_byte(struct line *line, char byte, bool ends_line)
{
    static const char hex[] = "0123456789ABCDEF";
    const unsigned char value = (unsigned char)byte;
    const bool is_blank = byte == ' ' || byte == '\t';
    if ((byte > ' ' && byte <= '~' && byte != '=' && !(byte == '.' && line->length == 0)) || (is_blank && !ends_line)) {
        add_piece(line, &byte, 1);
        return;
    }
    const char piece[] = {'=', hex[value >> 4U], hex[value & 15U]};
    add_piece(line, piece, sizeof piece);
}

static void add_quoted_line(struct buf *out, struct str text)
{
    struct line line = {.out = out};
    for (size_t i = 0; i < text.length; i++) {
        add_byte(&line, text.data[i], i + 1 == text.length);
    }
    buf_add_text(out, "\r\n");
}

static void add_quoted_text(struct buf *out, struct str text)
{
    struct str rest = text;
    while (rest.data != NULL) {
        struct str line = str_cut(&rest, '\n');
        if (rest.data == NULL && line.length == 0) {
            return;
        }
        if (line.length > 0 && line.data[line.length - 1] == '\r') {
            line.length--;
        }
        add_quoted_line(out, line);
    }
}

void message_write(struct buf *out, const struct message *message)
{
    add_date(out, message->created_at_us);
    add_from(out, &message->from);
    buf_add_format(out, "To: <%s>\r\n", message->to);
    add_text_header(out, "Subject", message->subject);
    buf_add_format(
        out, "Message-ID: <esc.%" PRId64 ".%" PRId64 "@%s>\r\n", message->id, message->created_at_us, mail_domain(message->from.address));
    buf_add_text(out,
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    add_quoted_text(out, str_of(message->text));
}
