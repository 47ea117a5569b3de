/* SPDX-License-Identifier: MIT */
#include "harness/subject/catalogue.h"
#include "scenarios/index.h"

#include <criterion/criterion.h>

Test(catalogue, finds_by_name)
{
    cr_expect_eq(scenario_find(scenarios, "nothing"), &scenario_nothing);
    cr_expect_null(scenario_find(scenarios, "nonesuch"));
}

Test(catalogue, counts_sizes)
{
    cr_expect_eq(scenario_sizes(&scenario_nothing), 1);
    cr_expect_eq(scenario_sizes(&scenario_runtime_size_slice), 6);
}
