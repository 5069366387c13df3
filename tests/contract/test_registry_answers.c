/* SPDX-License-Identifier: EUPL-1.2 */
/* Kept answers: found again by key and request, for a day, by their organisation alone, and erased with the person. */
#include "registries.h"

#include "registry/answers.h"

#include <string.h>

#define HOUR INT64_C(3600000000)
#define HEADERS "Content-Type: application/json\nLocation: /x\n"

/* A call about an answer, by an organisation at an instant. */
struct answer_call {
    const char *actor;
    struct answer_claim claim;
    const char *body;
    int64_t person_id;
    int64_t now_us; /* 0: the fixed one */
    bool is_secret;
    struct answer answer;
    bool found;
};

static struct answer_claim claim_of(char key, char request)
{
    struct answer_claim claim;
    memset(claim.key, key, sizeof claim.key);
    memset(claim.request, request, sizeof claim.request);
    return claim;
}

static enum rc keep(struct session *session, void *argument, struct err *e)
{
    const struct answer_call *const call = argument;
    session->subject_id = call->person_id;
    session->answer_is_secret = call->is_secret;
    return registry_keep_answer(session, &call->claim, 201, HEADERS, str_of(call->body), e);
}

static enum rc find(struct session *session, void *argument, struct err *e)
{
    struct answer_call *const call = argument;
    return registry_find_answer(session, &call->claim, &call->answer, &call->found, e);
}

static enum rc tidy(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return answers_tidy(session, e);
}

static enum rc grow(struct session *session, void *argument, struct err *e)
{
    struct answer_call *const call = argument;
    if (registry_begin_answer(session, &call->claim, &call->answer, e) != RC_OK ||
        registry_add_to_answer(session, call->answer.id, 0, STR("one\n"), e) != RC_OK) {
        return e->rc;
    }
    return registry_add_to_answer(session, call->answer.id, 1, STR("two\n"), e);
}

static enum rc finish(struct session *session, void *argument, struct err *e)
{
    struct answer_call *const call = argument;
    return registry_end_answer(session, call->answer.id, 200, NULL, e);
}

static enum rc run(struct office *office, session_work_fn *work, struct answer_call *call, struct err *e)
{
    struct session *const session = office_act(office, office->writer, call->actor);
    session->now_us = call->now_us == 0 ? NOW : call->now_us;
    return session_transaction(session, work, call, e);
}

/* A part of the body, as a reader sees it; NULL when there is none. */
static const char *read_part(struct office *office, const struct answer *answer, int64_t part)
{
    struct session *const session = office_act(office, office->reader, FIRST);
    struct str text;
    bool found = false;
    MUST(registry_read_answer(session, answer, part, &text, &found, &e));
    return found ? text.data : NULL;
}

static void test_an_answer_is_found_by_its_key_and_request(void **state)
{
    AUTO(office_close) struct office office;
    struct answer_call call = {.actor = FIRST, .claim = claim_of('k', 'r'), .body = "{}"};
    struct err refused = {0};
    office_open(&office, *state);
    MUST(run(&office, find, &call, &e));
    assert_false(call.found);
    MUST(run(&office, keep, &call, &e));
    MUST(run(&office, find, &call, &e));
    assert_true(call.found);
    assert_int_equal(call.answer.status, 201);
    assert_int_equal(call.answer.state, ANSWER_DONE);
    assert_string_equal(call.answer.headers, HEADERS);
    assert_string_equal(read_part(&office, &call.answer, 0), "{}");
    assert_null(read_part(&office, &call.answer, 1));
    call.claim = claim_of('k', 's');
    assert_int_equal(run(&office, find, &call, &refused), RC_UNPROCESSABLE);
    assert_string_equal(refused.code, "ER-1305");
    call.claim = claim_of('l', 'r');
    MUST(run(&office, find, &call, &e));
    assert_false(call.found);
    call = (struct answer_call){.actor = SECOND, .claim = claim_of('k', 's')};
    MUST(run(&office, find, &call, &e));
    assert_false(call.found);
}

static void test_an_answer_without_body_has_no_part(void **state)
{
    AUTO(office_close) struct office office;
    struct answer_call call = {.actor = FIRST, .claim = claim_of('k', 'r'), .body = ""};
    office_open(&office, *state);
    MUST(run(&office, keep, &call, &e));
    MUST(run(&office, find, &call, &e));
    assert_null(read_part(&office, &call.answer, 0));
}

