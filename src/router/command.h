/* SPDX-License-Identifier: EUPL-1.2 */
/* What the commands of the program share. */
#pragma once

#include "registry/session.h"
#include "router/settings.h"
#include "wire/shape.h"

/* Exit codes, documented in esc-router(1). */
enum exit_code {
    EXIT_GOOD = 0,
    EXIT_NEGATIVE = 1,    /* the answer is no: doctor has found something */
    EXIT_USAGE = 2,       /* the command line, the configuration or an input is wrong */
    EXIT_UNREACHABLE = 3, /* the database, a file or a port can't be used */
    EXIT_INTERNAL = 4
};

struct command {
    const char *name;  /* one or two words, such as "organisation add" */
    const char *usage; /* what follows the name */
    const char *about;
    unsigned parts; /* of the settings */
    size_t operands;
    enum rc (*run)(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
};

/* Every command, ending with name NULL. */
extern const struct command commands[];

/* One for each command. */
enum rc run_serve(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_sandbox(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_organisation_add(
    const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_organisation_list(
    const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_token_create(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_token_list(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_token_revoke(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_migrate(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_doctor(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_backup(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);
enum rc run_restore(const struct settings *settings, const struct operands *operands, struct arena *arena, int *code, struct err *e);

/* Registry and a writing session on the database of the settings, begun. */
struct desk {
    struct registry *registry;
    struct session *session;
};

MUST_CHECK enum rc desk_open(const struct settings *settings, struct arena *arena, struct desk *out, struct err *e);
void desk_close(struct desk *desk);

/* RC_INVALID when no database is named. */
MUST_CHECK enum rc require_database(const struct settings *settings, struct err *e);

/* The organisation with this identifier. */
MUST_CHECK enum rc desk_organisation(const struct desk *desk, const char *identifier, const struct organisation **out, struct err *e);

/* Prints an object, or a list of them, as one line of JSON. */
MUST_CHECK enum rc print_json(struct arena *arena, const struct wire_shape *shape, const void *value, struct err *e);
MUST_CHECK enum rc print_json_list(struct arena *arena, const struct wire_shape *shape, const void *items, size_t count, struct err *e);
