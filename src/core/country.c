/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/country.h"

#include "base/attr.h"
#include "base/err.h"

const struct country *country_find(struct str code)
{
    for (size_t i = 0; i < country_count; i++) {
        if (str_equal_fold(code, str_of(countries[i].code))) {
            return &countries[i];
        }
    }
    return NULL;
}

const char *country_name(const char *code)
{
    const struct country *const country = country_find(str_of(code));
    return country == NULL ? code : country->name;
}

bool country_is_eligible(struct str code)
{
    static const char *const eligible[] = {/* European Union */
        "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT",
        "RO", "SK", "SI", "ES", "SE",
        /* European Economic Area */
        "IS", "LI", "NO",
        /* microstates */
        "AD", "MC", "SM", "VA",
        /* associated to Erasmus+ */
        "MK", "RS", "TR",
        /* Western Balkans */
        "AL", "BA", "ME", "XK"};
    for (size_t i = 0; i < COUNT_OF(eligible); i++) {
        if (str_equal_fold(code, str_of(eligible[i]))) {
            return true;
        }
    }
    return false;
}

enum rc country_check(struct str text, struct err *e)
{
    if (country_find(text) != NULL) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1006", "country",
        T_("the country is \"%.*s\"; a code of two letters such as FR was expected (ISO 3166-1)"), str_shown(text, 40), text.data);
}

enum rc country_check_eligible(struct str text, struct err *e)
{
    if (country_check(text, e) != RC_OK || country_is_eligible(text)) {
        return e->rc;
    }
    return err_set(e, RC_INVALID, "ER-2101", "country",
        T_("organisations of %s can't join; those of the European Union and Economic Area, European microstates, North Macedonia, Serbia, "
           "T\xc3\xbcrkiye and the Western Balkans can"),
        country_find(text)->name);
}
