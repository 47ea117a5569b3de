/* SPDX-License-Identifier: MIT
 *
 * Checks the CPU measured on: clock, turbo, SMT, isolation, interrupts, counters.
 */
#include "check.h"
#include "harness/base/knob.h"
#include "harness/machine/pmu.h"
#include "harness/machine/setting.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define CPU "/sys/devices/system/cpu/"

enum { LIST_MAX = 512 };

/* Whether /sys describes the CPU. If not, a setting that is absent there is unknown. */
static int is_described(const struct check_scope *scope)
{
    char path[64];
    snprintf(path, sizeof path, CPU "cpu%d", scope->cpu);
    return knob_exists(scope->root, path);
}

/* Says of a setting that is absent from /sys: this CPU has none, or nobody knows. */
static void say_absent(struct finding *f, const struct check_scope *scope, const char *what)
{
    if (is_described(scope))
        snprintf(f->read, sizeof f->read, "cpu%d has no %s: nothing to set here", scope->cpu, what);
    else
        check_unknown(f, CPU " does not describe this CPU");
}

static void check_pmu(struct check *check, const struct check_scope *scope)
{
    char path[PATH_MAX], found[256] = "";
    snprintf(path, sizeof path, "%s/sys/bus/event_source/devices", scope->root);
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (pmu_is_core(path, entry->d_name)) { /* a hybrid CPU has one for each kind of core */
            size_t length = strlen(found);
            snprintf(found + length, sizeof found - length, "%s%.63s", length ? ", " : "",
                     entry->d_name);
        }
    int known = folder != NULL;
    if (folder)
        closedir(folder);
    struct finding *f = check_add(check, "pmu");
    snprintf(f->effect, sizeof f->effect,
             "hardware counters (cycles, instructions, misses) come from it; times do not need it");
    if (found[0]) {
        snprintf(f->read, sizeof f->read, "%s", found);
        return;
    }
    if (!known) {
        check_unknown(f, "/sys/bus/event_source/devices cannot be read");
        return;
    }
    f->status = FINDING_WARN;
    snprintf(f->read, sizeof f->read, "no PMU in /sys/bus/event_source/devices");
    f->advice = ADVICE_OFFER_PMU;
}

static void check_paranoid(struct check *check, const struct check_scope *scope)
{
    long level = knob_number(scope->root, LONG_MIN, "/proc/sys/kernel/perf_event_paranoid");
    struct finding *f = check_add(check, "perf-event-paranoid");
    snprintf(f->effect, sizeof f->effect,
             "above 2 only root may count; for other users every counter is an empty cell");
    if (level == LONG_MIN && !knob_exists(scope->root, "/proc/sys/kernel")) {
        check_unknown(f, "/proc/sys/kernel cannot be read");
        return;
    }
    if (level == LONG_MIN) {
        f->status = FINDING_WARN;
        snprintf(f->read, sizeof f->read, "absent: this kernel offers no perf events");
        return;
    }
    snprintf(f->read, sizeof f->read, "%ld", level);
    if (level > 2) {
        f->status = FINDING_WARN;
        snprintf(f->fix, sizeof f->fix, "sudo sysctl kernel.perf_event_paranoid=2");
    }
}

static void check_governor(struct check *check, const struct check_scope *scope)
{
    char governor[64], driver[64];
    struct finding *f = check_add(check, "governor");
    snprintf(f->effect, sizeof f->effect,
             "with another governor than performance the clock changes while we measure; turns "
             "in which it changes by 3 %% are dropped");
    if (knob_read(scope->root, governor, sizeof governor, CPU "cpu%d/cpufreq/scaling_governor",
                  scope->cpu) != 0) {
        say_absent(f, scope, "cpufreq");
        return;
    }
    knob_read(scope->root, driver, sizeof driver, CPU "cpu%d/cpufreq/scaling_driver", scope->cpu);
    snprintf(f->read, sizeof f->read, "cpu%d: %s%s%s", scope->cpu, governor,
             driver[0] ? " by " : "", driver);
    if (strcmp(governor, "performance") == 0)
        return;
    f->status = FINDING_WARN;
    snprintf(f->fix, sizeof f->fix,
             "echo performance |\nsudo tee " CPU "cpu%d/cpufreq/scaling_governor", scope->cpu);
}

static void check_turbo(struct check *check, const struct check_scope *scope)
{
    struct setting_turbo turbo;
    struct finding *f = check_add(check, "turbo");
    snprintf(f->effect, sizeof f->effect,
             "the clock then depends on heat and on what other cores do; times are scaled to one "
             "clock, but memory does not scale with it");
    if (!setting_read_turbo(scope->root, scope->cpu, &turbo)) {
        say_absent(f, scope, "turbo or boost knob");
        return;
    }
    snprintf(f->read, sizeof f->read, "%s=%s", turbo.path + strlen(CPU), turbo.value);
    if (!turbo.is_on)
        return;
    f->status = FINDING_WARN;
    snprintf(f->fix, sizeof f->fix, "echo %s | sudo tee %s", turbo.off, turbo.path);
}

