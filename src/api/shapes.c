/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/views.h"

#include "base/attr.h"

#define TEXT_MAX 255
#define SHAPE(schema, type, table)                                                                 \
    {                                                                                              \
        .name = (schema), .size = sizeof(struct type), .fields = (table), .count = COUNT_OF(table) \
    }
#define FIELD(type, member) .offset = offsetof(struct type, member)

static const struct wire_field code_fields[] = {
    {"key", WIRE_TEXT, FIELD(code, key), .about = "stable name for programs"},
    {"label", WIRE_TEXT, FIELD(code, label), .about = "text for people"},
};
const struct wire_shape code_shape = SHAPE("CodeView", code, code_fields);

static const struct wire_field point_fields[] = {
    {"x", WIRE_NUMBER, FIELD(point_view, x), .about = "longitude in degrees"},
    {"y", WIRE_NUMBER, FIELD(point_view, y), .about = "latitude in degrees"},
};
static const struct wire_shape point_shape = SHAPE("PointView", point_view, point_fields);

static const struct wire_field address_fields[] = {
    {"label", WIRE_TEXT, FIELD(address_view, label)},
    {"streetName", WIRE_TEXT, FIELD(address_view, street_name)},
    {"houseNumber", WIRE_TEXT, FIELD(address_view, house_number)},
    {"addressDetails", WIRE_TEXT, FIELD(address_view, details)},
    {"cityName", WIRE_TEXT, FIELD(address_view, city_name)},
    {"province", WIRE_TEXT, FIELD(address_view, province)},
    {"country", WIRE_OBJECT, FIELD(address_view, country), &code_shape, .about = "ISO 3166-1 alpha-2 code"},
    {"otherComments", WIRE_TEXT, FIELD(address_view, other_comments)},
    {"point", WIRE_OBJECT, FIELD(address_view, point), &point_shape},
};
static const struct wire_shape address_shape = SHAPE("AddressView", address_view, address_fields);

static const struct wire_field organisation_fields[] = {
    {"id", WIRE_ID, FIELD(organisation_view, id), .about = "number within this router"},
    {"identifier", WIRE_TEXT, FIELD(organisation_view, identifier), .about = "PIC (nine digits), or VAT number of a processor"},
    {"identifierCode", WIRE_OBJECT, FIELD(organisation_view, identifier_code), &code_shape, .about = "PIC or VAT"},
    {"name", WIRE_TEXT, FIELD(organisation_view, name)},
    {"fullLabel", WIRE_TEXT, FIELD(organisation_view, full_label), .about = "identifier and name, such as \"999978433 - Name\""},
    {"organisationType", WIRE_OBJECT, FIELD(organisation_view, type), &code_shape,
        .about = "HEI, PUBLIC_AUTHORITY or THIRD_PARTY_PROCESSOR"},
    {"status", WIRE_OBJECT, FIELD(organisation_view, status), &code_shape, .about = "ACTIVE, SUSPENDED, INVITED or CLOSED"},
    {"schacHomeOrganization", WIRE_TEXT, FIELD(organisation_view, schac_home_organization), .about = "domain name"},
    {"website", WIRE_TEXT, FIELD(organisation_view, website)},
    {"address", WIRE_OBJECT, FIELD(organisation_view, address), &address_shape},
    {"mainColor", WIRE_TEXT, FIELD(organisation_view, main_color), .about = "\"#rrggbb\""},
    {"secondaryColor", WIRE_TEXT, FIELD(organisation_view, secondary_color)},
    {"contrastColor", WIRE_TEXT, FIELD(organisation_view, contrast_color)},
    {"newLogoAt", WIRE_DAY, FIELD(organisation_view, new_logo_day), .about = "the day the organisation switched to the new logo"},
};
static const struct wire_shape organisation_shape = SHAPE("OrganisationLiteView", organisation_view, organisation_fields);

static const struct wire_field contact_fields[] = {
    {"email", WIRE_TEXT, FIELD(contact_view, email), .max_length = TEXT_MAX},
};
static const struct wire_shape contact_shape = SHAPE("ContactPointView", contact_view, contact_fields);

static const struct wire_field enrolment_fields[] = {
    {"academicLevel", WIRE_OBJECT, FIELD(enrolment_view, academic_level), &code_shape, .about = "BACHELOR, MASTER or DOCTORATE"},
    {"contactPoint", WIRE_OBJECT, FIELD(enrolment_view, contact_point), &contact_shape},
    {"fullName", WIRE_TEXT, FIELD(enrolment_view, full_name), .max_length = TEXT_MAX},
    {"hasPicture", WIRE_BOOL, FIELD(enrolment_view, has_picture)},
    {"organisation", WIRE_OBJECT, FIELD(enrolment_view, organisation), &organisation_shape},
};
static const struct wire_shape enrolment_shape = SHAPE("PersonOrganisationView", enrolment_view, enrolment_fields);

