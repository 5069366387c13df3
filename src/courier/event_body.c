/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/event_body.h"

#include "base/day.h"
#include "base/err.h"
#include "base/hex.h"
#include "wire/json_write.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define SIGNATURE_BYTES crypto_auth_hmacsha256_BYTES

struct event_view {
    const char *id;
    const char *event;
    const char *occurred_at;
    const char *issuer;
    const char *number;
    const char *type;
    const char *status;
    int32_t issued_day;
    int32_t expires_day;
    const char *esi;
};

#define AT(member) .offset = offsetof(struct event_view, member)
#define HEAD                                                                                                \
    {"id", WIRE_TEXT, AT(id)}, {"event", WIRE_TEXT, AT(event)}, {"occurredAt", WIRE_TEXT, AT(occurred_at)}, \
    {                                                                                                       \
        "issuerIdentifier", WIRE_TEXT, AT(issuer)                                                           \
    }

static const struct wire_field card_fields[] = {
    HEAD,
    {"cardNumber", WIRE_TEXT, AT(number)},
    {"cardType", WIRE_TEXT, AT(type)},
    {"cardStatusType", WIRE_TEXT, AT(status)},
    {"issuedAt", WIRE_DAY, AT(issued_day)},
    {"expiresAt", WIRE_DAY, AT(expires_day)},
};
static const struct wire_field person_fields[] = {HEAD, {"personIdentifier", WIRE_TEXT, AT(esi)}};
static const struct wire_field test_fields[] = {HEAD};

static const struct wire_shape card_shape = {"event", sizeof(struct event_view), card_fields, COUNT_OF(card_fields)};
static const struct wire_shape person_shape = {"event", sizeof(struct event_view), person_fields, COUNT_OF(person_fields)};
static const struct wire_shape test_shape = {"event", sizeof(struct event_view), test_fields, COUNT_OF(test_fields)};

/* As the router before November 2024 named things. */
struct legacy_view {
    const char *id;
    const char *event; /* the last part of the path */
    const char *esi;
    const char *issuer;
    const char *number;
    int64_t type;
    int32_t expires_day;
};

#define LEGACY_AT(member) .offset = offsetof(struct legacy_view, member)

static const struct wire_field legacy_card_fields[] = {
    {"id", WIRE_TEXT, LEGACY_AT(id)},
    {"event", WIRE_TEXT, LEGACY_AT(event)},
    {"europeanStudentIdentifier", WIRE_TEXT, LEGACY_AT(esi)},
    {"picInstitutionCode", WIRE_TEXT, LEGACY_AT(issuer)},
    {"europeanStudentCardNumber", WIRE_TEXT, LEGACY_AT(number)},
    {"cardType", WIRE_INT32, LEGACY_AT(type)},
    {"expiryDate", WIRE_DAY, LEGACY_AT(expires_day)},
};

/* A student has no card number; what is left of its members. */
static const struct wire_field legacy_student_fields[] = {
    {"id", WIRE_TEXT, LEGACY_AT(id)},
    {"event", WIRE_TEXT, LEGACY_AT(event)},
    {"europeanStudentIdentifier", WIRE_TEXT, LEGACY_AT(esi)},
    {"picInstitutionCode", WIRE_TEXT, LEGACY_AT(issuer)},
    {"expiryDate", WIRE_DAY, LEGACY_AT(expires_day)},
};

static const struct wire_shape legacy_card_shape = {"event", sizeof(struct legacy_view), legacy_card_fields, COUNT_OF(legacy_card_fields)};
static const struct wire_shape legacy_student_shape = {
    "event", sizeof(struct legacy_view), legacy_student_fields, COUNT_OF(legacy_student_fields)};

