/* SPDX-License-Identifier: MIT
 *
 * Real workers of the real program, and of one whose scenarios misbehave.
 */
#include "harness/worker/worker.h"
#include "scenarios/index.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct machine machine;
static struct worker_pool pool;
static unsigned pu;

static void open_pool(const char *program)
{
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &pu), 0);
    cr_assert_eq(worker_pool_open(&pool, &machine, program), 0);
}

static void close_pool(void)
{
    worker_pool_close(&pool);
    machine_close(&machine);
}

TestSuite(worker_pool, .fini = close_pool);

static int employ(enum worker_job job, const char *scenario, const char *allocator)
{
    *pool.plan = (struct worker_plan){
        .job = job,
        .pus = { pu },
        .pu_count = 1,
        .live = 1,
        .worker = 1,
        .seed = 1,
        .limits = { .turns = 3, .turns_least = 3, .soft_s = 0.01, .hard_s = 0.2 },
        .quiet_state = { .cycle_ns = 1 },
    };
    snprintf(pool.plan->scenario, sizeof pool.plan->scenario, "%s", scenario);
    snprintf(pool.plan->allocator, sizeof pool.plan->allocator, "%s", allocator);
    return worker_pool_run(&pool);
}

Test(worker_pool, a_worker_knows_its_allocator)
{
    open_pool(PROGRAM);
    cr_assert_eq(employ(WORKER_IDENTIFY, "", allocators[0].name), 0, "%s", pool.report->error);
    cr_expect_gt(strlen(pool.report->allocator.version), 0);
}

