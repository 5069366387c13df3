/* SPDX-License-Identifier: EUPL-1.2 */
/* Managing users, and what users do for themselves by links. */
#include "users.h"

#include "registry/invitations.h"

#include <stdio.h>
#include <string.h>

#define BASE "https://router.example"

/* What an act takes and gives. */
struct ask {
    int64_t account_id;
    struct grant grant;
    const char *email, *name, *text, *password_hash;
    struct account account;
    struct link link;
    char secret[LINK_SECRET_SIZE];
};

static enum rc give_work(struct session *session, void *argument, struct err *e)
{
    const struct ask *const ask = argument;
    return registry_give_role(session, ask->account_id, &ask->grant, e);
}

static enum rc take_work(struct session *session, void *argument, struct err *e)
{
    const struct ask *const ask = argument;
    return registry_take_role(session, ask->account_id, &ask->grant, e);
}

static enum rc disable_work(struct session *session, void *argument, struct err *e)
{
    return registry_disable_user(session, ((const struct ask *)argument)->account_id, e);
}

static enum rc enable_work(struct session *session, void *argument, struct err *e)
{
    return registry_enable_user(session, ((const struct ask *)argument)->account_id, e);
}

static enum rc invite_work(struct session *session, void *argument, struct err *e)
{
    struct ask *const ask = argument;
    const struct invitation invitation = {
        .organisation_id = ask->grant.organisation_id, .role = ask->grant.role, .email = ask->email, .base_url = BASE};
    return registry_invite(session, &invitation, &ask->link, ask->secret, e);
}

static enum rc accept_work(struct session *session, void *argument, struct err *e)
{
    struct ask *const ask = argument;
    return registry_accept_invitation(session, str_of(ask->text), ask->name, ask->password_hash, &ask->account, e);
}

static enum rc ask_reset_work(struct session *session, void *argument, struct err *e)
{
    return registry_ask_reset(session, str_of(((const struct ask *)argument)->email), BASE, e);
}

static enum rc reset_work(struct session *session, void *argument, struct err *e)
{
    const struct ask *const ask = argument;
    return registry_reset_password(session, str_of(ask->text), ask->password_hash, e);
}

static enum rc set_password_work(struct session *session, void *argument, struct err *e)
{
    const struct ask *const ask = argument;
    return registry_set_password(session, ask->account_id, ask->password_hash, e);
}

static enum rc profile_work(struct session *session, void *argument, struct err *e)
{
    return registry_set_profile(session, ((const struct ask *)argument)->name, "fr", e);
}

static enum rc ask_email_work(struct session *session, void *argument, struct err *e)
{
    return registry_ask_email(session, ((const struct ask *)argument)->email, BASE, e);
}

static enum rc confirm_email_work(struct session *session, void *argument, struct err *e)
{
    return registry_confirm_email(session, str_of(((const struct ask *)argument)->text), e);
}

static enum rc as_operator(struct office *office, session_work_fn *work, struct ask *ask, struct err *e)
{
    const struct act act = {.work = work, .argument = ask};
    return office_do(office, &act, e);
}

static enum rc as_user(struct office *office, session_work_fn *work, struct ask *ask, const char *secret, struct err *e)
{
    const struct act act = {.work = work, .argument = ask, .secret = secret};
    return office_do(office, &act, e);
}

static enum rc as_stranger(struct office *office, session_work_fn *work, struct ask *ask, struct err *e)
{
    const struct act act = {.work = work, .argument = ask, .is_stranger = true};
    return office_do(office, &act, e);
}

/* The address of the link in the latest mail. */
static const char *mailed_link(struct office *office, const char *purpose)
{
    const struct db_statement statement = {{"SELECT body FROM outbox ORDER BY id DESC LIMIT 1"}};
    const struct db_options options = {.url = office->registry->settings.database};
    AUTO(db_closep) struct db *db = NULL;
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    char head[80];
    MUST(db_open(&options, (struct db_statements){&statement, 1}, &db, &e));
    MUST(db_query(db, 0, NULL, 0, &rows, &e));
    MUST(db_next(&rows, &has, &e));
    assert_true(has);
    const char *const body = arena_text(&office->arena, db_column_text(&rows, 0).data, db_column_text(&rows, 0).length);
    (void)snprintf(head, sizeof head, BASE "/link/%s/", purpose);
    const char *const link = strstr(body, head);
    assert_non_null(link);
    return arena_text(&office->arena, link, strcspn(link, " \n"));
}

