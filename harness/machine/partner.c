/* SPDX-License-Identifier: MIT */
#include "partner.h"

#include "core_kind.h"

const char *partner_place_name(enum partner_place place)
{
    static const char *const names[] = { "none", "same core's sibling", "other NUMA node or socket",
                                         "same socket", "same L3" };
    return names[place];
}

/* Whether two PUs are in the same object of a type; `absent` if neither is in one. */
static int share(const struct machine *machine, hwloc_obj_type_t type, hwloc_obj_t a, hwloc_obj_t b,
                 int absent)
{
    hwloc_obj_t of_a = hwloc_get_ancestor_obj_by_type(machine->topology, type, a);
    hwloc_obj_t of_b = hwloc_get_ancestor_obj_by_type(machine->topology, type, b);
    return of_a || of_b ? of_a == of_b : absent;
}

/* Whether two PUs are on different NUMA nodes with memory. A node without memory does not
 * count: its PUs are as near to the others of their socket as those are to each other. */
static int are_on_two_nodes(hwloc_obj_t a, hwloc_obj_t b)
{
    return !hwloc_bitmap_iszero(a->nodeset) && !hwloc_bitmap_iszero(b->nodeset) &&
           !hwloc_bitmap_intersects(a->nodeset, b->nodeset);
}

static enum partner_place find_place(const struct machine *machine, hwloc_obj_t a, hwloc_obj_t b)
{
    if (share(machine, HWLOC_OBJ_CORE, a, b, 0))
        return PARTNER_SIBLING;
    if (share(machine, HWLOC_OBJ_L3CACHE, a, b, 0))
        return PARTNER_SAME_L3;
    if (!share(machine, HWLOC_OBJ_PACKAGE, a, b, 1) || are_on_two_nodes(a, b))
        return PARTNER_OTHER_NODE;
    return PARTNER_SAME_SOCKET;
}

/* How suitable a PU is; larger is better. The place outweighs all else. */
static int suitability(const struct machine *machine, hwloc_obj_t pu, hwloc_obj_t other)
{
    hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(machine->topology, HWLOC_OBJ_CORE, other);
    int first = hwloc_bitmap_isset(core ? core->cpuset : other->cpuset, 0);
    int alike = core_kind_is_same(machine->topology, pu, other);
    return 4 * (int) find_place(machine, pu, other) + 2 * alike + !first;
}

struct partner partner_find(const struct machine *machine, unsigned pu, enum partner_place place)
{
    struct partner best = { PARTNER_NONE, pu };
    int most = -1;
    hwloc_obj_t here = hwloc_get_obj_by_type(machine->topology, HWLOC_OBJ_PU, pu);
    for (hwloc_obj_t other = NULL;
         here && (other = hwloc_get_next_obj_by_type(machine->topology, HWLOC_OBJ_PU, other));) {
        if (other == here || !hwloc_bitmap_isset(machine->allowed, other->os_index))
            continue;
        enum partner_place there = find_place(machine, here, other);
        int suits = suitability(machine, here, other);
        if (suits > most && (place == PARTNER_NONE || there == place)) {
            most = suits;
            best = (struct partner){ there, other->logical_index };
        }
    }
    return best;
}
