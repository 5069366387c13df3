/* SPDX-License-Identifier: EUPL-1.2 */
#include "client/answer.h"

#include "base/day.h"

#include <string.h>

void answer_freep(json_t **json)
{
    json_decref(*json);
}

const json_t *answer_object(const json_t *object, const char *name)
{
    const json_t *const member = json_object_get(object, name);
    return json_is_object(member) ? member : NULL;
}

const char *answer_text(struct arena *arena, const json_t *object, const char *name, bool *failed)
{
    const json_t *const member = json_object_get(object, name);
    if (!json_is_string(member)) {
        return NULL;
    }
    const char *const text = arena_text(arena, json_string_value(member), json_string_length(member));
    *failed = *failed || text == NULL;
    return text;
}

int32_t answer_day(const json_t *object, const char *name)
{
    int32_t day = DAY_NONE;
    const json_t *const member = json_object_get(object, name);
    if (json_is_string(member) && !day_parse(str_of(json_string_value(member)), &day)) {
        return DAY_NONE;
    }
    return day;
}

static enum rc kind_of_status(int status, const char *code)
{
    switch (status) {
    case 400:
        return RC_INVALID;
    case 401:
        return RC_UNAUTHENTICATED;
    case 403:
        return RC_DENIED;
    case 404:
        return strcmp(code, "ER-0001") == 0 ? RC_NOT_FOUND : RC_UNAVAILABLE;
    case 409:
        return RC_CONFLICT;
    case 429:
        return RC_THROTTLED;
    default:
        return RC_UNAVAILABLE;
    }
}

/* `json` is the body where it is a JSON object; else NULL. */
static enum rc refuse(const struct transport_reply *reply, const char *url, const json_t *json, struct err *e)
{
    const char *const code = json_string_value(json_object_get(json, "code"));
    const char *const message = json_string_value(json_object_get(json, "message"));
    if (code == NULL || message == NULL || strlen(code) >= sizeof e->code) {
        return err_set(e, RC_UNAVAILABLE, "", "", "%s answers with status %d and not as a router does", url, reply->status);
    }
    const enum rc rc = kind_of_status(reply->status, code);
    if (rc == RC_UNAVAILABLE) {
        return err_set(e, rc, code, "", "%s answers with status %d: %s", url, reply->status, message);
    }
    return err_set(e, rc, code, "", "%s", message);
}

enum rc answer_open(const struct transport_reply *reply, const char *url, json_t **out, struct err *e)
{
    AUTO(answer_freep) json_t *json = NULL;
    if (reply->is_json && reply->body.length > 0) {
        json = json_loadb(reply->body.data, reply->body.length, JSON_REJECT_DUPLICATES, NULL);
    }
    if (reply->status != 200 || !json_is_object(json)) {
        return refuse(reply, url, json, e);
    }
    *out = TAKE(json);
    return RC_OK;
}
