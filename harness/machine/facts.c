/* SPDX-License-Identifier: MIT */
#include "facts.h"

#include "core_kind.h"
#include "harness/base/knob.h"
#include "harness/base/sha256.h"
#include "setting.h"
#include "slurm_job.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define CPU     "/sys/devices/system/cpu/"
#define CPUINFO "/proc/cpuinfo"

static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : json_null();
}

static json_t *line_of(const char *path)
{
    char line[512] = "";
    knob_read("", line, sizeof line, "%s", path);
    return text_or_null(line);
}

static json_t *line_of_cpu(const char *format, int cpu)
{
    char path[256];
    snprintf(path, sizeof path, format, cpu);
    return line_of(path);
}

static json_t *cpuinfo(int cpu, const char *key)
{
    char value[256];
    cpuinfo_value(CPUINFO, cpu, key, value, sizeof value);
    return text_or_null(value);
}

/* arm64 has no "model name", so the name is made of implementer and part there. */
static void put_cpu_name(int cpu, char *name, size_t size)
{
    char implementer[32], part[32];
    cpuinfo_value(CPUINFO, cpu, "model name", name, size);
    if (name[0])
        return;
    cpuinfo_value(CPUINFO, cpu, "CPU implementer", implementer, sizeof implementer);
    cpuinfo_value(CPUINFO, cpu, "CPU part", part, sizeof part);
    snprintf(name, size, "%s %s", implementer[0] ? implementer : "unknown", part);
}

void facts_cpu_identity(int cpu, char *identity, size_t size)
{
    static const char *const keys[] = { "cpu family", "model", "stepping" };
    put_cpu_name(cpu, identity, size);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char value[32];
        size_t length = strlen(identity);
        cpuinfo_value(CPUINFO, cpu, keys[i], value, sizeof value);
        if (value[0])
            snprintf(identity + length, size - length, ", %s %s", keys[i], value);
    }
}

void facts_core_design(int cpu, struct core_design *design)
{
    cpuinfo_design(CPUINFO, cpu, design);
}

static void make_fit(char *name)
{
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char) *c) && *c != '-' && (*c != '.' || c == name))
            *c = '_';
}

void facts_host_name(char *name, size_t size)
{
    if (gethostname(name, size) != 0 || !name[0])
        snprintf(name, size, "unknown");
    name[size - 1] = '\0';
    make_fit(name);
}

/* machine-id(5) asks programs to publish only a hash that is keyed by the program. */
void facts_machine_identity(char *identity, size_t size)
{
    static const char key[] = "escapebench ";
    const char *given = getenv("ESCAPEBENCH_MACHINE");
    char line[64], words[sizeof line + sizeof key], hash[SHA256_TEXT];
    identity[0] = '\0';
    if (given && *given) {
        snprintf(identity, size, "%s", given);
        make_fit(identity);
    } else if (knob_read("", line, sizeof line, "/etc/machine-id") == 0 && strlen(line) == 32) {
        int length = snprintf(words, sizeof words, "%s%s", key, line);
        sha256_of(words, (size_t) length, hash);
        snprintf(identity, size, "%.16s", hash);
    }
}

void facts_machine_name(char *name, size_t size)
{
    facts_machine_identity(name, size);
    if (!name[0])
        facts_host_name(name, size);
}

void facts_kind_name(const char *kind, char *name, size_t size)
{
    static const char before[] = "-kind-";
    enum { DIGITS = 8 };
    char hash[SHA256_TEXT];
    facts_machine_name(name, size - sizeof before - DIGITS);
    if (!kind || !kind[0])
        return;
    size_t end = strlen(name);
    sha256_of(kind, strlen(kind), hash);
    snprintf(name + end, size - end, "%s%.*s", before, DIGITS, hash);
}

/* The facts of the core measured on, since a machine may have several kinds of core. */
static json_t *collect_cpu(int cpu)
{
    char name[256];
    put_cpu_name(cpu, name, sizeof name);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "name", name, "vendor",
                     cpuinfo(cpu, "vendor_id"), "family", cpuinfo(cpu, "cpu family"), "model",
                     cpuinfo(cpu, "model"), "stepping", cpuinfo(cpu, "stepping"), "microcode",
                     cpuinfo(cpu, "microcode"));
}

