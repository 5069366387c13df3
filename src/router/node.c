/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/node.h"

#include "api/api.h"
#include "base/day.h"
#include "base/program.h"
#include "console/console.h"
#include "courier/courier.h"
#include "courier/hosted.h"
#include "http/server.h"
#include "intake/runner.h"
#include "intake/spool.h"
#include "picture/maker.h"
#include "print/printer.h"
#include "router/caretaker.h"
#include "router/key_file.h"
#include "router/lanes.h"
#include "router/logos.h"
#include "router/look.h"
#include "router/management.h"
#include "router/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define URL_SIZE 300
#define PROXIES_MAX 32
#define IMPORT_THREADS 2 /* imports of different organisations at the same time */

struct node {
    struct arena arena;
    struct log log;
    struct logos *logos;
    struct skin skin;
    const char *upload_folder;
    struct registry *registry;
    struct writer *writer;
    struct caretaker *caretaker;
    struct api *api;
    struct console *console;
    struct lanes *lanes;
    struct intake_runner *runner;
    struct http_server *server;
    struct courier *courier;
    struct hosted *hosted;
    struct management *management;
    struct picture_maker picture_maker;
    struct printer printer;
    int access_log_fd;
    const char *proxies[PROXIES_MAX + 1];
    char url[URL_SIZE];
    char management_url[URL_SIZE];
    atomic_bool is_up; /* the addresses are known */
};

static enum rc check_listen(const char *name, const char *listen, struct err *e)
{
    const char *const colon = strrchr(listen, ':');
    long long port = -1;
    if (colon == NULL || colon == listen || !str_to_int64(str_of(colon + 1), &port) || port < 0 || port > 65535) {
        return err_set(e, RC_INVALID, "", name, "%s is \"%s\"; HOST:PORT such as 127.0.0.1:8080 was expected", name, listen);
    }
    return RC_OK;
}

static enum rc check_public_url(const char *url, struct err *e)
{
    const struct str text = str_of(url);
    const bool has_scheme = str_starts_with(text, STR("http://")) || str_starts_with(text, STR("https://"));
    if (url != NULL && (!has_scheme || url[strlen(url) - 1] == '/')) {
        return err_set(
            e, RC_INVALID, "", "public-url", "public-url is \"%s\"; http:// or https:// and a host without final slash was expected", url);
    }
    return RC_OK;
}

static enum rc check_database(const char *url, struct err *e)
{
    if (url == NULL) {
        return err_set(e, RC_INVALID, "", "database", "no database is named: --database sqlite:PATH");
    }
    if (!str_starts_with(str_of(url), STR("sqlite:")) || url[7] == '\0') {
        return err_set(e, RC_INVALID, "", "database", "database is \"%s\"; sqlite:PATH was expected", url);
    }
    return RC_OK;
}

static struct outcall_rules rules_of(const struct settings *settings)
{
    return (struct outcall_rules){.allow_http = settings->services_allow_http, .allow_private = settings->services_allow_private};
}

static struct mail_settings mail_of(const struct settings *settings)
{
    return (struct mail_settings){
        .server = settings->mail_server,
        .from = settings->mail_from,
        .user = settings->mail_user,
        .password_file = settings->mail_password_file,
        .folder = settings->mail_folder,
        .allow_plain = settings->mail_allow_plain,
    };
}

