/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists by type, status, level and days are those that the database has, after any acts. */
#include "registries.h"

#include "dice.h"
#include "registry/listing.h"

#include <stdio.h>

#define HOLDERS 8
#define CARDS_MAX 60
#define ACTS 150

static const char *const types[] = {"PASSIVE", "SMART_CDZ", "SMART_PASSIVE", "UNKNOWN"};
static const int type_numbers[] = {CARD_PASSIVE, CARD_SMART_CDZ, CARD_SMART_PASSIVE, CARD_TYPE_UNKNOWN};
static const char *const states[] = {"ACTIVE", "INACTIVE", "EXPIRED"};
static const char *const levels[] = {"BACHELOR", "MASTER", "DOCTORATE"};
static const int level_numbers[] = {LEVEL_BACHELOR, LEVEL_MASTER, LEVEL_DOCTORATE};

struct game {
    struct office office;
    const struct contract *contract;
    struct dice dice;
    char numbers[CARDS_MAX][ESCN_TEXT_SIZE];
    size_t count;
};

static const char *holder(struct game *game)
{
    static char esi[80];
    (void)snprintf(esi, sizeof esi, "%s%zu", ESI("h"), dice_roll(&game->dice, HOLDERS));
    return esi;
}

static struct card_input some_values(struct game *game, const char *esi)
{
    struct card_input input = card_input_of(FIRST, esi);
    input.type = types[dice_roll(&game->dice, COUNT_OF(types))];
    input.status = states[dice_roll(&game->dice, 2)];
    input.expires_day = input.issued_day + (int32_t)dice_roll(&game->dice, 3);
    return input;
}

static void issue(struct game *game)
{
    const struct card_input input = some_values(game, holder(game));
    struct card_detail out;
    if (game->count < CARDS_MAX) {
        MUST(office_issue(&game->office, FIRST, &input, &out, &e));
        escn_format(&out.card.escn, game->numbers[game->count++]);
    }
}

static void change(struct game *game, size_t at)
{
    struct card_detail card;
    struct card_detail out;
    MUST(office_get_card(&game->office, FIRST, game->numbers[at], &card, &e));
    const struct card_input input = some_values(game, card.person.person.esi);
    MUST(office_update_card(&game->office, FIRST, game->numbers[at], &input, &out, &e));
}

static void drop(struct game *game, size_t at)
{
    MUST(office_delete_card(&game->office, FIRST, game->numbers[at], &e));
    memcpy(game->numbers[at], game->numbers[--game->count], ESCN_TEXT_SIZE);
}

static void raise_level(struct game *game)
{
    struct person_detail out;
    const char *const esi = holder(game);
    const struct enrolment_input enrolment = {
        .organisation = FIRST, .full_name = "Ada", .academic_level = levels[dice_roll(&game->dice, COUNT_OF(levels))]};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input input = {.identifier = esi, .enrolments = enrolments, .count = 1};
    MUST(office_update_person(&game->office, FIRST, esi, &input, &out, &e));
}

static void act(struct game *game)
{
    const size_t roll = dice_roll(&game->dice, 10);
    if (game->count == 0 || roll < 3) {
        issue(game);
    } else if (roll < 6) {
        change(game, dice_roll(&game->dice, game->count));
    } else if (roll < 7) {
        drop(game, dice_roll(&game->dice, game->count));
    } else {
        raise_level(game);
    }
}

/* Total and first of a list by one term, against the number of them and the first by SQL. */
static void assert_cards(
    struct game *game, enum list_field field, const char *value, enum list_field sort, const char *where, const char *by)
{
    char sql[300];
    bool ok = true;
    struct list_request request = {.sort = sort, .size = 1};
    struct card_page page;
    struct session *const session = office_act(&game->office, game->office.reader, FIRST);
    assert_true(search_add(session->arena, &request.search, field, value, session->today, &ok) && ok);
    MUST(registry_list_cards(session, &request, &page, &e));
    (void)snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM card WHERE deleted_at_us IS NULL AND %s", where);
    assert_int_equal(page.total, office_number(game->contract, sql));
    if (page.total > 0) {
        (void)snprintf(sql, sizeof sql, "SELECT id FROM card WHERE deleted_at_us IS NULL AND %s ORDER BY %s seq DESC LIMIT 1", where, by);
        assert_int_equal(page.items[0].card.id, office_number(game->contract, sql));
    }
}

static void assert_levels(struct game *game)
{
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        char sql[120];
        bool ok = true;
        struct list_request request = {.size = 10};
        struct person_page page;
        struct session *const session = office_act(&game->office, game->office.reader, FIRST);
        assert_true(search_add(session->arena, &request.search, FIELD_PERSON_LEVEL, levels[i], session->today, &ok) && ok);
        MUST(registry_list_persons(session, &request, &page, &e));
        (void)snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM enrolment WHERE academic_level = %d", level_numbers[i]);
        assert_int_equal(page.total, office_number(game->contract, sql));
    }
}

static void assert_lists(struct game *game)
{
    static const char *const where_state[] = {"status = 0 AND expires_day >=", "status = 1 AND expires_day >=", "expires_day <"};
    char where[80];
    const int today = (int)office_act(&game->office, game->office.reader, FIRST)->today;
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        (void)snprintf(where, sizeof where, "type = %d", type_numbers[i]);
        assert_cards(game, FIELD_CARD_TYPE, types[i], FIELD_NEWEST, where, "");
        assert_cards(game, FIELD_CARD_TYPE, types[i], FIELD_CARD_EXPIRES, where, "expires_day,");
    }
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        (void)snprintf(where, sizeof where, "%s %d", where_state[i], today);
        assert_cards(game, FIELD_CARD_STATUS, states[i], FIELD_NEWEST, where, "");
    }
    assert_levels(game);
    arena_reset(&game->office.arena);
}

static void test_lists_are_those_of_the_database_after_any_act(void **state)
{
    static struct game game;
    game = (struct game){.contract = *state, .dice = {20261126}};
    office_open(&game.office, *state);
    for (int i = 0; i < HOLDERS; i++) {
        char esi[80];
        (void)snprintf(esi, sizeof esi, "%s%d", ESI("h"), i);
        office_add_person(&game.office, FIRST, esi, "Ada");
    }
    for (int i = 0; i < ACTS; i++) {
        act(&game);
        if (i % 8 == 7) {
            assert_lists(&game);
        }
    }
    /* What another process mends is read again. */
    office_script(*state, "UPDATE card SET type = 0; UPDATE list_bucket SET changes = changes + 1");
    assert_lists(&game);
    office_close(&game.office);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_lists_are_those_of_the_database_after_any_act),
    };
    return CONTRACT_RUN("registry rosters", tests);
}
