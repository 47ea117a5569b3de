/* SPDX-License-Identifier: MIT
 *
 * Prints the output of `run --detect`: aim and promised time before, verdicts after.
 * Errors: none. Threads: one.
 */
#ifndef BENCH_PRINT_DETECTED_H
#define BENCH_PRINT_DETECTED_H

#include "harness/decide/decisions.h"

/* Prints on standard error, before the run, which difference is looked for, and how long
 * that took in earlier runs. */
void detected_print_aim(const struct decisions *decisions);

/* Prints on standard error the promised time, and whether the limit `max_time_s` ends the run
 * before. */
void detected_print_promise(const struct decisions *decisions, double max_time_s);

/* Prints on standard output a line for each decision, then the promised time and the time
 * taken. */
void detected_print(const struct decisions *decisions, double took_s);

/* How many decisions have the verdict. VERDICT_UNRESOLVED: no decision was reached. */
size_t detected_count(const struct decisions *decisions, enum verdict verdict);

#endif
