/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/sandbox_office.h"

#include "intake/file.h"
#include "intake/spool.h"
#include "registry/consents.h"
#include "registry/imports.h"
#include "registry/offers.h"
#include "registry/own_account.h"
#include "registry/password.h"
#include "registry/secret.h"
#include "registry/users.h"
#include "router/fill.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PASSWORD_LENGTH 16

static const struct consent_text_input texts[] = {
    {SANDBOX_FIRST, 1, "en",
        "I agree that the Université de Saint-Valentin registers my European Student Identifier, name, e-mail address and level of study "
        "in "
        "this router, so that I get a European Student Card and other institutions can check it. I can withdraw this at any time."},
    {SANDBOX_FIRST, 1, "fr",
        "J’accepte que l’Université de Saint-Valentin enregistre dans ce routeur mon identifiant étudiant européen, mon nom, mon adresse "
        "électronique et mon niveau d’études, pour que je reçoive une carte d’étudiant européenne et que d’autres établissements puissent "
        "la "
        "vérifier. Je peux retirer mon accord à tout moment."},
    {SANDBOX_SECOND, 1, "en",
        "The Hochschule Musterstadt registers your European Student Identifier, name, e-mail address and level of study in this router as "
        "a "
        "part of its public task. You can see, correct and erase what is kept of you."},
    {SANDBOX_SECOND, 1, "de",
        "Die Hochschule Musterstadt trägt im Rahmen ihrer öffentlichen Aufgaben Ihren europäischen Studierenden-Identifikator, Ihren "
        "Namen, "
        "Ihre E-Mail-Adresse und Ihre Studienstufe in diesen Router ein. Sie können einsehen, berichtigen und löschen lassen, was über Sie "
        "gespeichert ist."},
};

/* Three students who could be enrolled, and one whose level is none. */
static const char first_import[] =
    "personIdentifier;fullName;email;academicLevel;cardType;cardStatusType;issuedAt;expiresAt;issuerIdentifier\r\n"
    "urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:new-1;Ines Moreau;ines.moreau@univ-saint-valentin.example;BACHELOR;"
    "SMART_PASSIVE;ACTIVE;01/09/2026;30/09/2029;999999991\r\n"
    "urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:new-2;Noé Girard;;MASTER;PASSIVE;ACTIVE;01/09/2026;30/09/2028;"
    "999999991\r\n"
    "urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:new-3;Léa Fontaine;;DOCTORATE;PASSIVE;INACTIVE;01/09/2026;30/09/2030;"
    "999999991\r\n"
    "urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:new-4;Tom Lefèvre;;LICENCE;PASSIVE;ACTIVE;01/09/2026;30/09/2029;"
    "999999991\r\n";

/* Services where the cards of the invented institutions are accepted. */
static const struct {
    const char *whose;
    struct offer offer;
} offers[] = {
    {SANDBOX_FIRST,
        {.name = "Bibliothèque universitaire",
            .kind = OFFER_LIBRARY,
            .city = "Saint-Valentin",
            .country = "FR",
            .link = "https://bibliotheque.univ-saint-valentin.example/"}},
    {SANDBOX_FIRST, {.name = "Restaurant Le Campus", .kind = OFFER_CATERING, .city = "Saint-Valentin", .country = "FR"}},
    {SANDBOX_FIRST,
        {.name = "Musée des beaux-arts",
            .kind = OFFER_CULTURE,
            .city = "Saint-Valentin",
            .country = "FR",
            .link = "https://musee.saint-valentin.example/tarifs"}},
    {SANDBOX_SECOND, {.name = "Stadtwerke Musterstadt", .kind = OFFER_TRANSPORT, .city = "Musterstadt", .country = "DE"}},
    {SANDBOX_SECOND,
        {.name = "Hochschulsport",
            .kind = OFFER_SPORT,
            .city = "Musterstadt",
            .country = "DE",
            .link = "https://sport.hs-musterstadt.example/"}},
};

