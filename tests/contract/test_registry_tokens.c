/* SPDX-License-Identifier: EUPL-1.2 */
/* Tokens bound to networks, replaced without a gap, by whom, and their last use. */
#include "users.h"

#include "registry/tokens.h"
#include "registry/upkeep.h"

#include <string.h>

/* A token made, replaced or revoked by somebody. */
struct token_act {
    struct new_token input;
    struct token_rotation rotation;
    struct token token;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc create_work(struct session *session, void *argument, struct err *e)
{
    struct token_act *const act = argument;
    return registry_create_token(session, &act->input, &act->token, act->secret, e);
}

static enum rc rotate_work(struct session *session, void *argument, struct err *e)
{
    struct token_act *const act = argument;
    return registry_rotate_token(session, &act->rotation, &act->token, act->secret, e);
}

static enum rc revoke_work(struct session *session, void *argument, struct err *e)
{
    return registry_revoke_token(session, ((const struct token_act *)argument)->rotation.id, e);
}

static enum rc upkeep_work(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return registry_upkeep(session, e);
}

static enum rc run(struct office *office, session_work_fn *work, struct token_act *act, const char *secret, struct err *e)
{
    const struct act whole = {.work = work, .argument = act, .secret = secret};
    return office_do(office, &whole, e);
}

static struct token_act made(struct office *office, const char *name, const char *networks)
{
    struct token_act act = {
        .input = {.organisation_id = 1, .name = name, .networks = networks, .scopes = TOKEN_READ | TOKEN_CARDS, .test = true}};
    MUST(run(office, create_work, &act, NULL, &e));
    return act;
}

static enum rc use(struct office *office, const char *secret, const char *address, int64_t now_us, struct err *e)
{
    struct session *const reader = office_act(office, office->reader, NULL);
    reader->now_us = now_us;
    return session_authenticate(reader, str_of(secret), address, e);
}

static void test_a_token_works_from_its_networks_alone(void **state)
{
    static const struct {
        const char *address;
        bool good;
    } cases[] = {
        {"192.0.2.1", true},
        {"192.0.2.255", true},
        {"192.0.3.1", false},
        {"2001:db8::1", true},
        {"2001:db9::1", false},
        {"::ffff:192.0.2.9", true},
        {"198.51.100.7", true},
        {"198.51.100.8", false},
        {"", false},
        {"unknown", false},
        {NULL, true},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct token_act bound = made(&office, "bound", "192.0.2.0/24, 2001:db8::/32,198.51.100.7");
    const struct token_act free_one = made(&office, "free", NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (cases[i].good) {
            MUST(use(&office, bound.secret, cases[i].address, NOW, &e));
        } else {
            REFUSED(use(&office, bound.secret, cases[i].address, NOW, &e), RC_DENIED, "ER-2202", "", "the token may not be used from here");
            assert_null(office.reader->actor);
            assert_int_equal(office.reader->token_id, 0);
        }
        MUST(use(&office, free_one.secret, cases[i].address, NOW, &e));
    }
}

static void test_networks_that_are_none(void **state)
{
    static const char *const lists[] = {
        "", " ", ",", "192.0.2.0/33", "192.0.2.1,", "router.example", "192.0.2.1;192.0.2.2", "2001:db8::/129"};
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct token_act act = {.input = {.organisation_id = 1, .name = "x", .networks = lists[i]}};
        struct err e = {0};
        if (run(&office, create_work, &act, NULL, &e) != RC_INVALID || strcmp(e.field, "networks") != 0) {
            fail_msg("\"%s\": %s", lists[i], e.msg);
        }
    }
}

static void test_a_token_is_replaced_without_a_gap(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct token_act first = made(&office, "sis", "192.0.2.0/24");
    struct token_act second = {.rotation = {.id = first.token.id, .old_until_us = NOW + HOUR, .expires_at_us = NOW + 9 * HOUR}};
    MUST(run(&office, rotate_work, &second, NULL, &e));
    assert_string_equal(second.token.name, "sis");
    assert_string_equal(second.token.networks, "192.0.2.0/24");
    assert_int_equal(second.token.scopes, TOKEN_READ | TOKEN_CARDS);
    assert_int_equal(second.token.replaces_id, first.token.id);
    assert_memory_equal(second.secret, "esc_test_", 9);
    MUST(use(&office, first.secret, "192.0.2.1", NOW + HOUR - 1, &e));
    MUST(use(&office, second.secret, "192.0.2.1", NOW, &e));
    struct token_act third = {.rotation = {.id = second.token.id}, .input = {.organisation_id = 1, .name = " sis "}};
    REFUSED(run(&office, rotate_work, &third, NULL, &e), RC_CONFLICT, "ER-2203", "name", "two good tokens of this name already");
    REFUSED(run(&office, create_work, &third, NULL, &e), RC_CONFLICT, "ER-2203", "name", "two good tokens of this name already");
    third.input.organisation_id = 2;
    MUST(run(&office, create_work, &third, NULL, &e));
    REFUSED(use(&office, first.secret, "192.0.2.1", NOW + HOUR, &e), RC_UNAUTHENTICATED, "SE-0401", "", "the token has expired");
    struct token_act revoked = {.rotation = {.id = first.token.id}};
    MUST(run(&office, revoke_work, &revoked, NULL, &e));
    REFUSED(use(&office, first.secret, "192.0.2.1", NOW, &e), RC_UNAUTHENTICATED, "SE-0401", "", "the token was revoked");
    REFUSED(run(&office, rotate_work, &revoked, NULL, &e), RC_NOT_FOUND, "ER-0009", "id", "could be replaced");
    MUST(run(&office, rotate_work, &third, NULL, &e));
    /* What was to end early does not end later. */
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 36 AND organisation_id = 1"), 2);
}

static void test_a_token_that_would_never_be_good_is_refused(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct token_act good = made(&office, "sis", NULL);
    struct token_act late = {
        .rotation = {.id = good.token.id, .expires_at_us = NOW}, .input = {.organisation_id = 1, .name = "late", .expires_at_us = NOW}};
    REFUSED(run(&office, create_work, &late, NULL, &e), RC_INVALID, "ER-1012", "expires", "would have expired already");
    REFUSED(run(&office, rotate_work, &late, NULL, &e), RC_INVALID, "ER-1012", "expires", "would have expired already");
    late.input.expires_at_us = NOW + 1;
    MUST(run(&office, create_work, &late, NULL, &e));
}

static void test_an_expired_token_stays_so_when_the_clock_is_set_back(void **state)
{
    AUTO(office_close) struct office office;
    struct tokens all = {0};
    office_open(&office, *state);
    struct token_act act = {.input = {.organisation_id = 1, .name = "short", .expires_at_us = NOW + HOUR}};
    MUST(run(&office, create_work, &act, NULL, &e));
    MUST(use(&office, act.secret, NULL, NOW, &e));
    const struct act upkeep = {.work = upkeep_work, .now_us = NOW + 2 * HOUR};
    MUST(office_do(&office, &upkeep, &e));
    REFUSED(use(&office, act.secret, NULL, NOW, &e), RC_UNAUTHENTICATED, "SE-0401", "", "the token has expired");
    MUST(registry_list_tokens(office_act(&office, office.reader, NULL), 1, &all, &e));
    assert_false(token_was_revoked(&all.items[0]));
}

static void test_the_last_use_is_written_down_now_and_then(void **state)
{
    AUTO(office_close) struct office office;
    struct tokens all = {0};
    office_open(&office, *state);
    const struct token_act used = made(&office, "used", NULL);
    (void)made(&office, "unused", NULL);
    MUST(use(&office, used.secret, "192.0.2.1", NOW, &e));
    MUST(use(&office, used.secret, "192.0.2.1", NOW + MINUTE + 5, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM token WHERE last_used_at_us IS NOT NULL"), 0);
    const struct act upkeep = {.work = upkeep_work, .now_us = NOW + 2 * MINUTE};
    MUST(office_do(&office, &upkeep, &e));
    MUST(registry_list_tokens(office_act(&office, office.reader, NULL), 0, &all, &e));
    assert_int_equal(all.items[0].used_at_us, NOW + MINUTE);
    assert_int_equal(all.items[1].used_at_us, 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM token WHERE networks IS NULL AND last_used_at_us > 0"), 1);
}

static void test_who_may_manage_tokens(void **state)
{
    static const struct {
        const char *email;
        int64_t organisation_id;
        enum role role;
        bool may;
    } cases[] = {
        {"a@univ.example", 1, ROLE_READER, false},
        {"b@univ.example", 1, ROLE_FUNCTIONAL, false},
        {"c@univ.example", 2, ROLE_TECHNICAL, false},
        {"d@univ.example", 1, ROLE_TECHNICAL, true},
        {"e@univ.example", 1, ROLE_REPRESENTATIVE, true},
        {"f@univ.example", 0, ROLE_SUPER, true},
    };
    AUTO(office_close) struct office office;
    struct tokens all = {0};
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct token_act act = made(&office, cases[i].email, NULL);
        act.rotation.id = act.token.id;
        (void)office_add_user(&office, cases[i].email, cases[i].organisation_id, cases[i].role);
        const char *const secret = office_log_in(&office, cases[i].email);
        session_work_fn *const acts[] = {rotate_work, revoke_work, create_work};
        for (size_t k = 0; k < COUNT_OF(acts); k++) {
            struct err e = {0};
            if (run(&office, acts[k], &act, secret, &e) != (cases[i].may ? RC_OK : RC_DENIED)) {
                fail_msg("%s, act %zu: %s", cases[i].email, k, e.msg);
            }
        }
        MUST(office_enter(&office, secret, NOW, &e));
        struct err e = {0};
        assert_int_equal(registry_list_tokens(office.reader, 1, &all, &e), cases[i].may ? RC_OK : RC_DENIED);
    }
    /* A token manages none. */
    const struct token_act token = made(&office, "token", NULL);
    MUST(use(&office, token.secret, NULL, NOW, &e));
    REFUSED(registry_list_tokens(office.reader, 1, &all, &e), RC_DENIED, "ER-2215", "", "you may not manage tokens here");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_token_works_from_its_networks_alone),
        CONTRACT_TEST(test_networks_that_are_none),
        CONTRACT_TEST(test_a_token_is_replaced_without_a_gap),
        CONTRACT_TEST(test_a_token_that_would_never_be_good_is_refused),
        CONTRACT_TEST(test_an_expired_token_stays_so_when_the_clock_is_set_back),
        CONTRACT_TEST(test_the_last_use_is_written_down_now_and_then),
        CONTRACT_TEST(test_who_may_manage_tokens),
    };
    return CONTRACT_RUN("registry tokens", tests);
}
