/* SPDX-License-Identifier: MIT */
#include "allocator.h"

#include "symbols.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* mimalloc.h: int mi_version(void). 209 is 2.0.9, 3206 is 3.2.6, 20301 is 2.3.1: three,
 * four and five digits, by the comments on MI_MALLOC_VERSION in its releases. */
static void mimalloc_version(void *symbol, char *out, size_t size)
{
    int (*version)(void);
    *(void **) &version = symbol;
    int v = version();
    if (v < 1000)
        snprintf(out, size, "%d.%d.%d", v / 100, v / 10 % 10, v % 10);
    else if (v < 10000)
        snprintf(out, size, "%d.%d.%d", v / 1000, v / 100 % 10, v % 100);
    else
        snprintf(out, size, "%d.%d.%d", v / 10000, v / 100 % 100, v % 100);
}

/* gperftools/tcmalloc.h: const char *tc_version(int *, int *, const char **). */
static void tcmalloc_version(void *symbol, char *out, size_t size)
{
    const char *(*version)(int *, int *, const char **);
    *(void **) &version = symbol;
    snprintf(out, size, "%s", version(NULL, NULL, NULL));
}

/* gc.h: unsigned GC_get_version(void), 0x80202 for 8.2.2. */
static void boehm_version(void *symbol, char *out, size_t size)
{
    unsigned (*version)(void);
    *(void **) &version = symbol;
    unsigned v = version();
    snprintf(out, size, "%u.%u.%u", v >> 16, v >> 8 & 255, v & 255);
}

#ifdef UNDER_ASAN
/* Under AddressSanitizer the sanitizer's runtime serves malloc, and no other can. */
static void asan_version(void *symbol, char *out, size_t size)
{
    (void) symbol;
    snprintf(out, size, "AddressSanitizer");
}
#endif

const struct allocator allocators[] = {
#ifdef UNDER_ASAN
    { "asan", NULL, "__asan_init", asan_version, 0, NULL },
#endif
    { "glibc", NULL, "gnu_get_libc_version", glibc_version, 0, NULL },
    { "jemalloc", "libjemalloc.so.2", "mallctl", jemalloc_version, 0, NULL },
    { "mimalloc", "libmimalloc.so.2", "mi_version", mimalloc_version, 0, NULL },
    { "tcmalloc", "libtcmalloc_minimal.so.4", "tc_version", tcmalloc_version, 0, NULL },
    { "boehm", "libgc.so.1", "GC_get_version", boehm_version, 1, NULL },
    { .name = NULL },
};

struct allocation_pair allocation_pair = { malloc, free };
struct allocator_serving allocator_serving = {
    .pair = { malloc, free },
    .usable = malloc_usable_size,
};

const struct allocator *allocator_find(const char *name)
{
    for (const struct allocator *a = allocators; a->name; a++)
        if (strcmp(a->name, name) == 0)
            return a;
    return NULL;
}

const char *const *allocator_other_names(const struct allocator *allocator)
{
    static const char *const none[] = { NULL };
    static const char *const mimalloc[] = { "libmimalloc.so.3", "libmimalloc.so.1", NULL };
    return strcmp(allocator->name, "mimalloc") == 0 ? mimalloc : none;
}

/* A collector's free: does nothing, because the collector itself finds out which objects
 * are dead. */
static void leave_to_collector(void *memory)
{
    (void) memory;
}

/* Looks up the functions of gc.h that serve. 0: one is missing. */
static int find_functions(void *library, struct allocator_serving *serving)
{
    const struct symbol functions[] = {
        { "GC_malloc", &serving->pair.malloc },    { "GC_size", &serving->usable },
        { "GC_get_gc_no", &serving->collections }, { "GC_gcollect_and_unmap", &serving->collect },
        { "GC_add_roots", &serving->add_roots },   { "GC_remove_roots", &serving->remove_roots },
    };
    return symbols_find(library, functions, sizeof functions / sizeof *functions);
}

/* Calls GC_INIT and turns off warnings, which libgc would write for each large object. */
static int start_collector(void *library)
{
    void *ignore = dlsym(library, "GC_ignore_warn_proc");
    void (*set_warn)(void *), (*init)(void);
    *(void **) &set_warn = dlsym(library, "GC_set_warn_proc");
    *(void **) &init = dlsym(library, "GC_init");
    if (!ignore || !set_warn || !init || setenv("GC_MARKERS", "1", 1) != 0)
        return 0;
    init();
    set_warn(ignore);
    return 1;
}

