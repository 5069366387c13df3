/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct settings {
    const char *config;
    const char *public_url;
    int64_t workers;
    bool verbose;
};

static const struct option_spec specs[] = {
    {.name = "config",
        .letter = 'c',
        .type = OPTION_TEXT,
        .offset = offsetof(struct settings, config),
        .value_name = "FILE",
        .help = "the configuration",
        .command_line_only = true},
    {.name = "public-url",
        .type = OPTION_TEXT,
        .offset = offsetof(struct settings, public_url),
        .value_name = "URL",
        .help = "where it is seen"},
    {.name = "workers",
        .letter = 'w',
        .type = OPTION_NUMBER,
        .offset = offsetof(struct settings, workers),
        .value_name = "N",
        .help = "how many",
        .min = 1,
        .max = 64},
    {.name = "verbose",
        .letter = 'v',
        .type = OPTION_FLAG,
        .offset = offsetof(struct settings, verbose),
        .value_name = "",
        .help = "say more"},
};
static const struct option_table table = {specs, COUNT_OF(specs)};

#define ARGUMENTS_MAX 8

static const struct {
    const char *name;
    const char *arguments[ARGUMENTS_MAX];
    const char *msg; /* NULL: accepted */
    const char *url;
    int64_t workers;
    bool verbose;
    const char *operands[ARGUMENTS_MAX];
} cases[] = {
    {"nothing", {NULL}, NULL, "unset", 4, false, {NULL}},
    {"a value behind", {"--public-url", "a"}, NULL, "a", 4, false, {NULL}},
    {"a value attached", {"--public-url=a=b"}, NULL, "a=b", 4, false, {NULL}},
    {"an empty value", {"--public-url="}, NULL, "", 4, false, {NULL}},
    {"a value that looks like an option", {"--public-url", "--verbose"}, NULL, "--verbose", 4, false, {NULL}},
    {"a number", {"--workers", "64"}, NULL, "unset", 64, false, {NULL}},
    {"letters", {"-w8", "-v"}, NULL, "unset", 8, true, {NULL}},
    {"a letter with its value behind", {"-w", "8"}, NULL, "unset", 8, false, {NULL}},
    {"a flag taken back", {"--verbose", "--verbose=no"}, NULL, "unset", 4, false, {NULL}},
    {"the last one counts", {"--workers=1", "--workers=2"}, NULL, "unset", 2, false, {NULL}},
    {"operands between options", {"a", "-v", "-", "b"}, NULL, "unset", 4, true, {"a", "-", "b"}},
    {"an end of the options", {"-v", "--", "-v", "--x"}, NULL, "unset", 4, true, {"-v", "--x"}},
    {"an unknown option", {"--color"}, "there is no option --color; --help lists the options", NULL, 0, false, {NULL}},
    {"an unknown option with a value", {"--color=1"}, "there is no option --color; --help lists the options", NULL, 0, false, {NULL}},
    {"a beginning of an option", {"--work=1"}, "there is no option --work; --help lists the options", NULL, 0, false, {NULL}},
    {"an unknown letter", {"-x"}, "there is no option -x; --help lists the options", NULL, 0, false, {NULL}},
    {"no value", {"--public-url"}, "--public-url needs a value: --public-url URL", NULL, 0, false, {NULL}},
    {"a number of letters", {"--workers", "many"}, "workers is \"many\"; a whole number from 1 to 64 was expected", NULL, 0, false, {NULL}},
    {"a number too small", {"--workers", "0"}, "workers is \"0\"; a whole number from 1 to 64 was expected", NULL, 0, false, {NULL}},
    {"a number too large", {"--workers", "65"}, "workers is \"65\"; a whole number from 1 to 64 was expected", NULL, 0, false, {NULL}},
    {"a flag of something else", {"--verbose=maybe"}, "verbose is \"maybe\"; yes or no was expected", NULL, 0, false, {NULL}},
};

/* argv has no const in it, so the arguments are copied. */
static int copy_arguments(struct arena *arena, const char *const *arguments, char **argv)
{
    int argc = 0;
    while (argc < ARGUMENTS_MAX && arguments[argc] != NULL) {
        argv[argc] = arena_copy(arena, arguments[argc]);
        argc++;
    }
    return argc;
}