enum rc node_check(const struct settings *settings, struct err *e)
{
    AUTO(logos_freep) struct logos *logos = NULL;
    enum log_level level = LOG_INFO;
    int32_t day = 0;
    if (check_listen("listen", settings->listen, e) != RC_OK ||
        check_listen("management-listen", settings->management_listen, e) != RC_OK || check_public_url(settings->public_url, e) != RC_OK ||
        check_database(settings->database, e) != RC_OK) {
        return e->rc;
    }
    const struct mail_settings mail = mail_of(settings);
    if (courier_check(&mail, settings->database, e) != RC_OK) {
        return e->rc;
    }
    if (!log_level_parse(settings->log_level, &level)) {
        return err_set(
            e, RC_INVALID, "", "log-level", "log-level is \"%s\"; debug, info, warning or error was expected", settings->log_level);
    }
    if (!caretaker_time_parse(settings->retention_at, &day)) {
        return err_set(e, RC_INVALID, "", "retention-at", "retention-at is \"%s\"; a time of the day such as 03:15 was expected",
            settings->retention_at);
    }
    if (!day_parse(str_of(settings->new_logo_from), &day)) {
        return err_set(
            e, RC_INVALID, "", "new-logo-from", "new-logo-from is \"%s\"; a day such as 2028-01-01 was expected", settings->new_logo_from);
    }
    if (logos_open(settings, &logos, e) != RC_OK) {
        return e->rc;
    }
    AUTO(arena_deinit) struct arena arena;
    struct skin skin;
    arena_init(&arena, 8192);
    return look_open(settings, &arena, &skin, e);
}

static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void block_signals(void)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static enum rc open_access_log(struct node *node, const char *path, struct err *e)
{
    node->access_log_fd = -1;
    if (path[0] == '\0') {
        return RC_OK;
    }
    node->access_log_fd =
        strcmp(path, "-") == 0 ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP);
    if (node->access_log_fd < 0) {
        return err_set(e, RC_UNAVAILABLE, "", "access-log", "the access log %s can't be opened: %s", path, strerror(errno));
    }
    return RC_OK;
}

/* Cuts "a, b" into its parts. */
static enum rc read_proxies(struct node *node, const char *list, struct err *e)
{
    struct str rest = str_of(list);
    size_t count = 0;
    while (rest.data != NULL && rest.length > 0) {
        const struct str one = str_trim(str_cut(&rest, ','));
        if (one.length == 0) {
            continue;
        }
        if (count == PROXIES_MAX) {
            return err_set(e, RC_INVALID, "", "trusted-proxies", "more than %d trusted proxies are named", PROXIES_MAX);
        }
        node->proxies[count] = arena_text(&node->arena, one.data, one.length);
        if (node->proxies[count++] == NULL) {
            return err_no_memory(e);
        }
    }
    return RC_OK;
}

static void *open_loop_context(void *self, struct err *e)
{
    struct node *const node = self;
    struct session_context *const context = calloc(1, sizeof *context);
    if (context == NULL) {
        (void)err_no_memory(e);
        return NULL;
    }
    if (session_open(node->registry, SESSION_READ, &context->session, e) != RC_OK) {
        free(context);
        return NULL;
    }
    return context;
}

static void close_loop_context(void *self, void *context)
{
    (void)self;
    struct session_context *const own = context;
    session_close(own->session);
    free(own);
}

/* Beside the database there is room, and it is readable by nobody else. */
static enum rc choose_upload_folder(struct node *node, const struct settings *settings, struct err *e)
{
    const char *const path = settings->database + strlen("sqlite:");
    const char *const slash = strrchr(path, '/');
    node->upload_folder = settings->upload_folder != NULL ? settings->upload_folder
        : slash == NULL                                   ? "."
                                                          : arena_text(&node->arena, path, slash == path ? 1 : (size_t)(slash - path));
    return node->upload_folder == NULL ? err_no_memory(e) : RC_OK;
}

/* What the API and the pages answer, in one table. */
static enum rc join_routes(struct node *node, struct http_routes *out, struct err *e)
{
    const struct http_routes api = api_routes(node->api);
    const struct http_routes pages = console_routes(node->console);
    struct http_route *const routes = arena_alloc_array(&node->arena, api.count + pages.count, sizeof *routes);
    if (routes == NULL) {
        return err_no_memory(e);
    }
    memcpy(routes, api.items, api.count * sizeof *routes);
    memcpy(routes + api.count, pages.items, pages.count * sizeof *routes);
    *out = (struct http_routes){.items = routes, .count = api.count + pages.count, .base_paths = api.base_paths};
    return RC_OK;
}

