/* SPDX-License-Identifier: EUPL-1.2 */
/* The second factor: enrolling it, logging in with it, recovery codes, losing it. */
#include "users.h"

#include "base/hex.h"
#include "registry/sealed.h"

#include <stdio.h>
#include <string.h>

#define STEP INT64_C(30000000)

/* What an act about the second factor takes and gives. */
struct factor {
    const char *code;
    const char *address;
    const char *uri, *text;
    char secret[TOTP_SECRET_BYTES]; /* of the app */
    struct recovery_codes recovery;
    struct new_login login;
    const char *login_secret;
    int64_t account_id;
};

static enum rc begin_work(struct session *session, void *argument, struct err *e)
{
    struct factor *const factor = argument;
    struct account account;
    struct str secret = {NULL, 0};
    if (registry_begin_totp(session, "ESC Router", &factor->uri, &factor->text, e) != RC_OK ||
        registry_own_account(session, &account, e) != RC_OK ||
        sealed_open(session, "totp", account.id, account.totp_secret, &secret, e) != RC_OK) {
        return e->rc;
    }
    assert_int_equal(secret.length, TOTP_SECRET_BYTES);
    memcpy(factor->secret, secret.data, secret.length);
    return RC_OK;
}

static enum rc confirm_work(struct session *session, void *argument, struct err *e)
{
    struct factor *const factor = argument;
    return registry_confirm_totp(session, str_of(factor->code), &factor->recovery, e);
}

static enum rc renew_work(struct session *session, void *argument, struct err *e)
{
    return registry_renew_recovery_codes(session, &((struct factor *)argument)->recovery, e);
}

static enum rc remove_work(struct session *session, void *argument, struct err *e)
{
    return registry_remove_totp(session, ((const struct factor *)argument)->account_id, e);
}

static enum rc show_work(struct session *session, void *argument, struct err *e)
{
    struct factor *const factor = argument;
    return registry_show_factor(session, str_of(factor->login_secret), str_of(factor->code), "192.0.2.7", &factor->login, e);
}

static enum rc as_user(struct office *office, session_work_fn *work, struct factor *factor, const char *secret, struct err *e)
{
    const struct act act = {.work = work, .argument = factor, .secret = secret};
    return office_do(office, &act, e);
}

/* The app's code, `steps` from now. */
static const char *code_of(struct office *office, const struct factor *factor, int steps)
{
    char code[TOTP_DIGITS + 1];
    totp_code((struct str){factor->secret, sizeof factor->secret}, totp_step(NOW) + steps, code);
    const char *const copy = arena_copy(&office->arena, code);
    assert_non_null(copy);
    return copy;
}

/* A user who has enrolled, with the code of the step before the present one. */
static struct factor enrolled(struct office *office, const char **secret)
{
    struct factor factor = {0};
    factor.account_id = office_add_user(office, "ada@univ.example", 1, ROLE_READER);
    *secret = office_log_in(office, "ada@univ.example");
    MUST(as_user(office, begin_work, &factor, *secret, &e));
    factor.code = code_of(office, &factor, -1);
    MUST(as_user(office, confirm_work, &factor, *secret, &e));
    return factor;
}

/* Logs in by password, then shows a code. */
static enum rc show(struct office *office, struct factor *factor, const char *code, int64_t now_us, struct err *e)
{
    struct trying trying = {.email = "ada@univ.example", .password = GOOD_PASSWORD, .now_us = now_us};
    if (office_try(office, &trying, e) != RC_OK) {
        return e->rc;
    }
    assert_true(trying.login.needs_factor);
    factor->code = code;
    factor->login_secret = trying.login.secret;
    const struct act act = {.work = show_work, .argument = factor, .is_stranger = true, .now_us = now_us};
    if (office_do(office, &act, e) != RC_OK) {
        return e->rc;
    }
    return factor->login.let_in ? RC_OK : factor_refusal(e);
}

