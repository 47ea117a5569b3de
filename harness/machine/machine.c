/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include "core_kind.h"
#include "harness/base/affinity.h"
#include "harness/base/knob.h"
#include "sibling.h"

#include <errno.h>
#include <hwloc/glibc-sched.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SYS_CPU "/sys/devices/system/cpu/"

/* Reads a CPU list of sysfs such as "2-5,8"; empty if there is no such file. */
static hwloc_bitmap_t read_cpu_list(const char *path)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    char text[4096];
    if (set && knob_read("", text, sizeof text, "%s", path) == 0 &&
        hwloc_bitmap_list_sscanf(set, text) < 0)
        hwloc_bitmap_zero(set);
    return set;
}

/* Reads from the kernel where the calling thread may run. hwloc_get_cpubind is not used,
 * because HWLOC_XMLFILE and other variables change its answer. */
static int read_affinity(hwloc_topology_t topology, hwloc_bitmap_t set)
{
    enum { CPUS_MOST = 1 << 16 };
    cpu_set_t *cpus = CPU_ALLOC(CPUS_MOST);
    size_t size = CPU_ALLOC_SIZE(CPUS_MOST);
    int error = cpus && sched_getaffinity(0, size, cpus) == 0 ? 0 : -errno;
    if (!error && hwloc_cpuset_from_glibc_sched_affinity(topology, set, cpus, size) != 0)
        error = -ENOMEM;
    CPU_FREE(cpus);
    return error;
}

/* Finds the allowed PUs. The default affinity excludes isolated cores, although a process
 * may bind to them. An affinity that excludes more was set by the user and is kept. */
static int find_allowed(struct machine *machine)
{
    hwloc_bitmap_t isolated = read_cpu_list(SYS_CPU "isolated");
    hwloc_const_bitmap_t granted = hwloc_topology_get_allowed_cpuset(machine->topology);
    hwloc_bitmap_t usual = hwloc_bitmap_alloc();
    machine->allowed = hwloc_bitmap_alloc();
    int error = machine->allowed && usual && isolated ? 0 : -ENOMEM;
    if (!error && (!hwloc_topology_is_thissystem(machine->topology) ||
                   read_affinity(machine->topology, machine->allowed) != 0))
        hwloc_bitmap_copy(machine->allowed, granted);
    if (!error) {
        hwloc_bitmap_andnot(usual, granted, isolated);
        if (hwloc_bitmap_isincluded(usual, machine->allowed))
            hwloc_bitmap_or(machine->allowed, machine->allowed, isolated);
        hwloc_bitmap_and(machine->allowed, machine->allowed, granted);
    }
    hwloc_bitmap_free(usual);
    hwloc_bitmap_free(isolated);
    return error;
}

int machine_open(struct machine *machine)
{
    *machine = (struct machine){ 0 };
    if (affinity_check_readable() != 0) /* hwloc would ask again for ever */
        return -EACCES;
    if (hwloc_topology_init(&machine->topology) != 0)
        return -ENOMEM;
    int error = hwloc_topology_load(machine->topology) == 0 ? find_allowed(machine) : -EIO;
    if (error)
        machine_close(machine);
    return error;
}

/* Whether the kernel has the PU, beside the siblings that hwloc says. What the kernel does
 * not tell is believed. */
static int is_of_kernel(hwloc_obj_t pu)
{
    char online[4096];
    if (knob_read("", online, sizeof online, SYS_CPU "online") == 0 &&
        !knob_list_has(online, (int) pu->os_index))
        return 0;
    const struct hwloc_obj *core = pu;
    while (core && core->type != HWLOC_OBJ_CORE)
        core = core->parent;
    int sibling = sibling_of((int) pu->os_index);
    if (sibling >= 0)
        return core && hwloc_bitmap_isset(core->complete_cpuset, (unsigned) sibling);
    return sibling != -ENOENT || !core || hwloc_bitmap_weight(core->cpuset) == 1;
}

/* Whether the sizes of the PU's data caches are the kernel's. What the kernel does not tell is
 * believed. */
