/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/doctor.h"

#include "store/counters.h"
#include "store/lists.h"
#include "store/outbox.h"
#include "store/pictures.h"
#include "store/schema.h"
#include "store/tallies.h"

#include <inttypes.h>

#define REPAIR "run \"esc-router doctor --repair\", which counts everything anew"
#define OLD_US INT64_C(86400000000)
#define FAILURES_MANY 5
#define RESTORE "restore the latest good backup with \"esc-router restore FILE\" and report what happened before"

static const struct {
    enum doctor_check check;
    const char *name;
    const char *good;
    const char *bad; /* follows a number */
    const char *cure;
} checks[] = {
    {CHECK_HEADS, "list-counts", "every list's count agrees with its entries", "lists whose count differs from their entries", REPAIR},
    {CHECK_BUCKETS, "list-places", "every page can be found by its number", "stretches of lists whose count differs from their entries",
        REPAIR},
    {CHECK_COUNTERS, "card-counters", "the counters agree with the cards", "counters that differ from the cards", REPAIR},
    {CHECK_STRAY_CARDS, "cards-have-holders", "every card's holder is enrolled at its issuer",
        "cards whose holder is not enrolled at the issuer", RESTORE},
    {CHECK_STRAY_PERSONS, "persons-are-enrolled", "every person is enrolled somewhere", "persons who are enrolled nowhere", RESTORE},
    {CHECK_PICTURES, "pictures", "every enrolment knows whether it has a picture",
        "enrolments that have a picture and don't know it, or know of one that is not there", REPAIR},
};

static void add(struct findings *out, const struct finding *finding)
{
    out->items[out->count++] = *finding;
    out->bad += !finding->good;
}

static enum rc examine_files(struct session *session, struct findings *out, struct err *e)
{
    struct err found = {0};
    if (db_check(session->db, &found) == RC_OK) {
        add(out, &(struct finding){"database-files", true, "the database's files are sound", NULL});
        return RC_OK;
    }
    if (found.rc != RC_INTERNAL) {
        *e = found; /* could not look, which says nothing of the files */
        return e->rc;
    }
    const char *const what = arena_copy(session->arena, found.msg);
    if (what == NULL) {
        return err_no_memory(e);
    }
    add(out, &(struct finding){"database-files", false, what, RESTORE});
    return RC_OK;
}

static enum rc examine_tables(struct session *session, struct findings *out, struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        int64_t wrong = 0;
        if (counters_check(session->db, checks[i].check, &wrong, e) != RC_OK) {
            return err_wrap(e, "%s", checks[i].name);
        }
        if (wrong == 0) {
            add(out, &(struct finding){checks[i].name, true, checks[i].good, NULL});
            continue;
        }
        const char *const what = arena_format(session->arena, "%" PRId64 " %s", wrong, checks[i].bad);
        if (what == NULL) {
            return err_no_memory(e);
        }
        add(out, &(struct finding){checks[i].name, false, what, checks[i].cure});
    }
    return RC_OK;
}

/* One finding about `wrong` rows. */
static enum rc add_count(
    struct session *session, struct findings *out, int64_t wrong, const struct finding *good, const char *bad, struct err *e)
{
    if (wrong == 0) {
        add(out, good);
        return RC_OK;
    }
    const char *const what = arena_format(session->arena, "%" PRId64 " %s", wrong, bad);
    if (what == NULL) {
        return err_no_memory(e);
    }
    add(out, &(struct finding){good->name, false, what, REPAIR});
    return RC_OK;
}

static enum rc examine_statistics(struct session *session, struct findings *out, struct err *e)
{
    int64_t wrong_tallies = 0;
    int64_t wrong_issued = 0;
    if (tallies_check(session->db, &wrong_tallies, &wrong_issued, e) != RC_OK) {
        return err_wrap(e, "statistics");
    }
    const struct finding active = {"active-counts", true, "the counts of active cards and their holders agree with the cards", NULL};
    const struct finding issued = {"issued-counts", true, "the counts of issued cards agree with the cards", NULL};
    if (add_count(session, out, wrong_tallies, &active, "counts of active cards or their holders that differ from the cards", e) != RC_OK) {
        return e->rc;
    }
    return add_count(session, out, wrong_issued, &issued, "counts of issued cards that differ from the cards", e);
}

