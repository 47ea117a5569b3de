/* SPDX-License-Identifier: MIT */
#include "bench/options.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

enum { WORDS = 40 };

static struct options_run options;

/* Parses "run" and the words of a line. */
static int parse(const char *line)
{
    static char text[512];
    char *argv[WORDS] = { "run" };
    int argc = 1;
    snprintf(text, sizeof text, "%s", line);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    return options_parse_run(argc, argv, &options);
}

Test(options, defaults)
{
    cr_assert_eq(parse(""), 0);
    cr_expect_eq(options.glob_count, 0);
    cr_expect_eq(options.allocator_count, 0);
    cr_expect_eq(options.counters.count, counters_default.count);
    cr_expect_eq(options.unit, MACHINE_AUTO);
    cr_expect_eq(options.live_count, 1);
    cr_expect_eq(options.live[0], 1);
    cr_expect_str_eq(options.effort->name, "normal");
    cr_expect_eq(options.precision, 0);
    cr_expect_null(options.output);
}

Test(options, everything)
{
    cr_assert_eq(parse("a* !ab --allocator glibc,jemalloc --size 64,4K,1MiB --live 1,32 --cpu "
                       "core:3 --counters cycles,page-faults --effort quick --max-time 2.5 "
                       "--precision 1 --seed 42 --output x --quiet"),
                 0);
    cr_expect_eq(options.glob_count, 2);
    cr_expect_str_eq(options.globs[1], "!ab");
    cr_expect_str_eq(options.allocators[1], "jemalloc");
    cr_expect_eq(options.sizes[1], 4096);
    cr_expect_eq(options.sizes[2], 1 << 20);
    cr_expect_eq(options.live[1], 32);
    cr_expect_eq(options.unit, MACHINE_CORE);
    cr_expect_eq(options.unit_index, 3);
    cr_expect_str_eq(options.counters.names[1], "page-faults");
    cr_expect_eq(options.max_time_s, 2.5);
    cr_expect_eq(options.precision, 0.01);
    cr_expect_eq(options.seed, 42);
    cr_expect_eq(options.quiet, 1);
}

Test(options, what_is_twice_in_a_list_is_one)
{
    cr_assert_eq(parse("--live 1,32,1,01 --size 64,4K,4096,64 --allocator glibc,jemalloc,glibc "
                       "--counters cycles,instructions:u,Cycles,instructions:u"),
                 0);
    cr_expect_eq(options.live_count, 2);
    cr_expect_eq(options.live[1], 32);
    cr_expect_eq(options.size_count, 2);
    cr_expect_eq(options.sizes[1], 4096);
    cr_expect_eq(options.allocator_count, 2);
    cr_expect_eq(options.counters.count, 2);
    cr_expect_str_eq(options.counters.names[1], "instructions:u");
}

Test(options, none_means_no_counters)
{
    cr_assert_eq(parse("--counters none"), 0);
    cr_expect_eq(options.counters.count, 0);
}

/* Each is refused with its own word in the message. */
static const struct {
    const char *line, *word;
} refused[] = {
    { "--size 12x", "12x" },
    { "--size -1", "-1" },
    { "--size 1,,2", "--size" },
    { "--live -1", "'-1'" },
    { "--live many", "many" },
    { "--cpu somewhere", "somewhere" },
    { "--cpu core:-1", "core:-1" },
    { "--cpu pu:", "pu:" },
    { "--effort slow", "slow" },
    { "--max-time 0", "'0'" },
    { "--max-time inf", "inf" },
    { "--precision x", "'x'" },
    { "--precision nan", "nan" },
    { "--seed -3", "-3" },
    { "--seed 1.5", "1.5" },
    { "--allocator a,,b", "--allocator" },
    { "--counters a,,b", "--counters" },
};

Test(options, refuses_and_names_the_word)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        cr_expect_eq(parse(refused[i].line), -EINVAL, "%s", refused[i].line);
        cr_expect_not_null(strstr(options.error, refused[i].word), "%s: %s", refused[i].line,
                           options.error);
    }
}

Test(options, list_knows_three_formats)
{
    struct options_list list;
    char *json[] = { "list", "--format", "json" }, *xml[] = { "list", "--format", "xml" };
    cr_assert_eq(options_parse_list(3, json, &list), 0);
    cr_expect_eq(list.format, FORMAT_JSON);
    cr_expect_eq(options_parse_list(3, xml, &list), -EINVAL);
    cr_expect_not_null(strstr(list.error, "xml"));
}