static int has_caches_of_kernel(hwloc_obj_t pu)
{
    char type[32], size[32];
    for (unsigned i = 0;; i++) {
        long level = knob_number("", -1, SYS_CPU "cpu%u/cache/index%u/level", pu->os_index, i);
        if (level < 0)
            return 1;
        if (knob_read("", type, sizeof type, SYS_CPU "cpu%u/cache/index%u/type", pu->os_index, i) ||
            knob_read("", size, sizeof size, SYS_CPU "cpu%u/cache/index%u/size", pu->os_index, i) ||
            strcmp(type, "Instruction") == 0)
            continue;
        const struct hwloc_obj *cache = pu;
        while (cache &&
               (!hwloc_obj_type_is_dcache(cache->type) || (long) cache->attr->cache.depth != level))
            cache = cache->parent;
        if (!cache || cache->attr->cache.size != strtoull(size, NULL, 10) * 1024)
            return 0;
    }
}

int machine_verify(const struct machine *machine, char *why, size_t size)
{
    static const char *const variables[] = { "HWLOC_XMLFILE", "HWLOC_SYNTHETIC", "HWLOC_FSROOT",
                                             "HWLOC_COMPONENTS", "HWLOC_THISSYSTEM" };
    hwloc_bitmap_t kernel = hwloc_bitmap_alloc(), library = hwloc_bitmap_alloc();
    int same = kernel && library && hwloc_topology_is_thissystem(machine->topology) &&
               read_affinity(machine->topology, kernel) == 0 &&
               hwloc_get_cpubind(machine->topology, library, HWLOC_CPUBIND_THREAD) == 0 &&
               hwloc_bitmap_isequal(kernel, library);
    const char *set = NULL;
    for (size_t i = 0; !set && i < sizeof variables / sizeof *variables; i++)
        set = getenv(variables[i]) ? variables[i] : NULL;
    int known = 1;
    for (hwloc_obj_t pu = NULL;
         (pu = hwloc_get_next_obj_by_type(machine->topology, HWLOC_OBJ_PU, pu));)
        known &= is_of_kernel(pu) && (!set || has_caches_of_kernel(pu)) &&
                 (!hwloc_bitmap_isset(machine->allowed, pu->os_index) ||
                  (kernel && hwloc_bitmap_isset(kernel, pu->os_index)) ||
                  machine_is_isolated(machine, pu->logical_index));
    hwloc_bitmap_free(kernel);
    hwloc_bitmap_free(library);
    if (same && known)
        return 0;
    if (set)
        snprintf(why, size, "hwloc describes another machine than this one: unset %s", set);
    else
        snprintf(why, size, "the kernel and hwloc do not agree on where this process may run");
    return -EXDEV;
}

void machine_close(struct machine *machine)
{
    if (machine->topology)
        hwloc_topology_destroy(machine->topology);
    hwloc_bitmap_free(machine->allowed);
    *machine = (struct machine){ 0 };
}

static hwloc_obj_t find_pu(const struct machine *machine, unsigned pu)
{
    return hwloc_get_obj_by_type(machine->topology, HWLOC_OBJ_PU, pu);
}

/* The PUs of the core of `pu`; `pu` alone if the machine shows no cores. */
static hwloc_const_bitmap_t core_of(const struct machine *machine, hwloc_obj_t pu)
{
    hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(machine->topology, HWLOC_OBJ_CORE, pu);
    return core ? core->cpuset : pu->cpuset;
}

/* Reads from /proc/stat the ticks during which each CPU was not idle. A CPU that cannot be
 * read counts as never busy. */
static void read_busy(unsigned long long *busy, size_t n)
{
    FILE *file = NULL;
    char line[512];
    memset(busy, 0, n * sizeof *busy);
    while (knob_next("", "/proc/stat", &file, line, sizeof line)) {
        unsigned cpu;
        unsigned long long user, nice, system, idle, iowait, irq, softirq, steal;
        if (sscanf(line, "cpu%u %llu %llu %llu %llu %llu %llu %llu %llu", &cpu, &user, &nice,
                   &system, &idle, &iowait, &irq, &softirq, &steal) == 9 &&
            cpu < n)
            busy[cpu] = user + nice + system + irq + softirq + steal;
    }
}

/* What makes one PU better than another, most important first. */
struct suitability {
    int isolated;
    int kind; /* highest for the strongest */
    int not_first;
    long long idle; /* minus the busy ticks of its whole core */
    int rank;       /* hwloc's rank within the kind, highest for the highest frequency */
};