static void test_a_second_factor_is_enrolled_by_a_code(void **state)
{
    AUTO(office_close) struct office office;
    struct factor factor = {0};
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    const char *const secret = office_log_in(&office, "ada@univ.example");
    const char *const other = office_log_in(&office, "ada@univ.example");
    factor.code = "123456";
    REFUSED(as_user(&office, confirm_work, &factor, secret, &e), RC_CONFLICT, "ER-2224", "", "no enrolment of a second factor was begun");
    MUST(as_user(&office, begin_work, &factor, secret, &e));
    assert_non_null(strstr(factor.uri, "otpauth://totp/ESC%20Router:ada%40univ.example?secret="));
    assert_non_null(strstr(factor.uri, factor.text));
    /* As long as it is not confirmed, it is not asked for, and may be begun anew. */
    (void)office_log_in(&office, "ada@univ.example");
    MUST(as_user(&office, begin_work, &factor, secret, &e));
    char wrong[TOTP_DIGITS + 1];
    (void)snprintf(wrong, sizeof wrong, "%s", code_of(&office, &factor, 0));
    wrong[0] = wrong[0] == '9' ? '0' : (char)(wrong[0] + 1);
    factor.code = wrong;
    REFUSED(as_user(&office, confirm_work, &factor, secret, &e), RC_UNAUTHENTICATED, "ER-2223", "", "the code is wrong");
    factor.code = code_of(&office, &factor, 0);
    MUST(as_user(&office, confirm_work, &factor, secret, &e));
    REFUSED(as_user(&office, confirm_work, &factor, secret, &e), RC_CONFLICT, "ER-2224", "", "or it is done");
    REFUSED(as_user(&office, begin_work, &factor, secret, &e), RC_CONFLICT, "ER-2224", "", "you have a second factor already");
    MUST(office_enter(&office, secret, NOW, &e));
    REFUSED(office_enter(&office, other, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM recovery_code"), RECOVERY_CODES);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 98"), 1);
}

static void test_the_secret_is_not_in_the_database(void **state)
{
    AUTO(office_close) struct office office;
    const char *secret = NULL;
    char sql[120];
    char digits[2 * TOTP_SECRET_BYTES + 1] = {0};
    office_open(&office, *state);
    const struct factor factor = enrolled(&office, &secret);
    hex_encode((const unsigned char *)factor.secret, sizeof factor.secret, digits);
    assert_int_equal(office_number(*state, "SELECT length(totp_secret) FROM account"), 1 + 24 + TOTP_SECRET_BYTES + 16);
    (void)snprintf(sql, sizeof sql, "SELECT instr(hex(totp_secret), upper('%s')) FROM account", digits);
    assert_int_equal(office_number(*state, sql), 0);
}

