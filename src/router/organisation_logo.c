/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router organisation logo: the logo of an organisation, on its cards and on their check. */
#include "console/logo.h"
#include "registry/organisations.h"
#include "router/command.h"
#include "router/look.h"

#include <stdio.h>

struct logo_options {
    const char *file;
    bool remove;
};

static const struct option_spec logo_specs[] = {
    OWN_TEXT(struct logo_options, file, "file", "FILE", "an SVG or PNG"),
    OWN_FLAG(struct logo_options, remove, "remove", "take away the one there is"),
};

const struct own_options organisation_logo_options = {
    .specs = logo_specs, .count = COUNT_OF(logo_specs), .size = sizeof(struct logo_options)};

struct new_logo {
    int64_t organisation_id;
    struct logo_file file;
};

static enum rc set(struct session *session, void *argument, struct err *e)
{
    const struct new_logo *const self = argument;
    return registry_set_logo(session, self->organisation_id, self->file.name, self->file.content, e);
}

struct logo_view {
    const char *logo;
};

static const struct wire_field logo_fields[] = {
    {"logo", WIRE_TEXT, .offset = offsetof(struct logo_view, logo)},
};
static const struct wire_shape logo_shape = {
    .name = "logo", .size = sizeof(struct logo_view), .fields = logo_fields, .count = COUNT_OF(logo_fields)};

static enum rc read_logo(const struct logo_options *own, struct arena *arena, struct logo_file *out, struct err *e)
{
    struct str content;
    if ((own->file == NULL) != own->remove) {
        return err_set(e, RC_INVALID, "", "file", "either --file FILE or --remove was expected");
    }
    if (own->remove) {
        return RC_OK;
    }
    return look_read_file("the logo", own->file, arena, &content, e) == RC_OK ? logo_read("the logo", content, arena, out, e) : e->rc;
}

enum rc run_organisation_logo(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    struct new_logo logo = {0};
    (void)code;
    if (read_logo(call->own, arena, &logo.file, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, call->operands->items[0], &organisation, e) != RC_OK) {
        return e->rc;
    }
    logo.organisation_id = organisation->id;
    if (session_transaction(desk.session, set, &logo, e) != RC_OK) {
        return e->rc;
    }
    const struct logo_view view = {.logo = logo.file.name};
    if (call->settings->json) {
        return print_json(arena, &logo_shape, &view, e);
    }
    (void)printf(logo.file.name == NULL ? "the organisation has no logo\n" : "the organisation has a logo\n");
    return RC_OK;
}
