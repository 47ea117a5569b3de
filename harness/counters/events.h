/* SPDX-License-Identifier: MIT
 *
 * Events by name: what libpfm4 makes of a name on this CPU, and what to say
 * when it knows none. A name is libpfm4's, with or without its PMU in front
 * (perf::cycles), with unit masks and modifiers (L1-dcache-load-misses:u,
 * MEM_LOAD_RETIRED:L1_HIT, perf_raw::r0108). Upper and lower case are equal.
 *
 * Without :u, :k or :h an event counts user space only; but what only happens
 * inside of the kernel (context-switches, cpu-migrations) is counted there.
 *
 * Errors: negative errno. Threads: one at a time, libpfm4 is not thread-safe.
 */
#ifndef HARNESS_COUNTERS_EVENTS_H
#define HARNESS_COUNTERS_EVENTS_H

#include "harness/machine/pmu.h"

#include <linux/perf_event.h>

struct event {
    struct perf_event_attr attr;
    int software; /* the kernel counts it; no counter of the PMU is needed */
    int certain;  /* nothing runs without it: that it reads 0 is impossible */
    int steady;   /* the program alone decides it, not what else runs on the core */
};

/* Encodes a name for the PMU of a core; NULL for any. -ENOENT: libpfm4 knows
 * no such event here; -ENODEV: libpfm4 finds no PMU at all, not even the kernel's own
 * events, as where /proc or /sys is not there; -EIO: libpfm4 itself does not work. */
int event_encode(const char *name, const struct pmu *pmu, struct event *event);

/* The microarchitecture of this CPU as libpfm4 knows it: "Zen 3", "Skylake". Empty:
 * libpfm4 does not know this CPU. */
void event_microarchitecture(char *name, size_t size);

/* The same from libpfm4's description of a PMU, such as "AMD64 Fam19h Zen3". */
void event_name_microarchitecture(const char *description, char *name, size_t size);

/* One line for somebody who typed a name that event_encode refused: what is
 * wrong and the nearest names. */
void event_refusal(const char *name, char *out, size_t size);

#endif
