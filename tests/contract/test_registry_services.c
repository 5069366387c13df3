/* SPDX-License-Identifier: EUPL-1.2 */
/* Services of organisations and the outbox: what is put down with which change, in which order it leaves, and what is left of it. */
#include "registries.h"

#include "core/event.h"
#include "registry/outbox.h"
#include "registry/services.h"
#include "store/outbox.h"

#include <string.h>

#define HORIZON_US (NOW + INT64_C(1800000000))

static const unsigned char key[REGISTRY_KEY_BYTES] = {1, 2, 3};

struct adding {
    struct new_service input;
    struct remote_service service;
    char secret[SERVICE_SECRET_SIZE];
};

static enum rc add(struct session *session, void *argument, struct err *e)
{
    struct adding *const adding = argument;
    return registry_add_service(session, &adding->input, &adding->service, adding->secret, e);
}

static enum rc run(struct office *office, session_work_fn *work, void *argument, struct err *e)
{
    return session_transaction(office_act(office, office->writer, NULL), work, argument, e);
}

/* The office of other tests, with a key and with plain http allowed. */
static void open_office(struct office *office, const struct contract *contract)
{
    const struct registry_settings settings = {.key = key, .services_allow_http = true};
    office_open(office, contract);
    office_close(office);
    office_open_again(office, contract, &settings);
}

static int64_t organisation_id(struct office *office, const char *identifier)
{
    return directory_find(&office_act(office, office->writer, NULL)->directory, str_of(identifier))->id;
}

static struct adding add_service(struct office *office, const char *organisation, const char *name, unsigned events, bool is_legacy)
{
    struct adding adding = {.input = {.organisation_id = organisation_id(office, organisation),
                                .name = name,
                                .url = "http://example.org/",
                                .events = events,
                                .is_legacy = is_legacy}};
    MUST(run(office, add, &adding, &e));
    return adding;
}

static struct outbox_items due(struct office *office, int64_t service_id, int64_t now_us)
{
    struct outbox_items items = {0};
    struct session *const session = office_act(office, office->reader, NULL);
    MUST(outbox_list_due(session->db, &office->arena, service_id, now_us, HORIZON_US, 100, &items, &e));
    return items;
}

static struct event event_of(struct office *office, const struct outbox_item *item)
{
    struct event event;
    MUST(event_parse(&office->arena, str_of(item->body), &event, &e));
    return event;
}

static void test_a_change_is_put_down_for_those_who_want_it(void **state)
{
    AUTO(office_close) struct office office;
    open_office(&office, *state);
    const struct adding all = add_service(&office, FIRST, "all", 0, false);
    const struct adding created = add_service(&office, FIRST, "created", 1U << EVENT_CARD_CREATED, false);
    const struct adding old = add_service(&office, FIRST, "old", 0, true);
    const struct adding others = add_service(&office, SECOND, "others", 0, false);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = office_add_card(&office, FIRST, ESI("1"));
    MUST(office_delete_card(&office, FIRST, number, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 5);
    assert_int_equal(due(&office, created.service.id, NOW).count, 1);
    assert_int_equal(due(&office, others.service.id, NOW).count, 0);
    const struct outbox_items mine = due(&office, all.service.id, NOW);
    const struct outbox_items theirs = due(&office, old.service.id, NOW);
    assert_int_equal(mine.count, 1); /* the second waits for the first: they are of one person */
    const struct event event = event_of(&office, &mine.items[0]);
    assert_int_equal(event.kind, EVENT_CARD_CREATED);
    assert_string_equal(event.number, number);
    assert_string_equal(event.issuer, FIRST);
    assert_null(event.esi);
    assert_string_equal(event_of(&office, &theirs.items[0]).esi, ESI("1"));
}

static void test_a_change_that_is_undone_is_not(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail detail;
    open_office(&office, *state);
    (void)add_service(&office, FIRST, "all", 0, false);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    struct card_input input = card_input_of(FIRST, ESI("2"));
    struct err e = {0};
    assert_int_equal(office_issue(&office, FIRST, &input, &detail, &e), RC_INVALID);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 0);
}

static void test_who_goes_is_told_with_the_identifier_while_it_waits(void **state)
{
    AUTO(office_close) struct office office;
    open_office(&office, *state);
    const struct adding service = add_service(&office, FIRST, "gone", 1U << EVENT_PERSON_DELETED, false);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    (void)office_add_card(&office, FIRST, ESI("1"));
    MUST(office_delete_person(&office, FIRST, ESI("1"), &e));
    const struct outbox_items items = due(&office, service.service.id, NOW);
    assert_int_equal(items.count, 1);
    assert_string_equal(event_of(&office, &items.items[0]).esi, ESI("1"));
}

struct settling {
    const struct delivery *items;
    size_t count;
};

static enum rc settle(struct session *session, void *argument, struct err *e)
{
    const struct settling *const settling = argument;
    return registry_settle(session, settling->items, settling->count, e);
}

