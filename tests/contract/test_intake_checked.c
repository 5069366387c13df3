/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that users have had checked: started, discarded, kept for a day and no longer; and who may do what with imports. */
#include "imports.h"

#include "base/buf.h"
#include "core/token.h"
#include "intake/preview.h"
#include "intake/runner.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#define CLERK 71 /* accounts */
#define READER 72
#define CHIEF 73

/* Who asks. Organisations have users of every role, whose names nobody looks up here. */
struct asker {
    const char *name;
    const char *organisation;
    int64_t account_id;
    enum role role;
    int64_t token_id;
    unsigned scopes;
    bool is_stranger;
};

static const struct asker clerk = {.name = "a clerk", .organisation = FIRST, .account_id = CLERK, .role = ROLE_FUNCTIONAL};
static const struct asker chief = {.name = "their chief", .organisation = FIRST, .account_id = CHIEF, .role = ROLE_REPRESENTATIVE};

static struct session *act_as(struct intake_world *w, struct session *session, const struct asker *asker)
{
    struct session_user *const user = arena_alloc(&w->arena, sizeof *user);
    struct grant *const grant = arena_alloc(&w->arena, sizeof *grant);
    (void)office_act(&w->office, session, asker->organisation);
    *grant = (struct grant){session->actor == NULL ? 0 : session->actor->id, asker->role};
    *user =
        (struct session_user){.account_id = asker->account_id, .is_super = asker->role == ROLE_SUPER, .grants = grant, .grant_count = 1};
    session->user = asker->account_id == 0 ? NULL : user;
    session->token_id = asker->token_id;
    session->scopes = asker->scopes;
    session->is_stranger = asker->is_stranger || asker->account_id != 0;
    return session;
}

static struct str people(struct intake_world *w, int from, int count)
{
    struct buf out;
    buf_init(&out, &w->arena);
    buf_add_text(&out, "personIdentifier;fullName;cardType;expiresAt\n");
    for (int i = from; i < from + count; i++) {
        buf_add_format(&out, "%s%d;Person %d;0;2030-01-01\n", ESI("p"), i, i);
    }
    return str_of(buf_text(&out));
}

static struct str bad_people(struct intake_world *w)
{
    return str_of(arena_format(&w->arena, "%snonsense;X;0;2030-01-01\n", people(w, 0, 2).data));
}

/* Has a file checked to its end. */
static struct import check(struct intake_world *w, const struct asker *asker, struct str text)
{
    struct sending sending;
    struct import import;
    world_keep(w, IMPORT_CREATE, text, &sending);
    sending.input.mode = IMPORT_ALL;
    sending.input.is_dry_run = true;
    MUST(session_transaction(act_as(w, w->office.writer, asker), send_work, &sending, &e));
    MUST(world_run(w, sending.import.id, NULL, &import, &e));
    return import;
}

struct starting {
    int64_t id;
    enum import_mode mode;
    int64_t now_us; /* 0: the fixed one */
    struct import import;
};

static enum rc start_work(struct session *session, void *argument, struct err *e)
{
    struct starting *const starting = argument;
    session->now_us = starting->now_us == 0 ? session->now_us : starting->now_us;
    return registry_start_checked_import(session, starting->id, starting->mode, &starting->import, e);
}

static enum rc start(struct intake_world *w, const struct asker *asker, struct starting *starting, struct err *e)
{
    return session_transaction(act_as(w, w->office.writer, asker), start_work, starting, e);
}

static enum rc discard(struct intake_world *w, const struct asker *asker, struct import *import, struct err *e)
{
    return session_transaction(act_as(w, w->office.writer, asker), undo_work, import, e);
}

