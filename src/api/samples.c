/* SPDX-License-Identifier: EUPL-1.2 */
/* Samples of requests and answers. They are of the sandbox's invented students, so that what is asked for is there. */
#include "api/describe.h"

#include "wire/json_write.h"

#include <stdio.h>
#include <string.h>

#define STUDENT "urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:1000000"
#define NEW_STUDENT "urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:ada-1"
#define NUMBER "56779400-3d87-1033-8280-001999999991"
#define PIC "999999991"

#define DEPTH_MAX 8
#define LINE_MAX_LENGTH 88

static const struct {
    const char *name, *value;
} params[] = {
    {"esi", STUDENT},
    {"escn", NUMBER},
    {"europeanStudentIdentifier", STUDENT},
    {"europeanStudentCardNumber", NUMBER},
    {"id", PIC},
    {"Accept", "image/svg+xml"},
    {"page", "0"},
    {"size", "10"},
    {"offset", "0"},
    {"limit", "50"},
    {"prefix", "1"},
    {"pic", PIC},
    {"numberOfESCN", "5"},
    {"operation", "CREATE"},
    {"mode", "valid"},
    {"resize", "true"},
    {"orientation", "horizontal"},
};

const char *sample_of_param(const struct api_param *param)
{
    if (strcmp(param->type, "integer") == 0 && strcmp(param->name, "id") == 0) {
        return "1"; /* of an import */
    }
    if (param->format == NULL && strcmp(param->name, "size") == 0) {
        return "M"; /* of a QR code */
    }
    for (size_t i = 0; i < COUNT_OF(params); i++) {
        if (strcmp(params[i].name, param->name) == 0) {
            return params[i].value;
        }
    }
    return NULL;
}

#define QUOTED(text) "\"" text "\""

/* Values of members as JSON: by shape and member, by the member that holds the object (alone or behind its shape) and the member, or by the
 * member alone. Requests leave out what has none here, and what is NULL. */
