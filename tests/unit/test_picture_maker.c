/* SPDX-License-Identifier: EUPL-1.2 */
#include "picture/maker.h"

#include "core/picture.h"
#include "draw/portrait.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena arena;
static char folder[] = "/tmp/esc-test-XXXXXX";
static char script[64];
static int log_pipe[2];
static struct log log_to;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 65536);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_deinit(&arena);
    return 0;
}

static int begin_all(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(script, sizeof script, "%s/program", folder);
    assert_int_equal(pipe(log_pipe), 0);
    log_to = (struct log){.fd = log_pipe[1], .least = LOG_DEBUG};
    return 0;
}

static int end_all(void **state)
{
    (void)state;
    (void)unlink(script);
    (void)rmdir(folder);
    (void)close(log_pipe[0]);
    (void)close(log_pipe[1]);
    return 0;
}

static struct str portrait(unsigned width, unsigned height)
{
    struct buf out;
    buf_init(&out, &arena);
    portrait_png(1, width, height, &out);
    assert_false(out.failed);
    return (struct str){out.data, out.length};
}

static void test_made(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned width, height;
        bool resizes;
    } cases[] = {
        {"the exact size", 200, 300, false},
        {"the exact size, resizing allowed", 200, 300, true},
        {"larger", 800, 900, true},
        {"smaller", 20, 10, true},
        {"one pixel", 1, 1, true},
    };
    const struct picture_maker maker = {.program = DARKROOM};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        struct str out = {0};
        struct picture_head head;
        if (picture_make(&maker, &arena, portrait(cases[i].width, cases[i].height), cases[i].resizes, NULL, &out, &e) != RC_OK) {
            fail_msg("%s: %s", cases[i].name, e.msg);
        }
        assert_int_equal(picture_examine(out, &head, &e), RC_OK);
        assert_int_equal(head.format, PICTURE_JPEG);
        assert_int_equal(head.width, 200);
        assert_int_equal(head.height, 300);
    }
}