int allocator_open(const struct allocator *allocator, char *why, size_t size)
{
    struct allocator_serving serving = { .pair.free = leave_to_collector };
    if (!allocator->collects)
        return 0;
#ifdef UNDER_ASAN
    snprintf(why, size, "AddressSanitizer hides pointers from a collector");
    return -ELIBACC;
#endif
    void *library = dlopen(allocator->library, RTLD_NOW | RTLD_LOCAL);
    if (!library || !find_functions(library, &serving) || !start_collector(library)) {
        const char *error = dlerror();
        snprintf(why, size, "%s", error ? error : "it could not be started");
        return -ELIBACC;
    }
    allocator_serving = serving;
    allocation_pair = serving.pair;
    return 0;
}

/* The malloc that serves this process. Uses dlsym, because the executable's own reference
 * may be a PLT stub. */
static void *find_serving(void)
{
    void *address;
    if (allocator_serving.pair.malloc == malloc)
        return dlsym(RTLD_DEFAULT, "malloc");
    memcpy(&address, &allocator_serving.pair.malloc, sizeof address);
    return address;
}

/* Finds the allocator's symbol in this process; NULL for a collector that was not
 * opened. */
static void *find_symbol(const struct allocator *a)
{
    void *library = a->collects ? dlopen(a->library, RTLD_NOW | RTLD_NOLOAD) : RTLD_DEFAULT;
    return dlsym(library, a->symbol);
}

/* Whether two paths name the same file. */
static int is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Whether `free` lies in the object that begins at `base`. Always 1 for a collector, which
 * has no free. */
static int frees_there(const struct allocator *expected, const void *base)
{
    Dl_info where = { 0 };
    void *address = expected->collects ? NULL : dlsym(RTLD_DEFAULT, "free");
    return expected->collects ||
           (address && dladdr(address, &where) != 0 && where.dli_fbase == base);
}

int allocator_identify(const struct allocator *expected, struct allocator_identity *identity)
{
    Dl_info where = { 0 }, owner = { 0 };
    char path[PATH_MAX];
    void *serving = find_serving();
    void *symbol = expected->symbol ? find_symbol(expected) : NULL;
    if (!serving || dladdr(serving, &where) == 0)
        return -ENXIO;
    const char *file = realpath(where.dli_fname, path); /* an allocator may have no memory */
    snprintf(identity->file, sizeof identity->file, "%s", file ? file : where.dli_fname);
    identity->version[0] = '\0';
    int right = !expected->symbol ||
                (symbol && dladdr(symbol, &owner) != 0 && owner.dli_fbase == where.dli_fbase);
    if (expected->library && strchr(expected->library, '/'))
        right &= is_same_file(expected->library, identity->file);
    if (!right)
        return -ENXIO;
    if (!frees_there(expected, where.dli_fbase))
        return -ENOTSUP;
    if (expected->version)
        expected->version(symbol, identity->version, sizeof identity->version);
    return 0;
}

int allocator_try(char *why, size_t size)
{
    enum { OBJECTS = 8 };
    char *objects[OBJECTS] = { 0 };
    const char *fault = NULL;
    for (size_t i = 0; i < OBJECTS && !fault; i++) {
        size_t bytes = (size_t) 16 << i;
        objects[i] = allocator_serving.pair.malloc(bytes);
        if (!objects[i]) {
            fault = "malloc gives no memory";
            break;
        }
        if ((uintptr_t) objects[i] % sizeof(void *) != 0)
            fault = "malloc gives memory that is not aligned";
        memset(objects[i], (int) i, bytes);
    }
    for (size_t i = 0; i < OBJECTS && objects[i]; i++) {
        if (objects[i][0] != (char) i || objects[i][((size_t) 16 << i) - 1] != (char) i)
            fault = "malloc gives the same memory twice";
        allocator_serving.pair.free(objects[i]);
    }
    if (fault)
        snprintf(why, size, "%s", fault);
    return fault ? -EFAULT : 0;
}

/* The objects that are kept so that `live` are alive: a ring buffer with the oldest at
 * `next`. */
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
    allocator_serving.pair.free(oldest);
}

static void root_ring(void (*root)(void *memory, void *end))
{
    if (root && ring.count > 0)
        root(ring.slots, ring.slots + ring.count);
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
        root_ring(allocator_serving.add_roots);
    }
    allocation_pair = allocator_serving.pair;
    if (live > 1)
        allocation_pair.free = free_oldest;
    return 0;
}

void allocator_drain(void)
{
    for (size_t i = 0; i < ring.count; i++)
        allocator_serving.pair.free(ring.slots[i]);
    root_ring(allocator_serving.remove_roots);
    free(ring.slots);
    memset(&ring, 0, sizeof ring);
}
