/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router legal publish|list|show|accept|status. */
#include "registry/legal.h"
#include "base/day.h"
#include "base/hex.h"
#include "router/command.h"
#include "router/legal_files.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct version_row {
    int64_t version;
    const char *title, *published_at;
    int32_t grace_until_day;
};

#define VERSION_AT(member) .offset = offsetof(struct version_row, member)

static const struct wire_field version_fields[] = {
    {"version", WIRE_INT64, VERSION_AT(version)},
    {"title", WIRE_TEXT, VERSION_AT(title)},
    {"publishedAt", WIRE_TEXT, VERSION_AT(published_at)},
    {"graceUntil", WIRE_DAY, VERSION_AT(grace_until_day)},
};

static const struct wire_shape version_shape = {
    .name = "version", .size = sizeof(struct version_row), .fields = version_fields, .count = COUNT_OF(version_fields)};

static struct version_row version_row_of(const struct legal_version *version, struct arena *arena)
{
    return (struct version_row){
        .version = version->version,
        .title = version->title,
        .published_at = shown_instant(arena, version->published_at_us),
        .grace_until_day = version->grace_until_day,
    };
}

struct publish_options {
    const char *folder, *title, *grace_until;
};

static const struct option_spec publish_specs[] = {
    OWN_TEXT(struct publish_options, folder, "folder", "DIR", "with files such as terms.en.txt (default: the templates of the program)"),
    OWN_TEXT(struct publish_options, title, "title", "TEXT", "what the version is called (default: Legal documents)"),
    OWN_TEXT(struct publish_options, grace_until, "grace-until", "DAY",
        "last day on which organisations may write that have accepted an earlier version (default: none)"),
};

const struct own_options legal_publish_options = {.specs = publish_specs,
    .count = COUNT_OF(publish_specs),
    .size = sizeof(struct publish_options),
    .defaults = &(struct publish_options){.title = "Legal documents"}};

struct publishing {
    struct legal_publication publication;
    struct legal_version version;
};

static enum rc publish(struct session *session, void *argument, struct err *e)
{
    struct publishing *const publishing = argument;
    return registry_publish_legal(session, &publishing->publication, &publishing->version, e);
}

enum rc run_legal_publish(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct publish_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct publishing publishing = {.publication = {.title = own->title}};
    struct legal_publication *const publication = &publishing.publication;
    if (read_day_option("grace-until", own->grace_until, &publication->grace_until_day, e) != RC_OK ||
        legal_files_read(own->folder, arena, &publication->texts, &publication->count, e) != RC_OK ||
        desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, publish, &publishing, e) != RC_OK) {
        return e->rc;
    }
    const struct version_row row = version_row_of(&publishing.version, arena);
    if (call->settings->json) {
        return print_json(arena, &version_shape, &row, e);
    }
    (void)printf("version %" PRId64 " is published with %zu documents; every organisation has to accept it%s%s\n", row.version,
        publication->count, own->grace_until == NULL ? " before it writes again" : ", and may write with an earlier one until ",
        own->grace_until == NULL ? "" : own->grace_until);
    return RC_OK;
}

enum rc run_legal_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct legal_versions versions;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || registry_list_legal(desk.session, &versions, e) != RC_OK) {
        return e->rc;
    }
    struct version_row *const rows = arena_alloc_array(arena, versions.count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < versions.count; i++) {
        rows[i] = version_row_of(&versions.items[i], arena);
    }
    if (call->settings->json) {
        return print_json_list(arena, &version_shape, rows, versions.count, e);
    }
    (void)printf("%-8s %-25s %-12s %s\n", "VERSION", "PUBLISHED", "GRACE UNTIL", "TITLE");
    for (size_t i = 0; i < versions.count; i++) {
        char grace[DAY_TEXT_SIZE];
        day_format(rows[i].grace_until_day, grace);
        (void)printf("%-8" PRId64 " %-25s %-12s %s\n", rows[i].version, rows[i].published_at, grace, rows[i].title);
    }
    return RC_OK;
}