/* Where no route was found: a page for browsers, the API's form for programs. */
static void render_error(struct http_call *call, const struct err *e)
{
    console_render_error(call->failure_owner, call, e);
}

static enum rc start_api_server(struct node *node, const struct settings *settings, struct err *e)
{
    struct http_routes routes;
    if (join_routes(node, &routes, e) != RC_OK) {
        return e->rc;
    }
    const struct http_options options = {
        .listen = settings->listen,
        .loops = (unsigned)settings->loops,
        .routes = routes,
        .lanes = {[API_LANE_WORKER] = lanes_worker(node->lanes),
            [API_LANE_WRITER] = lanes_writer(node->lanes),
            [API_LANE_HEAVY] = lanes_heavy(node->lanes),
            [API_LANE_BULK] = lanes_bulk(node->lanes),
            [API_LANE_HOSTED] = lanes_hosted(node->lanes)},
        .limits = {.body_max = (size_t)settings->body_max,
            .connections = (unsigned)settings->connections,
            .connections_per_address = (unsigned)settings->connections_per_address,
            .drain_timeout_ms = (int)settings->drain_timeout * 1000},
        .trusted_proxies = node->proxies,
        .loop_context_new = open_loop_context,
        .loop_context_free = close_loop_context,
        .context_self = node,
        .render_error = render_error,
        .failure_owner = node->console,
        .log = &node->log,
        .access_log_fd = node->access_log_fd,
        .spool_folder = node->upload_folder,
    };
    return http_server_start(&options, &node->server, e);
}

static enum rc start_caretaker(struct node *node, const struct settings *settings, struct err *e)
{
    struct caretaker_options options = {
        .registry = node->registry,
        .writer = node->writer,
        .log = &node->log,
        .card_days = settings->retention_days,
        .person_days = settings->retention_person_days,
    };
    if (!caretaker_time_parse(settings->retention_at, &options.at_minute)) {
        return err_set(e, RC_INVALID, "", "retention-at", "retention-at is no time of the day");
    }
    return caretaker_start(&options, &node->caretaker, e);
}

static enum rc start_management(struct node *node, const struct settings *settings, struct err *e)
{
    const struct management_options options = {
        .listen = settings->management_listen,
        .registry = node->registry,
        .server = node->server,
        .writer = node->writer,
        .courier = node->courier,
        .log = &node->log,
    };
    return management_start(&options, &node->management, e);
}

static enum rc start_courier(struct node *node, const struct settings *settings, struct err *e)
{
    const struct courier_options options = {
        .registry = node->registry,
        .writer = node->writer,
        .log = &node->log,
        .mail = mail_of(settings),
        .rules = rules_of(settings),
    };
    if (courier_start(&options, &node->courier, e) != RC_OK) {
        return err_wrap(e, "sending mails and events");
    }
    return RC_OK;
}

/* The address under which this machine reaches a listener. */
static void make_url(char out[URL_SIZE], const char *listen, unsigned port)
{
    const char *const colon = strrchr(listen, ':');
    const int length = colon == NULL ? 0 : (int)(colon - listen);
    const bool everywhere = (length == 1 && listen[0] == '*') || strncmp(listen, "0.0.0.0:", 8) == 0 || strncmp(listen, "[::]:", 5) == 0;
    (void)snprintf(out, URL_SIZE, "http://%.*s:%u", everywhere ? 9 : length, everywhere ? "127.0.0.1" : listen, port);
}

/* A router without it takes no pictures, and does all else. */
static const struct picture_maker *find_darkroom(struct node *node)
{
    struct err e = {0};
    node->picture_maker.log = &node->log;
    if (picture_program_find(&node->arena, &node->picture_maker.program, &e) == RC_OK) {
        return &node->picture_maker;
    }
    log_write(&node->log, LOG_WARNING, "no pictures are taken: %s", e.msg);
    return NULL;
}

