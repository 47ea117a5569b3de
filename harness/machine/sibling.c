/* SPDX-License-Identifier: MIT */
#include "sibling.h"

#include "harness/base/knob.h"
#include "setting.h"

#include <errno.h>
#include <hwloc.h>
#include <stdio.h>

int sibling_of(int cpu)
{
    char list[4096];
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    int found = -EIO;
    if (set &&
        knob_read("", list, sizeof list,
                  "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpu) == 0 &&
        hwloc_bitmap_list_sscanf(set, list) == 0 && hwloc_bitmap_isset(set, (unsigned) cpu)) {
        hwloc_bitmap_clr(set, (unsigned) cpu);
        found = hwloc_bitmap_iszero(set) ? -ENOENT : hwloc_bitmap_first(set);
    }
    hwloc_bitmap_free(set);
    return found;
}

int sibling_is_impossible(int cpu)
{
    return setting_has_hypervisor("") == 0 && sibling_of(cpu) == -ENOENT;
}
