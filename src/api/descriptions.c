/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/describe.h"

#include "base/attr.h"

#include <string.h>

/* In the order of the table of routes. Codes that follow from what an operation takes are not named here, see manual.c. */
static const struct api_description current[] = {
    {"findAll", "List persons",
        "Without sort the newest come first, and every page costs the same, however far back it lies. Names that an institution keeps "
        "itself "
        "are empty here.",
        "ER-1018 ER-1020 ER-1021"},
    {"create", "Enrol a person",
        "One entry for each organisation in personOrganisationUpdateViews. A person who is enrolled there already is changed with PUT.",
        "ER-0004 ER-0019 ER-1002 ER-1013 ER-1015 ER-2402"},
    {"findByExternalId", "Get a person", "A former identifier finds the person as well; the answer has the present one.", "ER-1002"},
    {"update", "Change a person",
        "Enrolments at organisations that are not named stay as they are; a person who is not enrolled yet at one that is named is "
        "enrolled "
        "there. The identifier does not change.",
        "ER-0004 ER-0005 ER-1002 ER-1013 ER-1015 ER-1016 ER-2403"},
    {"delete", "Delete a person",
        "Ends the enrolments at the asking organisation; of a processor, those at its issuers. The cards of these enrolments go with them.",
        ""},
    {"changeIdentifier", "Replace a student identifier",
        "For a temporary identifier that is followed by the final one. Cards, lists and searches go on.",
        "ER-1002 ER-2401 ER-2402 ER-2403"},
    {"createStudentLink", "Make a link for a student",
        "Takes a token of the organisation that has enrolled the student; a processor's does not do.", "ER-0004 ER-1002 ER-2214 ER-2421"},
    {"getStudentPicture", "Get a picture", "The bytes are a JPEG in sRGB, without metadata.", "ER-1405 ER-1406"},
    {"uploadStudentPicture", "Send a picture",
        "What is in the file decides, not its name or type. It is turned as its metadata says, which are not kept. The answer is the "
        "picture's path.",
        "ER-1002 ER-1018 ER-1401 ER-1402 ER-1403 ER-1404 ER-1406"},
    {"deleteStudentPicture", "Delete a picture", NULL, "ER-1405 ER-1406"},
    {"findAll_1", "List cards", "Without sort the newest come first, and every page costs the same, however far back it lies.",
        "ER-1018 ER-1020 ER-1021"},
    {"create_1", "Issue a card",
        "Without a cardNumber the router makes one with the prefix 001. A deleted card's number "
        "may be posted again by its issuer for the same person.",
        "ER-0002 ER-0004 ER-0006 ER-0007 ER-1001 ER-1002 ER-1014"},
    {"createInBulk", "Issue many cards",
        "A line that is refused leaves the others alone; its answer has the code. The holders must be enrolled before. Send an "
        "Idempotency-Key, so that a broken connection costs nothing.",
        "ER-1010"},
    {"getEscnList", "Make card numbers", "For who prints numbers before cards are issued. No number is given twice.", "ER-1003 ER-1018"},
    {"getCsvConfig", "Columns of CSV files", "The answer maps each name to its place in the order in which they are shown.", ""},
    {"validateCsv", "Check a CSV file", "What makes a file unreadable is a problem like others, the last one of the answer.", "ER-1018"},
    {"importCards", "Import a CSV file",
        "The answer comes at once, while the import waits for its turn; ask for it by its id until its state is DONE or FAILED. An import "
        "survives the router's end and goes on where it stood.",
        "ER-1018 ER-1202 ER-1203 ER-1204 ER-1206"},
    {"listImports", "List imports", NULL, "ER-1018"},
    {"getImport", "Get an import", NULL, ""},
    {"getImportErrors", "Get the refused rows", "Kept for 30 days after the import's end.", ""},
    {"undoImport", "Undo an import",
        "Cards that it issued are deleted, persons whom it enrolled leave, changed and deleted cards are as before. A file that was only "
        "checked in the console, and waits there, is discarded.",
        "ER-1205"},
    {"findByExternalId_1", "Get a card", NULL, ""},
    {"update_1", "Change a card", "A new last day brings an expired card back.",
        "ER-0004 ER-0005 ER-0006 ER-0007 ER-1002 ER-1014 ER-1016 ER-1017"},
    {"delete_1", "Delete a card", NULL, ""},
    {"status", "Status of a card", "Open to everybody. Only ACTIVE is a valid card.", ""},
    {"getQRCode", "QR code of a card", "Open to everybody. Draws whatever number is well-formed and known.", "ER-1004"},
    {"verify", "Verify a card", "Open to everybody. Takes what scanners read.", ""},
    {"verify_1", "Verify a card at the verifier's path", "Open to everybody. Takes what scanners read.", ""},
    {"statistics", "Statistics",
        "Without a token no number of cards or persons under 10 is told: it is null, and so is the next larger one of the same list where "
        "a difference would give the small one away.",
        ""},
};

