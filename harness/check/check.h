/* SPDX-License-Identifier: MIT
 *
 * Checks whether this machine is fit for measuring. Makes findings, each with what was
 * read, what that does to the figures, and the fix.
 *
 * Sources are files of /proc and /sys, named in check_cpu.c and check_system.c
 * (Documentation/ABI and admin-guide of Linux 6.1), below a folder of the caller's choice,
 * so that stored machines can be checked, too. Commands are for a shell and use sudo. A
 * setting that this machine lacks is ok. What cannot be read but may be a fault is a
 * warning that says "unknown".
 *
 * Ownership: a struct check holds all its text. Errors: none; a file that cannot be read
 * counts as absent. Thread-safe.
 */
#ifndef HARNESS_CHECK_CHECK_H
#define HARNESS_CHECK_CHECK_H

#include "harness/base/stats.h"

#include <jansson.h>
#include <stddef.h>

enum finding_status {
    FINDING_OK,
    FINDING_WARN, /* costs precision or some figures; the intervals show it */
    FINDING_BAD   /* the figures cannot be trusted, or nearly all turns are dropped */
};

/* Fixes that need commands of the program. The library does not know these commands: the
 * program has a text for each (bench/print/fixes.h). */
enum finding_advice {
    ADVICE_NONE,
    ADVICE_SWITCH_SIBLING_OFF,
    ADVICE_COOL,          /* the machine, or give it less to do */
    ADVICE_NARROW,        /* the control's interval: a quieter machine or more time */
    ADVICE_MOVE,          /* a quieter machine or another core */
    ADVICE_RELEARN,       /* the quiet state, by another run */
    ADVICE_HOLD_CLOCK,    /* at one frequency */
    ADVICE_OFFER_PMU,     /* to the virtual machine, or count without one */
    ADVICE_EXCLUSIVE_JOB, /* a batch job that has its node to itself */
    ADVICES
};

struct finding {
    const char *name;
    enum finding_status status;
    char read[600];
    char effect[200];

    /* Command of the system that mends it; empty: none. A line that is longer than 69 columns
     * is broken where the shell goes on. */
    char fix[600];
    enum finding_advice advice; /* of findings without `fix`; ADVICE_NONE: nothing to mend */
};

enum { CHECK_MAX = 32 };

struct check {
    size_t count;
    struct finding findings[CHECK_MAX];
};

struct check_scope {
    const char *root; /* "" for this machine */
    int cpu;          /* the operating system's number of the PU measured on */
};

/* Counters of the system that grow while a run measures, at one moment. */
struct check_snapshot {
    unsigned long long total, steal; /* ticks of the CPU */
    unsigned long long sibling_total, sibling_busy;
    unsigned long long throttled; /* times that heat slowed the core */
    int has_sibling, counts_heat; /* counts_heat: `throttled` could be read */
};

/* What a run has seen of its own noise. */
struct check_noise {
    struct interval control; /* ratio of two equal variants */
    unsigned turns_kept, turns_total;
    double slowest, fastest; /* workers' median core cycle, in ns; NaN: unknown */
    double disturbed;        /* time of the control's disturbed batches by that of its kept ones; 0:
                                too few of either */
    int contradicted;        /* that ratio says that the quiet state is wrong */
};

/* "ok", "warn", "bad". */
const char *finding_status_name(enum finding_status status);

/* Appends an empty finding. Returns the last one again if there is no room. */
struct finding *check_add(struct check *check, const char *name);

/* Makes the finding a warning that reads "unknown: " and the reason. */
void check_unknown(struct finding *finding, const char *why);

/* The settings of the CPU measured on: check_cpu.c. Appends. */
void check_cpu(struct check *check, const struct check_scope *scope);

/* The settings of the system around it: check_system.c. Appends. */
void check_system(struct check *check, const struct check_scope *scope);

/* Whether the batch job had the node to itself; `job` is from slurm_job_collect.
 * Appends. */
void check_slurm_job(struct check *check, const json_t *job);

/* check_take_snapshot reads the counters; check_between appends findings about what
 * happened between two snapshots. */
void check_take_snapshot(const struct check_scope *scope, struct check_snapshot *snapshot);
void check_between(struct check *check, const struct check_scope *scope,
                   const struct check_snapshot *from, const struct check_snapshot *to);

/* Appends the noise floor, the share of quiet turns, the drift of the clock, and whether the
 * probe tells disturbed batches from quiet ones. */
void check_measured(struct check *check, const struct check_noise *noise);

/* Worst status of all findings. */
enum finding_status check_worst(const struct check *check);

/* A list of {name, status, read, effect, fix}. `fix_of` gives the text of a finding's fix,
 * an empty one if there is nothing to mend; fix is null then. New reference; NULL: no
 * memory. */
json_t *check_json(const struct check *check, const char *(*fix_of)(const struct finding *) );

#endif
