/* SPDX-License-Identifier: MIT */
#include "harness/worker/environment.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct environment made;

static void free_made(void)
{
    environment_free(&made);
}

TestSuite(environment, .fini = free_made);

/* The words of a list, each followed by a blank. */
static const char *words(char *const *list)
{
    static char text[1024];
    text[0] = '\0';
    for (size_t i = 0; list[i]; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", list[i]);
    return text;
}

Test(environment, what_is_not_on_the_list_stays_behind)
{
    char *found[] = {
        "PATH=/bin", "EDITOR=vi", "MALLOC_CONF=tcache:false", "HOMER=x", "LD_LIBRARY_PATH=/opt",
        NULL
    };
    cr_assert_eq(environment_make(&made, found, NULL), 0);
    cr_expect_str_eq(words(made.variables), "PATH=/bin LD_LIBRARY_PATH=/opt ");
    cr_expect_str_eq(words(made.dropped), "MALLOC_CONF ");
    cr_expect_str_eq(words(made.asked), "");
}

Test(environment, what_tunes_and_is_dropped_is_named_without_its_value)
{
    char *found[] = { "MALLOC_PERTURB_=69", "GLIBC_TUNABLES=a",
                      "MIMALLOC_VERBOSE=1", "TCMALLOC_AGGRESSIVE_DECOMMIT=1",
                      "GC_MARKERS=3",       "LD_PRELOAD=/x.so",
                      "LD_BIND_NOW=1",      "HWLOC_XMLFILE=/y.xml",
                      "GOGC=off",           "SCUDO_OPTIONS=x",
                      "DMALLOC_OPTIONS=x",  "PERFTOOLS_VERBOSE=1",
                      "TERM=dumb",          NULL };
    cr_assert_eq(environment_make(&made, found, NULL), 0);
    cr_expect_str_eq(words(made.dropped),
                     "MALLOC_PERTURB_ GLIBC_TUNABLES MIMALLOC_VERBOSE TCMALLOC_AGGRESSIVE_DECOMMIT "
                     "GC_MARKERS LD_PRELOAD LD_BIND_NOW HWLOC_XMLFILE GOGC SCUDO_OPTIONS "
                     "DMALLOC_OPTIONS PERFTOOLS_VERBOSE ");
    cr_expect_str_eq(words(made.variables), "");
}

Test(environment, what_is_asked_for_is_passed_and_not_told_as_dropped)
{
    char *found[] = { "MALLOC_CONF=narenas:1", "PATH=/bin", NULL };
    char *asked[] = { "MALLOC_CONF=tcache:false", "X=1", "X=2", "PATH=/sbin", NULL };
    cr_assert_eq(environment_make(&made, found, asked), 0);
    cr_expect_str_eq(words(made.variables), "MALLOC_CONF=tcache:false X=2 PATH=/sbin ");
    cr_expect_str_eq(words(made.asked), "MALLOC_CONF=tcache:false X=2 PATH=/sbin ");
    cr_expect_str_eq(words(made.dropped), "");
}

Test(environment, a_word_that_cannot_be_asked_for_has_its_reason)
{
    cr_expect_null(environment_refusal("MALLOC_CONF=tcache:false"));
    cr_expect_null(environment_refusal("EMPTY="));
    cr_expect_not_null(strstr(environment_refusal("MALLOC_CONF"), "NAME=VALUE"));
    cr_expect_not_null(strstr(environment_refusal("=x"), "NAME=VALUE"));
    cr_expect_not_null(strstr(environment_refusal("LD_PRELOAD=/x.so"), "--allocator"));
}
