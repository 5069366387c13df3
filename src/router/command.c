/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/command.h"

#include "base/buf.h"
#include "base/day.h"
#include "router/key_file.h"
#include "wire/json_write.h"

#include <stdio.h>

const struct command commands[] = {
    {"serve", "[-c FILE] [options]", "run a router on an existing database", SETTINGS_SERVE | SETTINGS_SERVICES, 0, run_serve, NULL},
    {"sandbox", "[--students N] [options]", "run a router full of invented data, to try things out",
        SETTINGS_SERVE | SETTINGS_SERVICES | SETTINGS_SANDBOX, 0, run_sandbox, NULL},
    {"organisation add", "--identifier PIC --name NAME --country CC [options]", "add an organisation", 0, 0, run_organisation_add,
        &organisation_add_options},
    {"organisation list", "", "list the organisations", 0, 0, run_organisation_list, NULL},
    {"organisation show", "PIC", "show all that an organisation says of itself", 0, 1, run_organisation_show, NULL},
    {"organisation edit", "PIC [options]", "change what an organisation says of itself", 0, 1, run_organisation_edit,
        &organisation_edit_options},
    {"organisation logo", "PIC --file FILE | --remove", "give an organisation a logo for its cards", 0, 1, run_organisation_logo,
        &organisation_logo_options},
    {"organisation suspend", "PIC --reason TEXT", "let nothing be written for an organisation for a time", 0, 1, run_organisation_suspend,
        &organisation_reason_options},
    {"organisation resume", "PIC", "take a suspended or closed organisation up again", 0, 1, run_organisation_resume, NULL},
    {"organisation close", "PIC --reason TEXT", "end an organisation's membership", 0, 1, run_organisation_close,
        &organisation_reason_options},
    {"organisation contact add", "PIC --role ROLE --name NAME --email ADDRESS", "add a person to turn to", 0, 1, run_contact_add,
        &contact_add_options},
    {"organisation contact list", "PIC", "list the persons to turn to", 0, 1, run_contact_list, NULL},
    {"organisation contact edit", "ID [options]", "change a person to turn to", 0, 1, run_contact_edit, &contact_edit_options},
    {"organisation contact remove", "ID", "remove a person to turn to", 0, 1, run_contact_remove, NULL},
    {"registration request", "--identifier PIC --name NAME --country CC [options]", "ask to join, for an organisation", 0, 0,
        run_registration_request, &registration_request_options},
    {"registration list", "[--state STATE]", "list the requests to join", 0, 0, run_registration_list, &registration_list_options},
    {"registration show", "ID", "show a request to join", 0, 1, run_registration_show, NULL},
    {"registration validate", "ID [--url URL]", "let an organisation in and invite its representative", 0, 1, run_registration_validate,
        &registration_validate_options},
    {"registration refuse", "ID --reason TEXT", "refuse a request to join", 0, 1, run_registration_refuse, &registration_refuse_options},
    {"legal publish", "[--folder DIR] [--grace-until DAY]", "publish a new version of the legal documents", 0, 0, run_legal_publish,
        &legal_publish_options},
    {"legal list", "", "list the versions of the legal documents", 0, 0, run_legal_list, NULL},
    {"legal show", "[--organisation PIC] [--accepted] [options]", "show legal documents, or what was accepted", 0, 0, run_legal_show,
        &legal_show_options},
    {"legal accept", "--organisation PIC --by NAME [options]", "record that a representative accepts the current documents", 0, 0,
        run_legal_accept, &legal_accept_options},
    {"legal status", "[--organisation PIC]", "tell who has accepted what, and who may write", 0, 0, run_legal_status,
        &legal_status_options},
    {"mandate give", "--issuer PIC --processor VAT [options]", "let a processor act for an issuer", 0, 0, run_mandate_give,
        &mandate_give_options},
    {"mandate list", "[--organisation PIC]", "list the mandates", 0, 0, run_mandate_list, &mandate_list_options},
    {"mandate end", "ID --until DAY", "move the last day of a mandate", 0, 1, run_mandate_end, &mandate_end_options},
    {"mandate withdraw", "ID", "end a mandate at once", 0, 1, run_mandate_withdraw, NULL},
    {"audit list", "[--organisation PIC] [options]", "read the log of acts", 0, 0, run_audit_list, &audit_list_options},
    {"token create", "--organisation PIC --name NAME [options]", "make an API token; its secret is shown once", 0, 0, run_token_create,
        &token_create_options},
    {"token list", "", "list the API tokens", 0, 0, run_token_list, NULL},
    {"token rotate", "ID [options]", "make the successor of an API token, which stays good meanwhile", 0, 1, run_token_rotate,
        &token_rotate_options},
    {"token revoke", "ID", "revoke an API token at once", 0, 1, run_token_revoke, NULL},
    {"user create", "--email ADDRESS --name NAME (--super | --organisation PIC --role ROLE) [options]",
        "add a user with a password, or with a link to set one", 0, 0, run_user_create, &user_create_options},
    {"user invite", "--email ADDRESS (--super | --organisation PIC --role ROLE) [--url URL]", "invite a user by mail", 0, 0,
        run_user_invite, &user_invite_options},
    {"user list", "[--organisation PIC]", "list the users", 0, 0, run_user_list, &user_list_options},
    {"user show", "USER", "show a user", 0, 1, run_user_show, NULL},
    {"user disable", "USER", "let a user in no more, at once", 0, 1, run_user_disable, NULL},
    {"user enable", "USER", "let a disabled user in again", 0, 1, run_user_enable, NULL},
    {"user role give", "USER (--super | --organisation PIC --role ROLE)", "give a user a role", 0, 1, run_user_role_give,
        &user_role_options},
    {"user role take", "USER (--super | --organisation PIC --role ROLE)", "take a role from a user", 0, 1, run_user_role_take,
        &user_role_options},
    {"user reset", "USER [--password-stdin | --url URL]", "give a user a new password, or a link to set one", 0, 1, run_user_reset,
        &user_reset_options},
    {"user totp-off", "USER", "take the second factor of a user away", 0, 1, run_user_totp_off, NULL},
    {"user logout", "USER", "end all sessions of a user", 0, 1, run_user_logout, NULL},
    {"session list", "", "list the sessions of users", 0, 0, run_session_list, NULL},
    {"session end", "ID", "end a session of a user", 0, 1, run_session_end, NULL},
    {"consent text publish", "--organisation PIC --language TAG --file FILE [--version N]", "publish what students agree to or are told", 0,
        0, run_consent_text_publish, &consent_publish_options},
    {"consent text list", "[--organisation PIC]", "list the published texts", 0, 0, run_consent_text_list, &consent_list_options},
    {"consent record", "--organisation PIC [options] ESI", "record a student's consent, or its withdrawal", 0, 1, run_consent_record,
        &consent_record_options},
    {"consent show", "[--organisation PIC] ESI", "show a student's consents", 0, 1, run_consent_show, &consent_show_options},
    {"statistics", "[--organisation PIC]", "tell how many cards were issued and are active", 0, 0, run_statistics, &statistics_options},
    {"student show", "[--organisation PIC] ESI", "show what is stored of a student", 0, 1, run_student_show, &student_options},
    {"student export", "[--organisation PIC] ESI", "print all that is stored of a student as JSON", 0, 1, run_student_export,
        &student_options},
    {"student link", "--organisation PIC [--url URL] ESI", "make a one-time link for a student, or mail it", 0, 1, run_student_link,
        &student_link_options},
    {"student withdraw", "[--organisation PIC] ESI", "erase a student's cards and enrolment", 0, 1, run_student_withdraw, &student_options},
    {"retention", "[--preview]", "erase what was kept long enough", SETTINGS_RETENTION, 0, run_retention, &retention_options},
    {"person change-identifier", "OLD NEW", "give a person another student identifier", 0, 2, run_person_change_identifier, NULL},
    {"import resume", "[--errors FILE] ID", "go on with an import that was stopped or killed", 0, 1, run_import_resume,
        &import_resume_options},
    {"import list", "--organisation PIC", "list an organisation's imports, newest first", 0, 0, run_import_list, &import_list_options},
    {"import show", "ID", "show an import", 0, 1, run_import_show, NULL},
    {"import errors", "ID", "print the rows that an import has refused as CSV, each with why", 0, 1, run_import_errors, NULL},
    {"import undo", "ID", "take an import back", 0, 1, run_import_undo, NULL},
    {"import", "--organisation PIC [options] FILE", "import persons and cards from a CSV file (-: standard input)", 0, 1, run_import,
        &import_options},
    {"service add", "--organisation PIC --name NAME --url URL [options]",
        "register a service to be told of changes; its secret is shown once", SETTINGS_SERVICES, 0, run_service_add, &service_add_options},
    {"service list", "[--organisation PIC]", "list the services that are told of changes", 0, 0, run_service_list, &service_list_options},
    {"service show", "ID", "show a service", 0, 1, run_service_show, NULL},
    {"service enable", "ID", "tell a service again", 0, 1, run_service_enable, NULL},
    {"service disable", "ID", "tell a service nothing any more, and drop what waits for it", 0, 1, run_service_disable, NULL},
    {"service remove", "ID", "remove a service", 0, 1, run_service_remove, NULL},
    {"service rotate-secret", "ID", "make a new secret for a service", 0, 1, run_service_rotate_secret, NULL},
    {"service test", "ID", "send a service an event, to see whether it takes it", SETTINGS_SERVICES, 1, run_service_test, NULL},
    {"self-hosted set", "--organisation PIC --url URL --access-key-file FILE", "ask an institution for the names that it keeps itself",
        SETTINGS_SERVICES, 0, run_self_hosted_set, &self_hosted_set_options},
    {"self-hosted list", "", "list the institutions that are asked", 0, 0, run_self_hosted_list, NULL},
    {"self-hosted clear", "--organisation PIC", "ask an institution no more", 0, 0, run_self_hosted_clear, &self_hosted_clear_options},
    {"migrate", "", "make the database, or bring its schema up to this version", 0, 0, run_migrate, NULL},
    {"doctor", "[--repair]", "look for what is wrong, with its cure", 0, 0, run_doctor, &doctor_options},
    {"backup", "FILE", "copy the database to a new file while it is in use", 0, 1, run_backup, NULL},
    {"restore", "FILE", "replace the database's content by a backup", 0, 1, run_restore, NULL},
    {0},
};

