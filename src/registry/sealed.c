/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/sealed.h"

#include "base/hex.h"
#include "base/random.h"
#include "store/settings.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define FORMAT 1 /* the first byte: XChaCha20-Poly1305 under the router's key */
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HEAD_BYTES (1U + NONCE_BYTES)
#define NAME_BYTES 8 /* of a key's name: enough to tell keys apart */
#define NAME_SETTING "key_name"

_Static_assert(REGISTRY_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a key seals");
_Static_assert(KEYED_HASH_BYTES == crypto_generichash_BYTES, "a hash fits");

static enum rc require_key(const struct session *session, struct err *e)
{
    if (session->registry->has_key) {
        return RC_OK;
    }
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "key-file",
        "the router runs without its key: \"esc-router migrate\" makes the key file, or --key-file names it");
}

enum rc keyed_hash(struct session *session, const char *purpose, struct str text, unsigned char out[KEYED_HASH_BYTES], struct err *e)
{
    crypto_generichash_state state;
    if (require_key(session, e) != RC_OK) {
        return e->rc;
    }
    (void)crypto_generichash_init(&state, session->registry->key, REGISTRY_KEY_BYTES, KEYED_HASH_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)text.data, text.length);
    (void)crypto_generichash_final(&state, out, KEYED_HASH_BYTES);
    return RC_OK;
}

/* The name of the router's key. */
static enum rc own_name(struct session *session, char out[2 * NAME_BYTES + 1], struct err *e)
{
    unsigned char hash[KEYED_HASH_BYTES];
    if (keyed_hash(session, "name", STR(""), hash, e) != RC_OK) {
        return e->rc;
    }
    hex_encode(hash, NAME_BYTES, out);
    out[2 * NAME_BYTES] = '\0';
    return RC_OK;
}

enum rc registry_check_key(struct session *session, bool *has_sealed, struct err *e)
{
    char own[2 * NAME_BYTES + 1];
    const char *bound = NULL;
    if (settings_get(session->db, session->arena, NAME_SETTING, &bound, e) != RC_OK) {
        return e->rc;
    }
    *has_sealed = bound != NULL;
    if (bound == NULL || !session->registry->has_key) {
        return RC_OK;
    }
    if (own_name(session, own, e) != RC_OK || strcmp(bound, own) == 0) {
        return e->rc;
    }
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "key-file",
        "the secrets in the database are sealed with the key %s, but the key file holds %s: put the right file in its place", bound, own);
}

/* From the first secret on the database belongs to this key. */
static enum rc bind_key(struct session *session, struct err *e)
{
    char own[2 * NAME_BYTES + 1];
    bool has_sealed = false;
    if (registry_check_key(session, &has_sealed, e) != RC_OK || has_sealed) {
        return e->rc;
    }
    return own_name(session, own, e) != RC_OK ? e->rc : settings_put(session->db, NAME_SETTING, own, e);
}

static const char *bound_text(struct session *session, const char *purpose, int64_t owner_id, struct err *e)
{
    const char *const text = arena_format(session->arena, "%s:%" PRId64, purpose, owner_id);
    if (text == NULL) {
        (void)err_no_memory(e);
    }
    return text;
}

enum rc sealed_make(struct session *session, const char *purpose, int64_t owner_id, struct str plain, struct str *out, struct err *e)
{
    const size_t length = HEAD_BYTES + plain.length + TAG_BYTES;
    unsigned char *const bytes = arena_alloc(session->arena, length);
    const char *const bound = bound_text(session, purpose, owner_id, e);
    if (bytes == NULL || bound == NULL) {
        return err_no_memory(e);
    }
    if (require_key(session, e) != RC_OK || bind_key(session, e) != RC_OK) {
        return e->rc;
    }
    bytes[0] = FORMAT;
    random_bytes(bytes + 1, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + HEAD_BYTES, NULL, (const unsigned char *)plain.data, plain.length,
        (const unsigned char *)bound, strlen(bound), NULL, bytes + 1, session->registry->key);
    *out = (struct str){(const char *)bytes, length};
    return RC_OK;
}

enum rc sealed_open(struct session *session, const char *purpose, int64_t owner_id, struct str sealed, struct str *out, struct err *e)
{
    const unsigned char *const bytes = (const unsigned char *)sealed.data;
    const char *const bound = bound_text(session, purpose, owner_id, e);
    unsigned char *const plain = arena_alloc(session->arena, sealed.length + 1);
    if (bound == NULL || plain == NULL) {
        return err_no_memory(e);
    }
    if (require_key(session, e) != RC_OK) {
        return e->rc;
    }
    if (sealed.length < HEAD_BYTES + TAG_BYTES || bytes[0] != FORMAT ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes + HEAD_BYTES, sealed.length - HEAD_BYTES,
            (const unsigned char *)bound, strlen(bound), bytes + 1, session->registry->key) != 0) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the sealed secret %s of the database can't be opened with this router's key", bound);
    }
    *out = (struct str){(const char *)plain, sealed.length - HEAD_BYTES - TAG_BYTES};
    return RC_OK;
}
