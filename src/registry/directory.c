/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/directory.h"

#include "store/settings.h"

void directory_init(struct directory *directory)
{
    *directory = (struct directory){0};
    arena_init(&directory->arena, 16384);
}

void directory_deinit(struct directory *directory)
{
    arena_deinit(&directory->arena);
}

static void drop_disabled(struct remote_services *services)
{
    size_t kept = 0;
    for (size_t i = 0; i < services->count; i++) {
        if (services->items[i].disabled_at_us == 0) {
            services->items[kept++] = services->items[i];
        }
    }
    services->count = kept;
}

static enum rc read_all(struct directory *directory, struct db *db, struct err *e)
{
    if (revisions_get(db, &directory->revision, e) != RC_OK ||
        organisations_list(db, &directory->arena, &directory->organisations, e) != RC_OK) {
        return e->rc;
    }
    if (mandates_list(db, &directory->arena, &directory->mandates, e) != RC_OK ||
        remote_services_list(db, &directory->arena, &directory->services, e) != RC_OK ||
        self_hosted_list(db, &directory->arena, &directory->hosted, e) != RC_OK) {
        return e->rc;
    }
    drop_disabled(&directory->services);
    return RC_OK;
}

enum rc directory_read(struct directory *directory, struct db *db, struct err *e)
{
    arena_reset(&directory->arena);
    directory->organisations = (struct organisations){0};
    directory->mandates = (struct mandates){0};
    directory->services = (struct remote_services){0};
    directory->hosted = (struct self_hosted_list){0};
    if (read_all(directory, db, e) != RC_OK) {
        directory->organisations = (struct organisations){0};
        directory->mandates = (struct mandates){0};
        directory->services = (struct remote_services){0};
        directory->hosted = (struct self_hosted_list){0};
        return err_wrap(e, "reading the organisations");
    }
    return RC_OK;
}

const struct organisation *directory_find(const struct directory *directory, struct str identifier)
{
    for (size_t i = 0; i < directory->organisations.count; i++) {
        if (str_equal_fold(str_of(directory->organisations.items[i].identifier), identifier)) {
            return &directory->organisations.items[i];
        }
    }
    return NULL;
}

/* Sorted by id: halve. */
const struct organisation *directory_get(const struct directory *directory, int64_t id)
{
    size_t low = 0;
    size_t high = directory->organisations.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct organisation *const organisation = &directory->organisations.items[middle];
        if (organisation->id == id) {
            return organisation;
        }
        if (organisation->id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

bool directory_has_mandate(const struct directory *directory, int64_t issuer_id, int64_t processor_id, int32_t today)
{
    for (size_t i = 0; i < directory->mandates.count; i++) {
        const struct mandate *const mandate = &directory->mandates.items[i];
        if (mandate->issuer_id == issuer_id && mandate->processor_id == processor_id && mandate_is_on(mandate, today)) {
            return true;
        }
    }
    return false;
}
