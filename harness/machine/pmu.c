/* SPDX-License-Identifier: MIT */
#include "pmu.h"

#include "harness/base/files.h"

#include <dirent.h>
#include <errno.h>
#include <hwloc.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *pmu_devices = "/sys/bus/event_source/devices";

static int read_device(const char *name, const char *file, char *line, size_t size)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s/%s", pmu_devices, name, file) >= (int) sizeof path)
        return -ENAMETOOLONG;
    return files_read_line(path, line, size);
}

/* 1: a core PMU that covers `cpu`; 0: a core PMU of other cores; -1: no core
 * PMU. One without a list of CPUs covers all. */
static int covers(const char *name, unsigned cpu)
{
    char list[4096];
    if (read_device(name, "cpus", list, sizeof list) != 0)
        return strcmp(name, "cpu") == 0 || strcmp(name, "cpum_cf") == 0 ? 1 : -1;
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    int covered = set && hwloc_bitmap_list_sscanf(set, list) == 0 && hwloc_bitmap_isset(set, cpu);
    hwloc_bitmap_free(set);
    return covered;
}

/* The event bit `rdpmc` exists since Linux 5.17, with a switch for all. */
static int user_access(const char *name)
{
    char line[64];
    return read_device(name, "format/rdpmc", line, sizeof line) == 0 &&
           strcmp(line, "config1:1") == 0 &&
           files_read_line("/proc/sys/kernel/perf_user_access", line, sizeof line) == 0 &&
           line[0] == '1';
}

int pmu_of_cpu(unsigned cpu, struct pmu *pmu)
{
    DIR *folder = opendir(pmu_devices);
    char line[32];
    *pmu = (struct pmu){ .kinds = 0 };
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        int covered = covers(entry->d_name, cpu);
        pmu->kinds += covered >= 0;
        if (covered <= 0 || strlen(entry->d_name) >= sizeof pmu->name ||
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
