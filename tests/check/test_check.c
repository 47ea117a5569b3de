/* SPDX-License-Identifier: MIT
 *
 * Findings about stored machines: tests/machines.
 */
#include "harness/check/check.h"
#include "tests/support/tree.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const struct {
    const char *machine;
    int cpu;
    const char *name;
    enum finding_status status;
    const char *read, *fix; /* parts of them; NULL: there is no fix */
} expected[] = {
    { "intel", 2, "pmu", FINDING_OK, "cpu", NULL },
    { "intel", 2, "perf-event-paranoid", FINDING_WARN, "3",
      "sudo sysctl kernel.perf_event_paranoid=2" },
    { "intel", 2, "governor", FINDING_WARN, "cpu2: powersave by intel_pstate",
      "echo performance |\nsudo tee /sys/devices/system/cpu/cpu2/cpufreq/scaling_governor" },
    { "intel", 2, "turbo", FINDING_WARN, "intel_pstate/no_turbo=0",
      "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo" },
    { "intel", 2, "smt-sibling", FINDING_WARN, "cpu2 shares its core with cpu6",
      "echo 0 | sudo tee /sys/devices/system/cpu/cpu6/online" },
    { "intel", 2, "isolated", FINDING_WARN, "none", "isolcpus=managed_irq,domain,2" },
    { "intel", 2, "nohz-full", FINDING_WARN, "none", "nohz_full=2" },
    { "intel", 2, "interrupts", FINDING_WARN, "1 are sent to cpu2", "echo 0 | sudo tee $f" },
    { "intel", 2, "transparent-huge-pages", FINDING_WARN, "[always]", "echo madvise | sudo tee" },
    { "intel", 2, "aslr", FINDING_OK, "randomize_va_space=2", NULL },
    { "intel", 2, "virtualisation", FINDING_OK, "no sign of a hypervisor, Dell Inc.", NULL },
    { "intel", 2, "load", FINDING_OK, "0.08 over the last minute on 8 CPUs", NULL },
    { "intel", 2, "cpuset", FINDING_OK, "8 of 8 CPUs", NULL },
    { "intel", 2, "cpu-quota", FINDING_OK, "none", NULL },
    { "intel", 2, "nmi-watchdog", FINDING_WARN, "on", "sudo sysctl kernel.nmi_watchdog=0" },
    { "intel", 2, "clocksource", FINDING_OK, "tsc", NULL },
    { "amd", 3, "governor", FINDING_WARN, "schedutil by acpi-cpufreq", "cpu3/cpufreq" },
    { "amd", 3, "turbo", FINDING_WARN, "cpufreq/boost=1",
      "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost" },
    { "amd", 3, "smt-sibling", FINDING_OK, "to itself", NULL },
    { "amd", 3, "interrupts", FINDING_OK, "0 are", NULL },
    { "amd", 3, "transparent-huge-pages", FINDING_OK, "[madvise]", NULL },
    { "amd", 3, "clocksource", FINDING_BAD, "hpet", "echo tsc" },
    { "amd", 3, "load", FINDING_WARN, "3.10", "ps -eo" },
    { "arm", 3, "pmu", FINDING_OK, "armv8_pmuv3_0", NULL },
    { "arm", 3, "governor", FINDING_OK, "performance by cppc_cpufreq", NULL },
    { "arm", 3, "turbo", FINDING_WARN, "cpu3/cpufreq/boost=1",
      "echo 0 | sudo tee /sys/devices/system/cpu/cpu3/cpufreq/boost" },
    { "arm", 3, "aslr", FINDING_WARN, "randomize_va_space=1", "kernel.randomize_va_space=2" },
    { "arm", 3, "virtualisation", FINDING_WARN, "unknown", NULL },
    { "arm", 3, "clocksource", FINDING_OK, "arch_sys_counter", NULL },
    { "container", 5, "pmu", FINDING_WARN, "no PMU", NULL }, /* ADVICE_OFFER_PMU */
    { "container", 5, "virtualisation", FINDING_WARN, "a virtual machine, QEMU", "bare metal" },
    { "container", 5, "cpuset", FINDING_WARN, "1 of 8 CPUs allowed: 5", "taskset" },
    { "container", 5, "cpu-quota", FINDING_WARN, "50000 100000 (us of CPU", "--cpuset-cpus" },
    { "container", 5, "load", FINDING_WARN, "19.00", "ps -eo" },
    { "container", 5, "aslr", FINDING_BAD, "switched off for this process", "setarch" },
    { "container", 5, "clocksource", FINDING_OK, "kvm-clock", NULL },
};

