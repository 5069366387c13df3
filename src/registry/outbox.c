/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/outbox.h"

#include "core/person.h"
#include "store/outbox.h"

enum rc registry_post_mail(struct session *session, const struct mail *mail, struct err *e)
{
    struct outbox_item item = {.kind = OUTBOX_MAIL, .recipient = mail->to, .subject = mail->subject, .body = mail->text};
    if (email_check(str_of(mail->to), e) != RC_OK) {
        return e->rc;
    }
    return outbox_insert(session->db, &item, session->now_us, e);
}
