/* SPDX-License-Identifier: MIT
 *
 * The program where `make install` puts it: it finds its worker and its data by its own path.
 * Also, what the shells' completion offers.
 */
#include "bench/place.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static char folder[SCRATCH_MAX], said[8192];

static void open_scratch(void)
{
    scratch_make(folder);
}

static void close_scratch(void)
{
    scratch_remove(folder);
}

TestSuite(place, .init = open_scratch, .fini = close_scratch);

Test(place, go_lanes_are_where_the_environment_says)
{
    char path[PATH_MAX];
    setenv("ESCAPEBENCH_GO_LANES", "/some/lanes", 1);
    cr_assert_eq(place_go_lanes(path), 0);
    cr_expect_str_eq(path, "/some/lanes");
}

Test(place, go_lanes_of_a_checkout_are_in_its_build_folder)
{
    char path[PATH_MAX];
    setenv("XDG_CACHE_HOME", "/some/cache", 1);
    unsetenv("ESCAPEBENCH_GO_LANES");
    cr_assert_eq(place_go_lanes(path), 0);
    cr_expect_str_eq(path, SOURCE_DIR "/build/go/lanes");
}

Test(place, what_is_not_installed_is_not_there)
{
    char path[PATH_MAX];
    cr_assert_eq(place_program(path), 0);
    cr_expect(strstr(path, "test_place"));
    cr_expect_eq(place_data(path, "results/reference/atlas"), -ENOENT);
}

/* An installed tree in a folder with a blank and a dollar. Its worker leaves a file when called. */
static void install_tree(void)
{
    int status = shell_run(said, sizeof said,
                           "cd '%s' && root='a $b' && mkdir -p \"$root/bin\" w "
                           "\"$root/libexec/escapebench\" \"$root/share/escapebench/results\" && "
                           "cp %s \"$root/bin/escapebench\" && "
                           "cp -r %s/results/reference \"$root/share/escapebench/results\" && "
                           "printf '#!/bin/sh\\n: >\"%s/called\"\\nexec %s-worker \"$@\"\\n' "
                           ">\"$root/libexec/escapebench/escapebench-worker\" && "
                           "chmod +x \"$root/libexec/escapebench/escapebench-worker\"",
                           folder, PROGRAM_WORD, SOURCE_WORD, folder, PROGRAM_WORD);
    cr_assert_eq(status, 0, "%s", said);
}

Test(place, an_installed_program_starts_its_worker)
{
    install_tree();
    shell_run(said, sizeof said,
              "cd '%s/w' && '../a $b/bin/escapebench' run nothing --allocator glibc --effort quick "
              "--counters none --max-time 60 --precision 1000 --quiet",
              folder);
    int status = shell_run(said + strlen(said), sizeof said - strlen(said),
                           "cd '%s' && test -e called && test -d w/results/latest/", folder);
    cr_expect_eq(status, 0, "%s", said);
}

Test(place, an_installed_program_reads_its_atlas)
{
    install_tree();
    int status = shell_run(said, sizeof said,
                           "cd '%s/w' && '../a $b/bin/escapebench' atlas "
                           "%s/results/reference/2026-11-27-epyc-ladder",
                           folder, SOURCE_WORD);
    cr_expect(status == 0 || status == 5, "status %d: %s", status, said);
}

/* ---- completion ---- */

/* What bash offers to complete the last of these words. */
static const char *complete_bash(const char *words)
{
    int status = shell_run(said, sizeof said,
                           "bash -c 'source %s/scripts/completion/escapebench.bash; "
                           "COMP_WORDS=(%s %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
                           "_escapebench; echo \" ${COMPREPLY[*]} \"'",
                           SOURCE_WORD, PROGRAM_WORD, words);
    cr_assert_eq(status, 0, "%s", said);
    return said;
}

Test(completion, bash_offers_commands_options_values_and_scenarios)
{
    cr_expect_str_eq(complete_bash("comp"), " compare \n");
    cr_expect_str_eq(complete_bash("run --eff"), " --effort= \n");
    cr_expect_str_eq(complete_bash("run --effort = q"), " quick \n");
    cr_expect_str_eq(complete_bash("run -e rig"), " rigorous \n");
    cr_expect_str_eq(complete_bash("export -f gob"), " gobench \n");
    cr_expect_str_eq(complete_bash("run return_p"), " return_pointer \n");
    cr_expect_str_eq(complete_bash("history bl"), " blame \n");
    cr_expect(strstr(complete_bash("\"\""), " detect "));
    cr_expect_str_eq(complete_bash("compare some/fi"), "  \n");
}

/* The words from which zsh completes. zsh itself compares them with the word to complete. */
static const char *complete_zsh(const char *words, const char *begun)
{
    int status = shell_run(said, sizeof said,
                           "zsh -f -c 'compadd() { shift; print -r -- \" $* \" }; "
                           "_describe() { print -r -- \" ${(P)2} \" }; _files() { }; "
                           "f() { source %s/scripts/completion/escapebench.zsh }; "
                           "words=(%s %s) CURRENT=$#words PREFIX=%s; f'",
                           SOURCE_WORD, PROGRAM_WORD, words, begun);
    cr_assert_eq(status, 0, "%s", said);
    return said;
}

Test(completion, zsh_offers_commands_options_values_and_scenarios)
{
    if (shell_run(said, sizeof said, "command -v zsh") != 0)
        cr_skip_test("zsh is not installed");
    cr_expect(strstr(complete_zsh("c", "c"), " compare:compare runs with"), "%s", said);
    cr_expect(strstr(complete_zsh("run --eff", "--eff"), " --effort "), "%s", said);
    cr_expect_str_eq(complete_zsh("run -e q", "q"), " quick normal rigorous \n");
    cr_expect(strstr(complete_zsh("run re", "re"), " return_pointer "), "%s", said);
}
