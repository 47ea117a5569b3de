/* SPDX-License-Identifier: MIT
 *
 * Paths in commands that messages tell users to type. Threads: any.
 */
#ifndef BENCH_PRINT_CURE_H
#define BENCH_PRINT_CURE_H

#include <limits.h>
#include <stddef.h>

enum { CURE_WORD_MAX = 4 * PATH_MAX + 3 };

/* `path` as one word of a shell's command line: in single quotes if the shell would read it as
 * anything else. Returns `word`. A path longer than PATH_MAX is cut off. */
const char *cure_word(const char *path, char word[CURE_WORD_MAX]);

/* The same for the folder of a run that is named by its folder or by its comparison.csv. */
const char *cure_folder(const char *path, char word[CURE_WORD_MAX]);

#endif
