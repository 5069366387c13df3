/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/portraits.h"

#include "core/picture.h"
#include "draw/portrait.h"
#include "store/enrolments.h"
#include "store/pictures.h"

enum rc portrait_put(struct session *session, const struct picture_maker *maker, struct enrolment *enrolment, struct err *e)
{
    struct buf drawing;
    struct str jpeg;
    buf_init(&drawing, session->arena);
    /* Drawn small, which is quicker. */
    portrait_png((uint32_t)enrolment->person_id, PICTURE_WIDTH / 2, PICTURE_HEIGHT / 2, &drawing);
    if (drawing.failed) {
        return err_no_memory(e);
    }
    if (picture_make(maker, session->arena, (struct str){drawing.data, drawing.length}, true, NULL, &jpeg, e) != RC_OK ||
        pictures_put(session->db, enrolment->id, jpeg, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    enrolment->has_picture = true;
    return enrolments_set_picture(session->db, enrolment, session->now_us, e);
}
