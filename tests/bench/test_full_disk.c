/* SPDX-License-Identifier: MIT
 *
 * escapebench when its output cannot be written: a full or closed standard output, a full
 * disk.
 */
#include "tests/support/program.h"

TestSuite(full_disk, .init = program_set_up, .fini = program_tear_down);

/* Each command, so that all kinds of output are tried. */
Test(full_disk, a_full_standard_output_is_an_error)
{
    static const char *const lines[] = {
        "list",
        "list --format csv",
        "run --help",
        "--help",
        "--version",
        "compare r r --format csv",
        "compare r r",
        "compare r r --format json",
        "check --format json",
        "show r",
        "show r --rows",
        "spreads",
        "history key r",
        "history add r -d h",
        "history page -d h",
        "history blame return_pointer -d h",
        "export r --format bmf",
        "export r --format openmetrics",
        "export r --format gbench",
        "export r --format gobench",
        "run nothing -a $A -e quick --counters none --max-time 60 --precision 1000 -o t",
    };
    cr_assert_eq(
        shell("$P run return_pointer -a $A -e quick --precision 1000 --counters none -q -o r"), 0,
        "%s", output);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_expect_eq(shell("$P %s >/dev/full", lines[i]), 1, "%s: %s", lines[i], output);
        SAYS("could be written to standard output: No space left on device");
    }
    cr_expect_eq(shell("$P list | head -1"), 0, "a reader that has enough is no fault");
}

/* A page is renamed into place, but never over what is no file, such as /dev/stdout. */
Test(full_disk, a_page_does_not_take_the_place_of_a_device)
{
    cr_assert_eq(shell("$P run nothing -a $A -e quick --max-time 60 --precision 1000 --counters "
                       "none -q -o r; $P history add r -d h; ln -s /dev/full full; mkfifo pipe"),
                 0, "%s", output);
    cr_expect_eq(shell("$P history page -d h -o full"), 1, "%s", output);
    SAYS("cannot write full: No space left on device");
    cr_expect_eq(shell("test -L full"), 0);
    cr_expect_eq(shell("grep -c html pipe & $P history page -d h -o pipe; wait; test -p pipe"), 0,
                 "%s", output);
    cr_expect_neq(shell("ls *.partial"), 0);
}

/* If standard output is closed, the first file that a program opens gets its descriptor. */
Test(full_disk, a_closed_standard_output_is_an_error_and_no_file_takes_its_place)
{
    cr_expect_eq(shell("$P run nothing -a $A -e quick --counters none --max-time 60 --precision "
                       "1000 -o t >&-"),
                 1, "%s", output);
    SAYS("could be written to standard output");
    cr_expect_eq(shell("$P run nothing -a $A -e quick --counters none --max-time 60 --precision "
                       "1000 -o u <&- 2>&-"),
                 0, "%s", output);
    for (const char *run = "tu"; *run; run++)
        cr_expect_eq(shell("$P show %c >shown && ! grep -qi 'escapebench' %c/*.csv", *run, *run), 0,
                     "%s", output);
}

Test(full_disk, a_full_disk_ends_the_run_and_keeps_what_was_written)
{
    if (shell("unshare -m true") != 0)
        cr_skip_test("needs root to mount a small disk");
    cr_expect_eq(
        shell("mkdir d; unshare -m sh -c \"mount -t tmpfs -o size=16k none d; $P run nothing "
              "--allocator $A --effort rigorous --output d/r; s=\\$?; head -1 "
              "d/r/samples.csv; exit \\$s\""),
        1);
    SAYS("not everything could be written to d/r: No space left on device");
    SAYS("scenario,origin,");
}

Test(full_disk, a_history_on_a_full_disk_gets_no_half_run_and_the_page_says_why)
{
    if (shell("unshare -m true") != 0)
        cr_skip_test("needs root to mount a small disk");
    cr_assert_eq(shell("$P run nothing -a $A -e quick --counters none -q -o r && mkdir d && "
                       "$P history add -d h r"),
                 0, "%s", output);
    cr_expect_eq(shell("unshare -m sh -c \"mount -t tmpfs -o size=16k none d; mkdir d/h; head -c "
                       "20000 /dev/zero >d/fill; $P history add -d d/h r; find d/h -type f; $P "
                       "history page -d h -o d/p\""),
                 1);
    SAYS("cannot add to d/h: No space left on device");
    SAYS("cannot write d/p: No space left on device");
    cr_expect_null(strstr(output, ".csv"), "%s", output);
}
