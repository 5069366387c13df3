/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router student show|export|link|withdraw: the rights of a student, used for the student. */
#include "base/day.h"
#include "console/stored_view.h"
#include "registry/links.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct student_options {
    const char *organisation;
};

static const struct option_spec student_specs[] = {
    OWN_TEXT(struct student_options, organisation, "organisation", "PIC", "what this organisation stores alone"),
};

const struct own_options student_options = {
    .specs = student_specs, .count = COUNT_OF(student_specs), .size = sizeof(struct student_options)};

/* What a command does for a student. */
struct errand {
    const char *esi;
    const char *organisation;
    const char *base_url;
    bool mail;
    struct cardholder cardholder;
    struct stored stored;
    struct link link;
    char secret[LINK_SECRET_SIZE];
    size_t ended;
};

/* The operator is one more who reads it, and stands in the student's log. */
static enum rc see(struct session *session, void *argument, struct err *e)
{
    struct errand *const self = argument;
    if (registry_student_for(session, str_of(self->esi), self->organisation, &self->cardholder, e) != RC_OK ||
        registry_student_note_seen(session, &self->cardholder, e) != RC_OK) {
        return e->rc;
    }
    return registry_student_see(session, &self->cardholder, &self->stored, e);
}

static void print_part(const struct stored_part *part)
{
    (void)printf("\n%s %s (%s)\n", part->organisation->identifier, part->organisation->name,
        legal_basis_code(part->organisation->legal_basis)->label);
    (void)printf("  name     %s\n  e-mail   %s\n", part->enrolment.full_name, part->enrolment.email == NULL ? "-" : part->enrolment.email);
    (void)printf("  picture  %s\n", part->enrolment.has_picture ? "yes" : "no");
    for (size_t i = 0; i < part->cards.count; i++) {
        char number[ESCN_TEXT_SIZE];
        escn_format(&part->cards.items[i].escn, number);
        (void)printf("  card     %s%s\n", number, part->cards.items[i].deleted_at_us != 0 ? " (deleted)" : "");
    }
    (void)printf("  consents %zu, acts in the log %zu; student export tells all\n", part->consents.count, part->acts.count);
}

static enum rc run_see(const struct command_call *call, struct arena *arena, bool json, struct err *e)
{
    const struct student_options *const own = call->own;
    AUTO(desk_close) struct desk desk = {0};
    struct errand self = {.esi = call->operands->items[0], .organisation = own->organisation};
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, see, &self, e) != RC_OK) {
        return e->rc;
    }
    if (json) {
        const void *const view = stored_view_make(desk.session, &self.stored);
        return view == NULL ? err_no_memory(e) : print_json(arena, &stored_shape, view, e);
    }
    (void)printf("%s\n", self.stored.person.esi);
    for (size_t i = 0; i < self.stored.aliases.count; i++) {
        (void)printf("  formerly %s\n", self.stored.aliases.items[i].esi);
    }
    for (size_t i = 0; i < self.stored.count; i++) {
        print_part(&self.stored.parts[i]);
    }
    return RC_OK;
}

enum rc run_student_show(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return run_see(call, arena, call->settings->json, e);
}

enum rc run_student_export(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return run_see(call, arena, true, e);
}

struct student_link_options {
    const char *organisation, *url;
    bool mail;
};

static const struct option_spec link_specs[] = {
    OWN_TEXT(struct student_link_options, organisation, "organisation", "PIC", "whose data it opens"),
    OWN_TEXT(struct student_link_options, url, "url", "URL", "how students reach this router (default: public_url of the file)"),
    OWN_FLAG(struct student_link_options, mail, "mail", "send links to the addresses that are stored, and print none"),
};

const struct own_options student_link_options = {
    .specs = link_specs, .count = COUNT_OF(link_specs), .size = sizeof(struct student_link_options)};

struct link_view {
    const char *url;
    const char *expires_at;
    bool mailed;
};

