/* SPDX-License-Identifier: MIT
 *
 * Go's own runtime in a worker: the library of Go originals that scripts/go-lanes
 * built with one version of Go (harness/subject/go_lane.go), opened in this process.
 *
 * The runtime starts threads of its own while it is opened; they stay on the PU
 * that the opening thread is bound to. It reads its environment once, so that has
 * to be right before the process starts: go_runtime_environment.
 *
 * Units: ns, bytes. Errors: negative errno. Threads: go_runtime_open and _enter on
 * the main thread; whatever go_runtime_enter calls may use the rest, no other may.
 */
#ifndef HARNESS_SUBJECT_GO_RUNTIME_H
#define HARNESS_SUBJECT_GO_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

/* What a worker is told of its lane. */
struct go_runtime {
    char library[512]; /* empty: the worker has no Go */
    char gogc[16];     /* 100, off, ... */
};

/* How a batch is run; as in go_lane.go. */
enum go_batch {
    GO_BATCH_PLAIN,
    GO_BATCH_ALLOC /* no collection comes: the collector is off, and was done before */
};

/* Sets what the runtime reads at its start: GOGC, GOMAXPROCS=1 and, beside what the
 * user's GODEBUG says, gcshrinkstackoff=1. In the child, before it becomes a worker. */
int go_runtime_environment(const struct go_runtime *runtime);

/* Opens the library. `description` is what lane_describe says, cut to `length`.
 * -ELIBACC: it cannot be opened, `why` has one line. */
int go_runtime_open(const struct go_runtime *runtime, char *description, size_t length, char *why,
                    size_t size);

/* Calls function(context) on the thread that all others here are for, and returns
 * when it has returned. */
void go_runtime_enter(void (*function)(void *context), void *context);

/* Runs `ops` operations of the original with that number (its place in the
 * description); adds their results to `sum`. ns, by the runtime's clock. */
uint64_t go_runtime_batch(size_t original, enum go_batch how, uint64_t ops, uint64_t *sum);

/* A whole collection: nothing is left to mark or to sweep. It is not counted. */
void go_runtime_collect(void);

/* Finishes the collection that goes on, and sweeps; the ns that it took. */
uint64_t go_runtime_finish(void);

/* Whether a collection goes on. */
int go_runtime_marking(void);

/* Collections that have ended so far; `pauses`, where it is not NULL, is how long they
 * stopped the program in all, in ns. */
uint64_t go_runtime_collections(uint64_t *pauses);

/* What one operation allocates: blocks, and bytes as the runtime rounds them up;
 * `sum` is the result of `ops` of them. */
void go_runtime_count(size_t original, uint64_t ops, uint64_t *allocs, uint64_t *bytes,
                      uint64_t *sum);

/* Makes so many instances. `objects` and `bytes` is what they add to the objects and
 * to the bytes of heap and stacks that are left after collections. `read` is called
 * before and after, when those are done. */
void go_runtime_hold(size_t original, uint64_t instances, void (*read)(void *context),
                     void *context, double *objects, double *bytes, uint64_t *sum);

/* Keeps so many objects alive from now on, each pointing to the one before it. */
void go_runtime_live(uint64_t objects, uint64_t size);

#endif
