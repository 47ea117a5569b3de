/* SPDX-License-Identifier: MIT */
#include "core_kind.h"

#include "cpuinfo.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define CPUINFO "/proc/cpuinfo"

enum { TEXT_MAX = 256 };

/* Whether a property tells how fast a core may run, not which design it is. */
static int is_speed(const char *name)
{
    return strncmp(name, "Frequency", 9) == 0 || strcmp(name, "LinuxCapacity") == 0;
}

__attribute__((format(printf, 3, 4))) static void append(char *text, size_t size,
                                                         const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    if (length > 0 && length + 2 < size) {
        memcpy(text + length, ", ", 3);
        length += 2;
    }
    va_start(arguments, format);
    vsnprintf(text + length, size - length, format, arguments);
    va_end(arguments);
}

static void append_caches(hwloc_obj_t pu, char *text, size_t size)
{
    for (hwloc_obj_t o = pu; o; o = o->parent)
        if (o->type == HWLOC_OBJ_L1CACHE || o->type == HWLOC_OBJ_L2CACHE)
            append(text, size, "%s %llu KiB", o->type == HWLOC_OBJ_L1CACHE ? "L1d" : "L2",
                   (unsigned long long) o->attr->cache.size / 1024);
}

/* Whether this machine has cores with different part numbers of Arm. /proc/cpuinfo is long on
 * a large machine, so it is read once. */
static int has_several_parts(void)
{
    enum { UNREAD, SAME, SEVERAL };
    static atomic_int known = UNREAD;
    if (known == UNREAD)
        known = cpuinfo_differs(CPUINFO, "CPU part") ? SEVERAL : SAME;
    return known == SEVERAL;
}

static void append_part(hwloc_obj_t pu, char *text, size_t size)
{
    char part[32];
    if (!has_several_parts())
        return;
    cpuinfo_value(CPUINFO, (int) pu->os_index, "CPU part", part, sizeof part);
    append(text, size, "part %s", part);
}

/* Appends the device tree's capacity-dmips-mhz, a property of the design: 4 bytes,
 * big-endian. hwloc's capacity is this number times the top frequency. */
static void append_capacity(hwloc_obj_t pu, char *text, size_t size)
{
    char path[128];
    unsigned char c[4];
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%u/of_node/capacity-dmips-mhz",
             pu->os_index);
    FILE *file = fopen(path, "re");
    if (file && fread(c, 1, sizeof c, file) == sizeof c)
        append(text, size, "capacity-dmips-mhz %u",
               (unsigned) c[0] << 24 | (unsigned) c[1] << 16 | (unsigned) c[2] << 8 | c[3]);
    if (file)
        fclose(file);
}

/* Describes the design of a PU's core. A kind of hwloc's without properties was declared by
 * hand and stays a kind of its own. */
static void describe(hwloc_topology_t topology, hwloc_obj_t pu, char text[TEXT_MAX])
{
    struct hwloc_info_s *infos = NULL;
    unsigned count = 0;
    int kind = hwloc_cpukinds_get_by_cpuset(topology, pu->cpuset, 0);
    text[0] = '\0';
    if (kind >= 0 &&
        hwloc_cpukinds_get_info(topology, (unsigned) kind, NULL, NULL, &count, &infos, 0) == 0) {
        for (unsigned i = 0; i < count; i++)
            if (!is_speed(infos[i].name))
                append(text, TEXT_MAX, "%s=%s", infos[i].name, infos[i].value);
        if (count == 0)
            append(text, TEXT_MAX, "kind %d", kind);
    }
    if (hwloc_topology_is_thissystem(topology)) {
        append_part(pu, text, TEXT_MAX);
        append_capacity(pu, text, TEXT_MAX);
    }
    append_caches(pu, text, TEXT_MAX);
}

/* Describes the first PU of hwloc's kind number `kind`. */
static void describe_kind(hwloc_topology_t topology, int kind, char text[TEXT_MAX])
{
    hwloc_topology_t t = topology;
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    hwloc_obj_t pu = NULL;
    text[0] = '\0';
    if (set && hwloc_cpukinds_get_info(t, (unsigned) kind, set, NULL, NULL, NULL, 0) == 0)
        pu = hwloc_get_next_obj_covering_cpuset_by_type(t, set, HWLOC_OBJ_PU, NULL);
    if (pu)
        describe(t, pu, text);
    hwloc_bitmap_free(set);
}

/* hwloc ranks its kinds by strength. Kinds with equal descriptions are one kind here, with
 * the highest rank of them. */
int core_kind_of(hwloc_topology_t topology, hwloc_obj_t pu)
{
    char mine[TEXT_MAX], other[TEXT_MAX];
    int count = hwloc_cpukinds_get_nr(topology, 0);
    int kind = count > 0 ? hwloc_cpukinds_get_by_cpuset(topology, pu->cpuset, 0) : -1;
    if (kind < 0)
        return -1;
    describe(topology, pu, mine);
    for (int k = count - 1; k > kind; k--) {
        describe_kind(topology, k, other);
        if (strcmp(mine, other) == 0)
            return k;
    }
    return kind;
}

int core_kind_is_same(hwloc_topology_t topology, hwloc_obj_t a, hwloc_obj_t b)
{
    char of_a[TEXT_MAX], of_b[TEXT_MAX];
    describe(topology, a, of_a);
    describe(topology, b, of_b);
    return strcmp(of_a, of_b) == 0;
}

/* Whether the machine has kinds of core that the topology does not show, because the cpuset
 * has PUs of one kind only. hwloc knows a core type only if there are several. */
static int hides_kinds(hwloc_topology_t topology, const char *description)
{
    return strstr(description, "CoreType=") ||
           (hwloc_topology_is_thissystem(topology) && has_several_parts());
}

void core_kind_describe(hwloc_topology_t topology, hwloc_obj_t pu, char *text, size_t size)
{
    char mine[TEXT_MAX], other[TEXT_MAX];
    text[0] = '\0';
    describe(topology, pu, mine);
    int several = hides_kinds(topology, mine);
    for (hwloc_obj_t o = NULL;
         !several && (o = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, o));) {
        describe(topology, o, other);
        several = strcmp(mine, other) != 0;
    }
    if (several)
        snprintf(text, size, "%s", mine);
}

void core_kind_describe_pu(hwloc_topology_t topology, unsigned pu, char *text, size_t size)
{
    core_kind_describe(topology, hwloc_get_obj_by_type(topology, HWLOC_OBJ_PU, pu), text, size);
}
