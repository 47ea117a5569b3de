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

Test(catalogue, knows_the_articles_headings)
{
    cr_expect_str_eq(catalogue_group(scenario_contents, "return_pointer"), "Returning");
    cr_expect(catalogue_is_article(scenario_contents, "return_pointer"));
    cr_expect_not(catalogue_is_article(scenario_contents, "nothing"));
    cr_expect_not(catalogue_is_article(scenario_contents, "size_sweep"));
    cr_expect_not(catalogue_is_article(scenario_contents, "substring"));
    cr_expect_null(catalogue_group(scenario_contents, "nonesuch"));
    cr_expect_not(catalogue_is_article(scenario_contents, "nonesuch"));
}
