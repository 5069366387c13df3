/* SPDX-License-Identifier: EUPL-1.2 */
/* Gives a target each file of the folders named on the command line: the corpus as an ordinary test, with any compiler. */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define INPUT_MAX (1 << 20)

/* In memory of exactly its size, so that the sanitizer sees a byte read too many. */
static int replay_file(const char *path)
{
    struct stat about;
    FILE *const file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &about) != 0 || about.st_size > INPUT_MAX) {
        fprintf(stderr, "%s: %s\n", path, file == NULL ? strerror(errno) : "is larger than an input may be");
        if (file != NULL) {
            fclose(file);
        }
        return 1;
    }
    const size_t size = (size_t)about.st_size;
    uint8_t *const data = malloc(size);
    const size_t got = size == 0 ? 0 : fread(data, 1, size, file);
    fclose(file);
    if (got == size) {
        LLVMFuzzerTestOneInput(data, size);
    }
    free(data);
    return got == size ? 0 : 1;
}

/* The number of inputs replayed; -1 after a failure. */
static int replay_folder(const char *folder)
{
    DIR *const listing = opendir(folder);
    if (listing == NULL) {
        fprintf(stderr, "%s: %s\n", folder, strerror(errno));
        return -1;
    }
    int count = 0;
    for (struct dirent *entry = readdir(listing); entry != NULL && count >= 0; entry = readdir(listing)) {
        char path[4096];
        const int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.') {
            continue;
        }
        count = length < (int)sizeof path && replay_file(path) == 0 ? count + 1 : -1;
    }
    closedir(listing);
    return count;
}

int main(int argc, char **argv)
{
    int total = 0;
    for (int i = 1; i < argc; i++) {
        const int count = replay_folder(argv[i]);
        if (count < 0) {
            return EXIT_FAILURE;
        }
        total += count;
    }
    printf("%d inputs replayed\n", total);
    return total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
