/* SPDX-License-Identifier: EUPL-1.2 */
/* Turns files that pages use into C: asset OUT.c OUT.h FILE... Runs at build time only.
 *
 * Each file becomes a `struct asset` with its bytes, the same compressed, its type, its digest, and an address that holds a hash of the
 * content, so that browsers may keep it for ever. "verify.css" is asset_verify_css in C; "@verify.css@" within a later file is replaced by
 * its address.
 */
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define FILES_MAX 64
#define NAME_SIZE 64

struct content {
    unsigned char *data;
    size_t length;
};

struct asset {
    char file[NAME_SIZE];   /* "verify.css" */
    char symbol[NAME_SIZE]; /* "verify_css" */
    char path[2 * NAME_SIZE];
    const char *type;
    struct content plain, packed;
    char digest[64];
};

static _Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

static _Noreturn void fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("asset: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *need(void *memory)
{
    if (memory == NULL) {
        fail("out of memory");
    }
    return memory;
}

static struct content read_file(const char *path)
{
    FILE *const in = fopen(path, "rb");
    struct content out = {.data = need(malloc(1U << 20))};
    if (in == NULL) {
        fail("%s can't be read", path);
    }
    out.length = fread(out.data, 1, 1U << 20, in);
    if (out.length == 1U << 20) {
        fail("%s is larger than 1 MiB", path);
    }
    (void)fclose(in);
    return out;
}

static const char *type_of(const char *file)
{
    static const char *const types[][2] = {{".css", "text/css; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"}, {".woff2", "font/woff2"}, {".webmanifest", "application/manifest+json"}, {".png", "image/png"}};
    const char *const ending = strrchr(file, '.');
    for (size_t i = 0; ending != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i][0], ending) == 0) {
            return types[i][1];
        }
    }
    fail("%s has an ending that stands for no type of asset", file);
}

/* FNV-1a; it only has to differ when the content does. */
static uint64_t hash_of(struct content content)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < content.length; i++) {
        hash = (hash ^ content.data[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* In two steps, so that the blocks end at a byte and the end stands alone: what is around can be another file's. */
static struct content pack(struct content plain)
{
    z_stream stream = {0};
    const size_t room = plain.length + plain.length / 1000 + 256;
    struct content out = {.data = need(malloc(room))};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        fail("zlib can't start");
    }
    stream.next_in = plain.data;
    stream.avail_in = (unsigned)plain.length;
    stream.next_out = out.data;
    stream.avail_out = (unsigned)room;
    if (deflate(&stream, Z_FULL_FLUSH) != Z_OK) {
        fail("zlib can't pack");
    }
    const size_t blocks_end = stream.total_out;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END || stream.total_out != blocks_end + 2 + 8) {
        fail("zlib can't end a file");
    }
    out.length = stream.total_out;
    (void)deflateEnd(&stream);
    return out;
}

/* Replaces "@NAME@" by the address of an asset that came before. */
static struct content link_up(struct content in, const struct asset *assets, size_t count)
{
    struct content out = {.data = need(malloc(in.length + (1U << 16)))};
    for (size_t at = 0; at < in.length;) {
        const struct asset *found = NULL;
        for (size_t i = 0; in.data[at] == '@' && found == NULL && i < count; i++) {
            const size_t length = strlen(assets[i].file);
            const int fits = at + length + 1 < in.length && in.data[at + length + 1] == '@';
            found = fits && memcmp(in.data + at + 1, assets[i].file, length) == 0 ? &assets[i] : NULL;
        }
        if (found == NULL) {
            out.data[out.length++] = in.data[at++];
            continue;
        }
        memcpy(out.data + out.length, found->path, strlen(found->path));
        out.length += strlen(found->path);
        at += strlen(found->file) + 2;
    }
    return out;
}

static void digest(struct asset *asset)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    (void)crypto_hash_sha256(hash, asset->plain.data, asset->plain.length);
    (void)sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    (void)snprintf(asset->digest, sizeof asset->digest, "'sha256-%s'", text);
}

static void make(struct asset *asset, const char *path, const struct asset *before, size_t count)
{
    const char *const slash = strrchr(path, '/');
    const char *const file = slash == NULL ? path : slash + 1;
    const char *const ending = strrchr(file, '.');
    if (strlen(file) >= NAME_SIZE || ending == NULL) {
        fail("the name %s is too long or has no ending", file);
    }
    (void)snprintf(asset->file, sizeof asset->file, "%s", file);
    (void)snprintf(asset->symbol, sizeof asset->symbol, "%s", file);
    for (char *at = asset->symbol; *at != '\0'; at++) {
        *at = *at == '.' || *at == '-' ? '_' : *at;
    }
    asset->type = type_of(file);
    asset->plain = link_up(read_file(path), before, count);
    asset->packed = pack(asset->plain);
    digest(asset);
    (void)snprintf(asset->path, sizeof asset->path, "/assets/%.*s.%016llx%s", (int)(ending - file), file,
        (unsigned long long)hash_of(asset->plain), ending);
}

static void write_bytes(FILE *out, const char *kind, const struct asset *asset, struct content content)
{
    (void)fprintf(out, "static const unsigned char %s_%s[] = {", kind, asset->symbol);
    for (size_t i = 0; i < content.length; i++) {
        (void)fprintf(out, "%s%u,", i % 24 == 0 ? "\n" : "", content.data[i]);
    }
    (void)fprintf(out, "0};\n");
}

static void write_source(FILE *out, const struct asset *assets, size_t count)
{
    (void)fprintf(out, "#include \"console/assets_list.h\"\n\n");
    for (size_t i = 0; i < count; i++) {
        write_bytes(out, "plain", &assets[i], assets[i].plain);
        write_bytes(out, "packed", &assets[i], assets[i].packed);
        (void)fprintf(out, "const struct asset asset_%s = {\"%s\", \"%s\", plain_%s, %zu, packed_%s, %zu, \"%s\"};\n\n", assets[i].symbol,
            assets[i].path, assets[i].type, assets[i].symbol, assets[i].plain.length, assets[i].symbol, assets[i].packed.length,
            assets[i].digest);
    }
    (void)fprintf(out, "const struct asset *const assets[] = {\n");
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, "    &asset_%s,\n", assets[i].symbol);
    }
    (void)fprintf(out, "};\n\nconst size_t asset_count = %zu;\n", count);
}

static void write_header(FILE *out, const struct asset *assets, size_t count)
{
    (void)fprintf(out, "#pragma once\n\n#include \"console/asset.h\"\n\n");
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, "extern const struct asset asset_%s;\n", assets[i].symbol);
    }
}

int main(int argc, char **argv)
{
    static struct asset assets[FILES_MAX];
    if (argc < 4 || argc - 3 > FILES_MAX) {
        fail("usage: asset OUT.c OUT.h FILE...");
    }
    const size_t count = (size_t)argc - 3;
    for (size_t i = 0; i < count; i++) {
        make(&assets[i], argv[i + 3], assets, i);
    }
    FILE *const source = fopen(argv[1], "w");
    FILE *const header = fopen(argv[2], "w");
    if (source == NULL || header == NULL) {
        fail("%s and %s can't be written", argv[1], argv[2]);
    }
    write_source(source, assets, count);
    write_header(header, assets, count);
    return fclose(source) == 0 && fclose(header) == 0 ? 0 : 1;
}
