/* SPDX-License-Identifier: MIT
 *
 * The environment of the workers. It is the same whoever starts the program: a short
 * list of variables is passed on, all others stay behind. So nothing that tunes an
 * allocator, the dynamic linker or a runtime reaches a measurement unless it was asked
 * for by name, and then it is part of what was measured.
 *
 * Passed on: environment_passed. What is set for a worker besides, by worker_pool_run:
 * LD_PRELOAD, and under valgrind what callgrind_environment says.
 *
 * Ownership: environment_make allocates, environment_free frees. Errors: negative
 * errno. Threads: none shared.
 */
#ifndef HARNESS_WORKER_ENVIRONMENT_H
#define HARNESS_WORKER_ENVIRONMENT_H

#include <stddef.h>

struct environment {
    char **variables; /* NAME=VALUE, ended by NULL: those of a worker */
    char **asked;     /* those among them that were asked for */
    char **dropped;   /* names of what was set and would have tuned what is measured */
};

/* The names that are passed on, ended by NULL. */
extern const char *const environment_passed[];

/* From the variables `found` and those `asked` for, both NAME=VALUE and ended by NULL;
 * NULL is an empty list. Of several values for one name the last one asked for holds.
 * -ENOMEM. */
int environment_make(struct environment *environment, char *const *found, char *const *asked);

void environment_free(struct environment *environment);

/* Why a word cannot be asked for, NULL when it can. */
const char *environment_refusal(const char *word);

#endif
