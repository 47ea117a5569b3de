/* SPDX-License-Identifier: MIT
 *
 * Encodes events by name through libpfm4, and explains names that libpfm4 does not know. A
 * name is libpfm4's, with or without a PMU in front (perf::cycles), with unit masks and
 * modifiers (L1-dcache-load-misses:u, MEM_LOAD_RETIRED:L1_HIT, perf_raw::r0108). Upper and
 * lower case are equal.
 *
 * Without :u, :k or :h an event is counted in user space only. Events that only happen
 * inside the kernel (context-switches, cpu-migrations) are counted there.
 *
 * Errors: negative errno. Threads: one at a time, because libpfm4 is not thread-safe.
 */
#ifndef HARNESS_COUNTERS_EVENTS_H
#define HARNESS_COUNTERS_EVENTS_H

#include "harness/machine/pmu.h"

#include <linux/perf_event.h>

struct event {
    struct perf_event_attr attr;
    int software; /* the kernel counts it; no counter of the PMU is needed */
    int certain;  /* no code runs without it, so a count of 0 is wrong */
    int steady;   /* depends on the program alone, not on what else runs on the core */
};

/* Encodes a name for the PMU of a core; pmu NULL: for any PMU. -ENOENT: libpfm4 knows no
 * such event on this CPU. -ENODEV: libpfm4 finds no PMU at all, not even the kernel's own
 * events, for instance without /proc or /sys. -EIO: libpfm4 itself does not work. */
int event_encode(const char *name, const struct pmu *pmu, struct event *event);

/* The microarchitecture of this CPU as libpfm4 knows it: "Zen 3", "Skylake". Empty:
 * libpfm4 does not know this CPU. */
void event_microarchitecture(char *name, size_t size);

/* The microarchitecture named in libpfm4's description of a PMU, such as "AMD64 Fam19h
 * Zen3". */
void event_name_microarchitecture(const char *description, char *name, size_t size);

/* One line about a name that event_encode refused: what is wrong, and the nearest names. */
void event_refusal(const char *name, char *out, size_t size);

#endif
