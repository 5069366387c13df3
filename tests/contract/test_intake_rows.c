/* SPDX-License-Identifier: EUPL-1.2 */
/* What single rows of imports come to: issued, changed, deleted, unchanged, refused with all that is wrong. */
#include "imports.h"

#define ADA ESI("ada")
#define BOB ESI("bob")
#define EVE ESI("eve")
#define ADAS "6a01dfc0-cb98-1035-a19b-001" FIRST
#define BOBS_OLD "7a01dfc0-cb98-1035-a19b-001" FIRST
#define FREE "8a01dfc0-cb98-1035-a19b-001" FIRST
#define OTHERS "9a01dfc0-cb98-1035-a19b-001" SECOND

static void issue(struct office *office, const char *issuer, const char *esi, const char *number)
{
    struct card_input input = card_input_of(issuer, esi);
    struct card_detail detail;
    input.number = number;
    MUST(office_issue(office, issuer, &input, &detail, &e));
}

/* Ada has a card at each of two institutions, Bob had one at the first. */
static void begin(struct intake_world *w, void **state)
{
    world_open(w, state);
    office_add_person(&w->office, FIRST, ADA, "Ada Lovelace");
    office_add_person(&w->office, FIRST, BOB, "Bob");
    office_add_person(&w->office, SECOND, ADA, "Augusta");
    issue(&w->office, FIRST, ADA, ADAS);
    issue(&w->office, FIRST, BOB, BOBS_OLD);
    issue(&w->office, SECOND, ADA, OTHERS);
    MUST(office_delete_card(&w->office, FIRST, BOBS_OLD, &e));
}

#define ISSUING "personIdentifier,cardNumber,cardType,expiresAt,"

