/* SPDX-License-Identifier: EUPL-1.2 */
#include "client/cards.h"

#include "client/answer.h"

#include <string.h>

/* The answer to the path that has the card number between `before` and `after`; it must be about that card. */
static enum rc ask(const struct router_client *client, struct arena *arena, const struct escn *escn, const char *before, const char *after,
    json_t **out, struct err *e)
{
    char number[ESCN_TEXT_SIZE];
    escn_format(escn, number);
    AUTO(answer_freep) json_t *json = NULL;
    const char *const path = arena_format(arena, "%s%s%s", before, number, after);
    if (path == NULL) {
        return err_no_memory(e);
    }
    if (router_client_get(client, arena, path, &json, e) != RC_OK) {
        return e->rc;
    }
    const char *const answered = json_string_value(json_object_get(json, "cardNumber"));
    struct escn other;
    struct err unused;
    if (answered == NULL || escn_parse(answered, strlen(answered), &other, &unused) != RC_OK || !escn_equal(escn, &other)) {
        return err_set(e, RC_UNAVAILABLE, "", "", "%s answers about another card than %s", client->url, number);
    }
    *out = TAKE(json);
    return RC_OK;
}

/* After reading an answer: RC_OK when the member that tells the state was there and memory was enough. */
static enum rc finish(const struct router_client *client, const char *status, const char *member, bool failed, struct err *e)
{
    if (failed) {
        return err_no_memory(e);
    }
    if (status == NULL) {
        return err_set(e, RC_UNAVAILABLE, "", "", "%s answers without the member \"%s\"", client->url, member);
    }
    return RC_OK;
}

enum rc cards_ask_status(
    const struct router_client *client, struct arena *arena, const struct escn *escn, struct card_status_answer *out, struct err *e)
{
    AUTO(answer_freep) json_t *json = NULL;
    bool failed = false;
    if (ask(client, arena, escn, "/api/v2/cards/", "/status", &json, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct card_status_answer){
        .status = answer_text(arena, json, "status", &failed),
        .display_name = answer_text(arena, json, "displayName", &failed),
        .issued_day = answer_day(json, "issuedAt"),
        .expires_day = answer_day(json, "expiresAt"),
        .issuer_identifier = answer_text(arena, json, "issuerIdentifier", &failed),
        .issuer_name = answer_text(arena, json, "issuerName", &failed),
    };
    return finish(client, out->status, "status", failed, e);
}

static struct card_code read_code(struct arena *arena, const json_t *object, const char *name, bool *failed)
{
    const json_t *const code = answer_object(object, name);
    return (struct card_code){.key = answer_text(arena, code, "key", failed), .label = answer_text(arena, code, "label", failed)};
}

enum rc cards_ask_verification(
    const struct router_client *client, struct arena *arena, const struct escn *escn, struct card_verification_answer *out, struct err *e)
{
    AUTO(answer_freep) json_t *json = NULL;
    bool failed = false;
    if (ask(client, arena, escn, "/api/v1/cards/verify/", "", &json, e) != RC_OK) {
        return e->rc;
    }
    const json_t *const issuer = answer_object(json, "issuer");
    *out = (struct card_verification_answer){
        .status = read_code(arena, json, "cardStatusType", &failed),
        .type = read_code(arena, json, "cardType", &failed),
        .level = read_code(arena, answer_object(json, "cardHolder"), "academicLevel", &failed),
        .expires_day = answer_day(json, "expiresAt"),
        .issuer_identifier = answer_text(arena, issuer, "identifier", &failed),
        .issuer_name = answer_text(arena, issuer, "name", &failed),
        .issuer_identifier_type = read_code(arena, issuer, "identifierType", &failed),
    };
    return finish(client, out->status.key, "cardStatusType", failed, e);
}
