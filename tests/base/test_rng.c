/* SPDX-License-Identifier: MIT */
#include "harness/base/rng.h"

#include <criterion/criterion.h>

/* First outputs of splitmix64 from state 1234567, as in the test vectors of
 * the Rosetta Code task "Pseudo-random numbers/Splitmix64". */
Test(rng, gives_the_published_sequence)
{
    static const uint64_t expected[] = {
        UINT64_C(6457827717110365317),  UINT64_C(3203168211198807973),
        UINT64_C(9817491932198370423),  UINT64_C(4593380528125082431),
        UINT64_C(16408922859458223821),
    };
    struct rng rng = { 1234567 };
    for (size_t i = 0; i < 5; i++)
        cr_expect_eq(rng_next(&rng), expected[i]);
}

Test(rng, below_stays_below_and_reaches_all)
{
    struct rng rng = { 1 };
    unsigned seen[7] = { 0 };
    for (int i = 0; i < 7000; i++)
        seen[rng_below(&rng, 7)]++;
    for (int i = 0; i < 7; i++)
        cr_expect(seen[i] > 800 && seen[i] < 1200, "%d came %u times", i, seen[i]);
}

Test(rng, shuffle_keeps_all_and_repeats_with_the_seed)
{
    size_t a[20], b[20], sum = 0;
    struct rng one = { 42 }, two = { 42 };
    for (size_t i = 0; i < 20; i++)
        a[i] = b[i] = i;
    rng_shuffle(&one, a, 20);
    rng_shuffle(&two, b, 20);
    cr_expect_arr_eq(a, b, sizeof a);
    for (size_t i = 0; i < 20; i++)
        sum += a[i];
    cr_expect_eq(sum, 190);
}

/* Each of the 6 orders of 3 comes about equally often. */
Test(rng, shuffle_is_fair)
{
    struct rng rng = { 7 };
    unsigned seen[27] = { 0 };
    for (int i = 0; i < 6000; i++) {
        size_t order[] = { 0, 1, 2 };
        rng_shuffle(&rng, order, 3);
        seen[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
    for (size_t i = 0; i < 27; i++)
        cr_expect(seen[i] == 0 || (seen[i] > 850 && seen[i] < 1150), "%u", seen[i]);
}
