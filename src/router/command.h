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

typedef enum rc command_fn(const struct command_call *call, struct arena *arena, int *code, struct err *e);

struct command {
    const char *name;  /* one or two words, such as "organisation add" */
    const char *usage; /* what follows the name */
    const char *about;
    unsigned parts; /* of the settings */
    size_t operands;
    command_fn *run;
    const struct own_options *own; /* NULL: none */
};

/* Every command, ending with name NULL. */
extern const struct command commands[];

/* One for each command, with its own options where it has any. */
command_fn run_serve, run_sandbox;
command_fn run_organisation_add, run_organisation_list;
command_fn run_organisation_show, run_organisation_edit, run_organisation_suspend, run_organisation_resume, run_organisation_close;
command_fn run_organisation_logo;
extern const struct own_options organisation_logo_options;
command_fn run_contact_add, run_contact_list, run_contact_edit, run_contact_remove;
command_fn run_registration_request, run_registration_list, run_registration_show, run_registration_validate, run_registration_refuse;
command_fn run_legal_publish, run_legal_list, run_legal_show, run_legal_accept, run_legal_status;
command_fn run_mandate_give, run_mandate_list, run_mandate_end, run_mandate_withdraw;
command_fn run_audit_list;
command_fn run_statistics;
extern const struct own_options statistics_options;
extern const struct own_options organisation_edit_options, organisation_reason_options;
extern const struct own_options contact_add_options, contact_edit_options;
extern const struct own_options registration_request_options, registration_list_options, registration_validate_options;
extern const struct own_options registration_refuse_options;
extern const struct own_options legal_publish_options, legal_show_options, legal_accept_options, legal_status_options;
extern const struct own_options mandate_give_options, mandate_list_options, mandate_end_options;
extern const struct own_options audit_list_options;
command_fn run_token_create, run_token_list, run_token_rotate, run_token_revoke;
extern const struct own_options token_rotate_options;
command_fn run_user_create, run_user_invite, run_user_list, run_user_show, run_user_disable, run_user_enable, run_user_role_give;
command_fn run_user_role_take, run_user_reset, run_user_totp_off, run_user_logout, run_session_list, run_session_end;
extern const struct own_options user_create_options, user_invite_options, user_list_options, user_role_options, user_reset_options;
command_fn run_person_change_identifier;
command_fn run_retention;
extern const struct own_options retention_options;
command_fn run_student_show, run_student_export, run_student_link, run_student_withdraw;
extern const struct own_options student_options, student_link_options;
command_fn run_consent_text_publish, run_consent_text_list, run_consent_record, run_consent_show;
extern const struct own_options consent_publish_options, consent_list_options, consent_record_options, consent_show_options;
command_fn run_import, run_import_resume, run_import_list, run_import_show, run_import_errors, run_import_undo;
extern const struct own_options import_options, import_resume_options, import_list_options;
command_fn run_service_add, run_service_list, run_service_show, run_service_enable, run_service_disable, run_service_remove;
command_fn run_service_rotate_secret, run_service_test;
extern const struct own_options service_add_options, service_list_options;
command_fn run_self_hosted_set, run_self_hosted_list, run_self_hosted_clear;
extern const struct own_options self_hosted_set_options, self_hosted_clear_options;
command_fn run_migrate, run_doctor, run_backup, run_restore;
extern const struct own_options organisation_add_options, token_create_options, doctor_options;

/* Rows of own options: OWN_TEXT(struct NAME_options, member, "option", "VALUE", "help"). */
#define OWN_TEXT(owner, member, option, value, about)                                                                    \
    {                                                                                                                    \
        .name = (option), .type = OPTION_TEXT, .offset = offsetof(owner, member), .value_name = (value), .help = (about) \
    }
#define OWN_NUMBER(owner, member, option, low, high, about)                                                                           \
    {                                                                                                                                 \
        .name = (option), .type = OPTION_NUMBER, .offset = offsetof(owner, member), .value_name = "N", .help = (about), .min = (low), \
        .max = (high)                                                                                                                 \
    }
#define OWN_FLAG(owner, member, option, about)                                                    \
    {                                                                                             \
        .name = (option), .type = OPTION_FLAG, .offset = offsetof(owner, member), .help = (about) \
    }

/* RC_INVALID when an option that the command can't do without was not given. */
MUST_CHECK enum rc require_option(const char *name, const char *value, struct err *e);

/* A day given by an option; DAY_NONE when it was not given. */
MUST_CHECK enum rc read_day_option(const char *name, const char *value, int32_t *out, struct err *e);

/* The number that an operand is; `what` names it in the message, such as "mandate". */
MUST_CHECK enum rc read_id_operand(const struct command_call *call, const char *what, int64_t *out, struct err *e);

/* Instants and days as they are printed; NULL for 0, DAY_NONE and without memory. */
const char *shown_instant(struct arena *arena, int64_t us);
const char *shown_day(struct arena *arena, int32_t day);

/* Registry and a writing session on the database of the settings, begun. */
struct desk {
    struct registry *registry;
    struct session *session;
};

MUST_CHECK enum rc desk_open(const struct settings *settings, struct arena *arena, struct desk *out, struct err *e);

/* With this key, whatever the key file holds. */
struct router_key;
MUST_CHECK enum rc desk_open_with(
    const struct settings *settings, const struct router_key *key, struct arena *arena, struct desk *out, struct err *e);
void desk_close(struct desk *desk);

/* RC_INVALID when no database is named. */
MUST_CHECK enum rc require_database(const struct settings *settings, struct err *e);

/* The organisation with this identifier. */
MUST_CHECK enum rc desk_organisation(const struct desk *desk, const char *identifier, const struct organisation **out, struct err *e);

/* Prints an object, or a list of them, as one line of JSON. */
MUST_CHECK enum rc print_json(struct arena *arena, const struct wire_shape *shape, const void *value, struct err *e);
MUST_CHECK enum rc print_json_list(struct arena *arena, const struct wire_shape *shape, const void *items, size_t count, struct err *e);