static int compare(const struct suitability *a, const struct suitability *b)
{
    if (a->isolated != b->isolated)
        return a->isolated - b->isolated;
    if (a->kind != b->kind)
        return a->kind - b->kind;
    if (a->not_first != b->not_first)
        return a->not_first - b->not_first;
    if (a->idle != b->idle)
        return a->idle > b->idle ? 1 : -1;
    return a->rank - b->rank;
}

static struct suitability rate_pu(const struct machine *machine, hwloc_obj_t pu,
                                  const unsigned long long *busy, size_t n,
                                  hwloc_const_bitmap_t isolated)
{
    struct suitability s = {
        .isolated = hwloc_bitmap_isset(isolated, pu->os_index),
        .kind = core_kind_of(machine->topology, pu),
        .not_first = !hwloc_bitmap_isset(core_of(machine, pu), 0),
        .rank = hwloc_cpukinds_get_by_cpuset(machine->topology, pu->cpuset, 0),
    };
    unsigned sibling;
    hwloc_bitmap_foreach_begin(sibling, core_of(machine, pu)) if (sibling < n) s.idle -=
        (long long) busy[sibling];
    hwloc_bitmap_foreach_end();
    return s;
}

static int choose_best(const struct machine *machine, unsigned *best)
{
    int last = hwloc_bitmap_last(machine->allowed);
    if (last < 0)
        return -ENODEV;
    size_t n = (size_t) last + 1;
    unsigned long long *busy = calloc(2 * n, sizeof *busy);
    hwloc_bitmap_t isolated = read_cpu_list(SYS_CPU "isolated");
    int found = -1;
    struct suitability top = { 0 };
    if (busy) {
        read_busy(busy + n, n);
        nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
        read_busy(busy, n);
        for (size_t i = 0; i < n; i++)
            busy[i] -= busy[n + i];
    }
    for (hwloc_obj_t pu = NULL;
         busy && (pu = hwloc_get_next_obj_by_type(machine->topology, HWLOC_OBJ_PU, pu));) {
        if (!hwloc_bitmap_isset(machine->allowed, pu->os_index))
            continue;
        struct suitability s = rate_pu(machine, pu, busy, n, isolated);
        if (found < 0 || compare(&s, &top) > 0) {
            found = (int) pu->logical_index;
            top = s;
        }
    }
    hwloc_bitmap_free(isolated);
    free(busy);
    *best = (unsigned) found;
    return found < 0 ? -ENODEV : 0;
}

int machine_choose(const struct machine *machine, enum machine_unit unit, unsigned index,
                   unsigned *pu)
{
    if (unit == MACHINE_AUTO)
        return choose_best(machine, pu);
    hwloc_obj_type_t type = unit == MACHINE_CORE ? HWLOC_OBJ_CORE : HWLOC_OBJ_PU;
    hwloc_obj_t object = hwloc_get_obj_by_type(machine->topology, type, index);
    if (!object)
        return -ENODEV;
    for (hwloc_obj_t p = NULL; (p = hwloc_get_next_obj_inside_cpuset_by_type(
                                    machine->topology, object->cpuset, HWLOC_OBJ_PU, p));) {
        if (hwloc_bitmap_isset(machine->allowed, p->os_index)) {
            *pu = p->logical_index;
            return 0;
        }
    }
    return -EACCES;
}

int machine_bind(const struct machine *machine, unsigned pu)
{
    hwloc_obj_t object = find_pu(machine, pu);
    if (!object)
        return -ENODEV;
    if (hwloc_set_cpubind(machine->topology, object->cpuset,
                          HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT) != 0)
        return -EXDEV;
    hwloc_bitmap_t seen = hwloc_bitmap_alloc();
    int right = seen && hwloc_get_cpubind(machine->topology, seen, HWLOC_CPUBIND_THREAD) == 0 &&
                hwloc_bitmap_isequal(seen, object->cpuset) &&
                hwloc_get_last_cpu_location(machine->topology, seen, HWLOC_CPUBIND_THREAD) == 0 &&
                hwloc_bitmap_isequal(seen, object->cpuset);
    hwloc_bitmap_free(seen);
    return right ? 0 : -EXDEV;
}

/* The object of a type that contains a PU; NULL if the machine shows none. */
static hwloc_obj_t above(const struct machine *machine, hwloc_obj_type_t type, hwloc_obj_t pu)
{
    return hwloc_get_ancestor_obj_by_type(machine->topology, type, pu);
}

