/* SPDX-License-Identifier: MIT
 *
 * The parent's side of worker.h.
 */
#include "harness/base/affinity.h"
#include "harness/base/clock.h"
#include "worker.h"

#include "harness/counters/callgrind.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    WORKER_STACK = 64 << 20, /* the largest value on a stack is 10 MiB */
    LOADER_TEXT = 4096,
};

static int make_file(const char *name, const void *content, size_t length)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (content ? write(fd, content, length) != (ssize_t) length
                : ftruncate(fd, (off_t) length) != 0) {
        close(fd);
        return -EIO;
    }
    return fd;
}

/* The small program where it was built or installed beside the other. */
static void find_worker(struct worker_pool *pool)
{
    size_t size = sizeof pool->worker_program;
    int length = snprintf(pool->worker_program, size, "%s-worker", pool->program);
    if (length >= (int) size || access(pool->worker_program, X_OK) != 0)
        snprintf(pool->worker_program, size, "%s", pool->program);
}

int worker_pool_open(struct worker_pool *pool, const struct machine *machine, const char *program)
{
    *pool = (struct worker_pool){
        .program = program, .machine = machine, .memory_fd = -1, .dump_fd = -1, .grace_s = 10
    };
    if (environment_make(&pool->environment, environ, NULL) != 0)
        return -ENOMEM;
    find_worker(pool);
    pool->memory_fd = make_file("worker", NULL, sizeof(struct worker_memory));
    pool->dump_fd = make_file("dumps", NULL, 0);
    if (pool->memory_fd < 0 || pool->dump_fd < 0) {
        worker_pool_close(pool);
        return -ENOMEM;
    }
    struct worker_memory *memory =
        mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, pool->memory_fd, 0);
    if (memory == MAP_FAILED) {
        worker_pool_close(pool);
        return -ENOMEM;
    }
    pool->plan = &memory->plan;
    pool->report = &memory->report;
    return 0;
}

void worker_pool_close(struct worker_pool *pool)
{
    if (pool->plan)
        munmap(pool->plan, sizeof(struct worker_memory));
    if (pool->memory_fd >= 0)
        close(pool->memory_fd);
    if (pool->dump_fd >= 0)
        close(pool->dump_fd);
    environment_free(&pool->environment);
    *pool = (struct worker_pool){ .memory_fd = -1, .dump_fd = -1 };
}

int worker_pool_ask(struct worker_pool *pool, char *const *variables)
{
    struct environment environment;
    int error = environment_make(&environment, environ, variables);
    if (error)
        return error;
    environment_free(&pool->environment);
    pool->environment = environment;
    return 0;
}

void worker_plan_allocator(struct worker_plan *plan, const struct allocator *allocator)
{
    snprintf(plan->allocator, sizeof plan->allocator, "%s", allocator->name);
    snprintf(plan->library, sizeof plan->library, "%s",
             allocator->library ? allocator->library : "");
    if (allocator->go)
        plan->go = allocator->go->runtime;
}

/* The same program with valgrind in front. Only returns when that fails. */
static void execute_valgrind(const struct worker_pool *pool)
{
    const char *argv[32] = { pool->valgrind };
    size_t n = 1;
    for (size_t i = 0; callgrind_options[i]; i++)
        argv[n++] = callgrind_options[i];
    argv[n++] = pool->worker_program;
    argv[n] = "worker";
    if (pool->valgrind && callgrind_environment() == 0)
        execv(pool->valgrind, (char *const *) argv);
}

/* In the child: becomes the worker. Ctrl-C is the parent's business; when the
 * parent dies the worker must not go on alone. */
