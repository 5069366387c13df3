/* SPDX-License-Identifier: EUPL-1.2 */
/* Sessions: who asks, what they may, and what the others are told. */
#include "registries.h"

#include "base/clock.h"
#include "registry/admin.h"
#include "registry/listing.h"
#include "registry/tokens.h"
#include "store/settings.h"

static const struct organisation *find(const struct session *session, const char *identifier)
{
    const struct organisation *const found = directory_find(&session->directory, str_of(identifier));
    assert_non_null(found);
    return found;
}

static void test_a_session_needs_a_database_of_the_right_schema(void **state)
{
    const struct contract *const contract = *state;
    const struct registry_settings settings = {.database = contract->url};
    struct registry *registry = NULL;
    struct session *session = NULL;
    MUST(registry_open(&settings, &registry, &e));
    REFUSED(session_open(registry, SESSION_READ, &session, &e), RC_UNAVAILABLE, "SE-0503", "", "opening the database");
    const struct db_options options = {.url = contract->url, .create = true};
    struct db *db = NULL;
    MUST(db_open(&options, (struct db_statements){NULL, 0}, &db, &e));
    db_close(db);
    REFUSED(session_open(registry, SESSION_WRITE, &session, &e), RC_UNAVAILABLE, "SE-0503", "database", "esc-router migrate");
    assert_null(session);
    session_close(NULL);
    registry_close(registry);
}

static void test_a_request_begins_anew(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.reader, FIRST);
    session->token_id = 5;
    const int64_t before = clock_now_us();
    MUST(session_begin(session, &office.arena, NULL, &e));
    assert_in_range(session->now_us, before, clock_now_us());
    assert_int_equal(session->today, session->now_us / INT64_C(86400000000));
    assert_null(session->actor);
    assert_null(session->request_id);
    assert_int_equal(session->token_id, 0);
    assert_ptr_equal(session->arena, &office.arena);
    REFUSED(session_require_actor(session, &e), RC_UNAUTHENTICATED, "SE-0401", "", "this operation needs a token");
    MUST(session_require_actor(office_act(&office, session, FIRST), &e));
}