/* A router without it prints nothing, and does all else. */
static const struct printer *find_press(struct node *node)
{
    struct err e = {0};
    node->printer = (struct printer){.folder = node->upload_folder, .log = &node->log};
    if (program_find(&node->arena, PRESS_PROGRAM, &node->printer.program, &e) == RC_OK) {
        return &node->printer;
    }
    log_write(&node->log, LOG_WARNING, "nothing is printed: %s", e.msg);
    return NULL;
}

/* Imports go on where an earlier life has left them. */
static enum rc start_runner(struct node *node, const struct settings *settings, struct api_settings *api, struct err *e)
{
    const struct intake_runner_options options = {
        .intake = {.registry = node->registry, .writer = node->writer, .folder = api->imports_folder, .log = &node->log},
        .threads = IMPORT_THREADS,
        .keep_days = settings->import_keep,
    };
    if (api->imports_folder == NULL) {
        return err_no_memory(e);
    }
    if (intake_runner_start(&options, &node->runner, e) != RC_OK) {
        return e->rc;
    }
    api->runner = node->runner;
    return RC_OK;
}

/* The API can be tried out where students are invented. */
static enum rc start_console(struct node *node, const struct settings *settings, const struct api_settings *api, struct err *e)
{
    const struct console_settings console = {
        .log = &node->log,
        .for_programs = api_render_error,
        .public_url = settings->public_url,
        .printer = find_press(node),
        .picture_maker = api->picture_maker,
        .skin = &node->skin,
        .logos = logos_of(node->logos),
        .worker_lane = API_LANE_WORKER,
        .heavy_lane = API_LANE_HEAVY,
        .bulk_lane = API_LANE_BULK,
        .waiting_lane = API_LANE_HOSTED,
        .manual = api_manual(node->api),
        .try_out = settings->invented ? trial_send : NULL,
        .try_out_self = node,
        .upload_folder = node->upload_folder,
        .imports_folder = api->imports_folder,
        .runner = api->runner,
        .import_max = api->import_max,
    };
    return console_new(&console, &node->console, e);
}

static enum rc start_parts(struct node *node, const struct settings *settings, struct err *e)
{
    struct registry_settings registry = {.database = settings->database,
        .any_number = settings->any_card_number,
        .temporary = settings->temporary,
        .services_allow_http = settings->services_allow_http};
    struct router_key key;
    struct api_settings api = {
        .public_url = settings->public_url,
        .logos = logos_of(node->logos),
        .log = &node->log,
        .token_rate = (double)settings->token_rate,
        .address_rate = (double)settings->address_rate,
        .import_max = (size_t)settings->import_max,
        .picture_maker = find_darkroom(node),
        .upload_folder = node->upload_folder,
        .imports_folder = spool_folder(&node->arena, settings->imports_folder, settings->database),
    };
    node->hosted = hosted_new(rules_of(settings));
    if (node->hosted == NULL) {
        return err_no_memory(e);
    }
    api.ask_hosted = hosted_ask;
    api.ask_hosted_self = node->hosted;
    const struct writer_options writer = {.log = &node->log};
    const struct lanes_options lanes = {.workers = (unsigned)settings->workers, .heavy_workers = (unsigned)settings->heavy_workers};
    if (!day_parse(str_of(settings->new_logo_from), &registry.new_logo_day)) {
        return err_set(e, RC_INVALID, "", "new-logo-from", "new-logo-from is no day");
    }
    if (key_file_prepare(settings, &node->arena, e) != RC_OK || key_file_read(settings, &node->arena, &key, e) != RC_OK) {
        return e->rc;
    }
    registry.key = key.bytes;
    if (registry_open(&registry, &node->registry, e) != RC_OK || writer_start(node->registry, &writer, &node->writer, e) != RC_OK ||
        start_runner(node, settings, &api, e) != RC_OK || api_new(&api, &node->api, e) != RC_OK ||
        start_console(node, settings, &api, e) != RC_OK || lanes_start(node->registry, node->writer, &lanes, &node->lanes, e) != RC_OK ||
        start_courier(node, settings, e) != RC_OK || start_api_server(node, settings, e) != RC_OK ||
        start_management(node, settings, e) != RC_OK || start_caretaker(node, settings, e) != RC_OK) {
        return e->rc;
    }
    make_url(node->url, settings->listen, http_server_port(node->server));
    make_url(node->management_url, settings->management_listen, management_port(node->management));
    atomic_store(&node->is_up, true);
    return RC_OK;
}

