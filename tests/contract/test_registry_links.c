/* SPDX-License-Identifier: EUPL-1.2 */
/* One-time links: forged, expired, used, revoked ones; and invitations, which carry them by mail. */
#include "registries.h"

#include "registry/invitations.h"

#include <string.h>

#define MINUTE INT64_C(60000000)
#define WEEK (INT64_C(7) * 24 * 60 * MINUTE)

/* A call about a link, at an instant. */
struct link_call {
    enum link_purpose purpose;
    const char *text;
    struct link link;
    char secret[LINK_SECRET_SIZE];
    int64_t id;
    int64_t now_us; /* 0: the fixed one */
};

static enum rc make_link(struct session *session, void *argument, struct err *e)
{
    struct link_call *const call = argument;
    return registry_make_link(session, &call->link, call->secret, e);
}

static enum rc use_link(struct session *session, void *argument, struct err *e)
{
    struct link_call *const call = argument;
    return registry_use_link(session, call->purpose, str_of(call->text), &call->link, e);
}

static enum rc revoke_link(struct session *session, void *argument, struct err *e)
{
    return registry_revoke_link(session, ((struct link_call *)argument)->id, e);
}

static enum rc expire_links(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return registry_expire_links(session, e);
}

static enum rc run(struct office *office, session_work_fn *work, struct link_call *call, struct err *e)
{
    struct session *const session = office_act(office, office->writer, NULL);
    session->now_us = call->now_us == 0 ? NOW : call->now_us;
    return session_transaction(session, work, call, e);
}

static struct link_call reset_for(const char *email)
{
    return (struct link_call){.purpose = LINK_PASSWORD, .link = {.purpose = LINK_PASSWORD, .email = email}};
}

static enum rc use(struct office *office, enum link_purpose purpose, const char *text, int64_t now_us, struct err *e)
{
    struct link_call call = {.purpose = purpose, .text = text, .now_us = now_us};
    return run(office, use_link, &call, e);
}

static void test_a_link_works_once(void **state)
{
    AUTO(office_close) struct office office;
    struct link_call made = {.purpose = LINK_INVITATION,
        .link = {.purpose = LINK_INVITATION, .organisation_id = 1, .role = ROLE_READER, .email = "ada@univ.example"}};
    struct link found = {0};
    office_open(&office, *state);
    MUST(run(&office, make_link, &made, &e));
    assert_int_equal(strlen(made.secret), 43);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link WHERE length(hash) = 32"), 1);
    struct session *const reader = office_act(&office, office.reader, NULL);
    MUST(registry_find_link(reader, LINK_INVITATION, str_of(made.secret), &found, &e));
    assert_int_equal(found.id, made.link.id);
    assert_int_equal(found.organisation_id, 1);
    assert_int_equal(found.role, ROLE_READER);
    assert_string_equal(found.email, "ada@univ.example");
    assert_int_equal(found.expires_at_us, NOW + WEEK);
    struct link_call used = {.purpose = LINK_INVITATION};
    used.text = link_url(&office.arena, "https://router.example", LINK_INVITATION, made.secret);
    assert_memory_equal(used.text, "https://router.example/link/invitation/", 39);
    MUST(run(&office, use_link, &used, &e));
    assert_int_equal(used.link.id, made.link.id);
    REFUSED(run(&office, use_link, &used, &e), RC_CONFLICT, "ER-2212", "", "was used before");
    REFUSED(registry_find_link(office_act(&office, office.reader, NULL), LINK_INVITATION, str_of(made.secret), &found, &e), RC_CONFLICT,
        "ER-2212", "", "was used before");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action IN (32, 33) AND organisation_id = 1"), 2);
}

static void test_forged_links(void **state)
{
    AUTO(office_close) struct office office;
    struct link_call made = reset_for("ada@univ.example");
    office_open(&office, *state);
    MUST(run(&office, make_link, &made, &e));
    char forged[LINK_SECRET_SIZE];
    memcpy(forged, made.secret, sizeof forged);
    forged[7] = forged[7] == 'x' ? 'y' : 'x';
    const char *const texts[] = {forged, "", " ", "/", "\xff", "https://router.example/link/password/", made.secret + 1};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        REFUSED(use(&office, LINK_PASSWORD, texts[i], 0, &e), RC_NOT_FOUND, "ER-2210", "", "not known here");
    }
    REFUSED(use(&office, LINK_STUDENT, made.secret, 0, &e), RC_NOT_FOUND, "ER-2210", "", "not known here");
    MUST(use(&office, LINK_PASSWORD, made.secret, 0, &e));
}

