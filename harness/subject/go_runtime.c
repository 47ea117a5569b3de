/* SPDX-License-Identifier: MIT */
#include "go_runtime.h"

#include "symbols.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

/* The functions that go_lane.go exports. */
static struct {
    void (*enter)(void (*function)(void *context), void *context);
    uint64_t (*batch)(uint64_t original, int how, uint64_t ops, uint64_t *sum);
    uint64_t (*finish)(void);
    int (*marking)(void);
    uint64_t (*collections)(uint64_t *pauses);
    void (*count)(uint64_t original, uint64_t ops, uint64_t *allocs, uint64_t *bytes,
                  uint64_t *sum);
    void (*hold)(uint64_t original, uint64_t instances, void (*read)(void *context), void *context,
                 double *objects, double *bytes, uint64_t *sum);
    void (*live)(uint64_t objects, uint64_t size);
    char *(*describe)(void);
} lane;

int go_runtime_environment(const struct go_runtime *runtime)
{
    const char *never = "gcshrinkstackoff=1", *own = getenv("GODEBUG");
    char debug[1024];
    int has_own = own && own[0];
    int length =
        snprintf(debug, sizeof debug, "%s%s%s", has_own ? own : "", has_own ? "," : "", never);
    if (length >= (int) sizeof debug)
        return -E2BIG;
    return setenv("GOGC", runtime->gogc, 1) || setenv("GOMAXPROCS", "1", 1) ||
                   setenv("GODEBUG", debug, 1)
               ? -errno
               : 0;
}

static int find_functions(void *library)
{
    const struct symbol functions[] = {
        { "lane_enter", &lane.enter },       { "lane_batch", &lane.batch },
        { "lane_count", &lane.count },       { "lane_collections", &lane.collections },
        { "lane_hold", &lane.hold },         { "lane_live", &lane.live },
        { "lane_describe", &lane.describe }, { "lane_finish", &lane.finish },
        { "lane_marking", &lane.marking }
    };
    return symbols_find(library, functions, sizeof functions / sizeof *functions);
}

/* Go's monitor thread wakes every 20 us at first, and every 10 ms after it has found
 * nothing for a while. A long timer slack, which that thread inherits from the caller,
 * makes it wake rarely from the start. */
static void let_sleep_long(void)
{
    const unsigned long sleep_ns = 10000000;
    prctl(PR_SET_TIMERSLACK, sleep_ns, 0, 0, 0);
}

/* The library is never closed, because a Go runtime cannot be stopped. */
int go_runtime_open(const struct go_runtime *runtime, char *description, size_t length, char *why,
                    size_t size)
{
    let_sleep_long();
    void *library = dlopen(runtime->library, RTLD_NOW | RTLD_LOCAL);
    if (!library || !find_functions(library)) {
        const char *error = dlerror();
        snprintf(why, size, "%s", error ? error : "it is no library of Go originals");
        return -ELIBACC;
    }
    char *text = lane.describe();
    snprintf(description, length, "%s", text);
    free(text);
    return 0;
}

void go_runtime_enter(void (*function)(void *context), void *context)
{
    lane.enter(function, context);
}

uint64_t go_runtime_batch(size_t original, enum go_batch how, uint64_t ops, uint64_t *sum)
{
    return lane.batch(original, (int) how, ops, sum);
}

uint64_t go_runtime_finish(void)
{
    return lane.finish();
}

int go_runtime_marking(void)
{
    return lane.marking();
}

uint64_t go_runtime_collections(uint64_t *pauses)
{
    return lane.collections(pauses);
}

void go_runtime_count(size_t original, uint64_t ops, uint64_t *allocs, uint64_t *bytes,
                      uint64_t *sum)
{
    lane.count(original, ops, allocs, bytes, sum);
}

void go_runtime_hold(size_t original, uint64_t instances, void (*read)(void *context),
                     void *context, double *objects, double *bytes, uint64_t *sum)
{
    lane.hold(original, instances, read, context, objects, bytes, sum);
}

void go_runtime_live(uint64_t objects, uint64_t size)
{
    lane.live(objects, size);
}