enum rc require_database(const struct settings *settings, struct err *e)
{
    if (settings->database != NULL) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "", "database", "no database is named: --database sqlite:PATH, or -c FILE that names it");
}

enum rc require_option(const char *name, const char *value, struct err *e)
{
    return value != NULL ? RC_OK : err_set(e, RC_INVALID, "", name, "the option --%s is missing", name);
}

enum rc read_day_option(const char *name, const char *value, int32_t *out, struct err *e)
{
    *out = DAY_NONE;
    if (value == NULL || day_parse(str_of(value), out)) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "", name, "%s is \"%s\"; a day such as 2027-09-30 was expected", name, value);
}

enum rc read_id_operand(const struct command_call *call, const char *what, int64_t *out, struct err *e)
{
    const char *const text = call->operands->items[0];
    long long number = 0;
    if (!str_to_int64(str_of(text), &number) || number < 1) {
        return err_set(e, RC_INVALID, "", "id", "\"%s\" is no %s's id; %s list shows the ids", text, what, what);
    }
    *out = number;
    return RC_OK;
}

const char *shown_instant(struct arena *arena, int64_t us)
{
    char text[INSTANT_TEXT_SIZE];
    if (us == 0) {
        return NULL;
    }
    instant_format(us, true, text);
    return arena_copy(arena, text);
}

