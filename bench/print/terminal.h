/* SPDX-License-Identifier: MIT
 *
 * What the output can show: which signs, and how many columns. Signs are in UTF-8 if the
 * locale is, or if no locale was chosen (C, POSIX) and C.UTF-8 exists. Otherwise signs are
 * plain ASCII. Errors: none. Threads: call terminal_open once at the start of the program;
 * the other functions only read.
 */
#ifndef BENCH_PRINT_TERMINAL_H
#define BENCH_PRINT_TERMINAL_H

#include <stddef.h>

enum terminal_sign {
    SIGN_PLUS_MINUS, /* half the width of an interval follows */
    SIGN_TO          /* between the ends of an interval */
};

/* Chooses the encoding by LC_ALL, LC_CTYPE and LANG. Numbers stay in the C locale. */
void terminal_open(void);

/* A sign in the encoding chosen: "±" or "+-", "…" or "...". */
const char *terminal_sign(enum terminal_sign sign);

/* Columns of a file descriptor's terminal. Where that is not known, as of a pipe: $COLUMNS,
 * or 80. */
size_t terminal_width(int fd);

/* The same for tables on standard output; SIZE_MAX in a pipe without $COLUMNS, so that no
 * column is left out where a program reads. */
size_t terminal_table_width(void);

/* How many columns a text takes on a terminal. */
size_t terminal_columns(const char *text);

/* Prints a text to standard output with lines of at most `width` columns, broken at
 * spaces; 0: no limit. */
void terminal_fold(const char *text, size_t width);

/* The same behind `indent` columns that the caller has printed; the lines after the first
 * begin with as many spaces. */
void terminal_fold_behind(size_t indent, const char *text, size_t width);

/* The same for each line of a text: the lines that it becomes begin with its spaces. */
void terminal_fold_lines(const char *text, size_t width);

/* Writes the folded text to `cell`, of `size` bytes, without a newline at its end. */
void terminal_fold_cell(const char *text, size_t width, char *cell, size_t size);

#endif
