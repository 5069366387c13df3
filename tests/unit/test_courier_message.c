/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/message.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *write(struct arena *arena, const char *subject, const char *text)
{
    const struct message message = {.id = 7,
        .created_at_us = 1795338840000000,
        .from = {"Card office", "cards@univ.example"},
        .to = "ada@example.org",
        .subject = subject,
        .text = text};
    struct buf out;
    buf_init(&out, arena);
    message_write(&out, &message);
    return buf_text(&out);
}

static void test_a_whole_message(void **state)
{
    struct arena *const arena = *state;
    assert_string_equal(write(arena, "Welcome", "Hello,\nthere.\n"),
        "Date: Sun, 22 Nov 2026 09:14:00 +0000\r\n"
        "From: =?UTF-8?B?Q2FyZCBvZmZpY2U=?= <cards@univ.example>\r\n"
        "To: <ada@example.org>\r\n"
        "Subject: Welcome\r\n"
        "Message-ID: <esc.7.1795338840000000@univ.example>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=UTF-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Hello,\r\nthere.\r\n");
}

#define TEXT_76 "1234567890123456789012345678901234567890123456789012345678901234567890123456"

static const struct {
    const char *name, *subject, *text, *has;
} cases[] = {
    {"a subject with an accent is encoded", "\xc3\x89t\xc3\xa9", "", "Subject: =?UTF-8?B?w4l0w6k=?=\r\n"},
    {"a subject that looks encoded is encoded", "=?x?=", "", "Subject: =?UTF-8?B?PT94Pz0=?=\r\n"},
    {"a line break in a subject is a blank", "a\r\nBcc: b", "", "Subject: a  Bcc: b\r\n"},
    {"a tab too", "a\tb", "", "Subject: a b\r\n"},
    {"a subject that is none", "", "", "Subject: -\r\n"},
    {"a subject of blanks", " \r\n ", "", "Subject: -\r\n"},
    {"an equals sign is encoded", "", "a=b", "\r\n\r\na=3Db\r\n"},
    {"a blank at the end of a line is encoded", "", "a \nb", "\r\n\r\na=20\r\nb\r\n"},
    {"a dot at the beginning is encoded", "", ".\n..", "\r\n\r\n=2E\r\n=2E.\r\n"},
    {"other dots are not", "", "a.b.", "\r\n\r\na.b.\r\n"},
    {"a lone carriage return is encoded", "", "a\rb", "\r\n\r\na=0Db\r\n"},
    {"line ends of both kinds are one", "", "a\r\nb\n", "\r\n\r\na\r\nb\r\n"},
    {"empty lines stay", "", "a\n\n\nb", "\r\n\r\na\r\n\r\n\r\nb\r\n"},
    {"75 characters are a line, the rest is the next", "", TEXT_76, "12345=\r\n6\r\n"},
    {"no text at all", "", "", "quoted-printable\r\n\r\n"},
};

static void test_what_is_in_it(void **state)
{
    struct arena *const arena = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *const text = write(arena, cases[i].subject, cases[i].text);
        if (strstr(text, cases[i].has) == NULL) {
            fail_msg("%s: %s", cases[i].name, text);
        }
    }
}

/* Characters are never cut, wherever the encoded words end. */
static void test_no_word_cuts_a_character(void **state)
{
    struct arena *const arena = *state;
    char subject[200];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(subject, 'a', shift);
        for (size_t i = 0; i < 40; i++) {
            memcpy(subject + shift + 4 * i, "\xf0\x9f\x98\x80", 5);
        }
        const char *at = write(arena, subject, "");
        while ((at = strstr(at, "=?UTF-8?B?")) != NULL) {
            at += 10;
            const size_t length = strcspn(at, "?");
            assert_true(length <= 56 && length % 4 == 0);
            /* The first byte of each word begins a character: its two upper bits are not 10. */
            const char *const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            const unsigned first = (unsigned)(strchr(digits, at[0]) - digits);
            assert_int_not_equal(first >> 4U, 2);
        }
    }
}

static const struct {
    const char *name, *text, *who, *address;
    enum rc rc;
} mailboxes[] = {
    {"a bare address", "a@b.example", NULL, "a@b.example", RC_OK},
    {"with a name", "Card office <a@b.example>", "Card office", "a@b.example", RC_OK},
    {"in angle brackets alone", "<a@b.example>", NULL, "a@b.example", RC_OK},
    {"with blanks around", "  Ada  < a@b.example > ", "Ada", "a@b.example", RC_INVALID},
    {"without an end", "Ada <a@b.example", NULL, NULL, RC_INVALID},
    {"with something behind", "Ada <a@b.example> x", NULL, NULL, RC_INVALID},
    {"two addresses", "a@b.example, c@d.example", NULL, NULL, RC_INVALID},
    {"no address", "Ada", NULL, NULL, RC_INVALID},
    {"a line break", "a@b.example\r\nBcc: c@d.example", NULL, NULL, RC_INVALID},
    {"nothing", "", NULL, NULL, RC_INVALID},
};

static void test_mailboxes(void **state)
{
    struct arena *const arena = *state;
    for (size_t i = 0; i < COUNT_OF(mailboxes); i++) {
        struct mailbox mailbox = {0};
        struct err e = {0};
        if (mailbox_parse(arena, mailboxes[i].text, &mailbox, &e) != mailboxes[i].rc) {
            fail_msg("%s: %s", mailboxes[i].name, e.msg);
        }
        if (mailboxes[i].rc == RC_OK) {
            assert_string_equal(mailbox.address, mailboxes[i].address);
            assert_true(mailboxes[i].who == NULL ? mailbox.name == NULL : strcmp(mailboxes[i].who, mailbox.name) == 0);
        }
    }
}

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 1024);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_deinit(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_whole_message),
        cmocka_unit_test(test_what_is_in_it),
        cmocka_unit_test(test_no_word_cuts_a_character),
        cmocka_unit_test(test_mailboxes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