static json_t *collect_caches(hwloc_obj_t pu)
{
    json_t *caches = json_array();
    for (hwloc_obj_t o = pu; o; o = o->parent) {
        if (!hwloc_obj_type_is_dcache(o->type))
            continue;
        char name[32];
        hwloc_obj_type_snprintf(name, sizeof name, o, 0);
        json_array_append_new(caches, json_pack("{s:s, s:I}", "name", name, "bytes",
                                                (json_int_t) o->attr->cache.size));
    }
    return caches;
}

static json_t *collect_topology(const struct machine *machine, unsigned pu)
{
    hwloc_topology_t t = machine->topology;
    hwloc_obj_t object = hwloc_get_obj_by_type(t, HWLOC_OBJ_PU, pu);
    int kinds = hwloc_cpukinds_get_nr(t, 0);
    char *allowed = NULL;
    hwloc_bitmap_list_asprintf(&allowed, machine->allowed);
    json_t *json =
        json_pack("{s:i, s:i, s:i, s:i, s:i, s:s, s:o}", "packages",
                  hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_PACKAGE), "numa_nodes",
                  hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_NUMANODE), "cores",
                  hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_CORE), "pus",
                  hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_PU), "cpu_kinds", kinds > 0 ? kinds : 1,
                  "cpuset", allowed ? allowed : "", "caches", collect_caches(object));
    free(allowed);
    return json;
}

static json_t *collect_measured(const struct machine *machine, unsigned pu)
{
    hwloc_obj_t object = hwloc_get_obj_by_type(machine->topology, HWLOC_OBJ_PU, pu);
    hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(machine->topology, HWLOC_OBJ_CORE, object);
    int os = machine_os_index(machine, pu);
    int kind = core_kind_of(machine->topology, object);
    char what[256];
    core_kind_describe(machine->topology, object, what, sizeof what);
    return json_pack("{s:i, s:o, s:o, s:o, s:i, s:b, s:o, s:o, s:o}", "pu", (int) pu, "core",
                     core ? json_integer(core->logical_index) : json_null(), "cpu_kind",
                     kind < 0 ? json_null() : json_integer(kind), "core_kind", text_or_null(what),
                     "os_index", os, "isolated", machine_is_isolated(machine, pu), "smt_siblings",
                     line_of_cpu(CPU "cpu%d/topology/thread_siblings_list", os), "governor",
                     line_of_cpu(CPU "cpu%d/cpufreq/scaling_governor", os), "max_frequency_khz",
                     line_of_cpu(CPU "cpu%d/cpufreq/cpuinfo_max_freq", os));
}

static json_t *collect_mitigations(void)
{
    json_t *json = json_object();
    DIR *folder = opendir(CPU "vulnerabilities");
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char path[512];
        snprintf(path, sizeof path, CPU "vulnerabilities/%s", entry->d_name);
        if (entry->d_name[0] != '.')
            json_object_set_new(json, entry->d_name, line_of(path));
    }
    if (folder)
        closedir(folder);
    return json;
}

/* Null if the machine has no turbo or boost. */
static json_t *collect_turbo(int cpu)
{
    struct setting_turbo turbo;
    return setting_read_turbo("", cpu, &turbo) ? json_boolean(turbo.is_on) : json_null();
}

/* x86 has a CPU flag for virtual machines. Elsewhere the firmware's vendor is the best
 * evidence. */
static json_t *collect_virtualisation(void)
{
    int has_hypervisor = setting_has_hypervisor("");
    return json_pack("{s:o, s:o, s:o, s:o}", "hypervisor",
                     has_hypervisor >= 0 ? json_boolean(has_hypervisor) : json_null(), "type",
                     line_of("/sys/hypervisor/type"), "vendor",
                     line_of("/sys/class/dmi/id/sys_vendor"), "product",
                     line_of("/sys/class/dmi/id/product_name"));
}