static int count_files(const struct intake_world *w)
{
    int count = 0;
    DIR *const directory = opendir(w->folder);
    for (const struct dirent *entry = NULL; directory != NULL && (entry = readdir(directory)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    return count;
}

static void test_checked_and_started_once(void **state)
{
    struct intake_world w;
    world_open(&w, state);
    const struct import checked = check(&w, &clerk, people(&w, 0, 3));
    assert_counts(&checked, IMPORT_DONE, 3, 0, 0, 0);
    assert_true(import_is_waiting(&checked));
    assert_int_equal(count_files(&w), 1);
    struct starting starting = {.id = checked.id, .mode = IMPORT_ALL};
    MUST(start(&w, &chief, &starting, &e));
    REFUSED(start(&w, &clerk, &starting, &e), RC_CONFLICT, "ER-1208", "id", "the file of import 1 was started already, as import 2");
    struct import import;
    MUST(world_run(&w, 2, NULL, &import, &e));
    assert_counts(&import, IMPORT_DONE, 3, 0, 0, 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 3);
    assert_int_equal(count_files(&w), 0);
    REFUSED(start(&w, &clerk, &starting, &e), RC_CONFLICT, "ER-1208", "id", "was started already, as import 2");
    REFUSED(discard(&w, &clerk, &(struct import){.id = 1}, &e), RC_CONFLICT, "ER-1205", "id", "it has written nothing");
    starting.id = 2;
    REFUSED(start(&w, &clerk, &starting, &e), RC_CONFLICT, "ER-1208", "id", "it is no check of a file");
    office_assert_sound(&w.office);
    world_close(&w);
}

static void test_who_is_told_of(void **state)
{
    struct intake_world w;
    struct import import;
    world_open(&w, state);
    struct starting starting = {.id = check(&w, &clerk, people(&w, 0, 250)).id, .mode = IMPORT_ALL};
    MUST(start(&w, &clerk, &starting, &e));
    MUST(world_run(&w, 2, NULL, &import, &e));
    assert_int_equal(office_number(*state, "SELECT account_id FROM import WHERE id = 2"), CLERK);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action IN (10, 50, 51) AND account_id = 71"), 250 + 2 + 2);
    MUST(discard(&w, &chief, &import, &e));
    MUST(world_run(&w, 2, NULL, &import, &e));
    assert_int_equal(import.state, IMPORT_UNDONE);
    assert_int_equal(office_number(*state, "SELECT account_id FROM audit WHERE action = 52"), CHIEF);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 13 AND account_id = 73"), 250);
    world_close(&w);
}

static void test_bad_rows_are_left_out(void **state)
{
    struct intake_world w;
    struct import import;
    world_open(&w, state);
    const struct import checked = check(&w, &clerk, bad_people(&w));
    assert_counts(&checked, IMPORT_DONE, 2, 0, 0, 1);
    struct starting starting = {.id = checked.id, .mode = IMPORT_VALID};
    MUST(start(&w, &clerk, &starting, &e));
    MUST(world_run(&w, 2, NULL, &import, &e));
    assert_counts(&import, IMPORT_DONE, 2, 0, 0, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 2);
    world_close(&w);
}

static int64_t count_rows(const struct preview *preview, bool is_bad, enum import_outcome outcome)
{
    int64_t count = 0;
    for (size_t i = 0; i < preview->count; i++) {
        count += preview->rows[i].is_bad == is_bad && (is_bad || preview->rows[i].outcome == outcome);
    }
    return count;
}

/* What the preview says of each row is what the check has counted. */
static void test_the_first_rows(void **state)
{
    struct intake_world w;
    struct preview preview;
    struct preview few;
    world_open(&w, state);
    const struct import before = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false, people(&w, 0, 2));
    assert_int_equal(before.state, IMPORT_DONE);
    const char *const rows =
        arena_format(&w.arena, "%s0;Other;0;2030-01-01\n%s9;%0200d;0;2030-01-01\nnonsense;X;0;2030-01-01\n", ESI("p"), ESI("p"), 7);
    const struct import import = check(&w, &clerk, str_of(arena_format(&w.arena, "%s%s", people(&w, 1, 1).data, rows)));
    assert_true(import_is_waiting(&import));
    MUST(intake_preview(act_as(&w, w.office.reader, &clerk), w.folder, &import, 10, &w.arena, &preview, &e));
    assert_int_equal(preview.count, 4);
    assert_int_equal(count_rows(&preview, true, IMPORT_UNCHANGED), import.failed);
    assert_int_equal(count_rows(&preview, false, IMPORT_CREATED), import.created);
    assert_int_equal(count_rows(&preview, false, IMPORT_UPDATED), import.updated);
    assert_int_equal(count_rows(&preview, false, IMPORT_UNCHANGED), import.unchanged);
    assert_true(preview.rows[3].is_bad && preview.rows[3].number == 5);
    assert_string_equal(preview.rows[1].cells[IMPORT_FULL_NAME], "Other");
    assert_null(preview.rows[1].cells[IMPORT_CARD_NUMBER]);
    assert_int_equal(strlen(preview.rows[2].cells[IMPORT_FULL_NAME]), PREVIEW_CELL_MAX);
    MUST(intake_preview(act_as(&w, w.office.reader, &clerk), w.folder, &import, 2, &w.arena, &few, &e));
    assert_int_equal(few.count, 2);
    spool_erase(w.folder, import.file);
    REFUSED(intake_preview(act_as(&w, w.office.reader, &clerk), w.folder, &import, 2, &w.arena, &few, &e), RC_NOT_FOUND, "", "",
        "the file of the import is gone");
    world_close(&w);
}

static void test_discarded(void **state)
{
    struct intake_world w;
    world_open(&w, state);
    struct import checked = check(&w, &clerk, people(&w, 0, 3));
    struct starting starting = {.id = checked.id, .mode = IMPORT_ALL};
    MUST(discard(&w, &clerk, &checked, &e));
    assert_int_equal(checked.state, IMPORT_UNDONE);
    REFUSED(start(&w, &clerk, &starting, &e), RC_CONFLICT, "ER-1208", "id", "its file was discarded; send it again");
    REFUSED(discard(&w, &clerk, &checked, &e), RC_CONFLICT, "ER-1205", "id", "it is undone already");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM import WHERE file IS NOT NULL"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 0);
    world_close(&w);
}

static void test_whose_files_wait(void **state)
{
    const struct asker token = {.organisation = FIRST, .token_id = 5, .scopes = TOKEN_ALL};
    struct intake_world w;
    world_open(&w, state);
    assert_false(import_is_waiting(&(struct import){0}));
    struct import import = check(&w, &token, people(&w, 0, 3));
    assert_false(import_is_waiting(&import)); /* a program sends its file again */
    import = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, true, people(&w, 0, 3));
    assert_false(import_is_waiting(&import)); /* the operator too */
    import = check(&w, &clerk, str_of("personIdentifier;fullName;cardType;expiresAt\nnonsense;X;0;2030-01-01\n"));
    assert_false(import_is_waiting(&import)); /* nothing would be written */
    assert_int_equal(count_files(&w), 0);
    struct starting starting = {.id = import.id, .mode = IMPORT_VALID};
    REFUSED(start(&w, &clerk, &starting, &e), RC_CONFLICT, "ER-1208", "id", "its file is not kept any more");
    world_close(&w);
}

