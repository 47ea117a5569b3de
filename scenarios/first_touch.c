/* SPDX-License-Identifier: MIT
 *
 * One word is written to each page. The first touch of a page costs a fault in
 * the kernel; a frame's pages stay once they are touched. `mapped` gets its
 * pages from the kernel and gives them back in every operation, so that every
 * touch is a first one. If `heap` costs as much, the allocator gives pages
 * back, too. Not from the articles. */

#include "harness/scenario.h"

#include <sys/mman.h>

enum { PAGE = 4096 };

static inline uint64_t touch(uint64_t *pages, size_t size, uint64_t i)
{
    ESCAPE(pages);
    for (size_t at = 0; at < size / sizeof *pages; at += PAGE / sizeof *pages)
        pages[at] = i;
    ESCAPE(pages);
    return pages[0];
}

#define TOUCH(size)                                                                                \
    VARIANT(stack_##size, i)                                                                       \
    {                                                                                              \
        uint64_t pages[(size) / sizeof i];                                                         \
        return touch(pages, size, i);                                                              \
    }                                                                                              \
    VARIANT(heap_##size, i)                                                                        \
    {                                                                                              \
        uint64_t *pages = malloc(size), result = touch(pages, size, i);                            \
        free(pages);                                                                               \
        return result;                                                                             \
    }                                                                                              \
    VARIANT(mapped_##size, i)                                                                      \
    {                                                                                              \
        uint64_t *pages =                                                                          \
            mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);          \
        uint64_t result = touch(pages, size, i);                                                   \
        munmap(pages, size);                                                                       \
        return result;                                                                             \
    }

TOUCH(4096)
TOUCH(65536)
TOUCH(1048576)

#define SIZE(size)                                                                                 \
    {                                                                                              \
        size,                                                                                      \
        {                                                                                          \
            { "stack", stack_##size, 0, 0 }, { "heap", heap_##size, 1, size },                     \
            {                                                                                      \
                "mapped", mapped_##size, 0, 0                                                      \
            }                                                                                      \
        }                                                                                          \
    }

const struct scenario scenario_first_touch = {
    .name = "first_touch",
    .origin = "pages",
    .title = "One word is written to every page of an object",
    .note = "a word for every 4096 bytes, also where pages are larger",
    .sizes = { SIZE(4096), SIZE(65536), SIZE(1048576) },
};
