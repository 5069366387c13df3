/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/stored_view.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/day.h"

#define FIELD(type, member) .offset = offsetof(struct type, member)
#define SHAPE(schema, type, table)                                                                 \
    {                                                                                              \
        .name = (schema), .size = sizeof(struct type), .fields = (table), .count = COUNT_OF(table) \
    }

struct alias_view {
    const char *identifier, *replaced_at;
};

struct agreement_view {
    int64_t version;
    const char *language, *how, *given_at, *withdrawn_at;
};

struct held_card_view {
    const char *number, *type, *status, *display_name, *uid, *processor;
    int32_t issued_day, expires_day;
    const char *deleted_at;
};

struct act_view {
    const char *at, *act, *by;
};

struct stored_picture_view {
    const char *type, *data;
};

struct stored_part_view {
    const char *organisation, *name, *legal_basis;
    const char *full_name, *email, *academic_level;
    bool has_picture;
    const struct stored_picture_view *picture;
    const char *enrolled_at, *changed_at;
    struct wire_list consents, cards, acts;
};

struct stored_view {
    const char *identifier;
    struct wire_list aliases, parts;
};

static const struct wire_field alias_fields[] = {
    {"identifier", WIRE_TEXT, FIELD(alias_view, identifier)},
    {"replacedAt", WIRE_TEXT, FIELD(alias_view, replaced_at)},
};
static const struct wire_shape alias_shape = SHAPE("FormerIdentifier", alias_view, alias_fields);

static const struct wire_field agreement_fields[] = {
    {"version", WIRE_ID, FIELD(agreement_view, version)},
    {"language", WIRE_TEXT, FIELD(agreement_view, language)},
    {"how", WIRE_TEXT, FIELD(agreement_view, how)},
    {"givenAt", WIRE_TEXT, FIELD(agreement_view, given_at)},
    {"withdrawnAt", WIRE_TEXT, FIELD(agreement_view, withdrawn_at)},
};
static const struct wire_shape agreement_shape = SHAPE("StoredConsent", agreement_view, agreement_fields);

static const struct wire_field card_fields[] = {
    {"cardNumber", WIRE_TEXT, FIELD(held_card_view, number)},
    {"cardType", WIRE_TEXT, FIELD(held_card_view, type)},
    {"cardStatusType", WIRE_TEXT, FIELD(held_card_view, status)},
    {"displayName", WIRE_TEXT, FIELD(held_card_view, display_name)},
    {"cardUid", WIRE_TEXT, FIELD(held_card_view, uid)},
    {"processor", WIRE_TEXT, FIELD(held_card_view, processor)},
    {"issuedAt", WIRE_DAY, FIELD(held_card_view, issued_day)},
    {"expiresAt", WIRE_DAY, FIELD(held_card_view, expires_day)},
    {"deletedAt", WIRE_TEXT, FIELD(held_card_view, deleted_at)},
};
static const struct wire_shape held_card_shape = SHAPE("StoredCard", held_card_view, card_fields);

static const struct wire_field act_fields[] = {
    {"at", WIRE_TEXT, FIELD(act_view, at)},
    {"act", WIRE_TEXT, FIELD(act_view, act)},
    {"by", WIRE_TEXT, FIELD(act_view, by)},
};
static const struct wire_shape act_shape = SHAPE("StoredAct", act_view, act_fields);

static const struct wire_field picture_fields[] = {
    {"mediaType", WIRE_TEXT, FIELD(stored_picture_view, type)},
    {"base64", WIRE_TEXT, FIELD(stored_picture_view, data)},
};
static const struct wire_shape picture_shape = SHAPE("StoredPicture", stored_picture_view, picture_fields);

