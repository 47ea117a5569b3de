/* SPDX-License-Identifier: MIT
 *
 * Seeded random numbers for orders and offsets: the same seed gives the same
 * run. splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014). Not for secrets. A generator belongs to one thread.
 */
#ifndef HARNESS_BASE_RNG_H
#define HARNESS_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
    uint64_t z = rng->state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* A number in [0, bound), bound > 0. All bounds in use are below 2^32, so the modulo's bias
 * is below 2^-32. */
static inline uint64_t rng_below(struct rng *rng, uint64_t bound)
{
    return rng_next(rng) % bound;
}

/* Fisher-Yates: every order of the `n` indices is equally likely. */
static inline void rng_shuffle(struct rng *rng, size_t *indices, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t) rng_below(rng, i);
        size_t kept = indices[i - 1];
        indices[i - 1] = indices[j];
        indices[j] = kept;
    }
}

#endif
