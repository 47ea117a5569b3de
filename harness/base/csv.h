/* SPDX-License-Identifier: MIT
 *
 * One row of CSV text in a fixed buffer: RFC 4180 quoting, LF line ends,
 * numbers in the C locale with as many digits as reading them back exactly
 * needs. Unknown (NaN) is an empty cell.
 *
 * No allocation, so that a worker may write rows while it samples. A row that
 * does not fit is marked, and csv_end then says -EOVERFLOW. One thread a row.
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
void csv_text(struct csv_row *row, const char *text); /* NULL: empty */
void csv_number(struct csv_row *row, double number);

/* A number that is known to within `tolerance` > 0: no more digits than it takes to
 * read it back to within that. */
void csv_number_within(struct csv_row *row, double number, double tolerance);

void csv_integer(struct csv_row *row, uint64_t number);

/* Ends the line. 0 or -EOVERFLOW. */
int csv_end(struct csv_row *row);

/* Writes the row at the end of a file, with one write(2), so that a kill cannot leave
 * half of it. 0, or a negative errno such as -ENOSPC: then what was written of the row
 * is cut off again, so that the file has whole rows only. */
int csv_write(const struct csv_row *row, int fd);

#endif
