/* SPDX-License-Identifier: MIT
 *
 * How this program was built. Source: build_info.h, which the build writes. Thread-safe.
 */
#ifndef BENCH_BUILD_H
#define BENCH_BUILD_H

#include "harness/record/machine_json.h"

extern const struct build build_of_program;

/* The linker's build ID of this program in hexadecimal; empty: there is none. */
void build_id(char *text, size_t size);

#endif
