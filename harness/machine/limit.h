/* SPDX-License-Identifier: MIT
 *
 * Reads the limits of this process's cgroup (version 1 or 2) and of setrlimit, and words
 * them for messages.
 *
 * `root` stands before every path, "" for this machine; tests give a folder.
 * A limit that cannot be read counts as none. Errors: negative errno. Thread-safe.
 */
#ifndef HARNESS_MACHINE_LIMIT_H
#define HARNESS_MACHINE_LIMIT_H

#include <stddef.h>
#include <stdint.h>

/* This process's cgroup for one controller. limit_group_up moves to the parent. */
struct limit_group {
    const char *root;
    char mount[64];  /* such as /sys/fs/cgroup/pids */
    char path[4096]; /* below `mount`; empty: the root group */
    int is_v2;
};

/* Opens the group; `controller` is cpu, memory or pids. -ENOENT: this process is in no such
 * group. */
int limit_group_open(struct limit_group *group, const char *root, const char *controller);

/* First line of a file of the group; negative errno if there is no such file. */
int limit_group_read(const struct limit_group *group, const char *file, char *line, size_t size);

/* 1: moved to the group above; 0: there is none. */
int limit_group_up(struct limit_group *group);

/* How many processes the kernel has killed because this process's cgroup or the machine was
 * out of memory. 0 also if the system does not say. */
uint64_t limit_oom_kills(const char *root);

/* Names the limit that makes fork or open fail with `error`, such as "pids.max of its
 * cgroup is 100". Returns 1 if it is a limit that can be raised. `text` is empty if no limit
 * is known. */
int limit_explain(const char *root, int error, char *text, size_t size);

/* Writes what `error` means and, in parentheses, the limit behind it and the cure, such as
 * "Too many open files (ulimit -n is 6: raise it)". */
void limit_describe(const char *root, int error, char *text, size_t size);

/* 1: names the limit of this process's address space, such as "ulimit -v is 20000". 0:
 * there is none. */
int limit_explain_space(char *text, size_t size);

/* 1: names the tightest memory limit, such as "the memory limit of its cgroup is 512 MiB".
 * 0: there is none, so `text` says that the machine was out of memory. */
int limit_explain_memory(const char *root, char *text, size_t size);

#endif