static const struct wire_field part_fields[] = {
    {"organisation", WIRE_TEXT, FIELD(stored_part_view, organisation)},
    {"name", WIRE_TEXT, FIELD(stored_part_view, name)},
    {"legalBasis", WIRE_TEXT, FIELD(stored_part_view, legal_basis)},
    {"fullName", WIRE_TEXT, FIELD(stored_part_view, full_name)},
    {"email", WIRE_TEXT, FIELD(stored_part_view, email)},
    {"academicLevel", WIRE_TEXT, FIELD(stored_part_view, academic_level)},
    {"hasPicture", WIRE_BOOL, FIELD(stored_part_view, has_picture)},
    {"picture", WIRE_OBJECT, FIELD(stored_part_view, picture), &picture_shape},
    {"enrolledAt", WIRE_TEXT, FIELD(stored_part_view, enrolled_at)},
    {"changedAt", WIRE_TEXT, FIELD(stored_part_view, changed_at)},
    {"consents", WIRE_OBJECTS, FIELD(stored_part_view, consents), &agreement_shape},
    {"cards", WIRE_OBJECTS, FIELD(stored_part_view, cards), &held_card_shape},
    {"acts", WIRE_OBJECTS, FIELD(stored_part_view, acts), &act_shape},
};
static const struct wire_shape part_shape = SHAPE("StoredPart", stored_part_view, part_fields);

static const struct wire_field stored_fields[] = {
    {"identifier", WIRE_TEXT, FIELD(stored_view, identifier)},
    {"formerIdentifiers", WIRE_OBJECTS, FIELD(stored_view, aliases), &alias_shape},
    {"organisations", WIRE_OBJECTS, FIELD(stored_view, parts), &part_shape},
};
const struct wire_shape stored_shape = SHAPE("StoredData", stored_view, stored_fields);

/* While views are made; `ok` is cleared when there is no memory. */
struct maker {
    const struct session *session;
    struct arena *arena;
    bool ok;
};

static const char *instant(struct maker *maker, int64_t us)
{
    char text[INSTANT_TEXT_SIZE];
    if (us == 0) {
        return NULL;
    }
    instant_format(us, true, text);
    const char *const copy = arena_copy(maker->arena, text);
    maker->ok = maker->ok && copy != NULL;
    return copy;
}

/* Room for a list of views, and for the pointers to them; NULL without memory. */
static void *room(struct maker *maker, size_t count, size_t size, struct wire_list *list)
{
    unsigned char *const views = arena_alloc_array(maker->arena, count, size);
    const void **const items = arena_alloc_array(maker->arena, count, sizeof *items);
    if (views == NULL || items == NULL) {
        maker->ok = false;
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = views + i * size;
    }
    *list = (struct wire_list){.items = items, .count = count};
    return views;
}

static void add_aliases(struct maker *maker, const struct aliases *aliases, struct wire_list *out)
{
    struct alias_view *const views = room(maker, aliases->count, sizeof *views, out);
    for (size_t i = 0; views != NULL && i < aliases->count; i++) {
        views[i] =
            (struct alias_view){.identifier = aliases->items[i].esi, .replaced_at = instant(maker, aliases->items[i].replaced_at_us)};
    }
}

static void add_consents(struct maker *maker, const struct consents *consents, struct wire_list *out)
{
    struct agreement_view *const views = room(maker, consents->count, sizeof *views, out);
    for (size_t i = 0; views != NULL && i < consents->count; i++) {
        const struct consent *const consent = &consents->items[i];
        views[i] = (struct agreement_view){
            .version = consent->version,
            .language = consent->language,
            .how = consent_how_code(consent->how)->key,
            .given_at = instant(maker, consent->given_at_us),
            .withdrawn_at = instant(maker, consent->withdrawn_at_us),
        };
    }
}

static const char *identifier_of(const struct maker *maker, int64_t organisation_id)
{
    const struct organisation *const organisation = directory_get(&maker->session->directory, organisation_id);
    return organisation == NULL ? NULL : organisation->identifier;
}

