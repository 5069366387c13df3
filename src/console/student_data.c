/* SPDX-License-Identifier: EUPL-1.2 */
/* What is stored of a student, who has read or changed it, and what the student may do with it: /student/data, acts, email, text, export,
 * withdraw. */
#include "console/cookie.h"
#include "console/routes.h"
#include "console/stored_view.h"
#include "console/student_page.h"
#include "console/view.h"
#include "wire/json_write.h"

#define ACTS_PER_PAGE 50

static enum rc show(struct visit *visit, const char *title, enum student_tab tab, const struct stored_part *part,
    void (*content)(struct page *page, const void *view), const void *view, struct err *e)
{
    struct student_frame frame = {
        .title = title, .organisation = part->organisation, .tab = tab, .form = &visit->form, .content = content, .view = view};
    return student_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_data(struct visit *visit, struct err *e)
{
    struct stored stored;
    if (student_look(visit, false, &stored, e) != RC_OK) {
        return e->rc;
    }
    const struct student_data view = {&stored, &stored.parts[0]};
    return show(visit, N_("My data"), STUDENT_DATA, view.part, student_data_content, &view, e);
}

/* What an act has done, told to whom it was done to. */
static const char *act_message(enum audit_action action)
{
    switch ((int)action) {
    case AUDIT_PERSON_ENROL:
        return N_("Registered you");
    case AUDIT_PERSON_UPDATE:
        return N_("Changed your data");
    case AUDIT_PERSON_LEAVE:
        return N_("Ended your registration");
    case AUDIT_CARD_ISSUE:
        return N_("Issued a card");
    case AUDIT_CARD_REISSUE:
        return N_("Issued a card again");
    case AUDIT_CARD_UPDATE:
        return N_("Changed a card");
    case AUDIT_CARD_DELETE:
        return N_("Deleted a card");
    case AUDIT_PICTURE_PUT:
        return N_("Stored your picture");
    case AUDIT_PICTURE_DELETE:
        return N_("Deleted your picture");
    case AUDIT_IDENTIFIER_CHANGE:
        return N_("Changed your student identifier");
    case AUDIT_IDENTIFIER_WISH:
        return N_("Asked for another student identifier");
    case AUDIT_CONSENT_GIVE:
        return N_("Recorded your consent");
    case AUDIT_CONSENT_WITHDRAW:
        return N_("Recorded that you withdrew your consent");
    case AUDIT_STUDENT_SEE:
        return N_("Looked at all that is stored about you");
    case AUDIT_STUDENT_CORRECT:
        return N_("Corrected your e-mail address");
    case AUDIT_PERSON_READ:
        return N_("Read your data");
    case AUDIT_CARD_READ:
        return N_("Read a card");
    case AUDIT_LIST_READ:
        return N_("Read a list of students or cards, in which you may stand");
    default:
        return N_("Did something else");
    }
}

/* A correction stands in the log twice: as the student's wish, and as the change. */
static bool is_told_before(const struct audit *act, struct act_by by)
{
    return act->action == AUDIT_PERSON_UPDATE && (by.who == ACTOR_STUDENT || by.who == ACTOR_FOR_STUDENT);
}

static int64_t page_number_of(const struct visit *visit)
{
    long long page = 1;
    return str_to_int64(str_of(visit_query(visit, "page")), &page) && page > 1 && page < 1000 ? page : 1;
}

static void choose_acts(const struct visit *visit, const struct stored_part *part, struct student_acts *out)
{
    int64_t skip = (out->page - 1) * ACTS_PER_PAGE;
    for (size_t i = 0; i < part->acts.count && !out->has_more; i++) {
        const struct act_by by = stored_act_by(visit->session, part, i);
        const struct audit *const act = &part->acts.items[i];
        if (is_told_before(act, by) || skip-- > 0) {
            continue;
        }
        out->has_more = out->count == ACTS_PER_PAGE;
        if (!out->has_more) {
            out->acts[out->count++] = (struct student_act){act->at_us, act_message(act->action), by};
        }
    }
}

static enum rc page_acts(struct visit *visit, struct err *e)
{
    struct stored stored;
    struct student_acts view = {.acts = arena_alloc_array(visit->arena, ACTS_PER_PAGE, sizeof *view.acts), .page = page_number_of(visit)};
    if (view.acts == NULL) {
        return err_no_memory(e);
    }
    if (student_look(visit, true, &stored, e) != RC_OK) {
        return e->rc;
    }
    choose_acts(visit, &stored.parts[0], &view);
    return show(visit, N_("Who read or changed it"), STUDENT_ACTS, &stored.parts[0], student_acts_content, &view, e);
}

static enum rc page_export(struct visit *visit, struct err *e)
{
    struct stored stored;
    struct buf out;
    if (student_look(visit, true, &stored, e) != RC_OK) {
        return e->rc;
    }
    const void *const view = stored_view_make(visit->session, &stored);
    buf_init(&out, visit->arena);
    if (view != NULL) {
        wire_write(&out, &stored_shape, view);
    }
    if (view == NULL || out.failed) {
        return err_no_memory(e);
    }
    visit_download(visit, "student.json", "application/json", (struct str){out.data, out.length});
    return RC_OK;
}

/* An act of the student's own: the visit must still last when it is done. */
struct own_act {
    const struct visit *visit;
    struct cardholder cardholder;
    const char *text;
    int64_t version;
};

typedef enum rc own_act_fn(struct session *session, struct own_act *act, struct err *e);

static enum rc resume(struct session *session, struct own_act *act, struct err *e)
{
    return registry_student_resume(session, act->visit->secret, &act->cardholder, e);
}

static enum rc correct(struct session *session, void *argument, struct err *e)
{
    struct own_act *const act = argument;
    return resume(session, act, e) == RC_OK ? registry_student_correct_email(session, &act->cardholder, str_of(act->text), e) : e->rc;
}

static enum rc agree(struct session *session, void *argument, struct err *e)
{
    struct own_act *const act = argument;
    return resume(session, act, e) == RC_OK ? registry_student_agree(session, &act->cardholder, act->version, act->text, e) : e->rc;
}

static enum rc withdraw(struct session *session, void *argument, struct err *e)
{
    struct own_act *const act = argument;
    return resume(session, act, e) == RC_OK ? registry_student_withdraw(session, &act->cardholder, NULL, e) : e->rc;
}

static enum rc show_email(struct visit *visit, struct err *e)
{
    struct stored stored;
    if (student_look(visit, false, &stored, e) != RC_OK) {
        return e->rc;
    }
    const struct student_form view = {.form = &visit->form, .part = &stored.parts[0]};
    return show(visit, N_("Correct my e-mail address"), STUDENT_DATA, view.part, student_email_content, &view, e);
}

static enum rc do_email(struct visit *visit, struct err *e)
{
    struct own_act act = {.visit = visit, .text = form_value(&visit->form, "email")};
    struct err ignored = {0};
    enum rc rc = RC_OK;
    if (act.text[0] != '\0' && email_check(str_of(act.text), &ignored) != RC_OK) {
        form_fail(&visit->form, "email", N_("Enter an e-mail address such as name@example.org."));
    } else if (visit_write_form(visit, correct, &act, &rc, e)) {
        return visit_go(visit, "/student/data", SAID_SAVED, e);
    }
    return rc == RC_OK ? show_email(visit, e) : rc;
}

/* The organisation's text in the student's language; *found is false when it has published none. */
static enum rc find_text(struct visit *visit, const struct stored_part *part, struct consent_text *out, bool *found, struct err *e)
{
    struct err missing = {0};
    const enum rc rc =
        registry_find_consent_text(visit->session, part->organisation->id, 0, page_language(visit->call, NULL)->code, out, &missing);
    *found = rc == RC_OK;
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        *e = missing;
        return rc;
    }
    return RC_OK;
}

