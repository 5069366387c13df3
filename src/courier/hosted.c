/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/hosted.h"

#include "base/clock.h"
#include "wire/json_read.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TOTAL_MS 2000L
#define ANSWER_MAX 16384
#define KEPT_US INT64_C(300000000)
#define LEFT_ALONE_US INT64_C(30000000)
#define KEPT 1024U    /* answers, by number */
#define TROUBLED 256U /* institutions, by id */
#define TEXT_MAX 255  /* characters */

/* What one institution said of one card. */
struct kept {
    int64_t organisation_id; /* 0: nothing */
    char number[ESCN_TEXT_SIZE];
    int64_t until_us;
    char *full_name;
    char *email;
};

struct hosted {
    struct outcall_rules rules;
    pthread_mutex_t mutex;
    struct kept kept[KEPT];
    struct {
        int64_t organisation_id;
        int64_t until_us;
    } troubled[TROUBLED];
};

struct hosted *hosted_new(struct outcall_rules rules)
{
    struct hosted *const hosted = calloc(1, sizeof *hosted);
    if (hosted == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(hosted);
        return NULL;
    }
    hosted->rules = rules;
    (void)pthread_mutex_init(&hosted->mutex, NULL);
    return hosted;
}

/* Names don't stay behind in freed memory. */
static void wipe(char **text)
{
    if (*text != NULL) {
        explicit_bzero(*text, strlen(*text));
        free(*text);
        *text = NULL;
    }
}

static void forget(struct kept *kept)
{
    wipe(&kept->full_name);
    wipe(&kept->email);
    *kept = (struct kept){0};
}

void hosted_free(struct hosted *hosted)
{
    if (hosted != NULL) {
        for (size_t i = 0; i < KEPT; i++) {
            forget(&hosted->kept[i]);
        }
        (void)pthread_mutex_destroy(&hosted->mutex);
        curl_global_cleanup();
        free(hosted);
    }
}

/* The place of a number; what was there of another goes. */
static struct kept *place_of(struct hosted *hosted, const char *number)
{
    uint64_t sum = 14695981039346656037U;
    for (const char *at = number; *at != '\0'; at++) {
        sum = (sum ^ (unsigned char)*at) * 1099511628211U;
    }
    return &hosted->kept[(sum >> 32U) % KEPT];
}

enum memory { MEMORY_NOTHING, MEMORY_ANSWER, MEMORY_TROUBLE };

static enum memory recall(struct hosted *hosted, struct arena *arena, const struct hosted_question *question, struct hosted_answer *out)
{
    struct kept *const kept = place_of(hosted, question->number);
    const int64_t now_us = clock_steady_us();
    const size_t slot = (size_t)((uint64_t)question->organisation_id % TROUBLED);
    if (kept->organisation_id == question->organisation_id && strcmp(kept->number, question->number) == 0 && now_us < kept->until_us) {
        out->full_name = kept->full_name == NULL ? NULL : arena_copy(arena, kept->full_name);
        out->email = kept->email == NULL ? NULL : arena_copy(arena, kept->email);
        return MEMORY_ANSWER;
    }
    const bool is_troubled =
        hosted->troubled[slot].organisation_id == question->organisation_id && now_us < hosted->troubled[slot].until_us;
    return is_troubled ? MEMORY_TROUBLE : MEMORY_NOTHING;
}

static void keep(struct hosted *hosted, const struct hosted_question *question, const struct hosted_answer *answer)
{
    struct kept *const kept = place_of(hosted, question->number);
    forget(kept);
    kept->organisation_id = question->organisation_id;
    memcpy(kept->number, question->number, sizeof kept->number);
    kept->until_us = clock_steady_us() + KEPT_US;
    kept->full_name = answer->full_name == NULL ? NULL : strdup(answer->full_name);
    kept->email = answer->email == NULL ? NULL : strdup(answer->email);
}

static void note_trouble(struct hosted *hosted, int64_t organisation_id)
{
    const size_t slot = (size_t)((uint64_t)organisation_id % TROUBLED);
    hosted->troubled[slot].organisation_id = organisation_id;
    hosted->troubled[slot].until_us = clock_steady_us() + LEFT_ALONE_US;
}

/* Both names of each member: ours of V2, and those of V1. */
struct answer_view {
    const char *full_name, *name, *email, *email_address;
};

#define AT(member) .offset = offsetof(struct answer_view, member), .personal = true, .max_length = TEXT_MAX

static const struct wire_field answer_fields[] = {
    {"fullName", WIRE_TEXT, AT(full_name)},
    {"name", WIRE_TEXT, AT(name)},
    {"email", WIRE_TEXT, AT(email)},
    {"emailAddress", WIRE_TEXT, AT(email_address)},
};
static const struct wire_shape answer_shape = {"answer", sizeof(struct answer_view), answer_fields, COUNT_OF(answer_fields)};

/* True for an answer that says something, or that nobody has this card. */
static bool read_answer(const struct outcall *call, struct arena *arena, struct hosted_answer *out)
{
    const int status = outcall_status(call);
    struct answer_view view = {0};
    struct err e = {0};
    if (status == 404) {
        return true;
    }
    if (status != 200 || wire_read(arena, (struct str){call->answer.data, call->answer.length}, &answer_shape, &view, &e) != RC_OK) {
        return false;
    }
    out->full_name = view.full_name != NULL ? view.full_name : view.name;
    out->email = view.email != NULL ? view.email : view.email_address;
    return true;
}

static bool call_up(const struct hosted *hosted, struct arena *arena, const struct hosted_question *question, struct hosted_answer *out)
{
    const bool has_slash = question->url[strlen(question->url) - 1] == '/';
    const char *const url = arena_format(arena, "%s%s%s", question->url, has_slash ? "" : "/", question->number);
    const char *const headers[] = {arena_format(arena, "key: %s", question->key.data), NULL};
    const struct outcall_request request = {.url = url, .headers = headers, .total_ms = TOTAL_MS, .answer_max = ANSWER_MAX};
    struct outcall call = {0};
    struct err e = {0};
    const bool good = url != NULL && headers[0] != NULL && outcall_init(&call, arena, &request, hosted->rules, &e) == RC_OK &&
        curl_easy_perform(call.curl) == CURLE_OK && read_answer(&call, arena, out);
    outcall_deinit(&call);
    return good;
}

bool hosted_ask(void *self, struct arena *arena, const struct hosted_question *question, struct hosted_answer *out)
{
    struct hosted *const hosted = self;
    *out = (struct hosted_answer){0};
    (void)pthread_mutex_lock(&hosted->mutex);
    const enum memory memory = recall(hosted, arena, question, out);
    (void)pthread_mutex_unlock(&hosted->mutex);
    if (memory != MEMORY_NOTHING) {
        return memory == MEMORY_ANSWER;
    }
    const bool good = call_up(hosted, arena, question, out);
    (void)pthread_mutex_lock(&hosted->mutex);
    if (good) {
        keep(hosted, question, out);
    } else {
        note_trouble(hosted, question->organisation_id);
    }
    (void)pthread_mutex_unlock(&hosted->mutex);
    return good;
}
