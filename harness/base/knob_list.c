/* SPDX-License-Identifier: MIT
 *
 * Apart from knob.c, because a worker reads knobs, too, and shall not load hwloc for that.
 */
#include "knob.h"

#include <hwloc.h>

static hwloc_bitmap_t parse(const char *list)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    if (set && (!list[0] || list[0] < '0' || list[0] > '9' || hwloc_bitmap_list_sscanf(set, list)))
        hwloc_bitmap_zero(set);
    return set;
}

int knob_list_has(const char *list, int cpu)
{
    hwloc_bitmap_t set = parse(list);
    int has = set && cpu >= 0 && hwloc_bitmap_isset(set, (unsigned) cpu);
    hwloc_bitmap_free(set);
    return has;
}

int knob_list_count(const char *list)
{
    hwloc_bitmap_t set = parse(list);
    int count = set ? hwloc_bitmap_weight(set) : 0;
    hwloc_bitmap_free(set);
    return count;
}

int knob_list_other(const char *list, int cpu)
{
    hwloc_bitmap_t set = parse(list);
    int other = -1;
    if (set) {
        hwloc_bitmap_clr(set, (unsigned) cpu);
        other = hwloc_bitmap_first(set);
    }
    hwloc_bitmap_free(set);
    return other;
}