enum rc node_start(const struct settings *settings, struct node **out, struct err *e)
{
    if (node_check(settings, e) != RC_OK) {
        return e->rc;
    }
    struct node *const node = calloc(1, sizeof *node);
    if (node == NULL) {
        return err_no_memory(e);
    }
    arena_init(&node->arena, 4096);
    node->log.fd = STDERR_FILENO;
    (void)log_level_parse(settings->log_level, &node->log.least);
    block_signals();
    raise_file_limit();
    if (open_access_log(node, settings->access_log, e) != RC_OK || read_proxies(node, settings->trusted_proxies, e) != RC_OK ||
        logos_open(settings, &node->logos, e) != RC_OK || look_open(settings, &node->arena, &node->skin, e) != RC_OK ||
        choose_upload_folder(node, settings, e) != RC_OK || start_parts(node, settings, e) != RC_OK) {
        node_stop(node);
        return e->rc;
    }
    *out = node;
    return RC_OK;
}

void node_wait(const struct node *node)
{
    (void)node;
    sigset_t signals;
    int signal = 0;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigwait(&signals, &signal);
}

/* What is to be sent waits for the next start. The API's listener goes before those who answer its calls, so that nothing new comes. */
void node_stop(struct node *node)
{
    if (node == NULL) {
        return;
    }
    management_stop(node->management);
    courier_stop(node->courier);
    if (node->server != NULL) {
        http_server_stop(node->server);
    }
    lanes_end(node->lanes);
    intake_runner_stop(node->runner);
    caretaker_stop(node->caretaker);
    writer_stop(node->writer);
    lanes_free(node->lanes);
    api_free(node->api);
    hosted_free(node->hosted);
    console_free(node->console);
    registry_close(node->registry);
    logos_free(node->logos);
    if (node->access_log_fd >= 0) {
        (void)close(node->access_log_fd);
    }
    arena_deinit(&node->arena);
    free(node);
}

bool node_is_up(const struct node *node)
{
    return atomic_load(&node->is_up);
}

const char *node_url(const struct node *node)
{
    return node->url;
}

const char *node_management_url(const struct node *node)
{
    return node->management_url;
}

const char *node_mail_folder(const struct node *node)
{
    return courier_folder(node->courier);
}

const struct log *node_log(const struct node *node)
{
    return &node->log;
}

enum rc write_whole_file(const char *path, struct str content, struct err *e)
{
    char passing[4096];
    if ((size_t)snprintf(passing, sizeof passing, "%s.%d", path, (int)getpid()) >= sizeof passing) {
        return err_set(e, RC_INVALID, "", "", "the path %s is too long", path);
    }
    const int fd = open(passing, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const bool good = fd >= 0 && write(fd, content.data, content.length) == (ssize_t)content.length;
    if (fd >= 0) {
        (void)close(fd);
    }
    if (!good || rename(passing, path) != 0) {
        (void)err_set(e, RC_UNAVAILABLE, "", "", "the file %s can't be written: %s", path, strerror(errno));
        (void)unlink(passing);
        return e->rc;
    }
    return RC_OK;
}
