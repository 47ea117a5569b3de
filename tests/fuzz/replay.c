/* SPDX-License-Identifier: MIT
 *
 * Runs the fuzz target without libFuzzer: on every file of a folder, and on
 * some hundred changed copies of each, the same ones every time.
 */
#include "fuzz_runfile.h"
#include "harness/base/rng.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COPIES = 300, SIZE_MOST = 1 << 20 };

static uint8_t original[SIZE_MOST], copy[2 * SIZE_MOST];

/* One random change: a byte, a piece cut out, or a piece doubled. */
static size_t change(struct rng *rng, size_t size)
{
    static const char bytes[] = "0129-+.eE,\"\n\r\x1e nax\0";
    size_t at = (size_t) rng_below(rng, size), span = (size_t) rng_below(rng, size - at) + 1;
    switch (rng_below(rng, 4)) {
    case 0:
        memmove(copy + at, copy + at + span, size - at - span);
        return size - span;
    case 1:
        if (size + span > sizeof copy)
            return size;
        memmove(copy + at + span, copy + at, size - at);
        return size + span;
    default:
        copy[at] = (uint8_t) bytes[rng_below(rng, sizeof bytes)];
        return size;
    }
}

static void replay(const char *path)
{
    struct rng rng = { 1 };
    FILE *file = fopen(path, "re");
    if (!file) {
        perror(path);
        exit(1);
    }
    size_t size = fread(original, 1, sizeof original, file);
    fclose(file);
    LLVMFuzzerTestOneInput(original, size);
    for (unsigned i = 0; i < COPIES; i++) {
        size_t length = size;
        memcpy(copy, original, size);
        for (uint64_t k = rng_below(&rng, 4) + 1; k > 0 && length > 0; k--)
            length = change(&rng, length);
        LLVMFuzzerTestOneInput(copy, length);
    }
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    unsigned files = 0;
    if (!folder) {
        fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    for (struct dirent *entry; (entry = readdir(folder)); files += entry->d_name[0] != '.') {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        if (entry->d_name[0] != '.')
            replay(path);
    }
    closedir(folder);
    printf("%u files, %u changed copies of each\n", files, COPIES);
    return files == 0;
}
