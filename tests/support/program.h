/* SPDX-License-Identifier: MIT
 *
 * For tests that run the program in a scratch folder, one shell line after the other. A suite
 * has program_set_up as its .init, or calls it there, and program_tear_down as its .fini.
 */
#ifndef TESTS_SUPPORT_PROGRAM_H
#define TESTS_SUPPORT_PROGRAM_H

#include "shell.h"

#include <criterion/criterion.h>
#include <string.h>

extern char scratch[SCRATCH_MAX]; /* the scratch folder, which is the current one */
extern char output[1 << 20];      /* what the last shell line printed, both streams */

/* Makes the folder, and the variables of shell lines: $P, the program; $F, the faulty one; and
 * $A, the allocator at hand: glibc, or a sanitizer's runtime. */
void program_set_up(void);
void program_tear_down(void);

/* In a shell line: awk with scripts/columns.awk. The program follows in quotes. */
#define BY_COLUMN "awk -F, \"$(cat $SOURCE/scripts/columns.awk)\""

/* Runs a shell line. Its exit status. */
#define shell(...) shell_run(output, sizeof output, __VA_ARGS__)

#define SAYS(text)         cr_expect_not_null(strstr(output, text), "no '%s' in: %s", text, output)
#define EXITS(status, ...) cr_expect_eq(shell(__VA_ARGS__), status, "%s: %s", #__VA_ARGS__, output)

#endif
