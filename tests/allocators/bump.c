/* SPDX-License-Identifier: MIT
 *
 * A malloc for --allocator NAME=FILE: it hands out each byte of an arena once and frees nothing.
 * Faulty ones are made of it, too: with LARGEST, a larger request gets nothing; with
 * WITHOUT_FREE, free is the C library's.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { HEAD = 16 };

static char *arena;
static size_t used;
static const size_t ARENA = (size_t) 1 << 32;

void *malloc(size_t size)
{
    size_t whole = (size + 2 * HEAD - 1) / HEAD * HEAD;
    if (!arena) {
        arena = mmap(NULL, ARENA, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (arena == MAP_FAILED)
            arena = NULL;
    }
    if (!arena || whole < size || whole > ARENA - used)
        return NULL;
#ifdef LARGEST
    if (size > LARGEST)
        return NULL;
#endif
    char *memory = arena + used;
    used += whole;
    memcpy(memory, &size, sizeof size);
    return memory + HEAD;
}

#ifndef WITHOUT_FREE
void free(void *memory)
{
    (void) memory;
}
#endif

void *calloc(size_t n, size_t size)
{
    return size > 0 && n > SIZE_MAX / size ? NULL : malloc(n * size); /* fresh pages are zero */
}

void *realloc(void *memory, size_t size)
{
    size_t old = 0;
    void *more = malloc(size);
    if (memory)
        memcpy(&old, (char *) memory - HEAD, sizeof old);
    if (more && memory)
        memcpy(more, memory, old < size ? old : size);
    return more;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    uintptr_t at = (uintptr_t) malloc(size + alignment);
    *memory = (void *) ((at + alignment - 1) / alignment * alignment);
    return at ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    void *memory = NULL;
    return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

size_t malloc_usable_size(void *memory)
{
    size_t size;
    memcpy(&size, (char *) memory - HEAD, sizeof size);
    return size;
}