static const struct api_description old[] = {
    {"listStudents", "List students", NULL, "ER-1018"},
    {"addStudent", "Register a student", "A student is a person at one institution, with the cards of that institution.",
        "ER-0004 ER-0019 ER-1002 ER-1013 ER-2402"},
    {"retrieveStudent", "Get a student", NULL, "ER-1002"},
    {"updateStudent", "Change a student", "name and academicLevel stay as they are where they are not sent.",
        "ER-0004 ER-0005 ER-1002 ER-1013 ER-1014 ER-1016 ER-2403"},
    {"deleteStudent", "Delete a student", NULL, ""},
    {"add", "Issue a card", "The card is active. The answer is its number, a JSON text.",
        "ER-0002 ER-0004 ER-0007 ER-1001 ER-1002 ER-1014 ER-1101"},
    {"retrieve", "Get a card", NULL, "ER-1002"},
    {"delete", "Delete a card", NULL, ""},
    {"list", "List cards", NULL, "ER-1018"},
    {"getStudentStatus", "Status of a card", "A card of others is not found.", ""},
};

/* What takes the place of an operation of V1, and what is otherwise there. */
static const struct api_succession successions[] = {
    {"listStudents", "findAll",
        "Pages by number instead of offset and limit; a person has enrolments at organisations, and no cards: these are a list of their "
        "own."},
    {"addStudent", "create",
        "Name, e-mail and level belong to an enrolment and stand in personOrganisationUpdateViews, one entry for each organisation. There "
        "is "
        "no expiryDate: each card has its own days. Levels are BACHELOR, MASTER, DOCTORATE instead of 6, 7, 8."},
    {"retrieveStudent", "findByExternalId",
        "Enrolments instead of one institution; the cards are asked for by GET /api/v2/cards with a search."},
    {"updateStudent", "update",
        "Replaces the whole enrolment: what is not sent is empty afterwards. The days of validity are changed card by card."},
    {"deleteStudent", "delete", "The same: the enrolment ends with its cards."},
    {"add", "create_1",
        "The holder is named by personIdentifier in the body, days and status by issuedAt, expiresAt and cardStatusType; cardType is a key "
        "instead of a number. The answer is the whole card. The number may be left out. cardUid is not kept in V2."},
    {"retrieve", "findByExternalId_1", "The number alone names the card."},
    {"delete", "delete_1", "The number alone names the card."},
    {"list", "findAll_1", "Pages by number instead of offset and limit; sort and search."},
    {"getStudentStatus", "status", "Open to everybody, and without personal data: no student identifier, no level."},
};

static const struct api_description *find(const struct api_description *table, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].operation_id, id) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

const struct api_description *api_description_find(enum manual_version version, const char *id)
{
    return version == MANUAL_V1 ? find(old, COUNT_OF(old), id) : find(current, COUNT_OF(current), id);
}

size_t api_description_count(void)
{
    return COUNT_OF(current) + COUNT_OF(old);
}

const struct api_succession *api_succession_find(const char *id)
{
    for (size_t i = 0; i < COUNT_OF(successions); i++) {
        if (strcmp(successions[i].operation_id, id) == 0) {
            return &successions[i];
        }
    }
    return NULL;
}
