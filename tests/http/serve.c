/* SPDX-License-Identifier: EUPL-1.2 */
/* A server of a few routes for the tests and measurements of the http layer. Prints its port and runs until SIGTERM. */
#include "base/buf.h"
#include "base/options.h"
#include "base/queue.h"
#include "base/temporary.h"
#include "http/server.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORKERS_MAX 8

struct settings {
    const char *listen, *access_log, *trusted, *spool;
    int64_t loops, workers, lane_depth;
    int64_t header_ms, body_ms, answer_ms, idle_ms, drain_ms;
    int64_t connections, per_address, body_max, header_max, spool_max, transfer_rate, file_max;
};

#define NUMBER(text, member)                                                                                                             \
    {                                                                                                                                    \
        .name = (text), .type = OPTION_NUMBER, .offset = offsetof(struct settings, member), .value_name = "N", .help = (text), .min = 0, \
        .max = 1 << 30                                                                                                                   \
    }
#define TEXT(text, member)                                                                                                     \
    {                                                                                                                          \
        .name = (text), .type = OPTION_TEXT, .offset = offsetof(struct settings, member), .value_name = "TEXT", .help = (text) \
    }

static const struct option_spec specs[] = {
    TEXT("listen", listen),
    TEXT("access-log", access_log),
    TEXT("trusted", trusted),
    TEXT("spool", spool),
    NUMBER("loops", loops),
    NUMBER("workers", workers),
    NUMBER("lane-depth", lane_depth),
    NUMBER("header-ms", header_ms),
    NUMBER("body-ms", body_ms),
    NUMBER("answer-ms", answer_ms),
    NUMBER("idle-ms", idle_ms),
    NUMBER("drain-ms", drain_ms),
    NUMBER("connections", connections),
    NUMBER("per-address", per_address),
    NUMBER("body-max", body_max),
    NUMBER("header-max", header_max),
    NUMBER("spool-max", spool_max),
    NUMBER("transfer-rate", transfer_rate),
    NUMBER("file-max", file_max),
};

/* What the handlers of all threads share. */
struct bench {
    struct queue *lane;
    pthread_t workers[WORKERS_MAX];
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    unsigned held;
    bool released;
    struct http_stream *stream;
    struct http_server *_Atomic server;
};

static struct bench *bench_of(const struct http_call *call)
{
    return call->context;
}

static void reply_text(struct http_call *call, struct buf *text)
{
    const char *const body = buf_text(text);
    http_reply(call, body == NULL ? 503 : 200, "text/plain; charset=utf-8", str_of(body));
}

static void get_fixed(struct http_call *call)
{
    http_reply(call, 200, "application/json",
        STR("{\"cardNumber\":\"6a01dfc0-cb98-1035-a19b-001999859608\",\"displayName\":null,\"issuedAt\":\"2026-01-01\","
            "\"expiresAt\":\"2027-01-01\",\"issuerIdentifier\":\"999859608\",\"issuerName\":\"A university\",\"status\":\"ACTIVE\"}"));
}

static void echo_body(struct http_call *call)
{
    http_reply(call, 200, "application/octet-stream", call->body);
}

static void count_body(struct http_call *call)
{
    struct buf text;
    buf_init(&text, call->arena);
    buf_add_int(&text, (int64_t)call->body_bytes);
    reply_text(call, &text);
}

/* Says how the request was understood. */
static void describe(struct http_call *call)
{
    struct buf text;
    struct str name = STR("");
    const char *const header = http_header(call, "x-test");
    const bool found = http_query(call, "name", &name);
    buf_init(&text, call->arena);
    buf_add_format(&text, "operation=%s\nbase=%s\nid=%.*s\nname=%s%.*s\nheader=%s\naddress=%s\n", call->route->operation_id,
        call->base_path, (int)http_param(call, "id").length, http_param(call, "id").data, found ? "=" : "", (int)name.length, name.data,
        header == NULL ? "" : header, call->address);
    reply_text(call, &text);
}

static void get_nothing(struct http_call *call)
{
    http_reply(call, 204, NULL, STR(""));
}

static void give_no_answer(struct http_call *call)
{
    (void)call;
}

