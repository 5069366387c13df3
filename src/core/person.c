/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/person.h"

#include "base/err.h"

#include <string.h>

#define EMAIL_MAX_LENGTH 254 /* RFC 5321 */

static const struct code levels[] = {
    {"BACHELOR", "Bachelor"},
    {"MASTER", "Master"},
    {"DOCTORATE", "Doctorate"},
};

const struct code *academic_level_code(enum academic_level level)
{
    return level == LEVEL_NONE ? NULL : &levels[level - LEVEL_BACHELOR];
}

bool academic_level_is_known(int64_t number)
{
    return number >= LEVEL_BACHELOR && number <= LEVEL_DOCTORATE;
}

enum rc academic_level_parse(struct str text, enum academic_level *out, struct err *e)
{
    size_t at = 0;
    if (code_find(levels, sizeof levels / sizeof levels[0], text, &at)) {
        *out = (enum academic_level)(LEVEL_BACHELOR + (int)at);
        return RC_OK;
    }
    if (text.length == 1 && academic_level_is_known(text.data[0] - '0')) {
        *out = (enum academic_level)(text.data[0] - '0');
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", "academicLevel", T_("%s is \"%.*s\"; BACHELOR, MASTER or DOCTORATE was expected"),
        "academicLevel", str_shown(text, 40), text.data);
}

const struct code *person_identifier_code(void)
{
    static const struct code esi = {"ESI", "European Student Identifier"};
    return &esi;
}

static bool is_email(struct str text)
{
    struct str domain = text;
    const struct str local = str_cut(&domain, '@');
    if (domain.data == NULL || local.length == 0 || domain.length < 3 || memchr(domain.data, '@', domain.length) != NULL) {
        return false;
    }
    const char *const dot = memchr(domain.data, '.', domain.length);
    if (dot == NULL || dot == domain.data || domain.data[domain.length - 1] == '.') {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7F) {
            return false;
        }
    }
    return true;
}

enum rc email_check(struct str text, struct err *e)
{
    if (is_email(text)) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1013", "email", T_("the e-mail address has not the form name@example.org"));
}

bool email_is_plain(struct str text)
{
    bool good = text.length > 0 && text.length <= EMAIL_MAX_LENGTH && text.data[0] != '-';
    for (size_t i = 0; good && i < text.length; i++) {
        const char c = text.data[i];
        good = c != '\0' &&
            ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr(".-_+=!#$%&'*/?^`{|}~@", c) != NULL);
    }
    return good;
}

enum rc email_check_mailable(struct str text, struct err *e)
{
    if (email_check(text, e) != RC_OK) {
        return e->rc;
    }
    return email_is_plain(text)
        ? RC_OK
        : err_set(e, RC_INVALID, "ER-1013", "email",
              T_("no mail can be sent to the e-mail address; one of at most %d plain letters, digits and signs was expected"),
              EMAIL_MAX_LENGTH);
}