static const struct wire_field link_fields[] = {
    {"url", WIRE_TEXT, .offset = offsetof(struct link_view, url)},
    {"expiresAt", WIRE_TEXT, .offset = offsetof(struct link_view, expires_at)},
    {"mailed", WIRE_BOOL, .offset = offsetof(struct link_view, mailed)},
};
static const struct wire_shape link_shape = {
    .name = "link", .size = sizeof(struct link_view), .fields = link_fields, .count = COUNT_OF(link_fields)};

static enum rc make_link(struct session *session, void *argument, struct err *e)
{
    struct errand *const self = argument;
    if (self->base_url == NULL) {
        return err_set(e, RC_INVALID, "ER-2214", "url", "the link must lead somewhere: --url, or public_url in the configuration file");
    }
    if (registry_student_for(session, str_of(self->esi), self->organisation, &self->cardholder, e) != RC_OK) {
        return e->rc;
    }
    if (self->mail) {
        const struct student_wish wish = {.student = str_of(self->esi), .base_url = self->base_url};
        return registry_send_student_links(session, &wish, e);
    }
    self->link = (struct link){
        .purpose = LINK_STUDENT, .person_id = self->cardholder.person_id, .organisation_id = self->cardholder.organisation_id};
    return registry_make_link(session, &self->link, self->secret, e);
}

static enum rc tell_link(const struct command_call *call, const struct errand *self, struct arena *arena, struct err *e)
{
    char until[INSTANT_TEXT_SIZE] = "";
    struct link_view view = {.mailed = self->mail};
    if (!self->mail) {
        instant_format(self->link.expires_at_us, true, until);
        view.url = link_url(arena, self->base_url, LINK_STUDENT, self->secret);
        view.expires_at = until;
        if (view.url == NULL) {
            return err_no_memory(e);
        }
    }
    if (call->settings->json) {
        return print_json(arena, &link_shape, &view, e);
    }
    if (self->mail) {
        (void)printf("links go to the addresses that are stored\n");
    } else {
        (void)printf("This link works once, until %s. Give it to the student alone.\n\n  %s\n", until, view.url);
    }
    return RC_OK;
}

enum rc run_student_link(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct student_link_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct errand self = {
        .esi = call->operands->items[0],
        .organisation = own->organisation,
        .base_url = own->url != NULL ? own->url : call->settings->public_url,
        .mail = own->mail,
    };
    if ((!own->mail && require_option("organisation", own->organisation, e) != RC_OK) ||
        desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, make_link, &self, e) != RC_OK) {
        return e->rc;
    }
    return tell_link(call, &self, arena, e);
}

struct withdrawn_view {
    int64_t organisations;
};

static const struct wire_field withdrawn_fields[] = {
    {"organisations", WIRE_INT64, .offset = offsetof(struct withdrawn_view, organisations)},
};
static const struct wire_shape withdrawn_shape = {
    .name = "withdrawn", .size = sizeof(struct withdrawn_view), .fields = withdrawn_fields, .count = COUNT_OF(withdrawn_fields)};

static enum rc withdraw(struct session *session, void *argument, struct err *e)
{
    struct errand *const self = argument;
    if (registry_student_for(session, str_of(self->esi), self->organisation, &self->cardholder, e) != RC_OK) {
        return e->rc;
    }
    return registry_student_withdraw(session, &self->cardholder, &self->ended, e);
}

enum rc run_student_withdraw(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct student_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct errand self = {.esi = call->operands->items[0], .organisation = own->organisation};
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, withdraw, &self, e) != RC_OK) {
        return e->rc;
    }
    if (call->settings->json) {
        const struct withdrawn_view view = {.organisations = (int64_t)self.ended};
        return print_json(arena, &withdrawn_shape, &view, e);
    }
    (void)printf("cards and enrolments at %zu organisation%s are erased\n", self.ended, self.ended == 1 ? "" : "s");
    return RC_OK;
}
