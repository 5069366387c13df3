/* SPDX-License-Identifier: EUPL-1.2 */
/* All organisations, mandates and services that are told of changes, kept in memory by each session. */
#pragma once

#include "store/organisations.h"
#include "store/services.h"

struct directory {
    struct arena arena;
    struct organisations organisations;
    struct mandates mandates;
    struct remote_services services; /* that are told of changes */
    struct self_hosted_list hosted;  /* institutions that keep personal data */
    int64_t revision;                /* of the database, as read */
};

void directory_init(struct directory *directory);
void directory_deinit(struct directory *directory);

/* Reads everything anew; what find and get gave before is gone. On failure the directory is empty. */
MUST_CHECK enum rc directory_read(struct directory *directory, struct db *db, struct err *e);

/* NULL when there is none. */
const struct organisation *directory_find(const struct directory *directory, struct str identifier);
const struct organisation *directory_get(const struct directory *directory, int64_t id);

/* Whether the processor may act for the issuer on a day. */
bool directory_has_mandate(const struct directory *directory, int64_t issuer_id, int64_t processor_id, int32_t today);
