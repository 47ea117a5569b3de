/* SPDX-License-Identifier: MIT
 *
 * A malloc that is installed and does not work: it returns no memory and prints why, as an
 * allocator does that was built for another page size.
 */
#include <stddef.h>
#include <unistd.h>

void *malloc(size_t size)
{
    static const char words[] = "<refuse>: unsupported system page size\n";
    static int said;
    (void) size;
    if (!said++)
        (void) !write(2, words, sizeof words - 1);
    return NULL;
}

void free(void *memory)
{
    (void) memory;
}

void *calloc(size_t n, size_t size)
{
    return malloc(n * size);
}

void *realloc(void *memory, size_t size)
{
    (void) memory;
    return malloc(size);
}

int mallctl(const char *name, void *old, size_t *old_size, void *new, size_t new_size)
{
    (void) name, (void) old, (void) old_size, (void) new, (void) new_size;
    return 1;
}
