/* SPDX-License-Identifier: MIT */
#include "harness/base/rng.h"
#include "harness/figures/sequential.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect_near(double a, double b, double eps)
{
    cr_expect(fabs(a - b) <= eps, "%.6f is not %.6f", a, b);
}

Test(sequential, normal_quantiles)
{
    expect_near(sequential_normal_quantile(0.975), 1.959963984540054, 1e-9);
    expect_near(sequential_normal_quantile(0.5), 0, 1e-9);
    expect_near(sequential_normal_quantile(0.001), -3.090232306167813, 1e-9);
}

Test(sequential, one_look_is_the_plain_test)
{
    struct sequential test;
    sequential_start(&test, 0.05);
    expect_near(sequential_look(&test, 1), 1.959964, 1e-4);
}

/* Bounds by integration over 801 points with numpy and scipy. The first is that of 0.05 / 125. */
Test(sequential, five_looks_spend_the_cube_of_the_information)
{
    static const double known[] = { 3.5401, 2.9743, 2.6045, 2.3064, 2.0455 };
    struct sequential test;
    sequential_start(&test, 0.05);
    for (int k = 0; k < 5; k++)
        expect_near(sequential_look(&test, (k + 1) / 5.0), known[k], 2e-3);
}

static double normal(struct rng *rng)
{
    double u = ((double) rng_below(rng, 1u << 30) + 0.5) / (1u << 30);
    double v = (double) rng_below(rng, 1u << 30) / (1u << 30);
    return sqrt(-2 * log(u)) * cos(2 * acos(-1) * v);
}

/* Ten looks where nothing differs. 5 % of 4,000 are 200, with a standard deviation of 14. Ten
 * looks with a bound of 1.96 would be wrong 800 times. */
Test(sequential, ten_looks_keep_the_error_rate)
{
    struct sequential test;
    struct rng rng = { 3 };
    double bounds[10];
    unsigned crossed = 0;
    sequential_start(&test, 0.05);
    for (int k = 0; k < 10; k++)
        bounds[k] = sequential_look(&test, (k + 1) / 10.0);
    for (int i = 0; i < 4000; i++) {
        double sum = 0;
        for (int k = 0; k < 10; k++) {
            sum += normal(&rng);
            if (fabs(sum) / sqrt(k + 1) > bounds[k]) {
                crossed++;
                break;
            }
        }
    }
    cr_expect_geq(crossed, 150);
    cr_expect_leq(crossed, 250, "%u", crossed);
}
