/* SPDX-License-Identifier: MIT */
#include "events.h"

#include "harness/subject/nearest.h"

#include <ctype.h>
#include <errno.h>
#include <perfmon/pfmlib_perf_event.h>
#include <stdio.h>
#include <string.h>

static int encode(const char *name, int modes, struct perf_event_attr *attr)
{
    pfm_perf_encode_arg_t arg = { .attr = attr, .size = sizeof arg };
    memset(attr, 0, sizeof *attr);
    attr->size = sizeof *attr;
    return pfm_get_os_event_encoding(name, modes, PFM_OS_PERF_EVENT, &arg);
}

/* Whether a one-letter modifier such as :k is part of the name. */
static int has_modifier(const char *name, char letter)
{
    for (const char *at = name; (at = strpbrk(at, ":."));) {
        at++;
        if (tolower((unsigned char) *at) == letter && (at[1] == '\0' || strchr(":.=", at[1])))
            return 1;
    }
    return 0;
}

/* Whether an event happens only inside the kernel, so that its count in user space is
 * always 0. */
static int is_kernels(const struct perf_event_attr *attr)
{
    return attr->type == PERF_TYPE_SOFTWARE && (attr->config == PERF_COUNT_SW_CONTEXT_SWITCHES ||
                                                attr->config == PERF_COUNT_SW_CPU_MIGRATIONS);
}

/* Makes an event count on this PMU. Since Linux 5.13 a generic event has the PMU in the
 * upper half of config; a raw event has it in its type. */
static void set_pmu(struct perf_event_attr *attr, const struct pmu *pmu)
{
    if (!pmu || pmu->kinds < 2 || !pmu->name[0])
        return;
    if (attr->type == PERF_TYPE_HARDWARE || attr->type == PERF_TYPE_HW_CACHE)
        attr->config |= (__u64) pmu->type << 32;
    else if (attr->type == PERF_TYPE_RAW)
        attr->type = pmu->type;
}

/* Describes one of libpfm4's PMUs, present or not. 0: libpfm4 cannot. */
static int describe_pmu(int id, pfm_pmu_info_t *info)
{
    memset(info, 0, sizeof *info);
    info->size = sizeof *info;
    return pfm_get_pmu_info(id, info) == PFM_SUCCESS;
}

/* On a machine with several kinds of core libpfm4 may know a raw event of each kind and
 * takes the first. This function finds the one of this PMU. */
static int encode_for_kind(const char *name, const struct pmu *pmu, struct perf_event_attr *attr)
{
    pfm_pmu_info_t info;
    int id;
    pfm_for_all_pmus(id)
    {
        char full[256];
        if (!describe_pmu(id, &info) || !info.is_present || info.type != PFM_PMU_TYPE_CORE)
            continue;
        snprintf(full, sizeof full, "%s::%s", info.name, name);
        if (encode(full, PFM_PLM3, attr) == PFM_SUCCESS && attr->type == pmu->type)
            return PFM_SUCCESS;
    }
    return encode(name, PFM_PLM3, attr);
}

static int encode_name(const char *name, const struct pmu *pmu, struct perf_event_attr *attr)
{
    int status = pmu && pmu->kinds > 1 && pmu->name[0] && !strstr(name, "::")
                     ? encode_for_kind(name, pmu, attr)
                     : encode(name, PFM_PLM3, attr);
    if (status == PFM_SUCCESS && is_kernels(attr))
        status = encode(name, PFM_PLM3 | PFM_PLM0, attr); /* a modifier in the name wins */
    if (!has_modifier(name, 'h'))
        attr->exclude_hv = 1;
    set_pmu(attr, pmu);
    return status;
}

/* Whether one of `names` is the same event on this CPU. */
static int is_one_of(const struct perf_event_attr *attr, const struct pmu *pmu,
                     const char *const *names)
{
    struct perf_event_attr other;
    for (; *names; names++)
        if (encode_name(*names, pmu, &other) == PFM_SUCCESS && other.type == attr->type &&
            other.config == attr->config)
            return 1;
    return 0;
}

