/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures of invented students. */
#pragma once

#include "core/person.h"
#include "picture/maker.h"
#include "registry/session.h"

/* Draws a face and puts it as the enrolment's picture, in the session's transaction. */
MUST_CHECK enum rc portrait_put(struct session *session, const struct picture_maker *maker, struct enrolment *enrolment, struct err *e);