/* One row for each case, on the same beginning. */
static const struct {
    const char *name, *actor;
    enum import_operation operation;
    const char *file;
    int created, updated, unchanged;
    const char *reasons; /* why it is refused; NULL: it is not */
} rows[] = {
    {"a new card for an enrolled person", FIRST, IMPORT_CREATE, ISSUING "\n" BOB ",,SMART_CDZ,2030-01-01", 1, 0, 0, NULL},
    {"a type by number, a day with slashes", FIRST, IMPORT_CREATE, ISSUING "issuedAt\n" BOB ",,6,31/12/2029,01/09/2026", 1, 0, 0, NULL},
    {"a new person", FIRST, IMPORT_CREATE, ISSUING "fullName,email,academicLevel\n" EVE ",,3,2030-01-01,Eve,eve@univ.example,7", 1, 0, 0,
        NULL},
    {"a person whom another institution knows", SECOND, IMPORT_CREATE, ISSUING "\n" BOB ",,3,2030-01-01", 1, 0, 0, NULL},
    {"a number of one's own", FIRST, IMPORT_CREATE, ISSUING "\n" BOB "," FREE ",3,2030-01-01", 1, 0, 0, NULL},
    {"a deleted number again", FIRST, IMPORT_CREATE, ISSUING "\n" BOB "," BOBS_OLD ",3,2030-01-01", 1, 0, 0, NULL},
    {"a deleted number for another person", FIRST, IMPORT_CREATE, ISSUING "\n" ADA "," BOBS_OLD ",3,2030-01-01", 0, 0, 0,
        "the number was used for a card of another person or issuer, and a number is never given twice; take a new one (ER-0002)"},
    {"a card that is as the row says", FIRST, IMPORT_CREATE, ISSUING "cardStatusType\n" ADA "," ADAS ",SMART_CDZ,2027-11-22,active", 0, 0,
        1, NULL},
    {"a card that is otherwise", FIRST, IMPORT_CREATE, ISSUING "\n" ADA "," ADAS ",SMART_CDZ,2030-01-01", 0, 0, 0,
        "a card with this number exists already and has other values; change it by an import with operation UPDATE (ER-0002)"},
    {"a number in use by somebody else", FIRST, IMPORT_CREATE, ISSUING "\n" BOB "," ADAS ",3,2030-01-01", 0, 0, 0,
        "a card with this number exists already for another person or issuer (ER-0002)"},
    {"a number of another issuer", FIRST, IMPORT_CREATE, ISSUING "\n" BOB "," OTHERS ",3,2030-01-01", 0, 0, 0,
        "card number " OTHERS " carries the PIC " SECOND "; the issuer's PIC " FIRST " was expected as its last nine characters (ER-1001)"},
    {"a processor for its issuer", PROCESSOR, IMPORT_CREATE, ISSUING "issuerIdentifier\n" BOB ",,3,2030-01-01," FIRST, 1, 0, 0, NULL},
    {"a processor that names no issuer", PROCESSOR, IMPORT_CREATE, ISSUING "\n" BOB ",,3,2030-01-01", 0, 0, 0,
        "issuerIdentifier is missing; only an issuer itself may leave it out (ER-1011)"},
    {"another issuer", FIRST, IMPORT_CREATE, ISSUING "issuerIdentifier\n" BOB ",,3,2030-01-01," SECOND, 0, 0, 0,
        "access denied: organisation " FIRST " may not act for organisation " SECOND
        "; a processor needs a mandate of the issuer (SE-0000)"},
    {"an unknown issuer", FIRST, IMPORT_CREATE, ISSUING "issuerIdentifier\n" BOB ",,3,2030-01-01,123456789", 0, 0, 0,
        "there is no organisation 123456789 in this router (ER-0004)"},
    {"a processor without mandate", FIRST, IMPORT_CREATE, ISSUING "processorIdentifier\n" BOB ",,3,2030-01-01," WITHOUT_MANDATE, 0, 0, 0,
        "processorIdentifier is " WITHOUT_MANDATE ", which is no processor mandated by the issuer " FIRST " (ER-0006)"},
    {"a card that would expire before", FIRST, IMPORT_CREATE, ISSUING "issuedAt\n" BOB ",,3,2026-01-01,2026-01-02", 0, 0, 0,
        "expiresAt is 2026-01-01, before issuedAt 2026-01-02; a card can't expire before it is issued (ER-1014)"},
    {"all that is wrong at once", FIRST, IMPORT_CREATE,
        ISSUING "email,academicLevel,cardStatusType,issuedAt,processorIdentifier\n,x,9,31/02/2030,nobody,4,GONE,yesterday,B1", 0, 0, 0,
        "personIdentifier is missing (ER-1011); the e-mail address has not the form name@example.org (ER-1013); academicLevel is \"4\"; "
        "BACHELOR, MASTER or DOCTORATE was expected (ER-1012); the card number \"x\" has 1 characters; a UUID was expected, 36 characters "
        "with dashes or 32 without (ER-1001); cardType is \"9\"; UNKNOWN, PASSIVE, SMART_NO_CDZ, SMART_CDZ, SMART_MAY_SP, SMART_PASSIVE "
        "or SMART_PASSIVE_EMULATION was expected (ER-1012); cardStatusType is \"GONE\"; ACTIVE or INACTIVE was expected (ER-1012); "
        "issuedAt is \"yesterday\"; a day such as 2026-11-22 or 22/11/2026 was expected (ER-1012); expiresAt is \"31/02/2030\"; a day such "
        "as 2026-11-22 or 22/11/2026 was expected (ER-1012); processorIdentifier is B1, which is no processor mandated by the issuer " FIRST
        " (ER-0006)"},
    {"more cells than names", FIRST, IMPORT_CREATE, ISSUING "\n" BOB ",,3,2030-01-01,,x", 0, 0, 0,
        "the row has more cells than the first row has names (ER-1204)"},
    {"text after a closing quote", FIRST, IMPORT_CREATE, ISSUING "fullName\n" BOB ",,3,2030-01-01,\"B\"ob", 0, 0, 0,
        "the row has text after a closing quote; a quote within quotes is written twice (ER-1204)"},
    {"a card's type", FIRST, IMPORT_UPDATE, "cardNumber,cardType\n" ADAS ",SMART_MAY_SP", 0, 1, 0, NULL},
    {"a holder's e-mail", FIRST, IMPORT_UPDATE, "cardNumber,email\n" ADAS ",ada@univ.example", 0, 1, 0, NULL},
    {"card and holder", FIRST, IMPORT_UPDATE, "cardNumber,fullName,expiresAt\n" ADAS ",Ada King,2031-01-01", 0, 1, 0, NULL},
    {"blank cells say nothing", FIRST, IMPORT_UPDATE, "cardNumber,fullName,cardType,displayName\n" ADAS ",,,", 0, 0, 1, NULL},
    {"what is there already", FIRST, IMPORT_UPDATE, "cardNumber,fullName,cardType\n" ADAS ",Ada Lovelace,SMART_CDZ", 0, 0, 1, NULL},
    {"an update by the processor", PROCESSOR, IMPORT_UPDATE, "cardNumber,cardType\n" ADAS ",0", 0, 1, 0, NULL},
    {"an update of nobody's number", FIRST, IMPORT_UPDATE, "cardNumber\n" FREE, 0, 0, 0, "there is no card with this number (ER-0001)"},
    {"an update of a deleted card", FIRST, IMPORT_UPDATE, "cardNumber\n" BOBS_OLD, 0, 0, 0, "there is no card with this number (ER-0001)"},
    {"an update of another's card", FIRST, IMPORT_UPDATE, "cardNumber\n" OTHERS, 0, 0, 0,
        "access denied: the card was issued by another organisation, not by yours (SE-0000)"},
    {"an update to another holder", FIRST, IMPORT_UPDATE, "cardNumber,personIdentifier\n" ADAS "," BOB, 0, 0, 0,
        "personIdentifier names another person than the holder of the card; a card number is never given to another person (ER-1017)"},
    {"an update to another issuer", FIRST, IMPORT_UPDATE, "cardNumber,issuerIdentifier\n" ADAS "," SECOND, 0, 0, 0,
        "issuerIdentifier is not the issuer of the card, who can't be changed (ER-1017)"},
    {"an update that expires before", FIRST, IMPORT_UPDATE, "cardNumber,expiresAt\n" ADAS ",2020-01-01", 0, 0, 0,
        "expiresAt is 2020-01-01, before issuedAt 2026-11-22; a card can't expire before it is issued (ER-1014)"},
    {"a deletion", FIRST, IMPORT_DELETE, "cardNumber,cardType\n" ADAS ",whatever", 0, 1, 0, NULL},
    {"a deletion of nothing", FIRST, IMPORT_DELETE, "cardNumber\n" BOBS_OLD, 0, 0, 0, "there is no card with this number (ER-0001)"},
    {"a deletion of another's card", FIRST, IMPORT_DELETE, "cardNumber\n" OTHERS, 0, 0, 0,
        "access denied: the card was issued by another organisation, not by yours (SE-0000)"},
    {"a deletion of what is no number", FIRST, IMPORT_DELETE, "cardNumber,email\nx,y", 0, 0, 0,
        "the card number \"x\" has 1 characters; a UUID was expected, 36 characters with dashes or 32 without (ER-1001)"},
};