static void settle_one(struct office *office, const struct outbox_item *item, enum delivery_end end)
{
    const struct delivery delivery = {.id = item->id,
        .service_id = item->service_id,
        .end = end,
        .next_at_us = NOW + 1000,
        .failure = end == DELIVERY_DONE ? NULL : "answered 500",
        .subject = item->subject};
    struct settling settling = {&delivery, 1};
    MUST(run(office, settle, &settling, &e));
}

static struct remote_service service_of(struct office *office, int64_t id)
{
    struct remote_service service = {0};
    MUST(registry_get_service(office_act(office, office->reader, NULL), id, &service, &e));
    return service;
}

static void test_what_has_failed_waits_what_has_arrived_goes(void **state)
{
    AUTO(office_close) struct office office;
    open_office(&office, *state);
    const int64_t id = add_service(&office, FIRST, "all", 0, false).service.id;
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = office_add_card(&office, FIRST, ESI("1"));
    MUST(office_delete_card(&office, FIRST, number, &e));
    const struct outbox_items first = due(&office, id, NOW);
    settle_one(&office, first.items, DELIVERY_FAILED);
    assert_int_equal(due(&office, id, NOW).count, 0);
    assert_int_equal(service_of(&office, id).failures, 1);
    assert_string_equal(service_of(&office, id).failure, "answered 500");
    int64_t next_us = 0;
    bool found = false;
    MUST(outbox_next(office.reader->db, NOW, &next_us, &found, &e));
    assert_true(found && next_us == NOW + 1000);
    const struct outbox_items again = due(&office, id, NOW + 1000);
    assert_int_equal(again.items[0].id, first.items[0].id);
    assert_int_equal(again.items[0].attempts, 1);
    settle_one(&office, again.items, DELIVERY_DONE);
    assert_int_equal(service_of(&office, id).failures, 0);
    assert_null(service_of(&office, id).failure);
    const struct outbox_items second = due(&office, id, NOW);
    assert_int_equal(event_of(&office, second.items).kind, EVENT_CARD_DELETED);
    settle_one(&office, second.items, DELIVERY_GIVEN_UP);
    assert_int_equal(service_of(&office, id).given_up, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 115 AND detail = 'card.deleted'"), 1);
}

/* No wait is that long: the clock was ahead when it was written. */
static void test_a_clock_that_goes_back_keeps_nothing_waiting(void **state)
{
    AUTO(office_close) struct office office;
    open_office(&office, *state);
    const int64_t id = add_service(&office, FIRST, "all", 0, false).service.id;
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    (void)office_add_card(&office, FIRST, ESI("1"));
    office_script(*state, "UPDATE outbox SET next_at_us = next_at_us + 31536000000000");
    assert_int_equal(due(&office, id, NOW).count, 1);
}

static void test_what_is_due_comes_in_its_turn(void **state)
{
    AUTO(office_close) struct office office;
    int64_t ids[4] = {0};
    open_office(&office, *state);
    const int64_t id = add_service(&office, FIRST, "all", 0, false).service.id;
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        const char *const esi = arena_format(&office.arena, ESI("%zu"), i);
        assert_non_null(esi);
        office_add_person(&office, FIRST, esi, "Ada");
        (void)office_add_card(&office, FIRST, esi);
    }
    const struct outbox_items all = due(&office, id, NOW);
    assert_int_equal(all.count, COUNT_OF(ids));
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        ids[i] = all.items[i].id;
        assert_true(i == 0 || ids[i] > ids[i - 1]);
    }
    /* The first waits, the second was written by a clock that was ahead, the fourth has waited longest. */
    office_script(*state,
        "UPDATE outbox SET next_at_us = next_at_us + CASE id - (SELECT MIN(id) FROM outbox) WHEN 0 THEN 1000 WHEN 1 THEN 31536000000000 "
        "WHEN 3 THEN -1000 ELSE 0 END");
    const struct outbox_items items = due(&office, id, NOW);
    assert_int_equal(items.count, 3);
    assert_int_equal(items.items[0].id, ids[3]);
    assert_int_equal(items.items[1].id, ids[2]);
    assert_int_equal(items.items[2].id, ids[1]);
}

static enum rc disable(struct session *session, void *argument, struct err *e)
{
    return registry_enable_service(session, *(const int64_t *)argument, false, e);
}

static enum rc take_out(struct session *session, void *argument, struct err *e)
{
    return registry_remove_service(session, *(const int64_t *)argument, e);
}

static void test_who_is_disabled_or_removed_is_told_nothing_more(void **state)
{
    AUTO(office_close) struct office office;
    open_office(&office, *state);
    int64_t ids[] = {add_service(&office, FIRST, "a", 0, false).service.id, add_service(&office, FIRST, "b", 0, false).service.id};
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    (void)office_add_card(&office, FIRST, ESI("1"));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 2);
    MUST(run(&office, disable, &ids[0], &e));
    MUST(run(&office, take_out, &ids[1], &e));
    (void)office_add_card(&office, FIRST, ESI("1"));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 0);
    REFUSED(run(&office, take_out, &ids[1], &e), RC_NOT_FOUND, "ER-2305", "id", "there is no service");
}

