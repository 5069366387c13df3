/* SPDX-License-Identifier: EUPL-1.2 */
/* What a test expects of a call: success, or a refusal of one kind with its code, field and words. */
#pragma once

#include "contract.h"

#include "base/err.h"

#include <string.h>

#define MUST(call)                                               \
    do {                                                         \
        struct err e = {0};                                      \
        if ((call) != RC_OK) {                                   \
            fail_msg("%s: %s, %s", #call, rc_name(e.rc), e.msg); \
        }                                                        \
    } while (0)

/* Holds a failed call to its kind, code, field and a part of its message. */
#define REFUSED(call, kind, fault, member, part)                                                                        \
    do {                                                                                                                \
        struct err e = {0};                                                                                             \
        const enum rc outcome = (call);                                                                                 \
        if (outcome != (kind) || e.rc != (kind) || strstr(e.msg, (part)) == NULL) {                                     \
            fail_msg("%s: got %s, \"%s\"; expected %s, \"%s\"", #call, rc_name(outcome), e.msg, rc_name(kind), (part)); \
        }                                                                                                               \
        assert_string_equal(e.code, (fault));                                                                           \
        assert_string_equal(e.field, (member));                                                                         \
    } while (0)
