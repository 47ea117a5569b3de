/* SPDX-License-Identifier: MIT
 *
 * Workers: fresh processes that measure one case each, and the memory that
 * they share with the parent.
 *
 * The parent writes a plan, the worker a report; both lie in one anonymous
 * file that both map, so nobody is woken while a worker measures and nothing
 * is lost when one dies. The layout is private to one build of the program.
 *
 * Errors: negative errno. Threads: one worker at a time, by one thread.
 */
#ifndef HARNESS_WORKER_WORKER_H
#define HARNESS_WORKER_WORKER_H

#include "environment.h"
#include "harness/counters/counters.h"
#include "harness/machine/machine.h"
#include "harness/sampling/sampler.h"
#include "harness/subject/accounting.h"
#include "harness/subject/allocator.h"
#include "harness/subject/catalogue.h"
#include "harness/subject/go_lane.h"
#include "harness/subject/retained.h"

#include <limits.h>
#include <signal.h>
#include <stdatomic.h>

enum worker_job {
    WORKER_IDENTIFY,  /* who serves malloc? */
    WORKER_PROBE,     /* what is this core's quiet state? */
    WORKER_COUNT,     /* what do the operations allocate? */
    WORKER_TIME,      /* how long do they take? */
    WORKER_CALLGRIND, /* what do they execute? under valgrind; see callgrind.h */
    WORKER_RETAIN     /* what do instances of one variant hold? */
};

enum { WORKER_ERROR_MAX = 256 };

/* Raised when plan or report change their meaning; their sizes count by themselves. */
enum { WORKER_PROTOCOL_VERSION = 2 };

struct worker_plan {
    uint64_t protocol; /* of the parent, set by worker_pool_run: another build's worker refuses */
    enum worker_job job;
    /* Where to measure: on the first that is found quiet within find_quiet_s. */
    unsigned pus[1 + MACHINE_STAND_INS_MOST];
    size_t pu_count;
    /* The operating system's numbers of those, and of the partner: the parent fills them
     * in (worker_pool_run), so that a worker needs no topology. */
    unsigned cpus[1 + MACHINE_STAND_INS_MOST];
    unsigned partner_cpu;
    int sibling; /* WORKER_PROBE: the operating system's CPU to wake for a while; negative: none */
    double find_quiet_s;
    unsigned partner; /* the PU for a scenario's peer */
    char allocator[64];
    char library[PATH_MAX]; /* its file; of one that the program does not know, the only sign */
    struct go_runtime go;   /* of a Go lane; then nothing is preloaded */
    char scenario[64];
    size_t size;     /* index into the scenario's sizes */
    size_t variant;  /* WORKER_RETAIN: index into its variants */
    unsigned live;   /* objects alive at once; 0: one, and none of others in the heap */
    unsigned worker; /* its number within the case, from 1 */
    unsigned layout; /* which of the program's layouts it is: layout.h; 0: as linked */
    uint64_t seed;
    int bare;       /* no ladder and no walks */
    int times_only; /* as in struct sampling, like the next two */
    struct sampling_limits limits;
    unsigned collections_least;
    struct quiet_state quiet_state;
    struct counter_plan counters;
};

struct worker_report {
    int finished; /* the job was done, to the end */
    char error[WORKER_ERROR_MAX];
    unsigned pu; /* where it was */
    struct allocator_identity allocator;
    char go_description[GO_DESCRIPTION_MAX];        /* of a Go lane: harness/subject/go_lane.h */
    struct quiet_state probed;                      /* WORKER_PROBE */
    int was_quiet;                                  /* likewise: the core was, for a moment */
    double chain_cycles;                            /* likewise: probe_chain */
    uint64_t counted_ops;                           /* WORKER_COUNT, WORKER_CALLGRIND */
    struct tally tallies[SCENARIO_VARIANTS];        /* WORKER_COUNT */
    uint64_t checksums[VARIANTS_MAX];               /* all but WORKER_TIME */
    struct retained retained;                       /* WORKER_RETAIN */
    char reasons[COUNTERS_MAX][COUNTER_REASON_MAX]; /* why a counter is missing; empty: it is not */
    struct measured_turns measured;                 /* WORKER_TIME */
};

/* ---- the parent's side ---- */

/* What all workers of a run need. */
struct worker_pool {
    const char *program;            /* path of the executable that calls worker_main */
    char worker_program[PATH_MAX];  /* what is run; see worker_pool_use */
    const char *valgrind;           /* path; needed for WORKER_CALLGRIND only */
    struct environment environment; /* of the workers */
    const struct machine *machine;
    int memory_fd;
    int dump_fd; /* what the last WORKER_CALLGRIND dumped, for callgrind_read */
    struct worker_plan *plan;
    struct worker_report *report;
    const volatile sig_atomic_t *stop; /* when set, a running worker is killed */
    double grace_s;  /* beyond its plan's hard_s; then a worker counts as hung [10] */
    double paused_s; /* so far: the parent or a worker was stopped (SIGSTOP, a freezer) */
    unsigned killed; /* workers so far that somebody else killed */
    char error[WORKER_ERROR_MAX]; /* why worker_pool_open failed */

    /* Called about ten times a second while a worker runs; may be NULL. */
    void (*tick)(void *context);
    /* Called when a worker was killed from outside and another is about to be started in
     * its place: what the report holds does not count. May be NULL. */
    void (*again)(void *context);
    void *context;
};

/* `machine` names the places in plans; of this process's environment the workers have
 * what environment.h says. After an error pool->error says which step failed and which
 * limit did it. */
int worker_pool_open(struct worker_pool *pool, const struct machine *machine, const char *program);

/* From now on workers are those of `program`: PROGRAM-worker, the small one, where it was
 * built beside it or installed in the folder of such programs (GNU's libexecdir), else PROGRAM
 * itself. The pool keeps the pointer. */
void worker_pool_use(struct worker_pool *pool, const char *program);

void worker_pool_close(struct worker_pool *pool);

/* Adds variables, NAME=VALUE and ended by NULL, to the workers' environment. -ENOMEM. */
int worker_pool_ask(struct worker_pool *pool, char *const *variables);

/* Makes the plan's allocator this one. */
void worker_plan_allocator(struct worker_plan *plan, const struct allocator *allocator);

/* Runs one worker on pool->plan and waits for it: 0 when pool->report is
 * finished. Otherwise the report's error says what happened, and:
 *   -EINTR      the stop flag was set;
 *   -ETIMEDOUT  the worker hung and was killed; time in which it or the parent was stopped
 *               does not count;
 *   -ECHILD     it crashed or gave up;
 *   -ECANCELED  it and two more in its place were killed from outside;
 *   any other   no worker could be started, though that was tried for two seconds: every
 *               other worker would fail, too.
 * Processes that a worker started are killed with it. */
int worker_pool_run(struct worker_pool *pool);

/* ---- the worker's side ---- */

/* The main program of a worker: does what the plan asks for. Exit status. */
int worker_main(const struct scenario *const *scenarios);

enum { WORKER_MEMORY_FD = 3 };

struct worker_memory {
    struct worker_plan plan;
    struct worker_report report;
};

static const uint64_t worker_protocol = (uint64_t) WORKER_PROTOCOL_VERSION << 48 |
                                        (uint64_t) sizeof(struct worker_plan) << 32 |
                                        sizeof(struct worker_report);

#endif
