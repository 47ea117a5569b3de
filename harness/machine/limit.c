/* SPDX-License-Identifier: MIT */
#include "limit.h"

#include "harness/base/knob.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Whether a comma-separated list contains the word. */
static int has_word(const char *list, size_t length, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; at < list + length; at += strcspn(at, ",:") + 1)
        if (strncmp(at, word, n) == 0 && (at[n] == ',' || at[n] == ':'))
            return 1;
    return 0;
}

/* Finds the mount point of version 1: named after the controller, or after all controllers
 * that share it. */
static void mount_of(struct limit_group *group, const char *list, int length,
                     const char *controller)
{
    char name[4096];
    snprintf(group->mount, sizeof group->mount, "/sys/fs/cgroup/%s", controller);
    snprintf(name, sizeof name, "%s%s", group->root, group->mount);
    if (access(name, F_OK) != 0)
        snprintf(group->mount, sizeof group->mount, "/sys/fs/cgroup/%.*s", length, list);
}

/* Parses a line of /proc/self/cgroup, NUMBER:CONTROLLERS:PATH. 0::PATH is version 2. If
 * both versions have the controller, the line of version 1 comes first and counts. */
static int take_line(struct limit_group *group, const char *line, const char *controller)
{
    const char *list = strchr(line, ':');
    const char *path = list ? strchr(list + 1, ':') : NULL;
    if (!path)
        return 0;
    int is_v2 = path == list + 1;
    if (!is_v2 && !has_word(list + 1, (size_t) (path - list), controller))
        return 0;
    group->is_v2 = is_v2;
    if (is_v2)
        snprintf(group->mount, sizeof group->mount, "/sys/fs/cgroup");
    else
        mount_of(group, list + 1, (int) (path - list - 1), controller);
    snprintf(group->path, sizeof group->path, "%s", path + 1);
    if (strcmp(group->path, "/") == 0)
        group->path[0] = '\0';
    return is_v2 ? 1 : 2;
}

int limit_group_open(struct limit_group *group, const char *root, const char *controller)
{
    char line[4096];
    int found = 0;
    FILE *file = NULL;
    *group = (struct limit_group){ .root = root };
    while (found < 2 && knob_next(root, "/proc/self/cgroup", &file, line, sizeof line)) {
        int taken = take_line(group, line, controller);
        found = taken > found ? taken : found;
    }
    if (file)
        fclose(file);
    return found ? 0 : -ENOENT;
}

int limit_group_read(const struct limit_group *group, const char *file, char *line, size_t size)
{
    return knob_read(group->root, line, size, "%s%s/%s", group->mount, group->path, file);
}

int limit_group_up(struct limit_group *group)
{
    char *slash = strrchr(group->path, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

/* The number of `key` in a file of "KEY NUMBER" lines; 0 if there is none. */
static uint64_t number_of(const char *root, const char *file, const char *key)
{
    char number[32];
    knob_value(root, file, key, number, sizeof number);
    return strtoull(number, NULL, 10);
}

uint64_t limit_oom_kills(const char *root)
{
    struct limit_group group;
    char path[sizeof group.mount + sizeof group.path + 32];
    uint64_t kills = number_of(root, "/proc/vmstat", "oom_kill");
    if (limit_group_open(&group, root, "memory") != 0)
        return kills;
    snprintf(path, sizeof path, "%s%s/%s", group.mount, group.path,
             group.is_v2 ? "memory.events" : "memory.oom_control");
    return kills + number_of(root, path, "oom_kill");
}

/* The lowest number in a file of this process's group and of the groups above. */
static int tightest(const char *root, const char *controller, const char *v2, const char *v1,
                    uint64_t *limit)
{
    struct limit_group group;
    char line[64];
    *limit = UINT64_MAX;
    if (limit_group_open(&group, root, controller) != 0)
        return 0;
    do {
        char *end;
        if (limit_group_read(&group, group.is_v2 ? v2 : v1, line, sizeof line) != 0)
            continue;
        uint64_t number = strtoull(line, &end, 10);
        if (end != line && number < *limit)
            *limit = number;
    } while (limit_group_up(&group));
    return *limit < UINT64_C(1) << 62; /* version 1 writes a number near 2^63 for "no limit" */
}

int limit_explain_memory(const char *root, char *text, size_t size)
{
    uint64_t limit;
    int known = tightest(root, "memory", "memory.max", "memory.limit_in_bytes", &limit);
    if (known)
        snprintf(text, size, "the memory limit of its cgroup is %.0f MiB",
                 (double) limit / (1 << 20));
    else
        snprintf(text, size, "the machine was out of memory");
    return known;
}

static void explain_rlimit(int resource, const char *flag, uint64_t unit, char *text, size_t size)
{
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t) resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        snprintf(text, size, "ulimit %s is %" PRIu64, flag, (uint64_t) limit.rlim_cur / unit);
}

/* Names the limit of processes that is reached: the cgroup's, if that many run in it now,
 * else setrlimit's. */
static void explain_processes(const char *root, char *text, size_t size)
{
    struct limit_group group;
    char most[64], now[64];
    explain_rlimit(RLIMIT_NPROC, "-u", 1, text, size);
    if (limit_group_open(&group, root, "pids") != 0)
        return;
    do {
        char *end;
        if (limit_group_read(&group, "pids.max", most, sizeof most) != 0 ||
            limit_group_read(&group, "pids.current", now, sizeof now) != 0)
            continue;
        uint64_t limit = strtoull(most, &end, 10);
        if (end == most || strtoull(now, NULL, 10) < limit)
            continue;
        snprintf(text, size, "pids.max of its cgroup is %" PRIu64, limit);
        return;
    } while (limit_group_up(&group));
}

int limit_explain(const char *root, int error, char *text, size_t size)
{
    text[0] = '\0';
    if (error == EAGAIN)
        explain_processes(root, text, size);
    else if (error == EMFILE)
        explain_rlimit(RLIMIT_NOFILE, "-n", 1, text, size);
    else if (error == EFBIG)
        explain_rlimit(RLIMIT_FSIZE, "-f", 1024, text, size);
    else if (error == ENFILE)
        snprintf(text, size, "fs.file-max of the machine is reached");
    else if (error == ENOMEM && !limit_explain_space(text, size))
        return limit_explain_memory(root, text, size);
    return text[0] != '\0';
}

int limit_explain_space(char *text, size_t size)
{
    text[0] = '\0';
    explain_rlimit(RLIMIT_DATA, "-d", 1024, text, size);
    explain_rlimit(RLIMIT_AS, "-v", 1024, text, size);
    return text[0] != '\0';
}

void limit_describe(const char *root, int error, char *text, size_t size)
{
    char limit[128];
    const char *cure = limit_explain(root, error, limit, sizeof limit) ? ": raise it" : "";
    snprintf(text, size, limit[0] ? "%s (%s%s)" : "%s", strerror(error), limit, cure);
}
