// SPDX-License-Identifier: MIT
//
// For google/benchmark: a thousand operations are one iteration.
extern "C" {
#include "operation.h"
}

#include <benchmark/benchmark.h>

static void heap(benchmark::State &state)
{
    for (auto _ : state)
        operation(1000);
}
BENCHMARK(heap);
BENCHMARK_MAIN();
