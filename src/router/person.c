/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router person change-identifier. */
#include "registry/identifiers.h"
#include "router/command.h"

#include <stdio.h>

struct changed_view {
    const char *identifier;
    const char *former;
    int64_t organisations;
};

static const struct wire_field changed_fields[] = {
    {"identifier", WIRE_TEXT, .offset = offsetof(struct changed_view, identifier)},
    {"former", WIRE_TEXT, .offset = offsetof(struct changed_view, former)},
    {"organisations", WIRE_INT64, .offset = offsetof(struct changed_view, organisations)},
};
static const struct wire_shape changed_shape = {
    .name = "changed", .size = sizeof(struct changed_view), .fields = changed_fields, .count = COUNT_OF(changed_fields)};

struct change {
    const char *former, *identifier;
    struct person_detail person;
};

static enum rc change(struct session *session, void *argument, struct err *e)
{
    struct change *const self = argument;
    enum identifier_change outcome;
    return registry_change_identifier(session, str_of(self->former), str_of(self->identifier), &self->person, &outcome, e);
}

enum rc run_person_change_identifier(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct change self = {.former = call->operands->items[0], .identifier = call->operands->items[1]};
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, change, &self, e) != RC_OK) {
        return e->rc;
    }
    if (call->settings->json) {
        const struct changed_view view = {
            .identifier = self.person.person.esi, .former = self.former, .organisations = (int64_t)self.person.count};
        return print_json(arena, &changed_shape, &view, e);
    }
    (void)printf("the person has the identifier %s now; %s goes on naming the same person\n", self.person.person.esi, self.former);
    return RC_OK;
}
