/* SPDX-License-Identifier: EUPL-1.2 */
/* Details of acts are stored as "status ACTIVE > INACTIVE": names of members and values, the same for all readers. Here they get the words
 * that the pages have for them; what stands in quotes was written by people and stays. */
#include "console/act_line.h"
#include "console/cards_page.h"
#include "console/frame.h"
#include "console/imports_page.h"
#include "console/office.h"
#include "console/services_page.h"
#include "console/words.h"

#include <ctype.h>
#include <string.h>

static const struct {
    const char *key;
    const char *words;
} words[] = {
    {"status", N_("Status")},
    {"type", N_("Type")},
    {"issued", N_("Issued")},
    {"expires", N_("Expires")},
    {"name", N_("Name")},
    {"expiryDate", N_("Expires")},
    {"showsName", N_("Name on the public page")},
    {"legalBasis", N_("Legal basis")},
    {"changed", N_("changed")},
    {"none", N_("none")},
    {"DONE", N_("Done")},
    {"FAILED", N_("Failed")},
    {"UNDONE", N_("Undone")},
    {"checked only", N_("Checked only")},
    {"created", N_("Created")},
    {"updated", N_("Updated")},
    {"unchanged", N_("Unchanged")},
    {"failed", N_("Errors")},
    {"invitation", N_("Invitation")},
    {"password", N_("Password")},
    {"student", N_("Student's page")},
    {"portal", N_("Student's page, from a portal")},
    {"stay", N_("Student's page")},
    {"portal-stay", N_("Student's page, from a portal")},
    {"by link", N_("by the link in a mail")},
    {"by portal", N_("by the portal of the institution")},
    {"for the student", N_("for the student")},
    {"all others", N_("All others")},
    {"renewed", N_("renewed")},
    {"used", N_("used")},
    {"version", N_("Version")},
    {"processor", N_("Processor")},
    {"from", N_("From")},
    {"until", N_("Until")},
    {"without end", N_("Without end")},
    {"reason", N_("Reason")},
    {"cards", N_("Cards")},
    {"enrolments", N_("Cardholders")},
};

/* The values that forms offer, by key. */
static const struct {
    const struct form_option *options;
    size_t count;
} values[] = {
    {card_type_options, CARD_TYPE_COUNT},
    {card_status_options, CARD_STATUS_COUNT},
    {offer_kind_options, OFFER_KIND_COUNT},
    {contact_role_options, CONTACT_ROLE_COUNT},
    {legal_basis_options, LEGAL_BASIS_COUNT},
};

static const char *value_words(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        for (size_t k = 0; k < values[i].count; k++) {
            if (strcmp(values[i].options[k].value, key) == 0) {
                return values[i].options[k].label;
            }
        }
    }
    for (int role = ROLE_SUPER; role < ROLE_COUNT; role++) {
        if (strcmp(role_code((enum role)role)->key, key) == 0) {
            return role_message((enum role)role);
        }
    }
    for (int operation = IMPORT_CREATE; operation <= IMPORT_DELETE; operation++) {
        if (strcmp(import_operation_code((enum import_operation)operation)->key, key) == 0) {
            return import_operation_message((enum import_operation)operation);
        }
    }
    return NULL;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '-';
}

/* The longest key that stands at the beginning of the text and ends where a word ends. */
static size_t find_key(const char *text, const char **found)
{
    size_t best = 0;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        const size_t length = strlen(words[i].key);
        if (length > best && strncmp(text, words[i].key, length) == 0 && !is_word(text[length])) {
            best = length;
            *found = words[i].words;
        }
    }
    return best;
}

/* How long what stands in quotes is, its quotes included; 0 when nothing does. */
static size_t quoted(const char *text)
{
    const char *const end = *text == '"' ? strchr(text + 1, '"') : NULL;
    return end == NULL ? 0 : (size_t)(end - text) + 1;
}

static size_t word_length(const char *text)
{
    size_t length = 0;
    while (is_word(text[length])) {
        length++;
    }
    return length;
}

static void write_plain(struct page *page, const char *text, size_t length)
{
    const char *const copy = arena_text(page->out.arena, text, length);
    if (copy == NULL) {
        page->out.failed = true;
        return;
    }
    page_text(page, copy);
}

/* A member or a value in words; else as it is. */
static void write_word(struct page *page, const char *text, size_t length)
{
    const char *const word = arena_text(page->out.arena, text, length);
    if (word == NULL) {
        page->out.failed = true;
        return;
    }
    const char *const label = member_label(word);
    const char *const said = label == NULL ? value_words(word) : label;
    if (said != NULL) {
        page_say(page, said);
    } else {
        page_text(page, word);
    }
}

/* Writes the next piece and returns its length. */
static size_t write_piece(struct page *page, const char *at)
{
    const char *found = NULL;
    size_t length = find_key(at, &found);
    if (length > 0) {
        page_say(page, found);
        return length;
    }
    length = word_length(at);
    if (length > 0) {
        write_word(page, at, length);
        return length;
    }
    if (strncmp(at, "> ", 2) == 0 || strncmp(at, "-> ", 3) == 0) {
        page_text(page, "→");
        return *at == '>' ? 1 : 2;
    }
    length = quoted(at);
    length = length > 0 ? length : 1;
    while ((at[length] & 0xC0) == 0x80) {
        length++;
    }
    write_plain(page, at, length);
    return length;
}

void page_act(struct page *page, const struct audit *act)
{
    const char *at = act->detail == NULL ? "" : act->detail;
    if (act->action == AUDIT_LEGAL_PUBLISH || act->action == AUDIT_EVENT_GIVE_UP || act->action == AUDIT_REGISTRATION_REQUEST) {
        page_text(page, at); /* a title, or a number */
        return;
    }
    while (*at != '\0') {
        at += write_piece(page, at);
    }
}