static void become_worker(const struct worker_pool *pool, int loader_fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN);
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) == 0) {
        stack.rlim_cur = stack.rlim_max < WORKER_STACK ? stack.rlim_max : WORKER_STACK;
        setrlimit(RLIMIT_STACK, &stack);
    }
    const struct allocator *known = allocator_find(pool->plan->allocator);
    environ = pool->environment.variables;
    if (pool->plan->library[0] && !(known && known->collects))
        setenv("LD_PRELOAD", pool->plan->library, 1);
    if (pool->plan->job != WORKER_CALLGRIND && pool->plan->pu_count > 0)
        affinity_bind(pool->plan->cpus[0]); /* the worker says when that did not work */
    if (pool->plan->go.library[0] && go_runtime_environment(&pool->plan->go) != 0)
        _exit(127);
    int memory = fcntl(pool->memory_fd, F_DUPFD_CLOEXEC, 10); /* clear of 3 to 5 */
    int dumps = fcntl(pool->dump_fd, F_DUPFD_CLOEXEC, 10);
    dup2(memory, WORKER_MEMORY_FD);
    dup2(loader_fd, STDERR_FILENO); /* ld.so's complaints belong to the row */
    if (pool->plan->job == WORKER_CALLGRIND) {
        dup2(dumps, CALLGRIND_DUMP_FD);
        execute_valgrind(pool);
    } else {
        execl(pool->worker_program, "escapebench", "worker", (char *) NULL);
    }
    _exit(127);
}

/* Waits until the worker ends, is stopped or is late. 0, -EINTR, -ETIMEDOUT. */
static int wait_worker(const struct worker_pool *pool, pid_t pid, int *status)
{
    double deadline = clock_seconds() + pool->plan->limits.hard_s + pool->grace_s;
    int watch = (int) syscall(SYS_pidfd_open, pid, 0), result = 0;
    while (waitpid(pid, status, WNOHANG) == 0) {
        if (pool->stop && *pool->stop)
            result = -EINTR;
        else if (clock_seconds() > deadline)
            result = -ETIMEDOUT;
        if (result) {
            kill(pid, SIGKILL);
            waitpid(pid, status, 0);
            break;
        }
        /* Without pidfd_open (Linux before 5.3) this is a plain 100 ms sleep. */
        struct pollfd end = { .fd = watch, .events = POLLIN };
        if (poll(&end, 1, TICK_MS) == 0 && pool->tick)
            pool->tick(pool->context);
    }
    if (watch >= 0)
        close(watch);
    return result;
}

/* Says how a worker ended that left no word itself; the first line that it or
 * the dynamic linker wrote is often the reason. */
static void explain(struct worker_report *report, int status, int loader_fd)
{
    char said[LOADER_TEXT] = "";
    ssize_t length = pread(loader_fd, said, sizeof said - 1, 0);
    said[length > 0 ? length : 0] = '\0';
    const char *line = said;
    while (strncmp(line, "--", 2) == 0 && strchr(line, '\n'))
        line = strchr(line, '\n') + 1; /* valgrind's remarks on caches */
    char *end = report->error + sizeof report->error;
    char *at = report->error + strnlen(report->error, sizeof report->error - 1);
    if (at == report->error && WIFSIGNALED(status))
        at += snprintf(at, (size_t) (end - at), "the worker crashed: %s",
                       strsignal(WTERMSIG(status)));
    else if (at == report->error)
        at += snprintf(at, (size_t) (end - at), "the worker ended with status %d",
                       WEXITSTATUS(status));
    if (line[0] && at < end)
        snprintf(at, (size_t) (end - at), " (%.*s)", (int) strcspn(line, "\n"), line);
}

/* Tells the worker the operating system's names of the places in its plan. */
static void name_cpus(struct worker_pool *pool)
{
    struct worker_plan *plan = pool->plan;
    for (size_t i = 0; i < plan->pu_count; i++)
        plan->cpus[i] = (unsigned) machine_os_index(pool->machine, plan->pus[i]);
    plan->partner_cpu = (unsigned) machine_os_index(pool->machine, plan->partner);
}

int worker_pool_run(struct worker_pool *pool)
{
    struct worker_report *report = pool->report;
    name_cpus(pool);
    if (ftruncate(pool->dump_fd, 0) != 0)
        return -errno;
    int status = 0, loader_fd = make_file("stderr", NULL, 0);
    pool->plan->protocol = worker_protocol;
    memset(report, 0, offsetof(struct worker_report, measured.turns));
    if (loader_fd < 0)
        return loader_fd;
    pid_t pid = fork();
    if (pid == 0)
        become_worker(pool, loader_fd);
    int error = pid < 0 ? -errno : wait_worker(pool, pid, &status);
    if (error == -ETIMEDOUT)
        snprintf(report->error, sizeof report->error, "the worker hung and was killed");
    else if (!error && !report->finished)
        explain(report, status, loader_fd);
    close(loader_fd);
    return error || report->finished ? error : -ECHILD;
}
