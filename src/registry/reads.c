/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/reads.h"

#include "base/day.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 16384U /* a power of 2 */
#define FILLED_MAX (SLOTS / 4 * 3)

struct slot {
    struct read_note note; /* action 0: the slot is free */
    unsigned singles;      /* of a note of a list: how many persons and cards were noted one by one */
    bool is_silent;        /* of a note of a list: only counts, nobody has read the list */
    bool taken;
};

struct reads {
    pthread_mutex_t mutex;
    int32_t day;
    size_t filled;
    size_t waiting; /* to be taken */
    struct slot slots[SLOTS];
};

struct reads *reads_new(void)
{
    struct reads *const reads = calloc(1, sizeof *reads);
    if (reads != NULL) {
        (void)pthread_mutex_init(&reads->mutex, NULL);
    }
    return reads;
}

void reads_free(struct reads *reads)
{
    if (reads != NULL) {
        (void)pthread_mutex_destroy(&reads->mutex);
        free(reads);
    }
}

static size_t place_of(const struct read_note *note)
{
    uint64_t hash = (uint64_t)note->object_id * UINT64_C(0x9E3779B97F4A7C15);
    hash = (hash ^ (uint64_t)note->actor_id) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ (uint64_t)note->organisation_id ^ (uint64_t)note->action << 32U) * UINT64_C(0x94D049BB133111EB);
    return (size_t)(hash >> 40U) % SLOTS;
}

static bool is_same(const struct read_note *a, const struct read_note *b)
{
    return a->object_id == b->object_id && a->action == b->action && a->actor_id == b->actor_id && a->organisation_id == b->organisation_id;
}

/* The slot of a note, or the free one where it belongs; NULL when the table is full. */
static struct slot *find(struct reads *reads, const struct read_note *note)
{
    size_t at = place_of(note);
    while (reads->slots[at].note.action != 0) {
        if (is_same(&reads->slots[at].note, note)) {
            return &reads->slots[at];
        }
        at = (at + 1) % SLOTS;
    }
    return reads->filled < FILLED_MAX ? &reads->slots[at] : NULL;
}

static void fill(struct reads *reads, struct slot *slot, const struct read_note *note, bool is_silent)
{
    *slot = (struct slot){.note = *note, .is_silent = is_silent};
    reads->filled++;
    reads->waiting += !is_silent;
}

/* The note of the whole list, which also counts. */
static struct slot *find_list(struct reads *reads, const struct read_note *note)
{
    struct read_note list = *note;
    list.action = AUDIT_LIST_READ;
    list.object_id = 0;
    struct slot *const slot = find(reads, &list);
    if (slot != NULL && slot->note.action == 0) {
        fill(reads, slot, &list, true);
    }
    return slot;
}

static void note_list(struct reads *reads, struct slot *list, int64_t at_us)
{
    if (list->is_silent) {
        list->is_silent = false;
        list->note.at_us = at_us;
        reads->waiting++;
    }
}

static void note_one(struct reads *reads, const struct read_note *note)
{
    struct slot *const list = find_list(reads, note);
    if (list == NULL) {
        return;
    }
    if (note->action == AUDIT_LIST_READ) {
        note_list(reads, list, note->at_us);
        return;
    }
    struct slot *const slot = find(reads, note);
    if (slot != NULL && slot->note.action != 0) {
        return;
    }
    if (slot == NULL || list->singles == READS_EACH) {
        note_list(reads, list, note->at_us);
        return;
    }
    list->singles++;
    fill(reads, slot, note, false);
}

/* A new day begins anew, once everything of the old one was taken. */
static void turn(struct reads *reads, int32_t day)
{
    if (day != reads->day && reads->waiting == 0) {
        memset(reads->slots, 0, sizeof reads->slots);
        reads->filled = 0;
        reads->day = day;
    }
}

void reads_note(struct reads *reads, const struct read_note *note)
{
    (void)pthread_mutex_lock(&reads->mutex);
    turn(reads, day_of_us(note->at_us));
    note_one(reads, note);
    (void)pthread_mutex_unlock(&reads->mutex);
}

size_t reads_take(struct reads *reads, struct read_note *out, size_t max)
{
    size_t count = 0;
    (void)pthread_mutex_lock(&reads->mutex);
    for (size_t i = 0; i < SLOTS && count < max && reads->waiting > 0; i++) {
        struct slot *const slot = &reads->slots[i];
        if (slot->note.action != 0 && !slot->taken && !slot->is_silent) {
            out[count++] = slot->note;
            slot->taken = true;
            reads->waiting--;
        }
    }
    (void)pthread_mutex_unlock(&reads->mutex);
    return count;
}

/* Meanwhile a new day may have begun, and the place of a note be free. */
static void put_back_one(struct reads *reads, const struct read_note *note)
{
    struct slot *const slot = find(reads, note);
    if (slot == NULL) {
        return;
    }
    if (slot->note.action == 0) {
        fill(reads, slot, note, false);
    } else if (slot->taken || slot->is_silent) {
        slot->taken = slot->is_silent = false;
        slot->note = *note;
        reads->waiting++;
    }
}

void reads_put_back(struct reads *reads, const struct read_note *notes, size_t count)
{
    (void)pthread_mutex_lock(&reads->mutex);
    for (size_t i = 0; i < count; i++) {
        put_back_one(reads, &notes[i]);
    }
    (void)pthread_mutex_unlock(&reads->mutex);
}
