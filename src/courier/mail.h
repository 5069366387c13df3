/* SPDX-License-Identifier: EUPL-1.2 */
/* How mails leave: by SMTP through libcurl, or as files into a folder. */
#pragma once

#include "courier/message.h"
#include "courier/outcall.h"
#include "courier/sockets.h"

/* As the operator says it; texts NULL where nothing is said. */
struct mail_settings {
    const char *server; /* smtp://HOST:PORT or smtps://HOST:PORT; NULL: mails are written to the folder */
    const char *from;
    const char *user;
    const char *password_file;
    const char *folder;
    bool allow_plain; /* no TLS, though the server is another machine */
};

/* The same, checked and read. */
struct mail_route {
    struct mailbox from;
    const char *url; /* NULL: the folder */
    const char *user;
    const char *password;
    const char *folder;
    bool needs_tls;
};

/* `database` tells where the folder is that nobody named. RC_INVALID tells which setting is wrong; RC_UNAVAILABLE when the password can't
 * be read. */
MUST_CHECK enum rc mail_route_open(
    struct arena *arena, const struct mail_settings *settings, const char *database, struct mail_route *out, struct err *e);

/* A mail on its way to the server. */
struct mail_call {
    struct sockets *sockets;
    struct curl_slist *recipients;
    struct str text; /* what is left to send */
};

/* Prepares `call`, which outcall_deinit ends, and `mail`, which mail_call_deinit does. `text` is the whole message and must live as long.
 */
MUST_CHECK enum rc mail_call_init(struct outcall *call, struct mail_call *mail, struct arena *arena, const struct mail_route *route,
    const char *to, struct str text, struct sockets *sockets, struct err *e);
void mail_call_deinit(struct mail_call *mail);
