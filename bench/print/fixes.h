/* SPDX-License-Identifier: MIT
 *
 * The texts of fixes (harness/check/check.h). Thread-safe.
 */
#ifndef BENCH_PRINT_FIXES_H
#define BENCH_PRINT_FIXES_H

#include "harness/check/check.h"

/* How to mend a finding: a command of the system or of this program. Empty: nothing to
 * mend. Lives as long as the finding. */
const char *fix_of(const struct finding *finding);

#endif