/* Whether there is something to agree to: a newer text than the one that was agreed to, or a consent that was withdrawn. */
static bool may_agree(const struct stored_part *part, const struct consent_text *text)
{
    const struct consent *const last = &part->consents.items[part->consents.count - 1];
    return part->organisation->legal_basis == LEGAL_BASIS_CONSENT && (last->version < text->version || last->withdrawn_at_us != 0);
}

static enum rc page_consent(struct visit *visit, struct err *e)
{
    struct stored stored;
    struct consent_text text = {0};
    bool found = false;
    if (student_look(visit, false, &stored, e) != RC_OK || find_text(visit, &stored.parts[0], &text, &found, e) != RC_OK) {
        return e->rc;
    }
    const struct student_form view = {
        .part = &stored.parts[0], .text = found ? &text : NULL, .may_agree = found && may_agree(&stored.parts[0], &text)};
    const bool is_consent = view.part->organisation->legal_basis == LEGAL_BASIS_CONSENT;
    return show(
        visit, is_consent ? N_("What you agree to") : N_("What you are told"), STUDENT_DATA, view.part, student_text_content, &view, e);
}

static enum rc do_agree(struct visit *visit, struct err *e)
{
    struct own_act act = {.visit = visit, .text = page_language(visit->call, NULL)->code};
    long long version = 0;
    if (!str_to_int64(str_of(form_value(&visit->form, "version")), &version) || version <= 0) {
        return err_set(e, RC_INVALID, "ER-2412", "version", "the form names no version of the text");
    }
    act.version = version;
    return visit_write(visit, agree, &act, e) == RC_OK ? visit_go(visit, "/student/data", SAID_SAVED, e) : e->rc;
}