static int is_alike(const struct machine *machine, hwloc_obj_t a, hwloc_obj_t b,
                    hwloc_const_bitmap_t isolated)
{
    return core_kind_is_same(machine->topology, a, b) &&
           hwloc_bitmap_isset(isolated, a->os_index) == hwloc_bitmap_isset(isolated, b->os_index) &&
           above(machine, HWLOC_OBJ_L3CACHE, a) == above(machine, HWLOC_OBJ_L3CACHE, b) &&
           above(machine, HWLOC_OBJ_PACKAGE, a) == above(machine, HWLOC_OBJ_PACKAGE, b) &&
           hwloc_bitmap_isequal(a->nodeset, b->nodeset);
}

size_t machine_stand_ins(const struct machine *machine, unsigned pu,
                         unsigned pus[MACHINE_STAND_INS_MOST])
{
    hwloc_obj_t here = find_pu(machine, pu);
    hwloc_bitmap_t isolated = read_cpu_list(SYS_CPU "isolated"), taken = hwloc_bitmap_alloc();
    size_t n = 0;
    if (here && taken)
        hwloc_bitmap_or(taken, taken, core_of(machine, here));
    for (int first = 0; first < 2 && here && taken; first++) /* the core of PU 0 comes last */
        for (hwloc_obj_t o = NULL;
             n < MACHINE_STAND_INS_MOST &&
             (o = hwloc_get_next_obj_by_type(machine->topology, HWLOC_OBJ_PU, o));) {
            hwloc_const_bitmap_t core = core_of(machine, o);
            if (hwloc_bitmap_isset(core, 0) != first || hwloc_bitmap_intersects(core, taken) ||
                !hwloc_bitmap_isset(machine->allowed, o->os_index) ||
                !is_alike(machine, here, o, isolated))
                continue;
            pus[n++] = o->logical_index;
            hwloc_bitmap_or(taken, taken, core);
        }
    hwloc_bitmap_free(isolated);
    hwloc_bitmap_free(taken);
    return n;
}

int machine_bind_away(const struct machine *machine, const unsigned *pus, size_t count)
{
    hwloc_bitmap_t rest = hwloc_bitmap_dup(machine->allowed), fewer = hwloc_bitmap_alloc();
    int error = rest && fewer ? 0 : -ENOMEM, any = 0;
    for (size_t i = 0; i < count && !error; i++) {
        hwloc_obj_t object = find_pu(machine, pus[i]);
        if (!object)
            error = -ENODEV;
        else
            hwloc_bitmap_andnot(fewer, rest, core_of(machine, object));
        if (error || hwloc_bitmap_iszero(fewer))
            break;
        hwloc_bitmap_copy(rest, fewer);
        any = 1;
    }
    if (!error && any && hwloc_set_cpubind(machine->topology, rest, HWLOC_CPUBIND_THREAD) != 0)
        error = -EXDEV;
    if (!error && any && hwloc_topology_is_thissystem(machine->topology) &&
        (read_affinity(machine->topology, fewer) != 0 || !hwloc_bitmap_isequal(fewer, rest)))
        error = -EXDEV;
    hwloc_bitmap_free(rest);
    hwloc_bitmap_free(fewer);
    return error;
}

static unsigned count(const struct machine *machine, hwloc_obj_type_t type)
{
    int n = 0;
    for (hwloc_obj_t o = NULL; (o = hwloc_get_next_obj_by_type(machine->topology, type, o));)
        n += hwloc_bitmap_intersects(o->cpuset, machine->allowed);
    return (unsigned) n;
}

unsigned machine_cores(const struct machine *machine)
{
    return count(machine, HWLOC_OBJ_CORE);
}

unsigned machine_pus(const struct machine *machine)
{
    return count(machine, HWLOC_OBJ_PU);
}

int machine_os_index(const struct machine *machine, unsigned pu)
{
    hwloc_obj_t object = find_pu(machine, pu);
    return object ? (int) object->os_index : -ENODEV;
}

int machine_is_isolated(const struct machine *machine, unsigned pu)
{
    hwloc_obj_t object = find_pu(machine, pu);
    hwloc_bitmap_t isolated = read_cpu_list(SYS_CPU "isolated");
    int yes = object && hwloc_bitmap_isset(isolated, object->os_index);
    hwloc_bitmap_free(isolated);
    return yes;
}