static const struct {
    const char *name, *value;
} members[] = {
    {"PersonUpdateView.identifier", QUOTED(STUDENT)},
    {"PersonUpdateView.fullName", NULL},
    {"IdentifierUpdateView.identifier", QUOTED("urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:final-1")},
    {"PersonOrganisationUpdateView.fullName", QUOTED("Ada Example")},
    {"PersonOrganisationUpdateView.email", QUOTED("ada@univ-saint-valentin.example")},
    {"PersonOrganisationUpdateView.academicLevel", QUOTED("MASTER")},
    {"CardUpdateView.cardNumber", NULL},
    {"CardUpdateView.cardStatusType", QUOTED("ACTIVE")},
    {"CardUpdateView.cardType", QUOTED("SMART_PASSIVE")},
    {"CardUpdateView.displayName", NULL},
    {"CardV1View.europeanStudentCardNumber", QUOTED("25539be8-6423-103e-add8-001" PIC)},
    {"cardUid", QUOTED("04a2b3c4d5e680")},
    {"StudentPostView.name", QUOTED("Ada Example")},
    {"StudentPostView.emailAddress", QUOTED("ada@univ-saint-valentin.example")},
    {"StudentPostView.expiryDate", QUOTED("2030-09-30")},
    {"StudentPostView.phoneNumber", NULL},
    {"PersonView.identifier", QUOTED(STUDENT)},
    {"PersonLiteView.identifier", QUOTED(STUDENT)},
    {"OrganisationLiteView.id", "1"},
    {"processor.identifier", "null"},
    {"processor.id", "null"},
    {"StudentView.name", QUOTED("Hora\xc8\x9biu \xc8\x9aurcanu")},
    {"StudentView.emailAddress", QUOTED("s1000000@univ-saint-valentin.example")},
    {"academicLevel.key", QUOTED("BACHELOR")},
    {"academicLevel.label", QUOTED("Bachelor")},
    {"cardStatusType.key", QUOTED("ACTIVE")},
    {"cardStatusType.label", QUOTED("Active")},
    {"cardType.key", QUOTED("SMART_PASSIVE")},
    {"cardType.label", QUOTED("Digital card")},
    {"country.key", QUOTED("FR")},
    {"country.label", QUOTED("France")},
    {"PersonView.identifierCode.key", QUOTED("ESI")},
    {"PersonView.identifierCode.label", QUOTED("European Student Identifier")},
    {"identifierCode.key", QUOTED("PIC")},
    {"identifierCode.label", QUOTED("Participant identification code")},
    {"identifierType.key", QUOTED("PIC")},
    {"identifierType.label", QUOTED("Participant identification code")},
    {"organisationType.key", QUOTED("HEI")},
    {"organisationType.label", QUOTED("Higher education institution")},
    {"status.key", QUOTED("ACTIVE")},
    {"status.label", QUOTED("Active")},
    {"activeByType.key", QUOTED("SMART_PASSIVE")},
    {"activeByType.label", QUOTED("Digital card")},
    {"activeByLevel.key", QUOTED("MASTER")},
    {"activeByLevel.label", QUOTED("Master")},
    {"activeByCountry.key", QUOTED("FR")},
    {"activeByCountry.label", QUOTED("France")},
    {"activeByLogo.key", QUOTED("NEW")},
    {"activeByLogo.label", QUOTED("New logo")},
    {"links.rel", QUOTED("self")},
    {"links.href", QUOTED("/esc-rest/api/v2/cards?page=0&size=10")},
    {"page.totalElements", "1"},
    {"page.totalPages", "1"},
    {"page.size", "10"},
    {"BulkResultView.line", "1"},
    {"BulkResultView.status", "201"},
    {"CardStatusView.status", QUOTED("ACTIVE")},
    {"CsvValidationError.rowNumber", "2"},
    {"CsvValidationError.fieldName", QUOTED("expiresAt")},
    {"CsvValidationError.errorMessage", QUOTED("ExpiresAt is \\\"soon\\\"; a day such as 2026-11-22 was expected.")},
    {"CsvValidationError.params", "{\"code\": \"ER-1012\", \"value\": \"soon\"}"},
    {"ImportView.id", "1"},
    {"ImportView.operation", QUOTED("CREATE")},
    {"ImportView.mode", QUOTED("valid")},
    {"ImportView.state", QUOTED("DONE")},
    {"ImportView.progress", "100"},
    {"ImportView.created", "412"},
    {"ImportView.updated", "31"},
    {"ImportView.unchanged", "9804"},
    {"ImportView.failed", "7"},
    {"ImportView.createdAt", QUOTED("2026-11-22T09:14:00.000Z")},
    {"ImportView.endedAt", QUOTED("2026-11-22T09:14:07.000Z")},
    {"StudentLinkView.url", QUOTED("https://router.example.org/link/student/...")},
    {"StudentLinkView.expiresAt", QUOTED("2026-11-22T09:24:00.000Z")},
    {"day", QUOTED("2026-11-22")},
    {"year", "2026"},
    {"academicYear", QUOTED("2026/2027")},
    {"cards", "18742"},
    {"issued", "21310"},
    {"active", "18742"},
    {"inactive", "120"},
    {"expired", "2448"},
    {"verifications", "57"},
    {"registered", "1"},
    {"haveIssued", "1"},
    {"issueActive", "1"},
    {"personsWithActiveCards", "18102"},
    {"lastSynchronisation", QUOTED("2026-11-22T09:14:00.000Z")},
    {"organisationName", QUOTED("Universit\xc3\xa9 de Saint-Valentin")},
    {"academicLevel", "6"},
    {"cardNumber", QUOTED(NUMBER)},
    {"cardType", "2"},
    {"europeanStudentCardNumber", QUOTED(NUMBER)},
    {"europeanStudentIdentifier", QUOTED(STUDENT)},
    {"expiresAt", QUOTED("2030-09-30")},
    {"expiryDate", QUOTED("2030-09-30T12:00:00.000Z")},
    {"fullLabel", QUOTED(PIC " - Universit\xc3\xa9 de Saint-Valentin")},
    {"fullName", QUOTED("Hora\xc8\x9biu \xc8\x9aurcanu")},
    {"displayName", QUOTED("Hora\xc8\x9biu \xc8\x9aurcanu")},
    {"email", QUOTED("s1000000@univ-saint-valentin.example")},
    {"hasOwnerAuthorization", "true"},
    {"identifier", QUOTED(PIC)},
    {"issuedAt", QUOTED("2026-10-01")},
    {"issuerIdentifier", QUOTED(PIC)},
    {"issuerName", QUOTED("Universit\xc3\xa9 de Saint-Valentin")},
    {"name", QUOTED("Universit\xc3\xa9 de Saint-Valentin")},
    {"organisationCount", "1"},
    {"organisationIdentifier", QUOTED(PIC)},
    {"personIdentifier", QUOTED(STUDENT)},
    {"picInstitutionCode", QUOTED(PIC)},
    {"schacHomeOrganization", QUOTED("univ-saint-valentin.example")},
    {"website", QUOTED("https://www.univ-saint-valentin.example")},
    {"cityName", QUOTED("Saint-Valentin")},
    {"streetName", QUOTED("rue des \xc3\x89toiles")},
    {"houseNumber", QUOTED("12")},
    {"mainColor", QUOTED("#0b3d91")},
    {"secondaryColor", QUOTED("#ffcc00")},
    {"contrastColor", QUOTED("#ffffff")},
    {"newLogoAt", QUOTED("2026-09-01")},
    {"x", "1.8"},
    {"y", "46.9"},
};

