/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/words.h"

#include "console/page.h"

#include <string.h>

const char *level_message(enum academic_level level)
{
    switch (level) {
    case LEVEL_NONE:
        break;
    case LEVEL_BACHELOR:
        return N_("Bachelor");
    case LEVEL_MASTER:
        return N_("Master");
    case LEVEL_DOCTORATE:
        return N_("Doctorate");
    }
    return NULL;
}

const char *card_type_message(enum card_type type)
{
    static const char *const messages[CARD_TYPE_COUNT] = {
        [CARD_TYPE_UNKNOWN] = N_("Unknown"),
        [CARD_PASSIVE] = N_("Physical card without electronics"),
        [CARD_SMART_NO_CDZ] = N_("Smart card without the ESC data zone"),
        [CARD_SMART_CDZ] = N_("Smart card with the ESC data zone"),
        [CARD_SMART_MAY_SP] = N_("Smart card with custom data by service providers"),
        [CARD_SMART_PASSIVE] = N_("Digital card"),
        [CARD_SMART_PASSIVE_EMULATION] = N_("Digital card emulating a physical card"),
    };
    return messages[type < CARD_TYPE_COUNT ? type : CARD_TYPE_UNKNOWN];
}

static const struct {
    const char *message, *kind;
} states[CARD_STATUS_COUNT] = {
    [CARD_ACTIVE] = {N_("Valid"), "good"},
    [CARD_INACTIVE] = {N_("Not active"), "warn"},
    [CARD_EXPIRED] = {N_("Expired"), "bad"},
};

const char *card_status_message(enum card_status status)
{
    return states[status].message;
}

const char *card_status_kind(enum card_status status)
{
    return states[status].kind;
}

const char *consent_how_message(enum consent_how how)
{
    switch (how) {
    case CONSENT_BY_LINK:
        return N_("by you, through a link");
    case CONSENT_BY_PORTAL:
        return N_("by you, in the portal of your institution");
    case CONSENT_BY_INSTITUTION:
        break;
    }
    return N_("as your institution declares");
}

/* Members of the API by the labels that forms give them. */
static const struct {
    const char *member, *label;
} members[] = {
    {"academicLevel", N_("Level of study")},
    {"address.addressDetails", N_("Further details")},
    {"address.cityName", N_("City")},
    {"address.houseNumber", N_("House number")},
    {"address.label", N_("Name in the address")},
    {"address.otherComments", N_("Comments")},
    {"address.province", N_("Province")},
    {"address.streetName", N_("Street")},
    {"cardNumber", N_("Card number")},
    {"cardStatusType", N_("Status")},
    {"cardType", N_("Type")},
    {"contrastColor", N_("Colour of text on the main colour")},
    {"country", N_("Country")},
    {"displayName", N_("Name on card")},
    {"email", N_("E-mail address")},
    {"expiresAt", N_("Expires")},
    {"file", N_("File")},
    {"fullName", N_("Name")},
    {"issuedAt", N_("Issued")},
    {"issuerIdentifier", N_("Issuer")},
    {"language", N_("Language")},
    {"mainColor", N_("Main colour")},
    {"newLogoAt", N_("New logo since")},
    {"personIdentifier", N_("Student identifier")},
    {"processorIdentifier", N_("Processor")},
    {"schacHomeOrganization", N_("Domain (schacHomeOrganization)")},
    {"secondaryColor", N_("Second colour")},
    {"website", N_("Website")},
};

const char *member_label(const char *member)
{
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (strcmp(members[i].member, member) == 0) {
            return members[i].label;
        }
    }
    return NULL;
}
