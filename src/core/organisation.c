/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/organisation.h"

#include "base/err.h"
#include "esc/escn.h"

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

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_vat(struct str text)
{
    if (text.length < 4 || text.length > 14 || !is_letter(text.data[0])) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (!is_letter(text.data[i]) && !is_digit(text.data[i])) {
            return false;
        }
    }
    return true;
}

enum rc organisation_check_identifier(enum organisation_kind kind, struct str identifier, struct err *e)
{
    if (kind != ORGANISATION_PROCESSOR) {
        return pic_check(identifier.data, identifier.length, e);
    }
    if (!is_vat(identifier)) {
        return err_set(e, RC_INVALID, "ER-1005", "identifier",
            "a processor's identifier is its VAT number, 4 to 14 letters and digits beginning with a letter such as B12345678, not "
            "\"%.*s\"",
            str_shown(identifier, 40), identifier.data);
    }
    return RC_OK;
}

static const char *const status_words[ORGANISATION_STATUS_COUNT] = {
    [ORGANISATION_ACTIVE] = "active",
    [ORGANISATION_SUSPENDED] = "suspended",
    [ORGANISATION_INVITED] = "invited and has not taken up its work yet",
    [ORGANISATION_CLOSED] = "closed",
};

enum rc organisation_check_writable(const struct organisation *organisation, struct err *e)
{
    if (organisation->status != ORGANISATION_ACTIVE) {
        return err_set(e, RC_DENIED, "ER-2002", "", "organisation %s is %s: it can read, but nothing can be written for it",
            organisation->identifier, status_words[organisation->status]);
    }
    if (!organisation->legal_accepted) {
        return err_set(e, RC_DENIED, "ER-2003", "",
            "organisation %s has not accepted the current legal documents: its authorised representative must accept them before anything "
            "is written",
            organisation->identifier);
    }
    return RC_OK;
}

bool organisation_is_issuer(const struct organisation *organisation)
{
    return organisation->kind != ORGANISATION_PROCESSOR;
}

enum rc country_check(struct str text, struct err *e)
{
    if (text.length == 2 && is_letter(text.data[0]) && is_letter(text.data[1])) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1006", "country",
        "the country is \"%.*s\"; a code of two letters such as FR was expected (ISO 3166-1)", str_shown(text, 40), text.data);
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
    return err_set(e, RC_INVALID, "ER-1007", "schacHomeOrganization", "\"%.*s\" is no domain name such as univ-example.eu",
        str_shown(text, 60), text.data);
}
