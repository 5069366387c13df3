/* SPDX-License-Identifier: EUPL-1.2 */
/* An organisation of the network: who issues cards, or processes them for others. */
#pragma once

#include "core/code.h"
#include "core/vat.h"
#include "esc/err.h"

#include <stdbool.h>
#include <stdint.h>

/* The numbers are stored. */
enum organisation_kind {
    ORGANISATION_INSTITUTION,      /* higher education institution, identified by its PIC */
    ORGANISATION_PUBLIC_AUTHORITY, /* identified by its PIC */
    ORGANISATION_PROCESSOR,        /* third-party processor, identified by its VAT number */
    ORGANISATION_KIND_COUNT
};

/* The numbers are stored. */
enum organisation_status {
    ORGANISATION_ACTIVE,
    ORGANISATION_SUSPENDED,
    ORGANISATION_INVITED, /* validated, its representative has not come yet */
    ORGANISATION_CLOSED,  /* has left */
    ORGANISATION_STATUS_COUNT
};

/* On what an organisation relies when it registers students. The numbers are stored. */
enum legal_basis {
    LEGAL_BASIS_CONSENT,     /* the student agrees before the card is issued */
    LEGAL_BASIS_PUBLIC_TASK, /* the student is told */
    LEGAL_BASIS_COUNT
};

/* Persons to turn to. The numbers are stored. */
enum contact_role {
    CONTACT_REPRESENTATIVE,  /* authorised representative: answers for the organisation */
    CONTACT_FUNCTIONAL,      /* functional administrator: cards */
    CONTACT_TECHNICAL,       /* technical administrator: API */
    CONTACT_DATA_PROTECTION, /* data protection officer */
    CONTACT_ROLE_COUNT
};

struct contact {
    int64_t id;
    int64_t organisation_id;
    enum contact_role role;
    const char *name;
    const char *email;
    const char *phone; /* NULL for none */
};

struct address {
    const char *label;
    const char *street_name;
    const char *house_number;
    const char *details;
    const char *city_name;
    const char *province;
    const char *other_comments;
    bool has_point;
    double x, y; /* longitude and latitude in degrees */
};

/* Texts that are not there are NULL; days are DAY_NONE. */
struct organisation {
    int64_t id;
    const char *identifier; /* PIC or VAT number */
    enum organisation_kind kind;
    enum organisation_status status;
    const char *name;
    const char *country; /* ISO 3166-1 alpha-2, upper case */
    const char *schac_home_organization;
    const char *website;
    struct address address;
    const char *main_color, *secondary_color, *contrast_color; /* "#rrggbb" */
    const char *logo;                                          /* name of its file, such as "0123456789abcdef.svg" */
    int32_t new_logo_day;                                      /* the day it switched to the new logo */
    bool shows_name;                                           /* its cards' public status carries the display name */
    enum legal_basis legal_basis;
    const char *status_reason; /* why it is suspended or closed */
    bool legal_accepted;       /* the current legal documents, or there are none */
    int32_t legal_grace_day;   /* it has accepted earlier ones, with which it may write until this day; in the past for none */
    int64_t version;           /* grows with each change */
};

const struct code *organisation_kind_code(enum organisation_kind kind);
const struct code *organisation_status_code(enum organisation_status status);

/* The kind of identifier that the kind of organisation has: PIC or VAT. */
const struct code *organisation_identifier_code(enum organisation_kind kind);

/* Kinds by the names of the command line: institution, authority, processor. */
bool organisation_kind_parse(struct str name, enum organisation_kind *out);

const struct code *legal_basis_code(enum legal_basis basis);
const struct code *contact_role_code(enum contact_role role);

/* By key or by the words of the command line (consent, public-task; representative, functional, technical, data-protection). */
ESC_MUST_CHECK enum rc legal_basis_parse(struct str text, enum legal_basis *out, struct err *e);
ESC_MUST_CHECK enum rc contact_role_parse(struct str text, enum contact_role *out, struct err *e);

#define ORGANISATION_IDENTIFIER_SIZE VAT_TEXT_SIZE

/* Reads the PIC or, for a processor, the VAT number of an organisation into the form that is stored; blanks around it are dropped.
 * RC_INVALID: the country is none, or the number not one of that country (vat_parse). */
ESC_MUST_CHECK enum rc organisation_read_identifier(
    enum organisation_kind kind, struct str country, struct str text, char out[ORGANISATION_IDENTIFIER_SIZE], struct err *e);

/* Whether two have one identifier: a VAT number is one with and without its country's letters. */
bool organisation_is_same(const struct organisation *a, const struct organisation *b);

/* RC_OK when the organisation may write today: it is active and has accepted the current legal documents, or earlier ones whose grace is
 * not over; else RC_DENIED says which. */
ESC_MUST_CHECK enum rc organisation_check_writable(const struct organisation *organisation, int32_t today, struct err *e);

/* Only institutions and public authorities issue cards. */
bool organisation_is_issuer(const struct organisation *organisation);

/* RC_OK for a DNS name with at least one dot, 253 characters at most. */
ESC_MUST_CHECK enum rc domain_check(struct str text, struct err *e);

/* RC_OK for an http or https address with a host, 255 characters at most, that can stand in a page. */
ESC_MUST_CHECK enum rc website_check(struct str text, struct err *e);

/* RC_OK for one line of 1 to 255 characters; `what` begins the message, such as "the reason". */
ESC_MUST_CHECK enum rc line_check(const char *what, const char *field, struct str text, struct err *e);
