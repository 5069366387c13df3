/* SPDX-License-Identifier: EUPL-1.2 */
/* An organisation of the network: who issues cards, or processes them for others. */
#pragma once

#include "core/code.h"
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
    int32_t new_logo_day;                                      /* the day it switched to the new logo */
    bool shows_name;                                           /* its cards' public status carries the display name */
    bool legal_accepted;                                       /* the current legal documents, or there are none */
};

const struct code *organisation_kind_code(enum organisation_kind kind);
const struct code *organisation_status_code(enum organisation_status status);

/* The kind of identifier that the kind of organisation has: PIC or VAT. */
const struct code *organisation_identifier_code(enum organisation_kind kind);

/* Kinds by the names of the command line: institution, authority, processor. */
bool organisation_kind_parse(struct str name, enum organisation_kind *out);

/* RC_OK for a PIC (nine digits) or, for a processor, a VAT number: 4 to 14 ASCII letters and digits beginning with a letter. */
ESC_MUST_CHECK enum rc organisation_check_identifier(enum organisation_kind kind, struct str identifier, struct err *e);

/* RC_OK when the organisation may write: it is active and has accepted the current legal documents; else RC_DENIED says which. */
ESC_MUST_CHECK enum rc organisation_check_writable(const struct organisation *organisation, struct err *e);

/* Only institutions and public authorities issue cards. */
bool organisation_is_issuer(const struct organisation *organisation);

/* RC_OK for two ASCII letters; for a DNS name with at least one dot, 253 characters at most. */
ESC_MUST_CHECK enum rc country_check(struct str text, struct err *e);
ESC_MUST_CHECK enum rc domain_check(struct str text, struct err *e);