/* The same for requests that make something new. */
static const struct {
    const char *name, *value;
} created[] = {
    {"PersonUpdateView.identifier", QUOTED(NEW_STUDENT)},
    {"StudentPostView.europeanStudentIdentifier", QUOTED(NEW_STUDENT)},
};

/* What is being written. */
struct sample {
    bool is_request;
    bool is_new;
    const struct wire_shape *open[DEPTH_MAX]; /* a shape within itself is left out */
    size_t depth;
};

/* A member within its object. */
struct place {
    const struct wire_shape *shape;
    const char *holder; /* the member that holds the object, behind its shape: "PersonView.identifierCode"; "" for none */
    const struct wire_field *field;
};

static bool fits(const char *name, const char *owner, const char *member)
{
    const size_t length = strlen(owner);
    return length > 0 && strncmp(name, owner, length) == 0 && name[length] == '.' && strcmp(name + length + 1, member) == 0;
}

/* False when the tables don't have it. */
static bool find_member(const struct sample *sample, const struct place *place, const char **out)
{
    size_t best = 0;
    const char *const dot = strchr(place->holder, '.');
    for (size_t i = 0; i < COUNT_OF(created) && sample->is_new; i++) {
        if (fits(created[i].name, place->shape->name, place->field->name)) {
            *out = created[i].value;
            return true;
        }
    }
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const char *const name = members[i].name;
        const size_t worth = fits(name, place->holder, place->field->name) ? 4
            : fits(name, place->shape->name, place->field->name)           ? 3
            : fits(name, dot == NULL ? "" : dot + 1, place->field->name)   ? 2
            : strcmp(name, place->field->name) == 0                        ? 1
                                                                           : 0;
        if (worth > best) {
            best = worth;
            *out = members[i].value;
        }
    }
    return best > 0;
}

static bool is_open(const struct sample *sample, const struct wire_shape *shape)
{
    for (size_t i = 0; i < sample->depth; i++) {
        if (sample->open[i] == shape) {
            return true;
        }
    }
    return sample->depth == DEPTH_MAX;
}