static void test_an_invitation_makes_a_user(void **state)
{
    AUTO(office_close) struct office office;
    struct ask ask = {.grant = {1, ROLE_FUNCTIONAL}, .email = "Ada@univ.example"};
    struct link link;
    bool known = true;
    office_open(&office, *state);
    MUST(as_operator(&office, invite_work, &ask, &e));
    ask.text = mailed_link(&office, "invitation");
    MUST(registry_look_at_invitation(office_act(&office, office.reader, NULL), str_of(ask.text), &link, &known, &e));
    assert_false(known);
    ask.name = " ";
    REFUSED(as_stranger(&office, accept_work, &ask, &e), RC_INVALID, "ER-1012", "name", "the user's name is missing");
    ask.name = " Ada Lovelace ";
    REFUSED(as_stranger(&office, accept_work, &ask, &e), RC_INVALID, "ER-2219", "password", "the password is missing");
    ask.password_hash = hash_of(&office, GOOD_PASSWORD);
    MUST(as_stranger(&office, accept_work, &ask, &e));
    assert_string_equal(ask.account.name, "Ada Lovelace");
    MUST(office_enter(&office, office_log_in(&office, "ada@univ.example"), NOW, &e));
    assert_int_equal(office.reader->user->grants[0].role, ROLE_FUNCTIONAL);
    REFUSED(as_stranger(&office, accept_work, &ask, &e), RC_CONFLICT, "ER-2212", "", "was used before");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM account"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action IN (90, 91) AND account_id = object_id"), 2);
}

static void test_an_invitation_of_a_known_user_adds_the_role_alone(void **state)
{
    AUTO(office_close) struct office office;
    struct ask ask = {.grant = {2, ROLE_TECHNICAL}, .email = "ADA@univ.example", .name = "Eve", .password_hash = "other"};
    struct ask super = {.grant = {0, ROLE_SUPER}, .email = "ada@univ.example"};
    office_open(&office, *state);
    const int64_t id = office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    MUST(as_operator(&office, invite_work, &ask, &e));
    ask.text = ask.secret;
    MUST(as_stranger(&office, accept_work, &ask, &e));
    assert_int_equal(ask.account.id, id);
    MUST(as_operator(&office, invite_work, &super, &e));
    super.text = super.secret;
    MUST(as_stranger(&office, accept_work, &super, &e));
    MUST(office_enter(&office, office_log_in(&office, "ada@univ.example"), NOW, &e));
    assert_int_equal(office.reader->user->grant_count, 2);
    assert_true(office.reader->user->is_super);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM account WHERE name = 'Ada Lovelace'"), 1);
    office_script(*state, "UPDATE account SET disabled_at_us = 1");
    MUST(as_operator(&office, invite_work, &ask, &e));
    ask.text = ask.secret;
    REFUSED(as_stranger(&office, accept_work, &ask, &e), RC_DENIED, "ER-2227", "", "this user is disabled");
}

