/* SPDX-License-Identifier: MIT
 *
 * Go's own runtime in a worker: the library of Go originals that scripts/go-lanes
 * built with one version of Go (harness/subject/go_lane.go), opened in this process.
 *
 * The runtime starts threads while it is opened. These threads stay on the PU that the
 * opening thread is bound to. The runtime reads its environment once, so the parent sets
 * the environment before the process starts (go_runtime_environment).
 *
 * Units: ns, bytes. Errors: negative errno. Threads: call go_runtime_open and
 * go_runtime_enter on the main thread. Only the function that go_runtime_enter calls may
 * call the others.
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

/* How a batch runs. The numbers are those in go_lane.go. */
enum go_batch {
    GO_BATCH_PLAIN,
    GO_BATCH_ALLOC /* no collection comes: the collector is off */
};

/* Sets the variables that the runtime reads at its start: GOGC, GOMAXPROCS=1, and
 * gcshrinkstackoff=1 in addition to the user's GODEBUG. Called in the child process before
 * it becomes a worker. */
int go_runtime_environment(const struct go_runtime *runtime);

/* Opens the library and copies what its lane_describe says to `description`, cut to
 * `length`. -ELIBACC: the library cannot be opened, and `why` has one line. */
int go_runtime_open(const struct go_runtime *runtime, char *description, size_t length, char *why,
                    size_t size);

/* Calls function(context) on the thread that may use Go's code, and waits for its
 * return. */
void go_runtime_enter(void (*function)(void *context), void *context);

/* Runs `ops` operations of the original with that number (its place in the description) and
 * adds their results to `sum`. Returns the ns that they took, by the runtime's clock. */
uint64_t go_runtime_batch(size_t original, enum go_batch how, uint64_t ops, uint64_t *sum);

/* Finishes the collection under way and sweeps. Returns the ns that this took. */
uint64_t go_runtime_finish(void);

/* Whether a collection is under way. */
int go_runtime_marking(void);

/* Collections that have ended so far. `pauses` (may be NULL) gets how long they stopped the
 * program in all, in ns. */
uint64_t go_runtime_collections(uint64_t *pauses);

/* What `ops` operations allocate: blocks, and bytes as the runtime rounds them up. `sum`
 * gets the sum of the operations' results. */
void go_runtime_count(size_t original, uint64_t ops, uint64_t *allocs, uint64_t *bytes,
                      uint64_t *sum);

/* Makes `instances` instances. `objects` and `bytes` get what the instances add to the
 * objects and to the bytes of heap and stacks that survive collections. `read` is called
 * before and after, each time after a collection. */
void go_runtime_hold(size_t original, uint64_t instances, void (*read)(void *context),
                     void *context, double *objects, double *bytes, uint64_t *sum);

/* Keeps `objects` objects of `size` bytes alive from now on. Each points to the one before
 * it. */
void go_runtime_live(uint64_t objects, uint64_t size);

#endif
