/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of cards show. Within the console layer only. */
#pragma once

#include "console/act_line.h"
#include "console/list.h"
#include "console/visit.h"
#include "registry/listing.h"

struct cards_view {
    const struct visit *visit;
    const struct list *list;
    struct card_page cards;
    bool may_change;
};

/* An act on cards that were chosen in the list. */
struct chosen_view {
    const struct visit *visit;
    const struct form *form;
    const char *act;      /* extend, activate, deactivate or delete */
    const char *question; /* a message */
    int32_t until_day;    /* proposed */
};

struct card_view {
    const struct visit *visit;
    const struct card_detail *card;
    const char *number;
    enum card_status shown; /* as everybody sees it */
    struct act_lines acts;
    bool may_change;
};

struct card_form {
    const struct visit *visit;
    const struct form *form;
    const struct card_detail *card; /* NULL for a new one */
    const char *number;
    const char *action; /* the path */
    const char *esi;    /* of the holder, where it is known */
    int32_t issued_day, expires_day;
};

/* By key, without UNKNOWN for new cards; and the states that can be set. */
extern const struct form_option card_type_options[CARD_TYPE_COUNT];
extern const struct form_option card_status_options[CARD_STATUS_COUNT];

/* "3e506370-826a-103d-bf76-001999978433", in the arena. */
const char *number_of(struct arena *arena, const struct card *card);

/* "2026-11-22"; "" for DAY_NONE. */
const char *day_text(struct arena *arena, int32_t day);

void cards_content(struct page *page, const void *data);       /* struct cards_view */
void cards_actions(struct page *page, const void *data);       /* likewise */
void chosen_content(struct page *page, const void *data);      /* struct chosen_view */
void card_content(struct page *page, const void *data);        /* struct card_view */
void card_actions(struct page *page, const void *data);        /* likewise */
void card_delete_content(struct page *page, const void *data); /* likewise */
void card_form_content(struct page *page, const void *data);   /* struct card_form */