static void test_users_are_added_and_listed(void **state)
{
    AUTO(office_close) struct office office;
    struct users users = {0};
    office_open(&office, *state);
    const int64_t ada = office_add_user(&office, "ada@univ.example", 1, ROLE_REPRESENTATIVE);
    (void)office_add_user(&office, "bob@univ.example", 2, ROLE_READER);
    (void)office_add_user(&office, "root@router.example", 0, ROLE_SUPER);
    struct adding_user again = {.input = {.email = "ADA@univ.example", .name = "Ada", .grant = {1, ROLE_READER}}};
    const struct act act = {.work = add_user_work, .argument = &again};
    REFUSED(office_do(&office, &act, &e), RC_CONFLICT, "ER-2217", "email", "there is a user with this e-mail address already");
    again.input.grant.role = ROLE_SUPER;
    REFUSED(office_do(&office, &act, &e), RC_INVALID, "ER-1012", "role", "the role does not fit");
    MUST(registry_list_users(office_act(&office, office.reader, NULL), 0, &users, &e));
    assert_int_equal(users.count, 3);
    MUST(office_enter(&office, office_log_in(&office, "ada@univ.example"), NOW, &e));
    MUST(registry_list_users(office.reader, 1, &users, &e));
    assert_int_equal(users.count, 1);
    assert_int_equal(users.items[0].account.id, ada);
    assert_int_equal(users.items[0].grants.items[0].role, ROLE_REPRESENTATIVE);
    REFUSED(registry_list_users(office.reader, 2, &users, &e), RC_DENIED, "ER-2215", "", "you may not manage users here");
    REFUSED(registry_list_users(office.reader, 0, &users, &e), RC_DENIED, "ER-2215", "", "you may not manage users here");
    struct session *const stranger = office_act(&office, office.reader, NULL);
    stranger->is_stranger = true;
    REFUSED(registry_list_users(stranger, 1, &users, &e), RC_DENIED, "ER-2215", "", "you may not manage users here");
}

/* By role at organisation 1: whether he may give, take, disable, invite there. */
static void test_who_may_manage_users(void **state)
{
    static const struct {
        const char *email;
        int64_t organisation_id;
        enum role role;
        bool may;
    } cases[] = {
        {"a@univ.example", 1, ROLE_READER, false},
        {"b@univ.example", 1, ROLE_FUNCTIONAL, false},
        {"c@univ.example", 1, ROLE_TECHNICAL, false},
        {"d@univ.example", 2, ROLE_REPRESENTATIVE, false},
        {"e@univ.example", 1, ROLE_REPRESENTATIVE, true},
        {"f@univ.example", 0, ROLE_SUPER, true},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct ask ask = {.grant = {1, ROLE_TECHNICAL}, .email = "new@univ.example"};
    ask.account_id = office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        (void)office_add_user(&office, cases[i].email, cases[i].organisation_id, cases[i].role);
        const char *const secret = office_log_in(&office, cases[i].email);
        session_work_fn *const acts[] = {give_work, take_work, invite_work, disable_work, enable_work};
        for (size_t k = 0; k < COUNT_OF(acts); k++) {
            struct err e = {0};
            if ((as_user(&office, acts[k], &ask, secret, &e) == RC_OK) != cases[i].may) {
                fail_msg("%s, act %zu: %s", cases[i].email, k, e.msg);
            }
            assert_true(cases[i].may || e.rc == RC_DENIED || e.rc == RC_NOT_FOUND);
        }
    }
    struct ask super = {.account_id = ask.account_id, .grant = {0, ROLE_SUPER}};
    REFUSED(as_user(&office, give_work, &super, office_log_in(&office, "e@univ.example"), &e), RC_DENIED, "ER-2215", "", "you may not");
    MUST(as_user(&office, give_work, &super, office_log_in(&office, "f@univ.example"), &e));
}

static void test_a_user_of_two_organisations_is_nobodys_alone(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct ask ask = {.grant = {2, ROLE_READER}};
    ask.account_id = office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    MUST(as_operator(&office, give_work, &ask, &e));
    (void)office_add_user(&office, "rector@univ.example", 1, ROLE_REPRESENTATIVE);
    const char *const rector = office_log_in(&office, "rector@univ.example");
    REFUSED(as_user(&office, disable_work, &ask, rector, &e), RC_NOT_FOUND, "ER-2216", "id", "no such user");
    ask.grant.organisation_id = 1;
    MUST(as_user(&office, take_work, &ask, rector, &e));
    REFUSED(as_user(&office, take_work, &ask, rector, &e), RC_NOT_FOUND, "ER-2226", "role", "does not have this role");
}