/* What a token is made with. */
struct making {
    struct new_token input;
    struct token token;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc make_token(struct session *session, void *argument, struct err *e)
{
    struct making *const making = argument;
    return registry_create_token(session, &making->input, &making->token, making->secret, e);
}

static struct making add_token(struct office *office, const char *organisation, int64_t expires_at_us)
{
    struct session *const session = office_act(office, office->writer, NULL);
    struct making making = {
        .input = {.organisation_id = find(session, organisation)->id, .name = "sis", .test = true, .expires_at_us = expires_at_us}};
    MUST(session_transaction(session, make_token, &making, &e));
    return making;
}

static enum rc revoke_token(struct session *session, void *argument, struct err *e)
{
    return registry_revoke_token(session, *(int64_t *)argument, e);
}

static void test_tokens_make_known(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct making first = add_token(&office, FIRST, 0);
    const struct making processor = add_token(&office, PROCESSOR, NOW + 1);
    struct session *const session = office_act(&office, office.reader, NULL);
    MUST(session_authenticate(session, str_of(first.secret), NULL, &e));
    assert_string_equal(session->actor->identifier, FIRST);
    assert_int_equal(session->token_id, first.token.id);
    (void)office_act(&office, session, NULL);
    MUST(session_authenticate(session, str_of(processor.secret), NULL, &e));
    assert_string_equal(session->actor->identifier, PROCESSOR);
}

#define UNKNOWN_TOKEN "the token is not known here"

static void test_bad_tokens_are_refused(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct making expiring = add_token(&office, FIRST, NOW + 1);
    struct making revoked = add_token(&office, FIRST, 0);
    MUST(session_transaction(office_act(&office, office.writer, NULL), revoke_token, &revoked.token.id, &e));
    const struct {
        const char *text, *msg;
    } cases[] = {
        {"", UNKNOWN_TOKEN},
        {"esc_test_", UNKNOWN_TOKEN},
        {"esc_test_0123456789012345678901234567890123456789012", UNKNOWN_TOKEN},
        {revoked.secret, "the token was revoked: ask your technical administrator for a new one"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct session *const session = office_act(&office, office.reader, NULL);
        REFUSED(session_authenticate(session, str_of(cases[i].text), NULL, &e), RC_UNAUTHENTICATED, "SE-0401", "", cases[i].msg);
        assert_null(session->actor);
    }
    struct session *const session = office_act(&office, office.reader, NULL);
    MUST(session_authenticate(session, str_of(expiring.secret), NULL, &e));
    (void)office_act(&office, session, NULL);
    session->now_us = NOW + 1;
    REFUSED(session_authenticate(session, str_of(expiring.secret), NULL, &e), RC_UNAUTHENTICATED, "SE-0401", "",
        "the token has expired: ask your technical administrator for a new one");
    /* Nothing beside the whole secret is taken. */
    const struct making good = add_token(&office, FIRST, 0);
    (void)office_act(&office, session, NULL);
    REFUSED(session_authenticate(session, (struct str){good.secret, strlen(good.secret) - 1}, NULL, &e), RC_UNAUTHENTICATED, "SE-0401", "",
        UNKNOWN_TOKEN);
    REFUSED(session_transaction(office_act(&office, office.writer, NULL), revoke_token, &revoked.token.id, &e), RC_NOT_FOUND, "ER-0009",
        "id", "there is no token 2 that could be revoked");
}

static void test_the_token_of_an_organisation_that_another_process_has_just_added(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    AUTO(office_close) struct office other;
    office_open_again(&other, *state, NULL);
    struct session *const session = office_act(&office, office.reader, NULL);
    office_script(*state,
        "INSERT INTO organisation (identifier, kind, status, name, country, created_at_us) "
        "VALUES ('888888888', 0, 0, 'New', 'FR', 0)");
    MUST(session_begin(other.writer, &other.arena, NULL, &e));
    MUST(directory_read(&other.writer->directory, other.writer->db, &e));
    const struct making making = add_token(&other, "888888888", 0);
    MUST(session_authenticate(session, str_of(making.secret), NULL, &e));
    assert_string_equal(session->actor->identifier, "888888888");
}

#define DENIED(actor, organisation) \
    "access denied: organisation " actor " may not act for organisation " organisation "; a processor needs a mandate of the issuer"
#define IS_SUSPENDED(organisation) "organisation " organisation " is suspended: it can read, but nothing can be written for it"
#define HAS_NOT_ACCEPTED(organisation) "organisation " organisation " has not accepted the current legal documents"

static const struct {
    const char *name, *actor, *organisation;
    bool sees;
    const char *code, *msg; /* of a write; NULL: may */
} permissions[] = {
    {"an institution for itself", FIRST, FIRST, true, NULL, NULL},
    {"an authority for itself", AUTHORITY, AUTHORITY, true, NULL, NULL},
    {"an institution for another", FIRST, SECOND, false, "SE-0000", DENIED(FIRST, SECOND)},
    {"an authority for an institution", AUTHORITY, FIRST, false, "SE-0000", DENIED(AUTHORITY, FIRST)},
    {"the operator", NULL, SECOND, true, NULL, NULL},
    {"the operator for one suspended", NULL, SUSPENDED, true, "ER-2002", IS_SUSPENDED(SUSPENDED)},
    {"the operator for one that has not accepted", NULL, UNACCEPTED, true, "ER-2003", HAS_NOT_ACCEPTED(UNACCEPTED)},
    {"one that has not accepted", UNACCEPTED, UNACCEPTED, true, "ER-2003", HAS_NOT_ACCEPTED(UNACCEPTED)},
    {"one suspended", SUSPENDED, SUSPENDED, true, "ER-2002", IS_SUSPENDED(SUSPENDED)},
    {"a processor with a mandate", PROCESSOR, FIRST, true, NULL, NULL},
    {"a processor for an issuer without one", PROCESSOR, SECOND, false, "SE-0000", DENIED(PROCESSOR, SECOND)},
    {"an issuer for its processor", FIRST, PROCESSOR, false, "SE-0000", DENIED(FIRST, PROCESSOR)},
    {"a processor for itself", PROCESSOR, PROCESSOR, true, NULL, NULL},
    {"a processor for another", PROCESSOR, ENDS_TODAY, false, "SE-0000", DENIED(PROCESSOR, ENDS_TODAY)},
    {"a mandate that ended yesterday", ENDED_YESTERDAY, FIRST, false, "SE-0000", DENIED(ENDED_YESTERDAY, FIRST)},
    {"a mandate that ends today", ENDS_TODAY, FIRST, true, NULL, NULL},
    {"a mandate that begins today", BEGINS_TODAY, FIRST, true, NULL, NULL},
    {"a mandate that begins tomorrow", BEGINS_TOMORROW, FIRST, false, "SE-0000", DENIED(BEGINS_TOMORROW, FIRST)},
    {"a processor without mandate", WITHOUT_MANDATE, FIRST, false, "SE-0000", DENIED(WITHOUT_MANDATE, FIRST)},
    {"a processor that has not accepted", UNACCEPTED_PROCESSOR, FIRST, true, "ER-2003", HAS_NOT_ACCEPTED(UNACCEPTED_PROCESSOR)},
    {"a suspended processor", SUSPENDED_PROCESSOR, FIRST, true, "ER-2002", IS_SUSPENDED(SUSPENDED_PROCESSOR)},
};

static void test_permissions(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(permissions); i++) {
        const struct session *const session = office_act(&office, office.reader, permissions[i].actor);
        const struct organisation *const organisation = find(session, permissions[i].organisation);
        struct err seen = {0};
        struct err written = {0};
        const enum rc sees = session_permit(session, organisation, &seen);
        const enum rc writes = session_permit_write(session, organisation, PERMISSION_CARDS, &written);
        if (session_may_see(session, organisation->id) != permissions[i].sees || sees != (permissions[i].sees ? RC_OK : RC_DENIED) ||
            writes != (permissions[i].msg == NULL ? RC_OK : RC_DENIED)) {
            fail_msg("%s: sees %d, writes %d, %s", permissions[i].name, sees, writes, written.msg);
        }
        if (permissions[i].msg != NULL && strstr(written.msg, permissions[i].msg) == NULL) {
            fail_msg("%s: %s", permissions[i].name, written.msg);
        }
        assert_string_equal(written.code, permissions[i].code == NULL ? "" : permissions[i].code);
    }
}

static void test_a_user_needs_the_right_to_write_where_he_comes_from(void **state)
{
    static const struct {
        const char *actor, *organisation;
        int64_t at; /* the organisation of the grant; 1: FIRST, 6: PROCESSOR */
        enum role role;
        enum permission permission;
        bool may;
    } cases[] = {
        {FIRST, FIRST, 1, ROLE_REPRESENTATIVE, PERMISSION_CARDS, true},
        {FIRST, FIRST, 1, ROLE_FUNCTIONAL, PERMISSION_PERSONS, true},
        {FIRST, FIRST, 1, ROLE_TECHNICAL, PERMISSION_CARDS, false},
        {FIRST, FIRST, 1, ROLE_READER, PERMISSION_PICTURES, false},
        {FIRST, FIRST, 6, ROLE_FUNCTIONAL, PERMISSION_CARDS, false},
        {PROCESSOR, FIRST, 6, ROLE_FUNCTIONAL, PERMISSION_CARDS, true},
        {PROCESSOR, FIRST, 6, ROLE_READER, PERMISSION_CARDS, false},
        {PROCESSOR, FIRST, 1, ROLE_FUNCTIONAL, PERMISSION_CARDS, false},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct session *const session = office_act(&office, office.reader, cases[i].actor);
        struct grant grant = {.organisation_id = cases[i].at, .role = cases[i].role};
        const struct session_user user = {.account_id = 1, .grants = &grant, .grant_count = 1};
        session->user = &user;
        struct err written = {0};
        const enum rc writes = session_permit_write(session, find(session, cases[i].organisation), cases[i].permission, &written);
        session->user = NULL;
        if (writes != (cases[i].may ? RC_OK : RC_DENIED) || strcmp(written.code, cases[i].may ? "" : "ER-2215") != 0) {
            fail_msg("case %zu: %s %s", i, rc_name(writes), written.msg);
        }
    }
}

static void test_a_stored_organisation_that_is_missing_is_our_fault(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.reader, FIRST);
    const struct organisation *out = NULL;
    MUST(session_organisation(session, session->actor->id, &out, &e));
    assert_ptr_equal(out, session->actor);
    REFUSED(session_organisation(session, 4711, &out, &e), RC_INTERNAL, "SE-0500", "", "the stored organisation 4711 is missing");
    assert_false(session_may_see(session, 4711));
}

