/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/escn.h"

#include "base/err.h"
#include "core/excerpt.h"

enum rc pic_check(const char *text, size_t length, struct err *e)
{
    bool digits = length == PIC_DIGITS;
    for (size_t i = 0; digits && i < length; i++) {
        digits = text[i] >= '0' && text[i] <= '9';
    }
    if (digits) {
        return RC_OK;
    }
    char shown[EXCERPT_SIZE];
    return err_set(e, RC_INVALID, "ER-1003", "pic", T_("the PIC is \"%s\"; nine decimal digits were expected, such as 999859608"),
        excerpt(text, length, shown));
}