/* The last cell of the second line. */
static const char *reasons_of(struct intake_world *w, const struct import *import)
{
    struct csv_row row;
    struct intake_file file;
    const char *const text = world_errors(w, import);
    const int fd = world_file(w, str_of(text));
    bool has = false;
    MUST(intake_open(&file, fd, 0, strlen(text), import->operation, &w->arena, &e));
    MUST(csv_next(file.reader, &row, &has, &e));
    assert_true(has);
    const struct str last = row.cells[row.count - 1];
    const char *const reasons = arena_text(&w->arena, last.data, last.length);
    intake_close(&file);
    (void)close(fd);
    return reasons;
}

static void check_row(struct intake_world *w, size_t i, enum import_mode mode, bool is_dry_run)
{
    const struct import import = world_import(w, rows[i].actor, rows[i].operation, mode, is_dry_run, str_of(rows[i].file));
    const bool is_refused = rows[i].reasons != NULL;
    const bool fails = is_refused && mode == IMPORT_ALL && !is_dry_run;
    if (import.state != (fails ? IMPORT_FAILED : IMPORT_DONE) || import.created != rows[i].created || import.updated != rows[i].updated ||
        import.unchanged != rows[i].unchanged || import.failed != (is_refused ? 1 : 0)) {
        fail_msg("%s: %s, %d, %d, %d, %d: %s", rows[i].name, import_state_code(import.state)->key, (int)import.created, (int)import.updated,
            (int)import.unchanged, (int)import.failed, is_refused || import.failed == 0 ? "" : reasons_of(w, &import));
    }
    if (is_refused && strcmp(reasons_of(w, &import), rows[i].reasons) != 0) {
        fail_msg("%s: %s", rows[i].name, reasons_of(w, &import));
    }
}

static int64_t total(const struct contract *contract)
{
    return office_number(contract,
        "SELECT (SELECT COUNT(*) FROM card WHERE deleted_at_us IS NULL) * 1000000 + (SELECT SUM(version) FROM card)"
        " * 1000 + (SELECT SUM(version) FROM enrolment)");
}

/* A dry run tells the same as the import and writes nothing; undone, the import has left nothing either. */
static void check_each(void **state, size_t from, size_t to)
{
    struct intake_world w;
    begin(&w, state);
    const int64_t before = total(*state);
    for (size_t i = from; i < to; i++) {
        check_row(&w, i, IMPORT_VALID, true);
        check_row(&w, i, IMPORT_ALL, true);
        assert_int_equal(total(*state), before);
        if (rows[i].reasons != NULL) {
            check_row(&w, i, IMPORT_ALL, false);
            check_row(&w, i, IMPORT_VALID, false);
            assert_int_equal(total(*state), before);
        }
    }
    office_assert_sound(&w.office);
    world_close(&w);
}

static void test_refusals_and_dry_runs(void **state)
{
    check_each(state, 0, COUNT_OF(rows));
}