static void write_event(struct buf *out, const struct event *event)
{
    char occurred[INSTANT_TEXT_SIZE];
    instant_format(event->occurred_at_us, true, occurred);
    const struct event_view view = {
        .id = event->id,
        .event = event_name(event->kind),
        .occurred_at = occurred,
        .issuer = event->issuer,
        .number = event->number,
        .type = card_type_code(event->type)->key,
        .status = card_status_code(event->status)->key,
        .issued_day = event->issued_day,
        .expires_day = event->expires_day,
        .esi = event->esi,
    };
    switch (event->kind) {
    case EVENT_CARD_CREATED:
    case EVENT_CARD_UPDATED:
    case EVENT_CARD_DELETED:
        wire_write(out, &card_shape, &view);
        return;
    case EVENT_PERSON_DELETED:
        wire_write(out, &person_shape, &view);
        return;
    case EVENT_TEST:
    case EVENT_KIND_COUNT:
        break;
    }
    wire_write(out, &test_shape, &view);
}

/* A card that changed its state was switched on or off; another change moves the student's last day. */
static const char *legacy_path(const struct event *event)
{
    switch (event->kind) {
    case EVENT_CARD_CREATED:
        return "addcard";
    case EVENT_CARD_UPDATED:
        return !event->status_changed ? "updatestudent" : event->status == CARD_ACTIVE ? "activate" : "deactivate";
    case EVENT_CARD_DELETED:
        return "deletecard";
    case EVENT_PERSON_DELETED:
        return "deletestudent";
    case EVENT_TEST:
    case EVENT_KIND_COUNT:
        break;
    }
    return "test";
}

static bool is_of_student(const struct event *event)
{
    return event->kind == EVENT_PERSON_DELETED || event->kind == EVENT_TEST ||
        (event->kind == EVENT_CARD_UPDATED && !event->status_changed);
}

/* V1 knows the types up to CARD_SMART_MAY_SP; the others are 0 there. */
static void write_legacy(struct buf *out, const struct event *event)
{
    const bool has_card = event->number[0] != '\0';
    const struct legacy_view view = {
        .id = event->id,
        .event = legacy_path(event),
        .esi = event->esi,
        .issuer = event->issuer,
        .number = event->number,
        .type = event->type > CARD_SMART_MAY_SP ? 0 : (int64_t)event->type,
        .expires_day = has_card ? event->expires_day : DAY_NONE,
    };
    wire_write(out, is_of_student(event) ? &legacy_student_shape : &legacy_card_shape, &view);
}

/* HMAC-SHA256 over "TIMESTAMP.BODY", in hexadecimal. */
static void sign(struct str secret, const char *timestamp, const char *body, char out[2 * SIGNATURE_BYTES + 1])
{
    crypto_auth_hmacsha256_state state;
    unsigned char bytes[SIGNATURE_BYTES];
    (void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.data, secret.length);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)timestamp, strlen(timestamp));
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, strlen(body));
    (void)crypto_auth_hmacsha256_final(&state, bytes);
    hex_encode(bytes, sizeof bytes, out);
    out[2 * SIGNATURE_BYTES] = '\0';
}

enum rc event_letter_write(struct arena *arena, const struct event *event, const char *url, bool is_legacy, struct str secret,
    int64_t now_us, struct event_letter *out, struct err *e)
{
    char signature[2 * SIGNATURE_BYTES + 1];
    const char *const timestamp = arena_format(arena, "%" PRId64, now_us / 1000000);
    const bool has_slash = url[strlen(url) - 1] == '/';
    struct buf body;
    buf_init(&body, arena);
    *out = (struct event_letter){.url = url};
    if (is_legacy) {
        out->url = arena_format(arena, "%s%s%s", url, has_slash ? "" : "/", legacy_path(event));
        write_legacy(&body, event);
    } else {
        write_event(&body, event);
    }
    out->body = buf_text(&body);
    if (timestamp == NULL || out->url == NULL || out->body == NULL) {
        return err_no_memory(e);
    }
    sign(secret, timestamp, out->body, signature);
    out->headers[0] = arena_format(arena, "ESC-Event: %s", event_name(event->kind));
    out->headers[1] = arena_format(arena, "ESC-Delivery: %s", event->id);
    out->headers[2] = arena_format(arena, "ESC-Timestamp: %s", timestamp);
    out->headers[3] = arena_format(arena, "ESC-Signature: v1=%s", signature);
    for (size_t i = 0; i < 4; i++) {
        if (out->headers[i] == NULL) {
            return err_no_memory(e);
        }
    }
    return RC_OK;
}
