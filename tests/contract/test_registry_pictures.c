/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures of persons at organisations: who may put, see and erase them, and what goes with the enrolment. */
#include "registries.h"

#include "registry/pictures.h"

#include <stdio.h>

#define ADA ESI("ada")
#define JPEG ((struct str){"\xff\xd8\xff\0one", 7})
#define OTHER ((struct str){"\xff\xd8\xff\0the other", 13})

struct order {
    const char *organisation, *esi;
    struct str jpeg;
};

static enum rc put(struct session *session, void *argument, struct err *e)
{
    const struct order *const order = argument;
    return registry_put_picture(session, str_of(order->organisation), str_of(order->esi), order->jpeg, e);
}

static enum rc drop(struct session *session, void *argument, struct err *e)
{
    const struct order *const order = argument;
    return registry_delete_picture(session, str_of(order->organisation), str_of(order->esi), e);
}

static enum rc write_as(struct office *office, const char *actor, session_work_fn *work, struct order order, struct err *e)
{
    return session_transaction(office_act(office, office->writer, actor), work, &order, e);
}

static enum rc get(struct office *office, const char *actor, const char *organisation, const char *esi, struct str *out, struct err *e)
{
    return registry_get_picture(office_act(office, office->reader, actor), str_of(organisation), str_of(esi), out, e);
}

static enum rc may_put(struct office *office, const char *actor, const char *organisation, const char *esi, struct err *e)
{
    return registry_may_put_picture(office_act(office, office->reader, actor), str_of(organisation), str_of(esi), e);
}

static void assert_picture(struct office *office, const char *actor, struct str expected)
{
    struct str out = {0};
    MUST(get(office, actor, FIRST, ADA, &out, &e));
    assert_int_equal(out.length, expected.length);
    assert_memory_equal(out.data, expected.data, expected.length);
}

static bool has_picture(struct office *office, const char *actor)
{
    struct person_detail detail;
    MUST(office_get_person(office, actor, ADA, &detail, &e));
    return detail.enrolments[0].enrolment.has_picture;
}

/* Ada at the first two issuers. */
static void begin(struct office *office, void **state)
{
    office_open(office, *state);
    office_add_person(office, FIRST, ADA, "Ada");
    office_add_person(office, SECOND, ADA, "Ada of the second");
}

static void test_a_picture_comes_and_goes(void **state)
{
    AUTO(office_close) struct office office;
    struct str out;
    begin(&office, state);
    REFUSED(get(&office, FIRST, FIRST, ADA, &out, &e), RC_NOT_FOUND, "ER-1405", "", "there is no picture");
    REFUSED(write_as(&office, FIRST, drop, (struct order){FIRST, ADA, JPEG}, &e), RC_NOT_FOUND, "ER-1405", "", "there is no picture");
    MUST(may_put(&office, FIRST, FIRST, ADA, &e));
    const unsigned earlier = (unsigned)registry_list_stamp(office.registry, &(int64_t){1}, 1);
    MUST(write_as(&office, FIRST, put, (struct order){FIRST, ADA, JPEG}, &e));
    assert_int_not_equal((unsigned)registry_list_stamp(office.registry, &(int64_t){1}, 1), earlier);
    assert_picture(&office, FIRST, JPEG);
    assert_true(has_picture(&office, FIRST));
    assert_false(has_picture(&office, SECOND));
    MUST(write_as(&office, FIRST, put, (struct order){" " FIRST " ", "URN:schac:personalUniqueCode:int:esi:FR:ADA", OTHER}, &e));
    assert_picture(&office, FIRST, OTHER);
    MUST(write_as(&office, FIRST, drop, (struct order){FIRST, ADA, JPEG}, &e));
    assert_false(has_picture(&office, FIRST));
    REFUSED(get(&office, FIRST, FIRST, ADA, &out, &e), RC_NOT_FOUND, "ER-1405", "", "there is no picture");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 60 AND object_id = 1 AND detail IS NULL"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 61 AND object_id = 1 AND detail IS NULL"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM picture"), 0);
    office_assert_sound(&office);
}