static size_t count_cards(const struct stored_part *part)
{
    size_t count = 0;
    for (size_t i = 0; i < part->cards.count; i++) {
        count += part->cards.items[i].deleted_at_us == 0 ? 1 : 0;
    }
    return count;
}

static enum rc show_withdraw(struct visit *visit, struct err *e)
{
    struct stored stored;
    struct contact contact = {0};
    bool found = false;
    if (student_look(visit, false, &stored, e) != RC_OK ||
        registry_student_contact(visit->session, stored.parts[0].organisation, &contact, &found, e) != RC_OK) {
        return e->rc;
    }
    const struct student_form view = {
        .form = &visit->form, .part = &stored.parts[0], .contact = found ? &contact : NULL, .cards = count_cards(&stored.parts[0])};
    const bool is_consent = view.part->organisation->legal_basis == LEGAL_BASIS_CONSENT;
    return show(visit, is_consent ? N_("Withdraw my consent") : N_("Object"), STUDENT_DATA, view.part, student_withdraw_content, &view, e);
}

static enum rc do_withdraw(struct visit *visit, struct err *e)
{
    struct own_act act = {.visit = visit};
    struct student_frame frame = {.title = N_("Your data are erased"), .on_device = "forget", .content = student_erased_content};
    enum rc rc = RC_OK;
    if (!form_has(&visit->form, "sure", "yes")) {
        form_fail(&visit->form, "sure", N_("Say that you are sure."));
    } else if (visit_write_form(visit, withdraw, &act, &rc, e)) {
        return student_leave(visit, &frame, e);
    }
    return rc == RC_OK ? show_withdraw(visit, e) : rc;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/student/data", "pageStudentData", page_data, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/student/acts", "pageStudentActs", page_acts, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/student/export", "studentExport", page_export, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/student/email", "pageStudentEmail", show_email, .audience = PAGE_STUDENT},
    {HTTP_POST, "/student/email", "doStudentEmail", do_email, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/student/text", "pageStudentText", page_consent, .audience = PAGE_STUDENT},
    {HTTP_POST, "/student/text", "doStudentAgree", do_agree, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/student/withdraw", "pageStudentWithdraw", show_withdraw, .audience = PAGE_STUDENT},
    {HTTP_POST, "/student/withdraw", "doStudentWithdraw", do_withdraw, .audience = PAGE_STUDENT, .lane = PAGE_IN_WORKER,
        .body = HTTP_BODY_FORM},
};

const struct page_table student_data_pages = {routes, COUNT_OF(routes)};
