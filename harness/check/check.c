/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "harness/base/knob.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double WIDE = 0.01; /* warn if the control is off zero or uncertain by this */
static const double USELESS = 0.05;
static const double DRIFT = 0.05; /* warn if workers' clocks differ by this */

const char *finding_status_name(enum finding_status status)
{
    static const char *const names[] = { "ok", "warn", "bad" };
    return names[status];
}

struct finding *check_add(struct check *check, const char *name)
{
    if (check->count < CHECK_MAX)
        check->count++;
    struct finding *finding = &check->findings[check->count - 1];
    *finding = (struct finding){ .name = name };
    return finding;
}

void check_unknown(struct finding *finding, const char *why)
{
    finding->status = FINDING_WARN;
    snprintf(finding->read, sizeof finding->read, "unknown: %s", why);
}

/* Fields of a cpu line: proc(5). guest time is part of user time. */
static void read_ticks(const char *root, int cpu, unsigned long long *total,
                       unsigned long long *idle, unsigned long long *steal)
{
    char ticks[512], key[32];
    unsigned long long f[8] = { 0 };
    snprintf(key, sizeof key, "cpu%d", cpu);
    knob_value(root, "/proc/stat", key, ticks, sizeof ticks);
    sscanf(ticks, "%llu %llu %llu %llu %llu %llu %llu %llu", &f[0], &f[1], &f[2], &f[3], &f[4],
           &f[5], &f[6], &f[7]);
    *total = 0;
    for (size_t i = 0; i < 8; i++)
        *total += f[i];
    *idle = f[3] + f[4];
    *steal = f[7];
}

void check_take_snapshot(const struct check_scope *scope, struct check_snapshot *snapshot)
{
    char siblings[512];
    unsigned long long idle, none;
    *snapshot = (struct check_snapshot){ 0 };
    read_ticks(scope->root, scope->cpu, &snapshot->total, &idle, &snapshot->steal);
    knob_read(scope->root, siblings, sizeof siblings,
              "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", scope->cpu);
    int other = knob_list_other(siblings, scope->cpu);
    snapshot->has_sibling = other >= 0;
    if (snapshot->has_sibling) {
        read_ticks(scope->root, other, &snapshot->sibling_total, &idle, &none);
        snapshot->sibling_busy = snapshot->sibling_total - idle;
    }
    long throttled = knob_number(scope->root, -1,
                                 "/sys/devices/system/cpu/cpu%d/thermal_throttle/"
                                 "core_throttle_count",
                                 scope->cpu);
    snapshot->counts_heat = throttled >= 0;
    snapshot->throttled = throttled > 0 ? (unsigned long long) throttled : 0;
}

static double share(unsigned long long part, unsigned long long whole)
{
    return whole > 0 ? (double) part / (double) whole : 0;
}

static void check_sibling_load(struct check *check, const struct check_snapshot *from,
                               const struct check_snapshot *to)
{
    struct finding *f = check_add(check, "sibling-load");
    snprintf(f->effect, sizeof f->effect, "turns during which that thread runs are dropped");
    if (to->sibling_total == 0) {
        check_unknown(f, "/proc/stat does not count the time of the core's other thread");
        return;
    }
    double busy =
        share(to->sibling_busy - from->sibling_busy, to->sibling_total - from->sibling_total);
    snprintf(f->read, sizeof f->read, "the core's other thread was busy for %.1f %%", 100 * busy);
    if (busy < 0.05)
        return;
    f->status = busy < 0.5 ? FINDING_WARN : FINDING_BAD;
    f->advice = ADVICE_SWITCH_SIBLING_OFF;
}

static void check_steal(struct check *check, const struct check_scope *scope,
                        const struct check_snapshot *from, const struct check_snapshot *to)
{
    double stolen = share(to->steal - from->steal, to->total - from->total);
    struct finding *f = check_add(check, "steal");
    snprintf(f->effect, sizeof f->effect,
             "stolen time lengthens a batch, and the guest cannot see which one");
    if (to->total == 0) {
        check_unknown(f, "/proc/stat does not count this CPU's time");
        return;
    }
    snprintf(f->read, sizeof f->read, "the host took %.2f %% of cpu%d's time", 100 * stolen,
             scope->cpu);
    if (stolen < 0.005)
        return;
    f->status = stolen < 0.1 ? FINDING_WARN : FINDING_BAD;
    snprintf(f->fix, sizeof f->fix, "ask for a host with dedicated cores, or measure later");
}