static void test_each_organisation_has_its_own(void **state)
{
    AUTO(office_close) struct office office;
    struct str out;
    begin(&office, state);
    MUST(write_as(&office, FIRST, put, (struct order){FIRST, ADA, JPEG}, &e));
    MUST(write_as(&office, SECOND, put, (struct order){SECOND, ADA, OTHER}, &e));
    assert_picture(&office, FIRST, JPEG);
    MUST(get(&office, SECOND, SECOND, ADA, &out, &e));
    assert_int_equal(out.length, OTHER.length);
    /* A processor acts for its issuer and nobody else; the operator for all. */
    assert_picture(&office, PROCESSOR, JPEG);
    assert_picture(&office, NULL, JPEG);
    MUST(write_as(&office, PROCESSOR, drop, (struct order){FIRST, ADA, JPEG}, &e));
    REFUSED(get(&office, PROCESSOR, SECOND, ADA, &out, &e), RC_DENIED, "SE-0000", "", "may not act for organisation " SECOND);
    MUST(get(&office, SECOND, SECOND, ADA, &out, &e));
    office_assert_sound(&office);
}

static void test_an_organisation_may_be_named_by_its_number(void **state)
{
    AUTO(office_close) struct office office;
    char number[24];
    struct str out;
    begin(&office, state);
    const struct organisation *const first = directory_find(&office.writer->directory, STR(FIRST));
    (void)snprintf(number, sizeof number, "%lld", (long long)first->id);
    MUST(write_as(&office, FIRST, put, (struct order){number, ADA, JPEG}, &e));
    assert_picture(&office, FIRST, JPEG);
    MUST(get(&office, FIRST, number, ADA, &out, &e));
    REFUSED(get(&office, FIRST, "4711", ADA, &out, &e), RC_NOT_FOUND, "ER-1406", "id", "there is no organisation 4711");
    REFUSED(get(&office, FIRST, "", ADA, &out, &e), RC_NOT_FOUND, "ER-1406", "id", "there is no organisation ");
}

/* Who has no business with the second issuer. */
static const char *const strangers[] = {FIRST, AUTHORITY, UNACCEPTED, SUSPENDED, PROCESSOR, ENDED_YESTERDAY, WITHOUT_MANDATE};

static void test_strangers(void **state)
{
    AUTO(office_close) struct office office;
    struct str out;
    begin(&office, state);
    MUST(write_as(&office, SECOND, put, (struct order){SECOND, ADA, JPEG}, &e));
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        REFUSED(get(&office, strangers[i], SECOND, ADA, &out, &e), RC_DENIED, "SE-0000", "", "access denied");
        REFUSED(may_put(&office, strangers[i], SECOND, ADA, &e), RC_DENIED, "SE-0000", "", "access denied");
        REFUSED(write_as(&office, strangers[i], put, (struct order){SECOND, ADA, OTHER}, &e), RC_DENIED, "SE-0000", "", "access denied");
        REFUSED(write_as(&office, strangers[i], drop, (struct order){SECOND, ADA, OTHER}, &e), RC_DENIED, "SE-0000", "", "access denied");
    }
    MUST(get(&office, SECOND, SECOND, ADA, &out, &e));
    assert_int_equal(out.length, JPEG.length);
}

static void test_persons_who_are_not_there(void **state)
{
    AUTO(office_close) struct office office;
    struct str out;
    begin(&office, state);
    office_add_person(&office, SECOND, ESI("bob"), "Bob");
    REFUSED(get(&office, FIRST, FIRST, ESI("nobody"), &out, &e), RC_NOT_FOUND, "ER-0003", "identifier", "there is no person");
    REFUSED(get(&office, FIRST, FIRST, "rubbish", &out, &e), RC_NOT_FOUND, "ER-0003", "identifier", "there is no person");
    REFUSED(get(&office, FIRST, FIRST, ESI("bob"), &out, &e), RC_DENIED, "SE-0000", "", "registered by other organisations");
    REFUSED(get(&office, NULL, FIRST, ESI("bob"), &out, &e), RC_NOT_FOUND, "ER-0003", "identifier",
        "is not registered for organisation " FIRST);
    REFUSED(may_put(&office, FIRST, FIRST, ESI("bob"), &e), RC_DENIED, "SE-0000", "", "registered by other organisations");
    REFUSED(write_as(&office, FIRST, put, (struct order){FIRST, ESI("nobody"), JPEG}, &e), RC_NOT_FOUND, "ER-0003", "identifier",
        "there is no person");
}

