/* SPDX-License-Identifier: MIT
 *
 * escapebench on a system that refuses something: one line names what is missing, and the cure.
 */
#include "tests/support/deny.h"
#include "tests/support/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

TestSuite(start, .init = program_set_up, .fini = program_tear_down);

static int run_control(const char *before)
{
    return shell_run(output, sizeof output,
                     "%s $P run nothing --allocator $A --effort quick --counters "
                     "none -q -o r",
                     before);
}

static void expect_one_line(void)
{
    cr_expect_eq(strchr(output, '\n'), output + strlen(output) - 1, "%s", output);
}

/* The note of the only row. */
static void expect_note(const char *note)
{
    cr_assert_eq(
        shell_run(output, sizeof output, "grep -c ',%s.*%s' r/comparison.csv", "no-verdict,", note),
        0, "no '%s' in a note", note);
}

static void deny(int call)
{
    const int calls[] = { call, -1 };
    int error = deny_calls(calls);
    if (error)
        cr_skip_test("seccomp filters cannot be set here: %s", strerror(-error));
}

/* There hwloc would ask again and again for ever. */
Test(start, without_sched_getaffinity, .timeout = 20)
{
    deny(SYS_sched_getaffinity);
    cr_expect_eq(run_control(""), 1);
    SAYS("sched_getaffinity is denied");
    expect_one_line();
    cr_expect_eq(shell_run(output, sizeof output, "$P check"), 1);
    SAYS("sched_getaffinity is denied");
}

Test(start, without_sched_setaffinity)
{
    deny(SYS_sched_setaffinity);
    cr_expect_eq(run_control(""), 1);
    SAYS("the run ended early: the core cannot be probed: binding to pu:");
    SAYS("Operation not permitted: allow sched_setaffinity");
    expect_one_line();
    expect_note("ended early: 0 of 5 workers (the core cannot be probed: binding");
}

Test(start, without_memfd_create)
{
    deny(SYS_memfd_create);
    cr_expect_eq(run_control(""), 1);
    SAYS("no workers can be prepared: memory file (memfd_create): Operation not");
    expect_one_line();
}

Test(start, without_waitid)
{
    deny(SYS_waitid);
    cr_expect_eq(run_control(""), 1);
    SAYS("the run ended early: the core cannot be probed: a worker cannot be waited for: Operat");
    expect_one_line();
}

Test(start, without_perf_event_open)
{
    deny(SYS_perf_event_open);
    cr_expect_eq(shell_run(output, sizeof output,
                           "$P run nothing --allocator $A --effort quick "
                           "--counters page-faults -q -o r"),
                 0, "%s", output);
    cr_expect_eq(shell_run(output, sizeof output, "grep ',page-faults,.*no-verdict' r/comp*"), 0);
    SAYS("seccomp forbids perf_event_open");
}

/* Signals of children are ignored, as some batch systems leave them. */
Test(start, where_ended_children_are_not_kept)
{
    cr_expect_eq(run_control("trap '' CHLD;"), 0, "%s", output);
}

Test(start, with_few_files)
{
    cr_expect_eq(run_control("ulimit -Sn 5;"), 0, "%s", output);
    cr_expect_eq(run_control("ulimit -n 10;"), 1);
    SAYS("it may open 10 files at most (ulimit -Hn), 16 are wanted: raise that limit");
    expect_one_line();
}

Test(start, with_small_files)
{
    cr_expect_eq(shell_run(output, sizeof output, "ulimit -f 0; $P list >file"), 1);
    SAYS("written to standard output: File too large (ulimit -f is 0: raise it)");
    expect_one_line();
    cr_expect_eq(shell_run(output, sizeof output, "ulimit -f 0; $P check >file"), 1);
    SAYS("memory file (memfd_create): File too large (ulimit -f is 0: raise it)");
    expect_one_line();
}

#if !defined(__SANITIZE_ADDRESS__)
/* AddressSanitizer reserves terabytes of addresses. */
Test(start, with_little_memory)
{
    static const char *const words[] = { "list", "run nothing", "compare a b" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        cr_expect_eq(shell_run(output, sizeof output, "ulimit -v 14000; $P %s", words[i]), 1);
        SAYS("it may have 14000 KiB of addresses at most (ulimit -v), 16384 are wanted: raise");
        expect_one_line();
    }
}

/* AddressSanitizer's own start needs more. */
Test(start, with_a_small_stack)
{
    cr_expect_eq(run_control("ulimit -Ss 64;"), 0, "%s", output);
    cr_expect_eq(shell_run(output, sizeof output, "ulimit -Ss 64; $P compare r r; $P show r"), 0,
                 "%s", output);
}

Test(start, with_a_stack_that_may_not_grow)
{
    cr_expect_eq(run_control("ulimit -s 64;"), 1);
    SAYS("its stack may have 64 KiB at most (ulimit -Hs), 512 are wanted: raise that limit");
    expect_one_line();
    cr_expect_eq(run_control("ulimit -s 512;"), 0, "%s", output);
}
#endif

/* nohup: a program that was started with hangups ignored goes on. */
Test(start, a_hangup_that_is_ignored_ends_nothing)
{
    cr_expect_eq(shell_run(output, sizeof output,
                           "trap '' HUP; $P run nothing --allocator $A --effort quick "
                           "--counters none -q -o r & sleep 0.2; kill -HUP $!; wait $!"),
                 0, "%s", output);
}
