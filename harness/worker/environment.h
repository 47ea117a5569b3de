/* SPDX-License-Identifier: MIT
 *
 * The environment of the workers, the same whoever starts the program: only a short list of
 * variables is passed on. So no variable that tunes an allocator, the dynamic linker or a
 * runtime reaches a measurement unless the user asks for it by name (run --env).
 * machine.json records such variables.
 *
 * Passed on: environment_passed. worker_pool_run adds LD_PRELOAD, and under valgrind the
 * variables of callgrind_environment.
 *
 * Ownership: environment_make allocates, environment_free frees. Errors: negative
 * errno. Threads: none shared.
 */
#ifndef HARNESS_WORKER_ENVIRONMENT_H
#define HARNESS_WORKER_ENVIRONMENT_H

#include <stddef.h>

struct environment {
    char **variables; /* NAME=VALUE, ended by NULL: those of a worker */
    char **asked;     /* those of them that the user asked for */
    char **dropped;   /* names of variables left out that would have tuned what is measured */
};

/* The names that are passed on, ended by NULL. */
extern const char *const environment_passed[];

/* Makes the environment from the variables `found` and those `asked` for. Both are lists of
 * NAME=VALUE ended by NULL; NULL is an empty list. If a name was asked for several times,
 * the last value holds. -ENOMEM. */
int environment_make(struct environment *environment, char *const *found, char *const *asked);

void environment_free(struct environment *environment);

/* Why a word (NAME=VALUE) cannot be asked for; NULL: it can. */
const char *environment_refusal(const char *word);

#endif