static void get_cached(struct http_call *call)
{
    http_reply(call, 200, "image/svg+xml", STR("<svg/>"));
    http_reply_header(call, "Cache-Control", "max-age=60");
}

static void get_large(struct http_call *call)
{
    struct str asked = STR("0");
    long long bytes = 0;
    (void)http_query(call, "bytes", &asked);
    if (!str_to_int64(asked, &bytes) || bytes < 0) {
        http_reply(call, 400, NULL, STR(""));
        return;
    }
    char *const body = arena_alloc(call->arena, (size_t)bytes);
    if (body == NULL) {
        http_reply(call, 503, NULL, STR(""));
        return;
    }
    memset(body, 'x', (size_t)bytes);
    http_reply(call, 200, "text/plain", (struct str){body, (size_t)bytes});
}

/* The body comes back out of its own file. */
static void echo_file(struct http_call *call)
{
    http_reply_file(call, 200, "application/octet-stream", http_body_take(call), 0, call->body_bytes);
}

/* The bytes of the body added up, and how its file looks from outside. */
static void sum_file(struct http_call *call)
{
    struct err e = {0};
    struct buf text;
    struct stat state = {0};
    unsigned char bytes[4096];
    uint64_t sum = 0;
    size_t got = 0;
    for (uint64_t at = 0; file_read(call->body_fd, at, bytes, sizeof bytes, &got, &e) == RC_OK && got > 0; at += got) {
        for (size_t i = 0; i < got; i++) {
            sum += bytes[i];
        }
    }
    (void)fstat(call->body_fd, &state);
    buf_init(&text, call->arena);
    buf_add_format(&text, "%llu %o %u", (unsigned long long)sum, (unsigned)state.st_mode & 07777U, (unsigned)state.st_nlink);
    reply_text(call, &text);
}

static long long query_int(const struct http_call *call, const char *name)
{
    struct str asked = STR("0");
    long long value = 0;
    (void)http_query(call, name, &asked);
    return str_to_int64(asked, &value) ? value : -1;
}

/* A file of so many bytes, the alphabet over and over; -1 when it can't be. */
static int make_file(long long bytes)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz";
    struct err e = {0};
    char block[26 * 1000];
    int fd = -1;
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] = alphabet[i % 26];
    }
    if (temporary_open("/tmp", &fd, &e) != RC_OK) {
        return -1;
    }
    for (long long left = bytes; left > 0; left -= (long long)sizeof block) {
        if (file_write(fd, block, left < (long long)sizeof block ? (size_t)left : sizeof block, &e) != RC_OK) {
            return -1;
        }
    }
    return fd;
}

/* `bytes` bytes of a file from `at` on; the file may lack some of them. */
static void get_file(struct http_call *call)
{
    const long long bytes = query_int(call, "bytes");
    const long long at = query_int(call, "at");
    const int fd = make_file(at + bytes - query_int(call, "lacking"));
    if (fd < 0) {
        http_reply(call, 503, "text/plain", STR("no file"));
        return;
    }
    http_reply_file(call, 200, "text/plain", fd, (uint64_t)at, (uint64_t)bytes);
    if (query_int(call, "instead") == 1) {
        http_reply(call, 200, "text/plain", STR("something else"));
    }
}

/* A line for each request of /drip, until one of /drip?end=whole or =broken. */
static void stream(struct http_call *call)
{
    struct bench *const bench = bench_of(call);
    struct err e = {0};
    int fd = -1;
    (void)pthread_mutex_lock(&bench->mutex);
    if (bench->stream == NULL && temporary_open("/tmp", &fd, &e) == RC_OK) {
        bench->stream = http_reply_stream(call, 200, "text/plain", fd);
    }
    (void)pthread_mutex_unlock(&bench->mutex);
    if (fd < 0) {
        http_reply(call, 503, "text/plain", STR("no stream"));
    }
}

static void drip(struct http_call *call)
{
    struct bench *const bench = bench_of(call);
    struct err e = {0};
    struct str text = STR("");
    (void)pthread_mutex_lock(&bench->mutex);
    bool good = bench->stream != NULL;
    if (good && http_query(call, "end", &text)) {
        http_stream_end(bench->stream, str_equal(text, STR("whole")));
        bench->stream = NULL;
    } else if (good && http_query(call, "text", &text)) {
        good = http_stream_add(bench->stream, text, &e) == RC_OK;
    }
    (void)pthread_mutex_unlock(&bench->mutex);
    http_reply(call, good ? 204 : 409, NULL, STR(""));
}

