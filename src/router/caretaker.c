/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/caretaker.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/hex.h"
#include "base/random.h"
#include "registry/links.h"
#include "registry/reads.h"
#include "registry/retention.h"
#include "registry/rights.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define TICK_MS 500
#define READS_MAX 512
#define READS_EVERY_US INT64_C(2000000)
#define LINKS_EVERY_US INT64_C(600000000)
#define LOOK_EVERY_US INT64_C(60000000) /* whether the daily erasing is due */
#define SCRUB_AFTER_US INT64_C(1000000) /* what is erased together is cleared together */
#define SMALL_BYTES (INT64_C(64) << 20) /* of a file that is read as a whole each time */
#define DAY_US INT64_C(86400000000)
#define MINUTE_US INT64_C(60000000)
#define BUSY_TIMEOUT_MS 250

struct caretaker {
    struct caretaker_options options;
    struct session *session; /* reads */
    struct db *db;           /* clears */
    char name[17];           /* among the routers on one database */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stopping;
    int64_t reads_at_us, links_at_us, look_at_us; /* when last done, by the steady clock */
    unsigned erasures;                            /* as last seen */
    int64_t erased_at_us;                         /* 0: nothing to clear */
    bool thorough;                                /* the next clearing looks through the whole file */
};

/* Work for the writer that the caretaker waits for. */
struct task {
    struct write_job job; /* first, so that a job's address is its task's */
    session_work_fn *work;
    void *argument;
    struct caretaker *caretaker;
    struct err e;
    bool done;
};

static bool run_task(struct write_job *job, struct session *session)
{
    struct task *const task = (struct task *)job;
    struct arena arena;
    arena_init(&arena, 16384);
    const bool good = session_begin(session, &arena, NULL, &task->e) == RC_OK && task->work(session, task->argument, &task->e) == RC_OK;
    session->arena = NULL;
    arena_deinit(&arena);
    return good;
}

static void finish_task(struct write_job *job, const struct err *e)
{
    struct task *const task = (struct task *)job;
    struct caretaker *const caretaker = task->caretaker;
    (void)pthread_mutex_lock(&caretaker->mutex);
    if (task->e.rc == RC_OK) {
        task->e = *e;
    }
    task->done = true;
    (void)pthread_cond_broadcast(&caretaker->wake);
    (void)pthread_mutex_unlock(&caretaker->mutex);
}

/* Others' writes go on between two of these. */
static enum rc write(struct caretaker *caretaker, session_work_fn *work, void *argument, struct err *e)
{
    struct task task = {.job = {.run = run_task, .done = finish_task}, .work = work, .argument = argument, .caretaker = caretaker};
    if (!writer_submit(caretaker->options.writer, &task.job)) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "too many writes wait");
    }
    (void)pthread_mutex_lock(&caretaker->mutex);
    while (!task.done) {
        (void)pthread_cond_wait(&caretaker->wake, &caretaker->mutex);
    }
    (void)pthread_mutex_unlock(&caretaker->mutex);
    *e = task.e;
    return e->rc;
}

static void tell(const struct caretaker *caretaker, const char *doing, const struct err *e)
{
    log_write(caretaker->options.log, LOG_WARNING, "%s: %s", doing, e->msg);
}

static bool is_stopping(struct caretaker *caretaker)
{
    (void)pthread_mutex_lock(&caretaker->mutex);
    const bool stopping = caretaker->stopping;
    (void)pthread_mutex_unlock(&caretaker->mutex);
    return stopping;
}

/* Reads of others' data. */

struct taken {
    struct read_note notes[READS_MAX];
    size_t count;
};

static enum rc write_reads(struct session *session, void *argument, struct err *e)
{
    const struct taken *const taken = argument;
    return registry_record_reads(session, taken->notes, taken->count, e);
}

static void flush_reads(struct caretaker *caretaker, struct taken *taken)
{
    struct err e = {0};
    do {
        taken->count = reads_take(caretaker->options.registry->reads, taken->notes, READS_MAX);
        if (taken->count > 0 && write(caretaker, write_reads, taken, &e) != RC_OK) {
            reads_put_back(caretaker->options.registry->reads, taken->notes, taken->count);
            tell(caretaker, "writing down who has read, which will be tried again", &e);
            return;
        }
    } while (taken->count == READS_MAX);
}

/* Links. */

static enum rc expire_links(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    return registry_expire_links(session, e);
}

/* Erasing by time. */

struct run {
    struct caretaker *caretaker;
    struct retention_rules rules;
    struct retention_walk walk;
    struct retention_counts counts;
    bool mine;
};

