/* SPDX-License-Identifier: EUPL-1.2 */
/* What calls of V1 have besides their data. */
#include "api/operation.h"
#include "api/v1.h"
#include "http/route.h"

#include <stdio.h>
#include <string.h>

#define NEW_BASE "/api/v1/"
#define OLD_BASE "/v1/"

/* RFC 9745: since 1 November 2024, when V2 took its place. */
#define DEPRECATED_SINCE "@1730419200"

/* The rest of a path of V1, and what takes its place. */
static const struct {
    const char *path, *successor;
} successors[] = {
    {"students", "/api/v2/persons"},
    {"students/", "/api/v2/persons"},
    {"students/{europeanStudentIdentifier}", "/api/v2/persons/{europeanStudentIdentifier}"},
    {"students/{europeanStudentIdentifier}/cards", "/api/v2/cards"},
    {"students/{europeanStudentIdentifier}/cards/{europeanStudentCardNumber}", "/api/v2/cards/{europeanStudentCardNumber}"},
    {"cards", "/api/v2/cards"},
    {"cards/status/{europeanStudentCardNumber}", "/api/v2/cards/{europeanStudentCardNumber}/status"},
};

static bool begins_with(struct str text, const char *beginning)
{
    const size_t length = strlen(beginning);
    return text.length >= length && memcmp(text.data, beginning, length) == 0;
}

bool call_is_old_form(const struct http_call *call)
{
    return call->route != NULL ? begins_with(str_of(call->route->path), OLD_BASE)
                               : begins_with(call->path, OLD_BASE) || begins_with(call->path, "/esc-rest" OLD_BASE);
}

/* NULL for what is no operation of V1. */
static const char *find_successor(const struct http_call *call)
{
    if (call->route == NULL) {
        return NULL;
    }
    const char *const path = call->route->path;
    const char *const base = begins_with(str_of(path), OLD_BASE) ? OLD_BASE : NEW_BASE;
    for (size_t i = 0; i < COUNT_OF(successors) && begins_with(str_of(path), base); i++) {
        if (strcmp(path + strlen(base), successors[i].path) == 0) {
            return successors[i].successor;
        }
    }
    return NULL;
}

/* A path with the values of this call in place of its parameters. */
static void add_path(struct buf *out, const struct http_call *call, const char *path)
{
    struct str rest = str_of(path);
    buf_add_str(out, str_cut(&rest, '{'));
    while (rest.data != NULL) {
        const struct str name = str_cut(&rest, '}');
        for (size_t i = 0; i < call->param_count; i++) {
            if (str_equal(str_of(call->params[i].name), name)) {
                buf_add_query(out, call->params[i].value);
            }
        }
        buf_add_str(out, str_cut(&rest, '{'));
    }
}

void v1_mark_deprecated(struct http_call *call)
{
    const char *const successor = find_successor(call);
    struct buf link;
    if (successor == NULL) {
        return;
    }
    buf_init(&link, call->arena);
    buf_add_format(&link, "<%s", call->base_path);
    add_path(&link, call, successor);
    buf_add_text(&link, ">; rel=\"successor-version\"");
    http_reply_header(call, "Deprecation", DEPRECATED_SINCE);
    const char *const text = buf_text(&link);
    if (text != NULL) {
        http_reply_header(call, "Link", text);
    }
}

void v1_name_field(const struct http_call *call, struct err *e)
{
    static const struct {
        const char *name, *in_v1;
    } fields[] = {
        {"cardNumber", "europeanStudentCardNumber"},
        {"identifier", "europeanStudentIdentifier"},
        {"personIdentifier", "europeanStudentIdentifier"},
        {"organisationIdentifier", "picInstitutionCode"},
        {"issuerIdentifier", "picInstitutionCode"},
        {"email", "emailAddress"},
        {"fullName", "name"},
        {"expiresAt", "expiryDate"},
    };
    if (find_successor(call) == NULL) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (strcmp(e->field, fields[i].name) == 0) {
            (void)snprintf(e->field, sizeof e->field, "%s", fields[i].in_v1);
            return;
        }
    }
}