static const struct finding *find(const struct check *check, const char *name)
{
    for (size_t i = 0; i < check->count; i++)
        if (strcmp(check->findings[i].name, name) == 0)
            return &check->findings[i];
    cr_assert_fail("no finding is called %s", name);
    return NULL;
}

static void check_stored(const char *machine, int cpu, struct check *check)
{
    char root[64];
    tree_make(machine, root);
    struct check_scope scope = { root, cpu };
    check->count = 0;
    check_cpu(check, &scope);
    check_system(check, &scope);
    tree_remove(root);
}

Test(check, stored_machines)
{
    static struct check check;
    const char *last = "";
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        if (strcmp(last, expected[i].machine) != 0)
            check_stored(expected[i].machine, expected[i].cpu, &check);
        last = expected[i].machine;
        const struct finding *f = find(&check, expected[i].name);
        const char *fix = expected[i].fix;
        cr_expect_eq(f->status, expected[i].status, "%s %s: %s", last, f->name, f->read);
        cr_expect(strstr(f->read, expected[i].read) != NULL, "%s %s: %s", last, f->name, f->read);
        cr_expect(fix ? strstr(f->fix, fix) != NULL : !f->fix[0], "%s %s: %s", last, f->name,
                  f->fix);
        cr_expect(f->effect[0] != '\0', "%s", f->name);
        for (const char *line = f->fix; *line; line += strcspn(line, "\n"), line += *line == '\n')
            cr_expect(!strstr(line, "sudo") || strcspn(line, "\n") <= 69, "too long: %s", line);
        int offer = strcmp(f->name, "pmu") == 0 && f->status == FINDING_WARN;
        cr_expect_eq(f->advice, offer ? ADVICE_OFFER_PMU : ADVICE_NONE, "%s %s", last, f->name);
    }
}

/* A machine that shows nothing, as where a container hides /proc and /sys. */
Test(check, what_cannot_be_read_is_unknown_and_never_ok)
{
    static struct check check;
    static struct check_snapshot snapshot;
    char root[64];
    check_stored("bare", 0, &check);
    tree_make("bare", root);
    struct check_scope scope = { root, 0 };
    check_take_snapshot(&scope, &snapshot);
    check_between(&check, &scope, &snapshot, &snapshot);
    tree_remove(root);
    cr_expect_geq(check.count, 18);
    for (size_t i = 0; i < check.count; i++) {
        const struct finding *f = &check.findings[i];
        cr_expect_eq(f->status, FINDING_WARN, "%s: %s", f->name, f->read);
        cr_expect_eq(strncmp(f->read, "unknown", 7), 0, "%s: %s", f->name, f->read);
        cr_expect_eq(f->fix[0], 0, "%s: nothing to mend is known: %s", f->name, f->fix);
    }
}

