/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/card.h"

#include "base/day.h"
#include "base/err.h"

static const struct code types[CARD_TYPE_COUNT] = {
    [CARD_TYPE_UNKNOWN] = {"UNKNOWN", "Unknown"},
    [CARD_PASSIVE] = {"PASSIVE", "Physical card without electronics"},
    [CARD_SMART_NO_CDZ] = {"SMART_NO_CDZ", "Smart card without the ESC data zone"},
    [CARD_SMART_CDZ] = {"SMART_CDZ", "Smart card with the ESC data zone"},
    [CARD_SMART_MAY_SP] = {"SMART_MAY_SP", "Smart card with custom data by service providers"},
    [CARD_SMART_PASSIVE] = {"SMART_PASSIVE", "Digital card"},
    [CARD_SMART_PASSIVE_EMULATION] = {"SMART_PASSIVE_EMULATION", "Digital card emulating a physical card"},
};

static const struct code statuses[CARD_STATUS_COUNT] = {
    [CARD_ACTIVE] = {"ACTIVE", "Active"},
    [CARD_INACTIVE] = {"INACTIVE", "Inactive"},
    [CARD_EXPIRED] = {"EXPIRED", "Expired"},
};

const struct code *card_type_code(enum card_type type)
{
    return &types[type];
}

const struct code *card_status_code(enum card_status status)
{
    return &statuses[status];
}

enum rc card_type_parse(struct str text, enum card_type *out, struct err *e)
{
    size_t at = 0;
    if (code_find(types, CARD_TYPE_COUNT, text, &at)) {
        *out = (enum card_type)at;
        return RC_OK;
    }
    char keys[200];
    code_list(types, CARD_TYPE_COUNT, keys, sizeof keys);
    return err_set(
        e, RC_INVALID, "ER-1012", "cardType", T_("%s is \"%.*s\"; %s was expected"), "cardType", str_shown(text, 40), text.data, keys);
}

enum rc card_status_parse(struct str text, enum card_status *out, struct err *e)
{
    size_t at = 0;
    if (code_find(statuses, CARD_EXPIRED, text, &at)) {
        *out = (enum card_status)at;
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", "cardStatusType", T_("%s is \"%.*s\"; ACTIVE or INACTIVE was expected"), "cardStatusType",
        str_shown(text, 40), text.data);
}

enum rc card_check_validity(int32_t issued_day, int32_t expires_day, struct err *e)
{
    if (issued_day <= expires_day) {
        return RC_OK;
    }
    char issued[DAY_TEXT_SIZE];
    char expires[DAY_TEXT_SIZE];
    day_format(issued_day, issued);
    day_format(expires_day, expires);
    return err_set(e, RC_INVALID, "ER-1014", "expiresAt", T_("%s is %s, before %s %s; a card can't expire before it is issued"),
        "expiresAt", expires, "issuedAt", issued);
}

enum card_status card_status_on(const struct card *card, int32_t today)
{
    return card->expires_day < today ? CARD_EXPIRED : card->status;
}

enum card_status card_public_status(const struct card *card, const struct organisation *issuer, int32_t today, int32_t new_logo_day)
{
    const enum card_status status = card_status_on(card, today);
    const bool has_new_logo = issuer->new_logo_day != DAY_NONE && issuer->new_logo_day <= today;
    if (status == CARD_ACTIVE && today >= new_logo_day && !has_new_logo) {
        return CARD_INACTIVE;
    }
    return status;
}
