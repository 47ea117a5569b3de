/* SPDX-License-Identifier: MIT
 *
 * Go lanes: what scripts/go-lanes built, seen from the parent. A lane is measured
 * like an allocator, but its operations are Go's: the originals of the scenarios,
 * run by the runtime of one version of Go. So each lane has a catalogue of its own:
 * copies of the ports' scenarios with the originals' variants.
 *
 * Names: go1.27; with another setting of the collector than Go's own go1.27-gogc50,
 * go1.27-gogcoff; with an experiment of the compiler go1.27-nogreenteagc.
 *
 * Ownership: go_lanes_find allocates, and nobody frees: lanes are for a program's
 * life. Errors: negative errno. Threads: one.
 */
#ifndef HARNESS_SUBJECT_GO_LANE_H
#define HARNESS_SUBJECT_GO_LANE_H

#include "allocator.h"
#include "go_runtime.h"

enum { GO_DESCRIPTION_MAX = 65536 };

struct go_lane {
    struct allocator allocator; /* its place among the allocators: a name, and .go */
    char name[64];
    struct go_runtime runtime;
    char error[256]; /* why it cannot be measured; empty: it can, as far as is known */
    char *description;
    const struct scenario **scenarios; /* NULL until the description is known */
    struct go_lane *next;
};

/* The lanes in the folder, each with GOGC=100, oldest Go first; those of experiments
 * after the plain ones. NULL: there are none. */
struct go_lane *go_lanes_find(const char *folder);

/* Whether it is the lane of a version as such: go1.27. */
int go_lane_is_plain(const struct go_lane *lane);

/* The same lane with another GOGC, which must be a number or "off"; -EINVAL. */
int go_lane_with_gogc(const struct go_lane *lane, const char *gogc, struct go_lane **other);

/* Takes in what a worker of the lane says about it. -ENOMEM. */
int go_lane_learn(struct go_lane *lane, const char *description,
                  const struct scenario *const *ports);

/* Why this Go does not build a scenario's original; 0: it does, or there is none. */
int go_lane_fault(const struct go_lane *lane, const char *scenario, char *why, size_t size);

/* A setting from a description: version, GOGC, collector, ...; 0: not in it. */
int go_description_setting(const char *description, const char *key, char *value, size_t size);

/* The number of an original, as go_runtime_batch wants it; -1: there is none. */
int go_description_find(const char *description, const char *scenario, const char *variant,
                        size_t size_bytes);

/* The scenarios of a description, ended by NULL: what the ports say of themselves,
 * and the originals' variants. NULL: no memory. */
const struct scenario **go_catalogue(const char *description, const struct scenario *const *ports);

/* Whether an allocator of that name is a Go lane, known here or not. */
int go_lane_is_name(const char *name);

#endif