/* A run starts thousands of workers, and loading a library takes longer than a worker's start. */
Test(worker_pool, a_worker_loads_none_of_the_programs_libraries)
{
    static const char *const names[] = { "hwloc", "jansson", "smartcols", "pfm", "csv" };
    char said[4096];
    open_pool(PROGRAM);
    cr_assert_eq(shell_run(said, sizeof said, "readelf -d %s-worker | grep NEEDED", PROGRAM_WORD),
                 0, "%s", said);
    cr_expect_not_null(strstr(said, "libc.so"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_expect_null(strstr(said, names[i]), "%s", said);
}

Test(worker_pool, a_worker_counts_and_times)
{
    open_pool(PROGRAM);
    cr_assert_eq(employ(WORKER_COUNT, "return_pointer", allocators[0].name), 0);
    cr_expect_eq(pool.report->tallies[1].allocs, pool.report->counted_ops);
    cr_expect_eq(pool.report->tallies[0].allocs, 0);
    cr_assert_eq(employ(WORKER_TIME, "return_pointer", allocators[0].name), 0);
    cr_expect_geq(atomic_load(&pool.report->measured.turn_count), 3);
    cr_expect_gt(pool.report->measured.facts.ops[0], 1);
}

/* No PU is ever as quiet as that: the worker tries all, then stays where it is. */
Test(worker_pool, a_worker_looks_for_a_quiet_place_no_longer_than_allowed)
{
    open_pool(PROGRAM);
    pool.plan->find_quiet_s = 0;
    unsigned stand_ins[MACHINE_STAND_INS_MOST];
    size_t count = machine_stand_ins(&machine, pu, stand_ins);
    cr_assert_eq(employ(WORKER_TIME, "return_pointer", allocators[0].name), 0);
    cr_expect_eq(pool.report->pu, pu);
    pool.plan->find_quiet_s = 0.01;
    pool.plan->quiet_state.cycles_per_slot = 1e-9;
    for (size_t i = 0; i < count; i++)
        pool.plan->pus[pool.plan->pu_count++] = stand_ins[i];
    cr_assert_eq(worker_pool_run(&pool), 0, "%s", pool.report->error);
    int one_of_them = 0;
    for (size_t i = 0; i < pool.plan->pu_count; i++)
        one_of_them |= pool.report->pu == pool.plan->pus[i];
    cr_expect(one_of_them);
    cr_expect_eq(pool.report->measured.facts.turns_kept, 0);
}

Test(worker_pool, a_probe_gives_a_state)
{
    open_pool(PROGRAM);
    cr_assert_eq(employ(WORKER_PROBE, "", allocators[0].name), 0);
    cr_expect_gt(pool.report->probed.cycle_ns, 0);
    cr_expect_gt(pool.report->probed.cycles_per_slot, 0);
}

Test(worker_pool, a_crash_is_told_with_its_signal)
{
    open_pool(FAULTY_PROGRAM);
    cr_expect_eq(employ(WORKER_TIME, "crash", allocators[0].name), -ECHILD);
    cr_expect_not_null(strstr(pool.report->error, "crashed"), "%s", pool.report->error);
}

Test(worker_pool, a_hang_is_ended)
{
    open_pool(FAULTY_PROGRAM);
    pool.grace_s = 0.3;
    cr_expect_eq(employ(WORKER_TIME, "hang", allocators[0].name), -ETIMEDOUT);
    cr_expect_not_null(strstr(pool.report->error, "hung"));
}

static unsigned again;

static void on_again(void *context)
{
    (void) context;
    again++;
}

Test(worker_pool, a_killed_worker_is_tried_again)
{
    char mark[] = "/tmp/escapebench-mark-XXXXXX";
    open_pool(FAULTY_PROGRAM);
    pool.again = on_again;
    close(mkstemp(mark));
    char variable[64];
    snprintf(variable, sizeof variable, "FAULTY_MARK=%s", mark);
    cr_assert_eq(worker_pool_add_variables(&pool, (char *const[]){ variable, NULL }), 0);
    cr_expect_eq(employ(WORKER_TIME, "killed", allocators[0].name), 0, "%s", pool.report->error);
    cr_expect_eq(again, 1);
    cr_expect_eq(pool.killed, 1);
    cr_expect_neq(access(mark, F_OK), 0);
}

Test(worker_pool, three_that_are_killed_are_enough)
{
    open_pool(FAULTY_PROGRAM);
    pool.again = on_again;
    cr_expect_eq(employ(WORKER_TIME, "killed", allocators[0].name), -ECANCELED);
    cr_expect_not_null(strstr(pool.report->error, "from outside: Killed"), "%s",
                       pool.report->error);
    cr_expect_eq(again, 2);
    cr_expect_eq(pool.killed, 3);
}

/* The worker's time is up while it is stopped. */
Test(worker_pool, a_stopped_worker_is_no_hung_one)
{
    open_pool(FAULTY_PROGRAM);
    pool.grace_s = 0.3;
    cr_expect_eq(employ(WORKER_TIME, "stopped", allocators[0].name), 0, "%s", pool.report->error);
    cr_expect_gt(pool.paused_s, 0.4);
}

/* A process that takes almost all of the CPU from those that are nice. */
static pid_t hog(int cpu)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t) cpu, &set);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sched_setaffinity(0, sizeof set, &set);
    for (;;)
        ;
}

/* The worker's time is up while it is ready to run. */
Test(worker_pool, a_worker_without_a_cpu_is_no_hung_one)
{
    open_pool(PROGRAM);
    pool.grace_s = 0.1;
    pid_t hogs[4];
    for (int i = 0; i < 4; i++)
        hogs[i] = hog(machine_os_index(&machine, pu));
    setpriority(PRIO_PROCESS, 0, 19);
    int result = employ(WORKER_COUNT, "return_pointer", allocators[0].name);
    for (int i = 0; i < 4; i++) {
        kill(hogs[i], SIGKILL);
        waitpid(hogs[i], NULL, 0);
    }
    cr_expect_eq(result, 0, "%s", pool.report->error);
}

Test(worker_pool, want_of_descriptors_is_named)
{
    open_pool(PROGRAM);
    struct rlimit few = { 3, 1024 };
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    cr_expect_eq(employ(WORKER_IDENTIFY, "", allocators[0].name), -EMFILE);
    cr_expect_not_null(strstr(pool.report->error, "ulimit -n is 3"), "%s", pool.report->error);
}

Test(worker_pool, a_pool_that_cannot_be_opened_says_why)
{
    struct rlimit few = { 3, 1024 };
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    cr_expect_eq(worker_pool_open(&pool, &machine, PROGRAM), -EMFILE);
    cr_expect_not_null(strstr(pool.error, "memfd_create"), "%s", pool.error);
    cr_expect_not_null(strstr(pool.error, "ulimit -n is 3"), "%s", pool.error);
}

