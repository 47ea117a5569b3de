/* SPDX-License-Identifier: MIT
 *
 * Makes one row of CSV text in a fixed buffer: RFC 4180 quoting, LF line ends. Numbers are
 * written in the C locale with as many digits as it takes to read back the same double.
 * NaN, which stands for unknown, is an empty cell.
 *
 * Nothing is allocated, so a worker may make rows while it samples. Errors: csv_end returns
 * -EOVERFLOW if any cell did not fit. Threads: one per row.
 */
#ifndef HARNESS_BASE_CSV_H
#define HARNESS_BASE_CSV_H

#include <stddef.h>
#include <stdint.h>

struct csv_row {
    char text[16384];
    size_t length;
    unsigned cells;
    int overflow;
};

void csv_start(struct csv_row *row);

/* A cell of text; NULL: empty. Before what a spreadsheet would run as a formula, such as
 * "=1+1" or "-A1", stands an apostrophe, which makes it text there. */
void csv_text(struct csv_row *row, const char *text);

void csv_number(struct csv_row *row, double number);

/* Adds a number that is known to within `tolerance` > 0, with no more digits than it takes
 * to read the number back to within `tolerance`. */
void csv_number_within(struct csv_row *row, double number, double tolerance);

void csv_integer(struct csv_row *row, uint64_t number);

/* Ends the line. Returns 0 or -EOVERFLOW. */
int csv_end(struct csv_row *row);

/* Appends the row to a file with one write(2), so that a kill cannot leave half a row.
 * Returns 0, or a negative errno such as -ENOSPC. After an error the part of the row that
 * was written is cut off again, so that the file has whole rows only. */
int csv_write(const struct csv_row *row, int fd);

#endif
