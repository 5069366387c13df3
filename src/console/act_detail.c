/* SPDX-License-Identifier: EUPL-1.2 */
/* Details of acts are stored as "status ACTIVE > INACTIVE": names of members and values, the same for all readers. Here they get the words
 * that the pages have for them; what stands in quotes was written by people and stays. */
#include "console/act_line.h"

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
    {"displayName", N_("Name on card")},
    {"fullName", N_("Name")},
    {"name", N_("Name")},
    {"email", N_("E-mail address")},
    {"academicLevel", N_("Level of study")},
    {"expiryDate", N_("Expires")},
    {"country", N_("Country")},
    {"schacHomeOrganization", N_("Domain (schacHomeOrganization)")},
    {"website", N_("Website")},
    {"mainColor", N_("Main colour")},
    {"secondaryColor", N_("Second colour")},
    {"contrastColor", N_("Colour of texts")},
    {"newLogoAt", N_("New logo since")},
    {"showsName", N_("Name on the public page")},
    {"legalBasis", N_("Legal basis")},
    {"changed", N_("changed")},
    {"none", N_("none")},
    {"ACTIVE", N_("Valid")},
    {"INACTIVE", N_("Not active")},
    {"PASSIVE", N_("Physical card without electronics")},
    {"SMART_NO_CDZ", N_("Smart card without the ESC data zone")},
    {"SMART_CDZ", N_("Smart card with the ESC data zone")},
    {"SMART_MAY_SP", N_("Smart card with custom data by service providers")},
    {"SMART_PASSIVE", N_("Digital card")},
    {"SMART_PASSIVE_EMULATION", N_("Digital card emulating a physical card")},
    {"UNKNOWN", N_("Unknown")},
    {"SUPER_ADMINISTRATOR", N_("Super administrator")},
    {"AUTHORISED_REPRESENTATIVE", N_("Authorised representative")},
    {"FUNCTIONAL_ADMINISTRATOR", N_("Functional administrator")},
    {"TECHNICAL_ADMINISTRATOR", N_("Technical administrator")},
    {"READER", N_("Reader")},
    {"LIBRARY", N_("Library")},
    {"CATERING", N_("Food and drink")},
    {"TRANSPORT", N_("Transport")},
    {"CULTURE", N_("Culture")},
    {"SPORT", N_("Sport")},
    {"ACCOMMODATION", N_("Accommodation")},
    {"SHOP", N_("Shopping")},
    {"OTHER", N_("Other")},
    {"CREATE", N_("New cards and cardholders")},
    {"UPDATE", N_("Changes of cards and cardholders")},
    {"DELETE", N_("Cards to delete")},
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
    {"language", N_("Language")},
    {"processor", N_("Processor")},
    {"from", N_("From")},
    {"until", N_("Until")},
    {"without end", N_("Without end")},
    {"reason", N_("Reason")},
    {"cards", N_("Cards")},
    {"enrolments", N_("Cardholders")},
};

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

/* Writes the next piece and returns its length. */
static size_t write_piece(struct page *page, const char *at)
{
    const char *found = NULL;
    size_t length = find_key(at, &found);
    if (length > 0) {
        page_say(page, found);
        return length;
    }
    if (strncmp(at, "> ", 2) == 0 || strncmp(at, "-> ", 3) == 0) {
        page_text(page, "→");
        return *at == '>' ? 1 : 2;
    }
    length = quoted(at);
    length = length > 0 ? length : word_length(at);
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
