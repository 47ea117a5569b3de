/* SPDX-License-Identifier: MIT */
#include "cycle.h"

#include "harness/base/clock.h"
#include "preemption.h"

#include <math.h>

enum {
    TRIES = 12,
    CYCLE_NS = 500000000, /* at most */
    FEW_CYCLES = 4,       /* used if an operation is as long as a chunk */
    CHUNKS_MOST = 4096,
    CLEAN_PART = 8, /* at least one chunk in this many must be clean */
};

/* The part of a cycle after which a collection is due. */
static const double DUE = 0.9;

/* The share of a chunk during a collection that others may take. */
static const double LOST_MOST = 0.1;

/* What was seen of the chunks of a cycle. */
struct chunks {
    uint64_t all, clean, marked; /* numbers of chunks; marked: during a collection */
    double all_ns, marked_ns;
    double clean_ns[CHUNKS_MOST]; /* times of the last CHUNKS_MOST clean ones */
    int spoilt;
};

/* A look at the core between two chunks. The times are NaN where they are not read. */
struct look {
    int quiet;
    double wall_ns, cpu_ns; /* before the probe, which undoes most of what a system call does */
};

static struct look take_look(const struct sampling *plan, int timed)
{
    struct look look = { .wall_ns = NAN, .cpu_ns = NAN };
    if (timed) {
        look.cpu_ns = (double) plan->runtime->cpu();
        look.wall_ns = (double) clock_now();
    }
    struct probe probe = probe_take();
    look.quiet = probe_is_quiet(&probe, &plan->quiet_state);
    return look;
}

/* Whether others ran between two looks, or the looks cannot tell. */
static int others_ran(const struct look *before, const struct look *after)
{
    double wall = after->wall_ns - before->wall_ns, cpu = after->cpu_ns - before->cpu_ns;
    return !(wall - cpu <= LOST_MOST * wall);
}

static int lacks_clean(const struct chunks *seen)
{
    return seen->clean * CLEAN_PART < seen->all - seen->marked;
}

static void note_plain(struct chunks *seen, uint64_t ns, int clean)
{
    seen->all++;
    seen->all_ns += (double) ns;
    if (clean)
        seen->clean_ns[seen->clean++ % CHUNKS_MOST] = (double) ns;
}

static void note_marked(struct chunks *seen, uint64_t ns, int clean)
{
    seen->all++;
    seen->marked++;
    seen->all_ns += (double) ns;
    seen->marked_ns += (double) ns;
    seen->spoilt = !clean;
}

/* Chunks until `count` collections have ended, from a known place on. */
static void take_chunks(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                        uint64_t count, const struct cycle_place *place, unsigned *patience,
                        struct chunks *seen, uint64_t *sum)
{
    const struct sampled_runtime *runtime = plan->runtime;
    uint64_t start = plan->collections(), ended = 0;
    double first_due = count > 1 ? 0 : DUE * place->length - (double) place->ops;
    int marking = 0, due = first_due <= 0;
    seen->all = seen->clean = seen->marked = 0;
    seen->all_ns = seen->marked_ns = 0;
    seen->spoilt = 0;
    struct look look = take_look(plan, due);
    while (ended < count && seen->all_ns < CYCLE_NS && !seen->spoilt) {
        while (!look.quiet && !marking && (due || lacks_clean(seen)) && *patience > 0) {
            (*patience)--; /* a collection would continue meanwhile */
            look = take_look(plan, due);
        }
        int was_marking = marking;
        uint64_t before = ended;
        preemption_arm();
        uint64_t ns = runtime->batch(rung, ops, sum);
        int alone = !preemption_happened();
        marking = runtime->marking();
        ended = plan->collections() - start;
        if (ended >= count)
            ns += runtime->finish();
        due |= (double) ((seen->all + 1) * ops) >= first_due;
        struct look next = take_look(plan, due || marking || ended > before);
        if (was_marking || marking || ended > before)
            note_marked(seen, ns, look.quiet && next.quiet && !others_ran(&look, &next));
        else
            note_plain(seen, ns, look.quiet && next.quiet && alone);
        look = next;
    }
}

/* The mean of all chunks, in which every chunk without a collection has the trimmed mean of
 * the clean ones: probes around a chunk miss disturbances of some microseconds. `earlier`
 * chunks were run before, without a clock. 0: too few chunks are clean. */
static double mean_chunk(struct chunks *seen, double earlier)
{
    uint64_t plain = seen->all - seen->marked;
    if (seen->spoilt || lacks_clean(seen))
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
                    struct cycle_place *place, unsigned *patience, uint64_t *sum)
{
    static struct chunks seen; /* too large for a stack */
    uint64_t cycles = ops == 1 ? FEW_CYCLES : 1;
    double ns = 0;
    int patient = 1; /* without patience a second try would hardly be any better */
    for (int i = 0; i < TRIES && ns == 0 && patient; i++) {
        cycle_settle(plan, rung, ops, place, sum);
        take_chunks(plan, rung, ops, cycles, place, patience, &seen, sum);
        ns = mean_chunk(&seen, (double) place->ops / (double) ops);
        patient = *patience > 0;
        double length = (double) (seen.all * ops + place->ops) / (double) cycles;
        int early = seen.spoilt && length < DUE * place->length;
        if (!seen.spoilt)
            place->length = length;
        *place = (struct cycle_place){ .known = !seen.spoilt, .length = early ? 0 : place->length };
    }
    return (uint64_t) (ns + 0.5);
}
