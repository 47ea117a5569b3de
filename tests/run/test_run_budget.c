/* SPDX-License-Identifier: MIT
 *
 * How long a run with Go lanes may take.
 */
#include "harness/run/run.h"

#include <criterion/criterion.h>

static const struct scenario in_c = { .name = "c" }, in_go = { .name = "go", .in_go = 1 },
                             kept = { .name = "kept", .in_go = 1, .instances = 1 };

static const struct effort effort = { .case_s = 1, .run_s = 3 };

static void expect_budget(struct run_case *cases, size_t count, double seconds)
{
    struct run run = { .cases = cases, .case_count = count, .settings = { .effort = &effort } };
    double budget = run_budget(&run);
    cr_expect_float_eq(budget, seconds, 1e-9, "%g s, not %g", budget, seconds);
}

/* Until both have had workers, a case of Go counts as five cases. */
Test(run_budget, of_go_is_a_guess_at_first)
{
    struct run_case cases[] = { { .scenario = &in_c }, { .scenario = &in_go } };
    expect_budget(cases, 2, 6);
    cases[1].result_count = 2;
    cases[1].spent_s = 1;
    expect_budget(cases, 2, 6);
}

/* 0.1 s a worker for a malloc, 0.8 for Go. Cases that failed or are not timed do not count. */
Test(run_budget, of_go_is_what_its_workers_took)
{
    struct run_case cases[] = {
        { .scenario = &in_c, .result_count = 5, .spent_s = 0.5 },
        { .scenario = &in_go, .result_count = 4, .spent_s = 3.2 },
        { .scenario = &in_go, .result_count = 1, .spent_s = 100, .failure = "it hung" },
        { .scenario = &kept, .result_count = 1, .spent_s = 100 },
    };
    expect_budget(cases, 2, 9);
    expect_budget(cases, 4, 25);
}

Test(run_budget, of_go_is_never_less_than_of_a_malloc)
{
    struct run_case cases[] = { { .scenario = &in_c, .result_count = 1, .spent_s = 1 },
                                { .scenario = &in_go, .result_count = 1, .spent_s = 0.1 } };
    expect_budget(cases, 2, 2);
}

/* The effort's limit applies to allocators, not to Go lanes. */
Test(run_budget, limit_is_for_mallocs)
{
    struct run_case cases[9];
    for (size_t i = 0; i < 9; i++)
        cases[i] = (struct run_case){ .scenario = i < 8 ? &in_c : &in_go };
    expect_budget(cases, 8, 3);
    expect_budget(cases, 9, 8);
}