static void make_old(struct intake_world *w, const char *name)
{
    const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    assert_int_equal(utimensat(AT_FDCWD, arena_format(&w->arena, "%s/%s", w->folder, name), times, 0), 0);
}

static void test_a_day_and_no_longer(void **state)
{
    struct intake_world w;
    struct intake_runner *runner = NULL;
    world_open(&w, state);
    const struct import kept = check(&w, &clerk, people(&w, 0, 3));
    const struct import old = check(&w, &clerk, people(&w, 0, 3));
    make_old(&w, kept.file);
    make_old(&w, old.file);
    struct starting starting = {.id = old.id, .mode = IMPORT_ALL, .now_us = old.ended_at_us + IMPORT_WAITS_US};
    REFUSED(start(&w, &clerk, &starting, &e), RC_CONFLICT, "ER-1208", "id", "its file is not kept any more; send it again");
    office_script(*state, "UPDATE import SET ended_at_us = ended_at_us - 86400000000 WHERE id = 2");
    const struct intake_runner_options options = {.intake = world_intake(&w), .threads = 1, .keep_days = 30};
    MUST(intake_runner_start(&options, &runner, &e));
    while (count_files(&w) > 1) {
        intake_runner_wake(runner);
    }
    intake_runner_stop(runner);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM import WHERE file IS NOT NULL AND id = 1"), 1);
    starting = (struct starting){.id = kept.id, .mode = IMPORT_ALL};
    MUST(start(&w, &clerk, &starting, &e));
    world_close(&w);
}

