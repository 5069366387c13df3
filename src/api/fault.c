/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/fault.h"

#include "base/attr.h"

#include <string.h>

static const struct fault faults[] = {
    {"ER-0001", 404, "There is no card with this number, or it was deleted.", "Check the number; GET /cards lists the cards there are."},
    {"ER-0002", 409, "A card with this number exists, or the number was used for another person or issuer.",
        "Change an existing card with PUT; take a new number for a new card."},
    {"ER-0003", 404, "Nobody has registered a person with this identifier.", "Check the identifier; POST /persons registers a person."},
    {"ER-0004", 400, "The organisation named is not in this router, or can't enrol or issue.",
        "Check the PIC; ask the operator to add it."},
    {"ER-0005", 409, "Two clients changed the same record at the same moment.", "Read it again and repeat the change."},
    {"ER-0006", 400, "The processor named has no mandate of the issuer.",
        "Leave processorIdentifier out, or have the mandate given first."},
    {"ER-0007", 400, "The cardholder is not enrolled at the issuer.", "POST /persons first, with the issuer among the organisations."},
    {"ER-0008", 409, "There is an organisation with this identifier already.", "Use the one there is."},
    {"ER-0009", 404, "There is no such token, or it was revoked before.", "List the tokens there are."},
    {"ER-0019", 409, "The person is registered for this organisation already.", "Change the registration with PUT."},
    {"ER-1001", 400, "The card number is no UUID, or breaks a rule of card numbers.",
        "Take a number from generate-escn, or leave it blank on POST."},
    {"ER-1002", 400, "The student identifier has not the form of an ESI.", "Send urn:schac:personalUniqueCode:int:esi:<scope>:<code>."},
    {"ER-1003", 400, "The PIC is not nine digits.", "Send the PIC as nine digits."},
    {"ER-1004", 400, "A parameter of the QR code has an unknown value.",
        "orientation horizontal or vertical, colours normal or inverted, size XS, S or M."},
    {"ER-1005", 400, "The VAT number has not the form of its country's, or its check digits are wrong.",
        "Look at the form in the message."},
    {"ER-1006", 400, "The country is no code of two letters.", "Send an ISO 3166-1 alpha-2 code such as FR."},
    {"ER-1007", 400, "The domain is no domain name.", "Send a name such as univ-example.eu."},
    {"ER-1010", 400, "The body is no JSON object.", "Look at line and column in the message."},
    {"ER-1011", 400, "A required member is missing or blank.", "Send it; the documentation marks what is required."},
    {"ER-1012", 400, "A member has the wrong type, form or length, or a key that is not known.", "Look at the field in the message."},
    {"ER-1013", 400, "The e-mail address has not the form of one.", "Send name@example.org, or leave it out."},
    {"ER-1014", 400, "The card would expire before it is issued.", "Send issuedAt on or before expiresAt."},
    {"ER-1015", 400, "An organisation stands twice among the enrolments.", "Send one entry for each organisation."},
    {"ER-1016", 400, "The identifier in the body differs from the one in the path.", "Send the same identifier in both."},
    {"ER-1017", 400, "Number, issuer and holder of a card can't be changed.", "Delete the card and issue a new one with a new number."},
    {"ER-1018", 400, "A query parameter is missing or out of its range.", "Look at the parameter in the message."},
    {"ER-1020", 400, "The list can't be sorted or searched by this field.", "The message lists the fields."},
    {"ER-1021", 400, "The search has not the form of a search.",
        "Send a bare text, or field:value terms joined by <+> (encoded %3C%2B%3E)."},
    {"ER-1101", 400, "The student has no day of expiry yet, from which a new card takes its own.",
        "PUT the student with expiryDate first."},
    {"ER-1201", 404, "There is no such import, or what is asked for of it was erased.",
        "GET /imports lists yours; refused rows are kept for 30 days after the end of an import."},
    {"ER-1202", 400, "The file is no CSV, or is empty.", "Save the table as CSV, with the names of the columns in the first row."},
    {"ER-1203", 400, "A column of the file is not known, stands twice, or is missing.",
        "GET csv-config to see the columns; letter case, blanks, dashes and underscores don't matter."},
    {"ER-1204", 400, "A row of the file can't be read, and nothing after it.",
        "Look at the row in the message; save the file again in one encoding, best UTF-8."},
    {"ER-1205", 409, "The import can't be undone.", "The message tells why; correct single cards with PUT or DELETE."},
    {"ER-1206", 409, "Too many imports of the organisation wait already.", "Send it again when one of them has ended or was discarded."},
    {"ER-1207", 400, "A card number stands twice in the file.", "Leave one row for each card."},
    {"ER-1208", 409, "The file was handed over before, or what was checked can't be started.",
        "In the console: look at the import that the message names, or send the file again."},
    {"ER-1301", 400, "The body is no multipart/form-data.", "Let a library build the form; look at the message."},
    {"ER-1302", 400, "A part of the form is missing, or there twice.", "Send each part once, the file as \"file\"."},
    {"ER-1303", 400, "The header Idempotency-Key is no key.", "Send 1 to 255 visible ASCII characters, such as a UUID."},
    {"ER-1304", 409, "The first request with this Idempotency-Key is still being carried out.", "Send it again in a while."},
    {"ER-1305", 422, "The Idempotency-Key came with another request before.", "Take a new key for each request."},
    {"ER-1306", 409, "The request was carried out before, and its answer was erased together with a person.",
        "Nothing is left to do; take a new key for a new request."},
    {"ER-1401", 400, "The file is no JPEG, PNG or WebP picture.", "Send the bytes of a picture in one of these formats."},
    {"ER-1402", 400, "The picture has not exactly 200 x 300 pixels.",
        "Send it in this size, or with resize=true, which fills the size and cuts what stands out."},
    {"ER-1403", 400, "The picture has too many pixels.", "Send at most 40 million, such as 8000 x 5000."},
    {"ER-1404", 400, "The picture is cut short or damaged.", "Open it with another program and save it anew."},
    {"ER-1405", 404, "There is no picture of this person at this organisation.", "Look at hasPicture of the person; POST sends one."},
    {"ER-1406", 404, "The organisation in the path is not in this router.", "Check the PIC; ask the operator to add it."},
    {"ER-2002", 403, "The organisation is not active (suspended, closed, or not yet taken up).", "Ask the operator of the router."},
    {"ER-2003", 403, "The organisation has not accepted the current legal documents.",
        "Its authorised representative accepts them in the console."},
    {"ER-2101", 400, "Organisations of this country can't join.", "The message lists the countries whose organisations can."},
    {"ER-2102", 400, "A legal text has a placeholder that is not known, or a block that is not closed.",
        "Look at the line in the message."},
    {"ER-2103", 409, "A request to join for this identifier waits for its decision.", "Wait for the answer by mail."},
    {"ER-2104", 404, "There is no such request to join.", "List the requests there are."},
    {"ER-2105", 409, "The request to join was decided before.", "Look at the request; a new one can be sent."},
    {"ER-2106", 404, "There is no such version or language of the legal documents, or it was not accepted.",
        "List the versions there are."},
    {"ER-2107", 404, "There is no such organisation.", "List the organisations there are."},
    {"ER-2108", 400, "The days of a mandate are over, or the wrong way round.",
        "Send a first day and, behind it, a last day from today on."},
    {"ER-2109", 409, "The organisation's status does not allow this.", "Look at its status in the message."},
    {"ER-2110", 404, "There is no such contact.", "List the contacts of the organisation."},
    {"ER-2111", 409, "The two have a mandate on one of these days, or the mandate was withdrawn.",
        "Move the end of the mandate that the message names, or give a new one."},
    {"ER-2112", 404, "There is no such mandate.", "List the mandates there are."},
    {"ER-2113", 409, "The legal documents are not any more what was shown.", "Read them again, then accept."},
    {"ER-2114", 409, "The organisation has accepted this version of the legal documents before.", "Nothing is left to do."},
    {"ER-2115", 400, "The logo is no SVG or PNG that can be shown.", "Send an SVG of plain shapes up to 64 KiB, or a PNG up to 256 KiB."},
    {"ER-2201", 403, "The token lacks a right that the operation needs.", "Use a token with the right that the message names."},
    {"ER-2202", 403, "The token may not be used from where the request came.",
        "Use it from its own network, or ask who manages the tokens."},
    {"ER-2203", 409, "There are two good tokens of this name already.", "Revoke one of them first."},
    {"ER-2210", 404, "There is no such link.", "Check that the address is whole, or ask for a new link."},
    {"ER-2211", 403, "The link has expired.", "Ask for a new one."},
    {"ER-2212", 409, "The link was used before.", "Ask for a new one."},
    {"ER-2213", 403, "The link was withdrawn or replaced.", "Use the latest one, or ask for a new one."},
    {"ER-2214", 400, "The router does not know its own address, so that no link can be sent.", "The operator sets public-url."},
    {"ER-2215", 403, "The user's role does not give the right that the operation needs.",
        "Ask a user with the right, or for another role."},
    {"ER-2216", 404, "There is no such user, or none that may be managed by who asks.", "List the users."},
    {"ER-2217", 409, "There is a user with this e-mail address already.", "Give him the role instead."},
    {"ER-2218", 409, "Nobody else has this role, and somebody must.", "Give the role to another user first."},
    {"ER-2219", 400, "The password breaks a rule.", "Choose 12 or more characters that nobody guesses."},
    {"ER-2220", 401, "E-mail address and password do not go together.", "Try again, or ask for a link to set a new password."},
    {"ER-2221", 401, "There is no session, or it is over.", "Log in again."},
    {"ER-2222", 401, "The second factor has not been shown yet.", "Enter the code of the app."},
    {"ER-2223", 401, "The code of the second factor is wrong, or was used before.", "Wait for the next code, or take a recovery code."},
    {"ER-2224", 409, "The second factor is not in the state that the act needs.", "Look at the message."},
    {"ER-2225", 404, "There is no such session.", "List the sessions."},
    {"ER-2226", 404, "The user does not have this role there.", "List the users with their roles."},
    {"ER-2227", 403, "The user is disabled.", "Ask who manages the users."},
    {"ER-2230", 403, "A form was sent from another site, or from a page that has become too old.",
        "Load the page again, then send the form."},
    {"ER-2231", 409, "A form was made for another organisation than the one in which the user works now.",
        "Choose the organisation again, then send the form."},
    {"ER-2301", 400, "A service can't be told of such an event.", "The message lists the events."},
    {"ER-2302", 400, "The address of a service can't be called.", "Name https://host/path, without user, query and fragment."},
    {"ER-2303", 400, "A processor has no services of its own.", "Register the service for the issuer."},
    {"ER-2304", 409, "The organisation has a service of this name.", "Take another name, or remove the service there is."},
    {"ER-2305", 404, "There is no such service.", "List the services there are."},
    {"ER-2306", 400, "The key of an institution that keeps data itself can't be a header.",
        "Take printable ASCII characters without blanks."},
    {"ER-2307", 404, "The organisation keeps no data itself.", "Nothing needs to be done."},
    {"ER-2401", 409, "The identifier is another person's, or was one's before.", "Check the identifier; persons can't be made one."},
    {"ER-2402", 409, "The person had this identifier before, and has another one now.", "Enrol the person under the present identifier."},
    {"ER-2403", 409, "The identifier in the path was replaced before.", "Read the person, and name the present identifier in the path."},
    {"ER-2410", 409, "This version of the text is published in this language already.", "Publish a new version."},
    {"ER-2411", 400, "The version of the text is neither the latest nor the one after it.", "Leave the version out for the next one."},
    {"ER-2412", 404, "The organisation has published no such text.", "List the texts that it has published."},
    {"ER-2413", 409, "The consent is withdrawn already.", "Record a new consent, or delete the person."},
    {"ER-2420", 403, "The organisation registers students as its public task, not by consent.", "Object at the organisation."},
    {"ER-2421", 404, "Nothing is stored of the student there any more.", "Nothing needs to be done."},
    {"ER-2422", 401, "The student's visit is over, or has not begun.",
        "Open a link that was not used yet; ask for a new one at /student/link."},
    {"ER-2423", 422, "No e-mail address is stored to which the student's link could be sent.", "Store the student's address first."},
    {"ER-2424", 409, "A link was sent to the student a short while ago.", "Wait ten minutes, or ask the student to look for the mail."},
    {"SE-0000", 403, "The record belongs to another organisation.", "Use the token of the organisation it belongs to, or get its mandate."},
    {"SE-0400", 400, "The request is malformed.", "Look at the message; proxies in between may have changed the request."},
    {"SE-0401", 401, "The token is missing, not known, revoked or expired.",
        "Send \"Authorization: Bearer <token>\" with a token of this router."},
    {"SE-0404", 404, "There is no such path.", "The documentation lists the paths."},
    {"SE-0405", 405, "The path does not have this method.", "The header Allow lists the methods it has."},
    {"SE-0413", 413, "The body or a part of the request is too large.", "Send less at once."},
    {"SE-0415", 415, "The body has a media type that is not taken here.", "Send the Content-Type that the message names."},
    {"SE-0429", 429, "Too many requests in a short time.", "Wait as long as the header Retry-After says."},
    {"SE-0500", 500, "The router failed.", "Report it with the X-Request-Id of the answer."},
    {"SE-0503", 503, "The router can't answer for the moment: the database is out of reach, or too much is waiting.",
        "Repeat the request after what the header Retry-After says; nothing was written."},
};

const struct fault *fault_table(size_t *count)
{
    *count = COUNT_OF(faults);
    return faults;
}

const struct fault *fault_find(const char *code)
{
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        if (strcmp(faults[i].code, code) == 0) {
            return &faults[i];
        }
    }
    return NULL;
}

int fault_status(enum rc rc)
{
    switch (rc) {
    case RC_OK:
        return 200;
    case RC_INVALID:
        return 400;
    case RC_UNAUTHENTICATED:
        return 401;
    case RC_DENIED:
        return 403;
    case RC_NOT_FOUND:
        return 404;
    case RC_BAD_METHOD:
        return 405;
    case RC_CONFLICT:
        return 409;
    case RC_UNPROCESSABLE:
        return 422;
    case RC_TOO_LARGE:
        return 413;
    case RC_BAD_TYPE:
        return 415;
    case RC_THROTTLED:
        return 429;
    case RC_UNAVAILABLE:
    case RC_NO_MEMORY:
        return 503;
    case RC_INTERNAL:
    case RC_COUNT:
        return 500;
    }
    return 500;
}