static enum rc examine_organisations(struct session *session, struct findings *out, struct err *e)
{
    const struct organisations *const all = &session->directory.organisations;
    struct finding finding = {"organisations", true, "every organisation may write", NULL};
    size_t waiting = 0;
    for (size_t i = 0; i < all->count; i++) {
        struct err ignored = {0};
        waiting += organisation_check_writable(&all->items[i], session->today, &ignored) != RC_OK;
    }
    if (waiting > 0) {
        finding.what = arena_format(session->arena,
            "%zu of %zu organisations can read but not write: suspended, closed, invited, or the current legal documents are not accepted",
            waiting, all->count);
    } else if (all->count == 0) {
        finding.good = false;
        finding.what = "there is no organisation yet";
        finding.cure = "add one with \"esc-router organisation add\", then make its token with \"esc-router token create\"";
    }
    if (finding.what == NULL) {
        return err_no_memory(e);
    }
    add(out, &finding);
    return RC_OK;
}

/* What waits to be sent for a day is not being sent. */
static enum rc examine_outbox(struct session *session, struct findings *out, struct err *e)
{
    struct finding finding = {"outbox", true, "mails and events get away", NULL};
    int64_t old = 0;
    if (outbox_count_before(session->db, session->now_us - OLD_US, &old, e) != RC_OK) {
        return e->rc;
    }
    if (old > 0) {
        finding.good = false;
        finding.what = arena_format(session->arena, "%" PRId64 " mails and events have waited to be sent for more than a day", old);
        finding.cure = "look at mail-server and at \"esc-router service list\"; the router's log names the last failure, if a router runs";
    }
    if (finding.what == NULL) {
        return err_no_memory(e);
    }
    add(out, &finding);
    return RC_OK;
}

static enum rc examine_services(struct session *session, struct findings *out, struct err *e)
{
    const struct remote_services *const all = &session->directory.services;
    struct finding finding = {"services", true, "every service takes what it is told", NULL};
    size_t failing = 0;
    for (size_t i = 0; i < all->count; i++) {
        struct remote_service service = {0};
        bool found = false;
        if (remote_services_get(session->db, session->arena, all->items[i].id, &service, &found, e) != RC_OK) {
            return e->rc;
        }
        failing += found && service.failures >= FAILURES_MANY;
    }
    if (failing > 0) {
        finding.good = false;
        finding.what = arena_format(session->arena, "%zu of %zu services have refused or not answered %d times in a row, or more", failing,
            all->count, FAILURES_MANY);
        finding.cure = "\"esc-router service show ID\" tells the last failure; have the service mended, or disable it";
    }
    if (finding.what == NULL) {
        return err_no_memory(e);
    }
    add(out, &finding);
    return RC_OK;
}

enum rc registry_examine(struct session *session, const struct finding *besides, struct findings *out, struct err *e)
{
    *out = (struct findings){.items = arena_alloc_array(session->arena, COUNT_OF(checks) + 7, sizeof *out->items)};
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    if (besides != NULL) {
        add(out, besides);
    }
    if (examine_files(session, out, e) != RC_OK || examine_tables(session, out, e) != RC_OK ||
        examine_statistics(session, out, e) != RC_OK) {
        return e->rc;
    }
    if (examine_organisations(session, out, e) != RC_OK || examine_outbox(session, out, e) != RC_OK) {
        return e->rc;
    }
    return examine_services(session, out, e);
}

enum rc registry_repair(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    if (lists_rebuild(session->db, session->now_us, e) != RC_OK || counters_rebuild(session->db, e) != RC_OK ||
        tallies_rebuild(session->db, e) != RC_OK || pictures_recount(session->db, e) != RC_OK) {
        return e->rc;
    }
    session->touched.too_many = true;
    return session_audit(session, AUDIT_DATABASE_REPAIR, 0, 0, NULL, e);
}