static void test_a_day_later_the_key_is_free(void **state)
{
    AUTO(office_close) struct office office;
    struct answer_call call = {.actor = FIRST, .claim = claim_of('k', 'r'), .body = "{}"};
    office_open(&office, *state);
    MUST(run(&office, keep, &call, &e));
    call.now_us = NOW + 24 * HOUR - 1;
    MUST(run(&office, find, &call, &e));
    assert_true(call.found);
    call.now_us = NOW + 24 * HOUR;
    call.claim = claim_of('k', 's');
    MUST(run(&office, find, &call, &e));
    assert_false(call.found);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM idempotency_part"), 0);
    MUST(run(&office, keep, &call, &e));
    call.now_us = NOW - 24 * HOUR;
    MUST(run(&office, find, &call, &e));
    assert_true(call.found); /* a clock that goes back forgets nothing */
}

/* More than what is deleted at once. */
static void test_what_is_old_goes_a_little_at_a_time(void **state)
{
    AUTO(office_close) struct office office;
    struct answer_call call = {.actor = FIRST, .body = "{}"};
    office_open(&office, *state);
    for (char key = 1; key <= 100; key++) {
        call.claim = claim_of(key, 'r');
        MUST(run(&office, keep, &call, &e));
    }
    call.now_us = NOW + 23 * HOUR;
    MUST(run(&office, tidy, &call, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM idempotency"), 100);
    call.now_us = NOW + 25 * HOUR;
    MUST(run(&office, tidy, &call, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM idempotency"), 36);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM idempotency_part"), 36);
    call.claim = claim_of(100, 's');
    MUST(run(&office, find, &call, &e));
    assert_false(call.found);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM idempotency"), 0);
}

static void test_an_answer_goes_with_its_person(void **state)
{
    AUTO(office_close) struct office office;
    struct answer_call call = {.actor = FIRST, .claim = claim_of('k', 'r'), .body = "{\"fullName\":\"Ada\"}"};
    struct answer_call other = {.actor = FIRST, .claim = claim_of('o', 'r'), .body = "other"};
    struct person_detail person;
    struct err refused = {0};
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("ada"), "Ada");
    MUST(office_get_person(&office, FIRST, ESI("ada"), &person, &e));
    call.person_id = person.person.id;
    MUST(run(&office, keep, &call, &e));
    MUST(run(&office, keep, &other, &e));
    MUST(office_delete_person(&office, FIRST, ESI("ada"), &e));
    assert_int_equal(run(&office, find, &call, &refused), RC_CONFLICT);
    assert_string_equal(refused.code, "ER-1306");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM idempotency_part"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM idempotency WHERE person_id IS NOT NULL OR headers IS NULL"), 1);
    MUST(run(&office, find, &other, &e));
    assert_true(other.found);
}

static void test_an_answer_grows_part_by_part(void **state)
{
    AUTO(office_close) struct office office;
    struct answer_call call = {.actor = FIRST, .claim = claim_of('k', 'r')};
    office_open(&office, *state);
    MUST(run(&office, grow, &call, &e));
    MUST(run(&office, find, &call, &e));
    assert_true(call.found);
    assert_int_equal(call.answer.state, ANSWER_RUNNING);
    assert_string_equal(read_part(&office, &call.answer, 0), "one\n");
    assert_string_equal(read_part(&office, &call.answer, 1), "two\n");
    assert_null(read_part(&office, &call.answer, 2));
    MUST(run(&office, finish, &call, &e));
    MUST(run(&office, find, &call, &e));
    assert_int_equal(call.answer.state, ANSWER_DONE);
    assert_int_equal(call.answer.status, 200);
}

/* This registry has no key to seal it with. */
static void test_a_secret_is_not_kept_without_a_key(void **state)
{
    AUTO(office_close) struct office office;
    struct answer_call call = {.actor = FIRST, .claim = claim_of('k', 'r'), .body = "secret", .is_secret = true};
    office_open(&office, *state);
    const bool has_key = office.registry->has_key;
    MUST(run(&office, keep, &call, &e));
    MUST(run(&office, find, &call, &e));
    assert_int_equal(call.found, has_key);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM idempotency_part WHERE CAST(data AS TEXT) = 'secret'"), 0);
    if (has_key) {
        assert_int_equal(call.answer.state, ANSWER_SEALED);
        assert_string_equal(read_part(&office, &call.answer, 0), "secret");
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_an_answer_is_found_by_its_key_and_request),
        CONTRACT_TEST(test_an_answer_without_body_has_no_part),
        CONTRACT_TEST(test_a_day_later_the_key_is_free),
        CONTRACT_TEST(test_what_is_old_goes_a_little_at_a_time),
        CONTRACT_TEST(test_an_answer_goes_with_its_person),
        CONTRACT_TEST(test_an_answer_grows_part_by_part),
        CONTRACT_TEST(test_a_secret_is_not_kept_without_a_key),
    };
    return CONTRACT_RUN("registry answers", tests);
}
