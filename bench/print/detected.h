/* SPDX-License-Identifier: MIT
 *
 * What `run --detect` says: a time before, and verdicts after.
 */
#ifndef BENCH_PRINT_DETECTED_H
#define BENCH_PRINT_DETECTED_H

#include "harness/run/decisions.h"

/* On standard error: what is looked for, and how long it takes, as far as known. */
void detected_print_promise(const struct decisions *decisions);

/* On standard output: a line for each decision, then promise and time taken. */
void detected_print(const struct decisions *decisions, double took_s);

/* How many have a verdict; none: VERDICT_UNRESOLVED. */
size_t detected_count(const struct decisions *decisions, enum verdict verdict);

#endif