/* What a kernel lacks while it shows the rest is known to be absent. */
Test(check, what_a_described_machine_lacks_is_ok)
{
    static const char *const absent[] = { "governor", "turbo", "nmi-watchdog",
                                          "transparent-huge-pages" };
    static struct check check;
    char root[64];
    tree_make("bare", root);
    tree_set(root, "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0");
    tree_set(root, "/proc/sys/kernel/randomize_va_space", "2");
    tree_set(root, "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "0");
    struct check_scope scope = { root, 0 };
    check.count = 0;
    check_cpu(&check, &scope);
    check_system(&check, &scope);
    tree_remove(root);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        cr_expect_eq(find(&check, absent[i])->status, FINDING_OK, "%s: %s", absent[i],
                     find(&check, absent[i])->read);
    cr_expect_not_null(strstr(find(&check, "perf-event-paranoid")->read, "absent"));
}

Test(check, a_machine_with_all_set_right_has_only_ok)
{
    static struct check check;
    check_stored("tuned", 3, &check);
    for (size_t i = 0; i < check.count; i++) {
        const struct finding *f = &check.findings[i];
        cr_expect_eq(f->status, FINDING_OK, "%s: %s", f->name, f->read);
        cr_expect_eq(f->fix[0], 0, "%s: %s", f->name, f->fix);
        cr_expect_eq(f->advice, ADVICE_NONE, "%s", f->name);
    }
    cr_assert_eq(check_worst(&check), FINDING_OK);
    check_stored("tuned", 1, &check);
    cr_assert_eq(find(&check, "isolated")->status, FINDING_WARN, "2-3 are isolated, not 1");
    cr_assert(strstr(find(&check, "isolated")->read, "2-3, cpu1 is not among them") != NULL);
}

/* The finding cpu-quota of the machine in `root`, which the function removes, has this status
 * and says `read`. */
static void expect_quota(const char *root, enum finding_status status, const char *read)
{
    static struct check check;
    struct check_scope scope = { root, 0 };
    check.count = 0;
    check_system(&check, &scope);
    const struct finding *quota = find(&check, "cpu-quota");
    cr_expect_eq(quota->status, status, "%s", quota->read);
    cr_expect(strstr(quota->read, read) != NULL, "%s", quota->read);
    tree_remove(root);
}

Test(check, a_quota_of_cgroup_v1)
{
    char root[64];
    tree_make("bare", root);
    tree_set(root, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "150000");
    tree_set(root, "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
    expect_quota(root, FINDING_WARN, "150000 100000");
    tree_make("bare", root);
    tree_set(root, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
    tree_set(root, "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
    expect_quota(root, FINDING_OK, "none");
}

Test(check, a_quota_of_the_process_s_own_group_of_cgroup_v1)
{
    char root[64];
    tree_make("bare", root);
    tree_set(root, "/proc/self/cgroup", "5:memory:/slice\n4:cpu,cpuacct:/slice/job\n");
    tree_set(root, "/sys/fs/cgroup/cpu,cpuacct/slice/cpu.cfs_quota_us", "10000");
    expect_quota(root, FINDING_WARN, "10000 100000");
    tree_make("bare", root);
    tree_set(root, "/proc/self/cgroup", "4:cpu,cpuacct:/jobs/7");
    tree_add(root, "/proc/self/cgroup", "0::/");
    tree_set(root, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
    tree_set(root, "/sys/fs/cgroup/cpu/jobs/cpu.cfs_quota_us", "10000");
    expect_quota(root, FINDING_WARN, "10000 100000");
}

Test(check, steal_siblings_and_heat_between_two_looks)
{
    static struct check check;
    char root[64];
    struct check_snapshot from, to;
    tree_make("intel", root);
    struct check_scope scope = { root, 2 };
    check_take_snapshot(&scope, &from);
    cr_assert(from.has_sibling);
    cr_assert_eq(from.total, 9620);
    cr_assert_eq(from.throttled, 7);
    check_between(&check, &scope, &from, &from);
    cr_assert_eq(check_worst(&check), FINDING_OK);

    /* 1000 ticks later: 20 were stolen, the sibling worked for 700, heat slowed the core twice. */
    tree_set(root, "/proc/stat", "cpu2 1500 0 500 8480 100 0 20 20 0 0");
    tree_add(root, "/proc/stat", "cpu6 1700 0 500 8300 100 0 20 0 0 0");
    tree_set(root, "/sys/devices/system/cpu/cpu2/thermal_throttle/core_throttle_count", "9");
    check_take_snapshot(&scope, &to);
    check.count = 0;
    check_between(&check, &scope, &from, &to);
    tree_remove(root);
    cr_assert_eq(find(&check, "steal")->status, FINDING_WARN);
    cr_assert(strstr(find(&check, "steal")->read, "2.00 %") != NULL, "%s",
              find(&check, "steal")->read);
    cr_assert_eq(find(&check, "sibling-load")->status, FINDING_BAD);
    cr_assert(strstr(find(&check, "sibling-load")->read, "70.0 %") != NULL);
    cr_assert_eq(find(&check, "sibling-load")->advice, ADVICE_SWITCH_SIBLING_OFF);
    cr_assert_eq(find(&check, "thermal-throttling")->status, FINDING_BAD);
    cr_assert_eq(find(&check, "thermal-throttling")->advice, ADVICE_COOL);
    cr_assert(strstr(find(&check, "thermal-throttling")->read, "2 times") != NULL);
}

static enum finding_advice advice_of(const struct finding *f, enum finding_advice when_not_ok)
{
    return f->status == FINDING_OK ? ADVICE_NONE : when_not_ok;
}

static const struct {
    struct check_noise noise;
    enum finding_status floor, turns, drift, probe;
    const char *probe_read;
} measured[] = {
    { { { 1, 0.998, 1.002 }, 60, 60, 0.28, 0.275, 1.31, 0 },
      FINDING_OK,
      FINDING_OK,
      FINDING_OK,
      FINDING_OK,
      "takes 1.31 times as long" },
    { { { 1, 0.98, 1.005 }, 30, 61, 0.30, 0.275, 0, 0 },
      FINDING_WARN,
      FINDING_WARN,
      FINDING_WARN,
      FINDING_OK,
      "not compared: the control has too few" },
    { { { 1.2, 1.1, 1.3 }, 3, 100, 0.28, 0.28, 0.7, 1 },
      FINDING_BAD,
      FINDING_BAD,
      FINDING_OK,
      FINDING_BAD,
      "takes 0.70 times as long" },
    { { { NAN, NAN, NAN }, 0, 0, NAN, NAN, 0, 0 },
      FINDING_BAD,
      FINDING_BAD,
      FINDING_WARN,
      FINDING_OK,
      "not compared: the control has too few" },
};

Test(check, what_was_measured)
{
    static struct check check;
    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++) {
        check.count = 0;
        check_measured(&check, &measured[i].noise);
        cr_expect_eq(find(&check, "noise-floor")->status, measured[i].floor, "%zu", i);
        cr_expect_eq(find(&check, "quiet-turns")->status, measured[i].turns, "%zu", i);
        cr_expect_eq(find(&check, "clock-drift")->status, measured[i].drift, "%zu", i);
        const struct finding *floor = find(&check, "noise-floor"),
                             *turns = find(&check, "quiet-turns"), *probe = find(&check, "probe");
        cr_expect_eq(floor->advice, advice_of(floor, ADVICE_NARROW), "%zu", i);
        cr_expect_eq(turns->advice, advice_of(turns, ADVICE_MOVE), "%zu", i);
        cr_expect_eq(probe->status, measured[i].probe, "%zu", i);
        cr_expect_eq(probe->advice, advice_of(probe, ADVICE_RELEARN), "%zu", i);
        cr_expect(strstr(probe->read, measured[i].probe_read) != NULL, "%s", probe->read);
        for (size_t f = 0; f < check.count; f++)
            cr_expect(strstr(check.findings[f].read, "nan") == NULL, "%s", check.findings[f].read);
    }
}

static const char *fix_in_capitals(const struct finding *f)
{
    return f->fix[0] ? "FIX" : f->advice != ADVICE_NONE ? "ADVICE" : "";
}

Test(check, json_has_every_finding_and_null_for_no_fix)
{
    static struct check check;
    check_stored("container", 5, &check);
    json_t *list = check_json(&check, fix_in_capitals);
    cr_assert_eq(json_array_size(list), check.count);
    for (size_t i = 0; i < check.count; i++) {
        json_t *f = json_array_get(list, i);
        cr_assert_eq(json_object_size(f), 5);
        cr_assert_str_eq(json_string_value(json_object_get(f, "name")), check.findings[i].name);
        const char *fix = json_string_value(json_object_get(f, "fix"));
        cr_assert_str_eq(fix ? fix : "", fix_in_capitals(&check.findings[i]));
        cr_assert(json_string_length(json_object_get(f, "read")) > 0);
    }
    json_decref(list);
}

Test(check, more_findings_than_room_overwrite_the_last)
{
    static struct check check;
    for (int i = 0; i < CHECK_MAX + 5; i++)
        check_add(&check, "one");
    check_add(&check, "last");
    cr_assert_eq(check.count, (size_t) CHECK_MAX);
    cr_assert_str_eq(check.findings[CHECK_MAX - 1].name, "last");
}
