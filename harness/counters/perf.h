/* SPDX-License-Identifier: MIT
 *
 * perf_event_open(2) behind functions that tests replace, and reading a counter without a
 * system call.
 *
 * Layouts: linux/perf_event.h. How to read a counter's page: the comment above `index`
 * there, and on arm64 Documentation/arm64/perf.rst. Errors: negative errno. Threads: as the
 * system calls.
 */
#ifndef HARNESS_COUNTERS_PERF_H
#define HARNESS_COUNTERS_PERF_H

#include "harness/machine/pmu.h"

#include <linux/perf_event.h>
#include <stdint.h>

struct perf_kernel {
    /* Opens a counter of the calling thread, active while the thread is on `cpu`, in the
     * group of `leader` (-1: a new group). */
    int (*open)(struct perf_event_attr *attr, int cpu, int leader);
    int (*control)(int fd, unsigned long request); /* PERF_EVENT_IOC_..., for the whole group */
    int (*read)(int fd, uint64_t *buffer, size_t bytes);
    struct perf_event_mmap_page *(*map)(int fd); /* NULL: not possible */
    void (*unmap)(struct perf_event_mmap_page *page);
    void (*close)(int fd);
    uint64_t (*counter)(unsigned number); /* by the instruction rdpmc or mrs; NULL: none known */
};

/* The functions that all code calls. Only tests change them. */
extern struct perf_kernel perf_kernel;

/* Reads a counter through its page. -EAGAIN: the counter is not on the PMU now, or may not
 * be read so. `lost` gets the ns that the counter was enabled but not on the PMU. If `lost`
 * differs between two readings, the count between them is not valid. */
int perf_read_page(const struct perf_event_mmap_page *page, uint64_t *value, uint64_t *lost);

/* Writes to `out` in plain words why perf_event_open failed with `error`. */
void perf_explain(int error, const struct perf_event_attr *attr, const struct pmu *pmu, char *out,
                  size_t size);

#endif