static const struct wire_field person_fields[] = {
    {"identifier", WIRE_TEXT, FIELD(person_view, identifier), .required = true, .max_length = TEXT_MAX,
        .about = "European Student Identifier, as it was given"},
    {"fullName", WIRE_TEXT, FIELD(person_view, full_name), .deprecated = true, .max_length = TEXT_MAX,
        .about = "name in the oldest enrolment shown; read the enrolments instead"},
    {"identifierCode", WIRE_OBJECT, FIELD(person_view, identifier_code), &code_shape, .about = "always ESI"},
    {"organisationCount", WIRE_INT32, FIELD(person_view, organisation_count), .about = "how many enrolments are shown"},
    {"organisations", WIRE_OBJECTS, FIELD(person_view, organisations), &enrolment_shape, .unique_items = true,
        .about = "the enrolments that the asking organisation may see"},
};
const struct wire_shape person_shape = SHAPE("PersonView", person_view, person_fields);

static const struct wire_field person_lite_fields[] = {
    {"identifier", WIRE_TEXT, FIELD(person_view, identifier), .required = true, .max_length = TEXT_MAX},
    {"fullName", WIRE_TEXT, FIELD(person_view, full_name), .deprecated = true, .max_length = TEXT_MAX},
    {"organisations", WIRE_OBJECTS, FIELD(person_view, organisations), &enrolment_shape, .unique_items = true},
};
const struct wire_shape person_lite_shape = SHAPE("PersonLiteView", person_view, person_lite_fields);

static const struct wire_field card_fields[] = {
    {"cardNumber", WIRE_TEXT, FIELD(card_view, number), .max_length = TEXT_MAX, .about = "European Student Card Number, lower case"},
    {"cardStatusType", WIRE_OBJECT, FIELD(card_view, status), &code_shape, .about = "ACTIVE, INACTIVE or EXPIRED"},
    {"cardType", WIRE_OBJECT, FIELD(card_view, type), &code_shape},
    {"displayName", WIRE_TEXT, FIELD(card_view, display_name), .max_length = TEXT_MAX,
        .about = "name on the card; the person's name where none was given"},
    {"issuedAt", WIRE_DAY, FIELD(card_view, issued_day)},
    {"expiresAt", WIRE_DAY, FIELD(card_view, expires_day), .about = "last day of validity"},
    {"hasOwnerAuthorization", WIRE_BOOL, FIELD(card_view, has_owner_authorization)},
    {"issuer", WIRE_OBJECT, FIELD(card_view, issuer), &organisation_shape},
    {"processor", WIRE_OBJECT, FIELD(card_view, processor), &organisation_shape,
        .about = "who manages the card for the issuer; without one, an object whose values are all null"},
    {"person", WIRE_OBJECT, FIELD(card_view, person), &person_lite_shape},
};
const struct wire_shape card_shape = SHAPE("CardView", card_view, card_fields);
const struct wire_shape card_lite_shape = SHAPE("CardLiteView", card_view, card_fields);

static const struct wire_field status_fields[] = {
    {"cardNumber", WIRE_TEXT, FIELD(status_view, number), .max_length = TEXT_MAX},
    {"displayName", WIRE_TEXT, FIELD(status_view, display_name), .max_length = TEXT_MAX,
        .about = "null unless the issuer chose to show it"},
    {"issuedAt", WIRE_DAY, FIELD(status_view, issued_day)},
    {"expiresAt", WIRE_DAY, FIELD(status_view, expires_day)},
    {"issuerIdentifier", WIRE_TEXT, FIELD(status_view, issuer_identifier)},
    {"issuerName", WIRE_TEXT, FIELD(status_view, issuer_name)},
    {"status", WIRE_TEXT, FIELD(status_view, status), .about = "ACTIVE, INACTIVE or EXPIRED"},
};
const struct wire_shape status_shape = SHAPE("CardStatusView", status_view, status_fields);

static const struct wire_field holder_fields[] = {
    {"academicLevel", WIRE_OBJECT, FIELD(holder_view, academic_level), &code_shape},
};
static const struct wire_shape holder_shape = SHAPE("CardHolderView", holder_view, holder_fields);

static const struct wire_field verified_issuer_fields[] = {
    {"identifier", WIRE_TEXT, FIELD(verified_issuer_view, identifier)},
    {"identifierType", WIRE_OBJECT, FIELD(verified_issuer_view, identifier_type), &code_shape},
    {"name", WIRE_TEXT, FIELD(verified_issuer_view, name)},
};
static const struct wire_shape verified_issuer_shape = SHAPE("CardIssuerView", verified_issuer_view, verified_issuer_fields);

