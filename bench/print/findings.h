/* SPDX-License-Identifier: MIT
 *
 * A run in a few sentences, all of them computed from its files: what it was measured
 * on, what an escape costs in it, what has no verdict. Printed to standard output.
 * Errors: none. Threads: none shared.
 */
#ifndef BENCH_PRINT_FINDINGS_H
#define BENCH_PRINT_FINDINGS_H

#include "matrix.h"

/* Machine, compiler, allocators, time taken, noise floor; unknown parts are left out.
 * `all` has every line of the run. */
void findings_print_header(const struct runfile *run, const struct matrix *all, size_t width);

/* What an escape costs. */
void findings_print(const struct matrix *all, size_t width);

/* How many rows of a metric lack a verdict, are unresolved, failed. */
struct findings_count {
    size_t rows, none, unresolved, failed;
};
struct findings_count findings_count(const struct runfile *run);

/* How the run ended: rows without a verdict, and the command that goes on with it. */
void findings_print_end(const struct runfile *run, size_t width);

#endif
