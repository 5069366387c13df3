/* SPDX-License-Identifier: EUPL-1.2 */
/* Logging in: passwords, throttling, sessions and how they end. */
#include "users.h"

#include "base/clock.h"
#include "registry/upkeep.h"

#include <stdio.h>
#include <string.h>

static void test_a_password_lets_in(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const int64_t id = office_add_user(&office, "Ada@univ.example", 1, ROLE_FUNCTIONAL);
    struct trying trying = {.email = " ada@UNIV.example", .password = GOOD_PASSWORD};
    MUST(office_try(&office, &trying, &e));
    assert_false(trying.login.needs_factor);
    assert_int_equal(strlen(trying.login.secret), 43);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM login WHERE length(hash) = 32"), 1);
    MUST(office_enter(&office, trying.login.secret, NOW + MINUTE, &e));
    const struct session_user *const user = office.reader->user;
    assert_int_equal(user->account_id, id);
    assert_int_equal(user->login_id, trying.login.login.id);
    assert_int_equal(user->grant_count, 1);
    assert_int_equal(user->grants[0].role, ROLE_FUNCTIONAL);
    assert_false(user->is_super);
    MUST(session_require_permission(office.reader, 1, PERMISSION_CARDS, &e));
    REFUSED(session_require_permission(office.reader, 1, PERMISSION_USERS, &e), RC_DENIED, "ER-2215", "", "you may not manage users");
    REFUSED(session_require_permission(office.reader, 2, PERMISSION_READ, &e), RC_DENIED, "ER-2215", "", "you may not see persons");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM account WHERE last_login_us = 1795338840000000"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 101 AND account_id = object_id"), 1);
}

