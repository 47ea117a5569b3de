/* SPDX-License-Identifier: MIT
 *
 * What the system allows this process: the limits of its cgroup (version 1 or
 * 2) and of setrlimit, in words for messages.
 *
 * `root` stands before every path, "" for this machine; tests give a folder.
 * A limit that cannot be read counts as none. Errors: negative errno. Thread-safe.
 */
#ifndef HARNESS_MACHINE_LIMIT_H
#define HARNESS_MACHINE_LIMIT_H

#include <stddef.h>
#include <stdint.h>

/* This process's cgroup for one controller; limit_group_up moves to the one above. */
struct limit_group {
    const char *root;
    char mount[64];  /* such as /sys/fs/cgroup/pids */
    char path[4096]; /* below it, empty: the root */
    int is_v2;
};

/* `controller` is cpu, memory or pids. -ENOENT: this process is in no such group. */
int limit_group_open(struct limit_group *group, const char *root, const char *controller);

/* First line of a file of the group. Negative errno when there is none. */
int limit_group_read(const struct limit_group *group, const char *file, char *line, size_t size);

/* 1: moved to the group above; 0: there is none. */
int limit_group_up(struct limit_group *group);

/* How many processes the kernel ended so far because this process's cgroup or
 * the machine was out of memory. 0 also where nothing tells. */
uint64_t limit_oom_kills(const char *root);

/* Which limit makes fork or an open fail with `error`, such as "pids.max of its
 * cgroup is 100"; empty when none is known. */
void limit_explain(const char *root, int error, char *text, size_t size);

/* The tightest memory limit: "the memory limit of its cgroup is 512 MiB", or that
 * the machine was out of memory. */
void limit_explain_memory(const char *root, char *text, size_t size);

#endif
