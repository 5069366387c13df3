/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/legal.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EACH "{{#processors}}"
#define NONE "{{^processors}}"
#define CLOSE "{{/processors}}"

static const struct legal_processor processors[] = {
    {{[LEGAL_PROCESSOR_NAME] = "CampusCard",
        [LEGAL_PROCESSOR_IDENTIFIER] = "B99999999",
        [LEGAL_PROCESSOR_COUNTRY] = "Belgium",
        [LEGAL_PROCESSOR_FROM] = "2026-01-01"}},
    {{[LEGAL_PROCESSOR_NAME] = "{{organisation.name}}", [LEGAL_PROCESSOR_IDENTIFIER] = "B99999998"}},
};

static struct legal_values values_of(size_t count)
{
    return (struct legal_values){
        .values = {[LEGAL_ORGANISATION_NAME] = "Universit\xc3\xa9",
            [LEGAL_ORGANISATION_IDENTIFIER] = "999999991",
            [LEGAL_ORGANISATION_WEBSITE] = "",
            [LEGAL_DOCUMENT_VERSION] = "3",
            [LEGAL_PROCESSORS] = "CampusCard (B99999999)"},
        .processors = processors,
        .processor_count = count,
    };
}

static const struct {
    const char *name, *body;
    size_t processors;
    const char *filled;
} filled[] = {
    {"plain text", "No braces, { one } and \xc3\xa9.\n", 0, "No braces, { one } and \xc3\xa9.\n"},
    {"values", "{{organisation.name}} ({{ organisation.identifier }}), v{{document.version}}", 0, "Universit\xc3\xa9 (999999991), v3"},
    {"what is not known or empty", "{{organisation.website}} {{organisation.country}}", 0, "(not stated) (not stated)"},
    {"one for each", EACH "[{{processor.name}}]" CLOSE, 2, "[CampusCard][{{organisation.name}}]"},
    {"values of the organisation in a block", EACH "{{organisation.identifier}}:{{processor.identifier}} " CLOSE, 2,
        "999999991:B99999999 999999991:B99999998 "},
    {"none", "a" EACH "x" CLOSE "b", 0, "ab"},
    {"a block for none", "a" NONE "nobody" CLOSE "b", 0, "anobodyb"},
    {"the same where there are some", "a" NONE "nobody" CLOSE "b", 2, "ab"},
    {"marks alone on their lines", "We use:\n" EACH "\n- {{processor.name}}\n" CLOSE "\nand nobody else.\n", 1,
        "We use:\n- CampusCard\nand nobody else.\n"},
    {"two blocks", EACH "{{processor.from}}" CLOSE NONE "-" CLOSE EACH "{{processor.until}}" CLOSE, 1, "2026-01-01(not stated)"},
    {"all in one line", "By {{processors}}.", 1, "By CampusCard (B99999999)."},
};

static void test_filling(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(filled); i++) {
        struct arena arena;
        struct buf out;
        struct err e = {0};
        arena_init(&arena, 256);
        buf_init(&out, &arena);
        const struct legal_values values = values_of(filled[i].processors);
        const enum rc rc = legal_body_fill(str_of(filled[i].body), &values, &out, &e);
        if (rc != RC_OK || strcmp(buf_text(&out), filled[i].filled) != 0) {
            fail_msg("%s: %s%s", filled[i].name, rc == RC_OK ? buf_text(&out) : "", e.msg);
        }
        arena_deinit(&arena);
    }
}

#define KNOWN                                                                                                                   \
    "organisation.name, organisation.identifier, organisation.identifierType, organisation.type, organisation.country, "        \
    "organisation.address, organisation.website, organisation.domain, organisation.legalBasis, document.version, document.date" \
    " or processors"

