/* SPDX-License-Identifier: MIT
 *
 * How this program was built, from build_info.h that the build writes.
 */
#ifndef BENCH_BUILD_H
#define BENCH_BUILD_H

#include "harness/record/machine_json.h"

extern const struct build build_of_program;

/* The linker's fingerprint of this program in hexadecimal; empty: it has none. */
void build_id(char *text, size_t size);

#endif
