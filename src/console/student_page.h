/* SPDX-License-Identifier: EUPL-1.2 */
/* What the student's pages show. Within the console layer only. */
#pragma once

#include "console/page.h"
#include "console/visit.h"
#include "registry/rights.h"

/* The pages between which a student goes to and fro. */
enum student_tab { STUDENT_NO_TAB, STUDENT_CARD, STUDENT_DATA, STUDENT_ACTS };

struct student_frame {
    const char *title;                       /* a message */
    const struct organisation *organisation; /* whose colours the page has; NULL for none */
    enum student_tab tab;                    /* STUDENT_NO_TAB: nobody has come */
    const struct form *form;                 /* whose errors stand on top; NULL for none */
    const char *on_device;                   /* for student.js: "copy" of the card, "forget" it; else NULL */
    page_content_fn *content;
    const void *view;

    /* filled by student_show */
    const struct visit *visit;
    const char *colours; /* the style sheet's path; NULL for none */
};

void student_page(struct page *page, const struct student_frame *frame);

/* Answers with a page of the student's. */
MUST_CHECK enum rc student_show(struct visit *visit, int status, struct student_frame *frame, struct err *e);

/* Answers with a page that tells why a link or a visit is good no more; false when the failure is none of that kind. */
bool student_tell(struct visit *visit, const struct err *failure);

/* Answers with the last page of a visit, with which browser and device forget the student. */
MUST_CHECK enum rc student_leave(struct visit *visit, struct student_frame *frame, struct err *e);

/* How often somebody may ask for a link, by address; NULL without memory. */
struct throttle *student_ask_throttle(void);

/* What is stored, at the one organisation whose link the student has used. */
MUST_CHECK enum rc student_look(struct visit *visit, bool with_acts, struct stored *out, struct err *e);

/* A card as it is drawn. */
struct drawn_card {
    const struct card *card;
    char number[ESCN_TEXT_SIZE];
    enum card_status status; /* as everybody sees it */
    const char *name;
    const char *level; /* a message; NULL for none */
    const char *qr;    /* markup; NULL for a card that is over */
    bool has_picture;
};

struct student_cards {
    const struct stored_part *part;
    struct drawn_card *cards; /* those that are valid first */
    size_t count;
    int64_t checked_us;
    bool is_copy; /* to be kept on the device */
};

/* What a link, or a visit that is over, leads to. Texts are messages. */
struct student_notice {
    const char *sentence;
    const char *secret; /* of the link that can be opened; NULL for none */
    bool may_ask;       /* for a new link */
};

struct student_data {
    const struct stored *stored;
    const struct stored_part *part;
};

/* One line of the log. */
struct student_act {
    int64_t at_us;
    const char *what; /* a message */
    struct act_by by;
};

struct student_acts {
    struct student_act *acts;
    size_t count;
    int64_t page;  /* from 1 */
    bool has_more; /* older ones on the next page */
};

struct student_form {
    const struct form *form;
    const struct stored_part *part;
    const struct consent_text *text; /* NULL for none */
    const struct contact *contact;   /* for data protection; NULL for none */
    size_t cards;                    /* how many there are */
    bool may_agree;                  /* to the text */
};

/* The contents. */
void student_cards_content(struct page *page, const void *view);
void student_notice_content(struct page *page, const void *view);
void student_data_content(struct page *page, const void *view);
void student_acts_content(struct page *page, const void *view);
void student_email_content(struct page *page, const void *view);
void student_text_content(struct page *page, const void *view);
void student_withdraw_content(struct page *page, const void *view);
void student_ask_content(struct page *page, const void *view);
void student_asked_content(struct page *page, const void *view);
void student_closed_content(struct page *page, const void *view);
void student_erased_content(struct page *page, const void *view);

/* The mail with a link, in a language; the text has "%1" and "%2" as struct student_wish wants them, and is NULL without memory. */
const char *student_mail_subject(const struct language *language);
const char *student_mail_text(struct arena *arena, const struct language *language);

/* Parts of them. */
void student_card_part(struct page *page, const struct drawn_card *card, const struct student_cards *view);
