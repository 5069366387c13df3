/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/audits.h"

#include "store/row.h"
#include "store/statements.h"

enum rc audits_insert(struct db *db, const struct audit *audit, struct err *e)
{
    const struct db_arg args[] = {
        db_int(audit->at_us),
        db_id_or_null(audit->organisation_id),
        db_id_or_null(audit->actor_id),
        db_id_or_null(audit->token_id),
        db_int(audit->action),
        db_id_or_null(audit->object_id),
        db_text(audit->request_id),
        db_text(audit->detail),
        db_id_or_null(audit->account_id),
    };
    return db_run(db, AUDITS_INSERT, args, COUNT_OF(args), NULL, e);
}