/* 4096 is no PU, as if it had gone offline after the parent chose it. */
Test(worker_pool, a_pu_that_is_gone_is_passed_over)
{
    open_pool(PROGRAM);
    employ(WORKER_COUNT, "nothing", allocators[0].name);
    pool.plan->pus[0] = 4096;
    cr_expect_eq(worker_pool_run(&pool), -EXDEV);
    cr_expect_not_null(strstr(pool.report->error, "pu:4096 is offline"), "%s", pool.report->error);
    pool.plan->pus[1] = pu;
    pool.plan->pu_count = 2;
    cr_expect_eq(worker_pool_run(&pool), 0, "%s", pool.report->error);
    cr_expect_eq(pool.report->pu, pu);
    cr_expect_str_empty(pool.report->error);
}

Test(worker_pool, a_partner_that_is_gone_is_told)
{
    open_pool(PROGRAM);
    employ(WORKER_COUNT, "free_on_same_l3", allocators[0].name);
    pool.plan->partner = 4096;
    cr_expect_eq(worker_pool_run(&pool), -ECHILD);
    cr_expect(pool.report->without_partner);
    cr_expect_not_null(strstr(pool.report->error, "the peer cannot run on pu:4096"), "%s",
                       pool.report->error);
}

Test(worker_pool, few_descriptors_are_told_by_the_worker)
{
    open_pool(PROGRAM);
    struct rlimit few = { 9, 9 };
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    cr_expect_lt(employ(WORKER_IDENTIFY, "", allocators[0].name), 0);
    cr_expect_not_null(strstr(pool.report->error, "ulimit -n is 9"), "%s", pool.report->error);
}

Test(worker_pool, a_stop_ends_a_worker)
{
    volatile sig_atomic_t stop = 1;
    open_pool(FAULTY_PROGRAM);
    pool.stop = &stop;
    cr_expect_eq(employ(WORKER_TIME, "hang", allocators[0].name), -EINTR);
}

Test(worker_pool, unknown_names_are_told)
{
    open_pool(PROGRAM);
    cr_expect_eq(employ(WORKER_TIME, "nonesuch", allocators[0].name), -ECHILD);
    cr_expect_not_null(strstr(pool.report->error, "nonesuch"));
    cr_expect_eq(employ(WORKER_TIME, "nothing", "nonesuch"), -ECHILD);
    cr_expect_not_null(strstr(pool.report->error, "nonesuch"));
}

Test(worker_pool, a_program_that_cannot_be_started_is_told)
{
    open_pool("/nonesuch");
    cr_expect_eq(employ(WORKER_IDENTIFY, "", allocators[0].name), -ECHILD);
    cr_expect_not_null(strstr(pool.report->error, "127"), "%s", pool.report->error);
}

/* Sums and allocations at the first size. */
static void check_counts(const struct scenario *scenario)
{
    const struct variant *variants = scenario->sizes[0].variants;
    const struct worker_report *report = pool.report;
    for (size_t v = 0; variants[v].name; v++) {
        const struct tally *t = &report->tallies[v];
        uint64_t allocs = report->counted_ops * variants[v].allocs;
        cr_expect_eq(report->checksums[v], report->checksums[0], "%s", scenario->name);
        cr_expect(t->allocs == allocs && t->frees == allocs, "%s", scenario->name);
        cr_expect_eq(t->bytes, report->counted_ops * variants[v].bytes, "%s", scenario->name);
    }
}

Test(worker_pool, operations_keep_their_promise_under_a_collector, .timeout = 60)
{
    open_pool(PROGRAM);
    if (employ(WORKER_IDENTIFY, "", "boehm") != 0)
        cr_skip_test("%s", pool.report->error);
    for (size_t s = 0; scenarios[s]; s++) {
        if (scenarios[s]->peer || scenarios[s]->instances)
            continue;
        int error = employ(WORKER_COUNT, scenarios[s]->name, "boehm");
        cr_assert_eq(error, 0, "%s: %s", scenarios[s]->name, pool.report->error);
        check_counts(scenarios[s]);
    }
}