static void check_smt(struct check *check, const struct check_scope *scope)
{
    char siblings[LIST_MAX];
    struct finding *f = check_add(check, "smt-sibling");
    snprintf(f->effect, sizeof f->effect,
             "work on the core's other thread takes half of the reorder buffer; such turns are "
             "dropped, so a run takes longer");
    if (knob_read(scope->root, siblings, sizeof siblings, CPU "cpu%d/topology/thread_siblings_list",
                  scope->cpu) != 0) {
        check_unknown(f, "the kernel does not list the threads of its core");
        return;
    }
    int other = knob_list_other(siblings, scope->cpu);
    if (other < 0) {
        snprintf(f->read, sizeof f->read, "cpu%d has its core to itself", scope->cpu);
        return;
    }
    f->status = FINDING_WARN;
    snprintf(f->read, sizeof f->read, "cpu%d shares its core with cpu%d", scope->cpu, other);
    snprintf(f->fix, sizeof f->fix, "echo 0 | sudo tee " CPU "cpu%d/online", other);
}

/* Both lists are set by the kernel's command line only. */
static void check_listed(struct check *check, const struct check_scope *scope, const char *name,
                         const char *file, const char *effect)
{
    char list[LIST_MAX];
    struct finding *f = check_add(check, name);
    knob_read(scope->root, list, sizeof list, CPU "%s", file);
    snprintf(f->effect, sizeof f->effect, "%s", effect);
    if (knob_list_has(list, scope->cpu)) {
        snprintf(f->read, sizeof f->read, "cpu%d is among %s", scope->cpu, list);
        return;
    }
    if (!is_described(scope)) {
        check_unknown(f, CPU " does not describe this CPU");
        return;
    }
    f->status = FINDING_WARN;
    int none = !isdigit((unsigned char) list[0]);
    snprintf(f->read, sizeof f->read, "%s: %s, cpu%d is not among them", file, none ? "none" : list,
             scope->cpu);
    snprintf(f->fix, sizeof f->fix,
             "add 'isolcpus=managed_irq,domain,%d nohz_full=%d rcu_nocbs=%d' to\n"
             "GRUB_CMDLINE_LINUX in /etc/default/grub, then:\n"
             "sudo update-grub && sudo reboot",
             scope->cpu, scope->cpu, scope->cpu);
}

/* How many interrupts may be delivered to the CPU; -1: unknown. */
static int count_interrupts(const struct check_scope *scope)
{
    char path[PATH_MAX];
    int count = 0, listed = 0;
    snprintf(path, sizeof path, "%s/proc/irq", scope->root);
    DIR *folder = opendir(path);
    if (!folder)
        return -1;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char list[LIST_MAX];
        if (!isdigit((unsigned char) entry->d_name[0]))
            continue;
        if (knob_read(scope->root, list, sizeof list, "/proc/irq/%s/effective_affinity_list",
                      entry->d_name) != 0 ||
            !list[0])
            knob_read(scope->root, list, sizeof list, "/proc/irq/%s/smp_affinity_list",
                      entry->d_name);
        listed = 1;
        count += knob_list_has(list, scope->cpu);
    }
    closedir(folder);
    return listed ? count : -1;
}

static void check_interrupts(struct check *check, const struct check_scope *scope)
{
    char online[LIST_MAX];
    int count = count_interrupts(scope);
    struct finding *f = check_add(check, "interrupts");
    int error = knob_read(scope->root, online, sizeof online, CPU "online");
    int other = knob_list_other(online, scope->cpu);
    snprintf(f->effect, sizeof f->effect,
             "each takes 1-10 us out of a turn; turns in which the thread was taken off its core "
             "are dropped, short interrupts are not seen");
    if (count < 0) {
        check_unknown(f, "/proc/irq lists no interrupt");
        return;
    }
    snprintf(f->read, sizeof f->read, "%d are sent to cpu%d", count, scope->cpu);
    if (count == 0 || (!error && other < 0)) /* there is no other CPU to send them to */
        return;
    f->status = FINDING_WARN;
    if (other >= 0)
        snprintf(f->fix, sizeof f->fix,
                 "for f in /proc/irq/*/smp_affinity_list; do\n"
                 "echo %d | sudo tee $f; done 2>/dev/null",
                 other);
}

void check_cpu(struct check *check, const struct check_scope *scope)
{
    check_pmu(check, scope);
    check_paranoid(check, scope);
    check_governor(check, scope);
    check_turbo(check, scope);
    check_smt(check, scope);
    check_listed(check, scope, "isolated", "isolated",
                 "the scheduler may put other work on this core in the middle of a turn; such "
                 "turns are dropped");
    check_listed(check, scope, "nohz-full", "nohz_full",
                 "the timer interrupts 100-1000 times a second and takes about 2 us each time");
    check_interrupts(check, scope);
}
