/* SPDX-License-Identifier: MIT */
#include "harness/subject/nearest.h"

#include <criterion/criterion.h>

static const char *nearest_of(const char *wanted, const char *const *names)
{
    static char out[256];
    struct nearest nearest = { .wanted = wanted };
    for (; *names; names++)
        nearest_consider(&nearest, *names);
    out[0] = '\0';
    nearest_append(&nearest, out, sizeof out);
    return out;
}

Test(nearest, the_nearest_comes_first_and_what_is_far_is_left_out)
{
    static const char *const names[] = { "closure_by_value", "return_user", "return_pointer",
                                         "channel_pointer", NULL };
    cr_expect_str_eq(nearest_of("retrun_pointer", names), "return_pointer");
    cr_expect_str_eq(nearest_of("RETURN_USR", names), "return_user");
    cr_expect_str_eq(nearest_of("x", (const char *const[]){ NULL }), "");
}

Test(nearest, at_most_five_names_each_once)
{
    static const char *const names[] = { "a7", "a6", "a5", "a1", "A1", "a2", "a3", "b", NULL };
    cr_expect_str_eq(nearest_of("a1", names), "a1, a7, a6, a5, a2");
}

Test(nearest, what_does_not_fit_is_cut)
{
    char out[8] = "is ";
    struct nearest nearest = { .wanted = "glibc" };
    nearest_consider(&nearest, "glibcglibc");
    nearest_append(&nearest, out, sizeof out);
    cr_expect_str_eq(out, "is glib");
}