/* Events that happen whenever a loop runs, and as often however long the loop takes. */
static const char *const retired[] = {
    "instructions",
    "branches",
    "INST_RETIRED",
    "INST_RETIRED:ANY",
    "INST_RETIRED:ANY_P",
    "INSTRUCTION_RETIRED",
    "RETIRED_INSTRUCTIONS",
    "RETIRED_BRANCH_INSTRUCTIONS",
    "BR_RETIRED",
    "BR_INST_RETIRED:ALL_BRANCHES",
    NULL,
};

static const char *const clocks[] = {
    "cycles",
    "ref-cycles",
    "CPU_CYCLES",
    "CPU_CLK_UNHALTED",
    "UNHALTED_CORE_CYCLES",
    "CYCLES_NOT_IN_HALT",
    NULL,
};

/* Events that happen because `run_loop` of counters.c reads and writes memory. */
static const char *const accesses[] = {
    "L1-dcache-loads",
    "L1-dcache-stores",
    "dTLB-loads",
    "dTLB-stores",
    "MEM_INST_RETIRED:ALL_LOADS",
    "MEM_INST_RETIRED:ALL_STORES",
    "MEM_UOPS_RETIRED:ALL_LOADS",
    "MEM_UOPS_RETIRED:ALL_STORES",
    "LD_RETIRED",
    "ST_RETIRED",
    "MEM_ACCESS",
    NULL,
};

/* Whether libpfm4 has found any PMU on this machine. */
static int has_pmus(void)
{
    pfm_pmu_info_t info;
    int id;
    pfm_for_all_pmus(id)
    {
        if (describe_pmu(id, &info) && info.is_present)
            return 1;
    }
    return 0;
}

static int is_fault(const struct perf_event_attr *attr)
{
    return attr->config == PERF_COUNT_SW_PAGE_FAULTS ||
           attr->config == PERF_COUNT_SW_PAGE_FAULTS_MIN ||
           attr->config == PERF_COUNT_SW_PAGE_FAULTS_MAJ;
}

int event_encode(const char *name, const struct pmu *pmu, struct event *event)
{
    struct perf_event_attr *attr = &event->attr;
    memset(event, 0, sizeof *event);
    if (pfm_initialize() != PFM_SUCCESS)
        return -EIO;
    if (encode_name(name, pmu, attr) != PFM_SUCCESS)
        return has_pmus() ? -ENOENT : -ENODEV;
    event->software = attr->type == PERF_TYPE_SOFTWARE || attr->type == PERF_TYPE_TRACEPOINT;
    if (event->software) {
        event->steady = attr->type == PERF_TYPE_SOFTWARE && is_fault(attr);
        return 0;
    }
    int of_users = !attr->exclude_user && attr->exclude_kernel;
    int retires = is_one_of(attr, pmu, retired);
    event->certain = !attr->exclude_user &&
                     (retires || is_one_of(attr, pmu, clocks) || is_one_of(attr, pmu, accesses));
    event->steady = of_users && retires;
    return 0;
}

/* ---- nearest names ---- */

static void consider(struct nearest *best, const char *name, int lower)
{
    char word[NEAREST_NAME];
    snprintf(word, sizeof word, "%s", name);
    for (char *c = word; lower && *c; c++)
        *c = (char) tolower((unsigned char) *c);
    nearest_consider(best, word);
}

/* Each generic event of the kernel has a long name, PERF_COUNT_..., and short ones, which
 * are suggested. */
static void consider_events(struct nearest *best, const pfm_pmu_info_t *info)
{
    int generic = info->pmu == PFM_PMU_PERF_EVENT;
    for (int id = info->first_event; id >= 0; id = pfm_get_event_next(id)) {
        pfm_event_info_t event = { .size = sizeof event };
        if (pfm_get_event_info(id, PFM_OS_PERF_EVENT, &event) == PFM_SUCCESS &&
            !(generic && strncmp(event.name, "PERF_COUNT_", 11) == 0))
            consider(best, event.name, generic && !strchr(event.name, ':'));
    }
}

static void consider_attributes(struct nearest *best, int event, int count)
{
    for (int i = 0; i < count; i++) {
        pfm_event_attr_info_t attribute = { .size = sizeof attribute };
        if (pfm_get_event_attr_info(event, i, PFM_OS_PERF_EVENT, &attribute) == PFM_SUCCESS)
            nearest_consider(best, attribute.name);
    }
}