static enum rc add_mandate(struct session *session, void *argument, struct err *e)
{
    const int64_t *const ids = argument;
    return registry_add_mandate(session, ids[0], ids[1], e);
}

static void test_a_new_mandate_is_known_to_the_next_request(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.reader, WITHOUT_MANDATE);
    int64_t ids[] = {find(session, SECOND)->id, session->actor->id};
    int64_t revision = 0;
    int64_t raised = 0;
    assert_false(session_may_see(session, ids[0]));
    MUST(revisions_get(office.reader->db, &revision, &e));
    MUST(session_transaction(office_act(&office, office.writer, NULL), add_mandate, ids, &e));
    MUST(session_begin(session, &office.arena, NULL, &e));
    session->actor = find(session, WITHOUT_MANDATE);
    assert_true(session_may_see(session, ids[0]));
    MUST(revisions_get(office.reader->db, &raised, &e));
    assert_int_equal(raised, revision + 1);
}

static enum rc touch_then_fail(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    const struct escn escn = {{1}};
    session_touch_card(session, &escn);
    session_touch_list(session, 1);
    session_touch_directory(session);
    if (settings_put(session->db, "half", "written", e) != RC_OK) {
        return e->rc;
    }
    return err_set(e, RC_INVALID, "ER-1012", "", "on second thoughts");
}