struct shown_row {
    int64_t version;
    const char *organisation, *title, *language, *hash, *text;
};

#define SHOWN_AT(member) .offset = offsetof(struct shown_row, member)

static const struct wire_field shown_fields[] = {
    {"version", WIRE_INT64, SHOWN_AT(version)},
    {"organisation", WIRE_TEXT, SHOWN_AT(organisation)},
    {"title", WIRE_TEXT, SHOWN_AT(title)},
    {"language", WIRE_TEXT, SHOWN_AT(language)},
    {"hash", WIRE_TEXT, SHOWN_AT(hash)},
    {"text", WIRE_TEXT, SHOWN_AT(text)},
};

static const struct wire_shape shown_shape = {
    .name = "documents", .size = sizeof(struct shown_row), .fields = shown_fields, .count = COUNT_OF(shown_fields)};

struct show_options {
    const char *organisation, *language;
    int64_t version;
    bool accepted;
};

static const struct option_spec show_specs[] = {
    OWN_TEXT(struct show_options, organisation, "organisation", "PIC", "filled with the data of this organisation"),
    OWN_NUMBER(struct show_options, version, "version", 1, 1000000, "this version (default: the current one)"),
    OWN_TEXT(struct show_options, language, "language", "CODE", "in this language (default: English, or the first there is)"),
    OWN_FLAG(struct show_options, accepted, "accepted", "what the organisation has accepted, word by word"),
};

const struct own_options legal_show_options = {.specs = show_specs, .count = COUNT_OF(show_specs), .size = sizeof(struct show_options)};

static const char *hash_text(struct arena *arena, const unsigned char hash[LEGAL_HASH_BYTES])
{
    char *const text = arena_alloc(arena, 2 * LEGAL_HASH_BYTES + 1);
    if (text != NULL) {
        hex_encode(hash, LEGAL_HASH_BYTES, text);
    }
    return text;
}

