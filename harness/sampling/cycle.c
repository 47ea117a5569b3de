/* SPDX-License-Identifier: MIT */
#include "cycle.h"

enum {
    TRIES = 4,
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

static void note(struct chunks *seen, uint64_t ns, int collecting, int quiet)
{
    seen->all++;
    seen->all_ns += (double) ns;
    if (collecting) {
        seen->marked++;
        seen->marked_ns += (double) ns;
        seen->spoilt = !quiet;
    } else if (quiet) {
        seen->clean_ns[seen->clean++ % CHUNKS_MOST] = (double) ns;
    }
}

/* Chunks until `count` collections have ended, from a known place on. */
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
        int was_marking = marking, was_quiet = quiet;
        uint64_t before = ended, ns = runtime->batch(rung, ops, sum);
        marking = runtime->marking();
        ended = plan->collections() - start;
        if (ended >= count)
            ns += runtime->finish();
        quiet = is_quiet(plan);
        note(seen, ns, was_marking || marking || ended > before, quiet && was_quiet);
    }
}

/* The mean of all chunks, in which every chunk without a collection has the trimmed mean of
 * the clean ones: probes around a chunk miss disturbances of some microseconds. `earlier`
 * chunks were run before, without a clock. 0: too few chunks are clean. */
static double mean_chunk(struct chunks *seen, double earlier)
{
    uint64_t plain = seen->all - seen->marked;
    if (seen->spoilt || seen->clean * CLEAN_PART < plain)
        return 0;
    size_t kept = seen->clean < CHUNKS_MOST ? seen->clean : CHUNKS_MOST;
    double clean = kept > 0 ? stats_trimmed_mean(seen->clean_ns, kept).mean : 0;
    earlier = kept > 0 ? earlier : 0;
    return (((double) plain + earlier) * clean + seen->marked_ns) / ((double) seen->all + earlier);
}

void cycle_settle(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                  struct cycle_place *place, uint64_t *sum)
{
    uint64_t start = plan->collections(), ns = 0;
    if (place->known)
        return;
    while (plan->collections() == start && ns < CYCLE_NS)
        ns += plan->runtime->batch(rung, ops, sum);
    plan->runtime->finish();
    *place = (struct cycle_place){ .known = 1, .length = place->length };
}

uint64_t cycle_time(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                    struct cycle_place *place, uint64_t *sum)
{
    static struct chunks seen; /* too large for a stack */
    uint64_t cycles = ops == 1 ? FEW_CYCLES : 1;
    double ns = 0;
    for (int i = 0; i < TRIES && ns == 0; i++) {
        cycle_settle(plan, rung, ops, place, sum);
        take_chunks(plan, rung, ops, cycles, &seen, sum);
        ns = mean_chunk(&seen, (double) place->ops / (double) ops);
        if (!seen.spoilt)
            place->length = (double) (seen.all * ops + place->ops) / (double) cycles;
        *place = (struct cycle_place){ .known = !seen.spoilt, .length = place->length };
    }
    return (uint64_t) (ns + 0.5);
}
