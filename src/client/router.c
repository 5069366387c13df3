/* SPDX-License-Identifier: EUPL-1.2 */
#include "client/router.h"

#include "client/answer.h"
#include "core/excerpt.h"

#include <string.h>

/* "http://" or "https://" and something behind it, in visible ASCII. */
static bool is_address(struct str url)
{
    for (size_t i = 0; i < url.length; i++) {
        if (url.data[i] <= ' ' || url.data[i] > '~' || url.data[i] == '?' || url.data[i] == '#') {
            return false;
        }
    }
    const size_t scheme = str_starts_with(url, STR("https://")) ? 8 : str_starts_with(url, STR("http://")) ? 7 : 0;
    return scheme > 0 && url.length > scheme && url.data[scheme] != '/';
}

enum rc router_client_init(
    struct router_client *client, struct arena *arena, const char *url, const char *token, struct transport transport, struct err *e)
{
    struct str address = str_of(url);
    if (!is_address(address)) {
        char shown[EXCERPT_SIZE];
        return err_set(e, RC_INVALID, "", "router",
            "the router's address is \"%s\"; an address such as https://router.example.org/esc-rest was expected",
            excerpt(address.data, address.length, shown));
    }
    while (address.data[address.length - 1] == '/') {
        address.length--;
    }
    *client = (struct router_client){
        .url = arena_text(arena, address.data, address.length),
        .token = token == NULL ? NULL : arena_copy(arena, token),
        .transport = transport,
    };
    return client->url == NULL || (token != NULL && client->token == NULL) ? err_no_memory(e) : RC_OK;
}

enum rc router_client_get(const struct router_client *client, struct arena *arena, const char *path, json_t **out, struct err *e)
{
    struct transport_reply reply = {0};
    const struct transport_request request = {
        .method = "GET",
        .url = arena_format(arena, "%s%s", client->url, path),
        .token = client->token,
    };
    if (request.url == NULL) {
        return err_no_memory(e);
    }
    if (client->transport.send(client->transport.context, arena, &request, &reply, e) != RC_OK) {
        return e->rc;
    }
    return answer_open(&reply, request.url, out, e);
}
