/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/bodies.h"
#include "api/operation.h"
#include "api/statistics.h"
#include "api/v1.h"
#include "api/views.h"
#include "intake/view.h"

#define AUTHORIZATION                                                                                                                \
    {                                                                                                                                \
        "Authorization", "header", "string", NULL, NULL, true, "\"Bearer <token>\"; the header api_key with the bare token does too" \
    }
#define ESI_PARAM                                                                                                         \
    {                                                                                                                     \
        "esi", "path", "string", NULL, NULL, true, "European Student Identifier; colons plain or as %3A, any letter case" \
    }
#define ESCN_PARAM                                                                                  \
    {                                                                                               \
        "escn", "path", "string", NULL, NULL, true, "European Student Card Number, any letter case" \
    }
#define PARAMS_END \
    {              \
        0          \
    }

#define LIST_PARAMS(fields)                                                                                                            \
    {"sort", "query", "string", NULL, NULL, false, "field to sort by: " fields "; none: newest first"},                                \
        {"direction", "query", "string", NULL, "\"ASC\"", false, "ASC or DESC"},                                                       \
        {"page", "query", "integer", "int32", "0", false, "number of the page, from 0"},                                               \
        {"size", "query", "integer", "int32", "10", false, "entries a page, 1 to 200"},                                                \
    {                                                                                                                                  \
        "search", "query", "string", NULL, NULL, false,                                                                                \
            "a bare text found anywhere in name, identifier, e-mail (of cards also number and display name), letter case and accents " \
            "aside; "                                                                                                                  \
            "or field:value terms joined by <+>, all of which must fit"                                                                \
    }

static const struct api_param persons_list_params[] = {LIST_PARAMS("fullName, identifier"), AUTHORIZATION, PARAMS_END};
static const struct api_param cards_list_params[] = {
    LIST_PARAMS(
        "cardNumber, issuedAt, expiresAt, displayName, issuer, issuer.name, issuer.identifier, person, person.identifier, person.fullName"),
    AUTHORIZATION, PARAMS_END};
static const struct api_param token_params[] = {AUTHORIZATION, PARAMS_END};
static const struct api_param person_params[] = {ESI_PARAM, AUTHORIZATION, PARAMS_END};
static const struct api_param card_params[] = {ESCN_PARAM, AUTHORIZATION, PARAMS_END};
static const struct api_param number_params[] = {ESCN_PARAM, PARAMS_END};
static const struct api_param verify_params[] = {
    {"escn", "path", "string", NULL, NULL, true, "card number in any grouping, or a link of s.esc-r.eu or esc.gg, percent-encoded"},
    PARAMS_END};
static const struct api_param qr_params[] = {
    {"Accept", "header", "string", NULL, "\"image/svg+xml\"", true, "image/svg+xml, or text/plain for the SVG in Base64 on one line"},
    ESCN_PARAM, {"orientation", "query", "string", NULL, "\"horizontal\"", false, "horizontal or vertical: where the logo stands"},
    {"colours", "query", "string", NULL, "\"normal\"", false, "normal, or inverted for dark grounds"},
    {"size", "query", "string", NULL, "\"S\"", false, "XS, S or M"}, PARAMS_END};
static const struct api_param generate_params[] = {
    {"prefix", "query", "integer", "int32", NULL, true, "0 to 999: tells apart several makers of numbers of one institution"},
    {"pic", "query", "string", NULL, NULL, true, "the issuer's PIC, nine digits"},
    {"numberOfESCN", "query", "integer", "int32", "1", false, "how many, 1 to 100"}, PARAMS_END};

#define ORGANISATION_PARAM                                                                                    \
    {                                                                                                         \
        "id", "path", "string", NULL, NULL, true, "the organisation's identifier (PIC), or its id in answers" \
    }
#define OPERATION_PARAM                                                                                                                \
    {                                                                                                                                  \
        "operation", "query", "CREATE|UPDATE|DELETE", NULL, NULL, true,                                                                \
            "CREATE issues cards and enrols their holders where they are not; UPDATE changes cards and holders, DELETE deletes; both " \
            "find cards by cardNumber"                                                                                                 \
    }
#define IMPORT_PARAM                                                         \
    {                                                                        \
        "id", "path", "integer", "int64", NULL, true, "number of the import" \
    }
static const struct api_param validate_params[] = {OPERATION_PARAM, AUTHORIZATION, PARAMS_END};
static const struct api_param import_cards_params[] = {OPERATION_PARAM,
    {"mode", "query", "all|valid", NULL, "\"all\"", false, "all: everything or nothing; valid: the rows that are good"},
    {"dryRun", "query", "boolean", NULL, "false", false, "check everything and write nothing"}, AUTHORIZATION, PARAMS_END};
