/* SPDX-License-Identifier: EUPL-1.2 */
/* Sending pictures when the program that makes them fails, or is not there: nothing is written, and the client is told. */
#include "calls.h"

#include "base/buf.h"
#include "draw/portrait.h"
#include "picture/maker.h"
#include "registry/tokens.h"

#define ADA ESI("ada")
#define PLACE "/api/v2/organisations/" FIRST "/person/" ADA "/picture"
#define FORM_TYPE "multipart/form-data; boundary=line"

struct making {
    struct new_token input;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc make(struct session *session, void *argument, struct err *e)
{
    struct making *const making = argument;
    struct token token;
    return registry_create_token(session, &making->input, &token, making->secret, e);
}

struct world {
    struct office office;
    struct desk desk;
    struct arena arena;
    char token[8 + TOKEN_TEXT_SIZE];
    struct str form;
};

static void begin(struct world *w, void **state, const struct picture_maker *maker)
{
    const struct api_settings settings = {.picture_maker = maker};
    struct making making = {.input = {.organisation_id = 1, .name = "sis"}};
    struct buf form;
    *w = (struct world){0};
    office_open(&w->office, *state);
    office_add_person(&w->office, FIRST, ADA, "Ada");
    MUST(session_transaction(office_act(&w->office, w->office.writer, NULL), make, &making, &e));
    (void)snprintf(w->token, sizeof w->token, "Bearer %s", making.secret);
    desk_open(&w->desk, &w->office, &settings);
    arena_init(&w->arena, 4096);
    buf_init(&form, &w->arena);
    buf_add_text(&form, "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ada.png\"\r\n\r\n");
    portrait_png(1, 200, 300, &form);
    buf_add_text(&form, "\r\n--line--\r\n");
    assert_false(form.failed);
    w->form = (struct str){form.data, form.length};
}

static void end(struct world *w)
{
    desk_close(&w->desk);
    office_close(&w->office);
    arena_deinit(&w->arena);
}

static int send_form(struct world *w)
{
    const struct wanted wanted = {.method = HTTP_POST, .path = PLACE, .token = w->token, .name = "Content-Type", .value = FORM_TYPE};
    struct http_call *const call = desk_prepare(&w->desk, &wanted);
    call->body = w->form;
    call->body_bytes = w->form.length;
    desk_run(&w->desk);
    return call->reply.status;
}

static void assert_nothing_written(const struct contract *contract)
{
    assert_int_equal(office_number(contract, "SELECT COUNT(*) FROM picture"), 0);
    assert_int_equal(office_number(contract, "SELECT COUNT(*) FROM enrolment WHERE has_picture <> 0"), 0);
    assert_int_equal(office_number(contract, "SELECT COUNT(*) FROM audit WHERE action = 60"), 0);
}

static void assert_refused(struct world *w, int status, const char *code, const char *message)
{
    const int got = send_form(w);
    if (got != status || strstr(desk_body(&w->desk), code) == NULL || strstr(desk_body(&w->desk), message) == NULL) {
        fail_msg("%d %s", got, desk_body(&w->desk));
    }
}

static void test_a_program_that_dies(void **state)
{
    const struct picture_maker maker = {.program = "/bin/false"};
    struct world w;
    begin(&w, state, &maker);
    assert_refused(&w, 400, "\"ER-1404\"", "The file could not be decoded as a PNG picture: it is cut short or damaged");
    assert_nothing_written(*state);
    end(&w);
}

static void test_a_program_that_can_not_be_started(void **state)
{
    const struct picture_maker maker = {.program = "/nowhere/esc-darkroom"};
    struct world w;
    begin(&w, state, &maker);
    assert_refused(&w, 503, "\"SE-0503\"", "Pictures can't be taken for the moment; try again later.");
    assert_string_equal(desk_header(&w.desk, "Retry-After"), "1");
    assert_nothing_written(*state);
    end(&w);
}

static void test_no_program_at_all(void **state)
{
    struct world w;
    begin(&w, state, NULL);
    assert_refused(&w, 503, "\"SE-0503\"", "This router takes no pictures, since the program esc-darkroom is not there.");
    assert_nothing_written(*state);
    end(&w);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_program_that_dies),
        CONTRACT_TEST(test_a_program_that_can_not_be_started),
        CONTRACT_TEST(test_no_program_at_all),
    };
    return CONTRACT_RUN("api pictures", tests);
}