/* Each that is written is taken back before the next. */
static void test_writing_and_undoing(void **state)
{
    struct intake_world w;
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].reasons != NULL) {
            continue;
        }
        const enum import_mode mode = i % 2 == 0 ? IMPORT_ALL : IMPORT_VALID;
        struct import import = world_import(&w, rows[i].actor, rows[i].operation, mode, false, str_of(rows[i].file));
        assert_counts(&import, IMPORT_DONE, rows[i].created, rows[i].updated, rows[i].unchanged, 0);
        office_assert_sound(&w.office);
        MUST(world_undo(&w, rows[i].actor, &import, &e));
        assert_int_equal(import.state, IMPORT_UNDONE);
        office_assert_sound(&w.office);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE deleted_at_us IS NULL"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM enrolment WHERE version <> 1"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM import_row"), 0);
    world_close(&w);
}

static void test_what_is_written(void **state)
{
    struct intake_world w;
    struct card_detail card;
    struct person_detail person;
    begin(&w, state);
    struct import import = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false,
        STR("E-mail;Full Name;PERSON_IDENTIFIER;academiclevel;card-number;cardType;cardStatusType;displayName;issuedAt;expiresAt;"
            "processorIdentifier\r\n"
            "eve@univ.example;\"E\xc3\xb6ve; \"\"E\"\"\";" EVE ";doctorate;" FREE
            ";smart_cdz;inactive;E. V.;2026-09-01;30/09/2027;" PROCESSOR "\r\n"));
    assert_counts(&import, IMPORT_DONE, 1, 0, 0, 0);
    MUST(office_get_card(&w.office, FIRST, FREE, &card, &e));
    assert_int_equal(card.card.type, CARD_SMART_CDZ);
    assert_int_equal(card.card.status, CARD_INACTIVE);
    assert_string_equal(card.card.display_name, "E. V.");
    assert_int_equal(card.card.issued_day, 20697);
    assert_int_equal(card.card.expires_day, 21091);
    assert_string_equal(card.processor->identifier, PROCESSOR);
    MUST(office_get_person(&w.office, FIRST, EVE, &person, &e));
    assert_string_equal(person.enrolments[0].enrolment.full_name, "E\xc3\xb6ve; \"E\"");
    assert_string_equal(person.enrolments[0].enrolment.name_key, "eove; \"e\"");
    assert_string_equal(person.enrolments[0].enrolment.email, "eve@univ.example");
    assert_int_equal(person.enrolments[0].enrolment.academic_level, LEVEL_DOCTORATE);
    import = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false,
        STR("personIdentifier,cardType,expiresAt,academicLevel\n" EVE ",0,2030-01-01,6\n" ADA ",0,2030-01-01,\n"));
    assert_counts(&import, IMPORT_DONE, 2, 0, 0, 0);
    MUST(office_get_person(&w.office, FIRST, EVE, &person, &e));
    assert_int_equal(person.enrolments[0].enrolment.academic_level, LEVEL_BACHELOR);
    assert_string_equal(person.enrolments[0].enrolment.email, "eve@univ.example");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE request_id = 'import-2' AND action IN (10, 51)"), 3);
    world_close(&w);
}

/* errors.csv can be sent again: mended, it goes through, and what made it harmless is gone. */
static void test_refused_rows_again(void **state)
{
    struct intake_world w;
    struct person_detail person;
    begin(&w, state);
    struct import import = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_VALID, false,
        STR("personIdentifier;fullName;cardType;expiresAt\n" EVE ";=1+1;x;2030-01-01\n" BOB ";\"'=B\";0;2030-01-01\n"));
    assert_counts(&import, IMPORT_DONE, 1, 0, 0, 1);
    const char *const errors = world_errors(&w, &import);
    assert_string_equal(errors,
        "personIdentifier;fullName;cardType;expiresAt;errors\r\n" EVE
        ";'=1+1;x;2030-01-01;\"cardType is \"\"x\"\"; UNKNOWN, PASSIVE, SMART_NO_CDZ, SMART_CDZ, SMART_MAY_SP, SMART_PASSIVE or "
        "SMART_PASSIVE_EMULATION was expected (ER-1012)\"\r\n");
    char *const mended = arena_copy(&w.arena, errors);
    *strstr(mended, ";x;") = ';';
    strstr(mended, ";x;")[1] = '3';
    import = world_import(&w, FIRST, IMPORT_CREATE, IMPORT_ALL, false, str_of(mended));
    assert_counts(&import, IMPORT_DONE, 1, 0, 0, 0);
    MUST(office_get_person(&w.office, FIRST, EVE, &person, &e));
    assert_string_equal(person.enrolments[0].enrolment.full_name, "=1+1");
    MUST(office_get_person(&w.office, FIRST, BOB, &person, &e));
    assert_string_equal(person.enrolments[0].enrolment.full_name, "'=B");
    world_close(&w);
}

int main(void)
{
    const struct contract_test tests[] = {
        CONTRACT_TEST(test_refusals_and_dry_runs),
        CONTRACT_TEST(test_writing_and_undoing),
        CONTRACT_TEST(test_what_is_written),
        CONTRACT_TEST(test_refused_rows_again),
    };
    return CONTRACT_RUN("imports, row by row", tests);
}