static const struct api_param imports_params[] = {
    {"before", "query", "integer", "int64", NULL, false, "imports older than this one; none: from the newest on"},
    {"size", "query", "integer", "int32", "10", false, "how many, 1 to 200"}, AUTHORIZATION, PARAMS_END};
static const struct api_param import_params[] = {IMPORT_PARAM, AUTHORIZATION, PARAMS_END};
static const struct api_param picture_params[] = {ORGANISATION_PARAM, ESI_PARAM, AUTHORIZATION, PARAMS_END};
static const struct api_param put_picture_params[] = {ORGANISATION_PARAM, ESI_PARAM,
    {"resize", "query", "boolean", NULL, "false", false,
        "true: a picture of any size is brought to 200 x 300, which it fills, cut at the middle; false: it has exactly 200 x 300"},
    AUTHORIZATION, PARAMS_END};

#define STUDENT_PARAM                                                              \
    {                                                                              \
        "europeanStudentIdentifier", "path", "string", NULL, NULL, true,           \
            "European Student Identifier; colons plain or as %3A, any letter case" \
    }
#define STUDENT_CARD_PARAM                                                                                               \
    {                                                                                                                    \
        "europeanStudentCardNumber", "path", "string", NULL, NULL, true, "European Student Card Number, any letter case" \
    }

static const struct api_param range_params[] = {
    {"offset", "query", "integer", "int32", "0", false, "entries passed over; the newest come first"},
    {"limit", "query", "integer", "int32", "50", false, "entries at most, 1 to 200"}, AUTHORIZATION, PARAMS_END};
static const struct api_param student_params[] = {STUDENT_PARAM, AUTHORIZATION, PARAMS_END};
static const struct api_param student_card_params[] = {STUDENT_PARAM, STUDENT_CARD_PARAM, AUTHORIZATION, PARAMS_END};
static const struct api_param card_number_params[] = {STUDENT_CARD_PARAM, AUTHORIZATION, PARAMS_END};

static const struct api_param no_params[] = {PARAMS_END};

static const int list_statuses[] = {200, 400, 401, 403, 429, 500, 503, 0};
static const int create_statuses[] = {201, 400, 401, 403, 409, 413, 415, 429, 500, 503, 0};
static const int bulk_statuses[] = {200, 400, 401, 403, 409, 413, 415, 429, 500, 503, 0};
static const int get_statuses[] = {200, 400, 401, 403, 404, 429, 500, 503, 0};
static const int statistics_statuses[] = {200, 401, 403, 429, 500, 503, 0};
static const int add_card_statuses[] = {201, 400, 401, 403, 404, 409, 413, 415, 429, 500, 503, 0};
static const int update_statuses[] = {200, 400, 401, 403, 404, 409, 413, 415, 429, 500, 503, 0};
static const int link_statuses[] = {201, 400, 401, 403, 404, 409, 429, 500, 503, 0};
static const int change_statuses[] = {200, 202, 400, 401, 403, 404, 409, 413, 415, 429, 500, 503, 0};
static const int config_statuses[] = {200, 401, 403, 429, 500, 503, 0};
static const int validate_statuses[] = {200, 400, 401, 403, 413, 415, 429, 500, 503, 0};
static const int import_cards_statuses[] = {202, 400, 401, 403, 409, 413, 415, 429, 500, 503, 0};
static const int get_import_statuses[] = {200, 401, 403, 404, 429, 500, 503, 0};
static const int undo_import_statuses[] = {200, 202, 401, 403, 404, 409, 429, 500, 503, 0};
static const int get_picture_statuses[] = {200, 401, 403, 404, 429, 500, 503, 0};
static const int put_picture_statuses[] = {201, 400, 401, 403, 404, 413, 415, 429, 500, 503, 0};
static const int delete_statuses[] = {204, 401, 403, 404, 429, 500, 503, 0};
static const int status_statuses[] = {200, 401, 404, 500, 503, 0};
static const int qr_statuses[] = {200, 400, 401, 404, 500, 503, 0};
static const int generate_statuses[] = {200, 400, 401, 429, 500, 503, 0};

