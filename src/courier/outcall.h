/* SPDX-License-Identifier: EUPL-1.2 */
/* One call of somebody else's server over libcurl: no redirects, no proxies, certificates verified, time and answer bounded, and no
 * addresses but public ones unless the operator admits others. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#include <curl/curl.h>

struct outcall_rules {
    bool allow_http;    /* besides https */
    bool allow_private; /* addresses that are not of the public Internet */
};

struct outcall {
    CURL *curl;
    struct curl_slist *headers;
    struct buf answer;
    size_t answer_left;
    bool too_large; /* the answer was; what came first is there */
    bool refused;   /* the address was */
    struct outcall_rules rules;
    char message[CURL_ERROR_SIZE];
};

/* `body` NULL asks by GET, else it is sent by POST as JSON. The texts must live as long as the call. */
struct outcall_request {
    const char *url;
    const char *const *headers; /* lines, NULL-terminated; may be NULL */
    const char *body;
    long total_ms;
    size_t answer_max;
};

/* Prepares the call; the arena takes the answer. To be ended by outcall_deinit in any case. */
MUST_CHECK enum rc outcall_init(
    struct outcall *call, struct arena *arena, const struct outcall_request *request, struct outcall_rules rules, struct err *e);
void outcall_deinit(struct outcall *call);

/* The status of the answer; 0 when there was none. */
int outcall_status(const struct outcall *call);

/* Why there was no answer, as a sentence that follows "it": never anybody's data. */
const char *outcall_failure(const struct outcall *call, CURLcode code);

/* Sets up what all handles share; to be used by mails, too. False when libcurl refuses. */
MUST_CHECK bool outcall_set_common(struct outcall *call, long connect_ms, long total_ms);
