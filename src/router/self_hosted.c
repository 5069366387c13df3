/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router self-hosted set|list|clear. */
#include "registry/self_hosted.h"
#include "base/day.h"
#include "router/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct hosted_row {
    const char *organisation;
    const char *url;
    const char *created_at;
};

#define AT(member) .offset = offsetof(struct hosted_row, member)

static const struct wire_field row_fields[] = {
    {"organisation", WIRE_TEXT, AT(organisation)},
    {"url", WIRE_TEXT, AT(url)},
    {"createdAt", WIRE_TEXT, AT(created_at)},
};
static const struct wire_shape row_shape = {
    .name = "selfHosted", .size = sizeof(struct hosted_row), .fields = row_fields, .count = COUNT_OF(row_fields)};

struct set_options {
    const char *organisation;
    const char *url;
    const char *access_key_file;
};

static const struct option_spec set_specs[] = {
    OWN_TEXT(struct set_options, organisation, "organisation", "PIC", "who keeps names and addresses itself"),
    OWN_TEXT(struct set_options, url, "url", "URL", "where it tells them, at URL/CARDNUMBER"),
    OWN_TEXT(struct set_options, access_key_file, "access-key-file", "FILE", "its first line is the key that it wants to be shown"),
};

const struct own_options self_hosted_set_options = {.specs = set_specs, .count = COUNT_OF(set_specs), .size = sizeof(struct set_options)};

struct clear_options {
    const char *organisation;
};

static const struct option_spec clear_specs[] = {
    OWN_TEXT(struct clear_options, organisation, "organisation", "PIC", "who is not to be asked any more"),
};

const struct own_options self_hosted_clear_options = {
    .specs = clear_specs, .count = COUNT_OF(clear_specs), .size = sizeof(struct clear_options)};

static void close_file(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

static enum rc read_key(struct arena *arena, const char *path, const char **out, struct err *e)
{
    char text[SELF_HOSTED_KEY_MAX + 2];
    AUTO(close_file) const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (length < 0) {
        return err_set(e, RC_UNAVAILABLE, "", "access-key-file", "the file %s can't be read: %s", path, strerror(errno));
    }
    struct str rest = {text, (size_t)length};
    const struct str line = str_trim(str_cut(&rest, '\n'));
    *out = arena_text(arena, line.data, line.length);
    return *out == NULL ? err_no_memory(e) : RC_OK;
}

struct act {
    int64_t organisation_id;
    const char *url;
    const char *key;
};

static enum rc set(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_set_self_hosted(session, act->organisation_id, act->url, act->key, e);
}

static enum rc clear(struct session *session, void *argument, struct err *e)
{
    return registry_clear_self_hosted(session, ((const struct act *)argument)->organisation_id, e);
}

static enum rc tell(const struct command_call *call, struct arena *arena, const struct hosted_row *row, const char *what, struct err *e)
{
    if (call->settings->json) {
        return print_json(arena, &row_shape, row, e);
    }
    (void)printf("organisation %s %s\n", row->organisation, what);
    return RC_OK;
}

enum rc run_self_hosted_set(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct set_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *owner = NULL;
    struct act act = {.url = own->url};
    char created[INSTANT_TEXT_SIZE];
    if (require_option("organisation", own->organisation, e) != RC_OK || require_option("url", own->url, e) != RC_OK ||
        require_option("access-key-file", own->access_key_file, e) != RC_OK ||
        read_key(arena, own->access_key_file, &act.key, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, own->organisation, &owner, e) != RC_OK) {
        return e->rc;
    }
    const char *const identifier = owner->identifier;
    act.organisation_id = owner->id;
    if (session_transaction(desk.session, set, &act, e) != RC_OK) {
        return e->rc;
    }
    instant_format(desk.session->now_us, true, created);
    const struct hosted_row row = {.organisation = identifier, .url = own->url, .created_at = created};
    return tell(call, arena, &row, "is asked for the names that it keeps itself", e);
}

enum rc run_self_hosted_clear(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct clear_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *owner = NULL;
    struct act act = {0};
    if (require_option("organisation", own->organisation, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        desk_organisation(&desk, own->organisation, &owner, e) != RC_OK) {
        return e->rc;
    }
    const struct hosted_row row = {.organisation = owner->identifier};
    act.organisation_id = owner->id;
    if (session_transaction(desk.session, clear, &act, e) != RC_OK) {
        return e->rc;
    }
    return tell(call, arena, &row, "is not asked any more", e);
}

enum rc run_self_hosted_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    if (desk_open(call->settings, arena, &desk, e) != RC_OK) {
        return e->rc;
    }
    const struct self_hosted_list *const all = &desk.session->directory.hosted;
    struct hosted_row *const rows = arena_alloc_array(arena, all->count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < all->count; i++) {
        const struct organisation *const owner = directory_get(&desk.session->directory, all->items[i].organisation_id);
        char created[INSTANT_TEXT_SIZE];
        instant_format(all->items[i].created_at_us, true, created);
        rows[i] = (struct hosted_row){
            .organisation = owner == NULL ? "" : owner->identifier, .url = all->items[i].url, .created_at = arena_copy(arena, created)};
    }
    if (call->settings->json) {
        return print_json_list(arena, &row_shape, rows, all->count, e);
    }
    (void)printf("%-14s %-25s %s\n", "ORGANISATION", "SINCE", "URL");
    for (size_t i = 0; i < all->count; i++) {
        (void)printf("%-14s %-25s %s\n", rows[i].organisation, rows[i].created_at == NULL ? "" : rows[i].created_at, rows[i].url);
    }
    return RC_OK;
}