/* V1 under one of its bases; with tags NULL it stands in no document. */
#define V1_ROUTES(base, name, of_students, of_cards)                                                                                      \
    {HTTP_GET, base "/students", name ".listStudents", API_LANE_WORKER, API_TOKEN, TOKEN_READ, op_v1_list_students, of_students,          \
        "The students of the asking institution", range_params, NULL, &student_shape, "list", list_statuses},                             \
        {HTTP_POST, base "/students", name ".addStudent", API_LANE_WRITER, API_TOKEN, TOKEN_PERSONS, op_v1_add_student, of_students,      \
            "Registers a student", token_params, &student_post_shape, &student_shape, "loose", create_statuses},                          \
        {HTTP_GET, base "/students/{europeanStudentIdentifier}", name ".retrieveStudent", API_LANE_LOOP, API_TOKEN, TOKEN_READ,           \
            op_v1_get_student, of_students, "A student with cards", student_params, NULL, &student_shape, NULL, get_statuses},            \
        {HTTP_PUT, base "/students/{europeanStudentIdentifier}", name ".updateStudent", API_LANE_WRITER, API_TOKEN,                       \
            TOKEN_PERSONS | TOKEN_CARDS, op_v1_update_student, of_students,                                                               \
            "Changes a student, and the expiry of all the student's cards", student_params, &student_post_shape, &student_shape, "loose", \
            update_statuses},                                                                                                             \
        {HTTP_DELETE, base "/students/{europeanStudentIdentifier}", name ".deleteStudent", API_LANE_WRITER, API_TOKEN, TOKEN_PERSONS,     \
            op_v1_delete_student, of_students, "Deletes a student with all cards", student_params, NULL, NULL, NULL, delete_statuses},    \
        {HTTP_POST, base "/students/{europeanStudentIdentifier}/cards", name ".add", API_LANE_WRITER, API_TOKEN, TOKEN_CARDS,             \
            op_v1_add_card, of_cards, "Issues a card from today until the student's expiryDate", student_params, &student_card_shape,     \
            NULL, "string", add_card_statuses},                                                                                           \
        {HTTP_GET, base "/students/{europeanStudentIdentifier}/cards/{europeanStudentCardNumber}", name ".retrieve", API_LANE_LOOP,       \
            API_TOKEN, TOKEN_READ, op_v1_get_card, of_cards, "A card with its student", student_card_params, NULL, &student_card_shape,   \
            NULL, get_statuses},                                                                                                          \
        {HTTP_DELETE, base "/students/{europeanStudentIdentifier}/cards/{europeanStudentCardNumber}", name ".delete", API_LANE_WRITER,    \
            API_TOKEN, TOKEN_CARDS, op_v1_delete_card, of_cards, "Deletes a card; its number is never given to another",                  \
            student_card_params, NULL, NULL, NULL, delete_statuses},                                                                      \
        {HTTP_GET, base "/cards", name ".list", API_LANE_WORKER, API_TOKEN, TOKEN_READ, op_v1_list_cards, of_cards,                       \
            "The cards of the asking institution", range_params, NULL, &student_card_shape, "list", list_statuses},                       \
    {                                                                                                                                     \
        HTTP_GET, base "/cards/status/{europeanStudentCardNumber}", name ".getStudentStatus", API_LANE_LOOP, API_TOKEN, TOKEN_READ,       \
            op_v1_card_status, of_cards, "Whose card it is and until when it is valid", card_number_params, NULL, &student_status_shape,  \
            "loose", get_statuses                                                                                                         \
    }