/* Lets nobody in who doesn't say the word. */
static enum rc admit(struct http_call *call, struct err *e)
{
    const char *const word = http_header(call, "X-Word");
    if (word != NULL && strcmp(word, "friend") == 0) {
        return RC_OK;
    }
    return err_set(e, RC_UNAUTHENTICATED, "SE-0401", "", "say the word");
}

/* Waits until somebody asks for /release. */
static void hold(struct http_call *call)
{
    struct bench *const bench = bench_of(call);
    (void)pthread_mutex_lock(&bench->mutex);
    bench->held++;
    while (!bench->released) {
        (void)pthread_cond_wait(&bench->changed, &bench->mutex);
    }
    bench->held--;
    (void)pthread_mutex_unlock(&bench->mutex);
    describe(call);
}

static void release_all(struct bench *bench)
{
    (void)pthread_mutex_lock(&bench->mutex);
    bench->released = true;
    (void)pthread_cond_broadcast(&bench->changed);
    (void)pthread_mutex_unlock(&bench->mutex);
}

/* A child process that keeps copies of all open files for as long as the server runs, as one that is just being started has for a moment.
 */
static void copy_files(struct http_call *call)
{
    const pid_t child = fork();
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)alarm(60);
        for (;;) {
            (void)pause();
        }
    }
    http_reply(call, child > 0 ? 204 : 503, NULL, STR(""));
}

static void release(struct http_call *call)
{
    release_all(bench_of(call));
    http_reply(call, 204, NULL, STR(""));
}

static void get_held(struct http_call *call)
{
    struct bench *const bench = bench_of(call);
    struct buf text;
    buf_init(&text, call->arena);
    (void)pthread_mutex_lock(&bench->mutex);
    buf_add_int(&text, bench->held);
    (void)pthread_mutex_unlock(&bench->mutex);
    reply_text(call, &text);
}

static void get_metrics(struct http_call *call)
{
    struct buf text;
    buf_init(&text, call->arena);
    const struct http_server *const server = atomic_load(&bench_of(call)->server);
    if (server != NULL) {
        http_server_metrics(server, &text);
    }
    reply_text(call, &text);
}

#define ROUTE(verb, at, id, in_lane, takes, most, does)                                                                                 \
    {                                                                                                                                   \
        .method = (verb), .path = (at), .operation_id = (id), .lane = (in_lane), .body = (takes), .body_max = (most), .handler = (does) \
    }
#define SPOOLED(at, id, takes, most, does)                                                                                          \
    {                                                                                                                               \
        .method = HTTP_POST, .path = (at), .operation_id = (id), .lane = 1, .body = (takes), .body_max = (most), .handler = (does), \
        .body_in_file = true, .admit = admit                                                                                        \
    }

