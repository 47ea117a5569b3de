/* SPDX-License-Identifier: MIT
 *
 * Reading a CSV file with a header, row by row, through libcsv: RFC 4180 with
 * LF, CRLF or CR, also as spreadsheets write it: with a byte-order mark, all cells
 * quoted, empty cells at the end of a row left out or added, with CRLF also without the
 * last line's end. One row is in memory at a time, whatever the file's size.
 *
 * Errors: 0, or a negative errno with one line in `error` that names file and
 * line. What is no CSV of ours is -EINVAL: a stray quote, a row that is
 * longer than the header, fields separated by semicolons or tabs, a cell over CSVFILE_CELL_MAX
 * bytes, a NUL, a last line without its end (the file was cut off). Threads: none shared. (Not in
 * one file with harness/base/csv.h: libcsv has a csv_write too.)
 */
#ifndef HARNESS_BASE_CSVFILE_H
#define HARNESS_BASE_CSVFILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { CSVFILE_ERROR_MAX = 512, CSVFILE_CELLS_MAX = 1024, CSVFILE_CELL_MAX = 65536 };

struct csvfile {
    const char *name; /* for messages */

    /* Called with the names, then with each row. What they return ends the
     * reading unless it is 0; they say why with csvfile_refuse. */
    int (*header)(struct csvfile *file, void *context);
    int (*row)(struct csvfile *file, void *context);
    void *context;
    int drop_torn; /* a last row that was cut off is dropped, not refused */

    int torn;      /* that was so */
    size_t line;   /* of the row that is handed out, from 1 */
    size_t count;  /* cells */
    size_t *cells; /* where each starts in `text` */
    char *text;
    char error[CSVFILE_ERROR_MAX];
};

/* Reads all of `stream`. The members down to `drop_torn` are the caller's. */
int csvfile_read(struct csvfile *file, FILE *stream);

/* Writes "name:line: why" to file->error; -EINVAL. */
__attribute__((format(printf, 2, 3))) int csvfile_refuse(struct csvfile *file, const char *format,
                                                         ...);

/* In the header: the index of a column, or -1. */
int csvfile_find(const struct csvfile *file, const char *name);

/* The same for several, ended by NULL; -EINVAL names those that are missing. */
int csvfile_find_all(struct csvfile *file, const char *const *names, int *columns);

/* In a row. The text is valid until the callback returns. */
static inline const char *csvfile_text(const struct csvfile *file, int column)
{
    return file->text + file->cells[column];
}

/* A finite number, or NaN for an empty cell; -EINVAL for anything else. `name`
 * is what the message calls the column. */
int csvfile_number(struct csvfile *file, int column, const char *name, double *number);

/* A whole number of up to 18 digits. */
int csvfile_whole(struct csvfile *file, int column, const char *name, uint64_t *number);

#endif