/* Says which mask or modifier in the name the event does not have. */
static void refuse_attribute(const char *name, int id, const pfm_event_info_t *event, char *out,
                             size_t size)
{
    const char *pmu = strstr(name, "::");
    char words[256], *at = words, *wanted;
    snprintf(words, sizeof words, "%s", pmu ? pmu + 2 : name);
    const char *base = strsep(&at, ":.");
    while ((wanted = strsep(&at, ":."))) {
        wanted[strcspn(wanted, "=")] = '\0';
        struct nearest best = { .wanted = wanted };
        consider_attributes(&best, id, event->nattrs);
        if (best.count > 0 && best.names[0].distance == 0)
            continue;
        snprintf(out, size, "event '%s' has no mask or modifier '%s'; nearest: ", base, wanted);
        nearest_append(&best, out, size);
        return;
    }
    snprintf(out, size, "the masks and modifiers of '%s' do not go together", name);
}

/* Says that the PMU before :: is not on this machine, and which PMUs are. If libpfm4 knows
 * the name, says what it is, too. */
static void refuse_pmu(const char *pmu, char *out, size_t size)
{
    pfm_pmu_info_t info;
    char here[256] = "", what[128] = "";
    int id;
    pfm_for_all_pmus(id)
    {
        if (!describe_pmu(id, &info))
            continue;
        size_t length = strlen(here);
        if (info.is_present)
            snprintf(here + length, sizeof here - length, "%s%s", length ? ", " : "", info.name);
        else if (strcasecmp(info.name, pmu) == 0)
            snprintf(what, sizeof what, " (%s)", info.desc);
    }
    if (what[0])
        snprintf(out, size, "the PMU '%s'%s is not on this machine; here are: %s", pmu, what, here);
    else
        snprintf(out, size, "no PMU is called '%s'; here are: %s", pmu, here);
}

/* Whether this machine has a PMU of that name. */
static int is_pmu(const char *name)
{
    pfm_pmu_info_t info;
    int id;
    pfm_for_all_pmus(id)
    {
        if (describe_pmu(id, &info) && info.is_present && strcasecmp(info.name, name) == 0)
            return 1;
    }
    return 0;
}

/* Finds an event without masks and modifiers, of the PMU named before ::, if any. */
static int find_event(const char *pmu, const char *base)
{
    char full[256];
    snprintf(full, sizeof full, "%s%s%s", pmu, pmu[0] ? "::" : "", base);
    return pfm_find_event(full);
}

static void refuse_event(const char *name, const char *pmu, const char *base, char *out,
                         size_t size)
{
    struct nearest best = { .wanted = base };
    pfm_pmu_info_t info;
    int id;
    pfm_for_all_pmus(id)
    {
        if (describe_pmu(id, &info) && info.is_present &&
            (!pmu[0] || strcasecmp(info.name, pmu) == 0))
            consider_events(&best, &info);
    }
    snprintf(out, size, "unknown event '%s'; nearest: ", name);
    nearest_append(&best, out, size);
}

void event_refusal(const char *name, char *out, size_t size)
{
    const char *colons = strstr(name, "::");
    pfm_event_info_t event = { .size = sizeof event };
    char base[128], pmu[64] = "";
    if (pfm_initialize() != PFM_SUCCESS) {
        snprintf(out, size, "libpfm4 does not start");
        return;
    }
    if (!has_pmus()) {
        snprintf(out, size,
                 "'%s' cannot be counted: libpfm4 finds no PMU, not even the kernel's own events; "
                 "are /proc and /sys there?",
                 name);
        return;
    }
    if (colons)
        snprintf(pmu, sizeof pmu, "%.*s", (int) (colons - name), name);
    if (colons && !is_pmu(pmu)) {
        refuse_pmu(pmu, out, size);
        return;
    }
    snprintf(base, sizeof base, "%s", colons ? colons + 2 : name);
    base[strcspn(base, ":.")] = '\0';
    int known = find_event(pmu, base);
    if (known >= 0 && pfm_get_event_info(known, PFM_OS_PERF_EVENT, &event) == PFM_SUCCESS)
        refuse_attribute(name, known, &event, out, size);
    else
        refuse_event(name, pmu, base, out, size);
}
