/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/organisation.h"

#include "base/err.h"
#include "base/fold.h"
#include "esc/escn.h"

#include <string.h>

#define LINE_MAX_LENGTH 255 /* characters */

static const struct code kinds[ORGANISATION_KIND_COUNT] = {
    [ORGANISATION_INSTITUTION] = {"HEI", "Higher education institution"},
    [ORGANISATION_PUBLIC_AUTHORITY] = {"PUBLIC_AUTHORITY", "Public authority"},
    [ORGANISATION_PROCESSOR] = {"THIRD_PARTY_PROCESSOR", "Third-party processor"},
};

static const struct code statuses[ORGANISATION_STATUS_COUNT] = {
    [ORGANISATION_ACTIVE] = {"ACTIVE", "Active"},
    [ORGANISATION_SUSPENDED] = {"SUSPENDED", "Suspended"},
    [ORGANISATION_INVITED] = {"INVITED", "Invited"},
    [ORGANISATION_CLOSED] = {"CLOSED", "Closed"},
};

static const struct code legal_bases[LEGAL_BASIS_COUNT] = {
    [LEGAL_BASIS_CONSENT] = {"CONSENT", "Consent of the student"},
    [LEGAL_BASIS_PUBLIC_TASK] = {"PUBLIC_TASK", "Public task, with notice to the student"},
};

static const struct code contact_roles[CONTACT_ROLE_COUNT] = {
    [CONTACT_REPRESENTATIVE] = {"REPRESENTATIVE", "Authorised representative"},
    [CONTACT_FUNCTIONAL] = {"FUNCTIONAL", "Functional administrator"},
    [CONTACT_TECHNICAL] = {"TECHNICAL", "Technical administrator"},
    [CONTACT_DATA_PROTECTION] = {"DATA_PROTECTION", "Data protection officer"},
};

static const struct code pic_code = {"PIC", "Participant identification code"};
static const struct code vat_code = {"VAT", "VAT number"};

const struct code *organisation_kind_code(enum organisation_kind kind)
{
    return &kinds[kind];
}

const struct code *organisation_status_code(enum organisation_status status)
{
    return &statuses[status];
}

const struct code *organisation_identifier_code(enum organisation_kind kind)
{
    return kind == ORGANISATION_PROCESSOR ? &vat_code : &pic_code;
}

bool organisation_kind_parse(struct str name, enum organisation_kind *out)
{
    static const struct code names[ORGANISATION_KIND_COUNT] = {
        [ORGANISATION_INSTITUTION] = {"institution", ""},
        [ORGANISATION_PUBLIC_AUTHORITY] = {"authority", ""},
        [ORGANISATION_PROCESSOR] = {"processor", ""},
    };
    size_t at = 0;
    if (!code_find(names, ORGANISATION_KIND_COUNT, name, &at)) {
        return false;
    }
    *out = (enum organisation_kind)at;
    return true;
}

const struct code *legal_basis_code(enum legal_basis basis)
{
    return &legal_bases[basis];
}

const struct code *contact_role_code(enum contact_role role)
{
    return &contact_roles[role];
}

/* Keys as given on a command line: letter case aside, a dash for the low line. */
static bool find_key(const struct code *codes, size_t count, struct str text, size_t *out)
{
    char key[32];
    if (text.length >= sizeof key) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        key[i] = text.data[i] == '-' ? '_' : text.data[i];
    }
    return code_find(codes, count, (struct str){key, text.length}, out);
}

static enum rc unknown_key(const char *field, const struct code *codes, size_t count, struct str text, struct err *e)
{
    char known[200];
    code_list(codes, count, known, sizeof known);
    return err_set(e, RC_INVALID, "ER-1012", field, T_("%s is \"%.*s\"; %s was expected"), field, str_shown(text, 40), text.data, known);
}

enum rc legal_basis_parse(struct str text, enum legal_basis *out, struct err *e)
{
    size_t at = 0;
    if (!find_key(legal_bases, LEGAL_BASIS_COUNT, text, &at)) {
        return unknown_key("legalBasis", legal_bases, LEGAL_BASIS_COUNT, text, e);
    }
    *out = (enum legal_basis)at;
    return RC_OK;
}

