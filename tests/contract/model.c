/* SPDX-License-Identifier: EUPL-1.2 */
#include "model.h"

#include <stdio.h>

const struct model_name model_names[MODEL_NAMES] = {
    {"\xc5\x81ukasz \xc3\x84ngstr\xc3\xb6m", "lukasz angstrom"},
    {"Zo\xc3\xab", "zoe"},
    {"anna", "anna"},
    {"Anna", "anna"},
    {"\xe6\x9d\x8e\xe9\x9b\xb7", "\xe6\x9d\x8e\xe9\x9b\xb7"},
    {"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd", "\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd"},
    {"", ""},
    {"Ann O'Neil-Smith", "ann o'neil-smith"},
    {"\xc3\x98rsted", "orsted"},
};

const char *const model_issuers[MODEL_ISSUERS] = {FIRST, SECOND, AUTHORITY};

void model_init(struct model *model, struct office *office, uint64_t seed)
{
    *model = (struct model){.office = office, .dice = {seed}};
    for (size_t i = 0; i < MODEL_PERSONS; i++) {
        struct model_person *const person = &model->persons[i];
        (void)snprintf(person->esi, sizeof person->esi, "%s%zu", ESI("Code"), i * 7 % MODEL_PERSONS);
        (void)snprintf(person->esi_key, sizeof person->esi_key, "urn:schac:personaluniquecode:int:esi:fr:code%zu", i * 7 % MODEL_PERSONS);
    }
}

const char *model_display(const struct model *model, const struct model_card *card)
{
    return model_names[card->display >= 0 ? (size_t)card->display : model->persons[card->person].at[card->issuer].name].folded;
}

/* Enrols, or changes name and e-mail of who is enrolled. */
static void enrol(struct model *model, struct model_person *person, size_t issuer)
{
    static const char *const emails[] = {NULL, "a.b@Example.org", "x@univ.example"};
    struct model_enrolment *const at = &person->at[issuer];
    at->name = dice_roll(&model->dice, MODEL_NAMES);
    at->email = emails[dice_roll(&model->dice, COUNT_OF(emails))];
    const struct enrolment_input enrolment = {
        .organisation = model_issuers[issuer], .full_name = model_names[at->name].given, .email = at->email};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input input = {.identifier = person->esi, .enrolments = enrolments, .count = 1};
    struct person_detail out;
    if (at->is_there) {
        MUST(office_update_person(model->office, model_issuers[issuer], person->esi, &input, &out, &e));
        return;
    }
    MUST(office_enrol(model->office, model_issuers[issuer], &input, &out, &e));
    at->is_there = true;
    at->rank = ++model->next_rank;
    at->id = out.enrolments[0].enrolment.id;
    person->id = out.person.id;
}

static bool is_enrolled(const struct model_person *person)
{
    bool enrolled = false;
    for (size_t i = 0; i < MODEL_ISSUERS; i++) {
        enrolled = enrolled || person->at[i].is_there;
    }
    return enrolled;
}

static void leave(struct model *model, struct model_person *person, size_t issuer)
{
    if (!person->at[issuer].is_there) {
        return;
    }
    MUST(office_delete_person(model->office, model_issuers[issuer], person->esi, &e));
    person->at[issuer].is_there = false;
    for (size_t i = 0; i < model->card_count; i++) {
        struct model_card *const card = &model->cards[i];
        if (&model->persons[card->person] == person) {
            card->is_there = card->is_there && card->issuer != issuer;
            card->is_lost = card->is_lost || !is_enrolled(person);
        }
    }
}

/* What a client says of a card; a card that is issued again goes by its number. */
static struct card_input say(struct model *model, struct model_card *card)
{
    struct card_input input = card_input_of(model_issuers[card->issuer], model->persons[card->person].esi);
    card->display = (int)dice_roll(&model->dice, MODEL_NAMES + 3) - 3;
    card->display = card->display < 0 || model_names[card->display].given[0] == '\0' ? -1 : card->display;
    card->issued_day = TODAY - (int32_t)dice_roll(&model->dice, 5);
    card->expires_day = TODAY + (int32_t)dice_roll(&model->dice, 5);
    input.number = card->number;
    input.display_name = card->display < 0 ? NULL : model_names[card->display].given;
    input.issued_day = card->issued_day;
    input.expires_day = card->expires_day;
    return input;
}

static void issue(struct model *model, struct model_card *card)
{
    const struct card_input input = say(model, card);
    struct card_detail out;
    MUST(office_issue(model->office, model_issuers[card->issuer], &input, &out, &e));
    card->is_there = true;
    card->escn = out.card.escn;
    card->id = out.card.id;
    card->rank = ++model->next_rank;
    escn_format(&card->escn, card->number);
}

static void issue_new(struct model *model, size_t person, size_t issuer)
{
    if (model->card_count == MODEL_CARDS || !model->persons[person].at[issuer].is_there) {
        return;
    }
    struct model_card *const card = &model->cards[model->card_count++];
    *card = (struct model_card){.person = person, .issuer = issuer};
    issue(model, card);
}

static void change(struct model *model, struct model_card *card)
{
    const struct card_input input = say(model, card);
    struct card_detail out;
    MUST(office_update_card(model->office, model_issuers[card->issuer], card->number, &input, &out, &e));
}

/* Changes, deletes or issues again. */
static void touch_card(struct model *model, struct model_card *card)
{
    const bool can_return = !card->is_there && !card->is_lost && model->persons[card->person].at[card->issuer].is_there;
    if (card->is_there && dice_roll(&model->dice, 2) == 0) {
        change(model, card);
    } else if (card->is_there) {
        MUST(office_delete_card(model->office, model_issuers[card->issuer], card->number, &e));
        card->is_there = false;
    } else if (can_return) {
        issue(model, card);
    }
}

void model_step(struct model *model)
{
    const size_t person = dice_roll(&model->dice, MODEL_PERSONS);
    const size_t issuer = dice_roll(&model->dice, MODEL_ISSUERS);
    const size_t act = dice_roll(&model->dice, 20);
    if (act == 0) {
        leave(model, &model->persons[person], issuer);
    } else if (act < 5) {
        enrol(model, &model->persons[person], issuer);
    } else if (act < 12) {
        issue_new(model, person, issuer);
    } else if (model->card_count > 0) {
        touch_card(model, &model->cards[dice_roll(&model->dice, model->card_count)]);
    }
    arena_reset(&model->office->arena);
}