static const struct wire_field verification_fields[] = {
    {"cardNumber", WIRE_TEXT, FIELD(verification_view, number)},
    {"cardType", WIRE_OBJECT, FIELD(verification_view, type), &code_shape},
    {"cardStatusType", WIRE_OBJECT, FIELD(verification_view, status), &code_shape, .about = "only ACTIVE is a valid card"},
    {"expiresAt", WIRE_DAY, FIELD(verification_view, expires_day)},
    {"cardHolder", WIRE_OBJECT, FIELD(verification_view, holder), &holder_shape},
    {"issuer", WIRE_OBJECT, FIELD(verification_view, issuer), &verified_issuer_shape},
};
const struct wire_shape verification_shape = SHAPE("CardVerification", verification_view, verification_fields);

static const struct wire_field link_fields[] = {
    {"rel", WIRE_TEXT, FIELD(link_view, rel), .about = "first, prev, self, next or last"},
    {"href", WIRE_TEXT, FIELD(link_view, href)},
    {"hreflang", WIRE_TEXT, FIELD(link_view, hreflang)},
    {"media", WIRE_TEXT, FIELD(link_view, media)},
    {"title", WIRE_TEXT, FIELD(link_view, title)},
    {"type", WIRE_TEXT, FIELD(link_view, type)},
    {"deprecation", WIRE_TEXT, FIELD(link_view, deprecation)},
    {"profile", WIRE_TEXT, FIELD(link_view, profile)},
    {"name", WIRE_TEXT, FIELD(link_view, name)},
};
static const struct wire_shape link_shape = SHAPE("Link", link_view, link_fields);

static const struct wire_field page_fields[] = {
    {"size", WIRE_INT64, FIELD(page_view, size), .about = "entries a page, as asked for"},
    {"totalElements", WIRE_INT64, FIELD(page_view, total_elements)},
    {"totalPages", WIRE_INT64, FIELD(page_view, total_pages)},
    {"number", WIRE_INT64, FIELD(page_view, number), .about = "number of this page, from 0"},
};
static const struct wire_shape page_shape = SHAPE("PageMetadata", page_view, page_fields);

static const struct wire_field persons_page_fields[] = {
    {"links", WIRE_OBJECTS, FIELD(paged_view, links), &link_shape},
    {"content", WIRE_OBJECTS, FIELD(paged_view, content), &person_lite_shape},
    {"page", WIRE_OBJECT, FIELD(paged_view, page), &page_shape},
    {"empty", WIRE_BOOL, FIELD(paged_view, empty)},
};
const struct wire_shape persons_page_shape = SHAPE("PagedResourcesPersonLiteView", paged_view, persons_page_fields);

static const struct wire_field cards_page_fields[] = {
    {"links", WIRE_OBJECTS, FIELD(paged_view, links), &link_shape},
    {"content", WIRE_OBJECTS, FIELD(paged_view, content), &card_lite_shape},
    {"page", WIRE_OBJECT, FIELD(paged_view, page), &page_shape},
    {"empty", WIRE_BOOL, FIELD(paged_view, empty)},
};
const struct wire_shape cards_page_shape = SHAPE("PagedResourcesCardLiteView", paged_view, cards_page_fields);

static const struct wire_field bulk_result_fields[] = {
    {"line", WIRE_INT64, FIELD(bulk_result_view, line), .about = "of the request, from 1"},
    {"status", WIRE_INT32, FIELD(bulk_result_view, status),
        .about = "as POST /api/v2/cards would have answered: 201, or that of the refusal"},
    {"cardNumber", WIRE_TEXT, FIELD(bulk_result_view, card_number), .about = "with 201 only"},
    {"code", WIRE_TEXT, FIELD(bulk_result_view, code), .about = "of a refusal only"},
    {"message", WIRE_TEXT, FIELD(bulk_result_view, message), .about = "of a refusal only; names no person"},
};
const struct wire_shape bulk_result_shape = SHAPE("BulkResultView", bulk_result_view, bulk_result_fields);

static const struct wire_field error_fields[] = {
    {"code", WIRE_TEXT, FIELD(error_view, code), .about = "one code for each kind of fault"},
    {"message", WIRE_TEXT, FIELD(error_view, message), .about = "a sentence: what is wrong and what would be right"},
};
const struct wire_shape error_shape = SHAPE("ApiErrorMessage", error_view, error_fields);

