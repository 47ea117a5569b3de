/* SPDX-License-Identifier: MIT
 *
 * In what two runs differ besides their figures, out of their machine.json.
 * Pure; thread-safe.
 */
#ifndef HARNESS_READBACK_PROVENANCE_H
#define HARNESS_READBACK_PROVENANCE_H

#include <jansson.h>
#include <stddef.h>

enum { PROVENANCE_MAX = 64, PROVENANCE_TEXT_MAX = 160 };

/* Differences of one kind have one cause: another machine has another CPU and
 * another microcode. */
enum provenance_kind {
    KIND_MACHINE,
    KIND_SYSTEM,
    KIND_COMPILER,
    KIND_CODE,
    KIND_ALLOCATOR,
    KIND_ENVIRONMENT, /* variables that the workers had */
    KIND_LABEL,       /* what the user called the runs */
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

/* 1: the same machine, by its identity (of runs without one, its host's name), CPU and
 * cores, and kind of core; 0: another; -1: one of the two is NULL, so nobody knows. */
int provenance_same_machine(const json_t *base, const json_t *other);

/* By what two machines are not the same, value beside value: "host (a -> b), CPU (c ->
 * d)". Empty when they are. */
void provenance_machines(const json_t *base, const json_t *other, char *text, size_t size);

/* Lists what differs. Nothing when one of the two is NULL. `base_allocator`
 * and `other_allocator`: the allocators that are compared with each other, or
 * NULL when each is compared with itself. */
void provenance_compare(const json_t *base, const json_t *other, const char *base_allocator,
                        const char *other_allocator, struct provenance *out);

/* The factor that brings the other run's times to the base run's reference
 * clock; 1 when unknown. Only for runs of one machine. */
double provenance_clock_factor(const json_t *base, const json_t *other);

#endif
