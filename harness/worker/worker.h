/* SPDX-License-Identifier: MIT
 *
 * Workers: fresh processes that measure one case each, and the memory that worker and
 * parent share.
 *
 * The parent writes a plan, the worker writes a report. Both lie in one anonymous file that
 * both processes map: no process is woken while a worker measures, and no turn is lost if a
 * worker dies. The format of this memory is private to one build of the program.
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

/* Raised when a member of plan or report changes its meaning. worker_protocol detects a change
 * of their sizes by itself. */
enum { WORKER_PROTOCOL_VERSION = 3 };

struct worker_plan {
    /* worker_protocol of the parent, set by worker_pool_run. A worker of another build refuses
     * the plan. */
    uint64_t protocol;
    enum worker_job job;
    /* PUs (L#) to measure on: the first that is found quiet within find_quiet_s. */
    unsigned pus[1 + MACHINE_STAND_INS_MOST];
    size_t pu_count;
    /* The operating system's numbers of these PUs and of the partner. worker_pool_run fills
     * them in, so that a worker needs no topology. */
    unsigned cpus[1 + MACHINE_STAND_INS_MOST];
    unsigned partner_cpu;
    int sibling;         /* WORKER_PROBE: the CPU to keep awake for a while; negative: none */
    unsigned places;     /* WORKER_PROBE: probe_has_places is asked about them; 0: it is not */
    double find_quiet_s; /* how long to look for a quiet one among them, in seconds */
    unsigned partner;    /* the PU for a scenario's peer */
    char allocator[64];
    char library[PATH_MAX]; /* its file; identifies an allocator that the program does not know */
    struct go_runtime go;   /* set for a Go lane; nothing is preloaded then */
    char scenario[64];
    size_t size;     /* index into the scenario's sizes */
    size_t variant;  /* WORKER_RETAIN: index into its variants */
    unsigned live;   /* objects alive at once; 0: one, and no background objects */
    unsigned worker; /* number of the worker within its case, from 1 */
    unsigned layout; /* number of the program's layout (layout.h); 0: the program itself */
    uint64_t seed;
    int bare;       /* no ladder and no walks: only the scenario's own variants */
    int times_only; /* as in struct sampling; so are the next two */
    struct sampling_limits limits;
    unsigned collections_least;
    struct quiet_state quiet_state;
    struct counter_plan counters;
};

struct worker_report {
    int finished; /* 1: the job was done to its end */
    char error[WORKER_ERROR_MAX];
    int without_pu;      /* 1: the worker may not run on the plan's PUs, or no longer */
    int without_partner; /* 1: the worker may not run on the partner */
    unsigned pu;         /* PU (L#) that the worker ran on */
    struct allocator_identity allocator;
    char go_description[GO_DESCRIPTION_MAX]; /* set by a Go lane: harness/subject/go_lane.h */
    struct quiet_state probed;               /* WORKER_PROBE */
    int was_quiet;                           /* WORKER_PROBE: the core was quiet at some time */
    int has_places;                          /* WORKER_PROBE: while the core was as probed */
    uint64_t counted_ops;                    /* WORKER_COUNT, WORKER_CALLGRIND */
    struct tally tallies[SCENARIO_VARIANTS]; /* WORKER_COUNT */
    uint64_t checksums[VARIANTS_MAX];        /* all but WORKER_TIME */
    struct retained retained;                /* WORKER_RETAIN */
    char reasons[COUNTERS_MAX]
                [COUNTER_REASON_MAX]; /* why a counter is not available; empty: it is */
    struct measured_turns measured;   /* WORKER_TIME */
};

/* ---- the parent's side ---- */

/* What the parent needs to run workers. */
struct worker_pool {
    const char *program;            /* path of the executable that calls worker_main */
    char worker_program[PATH_MAX];  /* path of the workers' executable; see worker_pool_use */
    const char *valgrind;           /* its path; only needed for WORKER_CALLGRIND */
    struct environment environment; /* of the workers */
    const struct machine *machine;
    int memory_fd;
    int dump_fd; /* file of the last WORKER_CALLGRIND's dumps, for callgrind_read */
    struct worker_plan *plan;
    struct worker_report *report;
    const volatile sig_atomic_t *stop; /* once set, a running worker is killed */
    double grace_s;  /* a worker counts as hung this long after its plan's hard_s [10] */
    double paused_s; /* so far the parent or a worker was stopped this long (SIGSTOP, a freezer) */
    unsigned killed; /* workers so far that another process or the kernel killed */
    char error[WORKER_ERROR_MAX]; /* why worker_pool_open failed */

    /* Called about ten times a second while a worker runs; may be NULL. */
    void (*tick)(void *context);
    /* Called after a worker was killed from outside, before another is started in its
     * place. The report of the killed worker does not count. May be NULL. */
    void (*again)(void *context);
    void *context;
};

/* Opens a pool. `machine`, which must live until worker_pool_close, maps the PUs of plans
 * to CPUs. The workers' environment is made from this process's (environment.h). After an
 * error pool->error says which step failed, and because of which limit. */
int worker_pool_open(struct worker_pool *pool, const struct machine *machine, const char *program);

/* From now on starts workers of `program`: the executable PROGRAM-worker if it lies beside
 * PROGRAM or in the folder of internal programs (GNU's libexecdir), else PROGRAM itself.
 * PROGRAM-worker is smaller and starts faster. The pool keeps the pointer. */
void worker_pool_use(struct worker_pool *pool, const char *program);

void worker_pool_close(struct worker_pool *pool);

/* Adds variables, NAME=VALUE and ended by NULL, to the workers' environment. -ENOMEM. */
int worker_pool_add_variables(struct worker_pool *pool, char *const *variables);

/* Sets the plan's allocator, library and Go lane. */
void worker_plan_allocator(struct worker_plan *plan, const struct allocator *allocator);

/* Runs one worker on pool->plan and waits for its end. Returns 0 if pool->report is finished.
 * Otherwise the report's error says what happened, and the result is one of these:
 *   -EINTR      the stop flag was set;
 *   -ETIMEDOUT  the worker hung and was killed; time in which the worker or the parent was
 *               stopped, or the worker waited for a CPU, does not count;
 *   -ECHILD     the worker crashed or gave up;
 *   -EXDEV      all PUs of the plan are offline, or this process may no longer use them;
 *               or the PU under a Go lane's worker became so;
 *   -ECANCELED  the worker and two more in its place were killed from outside;
 *   any other   no worker could be started within two seconds of tries, so every other worker
 *               would fail, too.
 * Processes that a worker started are killed with it. */
int worker_pool_run(struct worker_pool *pool);

/* ---- the worker's side ---- */

/* The main function of a worker: does the plan's job. Returns the exit status. */
int worker_main(const struct scenario *const *scenarios);

enum { WORKER_MEMORY_FD = 3 };

/* The shared memory, which a worker maps from descriptor WORKER_MEMORY_FD. */
struct worker_memory {
    struct worker_plan plan;
    struct worker_report report;
};

/* Differs between builds whose workers do not understand each other's plans. */
static const uint64_t worker_protocol = (uint64_t) WORKER_PROTOCOL_VERSION << 48 |
                                        (uint64_t) sizeof(struct worker_plan) << 32 |
                                        sizeof(struct worker_report);

#endif
