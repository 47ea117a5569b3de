/* SPDX-License-Identifier: MIT
 *
 * All that a scenario may see: what a scenario is, and how one is written.
 *
 * A scenario is one question asked at least twice: the same operation with its
 * named value on the stack and on the heap. Its first variant is the baseline.
 *
 * Units: every size is in bytes; `allocs` and `bytes` are per operation.
 * Ownership: everything here is static and lives as long as the program.
 * Errors: none. malloc is not checked on purpose: a NULL crashes the worker,
 * and the harness reports the crash as the failure of that one case.
 * Threads: a worker runs its variants on one thread, a peer on another.
 */
#ifndef HARNESS_SCENARIO_H
#define HARNESS_SCENARIO_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { SCENARIO_VARIANTS = 5, SCENARIO_SIZES = 20 };

/* Runs `ops` operations and returns the sum of what they returned. All
 * variants of a scenario return the same sum for the same `ops`. */
typedef uint64_t variant_fn(uint64_t ops);

struct variant {
    const char *name; /* stack, heap, static, value, ...: docs/glossary.md */
    variant_fn *run;
    unsigned allocs; /* calls of malloc by one operation, each freed by it */
    size_t bytes;    /* what those calls ask for, in all */
    /* In a retention scenario the two count what one instance still holds. */
};

/* The variants at one size of the named value; ends with a NULL name. */
struct scenario_size {
    size_t bytes;
    struct variant variants[SCENARIO_VARIANTS + 1];
};

/* Where a peer's PU lies, seen from the PU that is measured on. */
enum partner_place {
    PARTNER_NONE,
    PARTNER_SIBLING,     /* on the same core */
    PARTNER_OTHER_NODE,  /* another NUMA node or socket, and no L3 shared */
    PARTNER_SAME_SOCKET, /* and no L3 shared, or none is shown */
    PARTNER_SAME_L3,
    PARTNER_PLACES
};

struct scenario {
    const char *name;   /* the file's name without .c */
    const char *origin; /* the row of docs/scenarios.md: P1, S3, R4a, ... */
    const char *title;  /* one sentence, as on the slide */
    const char *note;   /* what a reader of the row must know, or NULL */

    struct scenario_size sizes[SCENARIO_SIZES + 1]; /* ends without variants */

    /* `setup` makes what all operations share and none may pay for; `teardown` frees it.
     * NULL: nothing is shared. Their allocations are not counted. */
    void (*setup)(size_t size);
    void (*teardown)(void);

    int control; /* the variants are equal: their difference is the noise floor of a run */

    /* Not 0: a retention scenario. It is not timed. run(n) makes n instances, and the
     * worker measures the memory that the instances hold after `run` has returned. A worker
     * makes at most this many instances, and fewer if one is large. Nobody frees the
     * instances. */
    unsigned instances;

    /* A second thread that runs, on a PU of its own, from after setup until
     * before teardown; NULL: none. `dismiss` makes it return. Rules: (1) either
     * the measured thread or the peer frees, never both; (2) `run` must not
     * return before the peer has finished everything it was handed; (3) between
     * runs the peer must not allocate or free, because the harness swaps the
     * allocation pair and reads the tallies then. */
    void (*peer)(void);
    void (*dismiss)(void);
    enum partner_place peer_place; /* PARTNER_NONE: the nearest */

    int in_go; /* its variants are Go's, without `run`: harness/subject/go_lane.h */
};

/* Whether the scenarios under a heading are the articles' own, or further ones: the
 * control, leaks, and what was added. */
enum group_source { FURTHER, ARTICLES };

/* A line of a table of contents. A heading has `group` set and `scenario` NULL. A scenario
 * has `scenario` set and `group` NULL, and belongs to the last heading above. The line that
 * ends the table has both NULL. */
struct catalogue_line {
    const char *group;
    const struct scenario *scenario;
    enum group_source source; /* of a heading */
};

/* The malloc and free that scenarios call. The worker owns the pair and points it at the
 * allocator under test or at the counting wrapper. The pair is a variable, so no compiler
 * can see that malloc is called and elide the call. The call costs as much as a call
 * through the GOT. */
struct allocation_pair {
    void *(*malloc)(size_t size);
    void (*free)(void *memory);
};

extern __attribute__((visibility("hidden"))) struct allocation_pair allocation_pair;

/* Set by the build for scenarios/ only: a scenario says plain malloc and free. */
#ifdef SCENARIO_SOURCE
#define malloc(size) allocation_pair.malloc(size)
#define free(memory) allocation_pair.free(memory)
#endif

/* Defined if the build is under AddressSanitizer, whose runtime then serves malloc. gcc has a
 * macro for that, clang a feature. */
#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN
#endif
#endif

/* A function that the compiler cannot look into, clone, or fit to its callers, as if it
 * stood in another program. The alignment makes two equal functions be fetched alike. clang
 * has no noipa: there `used` takes the function's address, so clang keeps the signature,
 * and ESCAPE in the body keeps clang from dropping the call. */
#if defined(__clang__)
#define NOIPA __attribute__((noinline, used, aligned(64)))
#else
#define NOIPA __attribute__((noipa, aligned(64)))
#endif

/* Unknown code has seen the object behind pointer variable `p` and may have
 * changed it: its bytes must be in memory here. Emits no instruction. */
#define ESCAPE(p) __asm__ volatile("" : "+r"(p) : : "memory")

/* The integer variable `v` has a value that the compiler cannot know. */
#define VALUE(v) __asm__ volatile("" : "+r"(v))

/* VARIANT(heap, i) { ... return value; } defines the variant_fn `heap`. The
 * body is operation number i. It is a function of its own, called directly by
 * the variant's loop: every variant pays the same call and the same clobbered
 * registers, whatever its body does. */
#define VARIANT(name, i)                                                                           \
    static NOIPA uint64_t name##_op(uint64_t i);                                                   \
    static NOIPA uint64_t name(uint64_t ops)                                                       \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        for (uint64_t op = 0; op < ops; op++)                                                      \
            sum += name##_op(op);                                                                  \
        return sum;                                                                                \
    }                                                                                              \
    static NOIPA uint64_t name##_op(uint64_t i)

#endif
