/* SPDX-License-Identifier: MIT
 *
 * The parent's side of worker.h.
 */
#include "harness/base/affinity.h"
#include "worker.h"

#include "harness/base/clock.h"
#include "harness/base/knob.h"
#include "harness/counters/callgrind.h"
#include "harness/machine/limit.h"
#include "layout.h"
#include "worker_end.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    LOOK_MS = 5,      /* between two looks at a worker whose end cannot be waited for */
    KILLED_TRIES = 3, /* workers in a row that may be killed from outside */
    START_TRIES = 20, /* tries to start a worker while a limit is reached */
    START_WAIT_MS = 100,
};

/* A longer time between two looks at a worker means that a process was stopped. */
static const double PAUSE_S = 1;

static int make_file(const char *name, size_t length)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (ftruncate(fd, (off_t) length) != 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

void worker_pool_use(struct worker_pool *pool, const char *program)
{
    if (pool->program == program && pool->worker_program[0])
        return;
    pool->program = program;
    size_t size = sizeof pool->worker_program;
    const char *slash = strrchr(program, '/'), *name = slash ? slash + 1 : program;
    int folder = slash ? (int) (slash - program) : 1;
    if (snprintf(pool->worker_program, size, "%s-worker", program) < (int) size &&
        access(pool->worker_program, X_OK) == 0)
        return;
    if (snprintf(pool->worker_program, size, "%.*s/%s/%s-worker", folder, slash ? program : ".",
                 WORKERS_FROM_PROGRAM, name) < (int) size &&
        access(pool->worker_program, X_OK) == 0)
        return;
    snprintf(pool->worker_program, size, "%s", program);
}

/* Maps the memory that is shared with workers. */
static int map_memory(struct worker_pool *pool)
{
    struct worker_memory *memory =
        mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, pool->memory_fd, 0);
    if (memory == MAP_FAILED)
        return worker_explain_error(pool->error, "mapping the memory that workers share", -errno);
    pool->plan = &memory->plan;
    pool->report = &memory->report;
    return 0;
}

static int open_files(struct worker_pool *pool)
{
    const struct {
        int *fd;
        const char *name;
        size_t length;
    } files[] = { { &pool->memory_fd, "worker", sizeof(struct worker_memory) },
                  { &pool->dump_fd, "dumps", 0 } };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        *files[i].fd = make_file(files[i].name, files[i].length);
        if (*files[i].fd < 0)
            return worker_explain_error(pool->error, "memory file (memfd_create)", *files[i].fd);
    }
    return map_memory(pool);
}