/* Another process raises the revision; nobody tells this one. */
static void test_what_another_process_withdraws_counts_with_the_next_token(void **state)
{
    AUTO(office_close) struct office office;
    struct making making = {.input = {.organisation_id = 6, .name = "sis"}};
    office_open(&office, *state);
    MUST(session_transaction(office_act(&office, office.writer, NULL), make_token, &making, &e));
    struct session *const session = office_act(&office, office.reader, NULL);
    MUST(session_authenticate(session, str_of(making.secret), NULL, &e));
    assert_true(session_may_see(session, 1));
    office_script(*state, "UPDATE mandate SET withdrawn_at_us = 1; UPDATE revision SET value = value + 1");
    MUST(session_begin(session, &office.arena, NULL, &e));
    MUST(session_authenticate(session, str_of(making.secret), NULL, &e));
    assert_false(session_may_see(session, 1));
    assert_ptr_equal(session->actor, directory_get(&session->directory, 6));
}

static void test_work_that_fails_leaves_nothing_behind(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const unsigned before = atomic_load(&office.registry->changes);
    REFUSED(session_transaction(office_act(&office, office.writer, NULL), touch_then_fail, NULL, &e), RC_INVALID, "ER-1012", "",
        "on second thoughts");
    assert_int_equal(atomic_load(&office.registry->changes), before);
    assert_int_equal(office.writer->touched.card_count + office.writer->touched.organisation_count, 0);
    assert_false(office.writer->touched.directory);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM setting"), 0);
    assert_int_equal(office_number(*state, "SELECT value FROM revision"), 2);
}