static enum rc take_lease(struct session *session, void *argument, struct err *e)
{
    struct run *const run = argument;
    return registry_retention_lease(session, run->caretaker->name, &run->mine, e);
}

static enum rc erase_step(struct session *session, void *argument, struct err *e)
{
    struct run *const run = argument;
    if (take_lease(session, run, e) != RC_OK || !run->mine) {
        return e->rc;
    }
    return registry_retention_erase(session, &run->rules, &run->walk, &run->counts, e);
}

static enum rc finish_run(struct session *session, void *argument, struct err *e)
{
    struct run *const run = argument;
    return registry_retention_done(session, &run->rules, &run->counts, e);
}

static enum rc find_step(struct caretaker *caretaker, struct run *run, struct err *e)
{
    struct arena arena;
    arena_init(&arena, 4096);
    enum rc rc = session_begin(caretaker->session, &arena, NULL, e);
    if (rc == RC_OK) {
        rc = registry_retention_find(caretaker->session, &run->rules, &run->walk, e);
    }
    arena_deinit(&arena);
    return rc;
}

static enum rc run_steps(struct caretaker *caretaker, struct run *run, struct err *e)
{
    if (write(caretaker, take_lease, run, e) != RC_OK) {
        return e->rc;
    }
    while (run->mine && !run->walk.ended) {
        if (is_stopping(caretaker)) {
            return RC_OK;
        }
        if (find_step(caretaker, run, e) != RC_OK || (run->walk.count > 0 && write(caretaker, erase_step, run, e) != RC_OK)) {
            return e->rc;
        }
    }
    return run->mine ? write(caretaker, finish_run, run, e) : RC_OK;
}

static void report(struct caretaker *caretaker, const struct run *run)
{
    int64_t cards = 0;
    int64_t enrolments = 0;
    for (size_t i = 0; i < run->counts.count; i++) {
        cards += run->counts.items[i].cards;
        enrolments += run->counts.items[i].enrolments;
    }
    log_write(
        caretaker->options.log, LOG_INFO, "kept long enough: %" PRId64 " cards and %" PRId64 " enrolments are erased", cards, enrolments);
}

static void erase_old(struct caretaker *caretaker, const struct retention_rules *rules)
{
    struct run run = {.caretaker = caretaker, .rules = *rules};
    struct arena arena;
    struct err e = {0};
    arena_init(&arena, 4096);
    if (retention_counts_make(caretaker->session, &arena, &run.counts, &e) != RC_OK || run_steps(caretaker, &run, &e) != RC_OK) {
        tell(caretaker, "erasing what was kept long enough", &e);
    } else if (run.mine && run.walk.ended) {
        report(caretaker, &run);
        caretaker->thorough = true;
        caretaker->erased_at_us = clock_steady_us();
    }
    arena_deinit(&arena);
}

/* Once a day, from the minute on that is set. On a day that is not after the last run's nothing is done: the clock was set back. */
static void look_for_old(struct caretaker *caretaker)
{
    struct retention_rules rules = {.card_days = caretaker->options.card_days, .person_days = caretaker->options.person_days};
    struct session *const session = caretaker->session;
    struct err e = {0};
    struct arena arena;
    bool due = false;
    arena_init(&arena, 4096);
    const bool known = session_begin(session, &arena, NULL, &e) == RC_OK && registry_retention_look(session, &rules, &due, &e) == RC_OK;
    arena_deinit(&arena);
    if (!known) {
        tell(caretaker, "looking for what was kept long enough", &e);
        return;
    }
    const int64_t minute = (session->now_us - session->today * DAY_US) / MINUTE_US;
    if (due && minute >= caretaker->options.at_minute) {
        erase_old(caretaker, &rules);
    }
}

static bool is_small(const struct caretaker *caretaker)
{
    struct stat status;
    const char *const path = caretaker->options.registry->settings.database + strlen("sqlite:");
    return stat(path, &status) == 0 && status.st_size < SMALL_BYTES;
}

/* Who is in the way makes it wait for the next tick. */
static void scrub(struct caretaker *caretaker, int64_t now_us)
{
    struct err e = {0};
    bool done = false;
    const unsigned erasures = atomic_load(&caretaker->options.registry->erasures);
    if (erasures != caretaker->erasures) {
        caretaker->erasures = erasures;
        caretaker->erased_at_us = now_us;
        return;
    }
    if (caretaker->erased_at_us == 0 || now_us - caretaker->erased_at_us < SCRUB_AFTER_US) {
        return;
    }
    if (db_scrub(caretaker->db, caretaker->thorough || is_small(caretaker), &done, &e) != RC_OK) {
        tell(caretaker, "clearing what was erased from the files", &e);
        caretaker->erased_at_us = now_us + LOOK_EVERY_US;
        return;
    }
    if (done) {
        caretaker->erased_at_us = 0;
        caretaker->thorough = false;
    }
}

