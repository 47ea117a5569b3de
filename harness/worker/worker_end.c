/* SPDX-License-Identifier: MIT */
#include "worker_end.h"

#include "harness/machine/limit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_MOST = 4096 };

int worker_explain_error(char text[WORKER_ERROR_MAX], const char *step, int error)
{
    char why[WORKER_ERROR_MAX / 2];
    limit_describe("", -error, why, sizeof why);
    snprintf(text, WORKER_ERROR_MAX, "%s: %s", step, why);
    return error;
}

int worker_signal_is_outside(int signal)
{
    static const int own[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (signal == own[i])
            return 0;
    return 1;
}

/* Names the limit that makes a worker crash when it is reached: that of its stack, or that
 * of its memory, since scenarios use what malloc returns without a look. */
static int explain_crash(int signal, char *text, size_t size)
{
    struct rlimit stack;
    char limit[WORKER_ERROR_MAX / 2];
    const char *name = strsignal(signal);
    if (signal == SIGSEGV && getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_max < WORKER_STACK)
        return snprintf(text, size,
                        "the worker crashed: %s; its stack may have %llu KiB at most (ulimit "
                        "-Hs), %d are wanted",
                        name, (unsigned long long) stack.rlim_max / 1024, WORKER_STACK / 1024);
    if (signal == SIGSEGV && limit_explain_space(limit, sizeof limit))
        return snprintf(text, size, "the worker crashed: %s; %s, which may be too little memory",
                        name, limit);
    return snprintf(text, size, "the worker crashed: %s", name);
}

static int explain_signal(int signal, char *text, size_t size)
{
    if (!worker_signal_is_outside(signal))
        return explain_crash(signal, text, size);
    return snprintf(text, size, "the worker was killed from outside: %s", strsignal(signal));
}

/* Remarks that say nothing about the worker's end: valgrind's on caches, and those of a
 * jemalloc that does not know an option of callgrind_environment. */
static int is_remark(const char *line)
{
    static const char *const starts[] = { "--", "<jemalloc>: Invalid conf pair: experimental_" };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return 1;
    return 0;
}

void worker_explain_end(struct worker_report *report, int status, int said)
{
    char text[SAID_MOST] = "";
    ssize_t length = pread(said, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    const char *line = text;
    while (is_remark(line) && strchr(line, '\n'))
        line = strchr(line, '\n') + 1;
    char *end = report->error + sizeof report->error;
    char *at = report->error + strnlen(report->error, sizeof report->error - 1);
    if (at == report->error && WIFSIGNALED(status))
        at += explain_signal(WTERMSIG(status), at, (size_t) (end - at));
    else if (at == report->error)
        at += snprintf(at, (size_t) (end - at), "the worker ended with status %d",
                       WEXITSTATUS(status));
    if (line[0] && at < end)
        snprintf(at, (size_t) (end - at), " (%.*s)", (int) strcspn(line, "\n"), line);
}

void worker_explain_memory(struct worker_report *report, uint64_t oom_kills)
{
    char limit[WORKER_ERROR_MAX / 2];
    if (limit_oom_kills("") <= oom_kills)
        return;
    limit_explain_memory("", limit, sizeof limit);
    snprintf(report->error, sizeof report->error,
             "the kernel killed the worker for want of memory: %s", limit);
}