static void test_an_expired_link_stays_so_when_the_clock_is_set_back(void **state)
{
    AUTO(office_close) struct office office;
    struct link_call made = reset_for("ada@univ.example");
    struct link_call sweep = {.now_us = NOW + 61 * MINUTE};
    office_open(&office, *state);
    MUST(run(&office, make_link, &made, &e));
    REFUSED(use(&office, LINK_PASSWORD, made.secret, NOW + 60 * MINUTE, &e), RC_DENIED, "ER-2211", "", "has expired");
    REFUSED(use(&office, LINK_PASSWORD, made.secret, NOW - 60 * MINUTE, &e), RC_DENIED, "ER-2211", "", "has expired");
    MUST(run(&office, expire_links, &sweep, &e));
    REFUSED(use(&office, LINK_PASSWORD, made.secret, NOW + MINUTE, &e), RC_DENIED, "ER-2211", "", "has expired");
    sweep.now_us = NOW + 100 * 24 * 60 * MINUTE;
    MUST(run(&office, expire_links, &sweep, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link"), 0);
}

static void test_a_new_link_replaces_the_older_one_of_the_same_receiver(void **state)
{
    AUTO(office_close) struct office office;
    struct link_call first = reset_for("ada@univ.example");
    struct link_call other = reset_for("bob@univ.example");
    struct link_call second = reset_for("ADA@univ.example");
    office_open(&office, *state);
    MUST(run(&office, make_link, &first, &e));
    MUST(run(&office, make_link, &other, &e));
    second.now_us = NOW + MINUTE;
    MUST(run(&office, make_link, &second, &e));
    REFUSED(use(&office, LINK_PASSWORD, first.secret, NOW + MINUTE, &e), RC_DENIED, "ER-2213", "", "withdrawn, or replaced");
    MUST(use(&office, LINK_PASSWORD, other.secret, NOW + MINUTE, &e));
    MUST(use(&office, LINK_PASSWORD, second.secret, NOW + MINUTE, &e));
}

static void test_a_link_is_revoked(void **state)
{
    AUTO(office_close) struct office office;
    struct link_call made = reset_for("ada@univ.example");
    office_open(&office, *state);
    MUST(run(&office, make_link, &made, &e));
    struct link_call revoked = {.id = made.link.id};
    MUST(run(&office, revoke_link, &revoked, &e));
    REFUSED(use(&office, LINK_PASSWORD, made.secret, 0, &e), RC_DENIED, "ER-2213", "", "withdrawn");
    REFUSED(run(&office, revoke_link, &revoked, &e), RC_NOT_FOUND, "ER-2210", "id", "there is no link");
}

static void test_the_links_of_an_erased_person_go_with_him(void **state)
{
    AUTO(office_close) struct office office;
    struct link_call made = {.link = {.purpose = LINK_STUDENT, .organisation_id = 1, .email = "ada@univ.example"}};
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    made.link.person_id = office_number(*state, "SELECT id FROM person");
    MUST(run(&office, make_link, &made, &e));
    MUST(office_delete_person(&office, FIRST, ESI("1"), &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link"), 0);
    REFUSED(use(&office, LINK_STUDENT, made.secret, 0, &e), RC_NOT_FOUND, "ER-2210", "", "not known here");
}

/* An invitation by somebody. */
struct inviting {
    struct invitation input;
    struct session_user *by; /* NULL: the operator */
    struct link link;
    char secret[LINK_SECRET_SIZE];
};

static enum rc invite(struct session *session, void *argument, struct err *e)
{
    struct inviting *const call = argument;
    session->user = call->by;
    return registry_invite(session, &call->input, &call->link, call->secret, e);
}

static struct inviting invitation_of(int64_t organisation_id, enum role role)
{
    return (struct inviting){.input = {
                                 .organisation_id = organisation_id,
                                 .role = role,
                                 .email = "ada@univ.example",
                                 .base_url = "https://router.example",
                             }};
}

static enum rc run_invite(struct office *office, struct inviting *call, struct err *e)
{
    return session_transaction(office_act(office, office->writer, NULL), invite, call, e);
}

static void test_an_invitation_leaves_by_mail(void **state)
{
    AUTO(office_close) struct office office;
    struct inviting call = invitation_of(1, ROLE_REPRESENTATIVE);
    office_open(&office, *state);
    MUST(run_invite(&office, &call, &e));
    const char *const sql = arena_format(&office.arena,
        "SELECT COUNT(*) FROM outbox WHERE kind = 1 AND recipient = 'ada@univ.example' AND body LIKE "
        "'%%Authorised representative%%Saint-Valentin%%https://router.example/link/invitation/%s%%'",
        call.secret);
    assert_int_equal(office_number(*state, sql), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 35 AND detail = 'AUTHORISED_REPRESENTATIVE'"), 1);
}

static void test_invitations_that_are_refused(void **state)
{
    static const struct {
        const char *name;
        int64_t organisation_id;
        enum role role;
        const char *email, *base_url;
        enum rc rc;
        const char *code;
    } cases[] = {
        {"no address", 1, ROLE_READER, "nobody", "https://r.example", RC_INVALID, "ER-1013"},
        {"no role", 1, ROLE_NONE, "a@b.example", "https://r.example", RC_INVALID, "ER-1012"},
        {"a super administrator of an organisation", 1, ROLE_SUPER, "a@b.example", "https://r.example", RC_INVALID, "ER-1012"},
        {"a reader of the router", 0, ROLE_READER, "a@b.example", "https://r.example", RC_INVALID, "ER-1012"},
        {"nowhere to lead to", 1, ROLE_READER, "a@b.example", NULL, RC_INVALID, "ER-2214"},
        {"no organisation", 900, ROLE_READER, "a@b.example", "https://r.example", RC_INTERNAL, "SE-0500"},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct inviting call = {.input = {.organisation_id = cases[i].organisation_id,
                                    .role = cases[i].role,
                                    .email = cases[i].email,
                                    .base_url = cases[i].base_url}};
        struct err e = {0};
        if (run_invite(&office, &call, &e) != cases[i].rc || strcmp(e.code, cases[i].code) != 0) {
            fail_msg("%s: %s, %s", cases[i].name, rc_name(e.rc), e.msg);
        }
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 0);
}

static void test_who_may_invite(void **state)
{
    AUTO(office_close) struct office office;
    struct grant grant = {1, ROLE_NONE};
    struct session_user user = {.account_id = 5, .grants = &grant, .grant_count = 1};
    office_open(&office, *state);
    for (int role = ROLE_REPRESENTATIVE; role < ROLE_COUNT; role++) {
        struct inviting own = invitation_of(1, ROLE_READER);
        struct inviting other = invitation_of(2, ROLE_READER);
        struct inviting super = invitation_of(0, ROLE_SUPER);
        grant.role = (enum role)role;
        own.by = other.by = super.by = &user;
        REFUSED(run_invite(&office, &other, &e), RC_DENIED, "ER-2215", "", "you may not manage users here");
        REFUSED(run_invite(&office, &super, &e), RC_DENIED, "ER-2215", "", "you may not manage users here");
        if (role == ROLE_REPRESENTATIVE) {
            MUST(run_invite(&office, &own, &e));
        } else {
            REFUSED(run_invite(&office, &own, &e), RC_DENIED, "ER-2215", "", "you may not manage users here");
        }
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 35 AND account_id = 5"), 1);
    user = (struct session_user){.account_id = 6, .is_super = true};
    struct inviting super = invitation_of(0, ROLE_SUPER);
    super.by = &user;
    MUST(run_invite(&office, &super, &e));
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_link_works_once),
        CONTRACT_TEST(test_forged_links),
        CONTRACT_TEST(test_an_expired_link_stays_so_when_the_clock_is_set_back),
        CONTRACT_TEST(test_a_new_link_replaces_the_older_one_of_the_same_receiver),
        CONTRACT_TEST(test_a_link_is_revoked),
        CONTRACT_TEST(test_the_links_of_an_erased_person_go_with_him),
        CONTRACT_TEST(test_an_invitation_leaves_by_mail),
        CONTRACT_TEST(test_invitations_that_are_refused),
        CONTRACT_TEST(test_who_may_invite),
    };
    return CONTRACT_RUN("registry links", tests);
}