static void add_cards(struct maker *maker, const struct cards *cards, struct wire_list *out)
{
    struct held_card_view *const views = room(maker, cards->count, sizeof *views, out);
    for (size_t i = 0; views != NULL && i < cards->count; i++) {
        const struct card *const card = &cards->items[i];
        char number[ESCN_TEXT_SIZE];
        escn_format(&card->escn, number);
        views[i] = (struct held_card_view){
            .number = arena_copy(maker->arena, number),
            .type = card_type_code(card->type)->key,
            .status = card_status_code(card_status_on(card, maker->session->today))->key,
            .display_name = card->display_name,
            .uid = card->uid,
            .processor = identifier_of(maker, card->processor_id),
            .issued_day = card->issued_day,
            .expires_day = card->expires_day,
            .deleted_at = instant(maker, card->deleted_at_us),
        };
        maker->ok = maker->ok && views[i].number != NULL;
    }
}

/* Organisations, not persons: "999999991 - Name". */
static const char *name_of(struct maker *maker, struct act_by by)
{
    static const char *const words[] = {
        [ACTOR_OPERATOR] = "the operator of the router",
        [ACTOR_FOR_STUDENT] = "the operator of the router, for the student",
        [ACTOR_STUDENT] = "the student",
    };
    if (by.organisation == NULL) {
        return words[by.who];
    }
    const char *const text = arena_format(maker->arena, "%s - %s", by.organisation->identifier, by.organisation->name);
    maker->ok = maker->ok && text != NULL;
    return text;
}

static void add_acts(struct maker *maker, const struct stored_part *part, struct wire_list *out)
{
    const struct audits *const acts = &part->acts;
    struct act_view *const views = room(maker, acts->count, sizeof *views, out);
    for (size_t i = 0; views != NULL && i < acts->count; i++) {
        views[i] = (struct act_view){.at = instant(maker, acts->items[i].at_us),
            .act = audit_action_key(acts->items[i].action),
            .by = name_of(maker, stored_act_by(maker->session, part, i))};
    }
}

/* In the file itself: who takes it along has all, whatever becomes of the router and the visit. */
static const struct stored_picture_view *picture_of(struct maker *maker, struct str jpeg)
{
    struct buf text;
    if (jpeg.length == 0) {
        return NULL;
    }
    struct stored_picture_view *const out = arena_alloc(maker->arena, sizeof *out);
    buf_init(&text, maker->arena);
    buf_add_base64(&text, jpeg.data, jpeg.length);
    const char *const data = buf_text(&text);
    if (out == NULL || data == NULL) {
        maker->ok = false;
        return NULL;
    }
    *out = (struct stored_picture_view){.type = "image/jpeg", .data = data};
    return out;
}

static void fill_part(struct maker *maker, const struct stored_part *part, struct stored_part_view *out)
{
    const struct code *const level = academic_level_code(part->enrolment.academic_level);
    *out = (struct stored_part_view){
        .organisation = part->organisation->identifier,
        .name = part->organisation->name,
        .legal_basis = legal_basis_code(part->organisation->legal_basis)->key,
        .full_name = part->enrolment.full_name,
        .email = part->enrolment.email,
        .academic_level = level == NULL ? NULL : level->key,
        .has_picture = part->enrolment.has_picture,
        .picture = picture_of(maker, part->picture),
        .enrolled_at = instant(maker, part->created_at_us),
        .changed_at = instant(maker, part->updated_at_us),
    };
    add_consents(maker, &part->consents, &out->consents);
    add_cards(maker, &part->cards, &out->cards);
    add_acts(maker, part, &out->acts);
}

const void *stored_view_make(const struct session *session, const struct stored *stored)
{
    struct maker maker = {.session = session, .arena = session->arena, .ok = true};
    struct stored_view *const out = arena_alloc(session->arena, sizeof *out);
    if (out == NULL) {
        return NULL;
    }
    out->identifier = stored->person.esi;
    add_aliases(&maker, &stored->aliases, &out->aliases);
    struct stored_part_view *const parts = room(&maker, stored->count, sizeof *parts, &out->parts);
    for (size_t i = 0; parts != NULL && i < stored->count; i++) {
        fill_part(&maker, &stored->parts[i], &parts[i]);
    }
    return maker.ok ? out : NULL;
}
