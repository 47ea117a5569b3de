/* SPDX-License-Identifier: MIT
 *
 * The sizes that Go's allocator hands out (Go 1.19, runtime/sizeclasses.go:93
 * class_to_size): append uses the whole block, so the sizes decide a slice's capacity.
 */
#ifndef GORT_SIZE_CLASS_H
#define GORT_SIZE_CLASS_H

#include <stddef.h>
#include <stdint.h>

enum { GO_PAGE = 8192, GO_LARGEST_CLASS = 32768 };

/* runtime.roundupsize (runtime/msize.go:13). */
static inline size_t go_round_up(size_t size)
{
    static const uint16_t classes[] = {
        8,     16,    24,    32,    48,    64,    80,    96,    112,   128,   144,   160,
        176,   192,   208,   224,   240,   256,   288,   320,   352,   384,   416,   448,
        480,   512,   576,   640,   704,   768,   896,   1024,  1152,  1280,  1408,  1536,
        1792,  2048,  2304,  2688,  3072,  3200,  3456,  4096,  4864,  5376,  6144,  6528,
        6784,  6912,  8192,  9472,  9728,  10240, 10880, 12288, 13568, 14336, 16384, 18432,
        19072, 20480, 21760, 24576, 27264, 28672, 32768
    };
    if (size > GO_LARGEST_CLASS)
        return (size + GO_PAGE - 1) / GO_PAGE * GO_PAGE;
    size_t i = 0;
    while (classes[i] < size)
        i++;
    return classes[i];
}

#endif
