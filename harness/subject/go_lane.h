/* SPDX-License-Identifier: MIT
 *
 * Go lanes, seen from the parent. A lane is one version of Go: the library that
 * scripts/go-lanes built with it. The library holds the originals, which are the scenarios
 * as the articles wrote them in Go; the scenarios of scenarios/ are their ports to C. A
 * lane is measured like an allocator, but its operations are the originals, run by Go's own
 * runtime. So each lane has a catalogue of its own: copies of the ports with the originals'
 * variants.
 *
 * Names: go1.27. With a GOGC other than 100: go1.27-gogc50, go1.27-gogcoff. With a
 * GOEXPERIMENT: go1.27-nogreenteagc.
 *
 * Ownership: go_lanes_find allocates, and nobody frees: lanes live as long as the program.
 * Errors: negative errno. Threads: one.
 */
#ifndef HARNESS_SUBJECT_GO_LANE_H
#define HARNESS_SUBJECT_GO_LANE_H

#include "allocator.h"
#include "go_runtime.h"

enum { GO_DESCRIPTION_MAX = 65536 };

struct go_lane {
    struct allocator allocator; /* what the lane is among the allocators: its name, and .go */
    char name[64];
    struct go_runtime runtime;
    char error[256]; /* why the lane cannot be measured; empty: no reason is known */
    char *description;
    const struct scenario **scenarios; /* NULL until the description is known */
    struct go_lane *next;
};

/* The lanes in the folder, each with GOGC=100: oldest Go first, then lanes of experiments.
 * NULL: there are none. */
struct go_lane *go_lanes_find(const char *folder);

/* Whether the lane's name is a plain version, such as go1.27. */
int go_lane_is_plain(const struct go_lane *lane);

/* Whether a word is a GOGC: a percentage above 0, of six digits at most, or "off". */
int go_lane_is_gogc(const char *word);

/* The same lane with another GOGC, which must be a number or "off"; -EINVAL. */
int go_lane_with_gogc(const struct go_lane *lane, const char *gogc, struct go_lane **other);

/* Stores the description that a worker of the lane reported and makes the lane's catalogue.
 * -ENOMEM. */
int go_lane_learn(struct go_lane *lane, const char *description,
                  const struct scenario *const *ports);

/* 1 if this Go cannot build the scenario's original; `why` then has one line. 0: it can, or
 * there is no original. */
int go_lane_fault(const struct go_lane *lane, const char *scenario, char *why, size_t size);

/* A setting from a description: version, GOGC, collector, ... 1; 0: the description lacks
 * it. */
int go_description_setting(const char *description, const char *key, char *value, size_t size);

/* The number of an original for go_runtime_batch; -1: there is none. */
int go_description_find(const char *description, const char *scenario, const char *variant,
                        size_t size_bytes);

/* The scenarios of a description, ended by NULL: each is a copy of its port with the
 * original's variants. NULL: no memory. */
const struct scenario **go_catalogue(const char *description, const struct scenario *const *ports);

/* Whether a name is that of a Go lane, installed here or not. */
int go_lane_is_name(const char *name);

#endif
