/* SPDX-License-Identifier: EUPL-1.2 */
/* Turns a file into a C source that defines its bytes, NUL-terminated: embed OUT.c SYMBOL FILE. Runs at build time only. */
#include <stdio.h>

static int copy(FILE *in, FILE *out, const char *symbol)
{
    (void)fprintf(out, "extern const char %s[];\nconst char %s[] = {", symbol, symbol);
    unsigned long count = 0;
    for (int c = getc(in); c != EOF; c = getc(in)) {
        (void)fprintf(out, "%s%d,", count % 24 == 0 ? "\n" : "", (signed char)c);
        count++;
    }
    (void)fprintf(out, "\n0};\n");
    return ferror(in) != 0 || ferror(out) != 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        (void)fprintf(stderr, "usage: embed OUT.c SYMBOL FILE\n");
        return 2;
    }
    FILE *const in = fopen(argv[3], "rb");
    FILE *const out = in == NULL ? NULL : fopen(argv[1], "wb");
    if (out == NULL) {
        perror(in == NULL ? argv[3] : argv[1]);
        return 1;
    }
    const int status = copy(in, out, argv[2]);
    (void)fclose(in);
    return fclose(out) == 0 ? status : 1;
}
