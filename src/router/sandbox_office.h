/* SPDX-License-Identifier: EUPL-1.2 */
/* What an institution of the sandbox has besides students: texts of consent and who agreed to them, an import; and users who come anew with
 * each start. */
#pragma once

#include "router/command.h"

#define SANDBOX_USERS 5

/* A user as the ready file and the welcome tell. */
struct sandbox_user {
    const char *email;
    const char *name;
    const char *role;         /* key, such as READER */
    const char *organisation; /* identifier; NULL for the super administrator */
    const char *password;
};

/* Adds texts of consent, and a first import that waits for the server to carry it out (a dry run: the students stay as they
 * are). `imports_folder` NULL: beside the database. Once the organisations are known. */
MUST_CHECK enum rc sandbox_furnish(struct desk *desk, const char *database, const char *imports_folder, struct arena *arena, struct err *e);

#define SANDBOX_CONSENTS 4

/* Lets a student of the first institution agree, `which` of SANDBOX_CONSENTS telling how, and whether the consent is withdrawn again; in
 * the session's transaction. */
MUST_CHECK enum rc sandbox_add_consent(struct session *session, const char *esi, size_t which, struct err *e);

/* Makes the users, or gives those that are there a new password: one for all, since hashing takes its time. */
MUST_CHECK enum rc sandbox_prepare_users(struct desk *desk, struct arena *arena, struct sandbox_user out[SANDBOX_USERS], struct err *e);