const char *shown_day(struct arena *arena, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    if (day == DAY_NONE) {
        return NULL;
    }
    day_format(day, text);
    return arena_copy(arena, text);
}

enum rc desk_open(const struct settings *settings, struct arena *arena, struct desk *out, struct err *e)
{
    struct router_key key;
    *out = (struct desk){0};
    if (require_database(settings, e) != RC_OK || key_file_read(settings, arena, &key, e) != RC_OK) {
        return e->rc;
    }
    return desk_open_with(settings, &key, arena, out, e);
}

enum rc desk_open_with(const struct settings *settings, const struct router_key *key, struct arena *arena, struct desk *out, struct err *e)
{
    const struct registry_settings registry = {.database = settings->database,
        .new_logo_day = DAY_NONE,
        .temporary = settings->temporary,
        .any_number = settings->any_card_number,
        .services_allow_http = settings->services_allow_http,
        .key = key->found ? key->bytes : NULL};
    *out = (struct desk){0};
    if (registry_open(&registry, &out->registry, e) != RC_OK || session_open(out->registry, SESSION_WRITE, &out->session, e) != RC_OK) {
        return e->rc;
    }
    return session_begin(out->session, arena, NULL, e);
}

void desk_close(struct desk *desk)
{
    session_close(desk->session);
    registry_close(desk->registry);
    *desk = (struct desk){0};
}

enum rc desk_organisation(const struct desk *desk, const char *identifier, const struct organisation **out, struct err *e)
{
    *out = directory_find(&desk->session->directory, str_of(identifier));
    if (*out != NULL) {
        return RC_OK;
    }
    return err_set(
        e, RC_INVALID, "ER-0004", "organisation", "there is no organisation \"%s\" in this database", identifier == NULL ? "" : identifier);
}

static enum rc print_line(struct buf *out, struct err *e)
{
    buf_add_char(out, '\n');
    if (out->failed) {
        return err_no_memory(e);
    }
    (void)fwrite(out->data, 1, out->length, stdout);
    return RC_OK;
}

enum rc print_json(struct arena *arena, const struct wire_shape *shape, const void *value, struct err *e)
{
    struct buf out;
    buf_init(&out, arena);
    wire_write(&out, shape, value);
    return print_line(&out, e);
}

enum rc print_json_list(struct arena *arena, const struct wire_shape *shape, const void *items, size_t count, struct err *e)
{
    struct buf out;
    buf_init(&out, arena);
    buf_add_char(&out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(&out, ',');
        }
        wire_write(&out, shape, (const unsigned char *)items + i * shape->size);
    }
    buf_add_char(&out, ']');
    return print_line(&out, e);
}
