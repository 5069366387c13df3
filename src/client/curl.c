/* SPDX-License-Identifier: EUPL-1.2 */
#include "client/curl.h"

#include "base/buf.h"
#include "base/clock.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REDIRECTS_MAX 3
#define HEAD_MAX 16384

struct curl_transport {
    CURL *curl;
    struct curl_limits limits;
    char message[CURL_ERROR_SIZE]; /* libcurl's own words about the latest failure */
};

void curl_transport_free(struct curl_transport *transport)
{
    if (transport == NULL) {
        return;
    }
    curl_easy_cleanup(transport->curl);
    free(transport);
    curl_global_cleanup();
}

void curl_transport_freep(struct curl_transport **transport)
{
    curl_transport_free(*transport);
}

struct curl_transport *curl_transport_new(struct curl_limits limits)
{
    struct curl_transport *const transport = calloc(1, sizeof *transport);
    if (transport == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(transport);
        return NULL;
    }
    transport->limits = limits;
    transport->curl = curl_easy_init();
    if (transport->curl == NULL) {
        curl_transport_free(transport);
        return NULL;
    }
    return transport;
}

/* The answer as it comes in, the body up to the limit. */
struct body {
    struct buf text;
    struct buf head;
    size_t left;
    bool too_large;
};

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    struct body *const body = context;
    const size_t bytes = size * count;
    if (bytes > body->left) {
        body->too_large = true;
        return 0;
    }
    buf_add(&body->text, data, bytes);
    body->left -= bytes;
    return body->text.failed ? 0 : bytes;
}

/* Each line comes alone. A status line begins the headers of another answer, such as the one behind "100 Continue". */
static size_t take_header(char *data, size_t size, size_t count, void *context)
{
    struct body *const body = context;
    const struct str line = {data, size * count};
    if (str_starts_with(line, STR("HTTP/"))) {
        body->head.length = 0;
        return line.length;
    }
    if (str_trim(line).length > 0 && body->head.length < HEAD_MAX) {
        buf_add_str(&body->head, str_trim(line));
        buf_add_char(&body->head, '\n');
    }
    return body->head.failed ? 0 : line.length;
}

static void free_list(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

/* Appends to a list of headers; false when there is no memory. */
static bool add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *const longer = line == NULL ? NULL : curl_slist_append(*list, line);
    if (longer == NULL) {
        return false;
    }
    *list = longer;
    return true;
}

static bool make_headers(struct arena *arena, const struct transport_request *request, struct curl_slist **out)
{
    bool accepts = false;
    for (const char *const *line = request->headers; line != NULL && *line != NULL; line++) {
        accepts = accepts || strncasecmp(*line, "Accept:", strlen("Accept:")) == 0;
        if (!add_header(out, *line)) {
            return false;
        }
    }
    if (!accepts && !add_header(out, "Accept: application/json")) {
        return false;
    }
    return request->token == NULL || add_header(out, arena_format(arena, "Authorization: Bearer %s", request->token));
}

/* Without waiting to be asked for the body, and without a media type that nobody has named. */
static CURLcode set_body(CURL *curl, struct str sent)
{
    if (sent.data == NULL) {
        return CURLE_OK;
    }
    const CURLcode code = curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)sent.length);
    return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_POSTFIELDS, sent.data) : code;
}

/* One request without redirects; `url` is where to. */
static CURLcode perform(struct curl_transport *transport, const struct transport_request *request, const char *url,
    struct curl_slist *headers, struct body *body, long left_ms)
{
    CURL *const curl = transport->curl;
    curl_easy_reset(curl);
    transport->message[0] = '\0';
    const CURLcode set[] = {
        curl_easy_setopt(curl, CURLOPT_URL, url),
        set_body(curl, request->body),
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method),
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers),
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "esc/" ESC_VERSION),
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https"),
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L),
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L),
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L),
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L),
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, transport->limits.connect_ms),
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, left_ms),
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transport->message),
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body),
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, body),
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header),
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, body),
    };
    for (size_t i = 0; i < COUNT_OF(set); i++) {
        if (set[i] != CURLE_OK) {
            return set[i];
        }
    }
    return curl_easy_perform(curl);
}

static void free_url(CURLU **url)
{
    curl_url_cleanup(*url);
}

static void free_text(char **text)
{
    curl_free(*text);
}

