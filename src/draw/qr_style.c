/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/qr.h"

#include "base/err.h"
#include "base/str.h"
#include "core/excerpt.h"

/* A parameter and the names that its values have, by their number. */
struct parameter {
    const char *field;
    const char *expected;
    const char *names[3];
};

static const struct parameter orientation_parameter = {
    "orientation", "horizontal or vertical", {[QR_HORIZONTAL] = "horizontal", [QR_VERTICAL] = "vertical"}};
static const struct parameter colours_parameter = {"colours", "normal or inverted", {[QR_NORMAL] = "normal", [QR_INVERTED] = "inverted"}};
static const struct parameter size_parameter = {"size", "XS, S or M", {[QR_SIZE_XS] = "XS", [QR_SIZE_S] = "S", [QR_SIZE_M] = "M"}};

static enum rc find_value(const struct parameter *parameter, struct str text, unsigned *out, struct err *e)
{
    for (unsigned i = 0; i < COUNT_OF(parameter->names); i++) {
        if (parameter->names[i] != NULL && str_equal_fold(text, str_of(parameter->names[i]))) {
            *out = i;
            return RC_OK;
        }
    }
    char shown[EXCERPT_SIZE];
    return err_set(e, RC_INVALID, "ER-1004", parameter->field, "%s is \"%s\"; %s was expected", parameter->field,
        excerpt(text.data, text.length, shown), parameter->expected);
}

enum rc qr_orientation_parse(const char *text, size_t length, enum qr_orientation *out, struct err *e)
{
    unsigned value = 0;
    const enum rc rc = find_value(&orientation_parameter, (struct str){text, length}, &value, e);
    *out = (enum qr_orientation)value;
    return rc;
}

enum rc qr_colours_parse(const char *text, size_t length, enum qr_colours *out, struct err *e)
{
    unsigned value = 0;
    const enum rc rc = find_value(&colours_parameter, (struct str){text, length}, &value, e);
    *out = (enum qr_colours)value;
    return rc;
}

enum rc qr_size_parse(const char *text, size_t length, enum qr_size *out, struct err *e)
{
    unsigned value = 0;
    const enum rc rc = find_value(&size_parameter, (struct str){text, length}, &value, e);
    *out = (enum qr_size)value;
    return rc;
}