enum rc contact_role_parse(struct str text, enum contact_role *out, struct err *e)
{
    size_t at = 0;
    if (!find_key(contact_roles, CONTACT_ROLE_COUNT, text, &at)) {
        return unknown_key("role", contact_roles, CONTACT_ROLE_COUNT, text, e);
    }
    *out = (enum contact_role)at;
    return RC_OK;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

enum rc organisation_read_identifier(
    enum organisation_kind kind, struct str country, struct str text, char out[ORGANISATION_IDENTIFIER_SIZE], struct err *e)
{
    const struct str trimmed = str_trim(text);
    if (country_check(country, e) != RC_OK) {
        return e->rc;
    }
    if (kind == ORGANISATION_PROCESSOR) {
        return vat_parse(country_find(country), trimmed, out, e);
    }
    if (pic_check(trimmed.data, trimmed.length, e) != RC_OK) {
        return e->rc;
    }
    memcpy(out, trimmed.data, trimmed.length);
    out[trimmed.length] = '\0';
    return RC_OK;
}

bool organisation_is_same(const struct organisation *a, const struct organisation *b)
{
    if (str_equal_fold(str_of(a->identifier), str_of(b->identifier))) {
        return true;
    }
    const struct country *const country = country_find(str_of(a->country));
    return a->kind == ORGANISATION_PROCESSOR && b->kind == ORGANISATION_PROCESSOR && country != NULL &&
        country == country_find(str_of(b->country)) && vat_equal(country, str_of(a->identifier), str_of(b->identifier));
}

static const char *const status_words[ORGANISATION_STATUS_COUNT] = {
    [ORGANISATION_ACTIVE] = N_("active"),
    [ORGANISATION_SUSPENDED] = N_("suspended"),
    [ORGANISATION_INVITED] = N_("invited and has not taken up its work yet"),
    [ORGANISATION_CLOSED] = N_("closed"),
};

enum rc organisation_check_writable(const struct organisation *organisation, int32_t today, struct err *e)
{
    if (organisation->status != ORGANISATION_ACTIVE) {
        const char *const reason = organisation->status_reason;
        const char *const word = status_words[organisation->status];
        return reason == NULL
            ? err_set(e, RC_DENIED, "ER-2002", "", T_("organisation %s is %s: it can read, but nothing can be written for it"),
                  organisation->identifier, word)
            : err_set(e, RC_DENIED, "ER-2002", "",
                  T_("organisation %s is %s: it can read, but nothing can be written for it; the reason: %s"), organisation->identifier,
                  word, reason);
    }
    if (!organisation->legal_accepted && today > organisation->legal_grace_day) {
        return err_set(e, RC_DENIED, "ER-2003", "",
            T_("organisation %s has not accepted the current legal documents: its authorised representative must accept them before "
               "anything is written"),
            organisation->identifier);
    }
    return RC_OK;
}

bool organisation_is_issuer(const struct organisation *organisation)
{
    return organisation->kind != ORGANISATION_PROCESSOR;
}

/* One label between the dots of a DNS name. */
static bool is_label(struct str label)
{
    if (label.length == 0 || label.length > 63 || label.data[0] == '-' || label.data[label.length - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < label.length; i++) {
        if (!is_letter(label.data[i]) && !is_digit(label.data[i]) && label.data[i] != '-') {
            return false;
        }
    }
    return true;
}

enum rc domain_check(struct str text, struct err *e)
{
    struct str rest = text;
    size_t labels = 0;
    bool good = text.length <= 253;
    while (good && rest.data != NULL) {
        good = is_label(str_cut(&rest, '.'));
        labels++;
    }
    if (good && labels >= 2) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1007", "schacHomeOrganization", T_("\"%.*s\" is no domain name such as univ-example.eu"),
        str_shown(text, 60), text.data);
}

/* What can stand in a link without being taken for something else. */
static bool is_link_character(char c)
{
    return (unsigned char)c > ' ' && c != 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' && c != '`' && c != '\'';
}

/* "univ.example", "univ.example:8443"; no name or password in front. */
static bool is_host(struct str text)
{
    struct err ignored = {0};
    struct str host = text;
    struct str port = host;
    host = str_cut(&port, ':');
    long long number = 443;
    return domain_check(host, &ignored) == RC_OK && (port.data == NULL || (str_to_int64(port, &number) && number > 0 && number < 65536));
}

enum rc website_check(struct str text, struct err *e)
{
    const size_t head = str_starts_with(text, STR("https://")) ? 8 : str_starts_with(text, STR("http://")) ? 7 : 0;
    bool good = head > 0 && text.length <= 255 && utf8_is_valid(text);
    size_t end = head;
    while (good && end < text.length && text.data[end] != '/' && text.data[end] != '?' && text.data[end] != '#') {
        end++;
    }
    good = good && is_host((struct str){text.data + head, end - head});
    for (size_t i = end; good && i < text.length; i++) {
        good = is_link_character(text.data[i]);
    }
    if (good) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", "website", T_("%s is \"%.*s\"; an address such as https://www.univ-example.eu was expected"),
        "website", str_shown(text, 80), text.data);
}

enum rc line_check(const char *what, const char *field, struct str text, struct err *e)
{
    if (!utf8_is_valid(text)) {
        return err_set(e, RC_INVALID, "ER-1012", field, T_("%s is no valid UTF-8 text"), what);
    }
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7f) {
            return err_set(e, RC_INVALID, "ER-1012", field, T_("%s has a control character in it; one line was expected"), what);
        }
    }
    if (text.length == 0 || utf8_length(text) > LINE_MAX_LENGTH) {
        return text.length == 0
            ? err_set(e, RC_INVALID, "ER-1012", field, T_("%s is missing; 1 to %d characters were expected"), what, LINE_MAX_LENGTH)
            : err_set(e, RC_INVALID, "ER-1012", field, T_("%s is too long; 1 to %d characters were expected"), what, LINE_MAX_LENGTH);
    }
    return RC_OK;
}