static enum rc list_offers(struct session *session, struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(offers); i++) {
        struct offer offer = offers[i].offer;
        offer.organisation_id = directory_find(&session->directory, str_of(offers[i].whose))->id;
        if (registry_add_offer(session, &offer, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc furnish(struct session *session, void *argument, struct err *e)
{
    const struct new_import *const input = argument;
    struct consent_text text;
    struct import import;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (registry_publish_consent_text(session, &texts[i], &text, e) != RC_OK) {
            return e->rc;
        }
    }
    if (list_offers(session, e) != RC_OK) {
        return e->rc;
    }
    session->actor = directory_find(&session->directory, STR(SANDBOX_FIRST));
    const enum rc rc = registry_begin_import(session, input, &import, e);
    session->actor = NULL;
    return rc;
}

static void close_fd(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

/* Keeps the file of the import as one that was sent. */
static enum rc keep_file(const char *folder, struct arena *arena, struct new_import *import, char name[SPOOL_NAME_SIZE], struct err *e)
{
    AUTO(close_fd) const int fd = memfd_create("import", MFD_CLOEXEC);
    AUTO(intake_close) struct intake_file file = {0};
    const size_t bytes = sizeof first_import - 1;
    uint64_t kept = 0;
    if (fd < 0 || write(fd, first_import, bytes) != (ssize_t)bytes) {
        return err_set(e, RC_UNAVAILABLE, "", "", "the import of the sandbox can't be written: %s", strerror(errno));
    }
    if (intake_open(&file, fd, 0, bytes, import->operation, arena, e) != RC_OK ||
        spool_keep(folder, fd, 0, bytes, name, &kept, e) != RC_OK) {
        return e->rc;
    }
    import->file = name;
    import->bytes = (int64_t)kept;
    import->columns = file.columns;
    import->separator = csv_separator(file.reader);
    return RC_OK;
}

enum rc sandbox_furnish(struct desk *desk, const char *database, const char *imports_folder, struct arena *arena, struct err *e)
{
    char name[SPOOL_NAME_SIZE];
    struct new_import input = {.operation = IMPORT_CREATE, .mode = IMPORT_VALID, .is_dry_run = true};
    const char *const folder = spool_folder(arena, imports_folder, database);
    if (folder == NULL) {
        return err_no_memory(e);
    }
    if (session_begin(desk->session, arena, NULL, e) != RC_OK || keep_file(folder, arena, &input, name, e) != RC_OK) {
        return e->rc;
    }
    return session_transaction(desk->session, furnish, &input, e);
}

static const struct {
    const char *how, *language;
    bool withdrawn;
} consents[SANDBOX_CONSENTS] = {
    {"LINK", "fr", false},
    {"PORTAL", "en", false},
    {"INSTITUTION", NULL, false},
    {"PORTAL", "fr", true},
};

enum rc sandbox_add_consent(struct session *session, const char *esi, size_t which, struct err *e)
{
    struct consent_input input = {
        .identifier = esi, .organisation = SANDBOX_FIRST, .how = consents[which].how, .language = consents[which].language};
    struct consent consent;
    if (registry_record_consent(session, &input, &consent, e) != RC_OK || !consents[which].withdrawn) {
        return e->rc;
    }
    input.withdrawn = true;
    return registry_record_consent(session, &input, &consent, e);
}

/* Beside the super administrator one of each role at the first institution. */
static const struct {
    const char *email;
    const char *name;
    enum role role;
} people[SANDBOX_USERS] = {
    {"admin@sandbox.example", "Ada Admin", ROLE_SUPER},
    {"representative@sandbox.example", "Remi Representative", ROLE_REPRESENTATIVE},
    {"functional@sandbox.example", "Fanny Functional", ROLE_FUNCTIONAL},
    {"technical@sandbox.example", "Theo Technical", ROLE_TECHNICAL},
    {"reader@sandbox.example", "Rosa Reader", ROLE_READER},
};

static enum rc prepare_user(struct session *session, size_t which, const char *password_hash, struct err *e)
{
    const struct organisation *const first = directory_find(&session->directory, STR(SANDBOX_FIRST));
    const struct new_user input = {
        .email = people[which].email,
        .name = people[which].name,
        .language = "en",
        .password_hash = password_hash,
        .grant = {.organisation_id = people[which].role == ROLE_SUPER || first == NULL ? 0 : first->id, .role = people[which].role},
    };
    struct account account;
    struct err missing = {0};
    if (registry_find_user(session, str_of(input.email), &account, &missing) == RC_OK) {
        return registry_set_password(session, account.id, password_hash, e);
    }
    return registry_add_user(session, &input, &account, e);
}

static enum rc prepare_users(struct session *session, void *argument, struct err *e)
{
    const char *const password_hash = argument;
    for (size_t i = 0; i < SANDBOX_USERS; i++) {
        if (prepare_user(session, i, password_hash, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc sandbox_prepare_users(struct desk *desk, struct arena *arena, struct sandbox_user out[SANDBOX_USERS], struct err *e)
{
    char secret[SECRET_TEXT_SIZE];
    const char *hash = NULL;
    secret_make(secret);
    const char *const password = arena_text(arena, secret, PASSWORD_LENGTH);
    if (password == NULL) {
        return err_no_memory(e);
    }
    if (password_hash(desk->registry, arena, str_of(password), &hash, e) != RC_OK) {
        return e->rc;
    }
    union {
        const char *given;
        void *taken;
    } argument = {.given = hash}; /* only read */
    for (size_t i = 0; i < SANDBOX_USERS; i++) {
        out[i] = (struct sandbox_user){
            .email = people[i].email,
            .name = people[i].name,
            .role = role_code(people[i].role)->key,
            .organisation = people[i].role == ROLE_SUPER ? NULL : SANDBOX_FIRST,
            .password = password,
        };
    }
    return session_transaction(desk->session, prepare_users, argument.taken, e);
}