static void test_who_is_not_let_in(void **state)
{
    static const struct {
        const char *name, *email, *password;
    } cases[] = {
        {"a wrong password", "ada@univ.example", OTHER_PASSWORD},
        {"a password with a blank more", "ada@univ.example", GOOD_PASSWORD " "},
        {"no password", "ada@univ.example", ""},
        {"nobody", "bob@univ.example", GOOD_PASSWORD},
        {"no address", "", GOOD_PASSWORD},
        {"an address that is no text", "\xff@univ.example", GOOD_PASSWORD},
        {"somebody who is disabled", "eve@univ.example", GOOD_PASSWORD},
        {"somebody without password", "tom@univ.example", GOOD_PASSWORD},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    (void)office_add_user(&office, "eve@univ.example", 1, ROLE_READER);
    (void)office_add_user(&office, "tom@univ.example", 1, ROLE_READER);
    office_script(*state, "UPDATE account SET disabled_at_us = 1 WHERE email_key = 'eve@univ.example'");
    office_script(*state, "UPDATE account SET password_hash = NULL WHERE email_key = 'tom@univ.example'");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct trying trying = {.email = cases[i].email, .password = cases[i].password};
        REFUSED(office_try(&office, &trying, &e), RC_UNAUTHENTICATED, "ER-2220", "", "this password do not go together");
        assert_string_equal(trying.login.secret, "");
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM login"), 0);
    REFUSED(office_enter(&office, "", NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "you are not logged in");
    assert_true(office.reader->is_stranger);
}

/* The steady microseconds of the quickest of some judgements. */
static int64_t judge_us(struct office *office, const char *email, const char *password)
{
    int64_t best_us = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        struct trying trying = {.email = email};
        MUST(office_look(office, &trying, &e));
        const int64_t begun_us = clock_steady_us();
        MUST(login_judge(office->registry, &office->arena, &trying.attempt, str_of(password), &e));
        const int64_t took_us = clock_steady_us() - begun_us;
        best_us = took_us < best_us ? took_us : best_us;
    }
    return best_us;
}

static void test_the_time_does_not_tell_whether_an_address_is_known(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office.registry->settings.password_cost = (struct password_cost){2, 4U << 20U};
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    const int64_t known_us = judge_us(&office, "ada@univ.example", OTHER_PASSWORD);
    const int64_t unknown_us = judge_us(&office, "bob@univ.example", OTHER_PASSWORD);
    assert_true(unknown_us > known_us / 3 && unknown_us < known_us * 3);
}

static void test_a_password_of_an_older_cost_is_hashed_anew(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    office.registry->settings.password_cost = (struct password_cost){2, 16384};
    (void)office_log_in(&office, "ada@univ.example");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM account WHERE password_hash LIKE '$argon2id$%m=16,t=2,%'"), 1);
    (void)office_log_in(&office, "ada@univ.example");
}

static void test_what_changes_between_looking_and_keeping(void **state)
{
    static const char *const changes[] = {
        "UPDATE account SET disabled_at_us = 1",
        "UPDATE account SET disabled_at_us = NULL, password_hash = 'other'",
        "DELETE FROM account_role; DELETE FROM account",
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        AUTO(office_close) struct office office;
        struct trying trying = {.email = "ada@univ.example", .password = GOOD_PASSWORD};
        if (i == 0) {
            office_open(&office, *state);
        } else {
            office_open_again(&office, *state, NULL);
            office_script(*state, "UPDATE account SET email = 'x', email_key = id; DELETE FROM login_failure");
        }
        (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
        MUST(office_look(&office, &trying, &e));
        office_script(*state, changes[i]);
        REFUSED(office_keep(&office, &trying, &e), RC_UNAUTHENTICATED, "ER-2220", "", "do not go together");
    }
}

static void test_a_session_always_has_a_new_secret_and_the_old_one_ends(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    struct trying fixed = {.email = "ada@univ.example", .password = GOOD_PASSWORD, .old_secret = "chosen-by-somebody-else"};
    MUST(office_try(&office, &fixed, &e));
    assert_string_not_equal(fixed.login.secret, fixed.old_secret);
    REFUSED(office_enter(&office, fixed.old_secret, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "you are not logged in");
    struct trying again = {.email = "ada@univ.example", .password = GOOD_PASSWORD, .old_secret = fixed.login.secret};
    MUST(office_try(&office, &again, &e));
    REFUSED(office_enter(&office, fixed.login.secret, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "you are not logged in");
    MUST(office_enter(&office, again.login.secret, NOW, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM login"), 1);
}

static enum rc log_out_work(struct session *session, void *argument, struct err *e)
{
    return registry_log_out(session, str_of(argument), e);
}

static void test_a_stolen_cookie_is_worth_nothing_after_logging_out(void **state)
{
    AUTO(office_close) struct office office;
    char secret[SECRET_TEXT_SIZE];
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    (void)snprintf(secret, sizeof secret, "%s", office_log_in(&office, "ada@univ.example"));
    const struct act out = {.work = log_out_work, .argument = secret};
    MUST(office_enter(&office, secret, NOW, &e));
    MUST(office_do(&office, &out, &e));
    REFUSED(office_enter(&office, secret, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    MUST(office_do(&office, &out, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 102"), 1);
}

static enum rc upkeep_work(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return registry_upkeep(session, e);
}

static void test_sessions_end_by_time_and_stay_ended(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    const char *const secret = office_log_in(&office, "ada@univ.example");
    MUST(office_enter(&office, secret, NOW + 29 * MINUTE, &e));
    /* The use was only noted; it counts all the same, also once it is written down. */
    MUST(office_enter(&office, secret, NOW + 50 * MINUTE, &e));
    const struct act upkeep = {.work = upkeep_work, .now_us = NOW + 51 * MINUTE};
    MUST(office_do(&office, &upkeep, &e));
    assert_int_equal(office_number(*state, "SELECT seen_at_us FROM login"), NOW + 50 * MINUTE);
    MUST(office_enter(&office, secret, NOW + 79 * MINUTE, &e));
    REFUSED(office_enter(&office, secret, NOW + 110 * MINUTE, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    REFUSED(office_enter(&office, secret, NOW + 60 * MINUTE, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    const struct act later = {.work = upkeep_work, .now_us = NOW + 130 * MINUTE};
    MUST(office_do(&office, &later, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM login"), 0);
    REFUSED(office_enter(&office, secret, NOW + 80 * MINUTE, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
}

static void test_no_session_outlives_its_time_however_much_it_is_used(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    const char *const secret = office_log_in(&office, "ada@univ.example");
    int64_t now = NOW;
    for (; now < NOW + LOGIN_LIFETIME_US; now += 20 * MINUTE) {
        MUST(office_enter(&office, secret, now, &e));
    }
    REFUSED(office_enter(&office, secret, now, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
}

/* How often a wrong password is tried before the registry asks to wait, and how long. */
static int failures_until_wait(struct office *office, const char *email, const char *address, int64_t now_us, int *wait_s)
{
    for (int failures = 0; failures < 100; failures++) {
        struct trying trying = {.email = email, .password = OTHER_PASSWORD, .address = address, .now_us = now_us};
        struct err e = {0};
        if (office_try(office, &trying, &e) == RC_THROTTLED) {
            *wait_s = trying.retry_after_s;
            return failures;
        }
    }
    fail_msg("nobody asks to wait");
    return 0;
}

static void test_guessing_is_slowed_down_by_account(void **state)
{
    AUTO(office_close) struct office office;
    int64_t now = NOW;
    int wait_s = 0;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    assert_int_equal(failures_until_wait(&office, "ada@univ.example", NULL, now, &wait_s), 5);
    assert_int_equal(wait_s, 1);
    struct trying good = {.email = "ada@univ.example", .password = GOOD_PASSWORD, .now_us = now};
    REFUSED(office_try(&office, &good, &e), RC_THROTTLED, "SE-0429", "", "too many failed logins, wait 1 s");
    for (int expected_s = 2; expected_s <= 512; expected_s *= 2) {
        now += wait_s * INT64_C(1000000);
        assert_int_equal(failures_until_wait(&office, "ada@univ.example", NULL, now, &wait_s), 1);
        assert_int_equal(wait_s, expected_s);
    }
    for (int i = 0; i < 3; i++) {
        now += wait_s * INT64_C(1000000);
        assert_int_equal(failures_until_wait(&office, "ada@univ.example", "2001:db8::1", now, &wait_s), 1);
        assert_int_equal(wait_s, 900);
    }
    /* Nobody is locked out for good. */
    good.now_us = now + 900 * INT64_C(1000000);
    MUST(office_try(&office, &good, &e));
    assert_int_equal(failures_until_wait(&office, "ada@univ.example", "198.51.100.1", good.now_us, &wait_s), 5);
    assert_int_equal(wait_s, 1);
}

static void test_an_unknown_address_is_slowed_down_alike(void **state)
{
    AUTO(office_close) struct office office;
    int wait_s = 0;
    office_open(&office, *state);
    assert_int_equal(failures_until_wait(&office, "nobody@univ.example", NULL, NOW, &wait_s), 5);
    assert_int_equal(wait_s, 1);
}

static void test_who_is_known_at_an_address_is_not_held_up_by_strangers(void **state)
{
    AUTO(office_close) struct office office;
    int wait_s = 0;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    (void)office_log_in(&office, "ada@univ.example");
    assert_int_equal(failures_until_wait(&office, "ada@univ.example", "198.51.100.1", NOW, &wait_s), 5);
    (void)office_log_in(&office, "ada@univ.example");
    /* But he is, by what comes from his own address. */
    assert_int_equal(failures_until_wait(&office, "ada@univ.example", "192.0.2.7", NOW, &wait_s), 5);
}

static void test_guessing_is_slowed_down_by_address(void **state)
{
    AUTO(office_close) struct office office;
    int tries = 0;
    enum rc rc = RC_OK;
    office_open(&office, *state);
    for (; tries < 100 && rc != RC_THROTTLED; tries++) {
        char email[40];
        char address[40];
        (void)snprintf(email, sizeof email, "user-%d@univ.example", tries);
        (void)snprintf(address, sizeof address, "2001:db8::%x", tries + 1);
        struct trying trying = {.email = email, .password = OTHER_PASSWORD, .address = address};
        struct err e = {0};
        rc = office_try(&office, &trying, &e);
    }
    assert_int_equal(tries, 21);
    struct trying elsewhere = {.email = "user-0@univ.example", .password = OTHER_PASSWORD, .address = "2001:db8:0:1::1"};
    REFUSED(office_try(&office, &elsewhere, &e), RC_UNAUTHENTICATED, "ER-2220", "", "do not go together");
}

static void test_many_tries_at_the_same_moment_count_too(void **state)
{
    AUTO(office_close) struct office office;
    struct trying tries[20];
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        tries[i] = (struct trying){.email = "ada@univ.example", .password = i == 19 ? GOOD_PASSWORD : OTHER_PASSWORD};
        MUST(office_look(&office, &tries[i], &e));
    }
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        struct err e = {0};
        assert_int_equal(office_keep(&office, &tries[i], &e), i < 5 ? RC_UNAUTHENTICATED : RC_THROTTLED);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM login"), 0);
}

static void test_a_clock_set_back_locks_nobody_out(void **state)
{
    AUTO(office_close) struct office office;
    int wait_s = 0;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    assert_int_equal(failures_until_wait(&office, "ada@univ.example", NULL, NOW, &wait_s), 5);
    struct trying good = {.email = "ada@univ.example", .password = GOOD_PASSWORD, .now_us = NOW - 48 * HOUR};
    MUST(office_try(&office, &good, &e));
}

static void test_addresses_are_not_stored(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct trying trying = {.email = "nobody@univ.example", .password = OTHER_PASSWORD};
    REFUSED(office_try(&office, &trying, &e), RC_UNAUTHENTICATED, "ER-2220", "", "do not go together");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM login_failure WHERE length(hash) = 32"), 3);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM login_failure WHERE instr(hash, '192.0.2') OR instr(hash, 'nobody')"), 0);
    const struct act later = {.work = upkeep_work, .now_us = NOW + 25 * HOUR};
    MUST(office_do(&office, &later, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM login_failure"), 0);
}

/* Ends sessions of an account. */
struct ending {
    int64_t account_id, login_id;
};

static enum rc end_work(struct session *session, void *argument, struct err *e)
{
    const struct ending *const ending = argument;
    return ending->login_id == 0 ? registry_end_other_logins(session, ending->account_id, e)
                                 : registry_end_login(session, ending->account_id, ending->login_id, e);
}

static void test_sessions_are_listed_and_ended(void **state)
{
    AUTO(office_close) struct office office;
    struct logins logins = {0};
    office_open(&office, *state);
    const int64_t ada = office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    const int64_t bob = office_add_user(&office, "bob@univ.example", 1, ROLE_REPRESENTATIVE);
    const char *const first = office_log_in(&office, "ada@univ.example");
    const char *const second = office_log_in(&office, "ada@univ.example");
    const char *const third = office_log_in(&office, "ada@univ.example");
    const char *const other = office_log_in(&office, "bob@univ.example");
    MUST(office_enter(&office, second, NOW, &e));
    const int64_t second_id = office.reader->user->login_id;
    MUST(registry_list_logins(office.reader, ada, &logins, &e));
    assert_int_equal(logins.count, 3);
    assert_int_equal(logins.items[1].id, second_id);
    REFUSED(registry_list_logins(office.reader, bob, &logins, &e), RC_NOT_FOUND, "ER-2216", "id", "no such user");
    REFUSED(registry_list_logins(office.reader, 0, &logins, &e), RC_DENIED, "ER-2215", "", "you may not manage users");
    struct ending ending = {ada, second_id};
    const struct act by_first = {.work = end_work, .argument = &ending, .secret = first};
    const struct act by_bob = {.work = end_work, .argument = &ending, .secret = other};
    MUST(office_do(&office, &by_first, &e));
    REFUSED(office_enter(&office, second, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    REFUSED(office_do(&office, &by_first, &e), RC_NOT_FOUND, "ER-2225", "id", "there is no session");
    ending.login_id = 0;
    MUST(office_do(&office, &by_first, &e));
    MUST(office_enter(&office, first, NOW, &e));
    REFUSED(office_enter(&office, third, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    MUST(office_do(&office, &by_bob, &e));
    REFUSED(office_enter(&office, first, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    MUST(office_enter(&office, other, NOW, &e));
}

static void test_forms_are_tied_to_their_session(void **state)
{
    (void)state;
    char own[CSRF_TEXT_SIZE];
    login_csrf(STR("secret"), own);
    assert_int_equal(strlen(own), 43);
    assert_true(login_csrf_fits(STR("secret"), str_of(own)));
    assert_false(login_csrf_fits(STR("another"), str_of(own)));
    assert_false(login_csrf_fits(STR("secret"), STR("")));
    assert_false(login_csrf_fits(STR("secret"), (struct str){own, 42}));
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_password_lets_in),
        CONTRACT_TEST(test_who_is_not_let_in),
        CONTRACT_TEST(test_the_time_does_not_tell_whether_an_address_is_known),
        CONTRACT_TEST(test_a_password_of_an_older_cost_is_hashed_anew),
        CONTRACT_TEST(test_what_changes_between_looking_and_keeping),
        CONTRACT_TEST(test_a_session_always_has_a_new_secret_and_the_old_one_ends),
        CONTRACT_TEST(test_a_stolen_cookie_is_worth_nothing_after_logging_out),
        CONTRACT_TEST(test_sessions_end_by_time_and_stay_ended),
        CONTRACT_TEST(test_no_session_outlives_its_time_however_much_it_is_used),
        CONTRACT_TEST(test_guessing_is_slowed_down_by_account),
        CONTRACT_TEST(test_an_unknown_address_is_slowed_down_alike),
        CONTRACT_TEST(test_who_is_known_at_an_address_is_not_held_up_by_strangers),
        CONTRACT_TEST(test_guessing_is_slowed_down_by_address),
        CONTRACT_TEST(test_many_tries_at_the_same_moment_count_too),
        CONTRACT_TEST(test_a_clock_set_back_locks_nobody_out),
        CONTRACT_TEST(test_addresses_are_not_stored),
        CONTRACT_TEST(test_sessions_are_listed_and_ended),
        CONTRACT_TEST(test_forms_are_tied_to_their_session),
    };
    return CONTRACT_RUN("registry logins", tests);
}