static const struct api_route routes[] = {
    {HTTP_GET, "/api/v2/persons", "findAll", API_LANE_WORKER, API_TOKEN, TOKEN_READ, op_list_persons, "V2/person",
        "The persons enrolled at the asking organisation (of a processor: at its issuers)", persons_list_params, NULL, &persons_page_shape,
        NULL, list_statuses},
    {HTTP_POST, "/api/v2/persons", "create", API_LANE_WRITER, API_TOKEN, TOKEN_PERSONS, op_create_person, "V2/person",
        "Registers a person as enrolled at one organisation or several", token_params, &person_update_shape, &person_shape, NULL,
        create_statuses},
    {HTTP_GET, "/api/v2/persons/{esi}", "findByExternalId", API_LANE_LOOP, API_TOKEN, TOKEN_READ, op_get_person, "V2/person",
        "A person with the enrolments that the asking organisation may see", person_params, NULL, &person_shape, NULL, get_statuses},
    {HTTP_PUT, "/api/v2/persons/{esi}", "update", API_LANE_WRITER, API_TOKEN, TOKEN_PERSONS, op_update_person, "V2/person",
        "Replaces a person's enrolments at the organisations named, and no others'", person_params, &person_update_shape, &person_shape,
        NULL, update_statuses},
    {HTTP_DELETE, "/api/v2/persons/{esi}", "delete", API_LANE_WRITER, API_TOKEN, TOKEN_PERSONS, op_delete_person, "V2/person",
        "Ends a person's enrolment with its cards; the last enrolment's end erases the person", person_params, NULL, NULL, NULL,
        delete_statuses},
    {HTTP_POST, "/api/v2/persons/{esi}/identifier", "changeIdentifier", API_LANE_WRITER, API_TOKEN, TOKEN_PERSONS, op_change_identifier,
        "V2/person",
        "Replaces a person's identifier; the former one goes on naming the person. 202: noted, other organisations have enrolled the "
        "person too and have to ask for the same",
        person_params, &identifier_update_shape, &person_shape, NULL, change_statuses},
    {HTTP_POST, "/api/v2/persons/{esi}/student-link", "createStudentLink", API_LANE_WRITER, API_TOKEN, TOKEN_PERSONS, op_student_link,
        "V2/person",
        "A link that opens, once and for ten minutes, what the asking organisation stores of the student: for portals that have recognised "
        "the student themselves",
        person_params, NULL, &student_link_shape, NULL, link_statuses},
    {HTTP_GET, "/api/v2/organisations/{id}/person/{esi}/picture", "getStudentPicture", API_LANE_LOOP, API_TOKEN, TOKEN_PICTURES,
        op_get_picture, "V2/image", "The picture of a person at an organisation, a JPEG of 200 x 300", picture_params, NULL, NULL, "bytes",
        get_picture_statuses},
    {HTTP_POST, "/api/v2/organisations/{id}/person/{esi}/picture", "uploadStudentPicture", API_LANE_HEAVY, API_TOKEN, TOKEN_PICTURES,
        op_put_picture, "V2/image",
        "Sends the picture of a person at an organisation: JPEG, PNG or WebP of at most 5 MiB; the one there was is replaced",
        put_picture_params, &picture_form_shape, NULL, "string", put_picture_statuses},
    {HTTP_DELETE, "/api/v2/organisations/{id}/person/{esi}/picture", "deleteStudentPicture", API_LANE_WRITER, API_TOKEN, TOKEN_PICTURES,
        op_delete_picture, "V2/image", "Erases the picture of a person at an organisation", picture_params, NULL, NULL, NULL,
        delete_statuses},
    {HTTP_GET, "/api/v2/cards", "findAll_1", API_LANE_WORKER, API_TOKEN, TOKEN_READ, op_list_cards, "V2/card",
        "The cards of the asking organisation (of a processor: of its issuers)", cards_list_params, NULL, &cards_page_shape, NULL,
        list_statuses},
    {HTTP_POST, "/api/v2/cards", "create_1", API_LANE_WRITER, API_TOKEN, TOKEN_CARDS, op_create_card, "V2/card",
        "Issues a card to a person who is enrolled at its issuer", token_params, &card_update_shape, &card_shape, NULL, create_statuses},
    {HTTP_POST, "/api/v2/cards/bulk", "createInBulk", API_LANE_BULK, API_TOKEN, TOKEN_CARDS, op_create_cards, "V2/card",
        "Issues up to 100,000 cards, a line of JSON for each; answers with a line for each, in the same order, as soon as it is durable",
        token_params, &card_lines_shape, &bulk_result_shape, "lines", bulk_statuses},
    {HTTP_GET, "/api/v2/cards/generate-escn", "getEscnList", API_LANE_WRITER, API_LIMITED, 0, op_generate_numbers, "V2/card",
        "New card numbers, never given before", generate_params, NULL, NULL, "string[]", generate_statuses},
    {HTTP_GET, "/api/v2/cards/csv-config", "getCsvConfig", API_LANE_LOOP, API_TOKEN, 0, op_csv_config, "V2/card",
        "The columns that a CSV file may have, in any order", token_params, NULL, NULL, "numbers", config_statuses},
    {HTTP_POST, "/api/v2/cards/validate-csv", "validateCsv", API_LANE_HEAVY, API_TOKEN, TOKEN_IMPORT, op_validate_csv, "V2/card",
        "All that is wrong with a CSV file, row by row, up to 1000 problems; nothing is written", validate_params, &csv_form_shape,
        &csv_problem_shape, "problems", validate_statuses},
    {HTTP_POST, "/api/v2/cards/import", "importCards", API_LANE_HEAVY, API_TOKEN, TOKEN_IMPORT, op_import_cards, "V2/import",
        "Imports persons and cards from a CSV file, in the background: the header Location tells where to look how far it is",
        import_cards_params, &csv_form_shape, &import_shape, NULL, import_cards_statuses},
    {HTTP_GET, "/api/v2/imports", "listImports", API_LANE_WORKER, API_TOKEN, TOKEN_IMPORT, op_list_imports, "V2/import",
        "The imports of the asking organisation, newest first", imports_params, NULL, &import_shape, "list", list_statuses},
    {HTTP_GET, "/api/v2/imports/{id}", "getImport", API_LANE_LOOP, API_TOKEN, TOKEN_IMPORT, op_get_import, "V2/import",
        "An import, how far it is and how it ended", import_params, NULL, &import_shape, NULL, get_import_statuses},
    {HTTP_GET, "/api/v2/imports/{id}/errors.csv", "getImportErrors", API_LANE_HEAVY, API_TOKEN, TOKEN_IMPORT, op_import_errors, "V2/import",
        "The rows that were refused, each with why in a last column: to be mended and sent again as they are", import_params, NULL, NULL,
        "csv", get_import_statuses},
    {HTTP_DELETE, "/api/v2/imports/{id}", "undoImport", API_LANE_WRITER, API_TOKEN, TOKEN_IMPORT, op_undo_import, "V2/import",
        "Takes an import back, unless something that it touched has changed since. 202: the rows of a large one are undone in the "
        "background",
        import_params, NULL, &import_shape, NULL, undo_import_statuses},
    {HTTP_GET, "/api/v2/cards/{escn}", "findByExternalId_1", API_LANE_LOOP, API_TOKEN, TOKEN_READ, op_get_card, "V2/card",
        "A card with its issuer and its holder", card_params, NULL, &card_shape, NULL, get_statuses},
    {HTTP_PUT, "/api/v2/cards/{escn}", "update_1", API_LANE_WRITER, API_TOKEN, TOKEN_CARDS, op_update_card, "V2/card",
        "Changes a card; number, issuer and holder stay", card_params, &card_update_shape, &card_shape, NULL, update_statuses},
    {HTTP_DELETE, "/api/v2/cards/{escn}", "delete_1", API_LANE_WRITER, API_TOKEN, TOKEN_CARDS, op_delete_card, "V2/card",
        "Deletes a card; its number is never given to another", card_params, NULL, NULL, NULL, delete_statuses},
    {HTTP_GET, "/api/v2/cards/{escn}/status", "status", API_LANE_LOOP, API_OPEN, 0, op_card_status, "V2/card",
        "Whether a card is valid, without personal data", number_params, NULL, &status_shape, NULL, status_statuses},
    {HTTP_GET, "/api/v2/cards/{escn}/qr", "getQRCode", API_LANE_LOOP, API_OPEN, 0, op_card_qr, "V2/card",
        "The card's QR code with the logo, to print or to show", qr_params, NULL, NULL, "svg", qr_statuses},
    {HTTP_GET, "/api/v1/cards/verify/{escn}", "verify", API_LANE_LOOP, API_OPEN, 0, op_verify_card, "verification",
        "What a scanner learns of a card", verify_params, NULL, &verification_shape, NULL, status_statuses},
    {HTTP_GET, "/esc-verifier-service/api/v1/cards/verify/{escn}", "verify_1", API_LANE_LOOP, API_OPEN, 0, op_verify_card, "verification",
        "The same at the verifier's own path", verify_params, NULL, &verification_shape, NULL, status_statuses},
    {HTTP_GET, "/api/v2/statistics", "statistics", API_LANE_WORKER, API_LIMITED, TOKEN_READ, op_statistics, "V2/statistics",
        "Cards issued and active: with a token the asking organisation's, without one those of all together", no_params, NULL,
        &statistics_shape, NULL, statistics_statuses},
    V1_ROUTES("/api/v1", "V1", "V1/student", "V1/card"),
    V1_ROUTES("/v1", "v1", NULL, NULL),
    /* A client in the field registers students here. */
    {HTTP_POST, "/v1/students/", "v1.addStudent_1", API_LANE_WRITER, API_TOKEN, TOKEN_PERSONS, op_v1_add_student, NULL, NULL, NULL,
        &student_post_shape, NULL, NULL, NULL},
    {HTTP_GET, "/v3/api-docs/V1", "openapiV1", API_LANE_LOOP, API_OPEN, 0, op_document_v1, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    {HTTP_GET, "/v3/api-docs/V2", "openapiV2", API_LANE_LOOP, API_OPEN, 0, op_document_v2, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};

const struct api_route *api_route_table(size_t *count)
{
    *count = COUNT_OF(routes);
    return routes;
}