/* The latest acceptance, or that of a version. */
static enum rc find_accepted(
    struct desk *desk, const struct organisation *organisation, int version, struct arena *arena, struct shown_row *out, struct err *e)
{
    struct legal_acceptances all;
    const struct legal_acceptance *found = NULL;
    if (registry_list_acceptances(desk->session, organisation->id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        found = version == 0 || all.items[i].version == version ? &all.items[i] : found;
    }
    if (found == NULL) {
        return err_set(e, RC_NOT_FOUND, "ER-2106", "version", "organisation %s has not accepted %s legal documents",
            organisation->identifier, version == 0 ? "any" : "this version of the");
    }
    *out = (struct shown_row){
        .version = found->version,
        .organisation = organisation->identifier,
        .language = found->language,
        .hash = found->has_hash ? hash_text(arena, found->hash) : NULL,
    };
    return registry_accepted_text(desk->session, organisation->id, found->version, &out->text, e);
}

static enum rc find_shown(struct desk *desk, const struct organisation *organisation, const struct show_options *own, struct arena *arena,
    struct shown_row *out, struct err *e)
{
    struct legal_shown shown;
    if (registry_show_legal(desk->session, (int)own->version, own->language, organisation, &shown, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct shown_row){
        .version = shown.version,
        .organisation = organisation == NULL ? NULL : organisation->identifier,
        .title = shown.title,
        .language = shown.language,
        .hash = hash_text(arena, shown.hash),
        .text = shown.text,
    };
    return RC_OK;
}

enum rc run_legal_show(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct show_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    struct shown_row row;
    if ((own->accepted && require_option("organisation", own->organisation, e) != RC_OK) ||
        desk_open(call->settings, arena, &desk, e) != RC_OK ||
        (own->organisation != NULL && desk_organisation(&desk, own->organisation, &organisation, e) != RC_OK)) {
        return e->rc;
    }
    const enum rc rc = own->accepted ? find_accepted(&desk, organisation, (int)own->version, arena, &row, e)
                                     : find_shown(&desk, organisation, own, arena, &row, e);
    if (rc != RC_OK) {
        return rc;
    }
    if (call->settings->json) {
        return print_json(arena, &shown_shape, &row, e);
    }
    /* Exactly what is hashed, so that it can be checked by others. */
    (void)fputs(row.text == NULL ? "" : row.text, stdout);
    return RC_OK;
}

struct acceptance_row {
    const char *organisation;
    int64_t version;
    const char *accepted_by, *accepted_at;
    int64_t user;
    const char *language, *hash;
    bool current, may_write;
    const char *grace_until;
};

#define ACCEPTANCE_AT(member) .offset = offsetof(struct acceptance_row, member)

static const struct wire_field acceptance_fields[] = {
    {"organisation", WIRE_TEXT, ACCEPTANCE_AT(organisation)},
    {"version", WIRE_ID, ACCEPTANCE_AT(version)},
    {"acceptedBy", WIRE_TEXT, ACCEPTANCE_AT(accepted_by)},
    {"acceptedAt", WIRE_TEXT, ACCEPTANCE_AT(accepted_at)},
    {"user", WIRE_ID, ACCEPTANCE_AT(user)},
    {"language", WIRE_TEXT, ACCEPTANCE_AT(language)},
    {"hash", WIRE_TEXT, ACCEPTANCE_AT(hash)},
    {"current", WIRE_BOOL, ACCEPTANCE_AT(current)},
    {"mayWrite", WIRE_BOOL, ACCEPTANCE_AT(may_write)},
    {"graceUntil", WIRE_TEXT, ACCEPTANCE_AT(grace_until)},
};

static const struct wire_shape acceptance_shape = {
    .name = "acceptance", .size = sizeof(struct acceptance_row), .fields = acceptance_fields, .count = COUNT_OF(acceptance_fields)};

/* `acceptance` is the organisation's latest, or NULL. */
static struct acceptance_row acceptance_row_of(
    const struct organisation *organisation, const struct legal_acceptance *acceptance, int32_t today, struct arena *arena)
{
    struct err ignored = {0};
    const bool has_grace = !organisation->legal_accepted && organisation->legal_grace_day >= today;
    struct acceptance_row row = {
        .organisation = organisation->identifier,
        .current = organisation->legal_accepted,
        .may_write = organisation_check_writable(organisation, today, &ignored) == RC_OK,
        .grace_until = has_grace ? shown_day(arena, organisation->legal_grace_day) : NULL,
    };
    if (acceptance != NULL) {
        row.version = acceptance->version;
        row.accepted_by = acceptance->accepted_by;
        row.accepted_at = shown_instant(arena, acceptance->accepted_at_us);
        row.user = acceptance->account_id;
        row.language = acceptance->language;
        row.hash = acceptance->has_hash ? hash_text(arena, acceptance->hash) : NULL;
    }
    return row;
}

struct accept_options {
    const char *organisation, *by, *language, *hash;
};

static const struct option_spec accept_specs[] = {
    OWN_TEXT(struct accept_options, organisation, "organisation", "PIC", "for whom"),
    OWN_TEXT(struct accept_options, by, "by", "NAME", "its authorised representative"),
    OWN_TEXT(struct accept_options, language, "language", "CODE", "the language that was read (default: English, or the first there is)"),
    OWN_TEXT(struct accept_options, hash, "hash", "SHA-256", "of the text that was read: refuse when it is another one by now"),
};

const struct own_options legal_accept_options = {
    .specs = accept_specs, .count = COUNT_OF(accept_specs), .size = sizeof(struct accept_options)};

struct accepting {
    struct legal_consent consent;
    struct legal_acceptance acceptance;
    unsigned char hash[LEGAL_HASH_BYTES];
};

static enum rc accept(struct session *session, void *argument, struct err *e)
{
    struct accepting *const accepting = argument;
    return registry_accept_legal(session, &accepting->consent, &accepting->acceptance, e);
}

static enum rc read_accepting(const struct accept_options *own, struct accepting *out, struct err *e)
{
    if (require_option("organisation", own->organisation, e) != RC_OK || require_option("by", own->by, e) != RC_OK) {
        return e->rc;
    }
    if (own->hash != NULL && (strlen(own->hash) != sizeof out->hash * 2 || !hex_decode(own->hash, out->hash, sizeof out->hash))) {
        return err_set(e, RC_INVALID, "", "hash", "the hash is no SHA-256: 64 hexadecimal digits were expected");
    }
    out->consent =
        (struct legal_consent){.accepted_by = own->by, .language = own->language, .shown_hash = own->hash == NULL ? NULL : out->hash};
    return RC_OK;
}

enum rc run_legal_accept(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct accept_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    struct accepting accepting = {0};
    if (read_accepting(own, &accepting, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, own->organisation, &organisation, e) != RC_OK) {
        return e->rc;
    }
    accepting.consent.organisation_id = organisation->id;
    if (session_transaction(desk.session, accept, &accepting, e) != RC_OK || session_begin(desk.session, arena, NULL, e) != RC_OK ||
        desk_organisation(&desk, own->organisation, &organisation, e) != RC_OK) {
        return e->rc;
    }
    const struct acceptance_row row = acceptance_row_of(organisation, &accepting.acceptance, desk.session->today, arena);
    if (call->settings->json) {
        return print_json(arena, &acceptance_shape, &row, e);
    }
    (void)printf("%s has accepted version %" PRId64 " (SHA-256 %s)\n", row.organisation, row.version, row.hash == NULL ? "-" : row.hash);
    return RC_OK;
}

struct status_options {
    const char *organisation;
};

static const struct option_spec status_specs[] = {
    OWN_TEXT(struct status_options, organisation, "organisation", "PIC", "of this organisation alone"),
};

const struct own_options legal_status_options = {
    .specs = status_specs, .count = COUNT_OF(status_specs), .size = sizeof(struct status_options)};

static const struct legal_acceptance *latest_of(const struct legal_acceptances *all, int64_t organisation_id)
{
    const struct legal_acceptance *latest = NULL;
    for (size_t i = 0; i < all->count; i++) {
        latest = all->items[i].organisation_id == organisation_id ? &all->items[i] : latest;
    }
    return latest;
}

static void print_status(const struct acceptance_row *rows, size_t count)
{
    (void)printf("%-14s %-8s %-25s %-8s %-7s %-11s %s\n", "ORGANISATION", "VERSION", "ACCEPTED", "CURRENT", "WRITES", "GRACE", "BY");
    for (size_t i = 0; i < count; i++) {
        (void)printf("%-14s %-8" PRId64 " %-25s %-8s %-7s %-11s %s\n", rows[i].organisation, rows[i].version,
            rows[i].accepted_at == NULL ? "-" : rows[i].accepted_at, rows[i].current ? "yes" : "no", rows[i].may_write ? "yes" : "no",
            rows[i].grace_until == NULL ? "-" : rows[i].grace_until, rows[i].accepted_by == NULL ? "-" : rows[i].accepted_by);
    }
}

enum rc run_legal_status(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct status_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *only = NULL;
    struct legal_acceptances all;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        (own->organisation != NULL && desk_organisation(&desk, own->organisation, &only, e) != RC_OK) ||
        registry_list_acceptances(desk.session, only == NULL ? 0 : only->id, &all, e) != RC_OK) {
        return e->rc;
    }
    const struct organisations *const organisations = &desk.session->directory.organisations;
    struct acceptance_row *const rows = arena_alloc_array(arena, organisations->count, sizeof *rows);
    size_t count = 0;
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < organisations->count; i++) {
        const struct organisation *const organisation = &organisations->items[i];
        if (only == NULL || only == organisation) {
            rows[count++] = acceptance_row_of(organisation, latest_of(&all, organisation->id), desk.session->today, arena);
        }
    }
    if (call->settings->json) {
        return print_json_list(arena, &acceptance_shape, rows, count, e);
    }
    print_status(rows, count);
    return RC_OK;
}