static const struct {
    const char *name, *body, *code, *msg;
} refused[] = {
    {"nothing", "", "ER-1012", "the text is empty; 1 to 262144 bytes were expected"},
    {"no text", "ok\n\xff", "ER-1012", "the text is no valid UTF-8"},
    {"a control character", "one\ntwo\r\n", "ER-1012", "line 2: the text has a control character in it"},
    {"an unknown name", "one\n\n{{organisation.nam}}", "ER-2102", "line 3: there is no placeholder {{organisation.nam}}; there are " KNOWN},
    {"another letter case", "{{Organisation.name}}", "ER-2102", "line 1: there is no placeholder {{Organisation.name}}; there are " KNOWN},
    {"no name", "{{}}", "ER-2102", "line 1: there is no placeholder {{}}; there are " KNOWN},
    {"open braces", "one\n{{organisation.name", "ER-2102", "line 2: the braces {{ are not closed by }}"},
    {"braces that are half closed", "{{organisation.name}", "ER-2102", "line 1: the braces {{ are not closed by }}"},
    {"an open block", "one\n" EACH "\ntwo\n", "ER-2102", "line 2: the block is not closed by " CLOSE},
    {"a block that was not opened", "one\n\n" CLOSE, "ER-2102", "line 3: " CLOSE " closes no block"},
    {"a block in a block", EACH "\n" EACH CLOSE CLOSE, "ER-2102", "line 2: " EACH " stands inside another block"},
    {"a processor's value outside", "{{processor.name}}", "ER-2102",
        "line 1: the placeholder {{processor.name}} stands only between " EACH " and " CLOSE},
    {"a processor's value where there is none", NONE "{{processor.name}}" CLOSE, "ER-2102",
        "line 1: the placeholder {{processor.name}} stands only between " EACH " and " CLOSE},
    {"another block", "{{#cards}}x{{/cards}}", "ER-2102", "line 1: there is no placeholder {{#cards}}; there are " KNOWN},
};

static void test_what_is_no_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct err e = {0};
        const enum rc rc = legal_body_check(str_of(refused[i].body), &e);
        if (rc != RC_INVALID || strcmp(e.msg, refused[i].msg) != 0) {
            fail_msg("%s: %s", refused[i].name, e.msg);
        }
        assert_string_equal(e.code, refused[i].code);
        assert_string_equal(e.field, "body");
    }
}

static void test_sizes(void **state)
{
    (void)state;
    struct arena arena;
    struct buf out;
    struct err e = {0};
    char *const body = malloc(LEGAL_BODY_MAX + 1);
    assert_non_null(body);
    memset(body, 'a', LEGAL_BODY_MAX + 1);
    assert_int_equal(legal_body_check((struct str){body, LEGAL_BODY_MAX}, &e), RC_OK);
    assert_int_equal(legal_body_check((struct str){body, LEGAL_BODY_MAX + 1}, &e), RC_INVALID);
    assert_string_equal(e.msg, "the text is too long; 1 to 262144 bytes were expected");
    /* A long block for each of many processors. */
    memcpy(body, EACH, strlen(EACH));
    memcpy(body + LEGAL_BODY_MAX - strlen(CLOSE), CLOSE, strlen(CLOSE));
    struct legal_processor *const many = calloc(100, sizeof *many);
    assert_non_null(many);
    const struct legal_values large = {.processors = many, .processor_count = 100};
    arena_init(&arena, 256);
    buf_init(&out, &arena);
    assert_int_equal(legal_body_fill((struct str){body, LEGAL_BODY_MAX}, &large, &out, &e), RC_INVALID);
    assert_string_equal(e.msg, "the filled text is longer than 4194304 bytes");
    arena_deinit(&arena);
    free(many);
    free(body);
}

static void test_kinds_and_languages(void **state)
{
    (void)state;
    static const char *const good[] = {"en", "fr", "ast", "pt-BR"};
    static const char *const bad[] = {"", "e", "EN", "engl", "en-", "en-gb", "en-GBR", "en_GB", "en-GB-x", "../en"};
    enum legal_kind kind = LEGAL_TERMS;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct err e = {0};
        assert_int_equal(language_check(str_of(good[i]), &e), RC_OK);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct err e = {0};
        assert_int_equal(language_check(str_of(bad[i]), &e), RC_INVALID);
        assert_string_equal(e.field, "language");
    }
    assert_true(legal_kind_parse(STR("joint-controllership"), &kind));
    assert_int_equal(kind, LEGAL_CONTROLLERSHIP);
    assert_true(legal_kind_parse(STR("PRIVACY"), &kind));
    assert_int_equal(kind, LEGAL_PRIVACY);
    assert_false(legal_kind_parse(STR("cookies"), &kind));
    assert_string_equal(legal_kind_code(LEGAL_CONTROLLERSHIP)->key, "JOINT_CONTROLLERSHIP");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filling),
        cmocka_unit_test(test_what_is_no_text),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_kinds_and_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
