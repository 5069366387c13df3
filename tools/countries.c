/* SPDX-License-Identifier: EUPL-1.2 */
/* Turns the list of countries of Debian's iso-codes into a C source: countries OUT.c iso_3166-1.json. Runs at build time only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX 400

struct entry {
    char code[3];
    char alpha3[4];
    char name[100];
    char common_name[100]; /* what people say, where the name is a formal one */
};

/* The value of a line `"key": "value",` in `out`; false for other lines. The file has one member a line and no escapes. */
static int take(const char *line, const char *key, char *out, size_t capacity)
{
    char head[40];
    (void)snprintf(head, sizeof head, "\"%s\": \"", key);
    const char *const at = strstr(line, head);
    if (at == NULL) {
        return 0;
    }
    const char *const value = at + strlen(head);
    const size_t length = strcspn(value, "\"\\\n");
    if (value[length] != '"' || length >= capacity) {
        (void)fprintf(stderr, "countries: not understood: %s", line);
        exit(1);
    }
    memcpy(out, value, length);
    out[length] = '\0';
    return 1;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->code, ((const struct entry *)b)->code);
}

static size_t read_entries(FILE *in, struct entry *entries)
{
    char line[1000];
    size_t count = 0;
    while (fgets(line, sizeof line, in) != NULL && count < ENTRIES_MAX) {
        struct entry *const entry = &entries[count];
        (void)take(line, "alpha_2", entry->code, sizeof entry->code);
        (void)take(line, "alpha_3", entry->alpha3, sizeof entry->alpha3);
        (void)take(line, "name", entry->name, sizeof entry->name);
        (void)take(line, "common_name", entry->common_name, sizeof entry->common_name);
        count += strchr(line, '}') != NULL && entry->code[0] != '\0';
    }
    return count;
}

static void write_entries(FILE *out, const struct entry *entries, size_t count)
{
    (void)fprintf(out, "#include \"core/country.h\"\n\nconst struct country countries[] = {\n");
    for (size_t i = 0; i < count; i++) {
        const char *const name = entries[i].common_name[0] != '\0' ? entries[i].common_name : entries[i].name;
        (void)fprintf(out, "    {\"%s\", \"%s\", \"%s\"},\n", entries[i].code, entries[i].alpha3, name);
    }
    (void)fprintf(out, "};\nconst size_t country_count = %zu;\n", count);
}

int main(int argc, char **argv)
{
    /* Kosovo has a code of the user-assigned range, which the European institutions use. */
    static struct entry entries[ENTRIES_MAX + 1] = {0};
    FILE *const in = argc == 3 ? fopen(argv[2], "r") : NULL;
    if (in == NULL) {
        (void)fprintf(stderr, "usage: countries OUT.c iso_3166-1.json\n");
        return 2;
    }
    size_t count = read_entries(in, entries);
    (void)fclose(in);
    FILE *const out = count < 200 ? NULL : fopen(argv[1], "w");
    if (out == NULL) {
        (void)fprintf(stderr, "countries: %s has %zu countries, or %s can't be written\n", argv[2], count, argv[1]);
        return 1;
    }
    entries[count++] = (struct entry){"XK", "XKX", "Kosovo", ""};
    qsort(entries, count, sizeof *entries, compare);
    write_entries(out, entries, count);
    return fclose(out) == 0 ? 0 : 1;
}