static void test_representatives_learn_nothing_of_users_elsewhere(void **state)
{
    AUTO(office_close) struct office office;
    struct users users = {0};
    office_open(&office, *state);
    (void)office_add_user(&office, "rector@univ.example", 1, ROLE_REPRESENTATIVE);
    struct ask ask = {.grant = {1, ROLE_READER}};
    ask.account_id = office_add_user(&office, "bob@hs.example", 2, ROLE_TECHNICAL);
    const char *const rector = office_log_in(&office, "rector@univ.example");
    REFUSED(as_user(&office, give_work, &ask, rector, &e), RC_NOT_FOUND, "ER-2216", "id", "no such user");
    MUST(as_operator(&office, give_work, &ask, &e));
    ask.grant.role = ROLE_FUNCTIONAL;
    MUST(as_user(&office, give_work, &ask, rector, &e));
    MUST(office_enter(&office, rector, NOW, &e));
    MUST(registry_list_users(office.reader, 1, &users, &e));
    assert_int_equal(users.count, 2);
    const struct user *const bob = &users.items[users.items[0].account.id == ask.account_id ? 0 : 1];
    assert_int_equal(bob->grants.count, 2);
    assert_true(bob->grants.items[0].organisation_id == 1 && bob->grants.items[1].organisation_id == 1);
    MUST(registry_list_users(office_act(&office, office.reader, NULL), 1, &users, &e));
    assert_int_equal(users.items[0].grants.count + users.items[1].grants.count, 4);
}

static void test_the_last_of_a_role_stays(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct ask rector = {.grant = {1, ROLE_REPRESENTATIVE}};
    struct ask root = {.grant = {0, ROLE_SUPER}};
    rector.account_id = office_add_user(&office, "rector@univ.example", 1, ROLE_REPRESENTATIVE);
    root.account_id = office_add_user(&office, "root@router.example", 0, ROLE_SUPER);
    REFUSED(as_operator(&office, take_work, &rector, &e), RC_CONFLICT, "ER-2218", "role", "the last authorised representative");
    REFUSED(as_operator(&office, disable_work, &rector, &e), RC_CONFLICT, "ER-2218", "role", "the last authorised representative");
    REFUSED(as_operator(&office, take_work, &root, &e), RC_CONFLICT, "ER-2218", "role", "the last super administrator");
    REFUSED(as_operator(&office, disable_work, &root, &e), RC_CONFLICT, "ER-2218", "role", "the last super administrator");
    struct ask second = {.grant = {1, ROLE_REPRESENTATIVE}};
    second.account_id = office_add_user(&office, "second@univ.example", 1, ROLE_REPRESENTATIVE);
    MUST(as_operator(&office, disable_work, &second, &e));
    REFUSED(as_operator(&office, take_work, &rector, &e), RC_CONFLICT, "ER-2218", "role", "the last authorised representative");
    MUST(as_operator(&office, enable_work, &second, &e));
    MUST(as_operator(&office, take_work, &rector, &e));
    (void)office_add_user(&office, "other@router.example", 0, ROLE_SUPER);
    MUST(as_operator(&office, disable_work, &root, &e));
    office_script(*state, "UPDATE organisation SET status = 3 WHERE id = 1");
    registry_touch_all(office.registry, true);
    MUST(as_operator(&office, take_work, &second, &e));
}

