/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/outcall.h"

#include "courier/target.h"

#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS 5000L

/* The one place through which every connection comes, whatever a name has been resolved to and whoever has resolved it. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct outcall *const call = context;
    if (purpose != CURLSOCKTYPE_IPCXN || (!call->rules.allow_private && !target_is_public(&address->addr))) {
        call->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_answer(char *data, size_t size, size_t count, void *context)
{
    struct outcall *const call = context;
    const size_t bytes = size * count;
    if (bytes > call->answer_left) {
        call->too_large = true;
        return 0;
    }
    buf_add(&call->answer, data, bytes);
    call->answer_left -= bytes;
    return call->answer.failed ? 0 : bytes;
}

bool outcall_set_common(struct outcall *call, long connect_ms, long total_ms)
{
    CURL *const curl = call->curl;
    const CURLcode set[] = {
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L),
        curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L), /* a name server that is slow holds up nobody */
        curl_easy_setopt(curl, CURLOPT_PROXY, ""),      /* whatever the environment says */
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_ms),
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, total_ms),
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L),
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L),
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, call->message),
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer),
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, call),
        curl_easy_setopt(curl, CURLOPT_PRIVATE, call),
    };
    for (size_t i = 0; i < COUNT_OF(set); i++) {
        if (set[i] != CURLE_OK) {
            return false;
        }
    }
    return true;
}

static bool set_request(struct outcall *call, const struct outcall_request *request)
{
    CURL *const curl = call->curl;
    const CURLcode set[] = {
        curl_easy_setopt(curl, CURLOPT_URL, request->url),
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, call->rules.allow_http ? "http,https" : "https"),
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L),
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "esc-router/" ESC_VERSION),
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, call->headers),
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket),
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, call),
        request->body == NULL ? CURLE_OK : curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body),
    };
    for (size_t i = 0; i < COUNT_OF(set); i++) {
        if (set[i] != CURLE_OK) {
            return false;
        }
    }
    return true;
}

static bool add_header(struct outcall *call, const char *line)
{
    struct curl_slist *const longer = curl_slist_append(call->headers, line);
    call->headers = longer == NULL ? call->headers : longer;
    return longer != NULL;
}

static bool add_headers(struct outcall *call, const struct outcall_request *request)
{
    bool good = add_header(call, "Accept: application/json") && add_header(call, "Expect:");
    if (request->body != NULL) {
        good = good && add_header(call, "Content-Type: application/json");
    }
    for (size_t i = 0; good && request->headers != NULL && request->headers[i] != NULL; i++) {
        good = add_header(call, request->headers[i]);
    }
    return good;
}

enum rc outcall_init(
    struct outcall *call, struct arena *arena, const struct outcall_request *request, struct outcall_rules rules, struct err *e)
{
    *call = (struct outcall){.curl = curl_easy_init(), .answer_left = request->answer_max, .rules = rules};
    buf_init(&call->answer, arena);
    const bool good = call->curl != NULL && add_headers(call, request) && outcall_set_common(call, CONNECT_MS, request->total_ms) &&
        set_request(call, request);
    return good ? RC_OK : err_no_memory(e);
}

void outcall_deinit(struct outcall *call)
{
    curl_easy_cleanup(call->curl);
    curl_slist_free_all(call->headers);
    *call = (struct outcall){0};
}

int outcall_status(const struct outcall *call)
{
    long status = 0;
    (void)curl_easy_getinfo(call->curl, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

const char *outcall_failure(const struct outcall *call, CURLcode code)
{
    if (call->refused) {
        return "has a private or local address, which is not called unless the operator allows it";
    }
    if (code == CURLE_UNSUPPORTED_PROTOCOL) {
        return "is not called over plain http unless the operator allows it";
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return "did not answer in time";
    }
    if (code == CURLE_COULDNT_RESOLVE_HOST) {
        return "has a name that leads nowhere";
    }
    return call->message[0] != '\0' ? call->message : curl_easy_strerror(code);
}
