/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "allocator.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void glibc_version(void *symbol, char *out, size_t size)
{
    const char *(*version)(void);
    *(void **) &version = symbol;
    snprintf(out, size, "%s", version());
}

/* jemalloc(3): mallctl "version" gives a const char *. */
static void jemalloc_version(void *symbol, char *out, size_t size)
{
    int (*mallctl)(const char *, void *, size_t *, void *, size_t);
    *(void **) &mallctl = symbol;
    const char *version = "";
    size_t length = sizeof(const char *);
    if (mallctl("version", (void *) &version, &length, NULL, 0) == 0)
        snprintf(out, size, "%s", version);
}

/* mimalloc.h: int mi_version(void), 209 for 2.0.9. */
static void mimalloc_version(void *symbol, char *out, size_t size)
{
    int (*version)(void);
    *(void **) &version = symbol;
    int v = version();
    snprintf(out, size, "%d.%d.%d", v / 100, v / 10 % 10, v % 10);
}

/* gperftools/tcmalloc.h: const char *tc_version(int *, int *, const char **). */
static void tcmalloc_version(void *symbol, char *out, size_t size)
{
    const char *(*version)(int *, int *, const char **);
    *(void **) &version = symbol;
    snprintf(out, size, "%s", version(NULL, NULL, NULL));
}

/* Under AddressSanitizer its runtime is malloc, and no other can be. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#ifdef __SANITIZE_ADDRESS__
static void asan_version(void *symbol, char *out, size_t size)
{
    (void) symbol;
    snprintf(out, size, "AddressSanitizer");
}
#endif

const struct allocator allocators[] = {
#ifdef __SANITIZE_ADDRESS__
    { "asan", NULL, "__asan_init", asan_version },
#endif
    { "glibc", NULL, "gnu_get_libc_version", glibc_version },
    { "jemalloc", "libjemalloc.so.2", "mallctl", jemalloc_version },
    { "mimalloc", "libmimalloc.so.2", "mi_version", mimalloc_version },
    { "tcmalloc", "libtcmalloc_minimal.so.4", "tc_version", tcmalloc_version },
    { NULL, NULL, NULL, NULL },
};

struct allocation_pair allocation_pair = { malloc, free };

const struct allocator *allocator_find(const char *name)
{
    for (const struct allocator *a = allocators; a->name; a++)
        if (strcmp(a->name, name) == 0)
            return a;
    return NULL;
}

int allocator_identify(const struct allocator *expected, struct allocator_identity *identity)
{
    /* Through dlsym: the executable's own reference may be a PLT stub. */
    Dl_info where = { 0 }, owner = { 0 };
    void *serving = dlsym(RTLD_DEFAULT, "malloc");
    void *symbol = dlsym(RTLD_DEFAULT, expected->symbol);
    if (!serving || dladdr(serving, &where) == 0)
        return -ENXIO;
    snprintf(identity->file, sizeof identity->file, "%s", where.dli_fname);
    identity->version[0] = '\0';
    if (!symbol || dladdr(symbol, &owner) == 0 || owner.dli_fbase != where.dli_fbase)
        return -ENXIO;
    expected->version(symbol, identity->version, sizeof identity->version);
    return 0;
}

/* The objects held back so that `live` are alive; a ring, oldest at `next`. */
static struct {
    void **slots;
    size_t count;
    size_t next;
} ring;

static void free_oldest(void *memory)
{
    void *oldest = ring.slots[ring.next];
    ring.slots[ring.next] = memory;
    ring.next = ring.next + 1 == ring.count ? 0 : ring.next + 1;
    free(oldest);
}

int allocator_use(unsigned live)
{
    if (live == 0)
        return -EINVAL;
    allocator_drain();
    if (live > 1) {
        ring.slots = calloc(live - 1, sizeof *ring.slots);
        if (!ring.slots)
            return -ENOMEM;
        ring.count = live - 1;
    }
    allocation_pair = (struct allocation_pair){ malloc, live > 1 ? free_oldest : free };
    return 0;
}

void allocator_drain(void)
{
    for (size_t i = 0; i < ring.count; i++)
        free(ring.slots[i]);
    free(ring.slots);
    memset(&ring, 0, sizeof ring);
}
