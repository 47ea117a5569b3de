/* SPDX-License-Identifier: MIT
 *
 * scripts/lab on a real Slurm of two nodes, as tests/lab/slurm tells it. Needs
 * root and Slurm's daemons (scripts/dev/bootstrap lab); says so where they are not.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum { CANNOT_RUN_HERE = 77 };

Test(lab, survives_the_death_of_a_node)
{
    static char output[1 << 16];
    setenv("T", SOURCE_DIR "/tests/lab/slurm", 1);
    setenv("P", PROGRAM, 1);
    FILE *pipe = popen("\"$T\" \"$P\" 2>&1", "re");
    cr_assert_not_null(pipe);
    size_t length = fread(output, 1, sizeof output - 1, pipe);
    while (fgetc(pipe) != EOF) {
    }
    int status = pclose(pipe);
    output[length] = '\0';
    cr_assert(WIFEXITED(status), "%s", output);
    if (WEXITSTATUS(status) == CANNOT_RUN_HERE)
        cr_skip_test("scripts/lab on a real Slurm %s", output);
    cr_expect_eq(WEXITSTATUS(status), 0, "%s", output);
}
