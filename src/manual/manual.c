/* SPDX-License-Identifier: EUPL-1.2 */
#include "manual/manual.h"

#include <string.h>

const struct manual_operation *manual_find(const struct manual *manual, enum manual_version version, const char *id)
{
    for (size_t i = 0; i < manual->operation_count; i++) {
        const struct manual_operation *const one = &manual->operations[i];
        if (one->version == version && strcmp(one->id, id) == 0) {
            return one;
        }
    }
    return NULL;
}

bool manual_can_fail(const struct manual_operation *operation, const struct fault *fault)
{
    for (size_t i = 0; i < operation->answer_count; i++) {
        const struct manual_answer *const answer = &operation->answers[i];
        for (size_t k = 0; k < answer->fault_count; k++) {
            if (answer->faults[k] == fault) {
                return true;
            }
        }
    }
    return false;
}
