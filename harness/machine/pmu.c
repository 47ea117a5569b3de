/* SPDX-License-Identifier: MIT */
#include "pmu.h"

#include "harness/base/knob.h"

#include <dirent.h>
#include <errno.h>
#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *pmu_devices = "/sys/bus/event_source/devices";

static int read_device(const char *name, const char *file, char *line, size_t size)
{
    return knob_read(pmu_devices, line, size, "/%s/%s", name, file);
}

int pmu_is_core(const char *devices, const char *name)
{
    char list[16];
    return strcmp(name, "cpu") == 0 || strcmp(name, "cpum_cf") == 0 ||
           knob_read(devices, list, sizeof list, "/%s/cpus", name) == 0;
}

/* Whether a core PMU covers `cpu`. A PMU without a list of CPUs covers all. */
static int covers(const char *name, unsigned cpu)
{
    char list[4096];
    if (read_device(name, "cpus", list, sizeof list) != 0)
        return 1;
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    int covered = set && hwloc_bitmap_list_sscanf(set, list) == 0 && hwloc_bitmap_isset(set, cpu);
    hwloc_bitmap_free(set);
    return covered;
}

/* Whether user space may read counters. The event bit `rdpmc` exists since Linux 5.17; a
 * sysctl enables it for all. */
static int user_access(const char *name)
{
    char line[64];
    return read_device(name, "format/rdpmc", line, sizeof line) == 0 &&
           strcmp(line, "config1:1") == 0 &&
           knob_number("", 0, "/proc/sys/kernel/perf_user_access") == 1;
}

int pmu_of_cpu(unsigned cpu, struct pmu *pmu)
{
    DIR *folder = opendir(pmu_devices);
    char line[32];
    *pmu = (struct pmu){ .kinds = 0 };
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        int is_core = pmu_is_core(pmu_devices, entry->d_name);
        pmu->kinds += is_core;
        if (!is_core || !covers(entry->d_name, cpu) || strlen(entry->d_name) >= sizeof pmu->name ||
            read_device(entry->d_name, "type", line, sizeof line) != 0)
            continue;
        memcpy(pmu->name, entry->d_name, strlen(entry->d_name) + 1);
        pmu->type = (unsigned) strtoul(line, NULL, 10);
        pmu->user_access = user_access(entry->d_name);
    }
    if (folder)
        closedir(folder);
    return pmu->name[0] ? 0 : -ENODEV;
}