static void assert_operands(const char *name, const struct operands *found, const char *const *expected)
{
    size_t count = 0;
    for (; count < ARGUMENTS_MAX && expected[count] != NULL; count++) {
        if (count >= found->count || strcmp(found->items[count], expected[count]) != 0) {
            fail_msg("%s: operand %zu is not \"%s\"", name, count, expected[count]);
        }
    }
    assert_int_equal(found->count, count);
}

static void test_command_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_deinit) struct arena arena;
        arena_init(&arena, 1024);
        char *argv[ARGUMENTS_MAX];
        const int argc = copy_arguments(&arena, cases[i].arguments, argv);
        struct settings settings = {.public_url = "unset", .workers = 4};
        struct operands operands;
        struct err e = {0};
        const enum rc rc = options_from_arguments(table, argc, argv, &arena, &settings, &operands, &e);
        if (rc != (cases[i].msg == NULL ? RC_OK : RC_INVALID)) {
            fail_msg("%s: %s %s", cases[i].name, rc_name(rc), e.msg);
        }
        if (rc != RC_OK) {
            assert_string_equal(e.msg, cases[i].msg);
            continue;
        }
        assert_string_equal(settings.public_url, cases[i].url);
        assert_int_equal(settings.workers, cases[i].workers);
        assert_int_equal(settings.verbose, cases[i].verbose);
        assert_operands(cases[i].name, &operands, cases[i].operands);
    }
}

/* Writes a file, reads it, removes it; what stands before the file's name in a message is left out of `msg`. */
static enum rc read_file(const char *content, struct arena *arena, struct settings *settings, char *msg, size_t msg_size)
{
    char path[] = "/tmp/test_base_options_XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, strlen(content)), strlen(content));
    assert_int_equal(close(fd), 0);
    struct err e = {0};
    const enum rc rc = options_from_file(table, path, arena, settings, &e);
    assert_int_equal(unlink(path), 0);
    const size_t skipped = strncmp(e.msg, path, strlen(path)) == 0 ? strlen(path) + 2 : 0;
    (void)snprintf(msg, msg_size, "%s", e.msg + skipped);
    return rc;
}

static const struct {
    const char *name, *content, *msg;
} files[] = {
    {"an unknown setting", "[server]\ncolor = red\n", "line 2: there is no setting \"color\""},
    {"a setting for the command line only", "config = a\n", "line 1: there is no setting \"config\""},
    {"a bad number", "\nworkers = 65\n", "line 2: workers is \"65\"; a whole number from 1 to 64 was expected"},
    {"a bad flag", "verbose = 2\n", "line 1: verbose is \"2\"; yes or no was expected"},
    {"no setting at all", "hello\n", "line 1: expected \"name = value\" or \"[section]\""},
};

static void test_files(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 1024);
    char msg[512];
    struct settings settings = {.public_url = "unset", .workers = 4};
    const char good[] = "; a comment\n[server]\npublic_url = https://a.example/\nworkers=8\n[log]\nverbose = TRUE\n";
    assert_int_equal(read_file(good, &arena, &settings, msg, sizeof msg), RC_OK);
    assert_string_equal(settings.public_url, "https://a.example/");
    assert_int_equal(settings.workers, 8);
    assert_true(settings.verbose);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        if (read_file(files[i].content, &arena, &settings, msg, sizeof msg) != RC_INVALID) {
            fail_msg("%s was taken", files[i].name);
        }
        assert_string_equal(msg, files[i].msg);
    }
}

static void test_a_file_that_is_not_there(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 1024);
    struct settings settings = {0};
    struct err e = {0};
    assert_int_equal(options_from_file(table, "/nowhere/esc.ini", &arena, &settings, &e), RC_INVALID);
    assert_string_equal(e.msg, "the configuration file /nowhere/esc.ini can't be read: No such file or directory");
}

static void test_help(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    struct buf buf;
    arena_init(&arena, 1024);
    buf_init(&buf, &arena);
    options_help(table, &buf);
    assert_string_equal(buf_text(&buf),
        "  -c, --config FILE                    the configuration\n"
        "      --public-url URL                 where it is seen\n"
        "  -w, --workers N                      how many\n"
        "  -v, --verbose                        say more\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command_lines),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_a_file_that_is_not_there),
        cmocka_unit_test(test_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
