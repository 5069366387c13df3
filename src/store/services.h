/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of services that are told of changes, and of institutions that keep personal data themselves. */
#pragma once

#include "db/db.h"

struct remote_service {
    int64_t id;
    int64_t organisation_id;
    const char *name;
    const char *url;
    struct str secret; /* as stored, see registry/services.h */
    unsigned events;   /* mask of enum event_kind */
    bool is_legacy;    /* spoken to as the router before November 2024 did */
    int64_t created_at_us;
    int64_t disabled_at_us;  /* 0 while it is told */
    int64_t last_success_us; /* 0 for never */
    int64_t failures;        /* since the last success */
    const char *failure;     /* the last one; NULL for none */
    int64_t given_up;        /* events that it was never told */
};

struct remote_services {
    struct remote_service *items;
    size_t count;
};

/* By organisation, then by age. */
MUST_CHECK enum rc remote_services_list(struct db *db, struct arena *arena, struct remote_services *out, struct err *e);
MUST_CHECK enum rc remote_services_get(
    struct db *db, struct arena *arena, int64_t id, struct remote_service *out, bool *found, struct err *e);

/* Fills service->id. */
MUST_CHECK enum rc remote_services_insert(struct db *db, struct remote_service *service, struct err *e);
MUST_CHECK enum rc remote_services_delete(struct db *db, int64_t id, struct err *e);

/* Writes disabled_at_us and secret. */
MUST_CHECK enum rc remote_services_update(struct db *db, const struct remote_service *service, struct err *e);
MUST_CHECK enum rc remote_services_note_success(struct db *db, int64_t id, int64_t now_us, struct err *e);

/* `given_up` is how many more events are lost for it, 0 or 1. */
MUST_CHECK enum rc remote_services_note_failure(struct db *db, int64_t id, const char *failure, int64_t given_up, struct err *e);

struct self_hosted {
    int64_t organisation_id;
    const char *url;
    struct str key; /* as stored */
    int64_t created_at_us;
};

struct self_hosted_list {
    struct self_hosted *items;
    size_t count;
};

MUST_CHECK enum rc self_hosted_list(struct db *db, struct arena *arena, struct self_hosted_list *out, struct err *e);

/* Replaces what there was. */
MUST_CHECK enum rc self_hosted_put(struct db *db, const struct self_hosted *hosted, struct err *e);
MUST_CHECK enum rc self_hosted_delete(struct db *db, int64_t organisation_id, bool *changed, struct err *e);
