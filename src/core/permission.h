/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may do what: the roles of administrative users and the rights that each has. */
#pragma once

#include "core/code.h"
#include "esc/err.h"

#include <stdbool.h>
#include <stdint.h>

/* The numbers are stored. */
enum role {
    ROLE_NONE,           /* of nobody */
    ROLE_SUPER,          /* runs the router itself, at no organisation */
    ROLE_REPRESENTATIVE, /* authorised representative: answers for an organisation */
    ROLE_FUNCTIONAL,     /* functional administrator: persons and cards */
    ROLE_TECHNICAL,      /* technical administrator: tokens and services */
    ROLE_READER,
    ROLE_COUNT
};

/* What a user may be asked to prove the right to. */
enum permission {
    PERMISSION_READ, /* persons and cards */
    PERMISSION_CARDS,
    PERMISSION_PERSONS,
    PERMISSION_PICTURES,
    PERMISSION_IMPORT,
    PERMISSION_STUDENT_RIGHTS, /* consent, links for students, erasure */
    PERMISSION_STATISTICS,
    PERMISSION_AUDIT, /* reads the log of acts */
    PERMISSION_TOKENS,
    PERMISSION_SERVICES,
    PERMISSION_USERS,
    PERMISSION_ORGANISATION, /* changes its data and contacts */
    PERMISSION_LEGAL,        /* accepts legal documents for it */
    PERMISSION_MANDATES,
    PERMISSION_REGISTRATIONS, /* lets organisations in, suspends and closes them */
    PERMISSION_PUBLISH,       /* legal documents of the router */
    PERMISSION_COUNT
};

/* A role at an organisation. */
struct grant {
    int64_t organisation_id;
    enum role role;
};

/* Key and label, such as READER "Reader". Not for ROLE_NONE. */
const struct code *role_code(enum role role);

/* Reads a key or the command line's name of a role (super, representative, functional, technical, reader), letter case aside. */
ESC_MUST_CHECK enum rc role_parse(struct str text, enum role *out, struct err *e);

/* The words of a sentence: "may not WORDS". */
const char *permission_words(enum permission permission);

/* The one place that says so. */
bool role_may(enum role role, enum permission permission);