static void test_too_much_touched_counts_as_everything(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct escn elsewhere = {{0xff, 0xee}};
    const int64_t far = 999;
    const unsigned card = registry_card_stamp(office.registry, &elsewhere);
    const uint64_t list = registry_list_stamp(office.registry, &far, 1);
    for (int64_t i = 0; i < 64; i++) {
        session_touch_list(office.writer, i);
        session_touch_list(office.writer, i);
    }
    session_publish(office.writer);
    assert_int_equal(registry_list_stamp(office.registry, &far, 1), list);
    assert_int_equal(registry_card_stamp(office.registry, &elsewhere), card);
    for (int64_t i = 0; i < 65; i++) {
        session_touch_list(office.writer, i);
    }
    session_publish(office.writer);
    assert_true(registry_list_stamp(office.registry, &far, 1) > list);
    const unsigned again = registry_card_stamp(office.registry, &elsewhere);
    assert_true(again > card);
    for (int i = 0; i < 5000; i++) {
        const struct escn escn = {{(unsigned char)i, (unsigned char)(i >> 8)}};
        session_touch_card(office.writer, &escn);
    }
    session_publish(office.writer);
    assert_true(registry_card_stamp(office.registry, &elsewhere) > again);
}

static void test_reads_between_begin_and_end_see_one_moment(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct list_request request = {.size = 10};
    struct person_page page;
    struct session *const session = office_act(&office, office.reader, FIRST);
    MUST(session_read_begin(session, &e));
    MUST(registry_list_persons(session, &request, &page, &e));
    assert_int_equal(page.total, 0);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    MUST(registry_list_persons(session, &request, &page, &e));
    assert_int_equal(page.total, 0);
    session_read_end(session);
    MUST(registry_list_persons(session, &request, &page, &e));
    assert_int_equal(page.total, 1);
}

static void test_acts_are_recorded_with_who_and_by_what(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.writer, FIRST);
    session->token_id = 77;
    MUST(session_audit(session, AUDIT_CARD_ISSUE, 5, 6, "detail", &e));
    assert_int_equal(office_number(*state,
                         "SELECT COUNT(*) FROM audit WHERE action = 10 AND organisation_id = 5 AND object_id = 6 AND token_id = 77 "
                         "AND actor_id = 1 AND request_id = 'request-1' AND detail = 'detail' AND at_us = 1795338840000000"),
        1);
    MUST(session_audit(office_act(&office, office.writer, NULL), AUDIT_DATABASE_REPAIR, 0, 0, NULL, &e));
    assert_int_equal(
        office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 40 AND actor_id IS NULL AND organisation_id IS NULL"), 1);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_session_needs_a_database_of_the_right_schema),
        CONTRACT_TEST(test_a_request_begins_anew),
        CONTRACT_TEST(test_tokens_make_known),
        CONTRACT_TEST(test_bad_tokens_are_refused),
        CONTRACT_TEST(test_the_token_of_an_organisation_that_another_process_has_just_added),
        CONTRACT_TEST(test_permissions),
        CONTRACT_TEST(test_a_user_needs_the_right_to_write_where_he_comes_from),
        CONTRACT_TEST(test_a_stored_organisation_that_is_missing_is_our_fault),
        CONTRACT_TEST(test_a_new_mandate_is_known_to_the_next_request),
        CONTRACT_TEST(test_what_another_process_withdraws_counts_with_the_next_token),
        CONTRACT_TEST(test_work_that_fails_leaves_nothing_behind),
        CONTRACT_TEST(test_too_much_touched_counts_as_everything),
        CONTRACT_TEST(test_reads_between_begin_and_end_see_one_moment),
        CONTRACT_TEST(test_acts_are_recorded_with_who_and_by_what),
    };
    return CONTRACT_RUN("registry sessions", tests);
}
