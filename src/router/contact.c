/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router organisation contact add|list|edit|remove. */
#include "registry/organisations.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>

struct contact_row {
    int64_t id;
    const char *organisation, *role, *name, *email, *phone;
};

#define AT(member) .offset = offsetof(struct contact_row, member)

static const struct wire_field row_fields[] = {
    {"id", WIRE_INT64, AT(id)},
    {"organisation", WIRE_TEXT, AT(organisation)},
    {"role", WIRE_TEXT, AT(role)},
    {"name", WIRE_TEXT, AT(name)},
    {"email", WIRE_TEXT, AT(email)},
    {"phone", WIRE_TEXT, AT(phone)},
};

static const struct wire_shape row_shape = {
    .name = "contact", .size = sizeof(struct contact_row), .fields = row_fields, .count = COUNT_OF(row_fields)};

static struct contact_row row_of(const struct desk *desk, const struct contact *contact)
{
    const struct organisation *const organisation = directory_get(&desk->session->directory, contact->organisation_id);
    return (struct contact_row){
        .id = contact->id,
        .organisation = organisation == NULL ? "" : organisation->identifier,
        .role = contact_role_code(contact->role)->key,
        .name = contact->name,
        .email = contact->email,
        .phone = contact->phone,
    };
}

struct contact_options {
    const char *role, *name, *email, *phone;
};

static const struct option_spec contact_specs[] = {
    OWN_TEXT(struct contact_options, role, "role", "ROLE", "representative, functional, technical or data-protection"),
    OWN_TEXT(struct contact_options, name, "name", "NAME", "name"),
    OWN_TEXT(struct contact_options, email, "email", "ADDRESS", "e-mail address"),
    OWN_TEXT(struct contact_options, phone, "phone", "NUMBER", "telephone number"),
};

const struct own_options contact_add_options = {
    .specs = contact_specs, .count = COUNT_OF(contact_specs), .size = sizeof(struct contact_options)};
const struct own_options contact_edit_options = {
    .specs = contact_specs, .count = COUNT_OF(contact_specs), .size = sizeof(struct contact_options)};

static enum rc tell(const struct command_call *call, const struct desk *desk, const struct contact *contact, const char *done,
    struct arena *arena, struct err *e)
{
    const struct contact_row row = row_of(desk, contact);
    if (call->settings->json) {
        return print_json(arena, &row_shape, &row, e);
    }
    (void)printf("contact %" PRId64 " (%s) of %s is %s\n", row.id, row.role, row.organisation, done);
    return RC_OK;
}

static enum rc add(struct session *session, void *argument, struct err *e)
{
    return registry_add_contact(session, argument, e);
}

static enum rc apply(const struct contact_options *own, struct contact *out, struct err *e)
{
    if (own->role != NULL && contact_role_parse(str_of(own->role), &out->role, e) != RC_OK) {
        return e->rc;
    }
    out->name = own->name != NULL ? own->name : out->name;
    out->email = own->email != NULL ? own->email : out->email;
    if (own->phone != NULL) {
        out->phone = own->phone[0] == '\0' ? NULL : own->phone;
    }
    return RC_OK;
}

enum rc run_contact_add(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct contact_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    struct contact contact = {0};
    if (require_option("role", own->role, e) != RC_OK || require_option("name", own->name, e) != RC_OK ||
        require_option("email", own->email, e) != RC_OK || apply(own, &contact, e) != RC_OK ||
        desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, call->operands->items[0], &organisation, e) != RC_OK) {
        return e->rc;
    }
    contact.organisation_id = organisation->id;
    if (session_transaction(desk.session, add, &contact, e) != RC_OK) {
        return e->rc;
    }
    return tell(call, &desk, &contact, "added", arena, e);
}

enum rc run_contact_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    struct contacts contacts;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, call->operands->items[0], &organisation, e) != RC_OK ||
        registry_list_contacts(desk.session, organisation->id, &contacts, e) != RC_OK) {
        return e->rc;
    }
    struct contact_row *const rows = arena_alloc_array(arena, contacts.count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < contacts.count; i++) {
        rows[i] = row_of(&desk, &contacts.items[i]);
    }
    if (call->settings->json) {
        return print_json_list(arena, &row_shape, rows, contacts.count, e);
    }
    (void)printf("%-6s %-16s %-30s %-18s %s\n", "ID", "ROLE", "E-MAIL", "PHONE", "NAME");
    for (size_t i = 0; i < contacts.count; i++) {
        (void)printf("%-6" PRId64 " %-16s %-30s %-18s %s\n", rows[i].id, rows[i].role, rows[i].email,
            rows[i].phone == NULL ? "" : rows[i].phone, rows[i].name);
    }
    return RC_OK;
}

static enum rc edit(struct session *session, void *argument, struct err *e)
{
    return registry_edit_contact(session, argument, e);
}

enum rc run_contact_edit(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct contact contact;
    int64_t id = 0;
    if (read_id_operand(call, "organisation contact", &id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        registry_get_contact(desk.session, id, &contact, e) != RC_OK || apply(call->own, &contact, e) != RC_OK ||
        session_transaction(desk.session, edit, &contact, e) != RC_OK) {
        return e->rc;
    }
    return tell(call, &desk, &contact, "changed", arena, e);
}

static enum rc drop(struct session *session, void *argument, struct err *e)
{
    return registry_remove_contact(session, ((const struct contact *)argument)->id, e);
}

enum rc run_contact_remove(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct contact contact;
    int64_t id = 0;
    if (read_id_operand(call, "organisation contact", &id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        registry_get_contact(desk.session, id, &contact, e) != RC_OK || session_transaction(desk.session, drop, &contact, e) != RC_OK) {
        return e->rc;
    }
    return tell(call, &desk, &contact, "removed", arena, e);
}
