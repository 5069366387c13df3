/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/mail.h"

#include "courier/mail_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS 10000L
#define TOTAL_MS 60000L /* some servers let strangers wait before they greet */
#define ANSWER_S 40L
#define ANSWER_MAX 65536
#define PASSWORD_MAX 1024

/* Host and port of "smtp://HOST:PORT"; false for anything else. */
static bool cut_server(const char *server, struct str *place)
{
    const struct str text = str_of(server);
    const struct str schemes[] = {STR("smtp://"), STR("smtps://")};
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        if (str_starts_with(text, schemes[i])) {
            *place = (struct str){text.data + schemes[i].length, text.length - schemes[i].length};
            return place->length > 0 && strpbrk(place->data, "/@?# \t\r\n") == NULL;
        }
    }
    return false;
}

static bool is_loopback(struct str place)
{
    return str_equal_fold(place, STR("localhost")) || str_starts_with(place, STR("localhost:")) || str_starts_with(place, STR("127.")) ||
        str_starts_with(place, STR("[::1]"));
}

static void close_file(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

/* The first line of the file. */
static enum rc read_password(struct arena *arena, const char *path, const char **out, struct err *e)
{
    char text[PASSWORD_MAX];
    AUTO(close_file) const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (length < 0) {
        return err_set(e, RC_UNAVAILABLE, "", "mail-password-file", "the password file %s can't be read: %s", path, strerror(errno));
    }
    struct str rest = {text, (size_t)length};
    const struct str line = str_trim(str_cut(&rest, '\n'));
    *out = arena_text(arena, line.data, line.length);
    return *out == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc read_from(struct arena *arena, const struct mail_settings *settings, struct mail_route *out, struct err *e)
{
    if (settings->from == NULL && settings->server != NULL) {
        return err_set(e, RC_INVALID, "", "mail-from", "mail-from is missing: the sender's address, which mail-server needs");
    }
    if (mailbox_parse(arena, settings->from == NULL ? "esc-router@localhost" : settings->from, &out->from, e) != RC_OK) {
        return e->rc == RC_INVALID ? err_wrap(e, "mail-from") : e->rc;
    }
    return RC_OK;
}

static enum rc read_server(struct arena *arena, const struct mail_settings *settings, struct mail_route *out, struct err *e)
{
    struct str place = {NULL, 0};
    if (settings->folder != NULL) {
        return err_set(e, RC_INVALID, "", "mail-folder", "mail-server and mail-folder are both set; one of them was expected");
    }
    if (!cut_server(settings->server, &place)) {
        return err_set(e, RC_INVALID, "", "mail-server",
            "mail-server is no smtp://HOST:PORT or smtps://HOST:PORT; user and password go into mail-user and mail-password-file");
    }
    if ((settings->user == NULL) != (settings->password_file == NULL)) {
        return err_set(e, RC_INVALID, "", "mail-user", "mail-user and mail-password-file go together, and one of them is missing");
    }
    /* The path is how libcurl takes the name with which it greets. */
    out->url = arena_format(arena, "%s/%s", settings->server, mail_domain(out->from.address));
    out->user = settings->user;
    out->needs_tls = !settings->allow_plain && !is_loopback(place);
    if (out->url == NULL) {
        return err_no_memory(e);
    }
    return settings->user == NULL ? RC_OK : read_password(arena, settings->password_file, &out->password, e);
}

enum rc mail_route_open(
    struct arena *arena, const struct mail_settings *settings, const char *database, struct mail_route *out, struct err *e)
{
    *out = (struct mail_route){0};
    if (read_from(arena, settings, out, e) != RC_OK) {
        return e->rc;
    }
    if (settings->server != NULL) {
        return read_server(arena, settings, out, e);
    }
    out->folder = settings->folder != NULL ? arena_copy(arena, settings->folder) : mail_folder_of(arena, database);
    return out->folder == NULL ? err_no_memory(e) : RC_OK;
}

static size_t give_text(char *out, size_t size, size_t count, void *context)
{
    struct mail_call *const mail = context;
    const size_t room = size * count;
    const size_t bytes = mail->text.length < room ? mail->text.length : room;
    memcpy(out, mail->text.data, bytes);
    mail->text = (struct str){mail->text.data + bytes, mail->text.length - bytes};
    return bytes;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct sockets *const sockets = context;
    const int fd = purpose == CURLSOCKTYPE_IPCXN ? socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol) : -1;
    if (fd >= 0 && !sockets_add(sockets, fd)) {
        (void)close(fd);
        return CURL_SOCKET_BAD;
    }
    return fd;
}

static int close_socket(void *context, curl_socket_t fd)
{
    sockets_close(context, fd);
    return 0;
}

static bool set_mail(struct outcall *call, struct mail_call *mail, const struct mail_route *route)
{
    CURL *const curl = call->curl;
    const CURLcode set[] = {
        curl_easy_setopt(curl, CURLOPT_URL, route->url),
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
        curl_easy_setopt(curl, CURLOPT_USE_SSL, route->needs_tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE),
        curl_easy_setopt(curl, CURLOPT_MAIL_FROM, route->from.address),
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, mail->recipients),
        curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, ANSWER_S),
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket),
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, mail->sockets),
        curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, close_socket),
        curl_easy_setopt(curl, CURLOPT_CLOSESOCKETDATA, mail->sockets),
        curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L),
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L),
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_text),
        curl_easy_setopt(curl, CURLOPT_READDATA, mail),
        route->user == NULL ? CURLE_OK : curl_easy_setopt(curl, CURLOPT_USERNAME, route->user),
        route->user == NULL ? CURLE_OK : curl_easy_setopt(curl, CURLOPT_PASSWORD, route->password),
    };
    for (size_t i = 0; i < COUNT_OF(set); i++) {
        if (set[i] != CURLE_OK) {
            return false;
        }
    }
    return true;
}

enum rc mail_call_init(struct outcall *call, struct mail_call *mail, struct arena *arena, const struct mail_route *route, const char *to,
    struct str text, struct sockets *sockets, struct err *e)
{
    *call = (struct outcall){.curl = curl_easy_init(), .answer_left = ANSWER_MAX};
    *mail = (struct mail_call){.sockets = sockets, .recipients = curl_slist_append(NULL, to), .text = text};
    buf_init(&call->answer, arena);
    const bool good =
        call->curl != NULL && mail->recipients != NULL && outcall_set_common(call, CONNECT_MS, TOTAL_MS) && set_mail(call, mail, route);
    return good ? RC_OK : err_no_memory(e);
}

void mail_call_deinit(struct mail_call *mail)
{
    curl_slist_free_all(mail->recipients);
    *mail = (struct mail_call){0};
}
