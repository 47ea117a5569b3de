/* SPDX-License-Identifier: MIT
 *
 * Reads a CSV file with a header, row by row, through libcsv: RFC 4180 with LF, CRLF or CR.
 * Files as spreadsheets write them are read, too: a byte-order mark, all cells quoted,
 * empty cells at the end of a row left out or added, and with CRLF a last line without an
 * end. Only one row is in memory at a time.
 *
 * Errors: negative errno, with one line in `error` that names file and line. -EINVAL: a
 * stray quote, a row that is longer than the header, fields separated by semicolons or
 * tabs, a cell of more than CSVFILE_CELL_MAX bytes, a NUL, or a last line without an end
 * (the file was cut off). Threads: one per struct csvfile. This module is not part of
 * harness/base/csv.h because libcsv also has a function csv_write.
 */
#ifndef HARNESS_BASE_CSVFILE_H
#define HARNESS_BASE_CSVFILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { CSVFILE_ERROR_MAX = 512, CSVFILE_CELLS_MAX = 1024, CSVFILE_CELL_MAX = 65536 };

struct csvfile {
    const char *name; /* for messages */

    /* `header` is called once with the column names, then `row` with each row. A result
     * other than 0 ends the reading; csvfile_refuse says why. */
    int (*header)(struct csvfile *file, void *context);
    int (*row)(struct csvfile *file, void *context);
    void *context;
    int drop_torn; /* 1: a last row that was cut off is dropped, not refused */

    int torn;      /* 1: such a row was dropped */
    size_t line;   /* line number of the current row, from 1 */
    size_t count;  /* cells */
    size_t *cells; /* offset of each in `text` */
    int twins;     /* 1: two columns have a name that csvfile_find looked for */
    char *text;
    char error[CSVFILE_ERROR_MAX];
};

/* Reads all of `stream`. The caller sets the members down to `drop_torn`. */
int csvfile_read(struct csvfile *file, FILE *stream);

/* Writes "name:line: why" to file->error. Returns -EINVAL. */
__attribute__((format(printf, 2, 3))) int csvfile_refuse(struct csvfile *file, const char *format,
                                                         ...);

/* In the header callback: the index of a column, or -1. If two columns have the name, the
 * file is refused after the callback. */
int csvfile_find(struct csvfile *file, const char *name);

/* The indexes of several columns; `names` ends with NULL. -EINVAL: some are missing, and
 * the message names them. */
int csvfile_find_all(struct csvfile *file, const char *const *names, int *columns);

/* The indexes of several columns, -1 for those that are missing. -EINVAL: one is missing
 * that is among `needed`, `count` indexes into `names`; the message names those. */
int csvfile_find_needed(struct csvfile *file, const char *const *names, const unsigned char *needed,
                        size_t count, int *columns);

/* In the row callback: the text of a cell, valid until the callback returns. */
static inline const char *csvfile_text(const struct csvfile *file, int column)
{
    return file->text + file->cells[column];
}

/* Reads a finite number, or NaN for an empty cell. -EINVAL: anything else. `name` is the
 * column's name in the message. */
int csvfile_number(struct csvfile *file, int column, const char *name, double *number);

/* Reads a whole number of up to 18 digits. -EINVAL: anything else. */
int csvfile_whole(struct csvfile *file, int column, const char *name, uint64_t *number);

/* Reads `count` whole numbers: number i is in columns[which[i]], whose name is
 * names[which[i]]. -EINVAL: one is anything else. */
int csvfile_wholes(struct csvfile *file, const char *const *names, const int *columns,
                   const unsigned char *which, size_t count, uint64_t *numbers);

#endif
