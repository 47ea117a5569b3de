/* SPDX-License-Identifier: MIT */
#include "known_core.h"

#include "harness/machine/facts.h"
#include "harness/machine/sibling.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* Estimates of the rates of quiet cores of one design differ by less than this,
 * relative. */
static const double SLACK = 0.05;

/* Sizes of reorder buffers are those of the makers' manuals. LLVM 19 has the same ones, as
 * llvm-mca -mcpu=NAME -retire-stats prints them: 192 for znver1, 256 for znver3, 512 for
 * sapphirerapids and emeraldrapids, 352 for icelake-server, tigerlake and rocketlake, 224 for
 * skylake, skylake-avx512 and cascadelake, 192 for haswell and broadwell, 168 for
 * sandybridge. For znver2 LLVM has the 192 of Zen. */
#define INTEL_MANUAL                                                                               \
    "predicted, not tried: Intel 64 and IA-32 Architectures Optimization Reference Manual "        \
    "(248966), chapter on the microarchitecture"
#define ZEN_MANUAL                                                                                 \
    "predicted, not tried: Software Optimization Guide for AMD Family 17h Processors (55723), "    \
    "retire control unit"
#define ZEN_2_MANUAL                                                                               \
    "predicted, not tried: Software Optimization Guide for AMD Family 17h Models 30h and Greater " \
    "Processors (56305), retire control unit"

/* Arm's manuals show two threads per core for Cortex-A65, Cortex-A65AE and Neoverse E1
 * only, so the parts d06, d43 and d4a are left out. Other cores set the bit MT of MPIDR_EL1
 * although they have one thread (P. Maydell, qemu-devel, 2024-04-19). */
#define ARM_MANUAL                                                                                 \
    "predicted: Arm's technical reference manuals, which show one thread a core; "                 \
    "part numbers as in Linux, arch/arm64/include/asm/cputype.h"

/* An Intel core in no other row is taken to have 512 places, the most of any Intel core with
 * two threads (Golden Cove and its successors). A core with 384 places or fewer is then not
 * confirmed by them. A core with more than 768 places would be confirmed wrongly. */
#define INTEL_MOST "predicted: by Golden Cove; no Intel core with two threads is known to have more"

enum { RANGES_MOST = 10, ANY = INT_MIN };

static const struct {
    const char *vendor;
    int family;
    int models[2 * RANGES_MOST]; /* first and last of each range; 0, 0 ends */
    struct known_core core;
} table[] = {
    { "AuthenticAMD",
      25,
      { 0x00, 0x0f, 0x20, 0x2f, 0x40, 0x5f },
      { "Zen 3", 256, 0.309, 0.319, "measured 2026-11-27 and 28, virtual machines of EPYC", 0 } },
    { "AuthenticAMD",
      25,
      { 0x10, 0x1f, 0x60, 0x7f, 0xa0, 0xaf },
      { "Zen 4", 0, 0.194, 0.204, "measured 2026-11-27, virtual machine of EPYC", 0 } },
    { "AuthenticAMD", 23, { 0x01, 0x2f }, { "Zen", 192, 0, 0, ZEN_MANUAL, 0 } },
    { "AuthenticAMD", 23, { 0x30, 0xaf }, { "Zen 2", 224, 0, 0, ZEN_2_MANUAL, 0 } },
    { "GenuineIntel",
      6,
      { 207, 207 },
      { "Emerald Rapids", 512, 0.185, 0.191, "measured 2026-11-28, virtual machine of Xeon", 0 } },
    { "GenuineIntel", 6, { 143, 143 }, { "Sapphire Rapids", 512, 0, 0, INTEL_MANUAL, 0 } },
    { "GenuineIntel",
      6,
      { 106, 106, 108, 108, 125, 126, 140, 141, 167, 167 },
      { "Ice Lake", 352, 0, 0, INTEL_MANUAL, 0 } },
    { "GenuineIntel",
      6,
      { 78, 78, 85, 85, 94, 94, 142, 142, 158, 158, 165, 166 },
      { "Skylake", 224, 0, 0, INTEL_MANUAL, 0 } },
    { "GenuineIntel",
      6,
      { 60, 61, 63, 63, 69, 71, 79, 79, 86, 86 },
      { "Haswell", 192, 0, 0, INTEL_MANUAL, 0 } },
    { "GenuineIntel",
      6,
      { 42, 42, 45, 45, 58, 58, 62, 62 },
      { "Sandy Bridge", 168, 0, 0, INTEL_MANUAL, 0 } },
    { "GenuineIntel", ANY, { 0, INT_MAX }, { NULL, 512, 0, 0, INTEL_MOST, 0 } },
    { "0x41",
      -1,
      { 0xd03, 0xd05, 0xd07, 0xd0e, 0xd40, 0xd42, 0xd44, 0xd44, 0xd46, 0xd49,
        0xd4b, 0xd4f, 0xd80, 0xd85, 0xd87, 0xd87, 0xd89, 0xd89, 0xd8e, 0xd8e },
      { .name = "Cortex or Neoverse", .source = ARM_MANUAL, .one_thread = 1 } },
};

const struct known_core *known_core_find(const struct core_design *design)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(table[i].vendor, design->vendor) != 0 ||
            (table[i].family != ANY && table[i].family != design->family))
            continue;
        for (const int *m = table[i].models; m < table[i].models + 2 * RANGES_MOST; m += 2)
            if (m[1] > 0 && design->model >= m[0] && design->model <= m[1])
                return &table[i].core;
    }
    return NULL;
}

struct quiet_bounds known_core_bounds(const struct known_core *core)
{
    if (core && core->one_thread)
        return (struct quiet_bounds){ .high = INFINITY, .one_thread = 1 };
    if (core && core->high > 0)
        return (struct quiet_bounds){ core->low * (1 - SLACK), core->high * (1 + SLACK), 1, 0 };
    return (struct quiet_bounds){ 0 };
}

const struct known_core *known_core_of(int cpu, struct quiet_bounds *bounds)
{
    struct core_design design;
    facts_core_design(cpu, &design);
    const struct known_core *core = known_core_find(&design);
    *bounds = known_core_bounds(core);
    if (!bounds->measured && sibling_is_impossible(cpu))
        *bounds = (struct quiet_bounds){ .high = INFINITY, .one_thread = 1 };
    return core;
}

struct quiet_bounds quiet_bounds_alone(double cycles_per_slot)
{
    return (struct quiet_bounds){ .high = cycles_per_slot * (1 + SLACK) };
}

unsigned known_core_places(const struct known_core *core)
{
    return core ? core->places * 3 / 4 : 0;
}

int quiet_bounds_hold(const struct quiet_bounds *bounds, double cycles_per_slot)
{
    return bounds->high > 0 && cycles_per_slot >= bounds->low && cycles_per_slot <= bounds->high;
}
