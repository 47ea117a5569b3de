/* SPDX-License-Identifier: MIT
 *
 * Prints a run in a few sentences, all computed from the run's files: the machine, what an
 * escape costs, and which rows have no verdict. Prints to standard output. Errors: none.
 * Threads: one.
 */
#ifndef BENCH_PRINT_FINDINGS_H
#define BENCH_PRINT_FINDINGS_H

#include "matrix.h"

/* Prints machine, compiler, allocators, time taken and noise floor; unknown parts are left
 * out. `all` has every line of the run. `width`: columns; 0: no limit. */
void findings_print_header(const struct runfile *run, const struct matrix *all, size_t width);

/* Prints what an escape costs. */
void findings_print(const struct matrix *all, size_t width);

/* Prints how the run ended: rows without a verdict, and the command that resumes the
 * run. */
void findings_print_end(const struct runfile *run, size_t width);

#endif