static void test_a_disabled_user_is_out_at_once(void **state)
{
    AUTO(office_close) struct office office;
    struct ask ask = {.email = "ada@univ.example"};
    office_open(&office, *state);
    ask.account_id = office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    const char *const secret = office_log_in(&office, "ada@univ.example");
    MUST(as_stranger(&office, ask_reset_work, &ask, &e));
    ask.text = mailed_link(&office, "password");
    ask.password_hash = hash_of(&office, OTHER_PASSWORD);
    MUST(as_operator(&office, disable_work, &ask, &e));
    REFUSED(office_enter(&office, secret, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    REFUSED(as_stranger(&office, reset_work, &ask, &e), RC_DENIED, "ER-2213", "", "withdrawn");
    struct trying trying = {.email = "ada@univ.example", .password = GOOD_PASSWORD};
    REFUSED(office_try(&office, &trying, &e), RC_UNAUTHENTICATED, "ER-2220", "", "do not go together");
    MUST(as_operator(&office, enable_work, &ask, &e));
    MUST(office_try(&office, &trying, &e));
}

static void test_a_forgotten_password_is_replaced_by_a_link(void **state)
{
    AUTO(office_close) struct office office;
    struct ask ask = {.email = "ADA@univ.example"};
    const char *email = NULL;
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    const char *const secret = office_log_in(&office, "ada@univ.example");
    office_script(*state, "DELETE FROM login_failure");
    for (int i = 0; i < 6; i++) {
        struct trying wrong = {.email = "ada@univ.example", .password = OTHER_PASSWORD};
        struct err e = {0};
        (void)office_try(&office, &wrong, &e);
        assert_int_equal(e.rc, i < 5 ? RC_UNAUTHENTICATED : RC_THROTTLED);
    }
    MUST(as_stranger(&office, ask_reset_work, &ask, &e));
    ask.text = mailed_link(&office, "password");
    MUST(registry_look_at_reset(office_act(&office, office.reader, NULL), str_of(ask.text), &email, &e));
    assert_string_equal(email, "ada@univ.example");
    ask.password_hash = hash_of(&office, OTHER_PASSWORD);
    MUST(as_stranger(&office, reset_work, &ask, &e));
    REFUSED(office_enter(&office, secret, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    REFUSED(as_stranger(&office, reset_work, &ask, &e), RC_CONFLICT, "ER-2212", "", "was used before");
    struct trying good = {.email = "ada@univ.example", .password = OTHER_PASSWORD, .address = "198.51.100.1"};
    MUST(office_try(&office, &good, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 95 AND account_id = object_id"), 1);
}

static void test_asking_for_a_link_does_not_tell_who_is_known(void **state)
{
    AUTO(office_close) struct office office;
    struct ask unknown = {.email = "nobody@univ.example"};
    struct ask no_text = {.email = "\xff"};
    struct ask known = {.email = "ada@univ.example"};
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    MUST(as_stranger(&office, ask_reset_work, &unknown, &e));
    MUST(as_stranger(&office, ask_reset_work, &no_text, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 0);
    MUST(as_stranger(&office, ask_reset_work, &known, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox WHERE recipient = 'ada@univ.example'"), 1);
}

static enum rc stranger_at(struct office *office, session_work_fn *work, struct ask *ask, int64_t now_us, struct err *e)
{
    const struct act act = {.work = work, .argument = ask, .is_stranger = true, .now_us = now_us};
    return office_do(office, &act, e);
}

static void test_links_for_passwords_are_not_sent_again_and_again(void **state)
{
    AUTO(office_close) struct office office;
    struct ask ask = {.email = "ada@univ.example"};
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    ask.password_hash = hash_of(&office, OTHER_PASSWORD);
    MUST(stranger_at(&office, ask_reset_work, &ask, NOW, &e));
    MUST(stranger_at(&office, ask_reset_work, &ask, NOW + 9 * MINUTE, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 1);
    ask.text = mailed_link(&office, "password");
    MUST(stranger_at(&office, ask_reset_work, &ask, NOW + 11 * MINUTE, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 2);
    REFUSED(stranger_at(&office, reset_work, &ask, NOW + 11 * MINUTE, &e), RC_DENIED, "ER-2213", "", "withdrawn");
    ask.text = mailed_link(&office, "password");
    MUST(stranger_at(&office, reset_work, &ask, NOW + 11 * MINUTE, &e));
    MUST(stranger_at(&office, ask_reset_work, &ask, NOW + 12 * MINUTE, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 3);
    /* What a clock that was ahead has sent holds nothing up once it is set back. */
    MUST(stranger_at(&office, ask_reset_work, &ask, NOW + 500000 * MINUTE, &e));
    MUST(stranger_at(&office, ask_reset_work, &ask, NOW + 60 * MINUTE, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 5);
}

static void test_a_new_password_ends_the_other_sessions(void **state)
{
    AUTO(office_close) struct office office;
    struct ask ask = {0};
    office_open(&office, *state);
    ask.account_id = office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    (void)office_add_user(&office, "rector@univ.example", 1, ROLE_REPRESENTATIVE);
    const char *const first = office_log_in(&office, "ada@univ.example");
    const char *const second = office_log_in(&office, "ada@univ.example");
    ask.password_hash = hash_of(&office, OTHER_PASSWORD);
    REFUSED(as_user(&office, set_password_work, &ask, office_log_in(&office, "rector@univ.example"), &e), RC_DENIED, "ER-2215", "",
        "you may not set the password of another user");
    MUST(as_user(&office, set_password_work, &ask, first, &e));
    MUST(office_enter(&office, first, NOW, &e));
    REFUSED(office_enter(&office, second, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
    MUST(as_operator(&office, set_password_work, &ask, &e));
    REFUSED(office_enter(&office, first, NOW, &e), RC_UNAUTHENTICATED, "ER-2221", "", "your session is over");
}

static void test_name_and_language_are_ones_own(void **state)
{
    AUTO(office_close) struct office office;
    struct ask ask = {.name = " Ada King "};
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    const char *const secret = office_log_in(&office, "ada@univ.example");
    MUST(as_user(&office, profile_work, &ask, secret, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM account WHERE name = 'Ada King' AND language = 'fr'"), 1);
    ask.name = "\xff";
    REFUSED(as_user(&office, profile_work, &ask, secret, &e), RC_INVALID, "ER-1012", "name", "the user's name is missing");
    REFUSED(as_operator(&office, profile_work, &ask, &e), RC_UNAUTHENTICATED, "ER-2221", "", "you are not logged in");
}

static void test_an_address_is_changed_by_a_link_to_the_new_one(void **state)
{
    AUTO(office_close) struct office office;
    struct ask ask = {.email = "bob@univ.example"};
    office_open(&office, *state);
    (void)office_add_user(&office, "ada@univ.example", 1, ROLE_READER);
    (void)office_add_user(&office, "bob@univ.example", 1, ROLE_READER);
    const char *const secret = office_log_in(&office, "ada@univ.example");
    REFUSED(as_user(&office, ask_email_work, &ask, secret, &e), RC_CONFLICT, "ER-2217", "email", "there is a user with this e-mail");
    ask.email = "nowhere";
    REFUSED(as_user(&office, ask_email_work, &ask, secret, &e), RC_INVALID, "ER-1013", "email", "has not the form");
    ask.email = "King@univ.example";
    MUST(as_user(&office, ask_email_work, &ask, secret, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox WHERE recipient = 'ada@univ.example'"), 1);
    ask.text = mailed_link(&office, "email");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM account WHERE email = 'ada@univ.example'"), 1);
    MUST(as_stranger(&office, confirm_email_work, &ask, &e));
    (void)office_log_in(&office, "king@univ.example");
    REFUSED(as_stranger(&office, confirm_email_work, &ask, &e), RC_CONFLICT, "ER-2212", "", "was used before");
    /* Taken meanwhile. */
    ask.email = "tom@univ.example";
    MUST(as_user(&office, ask_email_work, &ask, secret, &e));
    ask.text = mailed_link(&office, "email");
    (void)office_add_user(&office, "tom@univ.example", 1, ROLE_READER);
    REFUSED(as_stranger(&office, confirm_email_work, &ask, &e), RC_CONFLICT, "ER-2217", "email", "there is a user with this e-mail");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_an_invitation_makes_a_user),
        CONTRACT_TEST(test_an_invitation_of_a_known_user_adds_the_role_alone),
        CONTRACT_TEST(test_users_are_added_and_listed),
        CONTRACT_TEST(test_who_may_manage_users),
        CONTRACT_TEST(test_a_user_of_two_organisations_is_nobodys_alone),
        CONTRACT_TEST(test_representatives_learn_nothing_of_users_elsewhere),
        CONTRACT_TEST(test_the_last_of_a_role_stays),
        CONTRACT_TEST(test_a_disabled_user_is_out_at_once),
        CONTRACT_TEST(test_a_forgotten_password_is_replaced_by_a_link),
        CONTRACT_TEST(test_asking_for_a_link_does_not_tell_who_is_known),
        CONTRACT_TEST(test_links_for_passwords_are_not_sent_again_and_again),
        CONTRACT_TEST(test_a_new_password_ends_the_other_sessions),
        CONTRACT_TEST(test_name_and_language_are_ones_own),
        CONTRACT_TEST(test_an_address_is_changed_by_a_link_to_the_new_one),
    };
    return CONTRACT_RUN("registry users", tests);
}