static void test_password_and_code_let_in(void **state)
{
    AUTO(office_close) struct office office;
    const char *secret = NULL;
    office_open(&office, *state);
    struct factor factor = enrolled(&office, &secret);
    struct trying trying = {.email = "ada@univ.example", .password = GOOD_PASSWORD};
    MUST(office_try(&office, &trying, &e));
    REFUSED(office_enter(&office, trying.login.secret, NOW, &e), RC_UNAUTHENTICATED, "ER-2222", "", "the second factor is still missing");
    assert_null(office.reader->user);
    MUST(show(&office, &factor, code_of(&office, &factor, 0), NOW, &e));
    assert_string_not_equal(factor.login.secret, factor.login_secret);
    REFUSED(office_enter(&office, factor.login_secret, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    MUST(office_enter(&office, factor.login.secret, NOW, &e));
}

static void test_no_code_works_twice(void **state)
{
    AUTO(office_close) struct office office;
    const char *secret = NULL;
    office_open(&office, *state);
    struct factor factor = enrolled(&office, &secret);
    const char *const present = code_of(&office, &factor, 0);
    REFUSED(show(&office, &factor, code_of(&office, &factor, -1), NOW, &e), RC_UNAUTHENTICATED, "ER-2223", "", "or was used before");
    MUST(show(&office, &factor, present, NOW, &e));
    REFUSED(show(&office, &factor, present, NOW, &e), RC_UNAUTHENTICATED, "ER-2223", "", "or was used before");
    /* Nor when the clock goes back to where it was good. */
    MUST(show(&office, &factor, code_of(&office, &factor, 2), NOW + 2 * STEP, &e));
    REFUSED(show(&office, &factor, code_of(&office, &factor, 1), NOW, &e), RC_UNAUTHENTICATED, "ER-2223", "", "or was used before");
}

static void test_guessing_codes_is_slowed_down(void **state)
{
    AUTO(office_close) struct office office;
    const char *secret = NULL;
    office_open(&office, *state);
    struct factor factor = enrolled(&office, &secret);
    struct trying trying = {.email = "ada@univ.example", .password = GOOD_PASSWORD};
    MUST(office_try(&office, &trying, &e));
    factor.login_secret = trying.login.secret;
    factor.code = "abc";
    const struct act act = {.work = show_work, .argument = &factor, .is_stranger = true};
    for (int i = 0; i < 5; i++) {
        MUST(office_do(&office, &act, &e));
        assert_false(factor.login.let_in);
    }
    factor.code = code_of(&office, &factor, 0);
    REFUSED(office_do(&office, &act, &e), RC_THROTTLED, "SE-0429", "", "too many failed logins");
}

static void test_the_second_factor_is_not_awaited_for_ever(void **state)
{
    AUTO(office_close) struct office office;
    const char *secret = NULL;
    office_open(&office, *state);
    struct factor factor = enrolled(&office, &secret);
    struct trying trying = {.email = "ada@univ.example", .password = GOOD_PASSWORD};
    MUST(office_try(&office, &trying, &e));
    factor.login_secret = trying.login.secret;
    factor.code = code_of(&office, &factor, 20);
    const struct act late = {.work = show_work, .argument = &factor, .is_stranger = true, .now_us = NOW + 20 * STEP};
    REFUSED(office_do(&office, &late, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    factor.login_secret = secret;
    const struct act whole = {.work = show_work, .argument = &factor, .is_stranger = true};
    REFUSED(office_do(&office, &whole, &e), RC_UNAUTHENTICATED, "ER-2221", "", "you are not logged in");
}

static void test_each_recovery_code_lets_in_once(void **state)
{
    AUTO(office_close) struct office office;
    const char *secret = NULL;
    char sloppy[RECOVERY_TEXT_SIZE];
    office_open(&office, *state);
    struct factor factor = enrolled(&office, &secret);
    const struct recovery_codes codes = factor.recovery;
    assert_int_equal(strlen(codes.items[0]), 19);
    assert_string_not_equal(codes.items[0], codes.items[1]);
    MUST(show(&office, &factor, codes.items[3], NOW, &e));
    REFUSED(show(&office, &factor, codes.items[3], NOW, &e), RC_UNAUTHENTICATED, "ER-2223", "", "or take a recovery code");
    (void)snprintf(
        sloppy, sizeof sloppy, "%.4s%.4s %.4s%.4s", codes.items[4], codes.items[4] + 5, codes.items[4] + 10, codes.items[4] + 15);
    for (size_t i = 0; sloppy[i] != '\0'; i++) {
        sloppy[i] = sloppy[i] >= 'a' && sloppy[i] <= 'z' ? (char)(sloppy[i] - 'a' + 'A') : sloppy[i];
    }
    MUST(show(&office, &factor, sloppy, NOW, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM recovery_code"), RECOVERY_CODES - 2);
    MUST(as_user(&office, renew_work, &factor, factor.login.secret, &e));
    REFUSED(show(&office, &factor, codes.items[5], NOW, &e), RC_UNAUTHENTICATED, "ER-2223", "", "or take a recovery code");
    MUST(show(&office, &factor, factor.recovery.items[5], NOW, &e));
}

static void test_who_may_take_a_second_factor_away(void **state)
{
    AUTO(office_close) struct office office;
    const char *secret = NULL;
    office_open(&office, *state);
    struct factor factor = enrolled(&office, &secret);
    (void)office_add_user(&office, "reader@univ.example", 1, ROLE_READER);
    (void)office_add_user(&office, "rector@univ.example", 1, ROLE_REPRESENTATIVE);
    (void)office_add_user(&office, "rector@other.example", 2, ROLE_REPRESENTATIVE);
    REFUSED(as_user(&office, remove_work, &factor, office_log_in(&office, "reader@univ.example"), &e), RC_NOT_FOUND, "ER-2216", "id",
        "no such");
    REFUSED(as_user(&office, remove_work, &factor, office_log_in(&office, "rector@other.example"), &e), RC_NOT_FOUND, "ER-2216", "id",
        "no such");
    MUST(as_user(&office, remove_work, &factor, office_log_in(&office, "rector@univ.example"), &e));
    REFUSED(office_enter(&office, secret, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM recovery_code"), 0);
    (void)office_log_in(&office, "ada@univ.example");
    REFUSED(as_user(&office, remove_work, &factor, NULL, &e), RC_CONFLICT, "ER-2224", "", "there is no second factor to remove");
}

static void test_taking_ones_own_second_factor_away(void **state)
{
    AUTO(office_close) struct office office;
    const char *secret = NULL;
    office_open(&office, *state);
    struct factor factor = enrolled(&office, &secret);
    MUST(as_user(&office, remove_work, &factor, secret, &e));
    MUST(office_enter(&office, secret, NOW, &e));
    REFUSED(as_user(&office, renew_work, &factor, secret, &e), RC_CONFLICT, "ER-2224", "", "you have no second factor");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 99 AND account_id = object_id"), 1);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_second_factor_is_enrolled_by_a_code),
        CONTRACT_TEST(test_the_secret_is_not_in_the_database),
        CONTRACT_TEST(test_password_and_code_let_in),
        CONTRACT_TEST(test_no_code_works_twice),
        CONTRACT_TEST(test_guessing_codes_is_slowed_down),
        CONTRACT_TEST(test_the_second_factor_is_not_awaited_for_ever),
        CONTRACT_TEST(test_each_recovery_code_lets_in_once),
        CONTRACT_TEST(test_who_may_take_a_second_factor_away),
        CONTRACT_TEST(test_taking_ones_own_second_factor_away),
    };
    return CONTRACT_RUN("registry second factor", tests);
}
