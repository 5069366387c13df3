/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/consent.h"

#include "base/err.h"

#include <string.h>

static const struct code hows[] = {
    {"INSTITUTION", "Declared by the institution"},
    {"LINK", "By the student, by a link"},
    {"PORTAL", "By the student, in a portal"},
};

const struct code *consent_how_code(enum consent_how how)
{
    return &hows[how - CONSENT_BY_INSTITUTION];
}

enum rc consent_how_parse(struct str text, enum consent_how *out, struct err *e)
{
    size_t at = 0;
    if (code_find(hows, sizeof hows / sizeof hows[0], text, &at)) {
        *out = (enum consent_how)(CONSENT_BY_INSTITUTION + (int)at);
        return RC_OK;
    }
    return err_set(
        e, RC_INVALID, "ER-1012", "how", "how is \"%.*s\"; INSTITUTION, LINK or PORTAL was expected", str_shown(text, 40), text.data);
}

static bool are_letters(struct str text, size_t min, size_t max)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < 'a' || text.data[i] > 'z') {
            return false;
        }
    }
    return text.length >= min && text.length <= max;
}

enum rc language_parse(struct str text, char out[LANGUAGE_SIZE], struct err *e)
{
    if (text.length > 0 && text.length < LANGUAGE_SIZE) {
        memcpy(out, text.data, text.length);
        out[text.length] = '\0';
        ascii_lower(out, text.length);
        struct str rest = str_of(out);
        const struct str language = str_cut(&rest, '-');
        if (are_letters(language, 2, 3) && (rest.data == NULL || are_letters(rest, 2, 4))) {
            return RC_OK;
        }
    }
    return err_set(e, RC_INVALID, "ER-1012", "language", T_("%s is \"%.*s\"; a tag such as en or pt-br was expected"), "language",
        str_shown(text, 40), text.data);
}