/* A directory that is not up to date yet puts nothing down for a service that is gone. */
static void test_an_old_directory_tells_nobody_who_is_gone(void **state)
{
    AUTO(office_close) struct office office;
    open_office(&office, *state);
    (void)add_service(&office, FIRST, "a", 0, false);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    office_script(*state, "DELETE FROM remote_service");
    (void)office_add_card(&office, FIRST, ESI("1"));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 0);
}

static enum rc rotate(struct session *session, void *argument, struct err *e)
{
    struct adding *const adding = argument;
    return registry_rotate_service_secret(session, adding->service.id, adding->secret, e);
}

static void test_a_secret_is_sealed_and_can_be_made_anew(void **state)
{
    AUTO(office_close) struct office office;
    struct str secret;
    open_office(&office, *state);
    struct adding adding = add_service(&office, FIRST, "a", 0, false);
    const struct remote_service stored = service_of(&office, adding.service.id);
    assert_null(memmem(stored.secret.data, stored.secret.length, adding.secret + 5, 20));
    MUST(registry_service_secret(office.reader, &stored, &secret, &e));
    assert_string_equal(secret.data, adding.secret);
    MUST(run(&office, rotate, &adding, &e));
    const struct remote_service rotated = service_of(&office, adding.service.id);
    MUST(registry_service_secret(office.reader, &rotated, &secret, &e));
    assert_string_equal(secret.data, adding.secret);
}

static void test_what_services_must_have(void **state)
{
    AUTO(office_close) struct office office;
    open_office(&office, *state);
    (void)add_service(&office, FIRST, "known", 0, false);
    const int64_t first = organisation_id(&office, FIRST);
    struct adding adding = {.input = {.organisation_id = first, .name = "KNOWN", .url = "http://example.org/"}};
    REFUSED(run(&office, add, &adding, &e), RC_CONFLICT, "ER-2304", "name", "has a service of this name already");
    adding.input.name = " ";
    REFUSED(run(&office, add, &adding, &e), RC_INVALID, "ER-1012", "name", "1 to 100 characters");
    adding.input = (struct new_service){.organisation_id = first, .name = "x", .url = "http://example.org/?a"};
    REFUSED(run(&office, add, &adding, &e), RC_INVALID, "ER-2302", "url", "can't be called");
    adding.input.url = "http://example.org/";
    adding.input.organisation_id = organisation_id(&office, PROCESSOR);
    REFUSED(run(&office, add, &adding, &e), RC_INVALID, "ER-2303", "organisation", "is a processor");
    adding.input.organisation_id = first;
    office.registry->settings.services_allow_http = false;
    REFUSED(run(&office, add, &adding, &e), RC_INVALID, "ER-2302", "url", "is one of plain http, which is not called");
}

static enum rc post(struct session *session, void *argument, struct err *e)
{
    return registry_post_mail(session, argument, e);
}

static void test_mails_wait_by_themselves(void **state)
{
    AUTO(office_close) struct office office;
    struct mail mail = {.to = "ada@example.org", .subject = "Hello", .text = "there"};
    open_office(&office, *state);
    MUST(run(&office, post, &mail, &e));
    const struct outbox_items items = due(&office, 0, NOW);
    assert_int_equal(items.count, 1);
    assert_string_equal(items.items[0].recipient, "ada@example.org");
    settle_one(&office, items.items, DELIVERY_GIVEN_UP);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 116"), 1);
    mail.to = "nobody";
    REFUSED(run(&office, post, &mail, &e), RC_INVALID, "ER-1013", "email", "has not the form");
}

int main(void)
{
    const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_change_is_put_down_for_those_who_want_it),
        CONTRACT_TEST(test_a_change_that_is_undone_is_not),
        CONTRACT_TEST(test_who_goes_is_told_with_the_identifier_while_it_waits),
        CONTRACT_TEST(test_what_has_failed_waits_what_has_arrived_goes),
        CONTRACT_TEST(test_a_clock_that_goes_back_keeps_nothing_waiting),
        CONTRACT_TEST(test_what_is_due_comes_in_its_turn),
        CONTRACT_TEST(test_who_is_disabled_or_removed_is_told_nothing_more),
        CONTRACT_TEST(test_an_old_directory_tells_nobody_who_is_gone),
        CONTRACT_TEST(test_a_secret_is_sealed_and_can_be_made_anew),
        CONTRACT_TEST(test_what_services_must_have),
        CONTRACT_TEST(test_mails_wait_by_themselves),
    };
    return CONTRACT_RUN("registry services", tests);
}
