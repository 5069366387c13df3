/* SPDX-License-Identifier: EUPL-1.2 */
/* What a writer has acknowledged is never hidden by what a reader remembers, however hard readers and writer meet. */
#include "tasks.h"

#include "registry/listing.h"
#include "registry/public.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define CARDS 6
#define CHANGES 150
#define READERS 4
#define ADA ESI("ada")

/* Each change of a card moves its expiry on by a day; `acknowledged` is raised once the writer has answered. */
struct world {
    struct office office;
    struct log log;
    struct writer *writer;
    char numbers[CARDS][ESCN_TEXT_SIZE];
    atomic_int acknowledged[CARDS];
    atomic_int issued; /* cards in all, acknowledged */
    atomic_bool is_over;
    atomic_int stale;
    atomic_int reads;
};

/* A reader with its own session. */
struct reader {
    struct world *world;
    bool reads_lists;
    unsigned at;
};

static void note(struct world *w, bool is_stale)
{
    (void)atomic_fetch_add(&w->reads, 1);
    if (is_stale) {
        (void)atomic_fetch_add(&w->stale, 1);
    }
}

static void read_status(struct world *w, struct session *session, unsigned at)
{
    const unsigned card = at % CARDS;
    const int acknowledged = atomic_load(&w->acknowledged[card]);
    struct public_status status;
    struct err e = {0};
    const enum rc rc = registry_card_status(session, str_of(w->numbers[card]), &status, &e);
    note(w, rc != RC_OK || status.expires_day - (TODAY + 365) < acknowledged);
}

/* The cards' expiries as a sorted list tells them: their sum never falls behind what was acknowledged before. */
static void read_list(struct world *w, struct session *session, struct arena *arena)
{
    const struct list_request request = {.sort = FIELD_CARD_EXPIRES, .descending = true, .size = 200};
    const int issued = atomic_load(&w->issued);
    struct card_page page;
    struct err e = {0};
    int64_t sum = 0;
    int64_t acknowledged = 0;
    for (unsigned i = 0; i < CARDS; i++) {
        acknowledged += atomic_load(&w->acknowledged[i]);
    }
    if (session_read_begin(session, &e) != RC_OK) {
        note(w, true);
        return;
    }
    const enum rc rc = registry_list_cards(session, &request, &page, &e);
    session_read_end(session);
    for (size_t i = 0; rc == RC_OK && i < page.count; i++) {
        sum += page.items[i].card.expires_day - (TODAY + 365);
    }
    note(w, rc != RC_OK || page.total < issued || sum < acknowledged);
    arena_reset(arena);
}

static void *read_on(void *argument)
{
    struct reader *const reader = argument;
    struct world *const w = reader->world;
    struct session *session = NULL;
    struct arena arena;
    struct err e = {0};
    arena_init(&arena, 16384);
    if (session_open(w->office.registry, SESSION_READ, &session, &e) != RC_OK) {
        note(w, true);
    }
    while (session != NULL && !atomic_load(&w->is_over)) {
        note(w, session_begin(session, &arena, NULL, &e) != RC_OK);
        session->actor = directory_find(&session->directory, str_of(FIRST));
        if (reader->reads_lists) {
            read_list(w, session, &arena);
        } else {
            read_status(w, session, reader->at++);
        }
    }
    session_close(session);
    arena_deinit(&arena);
    return NULL;
}

/* The change with this number, of a card or of how many there are. */
struct change {
    struct world *world;
    int number;
    struct card_input input;
};

static enum rc make_change(struct session *session, void *argument, struct err *e)
{
    struct change *const change = argument;
    struct card_detail out;
    const int card = change->number % CARDS;
    change->input = card_input_of(FIRST, ADA);
    if (change->number % 10 == 9) {
        return registry_issue_card(session, &change->input, &out, e);
    }
    change->input.expires_day = TODAY + 365 + atomic_load(&change->world->acknowledged[card]) + 1;
    return registry_update_card(session, str_of(change->world->numbers[card]), &change->input, &out, e);
}

static void acknowledge(struct world *w, int number)
{
    (void)atomic_fetch_add(number % 10 == 9 ? &w->issued : &w->acknowledged[number % CARDS], 1);
}

static void make_changes(struct world *w)
{
    for (int i = 0; i < CHANGES; i++) {
        struct change change = {.world = w, .number = i};
        struct task task;
        task_init(&task, FIRST, make_change, &change);
        assert_true(writer_submit(w->writer, &task.job));
        if (task_wait(&task) != RC_OK) {
            fail_msg("change %d: %s %s", i, task.end_error.msg, task.work_error.msg);
        }
        task_deinit(&task);
        acknowledge(w, i);
    }
}

static void begin(struct world *w, void **state)
{
    office_open(&w->office, *state);
    office_add_person(&w->office, FIRST, ADA, "Ada");
    for (size_t i = 0; i < CARDS; i++) {
        (void)snprintf(w->numbers[i], sizeof w->numbers[i], "%s", office_add_card(&w->office, FIRST, ADA));
    }
    atomic_store(&w->issued, CARDS);
    w->log = (struct log){.fd = STDERR_FILENO, .least = LOG_LEVEL_COUNT};
    const struct writer_options options = {.log = &w->log};
    MUST(writer_start(w->office.registry, &options, &w->writer, &e));
}

static void test_readers_never_see_less_than_was_acknowledged(void **state)
{
    static struct world w;
    pthread_t threads[READERS];
    struct reader readers[READERS];
    begin(&w, state);
    for (unsigned i = 0; i < READERS; i++) {
        readers[i] = (struct reader){.world = &w, .reads_lists = i % 2 == 1, .at = i};
        assert_int_equal(pthread_create(&threads[i], NULL, read_on, &readers[i]), 0);
    }
    make_changes(&w);
    atomic_store(&w.is_over, true);
    for (unsigned i = 0; i < READERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    writer_stop(w.writer);
    assert_int_equal(atomic_load(&w.stale), 0);
    assert_true(atomic_load(&w.reads) > CHANGES);
    office_assert_sound(&w.office);
    office_close(&w.office);
}

int main(void)
{
    static const struct contract_test tests[] = {CONTRACT_TEST(test_readers_never_see_less_than_was_acknowledged)};
    return CONTRACT_RUN("registry writer readers", tests);
}