static const char *usual_value(enum wire_type type)
{
    switch (type) {
    case WIRE_INT32:
    case WIRE_INT64:
    case WIRE_NUMBER:
        return "0";
    case WIRE_BOOL:
        return "false";
    case WIRE_OBJECTS:
    case WIRE_TEXTS:
        return "[]";
    case WIRE_PAIRS:
        return "{}";
    case WIRE_TEXT:
    case WIRE_ID:
    case WIRE_DAY:
    case WIRE_NOON:
    case WIRE_OBJECT:
        return "null";
    }
    return "null";
}

static void add_object(struct buf *out, struct sample *sample, const struct wire_shape *shape, const char *holder, int indent);

static void add_indent(struct buf *out, int indent)
{
    buf_add_format(out, "\n%*s", indent * 2, "");
}

static const char *holder_of(struct buf *out, const struct place *place)
{
    const char *const holder = arena_format(out->arena, "%s.%s", place->shape->name, place->field->name);
    out->failed = out->failed || holder == NULL;
    return holder == NULL ? "" : holder;
}

static void add_list(struct buf *out, struct sample *sample, const struct place *place, int indent)
{
    buf_add_char(out, '[');
    add_object(out, sample, place->field->shape, holder_of(out, place), indent);
    buf_add_char(out, ']');
}

static void add_value(struct buf *out, struct sample *sample, const struct place *place, int indent)
{
    const struct wire_field *const field = place->field;
    const char *value = NULL;
    if (field->type == WIRE_OBJECT && !is_open(sample, field->shape)) {
        add_object(out, sample, field->shape, holder_of(out, place), indent);
    } else if (field->type == WIRE_OBJECTS && !is_open(sample, field->shape)) {
        add_list(out, sample, place, indent);
    } else if (field->type != WIRE_OBJECT && field->type != WIRE_OBJECTS && find_member(sample, place, &value) && value != NULL) {
        buf_add_text(out, value);
    } else {
        buf_add_text(out, usual_value(field->type));
    }
}

static bool is_left_out(const struct sample *sample, const struct place *place)
{
    const char *value = NULL;
    const bool is_plain = place->field->shape == NULL;
    return sample->is_request && is_plain && (!find_member(sample, place, &value) || value == NULL);
}

/* `indent` below 0: on one line. */
static void add_members(struct buf *out, struct sample *sample, const struct wire_shape *shape, const char *holder, int indent)
{
    bool first = true;
    buf_add_char(out, '{');
    for (size_t i = 0; i < shape->count; i++) {
        const struct place place = {shape, holder, &shape->fields[i]};
        if (is_left_out(sample, &place)) {
            continue;
        }
        buf_add_text(out, first ? "" : indent < 0 ? ", " : ",");
        if (indent >= 0) {
            add_indent(out, indent + 1);
        }
        first = false;
        wire_write_text(out, str_of(shape->fields[i].name));
        buf_add_text(out, ": ");
        add_value(out, sample, &place, indent < 0 ? indent : indent + 1);
    }
    if (indent >= 0 && !first) {
        add_indent(out, indent);
    }
    buf_add_char(out, '}');
}

/* On one line where it is short. */
static void add_object(struct buf *out, struct sample *sample, const struct wire_shape *shape, const char *holder, int indent)
{
    struct buf line;
    sample->open[sample->depth++] = shape;
    buf_init(&line, out->arena);
    add_members(&line, sample, shape, holder, -1);
    if (indent < 0 || line.length <= LINE_MAX_LENGTH) {
        buf_add(out, line.data, line.length);
    } else {
        add_members(out, sample, shape, holder, indent);
    }
    out->failed = out->failed || line.failed;
    sample->depth--;
}

void sample_request(struct buf *out, const struct wire_shape *shape, bool is_new)
{
    struct sample sample = {.is_request = true, .is_new = is_new};
    add_object(out, &sample, shape, "", 0);
}

void sample_answer(struct buf *out, const struct wire_shape *shape)
{
    struct sample sample = {0};
    add_object(out, &sample, shape, "", 0);
}
