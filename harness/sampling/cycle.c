/* SPDX-License-Identifier: MIT */
#include "cycle.h"

enum {
    TRIES = 2,
    CYCLE_NS = 500000000, /* at most */
    FEW_CYCLES = 4,       /* used if an operation is as long as a chunk */
    CHUNKS_MOST = 4096,
    WAIT_PROBES = 4000, /* most probes to wait for a quiet core in a cycle; about 20 ms */
    CLEAN_PART = 8,     /* at least one chunk in this many must be clean */
};

/* What was seen of the chunks of a cycle. */
struct chunks {
    uint64_t all, clean, marked; /* numbers of chunks; marked: during a collection */
    double all_ns, marked_ns;
    double clean_ns[CHUNKS_MOST]; /* times of the last CHUNKS_MOST clean ones */
    int spoilt;
};

static int is_quiet(const struct sampling *plan)
{
    struct probe probe = probe_take();
    return probe_is_quiet(&probe, &plan->quiet_state);
}

/* Takes chunks until `count` collections have ended. */
static void take_chunks(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                        uint64_t count, struct chunks *seen, uint64_t *sum)
{
    const struct sampled_runtime *runtime = plan->runtime;
    uint64_t start = plan->collections(), ended = 0;
    unsigned patience = WAIT_PROBES;
    int quiet = is_quiet(plan), marking = 0;
    seen->all = seen->clean = seen->marked = 0;
    seen->all_ns = seen->marked_ns = 0;
    seen->spoilt = 0;
    while (ended < count && seen->all_ns < CYCLE_NS && !seen->spoilt) {
        while (!quiet && !marking && patience > 0) { /* a collection would continue meanwhile */
            patience--;
            quiet = is_quiet(plan);
        }
        int was_marking = marking;
        uint64_t before = ended, ns = runtime->batch(rung, ops, sum);
        marking = runtime->marking();
        ended = plan->collections() - start;
        if (ended >= count)
            ns += runtime->finish();
        int was_quiet = quiet;
        quiet = is_quiet(plan);
        seen->all++;
        seen->all_ns += (double) ns;
        if (was_marking || marking || ended > before) {
            seen->marked++;
            seen->marked_ns += (double) ns;
            seen->spoilt = !quiet || !was_quiet;
        } else if (quiet && was_quiet) {
            seen->clean_ns[seen->clean++ % CHUNKS_MOST] = (double) ns;
        }
    }
}

/* The mean of all chunks, in which every chunk without a collection has the trimmed mean of
 * the clean ones: probes around a chunk miss disturbances of some microseconds, such as an
 * interrupt. 0: too few chunks are clean. */
static double mean_chunk(struct chunks *seen)
{
    uint64_t plain = seen->all - seen->marked;
    if (seen->spoilt || seen->clean * CLEAN_PART < plain)
        return 0;
    size_t kept = seen->clean < CHUNKS_MOST ? seen->clean : CHUNKS_MOST;
    double clean = kept > 0 ? stats_trimmed_mean(seen->clean_ns, kept).mean : 0;
    return ((double) plain * clean + seen->marked_ns) / (double) seen->all;
}

uint64_t cycle_time(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                    uint64_t *sum)
{
    static struct chunks seen; /* too large for a stack */
    double ns = 0;
    for (int i = 0; i < TRIES && ns == 0; i++) {
        plan->runtime->collect();
        if (ops == 1) /* what is alive when a collection starts decides when the next one starts */
            take_chunks(plan, rung, ops, 1, &seen, sum);
        take_chunks(plan, rung, ops, ops == 1 ? FEW_CYCLES : 1, &seen, sum);
        ns = mean_chunk(&seen);
    }
    return (uint64_t) (ns + 0.5);
}
