/* SPDX-License-Identifier: MIT
 *
 * Checks the system around the CPU: memory, clock, neighbours, limits.
 */
#include "check.h"
#include "harness/base/knob.h"
#include "harness/machine/limit.h"
#include "harness/machine/setting.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CPU "/sys/devices/system/cpu/"

enum { LIST_MAX = 512, ADDR_NO_RANDOMIZE = 0x0040000 /* personality(2) */ };

static void check_thp(struct check *check, const struct check_scope *scope)
{
    char line[64];
    struct finding *f = check_add(check, "transparent-huge-pages");
    snprintf(f->effect, sizeof f->effect,
             "with always, chance decides whether a large array gets 2 MiB pages, and with them "
             "its page faults and TLB misses");
    if (knob_read(scope->root, line, sizeof line, "/sys/kernel/mm/transparent_hugepage/enabled")) {
        if (knob_exists(scope->root, "/sys/kernel/mm"))
            snprintf(f->read, sizeof f->read, "absent: this kernel has none");
        else
            check_unknown(f, "/sys/kernel/mm cannot be read");
        return;
    }
    snprintf(f->read, sizeof f->read, "%s", line);
    if (!strstr(line, "[always]"))
        return;
    f->status = FINDING_WARN;
    snprintf(f->fix, sizeof f->fix,
             "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
}

static void check_aslr(struct check *check, const struct check_scope *scope)
{
    char line[32] = "";
    long level = knob_number(scope->root, -1, "/proc/sys/kernel/randomize_va_space");
    knob_read(scope->root, line, sizeof line, "/proc/self/personality");
    int off = (strtoul(line, NULL, 16) & ADDR_NO_RANDOMIZE) != 0;
    struct finding *f = check_add(check, "aslr");
    snprintf(f->effect, sizeof f->effect,
             "address layouts alone can change a cost by 24 %%; without ASLR all workers have "
             "the same layout, and the interval does not contain that change");
    const char *here = off ? ", switched off for this process" : "";
    if (level < 0)
        snprintf(f->read, sizeof f->read, "unknown: randomize_va_space is absent%s", here);
    else
        snprintf(f->read, sizeof f->read, "randomize_va_space=%ld%s", level, here);
    if (level < 0 && !off)
        f->status = FINDING_WARN;
    if ((level == 2 || level < 0) && !off)
        return;
    f->status = level == 0 || off ? FINDING_BAD : FINDING_WARN;
    snprintf(f->fix, sizeof f->fix, "%s",
             off ? "do not start it by setarch -R" : "sudo sysctl kernel.randomize_va_space=2");
}

static void check_virtual(struct check *check, const struct check_scope *scope)
{
    char type[64], vendor[64];
    knob_read(scope->root, type, sizeof type, "/sys/hypervisor/type");
    knob_read(scope->root, vendor, sizeof vendor, "/sys/class/dmi/id/sys_vendor");
    int told = setting_has_hypervisor(scope->root);
    int guest = told == 1 || type[0] || strcmp(vendor, "QEMU") == 0;
    struct finding *f = check_add(check, "virtualisation");
    snprintf(f->effect, sizeof f->effect,
             "other guests of the host use the same core unseen; turns that they disturb are "
             "dropped; clock and PMU are those that the host offers");
    if (told < 0 && !guest && !vendor[0]) {
        check_unknown(f, "neither /proc/cpuinfo nor /sys tells of a hypervisor or of a vendor");
        return;
    }
    snprintf(f->read, sizeof f->read, "%s%s%s",
             guest ? "a virtual machine" : "no sign of a hypervisor", vendor[0] ? ", " : "",
             vendor);
    if (!guest)
        return;
    f->status = FINDING_WARN;
    snprintf(f->fix, sizeof f->fix, "measure on bare metal, or on a host with dedicated cores");
}

static void check_load(struct check *check, const struct check_scope *scope)
{
    char line[128], online[LIST_MAX];
    knob_read(scope->root, line, sizeof line, "/proc/loadavg");
    knob_read(scope->root, online, sizeof online, CPU "online");
    double load = strtod(line, NULL);
    int cpus = knob_list_count(online);
    struct finding *f = check_add(check, "load");
    snprintf(f->effect, sizeof f->effect,
             "other work shares caches and memory, and this core if there is more work than CPUs");
    if (!line[0])
        check_unknown(f, "/proc/loadavg cannot be read");
    else if (cpus == 0)
        check_unknown(f, CPU "online cannot be read, which counts the CPUs");
    else
        snprintf(f->read, sizeof f->read, "%.2f over the last minute on %d CPUs", load, cpus);
    if (!line[0] || cpus == 0 || load < 0.5 * cpus)
        return;
    f->status = FINDING_WARN; /* the share of quiet turns shows how much it costs */
    snprintf(f->fix, sizeof f->fix, "stop what 'ps -eo pcpu,pid,args --sort=-pcpu | head' shows");
}

static void check_cpuset(struct check *check, const struct check_scope *scope)
{
    char allowed[LIST_MAX], online[LIST_MAX];
    knob_value(scope->root, "/proc/self/status", "Cpus_allowed_list", allowed, sizeof allowed);
    knob_read(scope->root, online, sizeof online, CPU "online");
    int mine = knob_list_count(allowed), all = knob_list_count(online);
    struct finding *f = check_add(check, "cpuset");
    if (mine == 0)
        check_unknown(f, "/proc/self/status cannot be read");
    else if (all == 0)
        snprintf(f->read, sizeof f->read, "%d CPUs allowed: %s", mine, allowed);
    else
        snprintf(f->read, sizeof f->read, "%d of %d CPUs allowed: %s", mine, all, allowed);
    snprintf(f->effect, sizeof f->effect,
             "with a single CPU the parent, which writes the files, shares the measured core");
    if (mine != 1)
        return;
    f->status = FINDING_WARN;
    if (all > 1)
        snprintf(f->fix, sizeof f->fix, "allow a second CPU: sudo taskset -apc %s $$", online);
}

/* Reads version 1's quota in the format of version 2. */
static int read_old_quota(const struct limit_group *group, char *quota, size_t size)
{
    char us[32], period[32];
    if (limit_group_read(group, "cpu.cfs_quota_us", us, sizeof us) != 0 ||
        strtol(us, NULL, 10) <= 0)
        return 0;
    int known = limit_group_read(group, "cpu.cfs_period_us", period, sizeof period) == 0;
    return snprintf(quota, size, "%s %s", us, known ? period : "100000") > 0;
}

/* Finds "QUOTA PERIOD" of this process's cgroup, or of the nearest group above that has a
 * quota. */
static int find_quota(const char *root, char *quota, size_t size)
{
    struct limit_group group;
    if (limit_group_open(&group, root, "cpu") != 0)
        group = (struct limit_group){ .root = root, .mount = "/sys/fs/cgroup/cpu" };
    do {
        if (group.is_v2 && limit_group_read(&group, "cpu.max", quota, size) == 0 &&
            strncmp(quota, "max", 3) != 0)
            return 1;
        if (!group.is_v2 && read_old_quota(&group, quota, size))
            return 1;
    } while (limit_group_up(&group));
    return 0;
}

static void check_quota(struct check *check, const struct check_scope *scope)
{
    char quota[64] = "";
    struct finding *f = check_add(check, "cpu-quota");
    snprintf(f->effect, sizeof f->effect,
             "a container that used up its share is stopped for tens of milliseconds, often in "
             "the middle of a turn");
    if (find_quota(scope->root, quota, sizeof quota)) {
        f->status = FINDING_WARN;
        snprintf(f->read, sizeof f->read, "%s (us of CPU time, per period of us)", quota);
        snprintf(f->fix, sizeof f->fix,
                 "start the container without a CPU limit, with a cpuset in place of it "
                 "(docker run --cpuset-cpus=0,1)");
        return;
    }
    char groups[LIST_MAX];
    int known = knob_read(scope->root, groups, sizeof groups, "/proc/self/cgroup") == 0 ||
                knob_number(scope->root, 0, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us") != 0;
    f->status = known ? FINDING_OK : FINDING_WARN;
    snprintf(f->read, sizeof f->read, "%s", known ? "none" : "unknown: no /proc/self/cgroup");
}

static void check_watchdog(struct check *check, const struct check_scope *scope)
{
    long on = knob_number(scope->root, -1, "/proc/sys/kernel/nmi_watchdog");
    struct finding *f = check_add(check, "nmi-watchdog");
    snprintf(f->effect, sizeof f->effect,
             "the watchdog holds one hardware counter, so fewer events are counted together");
    if (on < 0 && !knob_exists(scope->root, "/proc/sys/kernel")) {
        check_unknown(f, "/proc/sys/kernel cannot be read");
        return;
    }
    snprintf(f->read, sizeof f->read, "%s",
             on > 0    ? "on"
             : on == 0 ? "off"
                       : "absent: this kernel has none");
    if (on <= 0)
        return;
    f->status = FINDING_WARN;
    snprintf(f->fix, sizeof f->fix, "sudo sysctl kernel.nmi_watchdog=0");
}

/* Whether the vDSO reads the clock source in user space (vdso/clocksource.h of the kernel's
 * architectures). */
static int is_fast(const char *clock)
{
    static const char *const fast[] = {
        "tsc", "arch_sys_counter", "kvm-clock", "hyperv_clocksource_tsc_page", "timebase",
        "tod", "riscv_clocksource"
    };
    for (size_t i = 0; i < sizeof fast / sizeof *fast; i++)
        if (strcmp(clock, fast[i]) == 0)
            return 1;
    return 0;
}

static void check_clock(struct check *check, const struct check_scope *scope)
{
    char clock[64];
    struct finding *f = check_add(check, "clocksource");
    snprintf(f->effect, sizeof f->effect,
             "a clock that the kernel must read costs a system call of 0.2-1 us at each batch's "
             "edge, and disturbs the next batch");
    if (knob_read(scope->root, clock, sizeof clock,
                  "/sys/devices/system/clocksource/clocksource0/current_clocksource") != 0) {
        check_unknown(f, "the kernel does not tell it in /sys");
        return;
    }
    snprintf(f->read, sizeof f->read, "%s", clock);
    if (is_fast(clock))
        return;
    f->status = FINDING_BAD;
    snprintf(f->fix, sizeof f->fix,
             "cd /sys/devices/system/clocksource/clocksource0 &&\n"
             "echo tsc | sudo tee current_clocksource");
}

void check_system(struct check *check, const struct check_scope *scope)
{
    check_thp(check, scope);
    check_aslr(check, scope);
    check_virtual(check, scope);
    check_load(check, scope);
    check_cpuset(check, scope);
    check_quota(check, scope);
    check_watchdog(check, scope);
    check_clock(check, scope);
}