int worker_pool_open(struct worker_pool *pool, const struct machine *machine, const char *program)
{
    char why[WORKER_ERROR_MAX];
    *pool = (struct worker_pool){
        .program = program, .machine = machine, .memory_fd = -1, .dump_fd = -1, .grace_s = 10
    };
    int error = environment_make(&pool->environment, environ, NULL);
    if (error)
        return worker_explain_error(pool->error, "copying the environment", error);
    worker_pool_use(pool, program);
    error = open_files(pool);
    if (error) {
        memcpy(why, pool->error, sizeof why);
        worker_pool_close(pool);
        memcpy(pool->error, why, sizeof why);
    }
    return error;
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

int worker_pool_add_variables(struct worker_pool *pool, char *const *variables)
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

/* Executes the worker's program under valgrind. Returns only if that fails, with errno. */
static void execute_valgrind(const struct worker_pool *pool)
{
    const char *argv[32] = { pool->valgrind };
    size_t n = 1;
    for (size_t i = 0; callgrind_options[i]; i++)
        argv[n++] = callgrind_options[i];
    argv[n++] = pool->worker_program;
    argv[n] = "worker";
    int error = pool->valgrind ? callgrind_environment() : -ENOENT;
    if (error)
        errno = -error;
    else
        execv(pool->valgrind, (char *const *) argv);
}

/* In the child process: becomes the worker. Only the parent handles Ctrl-C. If the parent
 * dies, the worker is killed. */
static void become_worker(const struct worker_pool *pool, int loader_fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char relinked[PATH_MAX];
    const char *program = pool->worker_program;
    if (pool->plan->layout > 0 && layout_path(pool->program, pool->plan->layout, relinked) == 0)
        program = relinked;
    /* The worker's children are killed with it, and the terminal's signals do not reach it. */
    setpgid(0, 0);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
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
        affinity_bind(pool->plan->cpus[0]); /* the worker reports a failure */
    if (pool->plan->go.library[0] && go_runtime_environment(&pool->plan->go) != 0)
        _exit(127);
    dup2(loader_fd, STDERR_FILENO); /* messages of ld.so become part of the case's failure */
    int memory = fcntl(pool->memory_fd, F_DUPFD_CLOEXEC, 10); /* not 3 to 5 */
    int dumps = memory >= 0 ? fcntl(pool->dump_fd, F_DUPFD_CLOEXEC, 10) : -1;
    int seen = dumps >= 0 ? dup2(memory, WORKER_MEMORY_FD) : -1;
    if (seen < 0) {
        char why[WORKER_ERROR_MAX]; /* EINVAL: the limit of open files is below 10 */
        worker_explain_error(why, "the worker's files cannot be duplicated",
                             errno == EINVAL ? -EMFILE : -errno);
        dprintf(STDERR_FILENO, "%s\n", why);
        _exit(127);
    }
    if (pool->plan->job == WORKER_CALLGRIND) {
        dup2(dumps, CALLGRIND_DUMP_FD);
        execute_valgrind(pool);
    } else {
        execl(program, "escapebench", "worker", (char *) NULL);
    }
    dprintf(STDERR_FILENO, "%s cannot be started: %s\n",
            pool->plan->job == WORKER_CALLGRIND ? "valgrind" : program, strerror(errno));
    _exit(127);
}

/* Kills a worker and its children. */
static void kill_worker(pid_t pid)
{
    kill(pid, SIGKILL);
    kill(-pid, SIGKILL);
}

/* Whether the worker has ended, or a negative errno. `stopped`: whether SIGSTOP stopped it. A
 * process ID may be reused after waitpid, so the group is killed before waitpid. */
static int has_ended(pid_t pid, int *status, int *stopped)
{
    siginfo_t info = { 0 };
    int events = WEXITED | WSTOPPED | WCONTINUED | WNOHANG;
    if (waitid(P_PID, (id_t) pid, &info, events | WNOWAIT) != 0)
        return errno == EINTR ? 0 : -errno;
    if (info.si_pid == 0)
        return 0;
    if (info.si_code == CLD_STOPPED || info.si_code == CLD_CONTINUED) {
        *stopped = info.si_code == CLD_STOPPED;
        waitid(P_PID, (id_t) pid, &info, (events & ~WEXITED));
        return 0;
    }
    kill_worker(pid);
    waitpid(pid, status, 0);
    return 1;
}

/* Whether a thread of the worker is running or ready to run. */
static int is_ready(pid_t pid)
{
    char line[512];
    int ready = 0;
    snprintf(line, sizeof line, "/proc/%d/task", (int) pid);
    DIR *threads = opendir(line);
    struct dirent *thread;
    while (threads && !ready && (thread = readdir(threads))) {
        knob_read("", line, sizeof line, "/proc/%d/task/%s/stat", (int) pid, thread->d_name);
        const char *name_end = strrchr(line, ')');
        ready = name_end && strncmp(name_end, ") R", 3) == 0;
    }
    if (threads)
        closedir(threads);
    return ready;
}

/* Seconds since `start` in which the worker had no CPU, if it is ready to run; otherwise 0. */
static double waited_for_cpu(pid_t pid, double start)
{
    clockid_t clock;
    struct timespec used;
    if (!is_ready(pid) || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return clock_seconds() - start - (double) used.tv_sec - 1e-9 * (double) used.tv_nsec;
}

/* Waits for the worker's end. -EINTR: the stop flag was set. -ETIMEDOUT: the worker is late. */
static int wait_worker(struct worker_pool *pool, pid_t pid, int *status)
{
    const double begin = clock_seconds();
    double ticked = begin, deadline = begin + pool->plan->limits.hard_s + pool->grace_s;
    int watch = (int) syscall(SYS_pidfd_open, pid, 0), result = 0, stopped = 0;
    for (int ended; (ended = has_ended(pid, status, &stopped)) <= 0;) {
        if (ended < 0)
            result = ended;
        else if (pool->stop && *pool->stop)
            result = -EINTR;
        else if (clock_seconds() > deadline &&
                 clock_seconds() > deadline + fmax(0, waited_for_cpu(pid, begin)))
            result = -ETIMEDOUT;
        if (result) {
            kill_worker(pid);
            waitpid(pid, status, 0);
            break;
        }
        /* Without pidfd_open (Linux before 5.3, seccomp) this is a plain sleep. */
        struct pollfd end = { .fd = watch, .events = POLLIN };
        double start = clock_seconds();
        int idle = poll(&end, 1, watch < 0 ? LOOK_MS : TICK_MS) == 0;
        double passed = clock_seconds() - start;
        if (stopped || passed > PAUSE_S) {
            deadline += passed;
            pool->paused_s += passed;
        }
        if (idle && pool->tick && start + passed - ticked > 0.9e-3 * TICK_MS) {
            pool->tick(pool->context);
            ticked = clock_seconds();
        }
    }
    if (watch >= 0)
        close(watch);
    return result;
}

/* Fills in the operating system's numbers of the plan's PUs. */
static void name_cpus(struct worker_pool *pool)
{
    struct worker_plan *plan = pool->plan;
    for (size_t i = 0; i < plan->pu_count; i++)
        plan->cpus[i] = (unsigned) machine_os_index(pool->machine, plan->pus[i]);
    plan->partner_cpu = (unsigned) machine_os_index(pool->machine, plan->partner);
}

/* Starts a process and waits for it, as worker_pool_run does, but only once. *started says
 * whether a worker was started. */
static int try_worker(struct worker_pool *pool, int *started)
{
    struct worker_report *report = pool->report;
    int status = 0;
    memset(report, 0, offsetof(struct worker_report, measured.turns));
    *started = 0;
    if (ftruncate(pool->dump_fd, 0) != 0)
        return worker_explain_error(report->error, "emptying the dump of callgrind", -errno);
    int loader_fd = make_file("stderr", 0);
    if (loader_fd < 0)
        return worker_explain_error(report->error, "no worker can be started: memory file",
                                    loader_fd);
    pid_t pid = fork();
    if (pid == 0)
        become_worker(pool, loader_fd);
    *started = pid > 0;
    int error = pid > 0
                    ? wait_worker(pool, pid, &status)
                    : worker_explain_error(report->error, "no worker can be started: fork", -errno);
    if (error == -ETIMEDOUT)
        snprintf(report->error, sizeof report->error, "the worker hung and was killed");
    else if (pid > 0 && error && error != -EINTR)
        worker_explain_error(report->error, "a worker cannot be waited for", error);
    else if (!error && !report->finished)
        worker_explain_end(report, status, loader_fd);
    close(loader_fd);
    if (error || report->finished)
        return error;
    if (report->without_pu)
        return -EXDEV;
    return WIFSIGNALED(status) && worker_signal_is_outside(WTERMSIG(status)) ? -ECANCELED : -ECHILD;
}

int worker_pool_run(struct worker_pool *pool)
{
    const struct timespec wait = { .tv_nsec = START_WAIT_MS * 1000000L };
    unsigned killed = 0, tries = 0;
    name_cpus(pool);
    pool->plan->protocol = worker_protocol;
    for (;;) {
        int started;
        uint64_t oom_kills = limit_oom_kills("");
        int error = try_worker(pool, &started);
        if (pool->stop && *pool->stop && error)
            return -EINTR;
        if (started && error != -ECANCELED)
            return error;
        if (started) {
            worker_explain_memory(pool->report, oom_kills);
            pool->killed++;
            if (++killed == KILLED_TRIES)
                return error;
            if (pool->again)
                pool->again(pool->context);
        } else {
            if (++tries == START_TRIES)
                return error;
            nanosleep(&wait, NULL);
        }
    }
}
