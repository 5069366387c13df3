/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/password.h"

#include "base/attr.h"
#include "base/err.h"
#include "base/fold.h"

#include <string.h>

/* Those of the well-known lists that are long enough to come into question, without what the rules below find by themselves. */
static const char *const common[] = {
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "administrator",
    "administrator1",
    "adminadmin12",
    "changemechangeme",
    "changeme1234",
    "contrasena123",
    "europeanstudentcard",
    "geheim123456",
    "iloveyou1234",
    "letmein12345",
    "letmeinplease",
    "motdepasse12",
    "motdepasse123",
    "passw0rd1234",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "password2026!",
    "passwort1234",
    "passwort123456",
    "q1w2e3r4t5y6",
    "qazwsxedcrfv",
    "qwerty123456",
    "qwerty1234567",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiop[]",
    "qwertyuiopasdf",
    "qwertzuiop12",
    "qwertzuiop123",
    "superadministrator",
    "trustno1trustno1",
    "universitaet",
    "universite123",
    "university123",
    "university1234",
    "welcome12345",
    "welcome123456",
    "zaq12wsxcde3",
};

static bool is_common(struct str text)
{
    for (size_t i = 0; i < COUNT_OF(common); i++) {
        if (str_equal_fold(text, str_of(common[i]))) {
            return true;
        }
    }
    return false;
}

/* "abcabcabcabc", "aaaaaaaaaaaa": a piece of up to four bytes, again and again. */
static bool is_repetition(struct str text)
{
    for (size_t piece = 1; piece <= 4 && piece < text.length; piece++) {
        if (memcmp(text.data, text.data + piece, text.length - piece) == 0) {
            return true;
        }
    }
    return false;
}

/* "abcdefghijkl", "987654321098": each character follows the one before. */
static bool is_row(struct str text, int step)
{
    for (size_t i = 1; i < text.length; i++) {
        const int difference = text.data[i] - text.data[i - 1];
        const bool wraps = (difference == -9 * step && text.data[i] >= '0' && text.data[i] <= '9');
        if (difference != step && !wraps) {
            return false;
        }
    }
    return true;
}

/* The address, or what stands before its @. */
static bool is_address(struct str text, struct str email)
{
    struct str rest = email;
    const struct str local = str_cut(&rest, '@');
    return str_equal_fold(text, email) || str_equal_fold(text, local);
}

static enum rc refuse(struct err *e, const char *why)
{
    return err_set(e, RC_INVALID, "ER-2219", "password",
        T_("the password %s; %d to %d characters that nobody guesses were expected, such as some words of your own"), why, PASSWORD_MIN,
        PASSWORD_MAX);
}

enum rc password_check(struct arena *arena, struct str password, struct str email, struct err *e)
{
    if (!utf8_is_valid(password)) {
        return refuse(e, N_("is no text"));
    }
    const size_t length = utf8_length(password);
    if (length < PASSWORD_MIN || length > PASSWORD_MAX) {
        return refuse(e, length < PASSWORD_MIN ? N_("is too short") : N_("is too long"));
    }
    char *const folded = arena_text(arena, password.data, password.length);
    if (folded == NULL) {
        return err_no_memory(e);
    }
    ascii_lower(folded, password.length);
    const struct str lower = {folded, password.length};
    if (is_common(lower) || is_repetition(lower) || is_row(lower, 1) || is_row(lower, -1)) {
        return refuse(e, N_("is one of the first that others would try"));
    }
    return is_address(lower, str_trim(email)) ? refuse(e, N_("is your e-mail address")) : RC_OK;
}
