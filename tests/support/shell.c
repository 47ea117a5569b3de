/* SPDX-License-Identifier: MIT */
#include "shell.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { LINE_MAX_BYTES = 16384 };

void shell_name_words(void)
{
    setenv("ESCAPEBENCH", PROGRAM, 1);
    setenv("FAULTY", FAULTY_PROGRAM, 1);
    setenv("PLANTED", PLANTED_PROGRAM, 1);
    setenv("SOURCE", SOURCE_DIR, 1);
}

int shell_run(char *said, size_t size, const char *format, ...)
{
    char line[LINE_MAX_BYTES / 2], words[LINE_MAX_BYTES];
    va_list arguments;
    shell_name_words();
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    cr_assert_lt(length, (int) sizeof line, "too long a line: %s", line);
    snprintf(words, sizeof words, "IFS='\n'\n{ %s\n} 2>&1", line);
    FILE *pipe = popen(words, "re");
    cr_assert_not_null(pipe);
    said[fread(said, 1, size - 1, pipe)] = '\0';
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void scratch_make(char folder[SCRATCH_MAX])
{
    snprintf(folder, SCRATCH_MAX, "/tmp/escapebench-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    shell_name_words();
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("COLUMNS", "5000", 1);              /* sentences that a test looks for are on one line */
    setenv("ESCAPEBENCH_GO_LANES", folder, 1); /* none: a run has the same allocators anywhere */
}

void scratch_remove(const char *folder)
{
    char command[2 * SCRATCH_MAX];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}
