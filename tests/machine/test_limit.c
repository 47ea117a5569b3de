/* SPDX-License-Identifier: MIT */
#include "harness/machine/limit.h"
#include "tests/support/tree.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#include <sys/resource.h>

static char root[64];
static char text[256];

static void start(void)
{
    tree_make("bare", root);
}

static void end(void)
{
    tree_remove(root);
}

TestSuite(limit, .init = start, .fini = end);

Test(limit, a_group_is_found_in_either_version)
{
    struct limit_group group;
    char line[64];
    cr_expect_eq(limit_group_open(&group, root, "pids"), -ENOENT);
    tree_set(root, "/proc/self/cgroup", "0::/a/b");
    cr_assert_eq(limit_group_open(&group, root, "pids"), 0);
    cr_expect(group.is_v2);
    tree_set(root, "/sys/fs/cgroup/a/pids.max", "7");
    cr_expect_lt(limit_group_read(&group, "pids.max", line, sizeof line), 0);
    cr_assert_eq(limit_group_up(&group), 1);
    cr_assert_eq(limit_group_read(&group, "pids.max", line, sizeof line), 0);
    cr_expect_str_eq(line, "7");
    cr_expect_eq(limit_group_up(&group), 1);
    cr_expect_eq(limit_group_up(&group), 0);
    tree_add(root, "/proc/self/cgroup", "9:cpu,pids:/c");
    cr_assert_eq(limit_group_open(&group, root, "pids"), 0);
    cr_expect_not(group.is_v2);
    cr_expect_str_eq(group.path, "/c");
    cr_assert_eq(limit_group_open(&group, root, "pid"), 0);
    cr_expect(group.is_v2, "pid is no controller of the line of version 1");
}

Test(limit, the_processes_of_a_full_group_are_named)
{
    tree_set(root, "/proc/self/cgroup", "0::/a");
    tree_set(root, "/sys/fs/cgroup/a/pids.max", "100");
    tree_set(root, "/sys/fs/cgroup/a/pids.current", "100");
    limit_explain(root, EAGAIN, text, sizeof text);
    cr_expect_str_eq(text, "pids.max of its cgroup is 100");
    tree_set(root, "/sys/fs/cgroup/a/pids.current", "99");
    limit_explain(root, EAGAIN, text, sizeof text);
    cr_expect_null(strstr(text, "cgroup"), "%s", text);
}

Test(limit, an_error_is_described_with_its_limit)
{
    struct rlimit files = { .rlim_cur = 40, .rlim_max = 40 };
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
    limit_describe(root, EMFILE, text, sizeof text);
    cr_expect_str_eq(text, "Too many open files (ulimit -n is 40: raise it)");
    limit_describe(root, ENOENT, text, sizeof text);
    cr_expect_str_eq(text, "No such file or directory");
    limit_describe(root, ENOMEM, text, sizeof text);
    cr_expect_str_eq(text, "Cannot allocate memory (the machine was out of memory)");
}

Test(limit, a_limit_of_addresses_is_named_before_memory)
{
    struct rlimit space = { .rlim_cur = 1UL << 46, .rlim_max = 1UL << 46 };
    cr_expect_not(limit_explain_space(text, sizeof text));
    cr_assert_eq(setrlimit(RLIMIT_AS, &space), 0);
    cr_expect(limit_explain_space(text, sizeof text));
    limit_explain(root, ENOMEM, text, sizeof text);
    cr_expect_str_eq(text, "ulimit -v is 68719476736");
}

Test(limit, the_tightest_memory_limit_counts)
{
    limit_explain_memory(root, text, sizeof text);
    cr_expect_str_eq(text, "the machine was out of memory");
    tree_set(root, "/proc/self/cgroup", "0::/a/b");
    tree_set(root, "/sys/fs/cgroup/a/memory.max", "1073741824");
    tree_set(root, "/sys/fs/cgroup/a/b/memory.max", "max");
    limit_explain_memory(root, text, sizeof text);
    cr_expect_str_eq(text, "the memory limit of its cgroup is 1024 MiB");
    tree_set(root, "/proc/self/cgroup", "3:memory:/");
    tree_set(root, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    limit_explain_memory(root, text, sizeof text);
    cr_expect_str_eq(text, "the machine was out of memory", "the number for none");
}

Test(limit, kills_for_want_of_memory_are_counted)
{
    cr_expect_eq(limit_oom_kills(root), 0);
    tree_set(root, "/proc/vmstat", "oom_kill 3");
    tree_set(root, "/proc/self/cgroup", "0::/a");
    tree_set(root, "/sys/fs/cgroup/a/memory.events", "oom 9");
    tree_add(root, "/sys/fs/cgroup/a/memory.events", "oom_kill 2");
    cr_expect_eq(limit_oom_kills(root), 5);
}

Test(limit, of_setrlimit)
{
    struct rlimit few = { 64, 64 };
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    limit_explain(root, EMFILE, text, sizeof text);
    cr_expect_str_eq(text, "ulimit -n is 64");
    limit_explain(root, ENOENT, text, sizeof text);
    cr_expect_str_eq(text, "");
}