static const char *const level_keys[] = {"BACHELOR", "MASTER", "DOCTORATE", NULL};
static const char *const status_keys[] = {"ACTIVE", "INACTIVE", NULL};
static const char *const type_keys[] = {
    "UNKNOWN", "PASSIVE", "SMART_NO_CDZ", "SMART_CDZ", "SMART_MAY_SP", "SMART_PASSIVE", "SMART_PASSIVE_EMULATION", NULL};

static const struct wire_field enrolment_update_fields[] = {
    {"organisationIdentifier", WIRE_TEXT, FIELD(enrolment_input, organisation), .required = true, .as_string = true, .max_length = TEXT_MAX,
        .about = "the asking organisation, or one that mandates it"},
    {"fullName", WIRE_TEXT, FIELD(enrolment_input, full_name), .max_length = TEXT_MAX, .personal = true},
    {"email", WIRE_TEXT, FIELD(enrolment_input, email), .max_length = TEXT_MAX, .personal = true},
    {"academicLevel", WIRE_TEXT, FIELD(enrolment_input, academic_level), .max_length = TEXT_MAX, .values = level_keys},
};
static const struct wire_shape enrolment_update_shape = SHAPE("PersonOrganisationUpdateView", enrolment_input, enrolment_update_fields);

static const struct wire_field person_update_fields[] = {
    {"fullName", WIRE_TEXT, FIELD(person_update_view, full_name), .deprecated = true, .max_length = TEXT_MAX, .personal = true,
        .about = "used for enrolments that bring none"},
    {"identifier", WIRE_TEXT, FIELD(person_update_view, identifier), .required = true, .max_length = TEXT_MAX, .personal = true,
        .about = "European Student Identifier; compared without letter case"},
    {"identifierCode", WIRE_TEXT, FIELD(person_update_view, identifier_code), .max_length = TEXT_MAX, .about = "ESI"},
    {"personOrganisationUpdateViews", WIRE_OBJECTS, FIELD(person_update_view, enrolments), &enrolment_update_shape, .required = true,
        .unique_items = true, .min_items = 1, .about = "one for each organisation"},
};
const struct wire_shape person_update_shape = SHAPE("PersonUpdateView", person_update_view, person_update_fields);

static const struct wire_field identifier_update_fields[] = {
    {"identifier", WIRE_TEXT, FIELD(identifier_update_view, identifier), .required = true, .max_length = TEXT_MAX, .personal = true,
        .about = "the European Student Identifier that the person has from now on"},
};
const struct wire_shape identifier_update_shape = SHAPE("IdentifierUpdateView", identifier_update_view, identifier_update_fields);

static const struct wire_field student_link_fields[] = {
    {"url", WIRE_TEXT, FIELD(student_link_view, url), .about = "opens, once, what the asking organisation stores of the student"},
    {"expiresAt", WIRE_TEXT, FIELD(student_link_view, expires_at), .about = "instant in UTC from which it is good no more"},
};
const struct wire_shape student_link_shape = SHAPE("StudentLinkView", student_link_view, student_link_fields);

static const struct wire_field card_update_fields[] = {
    {"cardNumber", WIRE_TEXT, FIELD(card_input, number), .max_length = TEXT_MAX,
        .about = "a version 1 UUID that ends in the issuer's PIC; blank on POST: the router makes one"},
    {"cardStatusType", WIRE_TEXT, FIELD(card_input, status), .required = true, .max_length = TEXT_MAX, .values = status_keys},
    {"cardType", WIRE_TEXT, FIELD(card_input, type), .required = true, .max_length = TEXT_MAX, .values = type_keys},
    {"displayName", WIRE_TEXT, FIELD(card_input, display_name), .max_length = TEXT_MAX, .personal = true},
    {"issuedAt", WIRE_DAY, FIELD(card_input, issued_day), .required = true, .about = "yyyy-MM-dd; of a date-time the date is taken"},
    {"expiresAt", WIRE_DAY, FIELD(card_input, expires_day), .required = true, .about = "last day of validity, not before issuedAt"},
    {"issuerIdentifier", WIRE_TEXT, FIELD(card_input, issuer), .required = true, .as_string = true, .max_length = TEXT_MAX},
    {"personIdentifier", WIRE_TEXT, FIELD(card_input, person), .required = true, .max_length = TEXT_MAX, .personal = true,
        .about = "European Student Identifier of a person enrolled at the issuer"},
    {"processorIdentifier", WIRE_TEXT, FIELD(card_input, processor), .max_length = TEXT_MAX,
        .about = "a processor mandated by the issuer; set by itself when a processor's token is used"},
};
const struct wire_shape card_update_shape = SHAPE("CardUpdateView", card_input, card_update_fields);
