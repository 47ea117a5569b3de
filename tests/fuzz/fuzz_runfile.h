/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_RUNFILE_H
#define TESTS_FUZZ_RUNFILE_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's entry: any bytes; must return 0 and not crash. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
