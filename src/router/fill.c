/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/fill.h"

#include "base/day.h"
#include "base/fold.h"
#include "base/str.h"
#include "esc/esi.h"
#include "registry/admin.h"
#include "registry/registrations.h"
#include "router/invented.h"
#include "router/legal_files.h"
#include "router/portraits.h"
#include "router/sandbox_office.h"
#include "store/cards.h"
#include "store/contacts.h"
#include "store/counters.h"
#include "store/enrolments.h"
#include "store/lists.h"
#include "store/persons.h"
#include "store/schema.h"
#include "store/settings.h"
#include "store/tallies.h"

#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SETTING_PROGRESS "sandbox.students" /* how many are in */
#define SETTING_TARGET "sandbox.target"     /* how many there are to be */
#define CHUNK 50000
#define PICTURED 4 /* students, the last ones, whom lists show first: each picture takes the start some milliseconds */

static const struct invented_home homes[2] = {
    {SANDBOX_FIRST, "univ-saint-valentin.example"},
    {SANDBOX_SECOND, "hs-musterstadt.example"},
};

static const struct organisation organisations[] = {
    {
        .identifier = SANDBOX_FIRST,
        .kind = ORGANISATION_INSTITUTION,
        .name = "Université de Saint-Valentin",
        .country = "FR",
        .schac_home_organization = "univ-saint-valentin.example",
        .website = "https://www.univ-saint-valentin.example",
        .address = {.label = "Présidence",
            .street_name = "rue des Étoiles",
            .house_number = "12",
            .city_name = "Saint-Valentin",
            .province = "Indre",
            .has_point = true,
            .x = 1.8,
            .y = 46.9},
        .main_color = "#0b3d91",
        .secondary_color = "#ffcc00",
        .contrast_color = "#ffffff",
        .new_logo_day = 20697, /* 1 September 2026 */
    },
    {
        .identifier = SANDBOX_SECOND,
        .kind = ORGANISATION_INSTITUTION,
        .name = "Hochschule Musterstadt",
        .country = "DE",
        .schac_home_organization = "hs-musterstadt.example",
        .website = "https://www.hs-musterstadt.example",
        .address = {.label = "Zentrale Verwaltung", .street_name = "Musterstraße", .house_number = "1", .city_name = "Musterstadt"},
        .legal_basis = LEGAL_BASIS_PUBLIC_TASK, /* as its text for students says */
        .new_logo_day = DAY_NONE,
    },
    {
        .identifier = SANDBOX_UNACCEPTED,
        .kind = ORGANISATION_INSTITUTION,
        .name = "Università di Borgo",
        .country = "IT",
        .schac_home_organization = "uni-borgo.example",
        .new_logo_day = DAY_NONE,
    },
    {
        .identifier = SANDBOX_PROCESSOR,
        .kind = ORGANISATION_PROCESSOR,
        .name = "CampusCard Services",
        .country = "BE",
        .website = "https://campuscard.example",
        .new_logo_day = DAY_NONE,
    },
};

/* The templates that come with the program, in its first version. */
static enum rc publish_legal(struct session *session, struct err *e)
{
    struct legal_publication publication = {.title = "Terms of the sandbox", .grace_until_day = DAY_NONE};
    struct legal_version version;
    if (legal_files_read(NULL, session->arena, &publication.texts, &publication.count, e) != RC_OK) {
        return e->rc;
    }
    return registry_publish_legal(session, &publication, &version, e);
}

/* Somebody to turn to, and somebody who waits. */
static enum rc add_people(struct session *session, const struct organisation *first, struct err *e)
{
    struct contact contacts[] = {
        {.role = CONTACT_REPRESENTATIVE, .name = "Camille Recteur", .email = "recteur@univ-saint-valentin.example"},
        {.role = CONTACT_TECHNICAL,
            .name = "Sacha Technique",
            .email = "technique@univ-saint-valentin.example",
            .phone = "+33 1 99 00 00 00"},
    };
    struct registration registration = {
        .identifier = SANDBOX_WAITING,
        .name = "Univerza na Jezeru",
        .country = "SI",
        .schac_home_organization = "uni-jezero.example",
        .representative_name = "Maja Rektorica",
        .representative_email = "rektorat@uni-jezero.example",
        .message = "We would like to issue our first cards in October.",
    };
    for (size_t i = 0; i < COUNT_OF(contacts); i++) {
        contacts[i].organisation_id = first->id;
        if (contacts_insert(session->db, &contacts[i], session->now_us, e) != RC_OK) {
            return e->rc;
        }
    }
    return registry_request_registration(session, &registration, e);
}