void check_between(struct check *check, const struct check_scope *scope,
                   const struct check_snapshot *from, const struct check_snapshot *to)
{
    check_steal(check, scope, from, to);
    if (to->has_sibling)
        check_sibling_load(check, from, to);
    struct finding *f = check_add(check, "thermal-throttling");
    snprintf(f->effect, sizeof f->effect, "a hot core slows itself down for seconds");
    if (!to->counts_heat) {
        check_unknown(f, "the kernel does not count it for this CPU");
        return;
    }
    snprintf(f->read, sizeof f->read, "%llu times while we measured",
             to->throttled - from->throttled);
    if (to->throttled > from->throttled) {
        f->status = FINDING_BAD;
        f->advice = ADVICE_COOL;
    }
}

static void check_floor(struct check *check, const struct interval *control)
{
    struct finding *f = check_add(check, "noise-floor");
    double off = fmax(fabs(control->low - 1), fabs(control->high - 1));
    snprintf(f->effect, sizeof f->effect,
             "two equal variants must have the ratio 1; a cost smaller than this interval is not "
             "resolved");
    if (isnan(off)) {
        f->status = FINDING_BAD;
        snprintf(f->read, sizeof f->read, "the control has no interval: too few quiet turns");
    } else {
        snprintf(f->read, sizeof f->read, "control ratio %.4f, interval %.4f to %.4f",
                 control->centre, control->low, control->high);
        f->status = off < WIDE ? FINDING_OK : off < USELESS ? FINDING_WARN : FINDING_BAD;
    }
    if (f->status != FINDING_OK)
        f->advice = ADVICE_NARROW;
}

static void check_turns(struct check *check, unsigned kept, unsigned total)
{
    struct finding *f = check_add(check, "quiet-turns");
    double part = share(kept, total);
    snprintf(f->read, sizeof f->read, "%u of %u kept (%.0f %%)", kept, total, 100 * part);
    snprintf(f->effect, sizeof f->effect,
             "only undisturbed turns count; with few of them a run takes longer and may end "
             "without verdicts");
    f->status = part >= 0.5 ? FINDING_OK : part >= 0.05 ? FINDING_WARN : FINDING_BAD;
    if (f->status != FINDING_OK)
        f->advice = ADVICE_MOVE;
}

static void check_drift(struct check *check, double slowest, double fastest)
{
    struct finding *f = check_add(check, "clock-drift");
    double drift = slowest / fastest - 1;
    snprintf(f->effect, sizeof f->effect,
             "times are scaled to one reference clock; what waits for memory does not scale");
    if (isnan(drift)) {
        snprintf(f->read, sizeof f->read, "unknown: no turn was kept");
        f->status = FINDING_WARN;
        return;
    }
    snprintf(f->read, sizeof f->read, "%.2f to %.2f GHz, %.1f %% apart", 1 / slowest, 1 / fastest,
             100 * drift);
    if (drift < DRIFT)
        return;
    f->status = FINDING_WARN;
    f->advice = ADVICE_HOLD_CLOCK;
}

/* A sibling that only waits for memory may slow the probe alone, so no ratio is required. */
static void check_probe(struct check *check, double disturbed, int contradicted)
{
    struct finding *f = check_add(check, "probe");
    snprintf(f->effect, sizeof f->effect,
             "turns are kept or dropped by the probe; the control's operations must not be faster "
             "in those that are dropped");
    if (disturbed > 0)
        snprintf(f->read, sizeof f->read,
                 "a disturbed batch of the control takes %.2f times as long as a quiet one",
                 disturbed);
    else
        snprintf(f->read, sizeof f->read,
                 "not compared: the control has too few quiet or too few disturbed batches");
    if (!contradicted)
        return;
    f->status = FINDING_BAD;
    f->advice = ADVICE_RELEARN;
}

void check_measured(struct check *check, const struct check_noise *noise)
{
    check_floor(check, &noise->control);
    check_turns(check, noise->turns_kept, noise->turns_total);
    check_drift(check, noise->slowest, noise->fastest);
    check_probe(check, noise->disturbed, noise->contradicted);
}

enum finding_status check_worst(const struct check *check)
{
    enum finding_status worst = FINDING_OK;
    for (size_t i = 0; i < check->count; i++)
        worst = check->findings[i].status > worst ? check->findings[i].status : worst;
    return worst;
}

json_t *check_json(const struct check *check, const char *(*fix_of)(const struct finding *) )
{
    json_t *list = json_array();
    for (size_t i = 0; i < check->count; i++) {
        const struct finding *f = &check->findings[i];
        const char *fix = fix_of(f);
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", f->name, "status",
                                        finding_status_name(f->status), "read", f->read, "effect",
                                        f->effect, "fix", *fix ? json_string(fix) : json_null()));
    }
    return list;
}
