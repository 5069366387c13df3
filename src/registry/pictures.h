/* SPDX-License-Identifier: EUPL-1.2 */
/* The picture of a person at an organisation. */
#pragma once

#include "registry/session.h"

/* All run in the session's transaction. `organisation` is its identifier, or its number in the router. RC_NOT_FOUND when there is no such
 * organisation (ER-1406), no such person at it (ER-0003) or no picture (ER-1405); RC_DENIED (SE-0000) when the asking organisation may not
 * act for it, or only others know the person. */

/* Copies the picture, a JPEG, into the session's arena. */
MUST_CHECK enum rc registry_get_picture(struct session *session, struct str organisation, struct str esi, struct str *out, struct err *e);

/* Whether registry_put_picture would be let in: asked before the picture is made, which costs something. */
MUST_CHECK enum rc registry_may_put_picture(struct session *session, struct str organisation, struct str esi, struct err *e);

/* Puts a finished picture in the place of the one there may be. */
MUST_CHECK enum rc registry_put_picture(struct session *session, struct str organisation, struct str esi, struct str jpeg, struct err *e);
MUST_CHECK enum rc registry_delete_picture(struct session *session, struct str organisation, struct str esi, struct err *e);
