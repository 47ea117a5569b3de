/* SPDX-License-Identifier: MIT
 *
 * Lists how two runs differ besides their figures, from their machine.json. Errors: none;
 * what is missing is "unknown". Pure; thread-safe.
 */
#ifndef HARNESS_READBACK_PROVENANCE_H
#define HARNESS_READBACK_PROVENANCE_H

#include <jansson.h>
#include <stddef.h>

enum { PROVENANCE_MAX = 64, PROVENANCE_TEXT_MAX = 160 };

/* Kinds of difference. Differences of one kind have one cause: another machine, for
 * instance, means another CPU and another microcode. */
enum provenance_kind {
    KIND_MACHINE,
    KIND_SYSTEM,
    KIND_COMPILER,
    KIND_CODE,
    KIND_ALLOCATOR,
    KIND_ENVIRONMENT, /* variables of the workers */
    KIND_LABEL,       /* the user's labels of the runs */
    KIND_METHOD
};

struct provenance_item {
    enum provenance_kind kind;
    char what[64]; /* "CPU", "compiler", "jemalloc version" */
    char base[PROVENANCE_TEXT_MAX], other[PROVENANCE_TEXT_MAX]; /* "unknown" where null */
};

struct provenance {
    size_t count, kinds;
    struct provenance_item items[PROVENANCE_MAX];
};

/* 1: both runs are of one machine: identity, CPU and kind of core are equal. Of runs without an
 * identity, host name and number of cores are compared in its place. 0: of different machines.
 * -1: unknown, because `base` or `other` is NULL. */
int provenance_same_machine(const json_t *base, const json_t *other);

/* Writes to `text` how two machines differ, such as "host (a -> b), CPU (c -> d)". Empty if
 * they are the same. */
void provenance_machines(const json_t *base, const json_t *other, char *text, size_t size);

/* The entry of an allocator in a machine.json; NULL: there is none. */
const json_t *provenance_allocator(const json_t *machine, const char *name);

/* Lists all differences in `out`. None if `base` or `other` is NULL. `base_allocator` and
 * `other_allocator` are the allocators compared with each other, or NULL if each is
 * compared with itself. */
void provenance_compare(const json_t *base, const json_t *other, const char *base_allocator,
                        const char *other_allocator, struct provenance *out);

/* The factor that converts the other run's times to the base run's reference clock; 1 if
 * unknown. Only for runs of one machine. */
double provenance_clock_factor(const json_t *base, const json_t *other);

#endif