static const struct http_route routes[] = {
    ROUTE(HTTP_GET, "/", "root", 0, HTTP_BODY_NONE, 0, describe),
    ROUTE(HTTP_GET, "/fixed", "fixed", 0, HTTP_BODY_NONE, 0, get_fixed),
    ROUTE(HTTP_GET, "/things", "list", 0, HTTP_BODY_NONE, 0, describe),
    ROUTE(HTTP_GET, "/things/special", "special", 0, HTTP_BODY_NONE, 0, describe),
    ROUTE(HTTP_GET, "/things/{id}", "get", 0, HTTP_BODY_NONE, 0, describe),
    ROUTE(HTTP_PUT, "/things/{id}", "put", 0, HTTP_BODY_JSON, 0, echo_body),
    ROUTE(HTTP_DELETE, "/things/{id}", "delete", 0, HTTP_BODY_NONE, 0, get_nothing),
    ROUTE(HTTP_GET, "/things/{id}/status", "status", 0, HTTP_BODY_NONE, 0, describe),
    ROUTE(HTTP_GET, "/lane/things/{id}", "laneGet", 1, HTTP_BODY_NONE, 0, describe),
    ROUTE(HTTP_POST, "/echo", "echo", 0, HTTP_BODY_JSON, 0, echo_body),
    ROUTE(HTTP_POST, "/lane/echo", "laneEcho", 1, HTTP_BODY_JSON, 0, echo_body),
    ROUTE(HTTP_POST, "/upload", "upload", 1, HTTP_BODY_MULTIPART, 100000, count_body),
    SPOOLED("/spool", "spool", HTTP_BODY_NDJSON, 1 << 29, echo_file),
    SPOOLED("/spool/count", "spoolCount", HTTP_BODY_NDJSON, 1 << 29, count_body),
    SPOOLED("/spool/sum", "spoolSum", HTTP_BODY_MULTIPART, 100000, sum_file),
    SPOOLED("/spool/hold", "spoolHold", HTTP_BODY_NDJSON, 1 << 29, hold),
    {.method = HTTP_POST, .path = "/admitted", .operation_id = "admitted", .body = HTTP_BODY_JSON, .handler = count_body, .admit = admit},
    ROUTE(HTTP_GET, "/stream", "stream", 1, HTTP_BODY_NONE, 0, stream),
    ROUTE(HTTP_GET, "/drip", "drip", 1, HTTP_BODY_NONE, 0, drip),
    ROUTE(HTTP_GET, "/file", "file", 0, HTTP_BODY_NONE, 0, get_file),
    ROUTE(HTTP_GET, "/cached", "cached", 0, HTTP_BODY_NONE, 0, get_cached),
    ROUTE(HTTP_GET, "/large", "large", 0, HTTP_BODY_NONE, 0, get_large),
    ROUTE(HTTP_GET, "/no-answer", "noAnswer", 0, HTTP_BODY_NONE, 0, give_no_answer),
    ROUTE(HTTP_GET, "/hold", "hold", 1, HTTP_BODY_NONE, 0, hold),
    ROUTE(HTTP_GET, "/release", "release", 0, HTTP_BODY_NONE, 0, release),
    ROUTE(HTTP_GET, "/copy", "copy", 0, HTTP_BODY_NONE, 0, copy_files),
    ROUTE(HTTP_GET, "/held", "held", 0, HTTP_BODY_NONE, 0, get_held),
    ROUTE(HTTP_GET, "/metrics", "metrics", 0, HTTP_BODY_NONE, 0, get_metrics),
};

static void render_error(struct http_call *call, const struct err *e)
{
    static const int statuses[RC_COUNT] = {
        [RC_INVALID] = 400,
        [RC_UNAUTHENTICATED] = 401,
        [RC_NOT_FOUND] = 404,
        [RC_BAD_METHOD] = 405,
        [RC_TOO_LARGE] = 413,
        [RC_BAD_TYPE] = 415,
        [RC_INTERNAL] = 500,
        [RC_UNAVAILABLE] = 503,
        [RC_NO_MEMORY] = 503,
    };
    struct buf text;
    buf_init(&text, call->arena);
    buf_add_format(&text, "%s %s\n", e->code, e->msg);
    http_reply(call, statuses[e->rc], "text/plain; charset=utf-8", str_of(buf_text(&text)));
}

static bool submit(void *self, struct http_call *call)
{
    struct bench *const bench = self;
    return queue_push(bench->lane, call);
}

static void *work(void *arg)
{
    struct bench *const bench = arg;
    void *item = NULL;
    while (queue_pop(bench->lane, &item, 1, -1) > 0) {
        struct http_call *const call = item;
        http_call_run(call, bench);
        http_call_finish(call);
    }
    return NULL;
}

static void *context_new(void *self, struct err *e)
{
    (void)e;
    return self;
}

static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* No file may become longer, as on a disk that is full. */
static void limit_files(int64_t bytes)
{
    const struct rlimit limit = {(rlim_t)bytes, (rlim_t)bytes};
    if (bytes > 0) {
        (void)signal(SIGXFSZ, SIG_IGN);
        (void)setrlimit(RLIMIT_FSIZE, &limit);
    }
}

