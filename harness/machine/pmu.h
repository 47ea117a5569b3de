/* SPDX-License-Identifier: MIT
 *
 * The performance monitoring unit of a core, as the kernel describes it in
 * /sys/bus/event_source/devices. A machine with several kinds of core has one PMU for each
 * kind. An event must name the PMU of the core that it counts on; otherwise it silently
 * counts nothing there.
 *
 * Source: Documentation/ABI/testing/sysfs-bus-event_source-devices-*; which of
 * the devices are core PMUs is decided as perf(1) does: those called "cpu" or
 * "cpum_cf", and those with a file `cpus`.
 * Errors: negative errno. Thread-safe.
 */
#ifndef HARNESS_MACHINE_PMU_H
#define HARNESS_MACHINE_PMU_H

#include <stddef.h>

/* The kernel's folder. Only tests change it. */
extern const char *pmu_devices;

struct pmu {
    char name[64];   /* the kernel's: cpu, cpu_core, armv8_pmuv3_0; empty: this core has none */
    unsigned type;   /* the value for perf_event_attr.type */
    unsigned kinds;  /* how many core PMUs the machine has */
    int user_access; /* arm64: user space may read counters if an event asks for it */
};

/* Whether the device `name` in the folder `devices` is a core's PMU. */
int pmu_is_core(const char *devices, const char *name);

/* The PMU of the operating system's CPU `cpu`. -ENODEV: this CPU has none; `kinds` then
 * says how many PMUs other cores have. */
int pmu_of_cpu(unsigned cpu, struct pmu *pmu);

#endif