static void test_nothing_is_written_for_who_may_only_read(void **state)
{
    AUTO(office_close) struct office office;
    begin(&office, state);
    MUST(write_as(&office, FIRST, put, (struct order){FIRST, ADA, JPEG}, &e));
    office_script(*state, "UPDATE organisation SET status = 1 WHERE identifier = '" FIRST "'");
    registry_touch_all(office.registry, true);
    assert_picture(&office, FIRST, JPEG);
    REFUSED(may_put(&office, FIRST, FIRST, ADA, &e), RC_DENIED, "ER-2002", "", "suspended");
    REFUSED(write_as(&office, FIRST, put, (struct order){FIRST, ADA, OTHER}, &e), RC_DENIED, "ER-2002", "", "suspended");
    REFUSED(write_as(&office, FIRST, drop, (struct order){FIRST, ADA, OTHER}, &e), RC_DENIED, "ER-2002", "", "suspended");
    REFUSED(write_as(&office, UNACCEPTED_PROCESSOR, put, (struct order){FIRST, ADA, OTHER}, &e), RC_DENIED, "ER-2002", "", "suspended");
    assert_picture(&office, FIRST, JPEG);
}

static void test_a_picture_goes_with_its_enrolment(void **state)
{
    AUTO(office_close) struct office office;
    struct str out;
    begin(&office, state);
    MUST(write_as(&office, FIRST, put, (struct order){FIRST, ADA, JPEG}, &e));
    MUST(write_as(&office, SECOND, put, (struct order){SECOND, ADA, OTHER}, &e));
    MUST(office_delete_person(&office, FIRST, ADA, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM picture"), 1);
    MUST(get(&office, SECOND, SECOND, ADA, &out, &e));
    assert_int_equal(out.length, OTHER.length);
    office_add_person(&office, FIRST, ADA, "Ada again");
    REFUSED(get(&office, FIRST, FIRST, ADA, &out, &e), RC_NOT_FOUND, "ER-1405", "", "there is no picture");
    MUST(office_delete_person(&office, FIRST, ADA, &e));
    MUST(office_delete_person(&office, SECOND, ADA, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM picture"), 0);
    office_assert_sound(&office);
}

/* Name, e-mail and level are replaced; the picture is not among them. */
static void test_a_picture_outlives_a_change_of_the_person(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail detail;
    const struct enrolment_input enrolment = {.organisation = FIRST, .full_name = "Ada Lovelace"};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input input = {.identifier = ADA, .enrolments = enrolments, .count = 1};
    begin(&office, state);
    MUST(write_as(&office, FIRST, put, (struct order){FIRST, ADA, JPEG}, &e));
    MUST(office_update_person(&office, FIRST, ADA, &input, &detail, &e));
    assert_true(detail.enrolments[0].enrolment.has_picture);
    assert_picture(&office, FIRST, JPEG);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_picture_comes_and_goes),
        CONTRACT_TEST(test_each_organisation_has_its_own),
        CONTRACT_TEST(test_an_organisation_may_be_named_by_its_number),
        CONTRACT_TEST(test_strangers),
        CONTRACT_TEST(test_persons_who_are_not_there),
        CONTRACT_TEST(test_nothing_is_written_for_who_may_only_read),
        CONTRACT_TEST(test_a_picture_goes_with_its_enrolment),
        CONTRACT_TEST(test_a_picture_outlives_a_change_of_the_person),
    };
    return CONTRACT_RUN("registry pictures", tests);
}
