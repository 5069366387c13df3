/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/offer.h"

#include "base/err.h"
#include "core/country.h"
#include "core/organisation.h"

static const struct code kinds[OFFER_KIND_COUNT] = {
    [OFFER_LIBRARY] = {"LIBRARY", "Library"},
    [OFFER_CATERING] = {"CATERING", "Food and drink"},
    [OFFER_TRANSPORT] = {"TRANSPORT", "Transport"},
    [OFFER_CULTURE] = {"CULTURE", "Culture"},
    [OFFER_SPORT] = {"SPORT", "Sport"},
    [OFFER_ACCOMMODATION] = {"ACCOMMODATION", "Accommodation"},
    [OFFER_SHOP] = {"SHOP", "Shopping"},
    [OFFER_OTHER] = {"OTHER", "Other"},
};

const struct code *offer_kind_code(enum offer_kind kind)
{
    return &kinds[kind];
}

enum rc offer_kind_parse(struct str text, enum offer_kind *out, struct err *e)
{
    size_t at = 0;
    char names[160];
    if (code_find(kinds, OFFER_KIND_COUNT, text, &at)) {
        *out = (enum offer_kind)at;
        return RC_OK;
    }
    code_list(kinds, OFFER_KIND_COUNT, names, sizeof names);
    return err_set(e, RC_INVALID, "ER-1012", "kind", T_("the kind of service is \"%.*s\"; %s was expected"), str_shown(text, 40),
        text.data == NULL ? "" : text.data, names);
}

enum rc offer_check(const struct offer *offer, struct err *e)
{
    if (line_check("the service's name", "name", str_trim(str_of(offer->name)), e) != RC_OK ||
        line_check("the city", "city", str_trim(str_of(offer->city)), e) != RC_OK || country_check(str_of(offer->country), e) != RC_OK) {
        return e->rc;
    }
    struct err found = {0};
    if (offer->link == NULL || website_check(str_of(offer->link), &found) == RC_OK) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", "link",
        T_("the link is \"%.*s\"; an address such as https://www.library.example was expected"), str_shown(str_of(offer->link), 100),
        offer->link);
}