static enum rc add_organisations(struct session *session, void *argument, struct err *e)
{
    struct organisation all[COUNT_OF(organisations)];
    (void)argument;
    if (publish_legal(session, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < COUNT_OF(organisations); i++) {
        const bool accepts = strcmp(organisations[i].identifier, SANDBOX_UNACCEPTED) != 0;
        all[i] = organisations[i];
        if (registry_add_organisation(session, &all[i], accepts ? "The representative of the sandbox" : NULL, e) != RC_OK) {
            return e->rc;
        }
    }
    if (registry_add_mandate(session, all[0].id, all[3].id, e) != RC_OK || add_people(session, &all[0], e) != RC_OK) {
        return e->rc;
    }
    return settings_put(session->db, SETTING_PROGRESS, "0", e);
}

/* A filling under way. */
struct filling {
    int64_t issuer_ids[2];
    int64_t processor_id;
    int64_t next_person_seq[2];
    int64_t next_card_seq[2];
    int64_t done;
    int64_t target;
    struct arena passing;               /* of one student */
    struct picture_maker picture_maker; /* program NULL: no pictures */
};

static enum rc add_enrolment(
    struct session *session, struct filling *filling, const struct invented_student *student, int home, int64_t person_id, struct err *e)
{
    struct enrolment enrolment = {
        .person_id = person_id,
        .organisation_id = filling->issuer_ids[home],
        .seq = filling->next_person_seq[home]++,
        .full_name = student->name,
        .name_key = fold_text(&filling->passing, str_of(student->name)),
        .email = student->email,
        .academic_level = student->level,
    };
    if (enrolment.name_key == NULL) {
        return err_no_memory(e);
    }
    if (enrolments_insert(session->db, &enrolment, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    const bool has_picture = filling->picture_maker.program != NULL && home == student->home && filling->target - filling->done <= PICTURED;
    return has_picture ? portrait_put(session, &filling->picture_maker, &enrolment, e) : RC_OK;
}

static enum rc add_card(struct session *session, struct filling *filling, const struct invented_student *student,
    const struct invented_card *invented, int64_t person_id, struct err *e)
{
    struct card card = {
        .escn = invented->escn,
        .person_id = person_id,
        .issuer_id = filling->issuer_ids[student->home],
        .processor_id = student->home == 0 && invented->processed ? filling->processor_id : 0,
        .seq = filling->next_card_seq[student->home]++,
        .type = invented->type,
        .status = invented->status,
        .issued_day = invented->issued_day,
        .expires_day = invented->expires_day,
    };
    return cards_insert(session->db, &card, session->now_us, e);
}

static enum rc add_student(struct session *session, struct filling *filling, const struct invented_student *student, struct err *e)
{
    char key[ESI_TEXT_SIZE];
    esi_fold(student->esi, strlen(student->esi), key);
    struct person person = {.esi = student->esi, .esi_key = key};
    if (persons_insert(session->db, &person, session->now_us, e) != RC_OK ||
        add_enrolment(session, filling, student, student->home, person.id, e) != RC_OK) {
        return e->rc;
    }
    if (student->visitor && add_enrolment(session, filling, student, 1 - student->home, person.id, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < student->card_count; i++) {
        if (add_card(session, filling, student, &student->cards[i], person.id, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc put_number(struct session *session, const char *name, int64_t number, struct err *e)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRId64, number);
    return settings_put(session->db, name, text, e);
}

static enum rc add_chunk(struct session *session, void *argument, struct err *e)
{
    struct filling *const filling = argument;
    struct invented_student student;
    const int64_t end = filling->target - filling->done < CHUNK ? filling->target : filling->done + CHUNK;
    for (; filling->done < end; filling->done++) {
        if (invent_student(filling->done, session->today, homes, &student, e) != RC_OK ||
            add_student(session, filling, &student, e) != RC_OK) {
            return e->rc;
        }
        arena_reset(&filling->passing);
    }
    return put_number(session, SETTING_PROGRESS, filling->done, e);
}

/* Of the first institution's students, the last ones, whom lists show first. */
static enum rc add_consents(struct session *session, const struct filling *filling, struct err *e)
{
    size_t count = 0;
    for (int64_t i = filling->target - 1; i >= 0 && count < SANDBOX_CONSENTS; i--) {
        struct invented_student student;
        if (invent_student(i, session->today, homes, &student, e) != RC_OK) {
            return e->rc;
        }
        if (student.home == 0 && sandbox_add_consent(session, student.esi, count++, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc finish(struct session *session, void *argument, struct err *e)
{
    struct filling *const filling = argument;
    if (lists_rebuild(session->db, session->now_us, e) != RC_OK || counters_rebuild(session->db, e) != RC_OK ||
        tallies_rebuild(session->db, e) != RC_OK || session_audit(session, AUDIT_SANDBOX_FILL, 0, filling->target, NULL, e) != RC_OK ||
        add_consents(session, filling, e) != RC_OK) {
        return e->rc;
    }
    return put_number(session, SETTING_TARGET, filling->target, e);
}

static void tell_progress(const struct filling *filling)
{
    if (filling->target > CHUNK) {
        const bool rewrites = isatty(STDERR_FILENO) != 0;
        (void)fprintf(stderr, "%s%" PRId64 " of %" PRId64 " students invented (%" PRId64 " %%)%s", rewrites ? "\r" : "", filling->done,
            filling->target, filling->done * 100 / filling->target, rewrites && filling->done < filling->target ? "" : "\n");
    }
}

static enum rc find_ids(const struct desk *desk, struct filling *filling, struct err *e)
{
    const char *const identifiers[] = {SANDBOX_FIRST, SANDBOX_SECOND, SANDBOX_PROCESSOR};
    int64_t *const ids[] = {&filling->issuer_ids[0], &filling->issuer_ids[1], &filling->processor_id};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        const struct organisation *organisation = NULL;
        if (desk_organisation(desk, identifiers[i], &organisation, e) != RC_OK) {
            return e->rc;
        }
        *ids[i] = organisation->id;
    }
    return RC_OK;
}

/* Places grow with the students, so that an interrupted filling finds its next ones by counting over. */
static enum rc count_over(struct filling *filling, int32_t today, struct err *e)
{
    struct invented_student student;
    for (int home = 0; home < 2; home++) {
        filling->next_person_seq[home] = 1;
        filling->next_card_seq[home] = 1;
    }
    for (int64_t i = 0; i < filling->done; i++) {
        if (invent_student(i, today, homes, &student, e) != RC_OK) {
            return e->rc;
        }
        filling->next_person_seq[student.home]++;
        filling->next_person_seq[1 - student.home] += student.visitor ? 1 : 0;
        filling->next_card_seq[student.home] += (int64_t)student.card_count;
    }
    return RC_OK;
}

static enum rc add_students(struct desk *desk, struct filling *filling, struct arena *arena, struct err *e)
{
    if (session_begin(desk->session, arena, NULL, e) != RC_OK || find_ids(desk, filling, e) != RC_OK ||
        count_over(filling, desk->session->today, e) != RC_OK) {
        return e->rc;
    }
    while (filling->done < filling->target) {
        if (session_transaction(desk->session, add_chunk, filling, e) != RC_OK) {
            return e->rc;
        }
        tell_progress(filling);
    }
    return session_transaction(desk->session, finish, filling, e);
}

/* Adds the organisations with all that they have besides students. */
static enum rc add_offices(struct desk *desk, const struct settings *settings, struct arena *arena, struct err *e)
{
    if (session_transaction(desk->session, add_organisations, NULL, e) != RC_OK) {
        return e->rc;
    }
    return sandbox_furnish(desk, settings->database, settings->imports_folder, arena, e);
}

static enum rc fill(struct desk *desk, const struct settings *settings, struct arena *arena, struct err *e)
{
    const char *progress = NULL;
    const char *target = NULL;
    struct err unused;
    struct filling filling = {.target = settings->students};
    long long done = 0;
    if (settings_get(desk->session->db, arena, SETTING_PROGRESS, &progress, e) != RC_OK ||
        settings_get(desk->session->db, arena, SETTING_TARGET, &target, e) != RC_OK) {
        return e->rc;
    }
    if (target != NULL) {
        return RC_OK;
    }
    if (progress == NULL && desk->session->directory.organisations.count > 0) {
        return err_set(e, RC_CONFLICT, "", "database", "the database holds a router that is no sandbox; name another one, or none");
    }
    if (progress == NULL && add_offices(desk, settings, arena, e) != RC_OK) {
        return e->rc;
    }
    if (progress != NULL && str_to_int64(str_of(progress), &done)) {
        filling.done = done;
    }
    arena_init(&filling.passing, 4096);
    (void)!picture_program_find(arena, &filling.picture_maker.program, &unused); /* serving will tell that it is not there */
    const enum rc rc = add_students(desk, &filling, arena, e);
    arena_deinit(&filling.passing);
    return rc;
}

static enum rc open_and_fill(const struct settings *settings, struct arena *arena, struct err *e)
{
    const struct db_options options = {.url = settings->database, .create = true};
    const struct registry_settings registry = {
        .database = settings->database, .new_logo_day = DAY_NONE, .temporary = settings->temporary, .bulk = true};
    AUTO(db_closep) struct db *db = NULL;
    AUTO(desk_close) struct desk desk = {0};
    if (require_database(settings, e) != RC_OK || db_open(&options, (struct db_statements){0}, &db, e) != RC_OK ||
        db_migrate(db, store_migrations(), NULL, e) != RC_OK || registry_open(&registry, &desk.registry, e) != RC_OK ||
        session_open(desk.registry, SESSION_WRITE, &desk.session, e) != RC_OK || session_begin(desk.session, arena, NULL, e) != RC_OK) {
        return e->rc;
    }
    return fill(&desk, settings, arena, e);
}

enum rc sandbox_fill(const struct settings *settings, struct arena *arena, struct err *e)
{
    const enum rc rc = open_and_fill(settings, arena, e);
    /* The large page cache of the filling goes back to the system: what follows runs long and small. */
    (void)malloc_trim(0);
    return rc;
}