/* True when a part of both addresses is the same; a port counts where it is the scheme's own, too. */
static bool same_part(CURLU *a, CURLU *b, CURLUPart part)
{
    AUTO(free_text) char *left = NULL;
    AUTO(free_text) char *right = NULL;
    return curl_url_get(a, part, &left, CURLU_DEFAULT_PORT) == CURLUE_OK &&
        curl_url_get(b, part, &right, CURLU_DEFAULT_PORT) == CURLUE_OK && strcasecmp(left, right) == 0;
}

static bool has_part(CURLU *url, CURLUPart part, const char *expected)
{
    AUTO(free_text) char *text = NULL;
    return curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK && strcasecmp(text, expected) == 0;
}

/* The same host and server, or its step from plain HTTP to TLS. */
static bool stays(const char *from, const char *to)
{
    AUTO(free_url) CURLU *a = curl_url();
    AUTO(free_url) CURLU *b = curl_url();
    if (a == NULL || b == NULL || curl_url_set(a, CURLUPART_URL, from, 0) != CURLUE_OK ||
        curl_url_set(b, CURLUPART_URL, to, 0) != CURLUE_OK || !same_part(a, b, CURLUPART_HOST)) {
        return false;
    }
    const bool same = same_part(a, b, CURLUPART_SCHEME) && same_part(a, b, CURLUPART_PORT);
    return same || (has_part(a, CURLUPART_PORT, "80") && has_part(b, CURLUPART_SCHEME, "https") && has_part(b, CURLUPART_PORT, "443"));
}

static enum rc refuse(const struct transport_request *request, const char *why, struct err *e)
{
    return err_set(e, RC_UNAVAILABLE, "", "", "no answer from %s: %s", request->url, why);
}

static enum rc explain(
    const struct curl_transport *transport, const struct transport_request *request, const struct body *body, CURLcode code, struct err *e)
{
    if (code == CURLE_OUT_OF_MEMORY || body->text.failed || body->head.failed) {
        return err_no_memory(e);
    }
    if (body->too_large) {
        return refuse(request, "it is larger than expected", e);
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return refuse(request, "the time is over", e);
    }
    return refuse(request, transport->message[0] != '\0' ? transport->message : curl_easy_strerror(code), e);
}

static bool is_json_type(const char *type)
{
    const size_t length = type == NULL ? 0 : strcspn(type, "; \t");
    return length > 0 && str_equal_fold((struct str){type, length}, STR("application/json"));
}

/* What the latest request brought; `redirect` is where it leads to, NULL for nowhere. */
static void read_outcome(CURL *curl, struct body *body, struct transport_reply *out, const char **redirect)
{
    long status = 0;
    const char *type = NULL;
    char *target = NULL;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    (void)curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target);
    *out = (struct transport_reply){.status = (int)status,
        .is_json = is_json_type(type),
        .head = {body->head.data, body->head.length},
        .body = {body->text.data, body->text.length}};
    *redirect = target;
}

static enum rc send_with_curl(
    void *context, struct arena *arena, const struct transport_request *request, struct transport_reply *out, struct err *e)
{
    struct curl_transport *const transport = context;
    const int64_t end_us = clock_steady_us() + transport->limits.total_ms * 1000;
    AUTO(free_list) struct curl_slist *headers = NULL;
    if (!make_headers(arena, request, &headers)) {
        return err_no_memory(e);
    }
    const char *url = request->url;
    for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
        const int64_t left_ms = (end_us - clock_steady_us()) / 1000;
        struct body body = {.left = transport->limits.body_bytes};
        const char *target = NULL;
        buf_init(&body.text, arena);
        buf_init(&body.head, arena);
        const CURLcode code = left_ms <= 0 ? CURLE_OPERATION_TIMEDOUT : perform(transport, request, url, headers, &body, (long)left_ms);
        if (code != CURLE_OK) {
            return explain(transport, request, &body, code, e);
        }
        read_outcome(transport->curl, &body, out, &target);
        if (target == NULL) {
            return RC_OK;
        }
        if (!stays(url, target)) {
            return refuse(request, "it redirects to another host", e);
        }
        url = arena_copy(arena, target);
        if (url == NULL) {
            return err_no_memory(e);
        }
    }
    return refuse(request, "it redirects again and again", e);
}

struct transport curl_transport_of(struct curl_transport *transport)
{
    return (struct transport){.send = send_with_curl, .context = transport};
}