static json_t *collect_system(void)
{
    struct utsname name = { 0 };
    char os[256];
    uname(&name);
    knob_value("", "/etc/os-release", "PRETTY_NAME", os, sizeof os);
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "kernel", text_or_null(name.release),
                     "kernel_build", text_or_null(name.version), "architecture",
                     text_or_null(name.machine), "distribution", text_or_null(os), "clocksource",
                     line_of("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
}

/* The allowed CPUs as the kernel writes such a list: 0-3,8. */
static json_t *collect_cpuset(const struct machine *machine)
{
    char *list = NULL;
    if (hwloc_bitmap_list_asprintf(&list, machine->allowed) < 0)
        return json_null();
    json_t *json = json_string(list);
    free(list);
    return json;
}

/* How the kernel schedules this process and therefore its workers. */
static json_t *collect_scheduling(void)
{
    static const char *const names[] = {
        [SCHED_OTHER] = "SCHED_OTHER", [SCHED_FIFO] = "SCHED_FIFO", [SCHED_RR] = "SCHED_RR",
        [SCHED_BATCH] = "SCHED_BATCH", [SCHED_IDLE] = "SCHED_IDLE", [6] = "SCHED_DEADLINE",
    };
    int policy = sched_getscheduler(0);
    policy = policy < 0 ? policy : policy & ~SCHED_RESET_ON_FORK;
    errno = 0;
    int nice = getpriority(PRIO_PROCESS, 0);
    int known = policy >= 0 && policy < (int) (sizeof names / sizeof *names) && names[policy];
    return json_pack("{s:o, s:o}", "policy", known ? json_string(names[policy]) : json_null(),
                     "nice", errno ? json_null() : json_integer(nice));
}

/* jemalloc's settings in the name that /etc/malloc.conf links to. */
static json_t *collect_malloc_conf(void)
{
    char text[PATH_MAX];
    ssize_t length = readlink("/etc/malloc.conf", text, sizeof text - 1);
    text[length > 0 ? length : 0] = '\0';
    return text_or_null(text);
}

/* On which NUMA nodes memory is allocated, as numactl sets it. Null is the default; it is null
 * as well if the kernel does not tell. */
static json_t *collect_numa_policy(void)
{
    static const char *const names[] = { NULL, "preferred", "bind", "interleave", "local" };
    int mode = 0;
    if (syscall(SYS_get_mempolicy, &mode, NULL, 0, NULL, 0) != 0 || mode == 0)
        return json_null();
    mode &= 0xff; /* the rest are flags */
    int known = mode > 0 && mode < (int) (sizeof names / sizeof *names);
    return known ? json_string(names[mode]) : json_sprintf("mode %d", mode);
}

/* Settings that decide which memory processes get, and where. */
static json_t *collect_memory(void)
{
    int persona = personality(0xffffffff); /* asks only */
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "huge_page_defrag",
                     line_of("/sys/kernel/mm/transparent_hugepage/defrag"), "overcommit",
                     line_of("/proc/sys/vm/overcommit_memory"), "same_page_merging",
                     line_of("/sys/kernel/mm/ksm/run"), "numa_balancing",
                     line_of("/proc/sys/kernel/numa_balancing"), "legacy_layout",
                     line_of("/proc/sys/vm/legacy_va_layout"), "numa_policy", collect_numa_policy(),
                     "no_aslr_for_this_process",
                     persona >= 0 && (persona & ADDR_NO_RANDOMIZE) != 0);
}

json_t *facts_collect(const struct machine *machine, unsigned pu)
{
    char host[128], identity[128];
    facts_host_name(host, sizeof host);
    facts_machine_identity(identity, sizeof identity);
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, s:o}",
        "host", host, "identity", text_or_null(identity), "scheduling", collect_scheduling(),
        "malloc_conf", collect_malloc_conf(), "cpu", collect_cpu(machine_os_index(machine, pu)),
        "topology", collect_topology(machine, pu), "measured_on", collect_measured(machine, pu),
        "system", collect_system(), "virtualisation", collect_virtualisation(), "turbo",
        collect_turbo(machine_os_index(machine, pu)), "smt_active", line_of(CPU "smt/active"),
        "isolated", line_of(CPU "isolated"), "transparent_huge_pages",
        line_of("/sys/kernel/mm/transparent_hugepage/enabled"), "aslr",
        line_of("/proc/sys/kernel/randomize_va_space"), "memory", collect_memory(),
        "perf_event_paranoid", line_of("/proc/sys/kernel/perf_event_paranoid"), "mitigations",
        collect_mitigations(), "cpuset", collect_cpuset(machine), "job", slurm_job_collect());
}
