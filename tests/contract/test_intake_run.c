/* SPDX-License-Identifier: EUPL-1.2 */
/* Imports on their way: stopped and gone on with, undone in the middle, taken back, waiting, forgotten, carried out by the server's
 * threads. */
#include "imports.h"

#include "base/buf.h"
#include "intake/runner.h"
#include "registry/listing.h"

#define PEOPLE 350
#define NUMBER "6a01dfc0-cb98-1035-a19b-001" FIRST

/* A file of people, the first `from`; the one at `special` has the number above. */
static struct str people(struct intake_world *w, int count, int special)
{
    struct buf out;
    buf_init(&out, &w->arena);
    buf_add_text(&out, "personIdentifier;fullName;cardNumber;cardType;expiresAt\n");
    for (int i = 0; i < count; i++) {
        buf_add_format(&out, "%s%d;Person %d;%s;0;2030-01-01\n", ESI("p"), i, i, i == special ? NUMBER : "");
    }
    return str_of(buf_text(&out));
}

static void assert_entered(struct intake_world *w, void **state, int count)
{
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), count);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM enrolment"), count);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE deleted_at_us IS NULL"), count);
    office_assert_sound(&w->office);
}

/* Stops a run after each of its steps that has written something. A check begins anew. */
struct stopping {
    atomic_bool stop;
    int steps;
};

static void stop_now(void *self, const struct import *import)
{
    struct stopping *const stopping = self;
    if (import->phase != IMPORT_PHASE_CHECK) {
        atomic_store(&stopping->stop, true);
        stopping->steps++;
    }
}

static struct import run_step_by_step(struct intake_world *w, int64_t id, int *steps)
{
    struct import import = {0};
    struct stopping stopping = {.steps = 0};
    const struct intake_watch watch = {.tell = stop_now, .self = &stopping, .stop = &stopping.stop};
    do {
        atomic_store(&stopping.stop, false);
        MUST(world_run(w, id, &watch, &import, &e));
    } while (!import_is_over(&import));
    *steps = stopping.steps;
    return import;
}

static void test_stopped_after_each_step(void **state)
{
    struct intake_world w;
    int steps = 0;
    world_open(&w, state);
    const int64_t id = world_send(&w, FIRST, IMPORT_CREATE, IMPORT_VALID, false, people(&w, PEOPLE, -1));
    struct import import = run_step_by_step(&w, id, &steps);
    assert_true(steps >= 5);
    assert_counts(&import, IMPORT_DONE, PEOPLE, 0, 0, 0);
    assert_entered(&w, state, PEOPLE);
    MUST(session_transaction(office_act(&w.office, w.office.writer, FIRST), undo_work, &import, &e));
    assert_int_equal(import.state, IMPORT_RUNNING);
    import = run_step_by_step(&w, id, &steps);
    assert_int_equal(import.state, IMPORT_UNDONE);
    assert_true(steps >= 3);
    assert_entered(&w, state, 0);
    world_close(&w);
}

/* Takes the number that a row brings, when all rows have been checked. */
struct taking {
    struct intake_world *w;
    bool done;
};

static void take_number(void *self, const struct import *import)
{
    struct taking *const taking = self;
    if (taking->done || import->phase != IMPORT_PHASE_APPLY) {
        return;
    }
    taking->done = true;
    struct card_input input = card_input_of(FIRST, ESI("other"));
    struct card_detail card;
    input.number = NUMBER;
    MUST(office_issue(&taking->w->office, FIRST, &input, &card, &e));
}

static void test_a_row_that_fails_late_takes_all_back(void **state)
{
    struct intake_world w;
    struct import import;
    world_open(&w, state);
    office_add_person(&w.office, FIRST, ESI("other"), "Other");
    struct taking taking = {.w = &w};
    const struct intake_watch watch = {.tell = take_number, .self = &taking};
    const int64_t id = world_send(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false, people(&w, PEOPLE, PEOPLE - 1));
    MUST(world_run(&w, id, &watch, &import, &e));
    assert_counts(&import, IMPORT_FAILED, 0, 0, 0, 1);
    assert_string_equal(import.reason, "row 351 could not be written any more, so that none is (mode all)");
    assert_non_null(strstr(world_errors(&w, &import), "a card with this number exists already for another person or issuer (ER-0002)"));
    assert_entered(&w, state, 1);
    REFUSED(world_undo(&w, FIRST, &import, &e), RC_CONFLICT, "ER-1205", "id", "it has written nothing");
    world_close(&w);
}

static void test_a_row_that_fails_late_alone(void **state)
{
    struct intake_world w;
    struct import import;
    world_open(&w, state);
    office_add_person(&w.office, FIRST, ESI("other"), "Other");
    struct taking taking = {.w = &w};
    const struct intake_watch watch = {.tell = take_number, .self = &taking};
    const int64_t id = world_send(&w, FIRST, IMPORT_CREATE, IMPORT_VALID, false, people(&w, PEOPLE, PEOPLE - 1));
    MUST(world_run(&w, id, &watch, &import, &e));
    assert_counts(&import, IMPORT_DONE, PEOPLE - 1, 0, 0, 1);
    assert_entered(&w, state, PEOPLE);
    world_close(&w);
}

