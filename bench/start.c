/* SPDX-License-Identifier: MIT */
#include "start.h"

#include "bench/commands.h"
#include "place.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
    STACK_WANTED = 8 << 20,
    STACK_LEAST = 512 << 10,    /* the deepest calls of run and compare take half of that */
    ADDRESSES_LEAST = 16 << 20, /* a run needs about 60 MiB, and says so itself */
    FILES_WANTED = 256,
    FILES_LEAST = 16, /* a run has 14 open at once */
};

int start_stack(void)
{
    struct rlimit limit;
    pthread_attr_t threads;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= STACK_WANTED)
        return 0;
    limit.rlim_cur = limit.rlim_max < STACK_WANTED ? limit.rlim_max : STACK_WANTED;
    setrlimit(RLIMIT_STACK, &limit);
    if (limit.rlim_cur < STACK_LEAST) {
        complain(
            "its stack may have %llu KiB at most (ulimit -Hs), %d are wanted: raise that limit",
            (unsigned long long) limit.rlim_cur / 1024, STACK_LEAST / 1024);
        return -ENOMEM;
    }
    if (pthread_attr_init(&threads) != 0)
        return 0;
    if (pthread_attr_setstacksize(&threads, limit.rlim_cur) == 0)
        pthread_setattr_default_np(&threads);
    pthread_attr_destroy(&threads);
    return 0;
}

int start_addresses(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur >= ADDRESSES_LEAST)
        return 0;
    complain("it may have %llu KiB of addresses at most (ulimit -v), %d are wanted: raise that "
             "limit",
             (unsigned long long) limit.rlim_cur / 1024, ADDRESSES_LEAST / 1024);
    return -ENOMEM;
}

int start_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= FILES_WANTED)
        return 0;
    limit.rlim_cur = limit.rlim_max < FILES_WANTED ? limit.rlim_max : FILES_WANTED;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= FILES_LEAST)
        return 0;
    complain("it may open %llu files at most (ulimit -Hn), %d are wanted: raise that limit",
             (unsigned long long) limit.rlim_cur, FILES_LEAST);
    return -EMFILE;
}

int start_measuring(char *program, struct machine *machine)
{
    char why[256];
    signal(SIGCHLD, SIG_DFL); /* where it is ignored nobody can wait for a worker */
    int error = place_program(program);
    if (error) {
        complain("the path of this program is unknown (/proc/self/exe: %s); where /proc is "
                 "missing: mount -t proc proc /proc",
                 reason_of(error));
        return error;
    }
    error = machine_open(machine);
    if (error == -EACCES)
        complain("sched_getaffinity is denied, as by a seccomp filter: nobody can tell where this "
                 "process may run; allow it and sched_setaffinity");
    else if (error)
        complain("hwloc cannot read this machine's topology: %s%s", reason_of(error),
                 getenv("HWLOC_COMPONENTS") ? "; unset HWLOC_COMPONENTS" : "");
    if (error)
        return error;
    if (machine_verify(machine, why, sizeof why) == 0)
        return 0;
    complain("%s", why);
    machine_close(machine);
    return -EINVAL;
}
