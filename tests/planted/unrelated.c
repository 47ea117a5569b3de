/* SPDX-License-Identifier: MIT
 *
 * A function that no scenario calls: the build escapebench-plus-unrelated-function has it and
 * differs in nothing else, so that functions behind it lie elsewhere.
 */
#include <stdint.h>

uint64_t planted_unrelated(uint64_t x);

uint64_t planted_unrelated(uint64_t x)
{
    for (unsigned i = 0; i < 100; i++)
        x = (x ^ (x >> 29)) * UINT64_C(0xbf58476d1ce4e5b9) + i;
    return x;
}