static bool is_time(int64_t *last_us, int64_t now_us, int64_t every_us)
{
    if (*last_us != 0 && now_us - *last_us < every_us) {
        return false;
    }
    *last_us = now_us;
    return true;
}

static void tick(struct caretaker *caretaker, struct taken *taken)
{
    const struct caretaker_options *const options = &caretaker->options;
    const int64_t now_us = clock_steady_us();
    struct err e = {0};
    if (is_time(&caretaker->reads_at_us, now_us, READS_EVERY_US)) {
        flush_reads(caretaker, taken);
    }
    if (is_time(&caretaker->links_at_us, now_us, LINKS_EVERY_US) && write(caretaker, expire_links, NULL, &e) != RC_OK) {
        tell(caretaker, "ending links", &e);
    }
    if ((options->card_days > 0 || options->person_days > 0) && is_time(&caretaker->look_at_us, now_us, LOOK_EVERY_US)) {
        look_for_old(caretaker);
    }
    scrub(caretaker, now_us);
}

static void wait_a_little(struct caretaker *caretaker)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    (void)pthread_mutex_lock(&caretaker->mutex);
    if (!caretaker->stopping) {
        (void)pthread_cond_timedwait(&caretaker->wake, &caretaker->mutex, &until);
    }
    (void)pthread_mutex_unlock(&caretaker->mutex);
}

static void *care(void *argument)
{
    struct caretaker *const caretaker = argument;
    struct taken *const taken = calloc(1, sizeof *taken);
    while (taken != NULL && !is_stopping(caretaker)) {
        tick(caretaker, taken);
        wait_a_little(caretaker);
    }
    if (taken != NULL) {
        flush_reads(caretaker, taken);
    }
    free(taken);
    return NULL;
}

static enum rc open_parts(struct caretaker *caretaker, struct err *e)
{
    const struct registry_settings *const settings = &caretaker->options.registry->settings;
    const struct db_options options = {.url = settings->database, .fast_unsafe = settings->temporary, .busy_timeout_ms = BUSY_TIMEOUT_MS};
    if (session_open(caretaker->options.registry, SESSION_READ, &caretaker->session, e) != RC_OK) {
        return e->rc;
    }
    return db_open(&options, (struct db_statements){0}, &caretaker->db, e);
}

static void caretaker_free(struct caretaker *caretaker)
{
    session_close(caretaker->session);
    db_close(caretaker->db);
    (void)pthread_cond_destroy(&caretaker->wake);
    (void)pthread_mutex_destroy(&caretaker->mutex);
    free(caretaker);
}

/* By the steady clock: when the other one is set back, nothing here sleeps until it has caught up. */
static void init_waiting(struct caretaker *caretaker)
{
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&caretaker->mutex, NULL);
    (void)pthread_cond_init(&caretaker->wake, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

enum rc caretaker_start(const struct caretaker_options *options, struct caretaker **out, struct err *e)
{
    unsigned char name[8];
    struct caretaker *const caretaker = calloc(1, sizeof *caretaker);
    if (caretaker == NULL) {
        return err_no_memory(e);
    }
    caretaker->options = *options;
    caretaker->links_at_us = clock_steady_us();
    random_bytes(name, sizeof name);
    hex_encode(name, sizeof name, caretaker->name);
    init_waiting(caretaker);
    if (open_parts(caretaker, e) != RC_OK) {
        caretaker_free(caretaker);
        return e->rc;
    }
    if (pthread_create(&caretaker->thread, NULL, care, caretaker) != 0) {
        caretaker_free(caretaker);
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the caretaker's thread can't be started");
    }
    *out = caretaker;
    return RC_OK;
}

void caretaker_stop(struct caretaker *caretaker)
{
    if (caretaker == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&caretaker->mutex);
    caretaker->stopping = true;
    (void)pthread_cond_broadcast(&caretaker->wake);
    (void)pthread_mutex_unlock(&caretaker->mutex);
    (void)pthread_join(caretaker->thread, NULL);
    caretaker_free(caretaker);
}

bool caretaker_time_parse(const char *text, int32_t *out_minute)
{
    struct str rest = str_of(text);
    const struct str hour_text = str_cut(&rest, ':');
    long long hour = 0;
    long long minute = 0;
    if (hour_text.length != 2 || rest.length != 2 || !str_to_int64(hour_text, &hour) || !str_to_int64(rest, &minute) || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59) {
        return false;
    }
    *out_minute = (int32_t)(hour * 60 + minute);
    return true;
}