static void test_files_that_wait_are_counted(void **state)
{
    struct intake_world w;
    struct sending sending = {.input = {.operation = IMPORT_CREATE, .mode = IMPORT_ALL, .file = "x", .separator = ','}};
    world_open(&w, state);
    for (int i = 0; i < IMPORTS_WAITING_MAX; i++) {
        (void)check(&w, &clerk, people(&w, 0, 1));
    }
    REFUSED(session_transaction(act_as(&w, w.office.writer, &clerk), send_work, &sending, &e), RC_CONFLICT, "ER-1206", "",
        "or are checked and not yet started");
    struct starting starting = {.id = 1, .mode = IMPORT_ALL};
    MUST(start(&w, &clerk, &starting, &e)); /* its place is its own */
    REFUSED(session_transaction(act_as(&w, w.office.writer, &clerk), send_work, &sending, &e), RC_CONFLICT, "ER-1206", "", "");
    MUST(discard(&w, &clerk, &(struct import){.id = 2}, &e));
    MUST(session_transaction(act_as(&w, w.office.writer, &clerk), send_work, &sending, &e));
    world_close(&w);
}

static void test_a_form_counts_once(void **state)
{
    struct intake_world w;
    struct sending sending = {.input = {.operation = IMPORT_CREATE, .mode = IMPORT_ALL, .file = "x", .separator = ',', .once = "abc"}};
    world_open(&w, state);
    MUST(session_transaction(act_as(&w, w.office.writer, &clerk), send_work, &sending, &e));
    REFUSED(session_transaction(act_as(&w, w.office.writer, &clerk), send_work, &sending, &e), RC_CONFLICT, "ER-1208", "",
        "this form was sent already, as import 1");
    const struct asker other = {.organisation = SECOND, .account_id = CLERK, .role = ROLE_FUNCTIONAL};
    MUST(session_transaction(act_as(&w, w.office.writer, &other), send_work, &sending, &e));
    world_close(&w);
}

static const struct {
    struct asker asker;
    const char *code;
} refused[] = {
    {{.name = "a reader", .organisation = FIRST, .account_id = READER, .role = ROLE_READER}, "ER-2215"},
    {{.name = "a technical administrator", .organisation = FIRST, .account_id = READER, .role = ROLE_TECHNICAL}, "ER-2215"},
    {{.name = "a super administrator", .account_id = READER, .role = ROLE_SUPER}, "ER-2215"},
    {{.name = "a token without the right", .organisation = FIRST, .token_id = 5, .scopes = TOKEN_ALL & ~(unsigned)TOKEN_IMPORT}, "ER-2201"},
    {{.name = "a clerk of another institution", .organisation = SECOND, .account_id = CLERK, .role = ROLE_FUNCTIONAL}, "SE-0000"},
    {{.name = "a stranger", .is_stranger = true}, "ER-2215"},
};

static void assert_denied(const char *name, const char *doing, enum rc rc, const struct err *e, const char *code)
{
    const bool is_nobody = e->rc == RC_UNAUTHENTICATED;
    if (rc == RC_OK || (!is_nobody && (e->rc != RC_DENIED || strcmp(e->code, code) != 0))) {
        fail_msg("%s, %s: %d %s %s", name, doing, (int)rc, e->code, e->msg);
    }
}

