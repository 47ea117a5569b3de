/* SPDX-License-Identifier: MIT */
#include "fixes.h"

const char *fix_of(const struct finding *finding)
{
    static const char *const texts[ADVICES] = {
        [ADVICE_NONE] = "",
        [ADVICE_SWITCH_SIBLING_OFF] = "scripts/quiet switches the other thread off",
        [ADVICE_COOL] = "cool the machine, or switch turbo off: scripts/quiet",
        [ADVICE_NARROW] = "sudo scripts/quiet make bench, or --effort rigorous",
        [ADVICE_MOVE] = "sudo scripts/quiet make bench, or choose another core: --cpu core:N",
        [ADVICE_RELEARN] = "run again: a run that finds this forgets the quiet state",
        [ADVICE_HOLD_CLOCK] = "sudo scripts/quiet make bench holds the clock where it can",
        [ADVICE_OFFER_PMU] = ("let the virtual machine see the PMU (QEMU: -cpu host,pmu=on), or "
                              "count with --counters callgrind"),
        [ADVICE_EXCLUSIVE_JOB] = "sbatch --exclusive, as scripts/lab does",
    };
    return finding->fix[0] ? finding->fix : texts[finding->advice];
}
