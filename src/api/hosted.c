/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/operation.h"

static bool lacks_something(const struct session *session, const struct person_detail *person)
{
    for (size_t i = 0; i < person->count; i++) {
        if (hosted_is_missing(session, &person->enrolments[i])) {
            return true;
        }
    }
    return false;
}

enum rc complete_person(
    struct http_call *call, struct api_context *context, struct person_detail *person, const struct card *card, bool *moved, struct err *e)
{
    const struct api_settings *const settings = &context->api->settings;
    *moved = false;
    if (settings->ask_hosted == NULL || context->writes || !lacks_something(context->session, person)) {
        return RC_OK;
    }
    *moved = http_move(call, API_LANE_HOSTED);
    if (*moved) {
        return RC_OK;
    }
    return hosted_complete(context->session, person, card, settings->ask_hosted, settings->ask_hosted_self, e);
}