static void test_who_may_not(void **state)
{
    struct intake_world w;
    struct imports imports;
    struct import_bads bads;
    world_open(&w, state);
    const struct import checked = check(&w, &clerk, bad_people(&w));
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        const struct asker *const asker = &refused[i].asker;
        struct import import = checked;
        struct starting starting = {.id = checked.id, .mode = IMPORT_VALID};
        struct sending sending = {.input = {.operation = IMPORT_CREATE, .mode = IMPORT_ALL, .file = "x", .separator = ','}};
        struct err errors[6] = {{0}};
        const bool is_foreign = strcmp(refused[i].code, "SE-0000") == 0;
        assert_denied(asker->name, "getting", registry_get_import(act_as(&w, w.office.reader, asker), checked.id, &import, &errors[0]),
            &errors[0], refused[i].code);
        assert_denied(asker->name, "starting", start(&w, asker, &starting, &errors[1]), &errors[1], refused[i].code);
        assert_denied(asker->name, "discarding", discard(&w, asker, &import, &errors[2]), &errors[2], refused[i].code);
        assert_denied(asker->name, "reading rows",
            registry_list_bad_rows(act_as(&w, w.office.reader, asker), &checked, 0, 10, &bads, &errors[3]), &errors[3],
            is_foreign ? "ER-2215" : refused[i].code);
        if (is_foreign) {
            continue; /* at home he may */
        }
        assert_denied(asker->name, "listing", registry_list_imports(act_as(&w, w.office.reader, asker), 0, 10, &imports, &errors[4]),
            &errors[4], refused[i].code);
        assert_denied(asker->name, "sending", session_transaction(act_as(&w, w.office.writer, asker), send_work, &sending, &errors[5]),
            &errors[5], refused[i].code);
    }
    REFUSED(registry_list_active_imports(act_as(&w, w.office.reader, &clerk), &imports, &e), RC_DENIED, "ER-2215", "", "may not import");
    REFUSED(registry_list_kept_imports(act_as(&w, w.office.reader, &clerk), &imports, &e), RC_DENIED, "ER-2215", "", "may not import");
    MUST(registry_get_import(act_as(&w, w.office.reader, &chief), checked.id, &(struct import){0}, &e));
    world_close(&w);
}

/* Ends an undoing after its first step, as the end of the router would. */
static void stop_now(void *self, const struct import *import)
{
    (void)import;
    atomic_store((atomic_bool *)self, true);
}

static void test_what_undoing_has_left_is_told_whole(void **state)
{
    struct intake_world w;
    atomic_bool stop = false;
    const struct intake_watch watch = {.tell = stop_now, .self = &stop, .stop = &stop};
    world_open(&w, state);
    struct import import = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_VALID, false, people(&w, 0, 500));
    MUST(session_transaction(office_act(&w.office, w.office.writer, FIRST), undo_work, &import, &e));
    assert_int_equal(import.phase, IMPORT_PHASE_UNDO);
    /* Somebody else changes the last two cards and the first one meanwhile. */
    office_script(*state, "UPDATE card SET version = version + 1 WHERE id IN (1, 499, 500)");
    do {
        atomic_store(&stop, false);
        MUST(world_run(&w, import.id, &watch, &import, &e));
    } while (!import_is_over(&import));
    assert_int_equal(import.state, IMPORT_UNDONE);
    assert_string_equal(import.reason, "3 rows were changed by others meanwhile and left as they are");
    world_close(&w);
}

int main(void)
{
    const struct contract_test tests[] = {
        CONTRACT_TEST(test_checked_and_started_once),
        CONTRACT_TEST(test_who_is_told_of),
        CONTRACT_TEST(test_bad_rows_are_left_out),
        CONTRACT_TEST(test_the_first_rows),
        CONTRACT_TEST(test_discarded),
        CONTRACT_TEST(test_whose_files_wait),
        CONTRACT_TEST(test_a_day_and_no_longer),
        CONTRACT_TEST(test_files_that_wait_are_counted),
        CONTRACT_TEST(test_a_form_counts_once),
        CONTRACT_TEST(test_who_may_not),
        CONTRACT_TEST(test_what_undoing_has_left_is_told_whole),
    };
    return CONTRACT_RUN("files that were checked", tests);
}