static void test_refused(void **state)
{
    (void)state;
    const struct picture_maker maker = {.program = DARKROOM};
    struct err e = {0};
    struct str out = {0};
    struct str cut = portrait(200, 300);
    assert_int_equal(picture_make(&maker, &arena, portrait(199, 300), false, NULL, &out, &e), RC_INVALID);
    assert_string_equal(e.msg, "the file is a picture of 199 x 300 pixels; exactly 200 x 300 were expected, or resize=true");
    /* Only the program knows that nothing says it is to be turned. */
    assert_int_equal(picture_make(&maker, &arena, portrait(300, 200), false, NULL, &out, &e), RC_INVALID);
    assert_string_equal(e.msg, "the file is a picture of 300 x 200 pixels; exactly 200 x 300 were expected, or resize=true");
    cut.length -= 20;
    assert_int_equal(picture_make(&maker, &arena, cut, true, NULL, &out, &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1404");
    assert_string_equal(e.msg, "the file could not be decoded as a PNG picture: it is cut short or damaged; a whole picture was expected");
    assert_int_equal(picture_make(&maker, &arena, STR("GIF89a"), true, NULL, &out, &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1401");
}

static void write_script(const char *text)
{
    FILE *const file = fopen(script, "w");
    assert_non_null(file);
    (void)fprintf(file, "#!/bin/sh\n%s\n", text);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(script, S_IRWXU), 0);
}

static const char *logged(void)
{
    static char text[1000];
    const ssize_t got = read(log_pipe[0], text, sizeof text - 1);
    text[got < 0 ? 0 : got] = '\0';
    return text;
}

#define MAGIC "printf 'PCSE"
#define NONE "\\0\\0\\0\\0"

/* Whatever stands in the program's place can't make the router believe it. */
static void test_programs_gone_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *name, *script;
        enum rc rc;
        const char *log; /* "" for nothing */
    } cases[] = {
        {"dead at once", "exit 0", RC_INVALID, "gave an answer that makes no sense"},
        {"killed", "kill -SYS $$", RC_INVALID, "was ended by signal 31"},
        {"gives back what it got", "exec cat", RC_INVALID, "gave an answer that makes no sense"},
        {"never stops", "exec cat /dev/zero", RC_INVALID, "was ended by signal"},
        {"never begins", "exec sleep 100", RC_INVALID, "was killed for taking too long"},
        {"a picture that is none", MAGIC NONE NONE NONE "\\4\\0\\0\\0abcd'", RC_INVALID, "gave an answer that makes no sense"},
        {"a picture that is longer than told", MAGIC NONE NONE NONE NONE "abcd'", RC_INVALID, "gave an answer that makes no sense"},
        {"a verdict that is none", MAGIC "\\4\\0\\0\\0" NONE NONE NONE "'", RC_INVALID, "gave an answer that makes no sense"},
        {"words behind a refusal", MAGIC "\\2\\0\\0\\0" NONE NONE "\\1\\0\\0\\0a'", RC_INVALID, "gave an answer that makes no sense"},
        {"a refusal", MAGIC "\\2\\0\\0\\0" NONE NONE NONE "'", RC_INVALID, ""},
        {"no fence", MAGIC "\\3\\0\\0\\0" NONE NONE NONE "'", RC_UNAVAILABLE, "esc-darkroom has no fence, or no memory"},
        {"no answer to an input that it does not read", "exec <&-; exit 1", RC_INVALID, "gave an answer that makes no sense"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        struct str out = {0};
        const bool waits = strstr(cases[i].script, "sleep") != NULL;
        const struct picture_maker maker = {.program = script, .log = &log_to, .timeout_ms = waits ? 100 : 0};
        write_script(cases[i].script);
        if (picture_make(&maker, &arena, portrait(200, 300), false, "r-1", &out, &e) != cases[i].rc) {
            fail_msg("%s: %s", cases[i].name, e.msg);
        }
        assert_string_equal(e.code, cases[i].rc == RC_INVALID ? "ER-1404" : "SE-0503");
        if (cases[i].log[0] != '\0') {
            const char *const line = logged();
            if (strstr(line, cases[i].log) == NULL || strstr(line, "r-1: ") == NULL) {
                fail_msg("%s: %s", cases[i].name, line);
            }
        }
    }
}

/* Neither descriptors nor environment. */
static void test_nothing_is_inherited(void **state)
{
    (void)state;
    const struct picture_maker maker = {.program = script, .log = &log_to};
    struct err e = {0};
    struct str out = {0};
    char text[400];
    (void)snprintf(text, sizeof text, "(ls /proc/$$/fd; tr '\\0' '\\n' </proc/$$/environ) >%s/seen 2>&1", folder);
    write_script(text);
    assert_int_equal(setenv("ESC_SECRET", "secret", 1), 0);
    assert_int_equal(picture_make(&maker, &arena, portrait(200, 300), false, NULL, &out, &e), RC_INVALID);
    (void)logged();
    (void)snprintf(text, sizeof text, "%s/seen", folder);
    FILE *const file = fopen(text, "r");
    assert_non_null(file);
    char seen[400] = "";
    (void)!fread(seen, 1, sizeof seen - 1, file);
    (void)fclose(file);
    (void)unlink(text);
    /* 10 is the script itself, as the shell keeps it. */
    assert_string_equal(seen, "0\n1\n10\n2\n");
}

static void test_no_program(void **state)
{
    (void)state;
    const struct picture_maker maker = {.program = "/nowhere/esc-darkroom", .log = &log_to};
    struct err e = {0};
    struct str out = {0};
    assert_int_equal(picture_make(&maker, &arena, portrait(200, 300), false, NULL, &out, &e), RC_UNAVAILABLE);
    assert_string_equal(e.code, "SE-0503");
    assert_string_equal(e.msg, "pictures can't be taken for the moment; try again later");
    assert_non_null(strstr(logged(), "-: /nowhere/esc-darkroom can't be started: No such file or directory"));
}

static void test_the_program_is_looked_for(void **state)
{
    (void)state;
    struct err e = {0};
    const char *path = NULL;
    assert_int_equal(picture_program_find(&arena, &path, &e), RC_UNAVAILABLE);
    assert_string_equal(e.msg, "the program esc-darkroom is neither beside this one nor in ../libexec/esc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_made, begin, end),
        cmocka_unit_test_setup_teardown(test_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_programs_gone_wrong, begin, end),
        cmocka_unit_test_setup_teardown(test_nothing_is_inherited, begin, end),
        cmocka_unit_test_setup_teardown(test_no_program, begin, end),
        cmocka_unit_test_setup_teardown(test_the_program_is_looked_for, begin, end),
    };
    return cmocka_run_group_tests(tests, begin_all, end_all);
}
