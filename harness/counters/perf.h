/* SPDX-License-Identifier: MIT
 *
 * The kernel's side of counting, perf_event_open(2), behind functions that
 * tests replace; and reading a counter without the kernel.
 *
 * Layouts: linux/perf_event.h; how its page is read: the comment there above
 * `index`, and on arm64 Documentation/arm64/perf.rst.
 * Errors: negative errno. Threads: as the system calls.
 */
#ifndef HARNESS_COUNTERS_PERF_H
#define HARNESS_COUNTERS_PERF_H

#include "harness/machine/pmu.h"

#include <linux/perf_event.h>
#include <stdint.h>

struct perf_kernel {
    /* A counter of the calling thread while it is on `cpu`, in the group of
     * `leader` (-1: a new one). */
    int (*open)(struct perf_event_attr *attr, int cpu, int leader);
    int (*control)(int fd, unsigned long request); /* PERF_EVENT_IOC_..., for the whole group */
    int (*read)(int fd, uint64_t *buffer, size_t bytes);
    struct perf_event_mmap_page *(*map)(int fd); /* NULL: cannot be */
    void (*unmap)(struct perf_event_mmap_page *page);
    void (*close)(int fd);
    uint64_t (*counter)(unsigned number); /* the instruction: rdpmc, mrs; NULL: none known */
};

/* What everybody calls. Only tests change it. */
extern struct perf_kernel perf_kernel;

/* Reads a counter through its page: 0, or -EAGAIN when it is not on the PMU
 * now or may not be read so. `lost` are the ns that it wanted to count and did
 * not; a difference between two readings spoils them. */
int perf_read_page(const struct perf_event_mmap_page *page, uint64_t *value, uint64_t *lost);

/* In plain words why perf_event_open failed with `error`. */
void perf_explain(int error, const struct perf_event_attr *attr, const struct pmu *pmu, char *out,
                  size_t size);

#endif