static struct http_options make_options(const struct settings *settings, struct bench *bench, const struct log *log, int access_log_fd)
{
    static const char *const base_paths[] = {"/base", "/other/base", NULL};
    return (struct http_options){
        .listen = settings->listen,
        .loops = (unsigned)settings->loops,
        .routes = {routes, COUNT_OF(routes), base_paths},
        .lanes = {[1] = {submit, bench}},
        .limits =
            {
                .header_max = (size_t)settings->header_max,
                .body_max = (size_t)settings->body_max,
                .connections = (unsigned)settings->connections,
                .connections_per_address = (unsigned)settings->per_address,
                .header_timeout_ms = (int)settings->header_ms,
                .body_timeout_ms = (int)settings->body_ms,
                .answer_timeout_ms = (int)settings->answer_ms,
                .idle_timeout_ms = (int)settings->idle_ms,
                .drain_timeout_ms = (int)settings->drain_ms,
                .transfer_rate = (size_t)settings->transfer_rate,
            },
        .loop_context_new = context_new,
        .context_self = bench,
        .render_error = render_error,
        .log = log,
        .access_log_fd = access_log_fd,
        .spool_folder = settings->spool,
        .spool_max = (uint64_t)settings->spool_max,
    };
}

static sigset_t only(int signal_number)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, signal_number);
    return set;
}

/* SIGUSR1 lets go of held calls: while the server drains there is no other way to ask for it. */
static void *await_release(void *arg)
{
    const sigset_t awaited = only(SIGUSR1);
    int signal_number = 0;
    (void)sigwait(&awaited, &signal_number);
    release_all(arg);
    return NULL;
}

/* Runs until SIGTERM. */
static int serve(struct http_options *options, struct bench *bench)
{
    struct err e = {0};
    struct http_server *server = NULL;
    const sigset_t awaited = only(SIGTERM);
    int signal_number = 0;
    if (http_server_start(options, &server, &e) != RC_OK) {
        (void)fprintf(stderr, "%s\n", e.msg);
        return 1;
    }
    atomic_store(&bench->server, server);
    (void)printf("%u\n", http_server_port(server));
    (void)fflush(stdout);
    (void)sigwait(&awaited, &signal_number);
    http_server_stop(server);
    (void)printf("stopped\n");
    (void)fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    struct settings settings = {.listen = "127.0.0.1:0", .loops = 2, .workers = 2, .lane_depth = 64};
    static struct bench bench = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    const struct log log = {.fd = STDERR_FILENO, .least = LOG_INFO};
    struct arena arena;
    struct operands operands;
    struct err e = {0};
    arena_init(&arena, 4096);
    if (options_from_arguments((struct option_table){specs, COUNT_OF(specs)}, argc - 1, argv + 1, &arena, &settings, &operands, &e) !=
        RC_OK) {
        (void)fprintf(stderr, "%s\n", e.msg);
        arena_deinit(&arena);
        return 2;
    }
    raise_descriptor_limit();
    limit_files(settings.file_max);
    const sigset_t blocked[] = {only(SIGTERM), only(SIGUSR1)};
    (void)pthread_sigmask(SIG_BLOCK, &blocked[0], NULL);
    (void)pthread_sigmask(SIG_BLOCK, &blocked[1], NULL);
    const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    const int access_log_fd = settings.access_log == NULL ? -1 : open(settings.access_log, flags, 0600);
    const char *const trusted[] = {settings.trusted, NULL};
    struct http_options options = make_options(&settings, &bench, &log, access_log_fd);
    options.trusted_proxies = trusted;
    bench.lane = queue_new((size_t)settings.lane_depth);
    size_t workers = 0;
    while (bench.lane != NULL && workers < (size_t)settings.workers && workers < WORKERS_MAX &&
        pthread_create(&bench.workers[workers], NULL, work, &bench) == 0) {
        workers++;
    }
    pthread_t releaser;
    const bool releases = pthread_create(&releaser, NULL, await_release, &bench) == 0;
    const int status = serve(&options, &bench);
    if (releases) {
        (void)pthread_kill(releaser, SIGUSR1);
        (void)pthread_join(releaser, NULL);
    }
    queue_close(bench.lane);
    while (workers > 0) {
        (void)pthread_join(bench.workers[--workers], NULL);
    }
    queue_free(bench.lane);
    if (access_log_fd >= 0) {
        (void)close(access_log_fd);
    }
    arena_deinit(&arena);
    return status;
}
