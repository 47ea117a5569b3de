/* SPDX-License-Identifier: MIT
 *
 * Parses the words of a command line: one function for each kind of word fills in a struct
 * options_run. Private to options*.c.
 *
 * options_read_* and options_add_glob return 0, or EINVAL with one line in `error`.
 * options_parse_* and options_split return 0, or -1 for a word that is not of that kind. Lists
 * are split in place at their commas. Thread-safe.
 */
#ifndef BENCH_OPTIONS_INTERNAL_H
#define BENCH_OPTIONS_INTERNAL_H

#include "options.h"

#include <argp.h>

/* Writes the words of a list to `words`, which has room for OPTIONS_LIST_MAX, each word once. */
int options_split(char *list, char **words, size_t *count);

/* A whole number up to `most`; a finite number above 0. */
int options_parse_whole(const char *word, uint64_t most, uint64_t *number);
int options_parse_positive(const char *word, double *number);

/* Adds a NAME-GLOB to a list of at most OPTIONS_LIST_MAX. */
error_t options_add_glob(const char **globs, size_t *count, const char *glob, char *error);
/* Each reads the argument of the option of its name. */
error_t options_read_sizes(struct options_run *options, char *list);
error_t options_read_live(struct options_run *options, char *list);
error_t options_read_cpu(struct options_run *options, const char *word);
error_t options_read_counters(struct options_run *options, char *list);
error_t options_read_effort(struct options_run *options, const char *word);
error_t options_read_detect(struct options_run *options, char *word);
error_t options_read_environment(struct options_run *options, char *word);
error_t options_read_resume(struct options_run *options);
error_t options_read_label(struct options_run *options, char *word);

#endif