static void test_a_file_that_breaks_in_the_middle_writes_nothing(void **state)
{
    struct intake_world w;
    world_open(&w, state);
    const char *const broken = arena_format(&w.arena, "%s\"open", people(&w, 20, -1).data);
    for (int mode = IMPORT_ALL; mode <= IMPORT_VALID; mode++) {
        const struct import import = world_import(&w, FIRST, IMPORT_CREATE, (enum import_mode)mode, false, str_of(broken));
        assert_int_equal(import.state, IMPORT_FAILED);
        assert_string_equal(import.reason, "row 22: a quote is opened that is not closed before the end of the file");
    }
    assert_entered(&w, state, 0);
    world_close(&w);
}

static void test_a_file_that_is_gone(void **state)
{
    struct intake_world w;
    struct import import;
    world_open(&w, state);
    const int64_t id = world_send(&w, FIRST, IMPORT_CREATE, IMPORT_VALID, false, people(&w, 1, -1));
    spool_remove(w.folder);
    MUST(world_run(&w, id, NULL, &import, &e));
    assert_int_equal(import.state, IMPORT_FAILED);
    assert_non_null(strstr(import.reason, "the file of the import is gone"));
    world_close(&w);
}

static const char *number_of(struct intake_world *w, const char *esi)
{
    struct card_page page;
    struct list_request request = {.size = 10};
    struct session *const session = office_act(&w->office, w->office.reader, FIRST);
    MUST(registry_list_cards(session, &request, &page, &e));
    for (size_t i = 0; i < page.count; i++) {
        char number[ESCN_TEXT_SIZE];
        escn_format(&page.items[i].card.escn, number);
        if (strcmp(page.items[i].person.person.esi, esi) == 0) {
            return arena_copy(&w->arena, number);
        }
    }
    fail_msg("%s has no card", esi);
    return NULL;
}

static void change_card(struct intake_world *w)
{
    struct card_input input = card_input_of(FIRST, ESI("p1"));
    struct card_detail card;
    MUST(office_update_card(&w->office, FIRST, number_of(w, ESI("p1")), &input, &card, &e));
}

static void delete_card(struct intake_world *w)
{
    MUST(office_delete_card(&w->office, FIRST, number_of(w, ESI("p0")), &e));
}

static void delete_person(struct intake_world *w)
{
    MUST(office_delete_person(&w->office, FIRST, ESI("p2"), &e));
}

static void change_person(struct intake_world *w)
{
    const struct enrolment_input enrolment = {.organisation = FIRST, .full_name = "Another"};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input input = {.identifier = ESI("p2"), .enrolments = enrolments, .count = 1};
    struct person_detail person;
    MUST(office_update_person(&w->office, FIRST, ESI("p2"), &input, &person, &e));
}

static void add_card(struct intake_world *w)
{
    (void)office_add_card(&w->office, FIRST, ESI("p1"));
}

static const struct {
    const char *name;
    void (*act)(struct intake_world *w);
    const char *reason;
} obstacles[] = {
    {"a card was changed", change_card, "1 of its cards and 0 of its persons were changed or deleted, and 0 other cards"},
    {"a card was deleted", delete_card, "1 of its cards and 0 of its persons were changed or deleted, and 0 other cards"},
    {"a person left", delete_person, "1 of its cards and 1 of its persons were changed or deleted, and 0 other cards"},
    {"a person was changed", change_person, "0 of its cards and 1 of its persons were changed or deleted, and 0 other cards"},
    {"a card was added", add_card, "0 of its cards and 0 of its persons were changed or deleted, and 1 other cards"},
};

static void test_obstacles_to_undoing(void **state)
{
    struct intake_world w;
    world_open(&w, state);
    for (size_t i = 0; i < COUNT_OF(obstacles); i++) {
        struct import import = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false, people(&w, 3, -1));
        obstacles[i].act(&w);
        REFUSED(world_undo(&w, FIRST, &import, &e), RC_CONFLICT, "ER-1205", "id", obstacles[i].reason);
        for (int p = 0; p < 3; p++) {
            struct err ignored = {0};
            const char *const esi = arena_format(&w.arena, "%s%d", ESI("p"), p);
            if (office_delete_person(&w.office, FIRST, esi, &ignored) != RC_OK) {
                assert_int_equal(ignored.rc, RC_NOT_FOUND);
            }
        }
    }
    assert_entered(&w, state, 0);
    world_close(&w);
}

static enum rc get(struct intake_world *w, const char *actor, int64_t id, struct err *e)
{
    struct import import;
    return registry_get_import(office_act(&w->office, w->office.reader, actor), id, &import, e);
}

static void test_whose_import_it_is(void **state)
{
    struct intake_world w;
    world_open(&w, state);
    struct import import = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false, people(&w, 1, -1));
    MUST(get(&w, FIRST, import.id, &e));
    MUST(get(&w, NULL, import.id, &e));
    REFUSED(get(&w, SECOND, import.id, &e), RC_DENIED, "SE-0000", "", "sent by another organisation");
    REFUSED(get(&w, PROCESSOR, import.id, &e), RC_DENIED, "SE-0000", "", "sent by another organisation");
    REFUSED(get(&w, FIRST, 99, &e), RC_NOT_FOUND, "ER-1201", "id", "there is no import 99");
    REFUSED(world_undo(&w, SECOND, &import, &e), RC_DENIED, "SE-0000", "", "sent by another organisation");
    world_close(&w);
}

static void test_who_may_not_begin(void **state)
{
    struct intake_world w;
    struct sending sending = {.input = {.operation = IMPORT_CREATE, .mode = IMPORT_ALL, .file = "x", .separator = ','}};
    world_open(&w, state);
    REFUSED(session_transaction(office_act(&w.office, w.office.writer, UNACCEPTED), send_work, &sending, &e), RC_DENIED, "ER-2003", "", "");
    REFUSED(session_transaction(office_act(&w.office, w.office.writer, SUSPENDED), send_work, &sending, &e), RC_DENIED, "ER-2002", "", "");
    for (int i = 0; i < IMPORTS_WAITING_MAX; i++) {
        MUST(session_transaction(office_act(&w.office, w.office.writer, FIRST), send_work, &sending, &e));
    }
    REFUSED(session_transaction(office_act(&w.office, w.office.writer, FIRST), send_work, &sending, &e), RC_CONFLICT, "ER-1206", "",
        "10 imports of your organisation wait, run, or are checked and not yet started; 10 at most were expected");
    MUST(session_transaction(office_act(&w.office, w.office.writer, SECOND), send_work, &sending, &e));
    MUST(world_undo(&w, SECOND, &sending.import, &e));
    assert_string_equal(sending.import.reason, "it was taken back before it began");
    world_close(&w);
}

struct forgetting {
    int64_t before_us;
    bool more;
};

static enum rc forget(struct session *session, void *argument, struct err *e)
{
    struct forgetting *const forgetting = argument;
    return registry_forget_imports(session, forgetting->before_us, &forgetting->more, e);
}

static void forget_before(struct intake_world *w, int64_t before_us)
{
    struct forgetting forgetting = {before_us, true};
    while (forgetting.more) {
        MUST(session_transaction(office_act(&w->office, w->office.writer, NULL), forget, &forgetting, &e));
    }
}

static void test_forgetting(void **state)
{
    struct intake_world w;
    struct import_bads bads;
    world_open(&w, state);
    struct import import =
        world_import(&w, FIRST, IMPORT_CREATE, IMPORT_VALID, false, str_of(arena_format(&w.arena, "%sx;y;;9;z\n", people(&w, 3, -1).data)));
    assert_counts(&import, IMPORT_DONE, 3, 0, 0, 1);
    forget_before(&w, import.ended_at_us);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM import_error"), 1);
    forget_before(&w, import.ended_at_us + 1);
    assert_int_equal(office_number(*state, "SELECT (SELECT COUNT(*) FROM import_error) + (SELECT COUNT(*) FROM import_row)"), 0);
    REFUSED(world_undo(&w, FIRST, &import, &e), RC_CONFLICT, "ER-1205", "id", "it ended too long ago");
    REFUSED(registry_list_bad_rows(office_act(&w.office, w.office.reader, FIRST), &import, 0, 10, &bads, &e), RC_NOT_FOUND, "ER-1201", "id",
        "were erased");
    assert_entered(&w, state, 3);
    world_close(&w);
}

static void test_the_servers_threads(void **state)
{
    struct intake_world w;
    struct intake_runner *runner = NULL;
    world_open(&w, state);
    (void)world_send(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false, people(&w, 150, -1));
    (void)world_send(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false, people(&w, 1, -1));
    (void)world_send(&w, SECOND, IMPORT_CREATE, IMPORT_VALID, false, people(&w, 150, -1));
    const struct intake_runner_options options = {.intake = world_intake(&w), .threads = 2, .keep_days = 30};
    MUST(intake_runner_start(&options, &runner, &e));
    while (office_number(*state, "SELECT COUNT(*) FROM import WHERE state = 3") < 3) {
        intake_runner_wake(runner);
    }
    intake_runner_stop(runner);
    assert_int_equal(office_number(*state, "SELECT SUM(created) FROM import"), 301);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 150);
    office_assert_sound(&w.office);
    world_close(&w);
}

int main(void)
{
    const struct contract_test tests[] = {
        CONTRACT_TEST(test_stopped_after_each_step),
        CONTRACT_TEST(test_a_row_that_fails_late_takes_all_back),
        CONTRACT_TEST(test_a_row_that_fails_late_alone),
        CONTRACT_TEST(test_a_file_that_breaks_in_the_middle_writes_nothing),
        CONTRACT_TEST(test_a_file_that_is_gone),
        CONTRACT_TEST(test_obstacles_to_undoing),
        CONTRACT_TEST(test_whose_import_it_is),
        CONTRACT_TEST(test_who_may_not_begin),
        CONTRACT_TEST(test_forgetting),
        CONTRACT_TEST(test_the_servers_threads),
    };
    return CONTRACT_RUN("imports on their way", tests);
}
